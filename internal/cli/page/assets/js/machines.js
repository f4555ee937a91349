// Machines as dots: filled ones are ready. The numbers beside them say the same.

import { h } from './dom.js';
import { toneOf } from './states.js';

const mostDots = 16;

// pools lists the control plane and the pools of workers, each with its machines if they are known.
export function pools(cluster) {
  const machines = cluster.machines ?? [];
  const all = [{ name: 'control plane', ...cluster.controlPlane, machines: machines.filter((m) => !m.pool) }];
  if (cluster.workerPools?.length) {
    for (const pool of cluster.workerPools) all.push({ ...pool, machines: machines.filter((m) => m.pool === pool.name) });
  } else if (cluster.workers?.wanted) {
    all.push({ name: 'workers', ...cluster.workers, machines: machines.filter((m) => m.pool) });
  }
  return all.filter((pool) => pool.wanted || pool.machines.length);
}

function tones(pool) {
  if (pool.machines.length) return pool.machines.map((m) => toneOf(m.state));
  return Array.from({ length: pool.wanted }, (_, i) => (i < pool.ready ? 'ok' : 'off'));
}

export function poolRow(pool) {
  const all = tones(pool);
  const dots = all.slice(0, mostDots).map((tone) => h('i', { className: 'machine', dataset: { tone } }));
  return h('li', {}, h('span', { className: 'pool' }, pool.name),
    h('span', { className: 'dots', 'aria-hidden': 'true' }, ...dots, all.length > mostDots ? '…' : ''),
    h('span', { className: 'tabular faint' }, `${pool.ready}/${pool.wanted}`, h('span', { className: 'hidden-text' }, ' machines ready')));
}

// Which add-on profile is on which cluster, and how it stands there. Equal members of a fleet are one row.

import { $, fill, h, plural, setText } from './dom.js';
import { docs, under } from './stream.js';
import { badge, counted, words } from './states.js';
import { open } from './details.js';
import { Rows } from './rows.js';

let table = null;
let columns = '';

const addonOf = (cluster, profile) => cluster.addons?.find((a) => a.profile === profile);
const cellSign = (addon) => (addon ? `${addon.state}:${addon.detail ?? ''}` : '');

// rowsOf folds neighbours in a fleet that stand alike.
function rowsOf(clusters, profiles, each) {
  const rows = [];
  for (const cluster of clusters) {
    const sign = profiles.map((p) => cellSign(addonOf(cluster, p.name))).join('|');
    const last = rows.at(-1);
    if (!each && last && cluster.fleet && last.first.fleet === cluster.fleet && last.sign === sign) {
      last.last = cluster;
      last.count++;
    } else {
      rows.push({ first: cluster, last: cluster, count: 1, sign });
    }
  }
  return rows;
}

function cells(row, profiles) {
  const name = row.count > 1 ? `${row.first.name} … ${row.last.name}` : row.first.name;
  const head = h('span', { className: 'head' }, h('button', { className: 'name', onclick: () => open('cluster/' + row.first.name) }, name),
    row.count > 1 ? h('span', { className: 'faint' }, `${row.count} alike`) : null);
  return [head, ...profiles.map((p) => cell(addonOf(row.first, p.name)))];
}

function cell(addon) {
  if (!addon) return h('span', { className: 'faint' }, '·', h('span', { className: 'hidden-text' }, ' not selected'));
  return h('span', { className: 'cell', title: addon.detail ?? '' }, badge(addon.state), addon.detail ? h('span', { className: 'waits' }, addon.detail) : null);
}

function head(profile) {
  return h('span', { className: 'profile', title: [...(profile.content ?? []), profile.note].filter(Boolean).join('\n') },
    profile.name, profile.namespace ? h('small', { className: 'faint' }, 'in namespace ' + profile.namespace) : null,
    profile.dependsOn?.length ? h('small', { className: 'faint' }, 'after ' + profile.dependsOn.join(', ')) : null);
}

function makeTable(profiles) {
  table = new Rows({
    label: 'Add-on profiles by cluster', className: 'matrix', columns: ['Cluster', ...profiles.map(head)],
    key: (row) => row.first.name, sign: (row) => `${row.count} ${row.last.name} ${row.sign}`, cells: (row) => cells(row, profiles),
  });
  fill($('addons-view'), table.element, ...notes(profiles));
}

const notes = (profiles) =>
  [...new Set(profiles.map((p) => p.note).filter(Boolean))].map((note) => h('p', { className: 'faint' }, 'Note: ' + note));

export const addons = {
  start() {
    $('addons-find').addEventListener('input', () => this.update(null));
    $('addons-all').addEventListener('change', () => this.update(null));
  },

  update(keys) {
    if (keys && ![...keys].some((key) => /^(cluster|profile)\//.test(key))) return;
    const profiles = under('profile/');
    const now = JSON.stringify(profiles.map((p) => [p.name, p.namespace, p.note, p.dependsOn]));
    if (now !== columns) {
      columns = now;
      makeTable(profiles);
    }
    if (!profiles.length) {
      fill($('addons-view'), h('p', { className: 'faint' }, 'The lab file has no add-on profiles.'));
      columns = '';
      return;
    }
    const find = $('addons-find').value.trim();
    const clusters = under('cluster/').filter((c) => c.name.includes(find));
    table.set(rowsOf(clusters, profiles, $('addons-all').checked));
    const states = clusters.flatMap((c) => (c.addons ?? []).map((a) => a.state));
    setText($('addons-sum'), `${plural(profiles.length, 'profile')} on ${plural(clusters.length, 'cluster')}${states.length ? ': ' + words(counted(states)) : ''}`);
  },
};

// What is known of one cluster or step, beside the view. It opens on the name and closes with Escape.

import { $, fill, h } from './dom.js';
import { docs } from './stream.js';
import { badge } from './states.js';
import { duration } from './clock.js';
import { pools } from './machines.js';
import { wordOf } from './progress.js';

let key = null;
let opener = null;

export function startDetails() {
  addEventListener('keydown', (event) => { if (event.key === 'Escape' && key) close(); });
}

export function open(what) {
  key = what;
  opener = document.activeElement;
  show();
  $('details-title').focus();
}

function close() {
  key = null;
  $('details').hidden = true;
  if (opener?.isConnected) opener.focus();
  else $('content').focus();
}

export function updateDetails(keys) {
  if (key && keys.has(key)) show();
}

// show draws the details. The heading and the button stay, so that focus stays on them.
function show() {
  const doc = docs.get(key);
  const aside = $('details');
  if (aside.hidden || aside.dataset.key !== key) {
    aside.dataset.key = key;
    fill(aside,
      h('header', {}, h('h2', { id: 'details-title', tabIndex: -1 }), h('button', { className: 'close', onclick: close, 'aria-label': 'Close the details' }, '✕')),
      h('div', { id: 'details-body' }));
    aside.hidden = false;
  }
  $('details-title').textContent = doc?.name ?? doc?.id ?? 'gone';
  fill($('details-body'), doc ? describe(doc) : h('p', {}, 'It is no longer there.'));
}

function describe(doc) {
  if (key === 'management') return ofManagement(doc);
  return key.startsWith('step/') ? ofStep(doc) : ofCluster(doc);
}

const ofStep = (step) => [facts([
  ['State', badge(step.state, wordOf(step))], [step.state === 'failed' ? 'Because' : 'Waits for', step.message && h('span', { className: 'pre' }, step.message)],
  ['Began', step.begun && duration(step.begin ?? 0) + ' after the run'], ['Took', step.elapsed && duration(step.elapsed)]])];

const facts = (rows) => h('dl', {}, ...rows.filter(([, value]) => value).flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));
const code = (text) => (text ? h('code', {}, text) : null);

function ofManagement(m) {
  return [
    facts([['State', badge(m.state)], ['Waits for', m.detail], ['Provider', m.provider], ['API server', m.apiPort && code(`127.0.0.1:${m.apiPort}`)],
      ['Ports', m.ports?.length && h('ul', {}, ...m.ports.map((p) => h('li', {}, code(p))))], ['Kubeconfig', code(m.kubeconfig)],
      ['Network', m.network && [m.network.name, m.network.subnet].filter(Boolean).join(' ')]]),
    table('Installed', ['Name', 'Version', 'State'], (m.providers ?? []).map((p) => [p.name, p.version, state(p.state, p.detail)])),
    m.imageCache ? table('Cache of images', ['Container', 'State'], [[m.imageCache.name, state(m.imageCache.state, m.imageCache.detail)]]) : null,
    table('Peering', ['Node', 'State'], (m.peerings ?? []).map((p) => [p.node, state(p.state, p.detail)])),
  ];
}

function ofCluster(c) {
  return [
    facts([['State', badge(c.state)], ['Waits for', c.waitingFor], ['Kubernetes', c.kubernetesVersion], ['Namespace', c.namespace], ['Made of', c.infrastructure],
      ['Labels', c.labels?.length && h('ul', {}, ...c.labels.map((l) => h('li', {}, code(l))))], ['API server', code(c.address ?? c.endpoint)],
      ['Containers', c.containers], ['Kubeconfig', code(c.kubeconfig)]]),
    table('Add-ons', ['Profile', 'State'], (c.addons ?? []).map((a) => [a.profile, state(a.state, a.detail)])),
    ...pools(c).map(ofPool),
  ];
}

function ofPool(pool) {
  const caption = `${pool.name}: ${pool.ready} of ${pool.wanted} ready`;
  return pool.machines.length
    ? table(caption, ['Machine', 'State'], pool.machines.map((m) => [m.node || m.name, state(m.state, m.waitingFor)]))
    : h('p', { className: 'caption' }, caption);
}

const state = (word, detail) => (word ? h('div', {}, badge(word), detail ? h('p', { className: 'waits' }, detail) : null) : '-');

function table(caption, heads, rows) {
  if (!rows.length) return '';
  return h('table', {}, h('caption', {}, caption), h('thead', {}, h('tr', {}, ...heads.map((t) => h('th', { scope: 'col' }, t)))),
    h('tbody', {}, ...rows.map(([first, ...rest]) => h('tr', {}, h('th', { scope: 'row' }, first), ...rest.map((cell) => h('td', {}, cell))))));
}

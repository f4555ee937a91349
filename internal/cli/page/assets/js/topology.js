// The lab as a picture: the management cluster above, the networks below it, and the clusters that hang on each.

import { $, fill, h, plural, setText } from './dom.js';
import { docs, under } from './stream.js';
import { counted, words } from './states.js';
import { card } from './card.js';
import { Fleet } from './fleet.js';
import { managementCard } from './management.js';

// mostCards is how many clusters are drawn with all their machines. More are drawn as tiles.
const mostCards = 48;

const drawn = new Map(); // name of a cluster -> what shows it anew
let shape = '';

// laneOf says where a cluster hangs: on the network, or on the management cluster itself.
function laneOf(cluster) {
  if (cluster.unwanted) return 'left';
  if (cluster.infrastructure === 'docker') return 'network';
  return cluster.infrastructure === 'inMemory' ? 'simulated' : 'own';
}

const titles = {
  network: () => ['Network ' + (docs.get('lab')?.network ?? ''), networkText()],
  simulated: () => ['Simulated', 'machines and API servers in memory'],
  own: () => ['Other infrastructure', 'by a class or manifests of your own'],
  left: () => ['No longer wanted', 'the next apply removes them'],
};

function networkText() {
  const network = docs.get('management')?.network;
  if (!network) return 'Docker';
  return [network.subnet, network.state === 'Ready' ? '' : network.state, network.detail].filter(Boolean).join(', ') || 'Docker';
}

// groups puts the clusters into lanes, and in them into fleets.
function groups(clusters) {
  const lanes = new Map();
  for (const cluster of clusters) {
    const name = laneOf(cluster);
    if (!lanes.has(name)) lanes.set(name, { fleets: new Map(), single: [] });
    const lane = lanes.get(name);
    if (!cluster.fleet) lane.single.push(cluster);
    else if (lane.fleets.has(cluster.fleet)) lane.fleets.get(cluster.fleet).push(cluster);
    else lane.fleets.set(cluster.fleet, [cluster]);
  }
  for (const lane of lanes.values()) {
    if (lane.single.length <= mostCards) continue;
    lane.fleets.set('', lane.single);
    lane.single = [];
  }
  return ['network', 'simulated', 'own', 'left'].filter((name) => lanes.has(name)).map((name) => [name, lanes.get(name)]);
}

function laneElement([name, lane]) {
  const [title, text] = titles[name]();
  const cards = lane.single.map((cluster) => {
    const element = card(cluster);
    drawn.set(cluster.name, () => replace(cluster.name));
    return element;
  });
  const fleets = [...lane.fleets].map(([stem, members]) => {
    const fleet = new Fleet(stem, members);
    for (const member of members) drawn.set(member.name, () => fleet.update(docs.get('cluster/' + member.name)));
    return fleet.element;
  });
  return h('section', { className: 'lane', dataset: { lane: name }, 'aria-label': title },
    h('div', { className: 'wire' }, h('h3', {}, title), h('p', { className: 'faint' }, text)),
    h('div', { className: 'hung' }, ...fleets, ...(cards.length ? [h('div', { className: 'cards' }, ...cards)] : [])));
}

// replace draws a card anew. The person who is on it stays on it.
function replace(name) {
  const old = document.getElementById('card-' + name);
  const focused = old.contains(document.activeElement);
  const now = card(docs.get('cluster/' + name));
  old.replaceWith(now);
  if (focused) now.querySelector('button').focus();
}

// shapeOf is equal as long as the same clusters hang in the same places.
const shapeOf = (clusters) => clusters.map((c) => `${c.name}/${c.fleet ?? ''}/${laneOf(c)}`).join() + networkText();

function drawAll(clusters) {
  drawn.clear();
  const lanes = groups(clusters).map(laneElement);
  const empty = h('p', { className: 'faint' }, 'The lab file has no workload clusters.');
  fill($('topology-view'),
    h('div', { className: 'top' }, managementCard(docs.get('management'))),
    h('div', { className: 'lanes' }, ...(lanes.length ? lanes : [empty])));
}

function drawManagement() {
  const focused = $('management')?.contains(document.activeElement);
  $('management')?.replaceWith(managementCard(docs.get('management')));
  if (focused) $('management').querySelector('button').focus();
}

export const topology = {
  update(keys) {
    if (!docs.has('management')) return;
    const clusters = under('cluster/');
    const now = shapeOf(clusters);
    if (keys === null || now !== shape) {
      shape = now;
      drawAll(clusters);
    } else {
      if (keys.has('management')) drawManagement();
      for (const key of keys) if (key.startsWith('cluster/')) drawn.get(key.slice('cluster/'.length))?.();
    }
    setText($('topology-sum'), clusters.length ? `${plural(clusters.length, 'workload cluster')}: ${words(counted(clusters.map((c) => c.state)))}` : '');
  },
};

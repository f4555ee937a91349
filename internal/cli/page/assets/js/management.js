// The management cluster: what it is, what is installed in it, and how its nodes are connected.

import { h } from './dom.js';
import { badge } from './states.js';
import { open } from './details.js';

export function managementCard(management) {
  return h('article', { id: 'management', className: 'card management' },
    h('header', {}, h('h3', {}, h('button', { className: 'name', onclick: () => open('management') }, management.name)), badge(management.state)),
    h('p', { className: 'faint' }, ['management cluster', management.provider, management.apiPort ? `127.0.0.1:${management.apiPort}` : ''].filter(Boolean).join(' · ')),
    management.detail ? h('p', { className: 'waits' }, management.detail) : null,
    list('Installed', (management.providers ?? []).map(provider)),
    list('Peering', (management.peerings ?? []).map(peering)));
}

const list = (title, items) =>
  items.length ? h('div', { className: 'chips' }, h('span', { className: 'faint' }, title), h('ul', {}, ...items)) : null;

// The kinds of providers, to tell the two that are called kubeadm apart.
const short = { BootstrapProvider: 'bootstrap', ControlPlaneProvider: 'control plane', InfrastructureProvider: 'infrastructure' };

function provider(p) {
  const kind = short[p.type] && p.name === 'kubeadm' ? ` ${short[p.type]}` : '';
  const state = p.state && p.state !== 'Ready' ? badge(p.state) : null;
  return h('li', { className: 'chip', title: p.detail ?? '' }, `${p.name}${kind} `, h('span', { className: 'faint' }, p.version), state);
}

const peering = (p) => h('li', { className: 'chip', title: p.detail ?? '' }, p.node + ' ', badge(p.state));

// A workload cluster with all its machines.

import { h } from './dom.js';
import { badge } from './states.js';
import { open } from './details.js';
import { poolRow, pools } from './machines.js';

export function card(cluster) {
  return h('article', { id: 'card-' + cluster.name, className: 'card' },
    h('header', {}, h('h4', {}, h('button', { className: 'name', onclick: () => open('cluster/' + cluster.name) }, cluster.name)), badge(cluster.state)),
    h('p', { className: 'faint' }, [cluster.kubernetesVersion, cluster.infrastructure].filter(Boolean).join(' · ') || 'not seen yet'),
    h('ul', { className: 'machines' }, ...pools(cluster).map(poolRow)),
    cluster.addons?.length ? h('ul', { className: 'addons', 'aria-label': 'Add-ons' },
      ...cluster.addons.map((addon) => h('li', {}, badge(addon.state, addon.profile), h('span', { className: 'hidden-text' }, ' ' + addon.state)))) : null,
    cluster.waitingFor ? h('p', { className: 'waits' }, cluster.waitingFor) : null);
}

// A fleet: a tile for each cluster. The arrow keys go from tile to tile; the fleet is one stop of the tab key.

import { fill, h, plural, setText } from './dom.js';
import { badge, counted, toneOf, words } from './states.js';
import { open } from './details.js';

// mostNamed is how many clusters that are not well are named below the tiles.
const mostNamed = 4;

export class Fleet {
  constructor(stem, members) {
    this.members = new Map(members.map((m) => [m.name, m]));
    this.tiles = new Map(members.map((m) => [m.name, this.tile(m)]));
    this.sum = h('p', { className: 'faint' });
    this.named = h('ul', { className: 'named' });
    const [first] = this.tiles.values();
    first.tabIndex = 0;
    const names = [...this.members.keys()];
    this.grid = h('div', { className: 'tiles', role: 'group', 'aria-label': `Clusters ${stem || 'of the lab'}; arrow keys go from one to the next`, onkeydown: (e) => this.key(e) }, ...this.tiles.values());
    this.element = h('article', { className: 'card fleet' },
      h('header', {}, h('h4', {}, stem || 'Clusters'), h('span', { className: 'faint' }, `${names[0]} … ${names.at(-1)}`)),
      this.sum, this.grid, this.named);
    this.count();
  }

  tile(member) {
    const tile = h('button', { className: 'tile', tabIndex: -1, onclick: () => { this.rove(tile); open('cluster/' + member.name); } });
    tile.dataset.name = member.name;
    return paint(tile, member);
  }

  update(member) {
    this.members.set(member.name, member);
    paint(this.tiles.get(member.name), member);
    if (!this.stale) queueMicrotask(() => this.count()); // once for all changes, and in the same frame as they
    this.stale = true;
  }

  count() {
    this.stale = false;
    const members = [...this.members.values()];
    setText(this.sum, `${plural(members.length, 'cluster')}: ${words(counted(members.map((m) => m.state)))}`);
    const unwell = members.filter((m) => toneOf(m.state) === 'bad' || m.waitingFor);
    const rest = unwell.length - mostNamed;
    fill(this.named, ...unwell.slice(0, mostNamed).map((m) => h('li', {},
      h('button', { className: 'name', onclick: () => open('cluster/' + m.name) }, m.name), badge(m.state), h('span', { className: 'waits' }, m.waitingFor ?? ''))),
      rest > 0 ? h('li', { className: 'faint' }, `and ${rest} more`) : null);
    this.named.hidden = unwell.length === 0;
  }

  rove(tile) {
    for (const other of this.tiles.values()) if (other.tabIndex === 0) other.tabIndex = -1;
    tile.tabIndex = 0;
    tile.focus();
  }

  key(event) {
    const tiles = [...this.tiles.values()];
    const at = tiles.indexOf(event.target.closest('.tile'));
    if (at < 0) return;
    const row = tiles.filter((t) => t.offsetTop === tiles[0].offsetTop).length;
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, ArrowDown: at + row, ArrowUp: at - row, Home: 0, End: tiles.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    if (tiles[to]) this.rove(tiles[to]);
  }
}

function paint(tile, member) {
  tile.dataset.tone = toneOf(member.state);
  const text = [`${member.name}: ${member.state}`, member.waitingFor].filter(Boolean).join(', ');
  tile.setAttribute('aria-label', text);
  tile.title = text;
  return tile;
}

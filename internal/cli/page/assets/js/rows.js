// A table of any length, of which only what is in sight is in the page. All rows are equally high.

import { h } from './dom.js';

const rowHeight = 40;
const beyond = 8; // rows above and below what is in sight

export class Rows {
  // columns are the heads; key names an item, sign changes when it has to be drawn anew, and cells draws it.
  constructor({ label, columns, key, sign, cells, className = '' }) {
    Object.assign(this, { columns, key, sign, cells, items: [], drawn: new Map() });
    this.above = h('tr', { className: 'space', 'aria-hidden': 'true' }, h('td', { colSpan: columns.length }));
    this.below = h('tr', { className: 'space', 'aria-hidden': 'true' }, h('td', { colSpan: columns.length }));
    this.body = h('tbody', {}, this.above, this.below);
    this.table = h('table', { className: 'rows ' + className }, h('caption', { className: 'hidden-text' }, label),
      h('thead', {}, h('tr', {}, ...columns.map((c) => h('th', { scope: 'col' }, c)))), this.body);
    this.element = h('div', { className: 'scroll', tabIndex: 0, role: 'region', 'aria-label': label }, this.table);
    this.element.addEventListener('scroll', () => this.later(), { passive: true });
    new ResizeObserver(() => this.later()).observe(this.element);
  }

  set(items) {
    this.items = items;
    this.table.setAttribute('aria-rowcount', items.length + 1);
    this.draw();
  }

  later() {
    this.frame ??= requestAnimationFrame(() => { this.frame = null; this.draw(); });
  }

  draw() {
    const height = this.element.clientHeight || innerHeight;
    const first = Math.max(0, Math.floor(this.element.scrollTop / rowHeight) - beyond);
    const last = Math.min(this.items.length, Math.ceil((this.element.scrollTop + height) / rowHeight) + beyond);
    const wanted = this.items.slice(first, last).map((item, i) => this.row(item, first + i));
    this.above.firstChild.style.height = first * rowHeight + 'px';
    this.below.firstChild.style.height = Math.max(0, this.items.length - last) * rowHeight + 'px';
    this.arrange(wanted);
  }

  // row draws an item if it is not there as it should be.
  row(item, index) {
    const key = this.key(item);
    const sign = this.sign(item);
    let there = this.drawn.get(key);
    if (!there || there.sign !== sign) {
      const [head, ...rest] = this.cells(item);
      const element = h('tr', {}, h('th', { scope: 'row' }, head), ...rest.map((cell) => h('td', {}, cell)));
      if (there?.element.contains(document.activeElement)) queueMicrotask(() => element.querySelector('button')?.focus());
      there = { sign, element };
    }
    there.element.setAttribute('aria-rowindex', index + 2);
    return { key, ...there };
  }

  // arrange puts the rows between the spaces. What is there already is not touched: it would lose the focus.
  arrange(rows) {
    const wanted = new Set(rows.map((row) => row.element));
    for (const element of [...this.body.children].slice(1, -1)) if (!wanted.has(element)) element.remove();
    let before = this.above;
    for (const { element } of rows) {
      if (before.nextSibling !== element) before.after(element);
      before = element;
    }
    this.drawn = new Map(rows.map((row) => [row.key, row]));
  }
}

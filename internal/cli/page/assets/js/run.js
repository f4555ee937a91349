// The run that is under way, or the last one: every step with what it waits for, and when it ran. A fleet is one row.

import { $, fill, h, icon, plural, setText } from './dom.js';
import { docs } from './stream.js';
import { badge, toneOf } from './states.js';
import { open } from './details.js';
import { duration, since } from './clock.js';
import { Rows } from './rows.js';
import { rowsOf, sumOf } from './folds.js';
import { isOver, progressOf, steps, wordOf } from './progress.js';

const filters = {
  all: ['All', () => true],
  busy: ['Running', (s) => toneOf(s.state) === 'busy'],
  failed: ['Failed, skipped', (s) => s.state === 'failed' || s.state === 'skipped'],
  waiting: ['Waiting', (s) => s.state === 'waiting'],
  done: ['Done', (s) => s.state === 'succeeded'],
};

let chosen = 'all';
let table = null;
const opened = new Set(); // the fleets of which every step is shown

function cells(row) {
  if (row.more) return [fold(row, false, `${row.more} more that run or failed`), '', '', '', ''];
  if (row.members) return ofFleet(row);
  const { step } = row;
  return [h('button', { className: row.inner ? 'name inner' : 'name', onclick: () => open(step.key) }, h('code', {}, step.id)), badge(step.state, wordOf(step)),
    waits(step.message ?? ''), lane(step), took(step)];
}

function ofFleet(row) {
  const sum = sumOf(row.members);
  const counts = sum.counts.map(([state, n]) => `${n} ${wordOf({ state }).toLowerCase()}`);
  return [fold(row, row.open, h('code', {}, row.fleet)), badge(sum.state, wordOf(sum)), waits([...new Set(counts)].join(', ')), lane(sum), took(sum)];
}

// fold is the button that shows every step of a fleet, or no longer.
function fold(row, open, label) {
  const toggle = () => {
    if (!opened.delete(row.fleet)) opened.add(row.fleet);
    run.update(null);
  };
  return h('button', { className: row.more ? 'name inner faint' : 'name fold', 'aria-expanded': row.more ? null : String(open), onclick: toggle }, row.more ? null : icon('open'), label);
}

const waits = (text) => h('span', { className: 'waits', title: text }, text);

const over = (step) => step.over ?? isOver(step); // a fleet may have failed, and not be over

const took = (step) => h('span', { className: 'tabular' }, over(step) && step.begun ? duration(step.elapsed) : '');

function lane(step) {
  const bar = h('span', { className: 'span', dataset: { tone: toneOf(step.state) } });
  if (step.begun) {
    bar.style.setProperty('--from', step.begin ?? 0);
    if (over(step)) bar.style.setProperty('--to', (step.begin ?? 0) + (step.elapsed ?? 0));
  }
  return h('span', { className: 'lane-bar', 'aria-hidden': 'true' }, step.begun ? bar : '');
}

const keyOf = (row) => (row.step ? row.step.id : row.more ? 'more of ' + row.fleet : 'fleet ' + row.fleet);

// signOf changes when a row has to be drawn anew.
function signOf(row) {
  if (row.more) return row.more;
  if (row.step) return `${row.inner} ${row.step.state} ${row.step.message ?? ''} ${row.step.elapsed ?? ''}`;
  const { state, over, begin, elapsed, counts } = sumOf(row.members);
  return `${row.open} ${state} ${over} ${begin} ${elapsed} ${counts}`;
}

function make() {
  table = new Rows({
    label: 'Steps of the run', className: 'run', columns: ['Step', 'State', 'Waits for', 'When', 'Took'],
    key: keyOf, sign: signOf, cells,
  });
  const choice = h('fieldset', { className: 'filters' }, h('legend', { className: 'hidden-text' }, 'Which steps'),
    ...Object.entries(filters).map(([name, [label]]) => h('label', {},
      h('input', { type: 'radio', name: 'steps', value: name, checked: name === chosen, onchange: () => { chosen = name; run.update(null); } }),
      h('span', {}, label, ' ', h('b', { id: 'steps-' + name })))));
  fill($('run-view'), h('div', { id: 'run-end' }), choice, table.element);
}

// The tones of the exit codes; any other is bad.
const ends = { 0: 'ok', 130: 'busy' };

function end(run) {
  if (run.state === 'died') return notice('bad', 'The process of this run is gone. What it did stays; the next apply goes on from there.');
  if (run.state === 'removed') return notice('off', 'The files of the lab are gone, and the record of this run with them: the lab was destroyed. This is how far the run was seen.');
  if (run.state !== 'finished') return null;
  const text = run.exitCode === 0 ? `Done in ${duration(run.elapsed)}.` : `Ended after ${duration(run.elapsed)} with exit code ${run.exitCode}. ${run.error ?? ''}`;
  return notice(ends[run.exitCode] ?? 'bad', text);
}

const notice = (tone, text) => h('p', { className: 'notice', dataset: { tone } }, h('span', { className: 'pre' }, text));

// scale tells the bars how long the run is. Those of steps that are not over grow with it.
function scale(run, all) {
  const longest = Math.max(1, ...all.filter((s) => s.begun).map((s) => (s.begin ?? 0) + (s.elapsed ?? 0)));
  const now = run.state === 'running' ? Math.max(longest, since(run.started)) : longest;
  table.element.style.setProperty('--now', now);
}

export const run = {
  start() {
    setInterval(() => { if (!$('view-run').hidden && table && docs.get('run')?.state === 'running') scale(docs.get('run'), steps()); }, 1000);
  },

  update(keys) {
    if (keys && !keys.has('run') && ![...keys].some((key) => key.startsWith('step/'))) return;
    const now = docs.get('run');
    if (!now || now.state === 'none') {
      table = null;
      fill($('run-view'), h('p', { className: 'faint' }, 'No run is recorded. kaaslab apply and kaaslab destroy show here while they run.'));
      setText($('run-sum'), '');
      return;
    }
    if (now.state === 'failed') {
      table = null;
      fill($('run-view'), notice('bad', 'The record of the run cannot be read: ' + now.error));
      return;
    }
    if (!table) make();
    const all = steps();
    for (const [name, [, matches]] of Object.entries(filters)) setText($('steps-' + name), String(all.filter(matches).length));
    scale(now, all);
    table.set(rowsOf(all.filter(filters[chosen][1]), opened));
    fill($('run-end'), ...[end(now)].filter(Boolean));
    const progress = progressOf();
    setText($('run-sum'), `${now.command}, ${new Date(now.started).toLocaleString()}: ${progress.ended} of ${plural(now.steps, 'step')}`);
  },
};

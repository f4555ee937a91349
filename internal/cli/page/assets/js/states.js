// What the states of things look like: a tone, which is a colour, and an icon, for those who do not see colours.

import { h, icon } from './dom.js';

const tones = {
  Available: 'ok', Ready: 'ok', succeeded: 'ok', Running: 'ok', Matched: 'note',
  Provisioning: 'busy', Pending: 'busy', Waiting: 'busy', started: 'busy', retrying: 'busy', Deleting: 'busy',
  NotReady: 'bad', Failed: 'bad', failed: 'bad',
  Missing: 'off', waiting: 'off', skipped: 'off',
  Unknown: 'what',
};

const icons = { ok: 'ok', busy: 'wait', bad: 'bad', off: 'off', what: 'what', note: 'link' };

// The tones from worst to best: a group is as bad as its worst member.
export const order = ['bad', 'busy', 'what', 'off', 'note', 'ok'];

export const toneOf = (state) => tones[state] ?? 'busy';

export function badge(state, text = state) {
  const tone = toneOf(state);
  return h('span', { className: 'badge', dataset: { tone } }, icon(icons[tone]), text);
}

// counted is how many of some things are in each state, worst first.
export function counted(states) {
  const counts = new Map();
  for (const state of states) counts.set(state, (counts.get(state) ?? 0) + 1);
  const rank = (state) => order.indexOf(toneOf(state));
  return [...counts].sort((a, b) => rank(a[0]) - rank(b[0]));
}

export const words = (counts) => counts.map(([state, n]) => `${n} ${state.toLowerCase()}`).join(', ');

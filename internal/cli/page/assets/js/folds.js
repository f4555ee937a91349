// The steps of a fleet as one row, and below it those that need to be seen.

import { counted, order, toneOf } from './states.js';
import { isOver } from './progress.js';

// least is how many steps make a row of their own. Fewer are read faster one by one.
const least = 4;

// most is how many steps of a fleet are shown before somebody opens it.
const most = 8;

const needsEyes = (step) => step.state === 'failed' || toneOf(step.state) === 'busy';

// rowsOf lists the rows for some steps: a step alone, a fleet, a step of the fleet above, or how many more it has to show.
export function rowsOf(steps, opened) {
  const rows = [];
  for (const members of together(steps)) {
    const { fleet } = members[0];
    if (members.length < least) rows.push(...members.map((step) => ({ step })));
    else rows.push({ fleet, members, open: opened.has(fleet) }, ...below(fleet, members, opened));
  }
  return rows;
}

// together puts the steps of a fleet at the place of the first of them.
function together(steps) {
  const groups = new Map();
  for (const step of steps) {
    const name = step.fleet ?? step.key;
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(step);
  }
  return groups.values();
}

function below(fleet, members, opened) {
  if (opened.has(fleet)) return members.map((step) => ({ step, inner: true }));
  const urgent = members.filter(needsEyes).sort((a, b) => (a.state === 'failed' ? 0 : 1) - (b.state === 'failed' ? 0 : 1));
  const rows = urgent.slice(0, most).map((step) => ({ step, inner: true }));
  if (urgent.length > most) rows.push({ fleet, more: urgent.length - most });
  return rows;
}

// sumOf makes one of the steps of a fleet: it began with the first, and is over with the last.
export function sumOf(members) {
  const begun = members.filter((m) => m.begun);
  const begin = Math.min(...begun.map((m) => m.begin ?? 0));
  const end = Math.max(...begun.map((m) => (m.begin ?? 0) + (m.elapsed ?? 0)));
  return { state: stateOf(members), over: members.every(isOver), begun: begun.length > 0, begin, elapsed: end - begin, counts: counted(members.map((m) => m.state)) };
}

// stateOf is that of the worst. What is done in part is under way.
function stateOf(members) {
  const under = members.some((m) => !isOver(m)) && members.some((m) => m.state !== 'waiting');
  const worst = (a, b) => order.indexOf(toneOf(a.state)) - order.indexOf(toneOf(b.state));
  const [first] = [...members].sort(worst);
  return under && toneOf(first.state) !== 'bad' ? 'started' : first.state;
}

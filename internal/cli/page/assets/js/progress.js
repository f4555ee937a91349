// How far the run is, counted.

import { docs } from './stream.js';
import { toneOf } from './states.js';

const ends = new Set(['succeeded', 'failed', 'skipped']);

const words = { started: 'Running', retrying: 'Trying again', succeeded: 'Done', failed: 'Failed', skipped: 'Skipped', waiting: 'Waiting' };

// wordOf is the state of a step as people say it.
export const wordOf = (step) => words[step.state] ?? step.state;

export const isOver = (step) => ends.has(step.state);

// steps lists the steps of the run in the order of its plan.
export function steps() {
  const found = [];
  for (const [key, doc] of docs) if (key.startsWith('step/')) found.push([key, doc]);
  return found.sort((a, b) => (a[0] < b[0] ? -1 : 1)).map(([key, doc]) => ({ key, ...doc }));
}

export function progressOf() {
  const counts = { ended: 0, failed: 0, busy: 0, done: 0, skipped: 0, waiting: 0 };
  for (const [key, step] of docs) {
    if (!key.startsWith('step/')) continue;
    if (isOver(step)) counts.ended++;
    if (step.state === 'failed') counts.failed++;
    else if (step.state === 'skipped') counts.skipped++;
    else if (step.state === 'succeeded') counts.done++;
    else if (toneOf(step.state) === 'busy') counts.busy++;
    else counts.waiting++;
  }
  return counts;
}

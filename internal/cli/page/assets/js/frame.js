// What is around the views: the name of the lab, how much can be seen, what is wrong, and the run that is under way.

import { $, fill, h, plural, setText } from './dom.js';
import { docs } from './stream.js';
import { say } from './announce.js';
import { duration, since } from './clock.js';
import { progressOf } from './progress.js';

const sights = {
  looking: ['wait', 'looking for the first time'],
  live: ['ok', 'live'],
  partly: ['busy', 'parts cannot be seen'],
  down: ['bad', 'the management cluster is not up'],
};

let connection = 'wait';

// told says how the connection to the server is.
export function told(state) {
  connection = state;
  showSight();
  if (state === 'ended') say('kaaslab ui has ended; what is shown here no longer changes', true);
}

function showSight() {
  let [tone, text] = sights[docs.get('sight')?.state] ?? ['wait', 'connecting'];
  if (docs.get('sight')?.state === 'down' && docs.get('run')?.state === 'running') [tone, text] = ['busy', 'the management cluster is not up yet'];
  if (connection === 'lost') [tone, text] = ['bad', 'no connection; trying again'];
  if (connection === 'ended') [tone, text] = ['off', 'ended; start kaaslab ui again'];
  $('sight').dataset.tone = tone;
  setText($('sight-text'), text);
}

export function showFrame(keys) {
  const has = (...names) => names.some((name) => keys.has(name));
  if (has('lab')) showLab(docs.get('lab'));
  if (has('sight', 'run')) showSight();
  if (has('sight', 'file')) showNotices();
  if (has('plan')) showCount($('plan-count'), docs.get('plan')?.steps?.reduce((n, s) => n + (s.count ?? 1), 0));
  if (has('run') || [...keys].some((key) => key.startsWith('step/'))) showWork();
}

function showLab(lab) {
  if (!lab) return;
  document.title = `${lab.name} - kaaslab`;
  setText($('lab'), lab.name);
  setText($('about'), `${lab.file} · ${lab.provider} · kaaslab ${lab.version}`);
}

function showCount(element, n) {
  element.hidden = !n;
  if (n) setText(element, String(n));
}

function showNotices() {
  const file = docs.get('file')?.problem;
  const problems = docs.get('sight')?.problems ?? [];
  fill($('notices'),
    ...(file ? [notice('bad', 'The lab file has a mistake; what is shown is the file before it.', file)] : []),
    ...problems.map((problem) => notice('busy', null, problem)),
  );
  $('notices').hidden = !file && !problems.length;
  if (file || problems.length) say([file, ...problems].filter(Boolean).join('. '));
}

const notice = (tone, title, text) =>
  h('p', { className: 'notice', dataset: { tone } }, title ? h('strong', {}, title + ' ') : null, h('span', { className: 'pre' }, text));

// showWork is a line on every view while a run is under way.
function showWork() {
  const run = docs.get('run');
  const busy = run?.state === 'running' || run?.holder;
  $('work').hidden = !busy;
  const progress = progressOf();
  showCount($('run-count'), run?.state === 'running' ? run.steps - progress.ended : 0);
  tell(run, progress);
  if (!busy) return;
  if (run.state !== 'running') {
    fill($('work'), h('span', {}, `${run.holder.command} (pid ${run.holder.pid}) has the lab: it looks, or waits for an answer.`));
    return;
  }
  fill($('work'),
    h('a', { href: '#run' }, run.command),
    h('progress', { max: run.steps, value: progress.ended, 'aria-label': 'Steps that have ended' }),
    h('span', { className: 'tabular' }, `${progress.ended} of ${plural(run.steps, 'step')}, ${duration(since(run.started))}`),
    progress.failed ? h('strong', { className: 'tone', dataset: { tone: 'bad' } }, `${progress.failed} failed`) : null,
  );
}

let heard = '';

// tell says how far the run is to those who do not see it. What was over before the page came says nothing.
function tell(run, progress) {
  if (!run || run.state === 'none') return;
  const failed = progress.failed ? `, ${progress.failed} failed` : '';
  const text = run.state === 'running' ? `${run.command}: ${progress.ended} of ${run.steps} steps have ended${failed}`
    : `${run.command}: ${run.state === 'finished' ? `finished with exit code ${run.exitCode}` : run.state}`;
  const news = text !== heard && (heard || run.state === 'running');
  heard = text;
  if (news) say(text, run.state !== 'running');
}

setInterval(() => { if (docs.get('run')?.state === 'running') showWork(); }, 1000);

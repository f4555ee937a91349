// What apply would do now.

import { $, fill, h, plural, setText } from './dom.js';
import { docs } from './stream.js';

const signs = { create: ['+', 'create'], update: ['~', 'update'], delete: ['-', 'delete'], replace: ['-/+', 'replace'], ensure: ['>', 'bring up'] };

// most is how many lines are shown. A person who has more steps than that to read takes kaaslab plan --full.
const most = 400;

function sum(plan) {
  const parts = Object.keys(signs).filter((action) => plan.count[action]).map((action) => `${plan.count[action]} to ${signs[action][1]}`);
  return parts.join(', ');
}

function line(step) {
  const [sign, word] = signs[step.action];
  return h('li', { className: 'step', dataset: { action: step.action } },
    h('span', { className: 'sign' }, h('span', { 'aria-hidden': 'true' }, sign), h('span', { className: 'hidden-text' }, word)),
    h('div', {}, h('p', {}, h('code', {}, step.title), h('span', { className: 'faint' }, step.reason + (step.count ? ` (${step.count} steps)` : ''))),
      step.changes?.length ? h('ul', { className: 'changes' }, ...step.changes.map((change) => h('li', {}, h('code', {}, change)))) : null,
      step.needs?.length ? h('details', {}, h('summary', {}, 'after ' + plural(step.needs.length, 'other step')), h('ul', {}, ...step.needs.map((need) => h('li', {}, h('code', {}, need))))) : null));
}

function body(plan) {
  if (plan.state === 'looking') return [h('p', { className: 'faint' }, 'Comparing the lab with its file…')];
  if (plan.state === 'failed') return [h('p', { className: 'notice', dataset: { tone: 'bad' } }, h('strong', {}, 'There is no plan: '), h('span', { className: 'pre' }, plan.error))];
  const notes = (plan.notes ?? []).map((note) => h('p', { className: 'notice', dataset: { tone: 'note' } }, note));
  if (!plan.steps?.length) return [h('p', { className: 'calm' }, 'No changes. The lab matches its file.'), ...notes];
  const command = 'kaaslab apply' + (docs.get('lab').file === 'lab.yaml' ? '' : ' -f ' + docs.get('lab').file);
  return [...notes, h('ol', { className: 'steps' }, ...plan.steps.slice(0, most).map(line)),
    plan.steps.length > most ? h('p', {}, `And ${plan.steps.length - most} more lines; kaaslab plan --full shows all.`) : null,
    h('p', { className: 'faint' }, 'To do this, run ', h('code', {}, command))].filter(Boolean);
}

// around says which plan it is: nobody compares the lab with its file while a run changes it.
function around(plan) {
  if (docs.get('run')?.state !== 'running') return body(plan);
  const none = plan.state === 'looking';
  const text = `A run is under way; ${none ? 'there is a plan when it is over' : 'this is the plan before it'}. `;
  const notice = h('p', { className: 'notice', dataset: { tone: 'busy' } }, text, h('a', { href: '#run' }, 'Follow the run'));
  return none ? [notice] : [notice, ...body(plan)];
}

export const plan = {
  update(keys) {
    if (keys && !keys.has('plan') && !keys.has('run')) return;
    const now = docs.get('plan');
    if (!now) return;
    const open = [...document.querySelectorAll('#plan-view details[open]')].map((d) => d.parentElement.querySelector('code').textContent);
    fill($('plan-view'), ...around(now));
    for (const details of document.querySelectorAll('#plan-view details')) details.open = open.includes(details.parentElement.querySelector('code').textContent);
    setText($('plan-sum'), now.state === 'done' ? sum(now) : '');
  },
};

// The page: four views of the same documents. Only the one that is shown is kept up to date.

import { $ } from './dom.js';
import { startTheme } from './theme.js';
import { connect, listen } from './stream.js';
import { showFrame, told } from './frame.js';
import { topology } from './topology.js';
import { addons } from './addons.js';
import { plan } from './plan.js';
import { run } from './run.js';
import { startDetails, updateDetails } from './details.js';

const views = { topology, addons, plan, run };
let shown = null;

const wanted = () => (location.hash.slice(1) in views ? location.hash.slice(1) : 'topology');

// show goes to the view that the address names. Focus goes along when a person asked for it.
function show(focus) {
  const name = wanted();
  shown = views[name];
  for (const section of document.querySelectorAll('main > section')) section.hidden = section.id !== 'view-' + name;
  for (const link of document.querySelectorAll('.tabs a')) {
    if (link.hash === '#' + name) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  shown.update(null);
  if (focus) {
    scrollTo(0, 0);
    $(name + '-title').focus({ preventScroll: true });
  }
}

startTheme();
startDetails();
for (const view of Object.values(views)) view.start?.();
addEventListener('hashchange', () => show(true));
show(false);
listen((keys) => {
  showFrame(keys);
  shown.update(keys);
  updateDetails(keys);
});
connect(told);

// The documents that the server sends, by key, and who wants to know when they change.

export const docs = new Map();

const listeners = new Set();

// listen calls with the keys that changed, once for all changes between two frames.
export const listen = (listener) => listeners.add(listener);

// under lists the documents whose keys begin with a prefix, as they stand in the lab file.
export function under(prefix) {
  const found = [];
  for (const [key, doc] of docs) if (key.startsWith(prefix)) found.push(doc);
  return found.sort((a, b) => a.place - b.place);
}

let pending = null;

function changed(keys) {
  if (pending) {
    for (const key of keys) pending.add(key);
    return;
  }
  pending = new Set(keys);
  requestAnimationFrame(() => {
    const all = pending;
    pending = null;
    for (const listener of listeners) listener(all);
  });
}

function take(change) {
  const keys = new Set([...Object.keys(change.set ?? {}), ...(change.gone ?? [])]);
  if (change.whole) {
    for (const key of docs.keys()) keys.add(key);
    docs.clear();
  }
  for (const [key, doc] of Object.entries(change.set ?? {})) docs.set(key, doc);
  for (const key of change.gone ?? []) docs.delete(key);
  changed(keys);
}

// connect listens to the server. The browser comes back by itself, and says what it had; told is called with how it is.
export function connect(told) {
  const events = new EventSource('events');
  events.addEventListener('open', () => told('open'));
  events.addEventListener('error', () => told(events.readyState === EventSource.CLOSED ? 'ended' : 'lost'));
  events.addEventListener('change', (event) => take(JSON.parse(event.data)));
}

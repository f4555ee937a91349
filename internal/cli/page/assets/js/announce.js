// What a screen reader is told of its own accord: little, and not too often.

import { $ } from './dom.js';

const pause = 5000;
let last = 0;
let timer = 0;

// say tells the newest text, at most one every few seconds; urgent ones at once.
export function say(text, urgent = false) {
  clearTimeout(timer);
  const wait = urgent ? 0 : Math.max(0, last + pause - Date.now());
  timer = setTimeout(() => {
    last = Date.now();
    $('said').textContent = text;
  }, wait);
}

// Elements are made here and filled with text, never with markup: what a cluster is called can mean nothing to the browser.

const svgNamespace = 'http://www.w3.org/2000/svg';

// h makes an element. A property is set as one if the element has it, otherwise as an attribute; null leaves it out.
export function h(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === 'dataset') Object.assign(element.dataset, value);
    else if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (key in element && !key.startsWith('aria')) element[key] = value;
    else element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ''));
  return element;
}

// fill gives an element new children. What is null or empty is left out.
export const fill = (element, ...children) =>
  element.replaceChildren(...children.flat().filter((child) => child !== null && child !== undefined && child !== ''));

// icon shows one of the page's symbols. The word beside it says the same.
export function icon(name) {
  const svg = document.createElementNS(svgNamespace, 'svg');
  const use = document.createElementNS(svgNamespace, 'use');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  use.setAttribute('href', '#' + name);
  svg.append(use);
  return svg;
}

export const $ = (id) => document.getElementById(id);

// setText writes only what differs, so that a screen reader is not told the same again.
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export const plural = (n, one, many = one + 's') => `${n} ${n === 1 ? one : many}`;

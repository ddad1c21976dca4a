// Elements without markup: attributes and texts are set one by one.

const main = document.getElementById('main');
const SVG = 'http://www.w3.org/2000/svg';

function fill(node, options, children) {
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? '' : value);
  }
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false) continue;
    if (typeof child === 'object') node.append(child);
    else show(node, String(child));
  }
  return node;
}

const element = (tag, options = {}, ...children) =>
  fill(document.createElement(tag), options, children);
const drawing = (tag, options = {}, ...children) =>
  fill(document.createElementNS(SVG, tag), options, children);
// A name from a document: isolated, so that its direction stays its own.
const name = (text, className) => element('bdi', { class: className }, text);

const swatch = (category) =>
  element('span', { class: `swatch ${hueOf(category)}`, 'aria-hidden': 'true' });
const chip = (category) => element('span', { class: 'chip' }, swatch(category), name(category));

const said = document.getElementById('said');
const say = (text) => { said.textContent = spellOut(text); };

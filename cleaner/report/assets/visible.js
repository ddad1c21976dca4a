// Text from documents. Control characters act on a reader, directional and invisible ones make a
// line read as what it is not: they are spelt out. Nothing here ever parses markup.

const HIDDEN = /[\0-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e0fff}\ud800-\udfff]/gu;
const HIDDEN_IN_LINES = /[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e0fff}\ud800-\udfff]/gu;

const spelt = (character) =>
  `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}`;

function show(parent, text, hidden = HIDDEN) {
  let at = 0;
  for (const found of text.matchAll(hidden)) {
    if (found.index > at) parent.append(text.slice(at, found.index));
    const mark = document.createElement('span');
    mark.className = 'hidden-character';
    mark.textContent = spelt(found[0]);
    parent.append(mark);
    at = found.index + found[0].length;
  }
  if (at < text.length) parent.append(text.slice(at));
  return parent;
}

const showLines = (parent, text) => show(parent, text, HIDDEN_IN_LINES);
const spellOut = (text) => text.replace(HIDDEN, (character) => `<${spelt(character)}>`);

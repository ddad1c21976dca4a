// The keyboard. `KEYS` is what happens and what the help says.

const KEYS = [
  ['1', 'Overview', () => go('#/')],
  ['2', 'Documents', () => go('#/documents')],
  ['3', 'Rules', () => go('#/rules')],
  ['/', 'Search', () => focusSearch()],
  ['j', 'Next row, or next cut of the document', () => step(1)],
  ['k', 'Previous row, or previous cut', () => step(-1)],
  ['Enter', 'Open the row', null],
  ['n', 'Next document, in the order of the table', () => document.getElementById('next')?.click()],
  ['p', 'Previous document', () => document.getElementById('previous')?.click()],
  ['s', 'Both sides, the original or the clean text', () => opened && nextSide()],
  ['x', 'The category of this cut, off or on', () => opened?.current >= 0 && toggleCurrent()],
  ['r', 'The rule of this cut', () => opened?.current >= 0 && goToRule()],
  ['a', 'All categories, off or on', () => opened && toggleAll()],
  ['u', 'Up: back to the list', () => document.querySelector('a.back')?.click()],
  ['t', 'Light, dark or as the system', () => nextTheme()],
  ['?', 'This help', () => showHelp()],
  ['Esc', 'Close; empty and leave the search', null],
];

const keysDialog = document.getElementById('keys');

function showHelp() {
  keysDialog.replaceChildren(
    element('h2', { id: 'keys-title' }, 'Keyboard'),
    element('dl', {}, KEYS.map(([key, about]) => element('div', {},
      element('dt', {}, element('kbd', {}, key)), element('dd', {}, about)))),
    element('p', {}, element('button', { type: 'button', class: 'primary',
      onclick: () => keysDialog.close() }, 'Close')));
  if (!keysDialog.open) keysDialog.showModal();
}

function focusSearch() {
  const search = document.getElementById('search');
  if (search) search.focus();
  else { afterDraw = focusSearch; go('#/documents'); }
}

function step(by) {
  if (opened) return stepCut(by);
  const rows = [...document.querySelectorAll('.row-link')];
  const here = rows.indexOf(document.activeElement);
  const there = here < 0 ? (by > 0 ? 0 : rows.length - 1) : here + by;
  if (rows[there]) return rows[there].focus();
  return turnPage(by);
}

// Over the edge of a page of the table, to the row beside it on the next.
function turnPage(by) {
  const button = document.querySelector(`[data-turn="${by > 0 ? 'on' : 'back'}"]`);
  if (!button || button.disabled) return;
  button.click();
  const rows = document.querySelectorAll('.row-link');
  rows[by > 0 ? 0 : rows.length - 1]?.focus();
}

function nextSide() {
  const order = narrow.matches ? ['before', 'after'] : ['both', 'before', 'after'];
  sides = order[(order.indexOf(sides) + 1) % order.length];
  drawSides();
  say({ both: 'Both sides', before: 'The original', after: 'The clean text' }[sides]);
}

const toggleCurrent = () => toggleCategory(opened.found.cuts[opened.current].category);

const goToRule = () => go(`#/rule/${opened.found.cuts[opened.current].rule}`);

addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || keysDialog.open) return;
  if (event.key === 'Escape') {
    hideTip();
    if (event.target.matches?.('input, select')) event.target.blur();
    return;
  }
  if (event.target.matches?.('input, select, textarea')) return;
  const found = KEYS.find(([key, , act]) => act && key === event.key);
  if (!found) return;
  event.preventDefault();
  found[2]();
});

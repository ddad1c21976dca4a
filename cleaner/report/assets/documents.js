// The table of documents with its filters.

const NO_SITE = '(no site)';
const NO_FILTER = { text: '', category: '', site: null, format: '', encoding: '', rule: null,
  bin: null, kind: null, step: null, only: '' };
const ONLY = {
  prose: ['cuts that read like prose', (number) => columns.prose[number] > 0],
  warnings: ['warnings', (number) => columns.warnings[number] > 0],
  repairs: ['repairs', (number) => columns.repairs[number] > 0],
  cuts: ['cuts', (number) => columns.cuts[number] > 0],
  untouched: ['nothing cut', (number) => columns.cuts[number] === 0],
};

let filter = { ...NO_FILTER };
const documentTable = { sort: 'share', down: true, page: 0 };
const searched = columns.id.map((id, number) =>
  `${id}\n${columns.title[number]}\n${columns.site[number]}`.toLowerCase());

const DOCUMENT_COLUMNS = [
  { key: 'name', label: 'Document', value: documentName, cell: (number) => [
    name(documentName(number), 'strong'),
    columns.title[number] && name(columns.id[number], 'below')] },
  { key: 'site', label: 'Site', wide: true, value: (number) => columns.site[number],
    cell: (number) => name(columns.site[number]) },
  { key: 'characters', label: 'Characters', numeric: true, wide: true,
    value: (number) => columns.characters[number],
    cell: (number) => amount(columns.characters[number]) },
  { key: 'share', label: 'Cut', numeric: true, value: (number) => shares[number],
    cell: (number) => [element('span', {}, percent(shares[number])), categoryStrip(number)] },
  ...[['cuts', 'Cuts', false], ['prose', 'Prose', false], ['warnings', 'Warnings', true],
    ['repairs', 'Repairs', true]].map(([key, label, wide]) => ({ key, label, wide, numeric: true,
    value: (number) => columns[key][number],
    cell: (number) => (columns[key][number] ? amount(columns[key][number]) : '·') })),
  { key: 'encoding', label: 'Encoding', wide: true, value: (number) => columns.encoding[number],
    cell: (number) => name(columns.encoding[number]) },
];

function showDocuments(wanted) {
  filter = { ...NO_FILTER, ...wanted };
  documentTable.page = 0;
  if (location.hash === '#/documents') draw();
  else go('#/documents');
}

function fits(number) {
  const text = filter.text.trim().toLowerCase();
  return (!text || searched[number].includes(text))
    && (filter.site === null || columns.site[number] === filter.site)
    && (!filter.format || columns.format[number] === filter.format)
    && (!filter.encoding || columns.encoding[number] === filter.encoding)
    && (!filter.only || ONLY[filter.only][1](number))
    && (filter.kind === null || columns.kinds[number].includes(filter.kind))
    && (filter.step === null || columns.steps[number].includes(filter.step))
    && (filter.bin === null || binOf(number) === filter.bin)
    && (filter.rule === null || columns.rules[number].some(([rule]) => rule === filter.rule))
    && (!filter.category || columns.rules[number].some(([rule]) =>
      index.rules[rule].category === filter.category));
}

const binOf = (number) => {
  const bins = index.histogram.length;
  return columns.characters[number]
    ? Math.min(Math.floor((bins * columns.cut[number]) / columns.characters[number]), bins - 1) : 0;
};

const filteredDocuments = () => [...columns.id.keys()].filter(fits);
// The documents as the table has them: what "next document" goes through.
const documentOrder = () => sorted(filteredDocuments(),
  DOCUMENT_COLUMNS.find(({ key }) => key === documentTable.sort), documentTable.down);

function documentsView() {
  const results = element('div', { class: 'results' });
  const redraw = (focus) => {
    const rows = filteredDocuments();
    results.replaceChildren(
      element('p', { class: 'count', role: 'status' }, rows.length === documentCount
        ? counted(documentCount, 'document')
        : `${amount(rows.length)} of ${counted(documentCount, 'document')}`),
      element('p', { class: 'active' }, activeFilters(refocused)),
      sortableTable({ label: 'Documents', columns: DOCUMENT_COLUMNS, rows, state: documentTable,
        href: (number) => `#/document/${number}`, changed: redraw }));
    if (focus) results.querySelector(focus)?.focus();
  };
  redraw();
  return [element('h1', {}, 'Documents'), documentFilters(redraw), results];
}

function documentFilters(redraw) {
  const set = (key) => (event) => {
    filter[key] = event.target.value;
    documentTable.page = 0;
    redraw();
  };
  const bySize = (key) => [...tally(columns[key])].sort((a, b) => b[1] - a[1]).slice(0, 500);
  return element('form', { class: 'filters', role: 'search',
    onsubmit: (event) => event.preventDefault() },
  element('label', { class: 'search' }, element('span', {}, 'Search'),
    element('input', { type: 'search', id: 'search', value: filter.text, autocomplete: 'off',
      placeholder: 'Title, id or site', oninput: set('text') })),
  choice('Category', filter.category, set('category'),
    categoriesBySize.map((category) => [category.name, category.name])),
  choice('Site', filter.site === null ? '' : `=${filter.site}`, (event) => {
    filter.site = event.target.value ? event.target.value.slice(1) : null;
    documentTable.page = 0;
    redraw();
  }, bySize('site').map(([site]) => [`=${site}`, site || NO_SITE])),
  choice('Format', filter.format, set('format'), bySize('format').map(([key]) => [key, key])),
  choice('Encoding', filter.encoding, set('encoding'),
    bySize('encoding').map(([key]) => [key, key])),
  choice('With', filter.only, set('only'),
    Object.entries(ONLY).map(([key, [label]]) => [key, label])));
}

function choice(label, value, onchange, options) {
  return element('label', {}, element('span', {}, label),
    element('select', { onchange, name: label.toLowerCase() },
      element('option', { value: '' }, 'any'),
      options.map(([key, shown]) => element('option', { value: key, selected: key === value },
        spellOut(shown).slice(0, 80)))));
}

// The chip that was clicked is gone: the focus goes to the view.
const refocused = () => draw().then(() => main.focus({ preventScroll: true }));

function activeFilters(redraw) {
  const clear = (key, shown) => element('button', { type: 'button', class: 'filter-chip',
    title: 'Remove this filter', onclick: () => { filter[key] = NO_FILTER[key]; redraw(); } },
  shown, element('span', { 'aria-hidden': 'true' }, ' ×'));
  return [
    filter.rule !== null && clear('rule', ['rule ', name(index.rules[filter.rule].id)]),
    filter.bin !== null && clear('bin', binLabel(filter.bin, index.histogram.length)),
    ['category', 'format', 'encoding'].map((key) =>
      filter[key] && clear(key, [`${key} `, name(filter[key])])),
    filter.site !== null && clear('site', ['site ', name(filter.site || NO_SITE)]),
    filter.kind !== null && clear('kind', ['warning ', name(index.warnings[filter.kind][0])]),
    filter.step !== null && clear('step', ['repair ', name(index.repairs[filter.step][0])]),
    filter.only && clear('only', ['with ', ONLY[filter.only][0]]),
  ];
}

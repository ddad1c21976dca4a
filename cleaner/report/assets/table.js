// A table that sorts by its columns and shows one page of rows at a time.

const PAGE = 100;

// `columns` are {key, label, value, cell, numeric, wide}: `value` is what a row is sorted by,
// `cell` what it shows, `wide` columns are left out on narrow screens. `state` is {sort, down, page}.
function sortableTable({ label, columns: heads, rows, href, state, changed }) {
  const column = heads.find(({ key }) => key === state.sort) || heads[0];
  const order = sorted(rows, column, state.down);
  const pages = Math.max(Math.ceil(order.length / PAGE), 1);
  state.page = Math.min(Math.max(state.page, 0), pages - 1);
  const shown = order.slice(state.page * PAGE, (state.page + 1) * PAGE);
  const sortBy = (key, numeric) => {
    state.down = state.sort === key ? !state.down : Boolean(numeric);
    state.sort = key;
    state.page = 0;
    changed(`th[data-key="${key}"] button`);
  };
  const header = element('tr', {}, heads.map((head) => element('th', {
    scope: 'col', 'data-key': head.key, class: cellClass(head),
    'aria-sort': head.key === column.key ? (state.down ? 'descending' : 'ascending') : null,
  }, element('button', { type: 'button', onclick: () => sortBy(head.key, head.numeric) },
    head.label))));
  const body = shown.map((row) => element('tr', { 'data-row': row }, heads.map((head, place) =>
    element(place ? 'td' : 'th', { scope: place ? null : 'row', class: cellClass(head) },
      place ? head.cell(row) : element('a', { href: href(row), class: 'row-link' },
        head.cell(row))))));
  return element('div', { class: 'table' },
    element('table', { 'aria-label': label },
      element('thead', {}, header), element('tbody', {}, body)),
    rows.length === 0 && element('p', { class: 'hint none-found' }, 'Nothing fits the filters.'),
    pages > 1 && pager(state, pages, changed));
}

const cellClass = (head) => [head.numeric && 'numeric', head.wide && 'wide', `column-${head.key}`]
  .filter(Boolean).join(' ');

function sorted(rows, { value }, down) {
  const keys = new Map(rows.map((row) => [row, value(row)]));
  const text = new Intl.Collator('en', { numeric: true }).compare;
  const compare = (a, b) => (typeof a === 'string' ? text(a, b) : a - b);
  return [...rows].sort((a, b) =>
    (down ? -1 : 1) * compare(keys.get(a), keys.get(b)) || a - b);
}

function pager(state, pages, changed) {
  const turn = (by, id) => () => { state.page += by; changed(`[data-turn="${id}"]`); };
  return element('nav', { class: 'pager', 'aria-label': 'Pages' },
    element('button', { type: 'button', 'data-turn': 'back', disabled: state.page === 0,
      onclick: turn(-1, 'back') }, 'Previous'),
    element('span', {}, `Page ${amount(state.page + 1)} of ${amount(pages)}`),
    element('button', { type: 'button', 'data-turn': 'on', disabled: state.page === pages - 1,
      onclick: turn(1, 'on') }, 'Next'));
}

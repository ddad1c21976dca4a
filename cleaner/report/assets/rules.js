// The table of rules, and one rule with examples of what it cut.

const ruleFilter = { text: '', category: '', prose: false };
const ruleTable = { sort: 'cuts', down: true, page: 0 };

const RULE_COLUMNS = [
  { key: 'rule', label: 'Rule', value: (number) => index.rules[number].id, cell: (number) => [
    name(index.rules[number].id, 'strong code'),
    index.rules[number].why && name(index.rules[number].why, 'below')] },
  { key: 'category', label: 'Category', wide: true, value: (number) => index.rules[number].category,
    cell: (number) => chip(index.rules[number].category) },
  ...[['cuts', 'Cuts', false], ['documents', 'Documents', true], ['characters', 'Characters', true],
    ['prose', 'Like prose', false]].map(([key, label, wide]) => ({ key, label, wide, numeric: true,
    value: (number) => index.rules[number][key],
    cell: (number) => (index.rules[number][key] ? amount(index.rules[number][key]) : '·') })),
  { key: 'part', label: 'Of its cuts', numeric: true, wide: true, value: proseShare,
    cell: (number) => (proseShare(number) ? percent(proseShare(number)) : '·') },
];

function proseShare(number) {
  return index.rules[number].prose / index.rules[number].cuts;
}

function filteredRules() {
  const text = ruleFilter.text.trim().toLowerCase();
  return [...index.rules.keys()].filter((number) => {
    const rule = index.rules[number];
    return (!text || `${rule.id}\n${rule.why}`.toLowerCase().includes(text))
      && (!ruleFilter.category || rule.category === ruleFilter.category)
      && (!ruleFilter.prose || rule.prose > 0);
  });
}

function rulesView() {
  const results = element('div', { class: 'results' });
  const redraw = (focus) => {
    const rows = filteredRules();
    results.replaceChildren(
      element('p', { class: 'count', role: 'status' }, rows.length === index.rules.length
        ? counted(rows.length, 'rule')
        : `${amount(rows.length)} of ${counted(index.rules.length, 'rule')}`),
      sortableTable({ label: 'Rules', columns: RULE_COLUMNS, rows, state: ruleTable,
        href: (number) => `#/rule/${number}`, changed: redraw }));
    if (focus) results.querySelector(focus)?.focus();
  };
  const set = (key, property = 'value') => (event) => {
    ruleFilter[key] = event.target[property];
    ruleTable.page = 0;
    redraw();
  };
  redraw();
  return [
    element('h1', {}, 'Rules'),
    element('form', { class: 'filters', role: 'search',
      onsubmit: (event) => event.preventDefault() },
    element('label', { class: 'search' }, element('span', {}, 'Search'),
      element('input', { type: 'search', id: 'search', value: ruleFilter.text, autocomplete: 'off',
        placeholder: 'Rule or reason', oninput: set('text') })),
    choice('Category', ruleFilter.category, set('category'),
      categoriesBySize.map((category) => [category.name, category.name])),
    element('label', { class: 'tick' },
      element('input', { type: 'checkbox', checked: ruleFilter.prose,
        onchange: set('prose', 'checked') }),
      element('span', {}, 'Only those that cut prose'))),
    results,
  ];
}

function ruleView(number) {
  const rule = index.rules[number];
  if (!rule) return missing('rule');
  return [
    element('p', { class: 'path' }, element('a', { href: '#/rules', class: 'back' }, '← Rules')),
    element('h1', { class: 'code' }, name(rule.id)),
    element('p', { class: 'lead' }, chip(rule.category), ' ', name(rule.why)),
    element('dl', { class: 'figures' },
      figure(amount(rule.cuts), rule.cuts === 1 ? 'cut' : 'cuts'),
      figure(amount(rule.documents), rule.documents === 1 ? 'document' : 'documents'),
      figure(amount(rule.characters), 'characters'),
      figure(percent(proseShare(number)), 'read like prose')),
    element('p', {}, element('button', { type: 'button', class: 'primary',
      onclick: () => showDocuments({ rule: number }) },
    rule.documents === 1 ? 'Show its document' : `Show its ${amount(rule.documents)} documents`)),
    examples('Cuts that read like prose', number, rule.proseExamples),
    examples(rule.proseExamples.length ? 'Other cuts' : 'Cuts', number, rule.examples),
  ];
}

function examples(title, rule, list) {
  if (!list.length) return null;
  return [element('h2', {}, title), element('ul', { class: 'examples' },
    list.map(([text, number]) => element('li', {},
      showLines(element('blockquote', { dir: 'auto' }), text),
      element('a', { href: `#/document/${number}/rule/${rule}` }, name(documentName(number))))))];
}

const missing = (what) => [element('h1', {}, `No such ${what}`),
  element('p', {}, element('a', { href: '#/' }, 'To the overview'))];

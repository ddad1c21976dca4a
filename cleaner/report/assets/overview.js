// The first view: the figures, what to look at first, and the charts.

const OUTLIERS = 8;
const QUOTED = 5; // they take three lines each

function overview() {
  const characters = sum(columns.characters);
  const cut = sum(columns.cut);
  return [
    element('h1', {}, 'What was cut from ', name(index.source)),
    element('dl', { class: 'figures' },
      figure(amount(documentCount), documentCount === 1 ? 'document' : 'documents'),
      figure(amount(characters), 'characters'),
      figure(percent(characters ? cut / characters : 0), 'cut'),
      figure(amount(sum(columns.cuts)), 'cuts'),
      figure(amount(index.rules.length), 'rules fired'),
      figure(amount(sum(columns.repairs)), 'repairs'),
      figure(amount(sum(columns.warnings)), 'warnings')),
    problems(),
    element('h2', {}, 'Look here first'),
    element('div', { class: 'outliers' }, lostMost(), firedMost(), cutProse()),
    element('h2', {}, 'Charts'),
    element('div', { class: 'charts' }, charts()),
  ];
}

const figure = (value, label) => element('div', {}, element('dt', {}, label),
  element('dd', {}, value));

function problems() {
  const unknown = columns.known.filter((known) => !known).length;
  const shown = index.problems.slice(0, 50);
  return [
    unknown > 0 && element('p', { class: 'notice' },
      `The clean files of ${counted(unknown, 'document')} are not at hand: what was kept of them `
      + 'is not shown, only what was cut.'),
    shown.length > 0 && element('details', { class: 'notice' },
      element('summary', {}, `${counted(index.problems.length, 'document')} could not be read`),
      element('ul', {}, shown.map(([id, problem]) =>
        element('li', {}, name(id, 'strong'), ': ', name(problem)))),
      index.problems.length > shown.length && `and ${index.problems.length - shown.length} more`),
  ];
}

function outlierList(title, hint, rows, more) {
  return element('section', { class: 'card' }, element('h3', {}, title),
    element('p', { class: 'hint' }, hint),
    rows.length ? element('ol', { class: 'outlier-list' }, rows.map(([href, label, value, quote]) =>
      element('li', {}, element('a', { href }, name(label)),
        element('span', { class: 'value' }, value),
        quote && element('p', { class: 'quote' }, name(quote)))))
      : element('p', { class: 'hint' }, 'None.'),
    rows.length > 0 && element('p', { class: 'more-link' }, more));
}

function lostMost() {
  const numbers = [...columns.id.keys()].filter((number) => columns.cut[number] > 0);
  numbers.sort((a, b) => shares[b] - shares[a] || columns.cut[b] - columns.cut[a]);
  return outlierList('Documents that lost most', 'By the share of their characters that was cut.',
    numbers.slice(0, OUTLIERS).map((number) =>
      [`#/document/${number}`, documentName(number), percent(shares[number])]),
    element('a', { href: '#/documents' }, 'All documents'));
}

const documentName = (number) => columns.title[number] || columns.id[number];

function rulesBy(value) {
  return [...index.rules.keys()].filter((number) => value(index.rules[number]) > 0)
    .sort((a, b) => value(index.rules[b]) - value(index.rules[a]) || a - b);
}

function firedMost() {
  const numbers = rulesBy((rule) => (rule.category === 'layout' ? 0 : rule.cuts));
  return outlierList('Rules that fire most', 'By the number of cuts; blank lines left aside.',
    numbers.slice(0, OUTLIERS).map((number) =>
      [`#/rule/${number}`, index.rules[number].id, amount(index.rules[number].cuts)]),
    element('a', { href: '#/rules' }, 'All rules'));
}

function cutProse() {
  const numbers = rulesBy((rule) => rule.prose);
  return outlierList('Rules that cut prose', 'Cuts with a line that reads like a paragraph’s.',
    numbers.slice(0, QUOTED).map((number) => {
      const rule = index.rules[number];
      return [`#/rule/${number}`, rule.id, `${amount(rule.prose)} of ${amount(rule.cuts)}`,
        rule.proseExamples.length ? rule.proseExamples[0][0] : ''];
    }), element('a', { href: '#/rules', onclick: () => {
      Object.assign(ruleFilter, { text: '', category: '', prose: true });
      Object.assign(ruleTable, { sort: 'prose', down: true, page: 0 });
    } }, 'All rules that cut prose'));
}

function charts() {
  const ruleRows = rulesBy((rule) => rule.characters).map((number) => ({
    label: index.rules[number].id, value: index.rules[number].characters,
    hue: hueOf(index.rules[number].category), open: () => go(`#/rule/${number}`) }));
  return [
    histogramChart(index.histogram, (bin) => showDocuments({ bin })),
    barChart('Noise by category', categoriesBySize.map(({ name: label, characters, hue }) => ({
      label, value: characters, hue, open: () => showDocuments({ category: label }) })),
    { hint: 'Characters cut.' }),
    barChart('Noise by rule', ruleRows, { hint: 'Characters cut.' }),
    barChart('Noise by site', siteRows(), {
      hint: 'Characters cut and their share. A site is the address’s host, or the top folder.' }),
    countChart('Encodings', 'encoding'),
    countChart('Formats', 'format'),
    tallyChart('Repairs', index.repairs, 'step', 'By what was done.'),
    tallyChart('Warnings', index.warnings, 'kind', 'Documents with each; numbers left out.'),
  ];
}

function siteRows() {
  const sites = new Map();
  columns.site.forEach((site, number) => {
    const row = sites.get(site) || { cut: 0, characters: 0 };
    row.cut += columns.cut[number];
    row.characters += columns.characters[number];
    sites.set(site, row);
  });
  return [...sites].sort((a, b) => b[1].cut - a[1].cut).map(([site, { cut, characters }]) => ({
    label: site || NO_SITE, value: cut, open: () => showDocuments({ site }),
    note: `${amount(cut)} · ${percent(characters ? cut / characters : 0)}` }));
}

function tallyChart(title, entries, key, hint) {
  const rows = entries.map(([label, value], number) =>
    ({ label, value, open: () => showDocuments({ [key]: number }) }));
  return barChart(title, rows.sort((a, b) => b.value - a.value), { hint });
}

function countChart(title, key) {
  const rows = [...tally(columns[key])].sort((a, b) => b[1] - a[1]);
  return barChart(title, rows.map(([label, value]) => ({ label, value,
    open: () => showDocuments({ [key]: label }) })), { hint: 'Documents.' });
}

function tally(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) || 0) + 1);
  return counts;
}

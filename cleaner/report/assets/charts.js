// Charts: bars whose labels are text, a histogram, a strip of a document's categories.

const MOST_BARS = 500;

// Each row is {label, value, note, hue, open}: `note` is shown instead of the value.
function barChart(title, rows, { hint, most = 20 } = {}) {
  const longest = largest(rows.map((row) => row.value));
  const list = element('ul', { class: 'bars' });
  const add = (some) => list.append(...some.map((row) =>
    element('li', {}, barRow(row, longest))));
  add(rows.slice(0, most));
  const all = rows.length > most && element('button', { type: 'button', class: 'all',
    onclick: () => { add(rows.slice(most, MOST_BARS)); all.remove(); } },
  rows.length > MOST_BARS ? `The first ${amount(MOST_BARS)} of ${amount(rows.length)}`
    : `All ${amount(rows.length)}`);
  return element('section', { class: 'card chart' }, element('h3', {}, title),
    element('p', { class: 'hint' }, hint), rows.length ? list : 'None.', all);
}

function barRow({ label, value, note, hue, open }, longest) {
  const parts = [
    name(label, 'bar-label'),
    element('span', { class: 'bar-value' }, note || amount(value)),
    drawing('svg', { class: `bar-line ${hue || ''}`, 'aria-hidden': 'true' },
      drawing('rect', { class: 'bar-track', width: '100%', height: '100%', rx: 2 }),
      drawing('rect', { class: 'bar-fill', height: '100%', rx: 2,
        width: `${(value / longest) * 100}%` })),
  ];
  if (!open) return element('div', { class: 'bar-row', title: spellOut(label) }, parts);
  return element('button', { type: 'button', class: 'bar-row', title: spellOut(label),
    onclick: open }, parts);
}

function histogramChart(bins, open) {
  const highest = largest(bins);
  const wide = 100 / bins.length;
  const height = 150;
  const columnsDrawn = bins.map((documents, bin) => {
    const tall = documents ? Math.max((documents / highest) * (height - 16), 2) : 0;
    const label = `${binLabel(bin, bins.length)}: ${counted(documents, 'document')}`;
    const choose = () => documents && open(bin);
    return drawing('g', { class: documents ? 'bin' : 'bin none', role: documents ? 'button' : null,
      tabindex: documents ? 0 : null, 'aria-label': documents ? label : null, onclick: choose,
      onkeydown: (event) => (event.key === 'Enter' || event.key === ' ') && choose() },
    drawing('title', {}, label),
    drawing('rect', { class: 'bin-room', x: `${bin * wide}%`, y: 0, width: `${wide}%`, height }),
    drawing('rect', { class: 'bin-fill', x: `${bin * wide + 0.3}%`, y: height - tall, rx: 2,
      width: `${wide - 0.6}%`, height: tall }),
    documents > 0 && drawing('text', { class: 'bin-count', x: `${(bin + 0.5) * wide}%`,
      y: height - tall - 5, 'text-anchor': 'middle' }, brief(documents)));
  });
  return element('section', { class: 'card chart histogram' },
    element('h3', {}, 'Share cut of each document'),
    element('p', { class: 'hint' }, 'Documents by the share of their characters that was cut.'),
    drawing('svg', { class: 'bins', height, role: 'group', 'aria-label': 'Histogram' },
      columnsDrawn),
    element('div', { class: 'axis', 'aria-hidden': 'true' },
      ['0%', '25%', '50%', '75%', '100%'].map((tick) => element('span', {}, tick))));
}

function binLabel(bin, bins) {
  const wide = 100 / bins;
  return `${bin * wide} to ${(bin + 1) * wide}% cut`;
}

const brief = (number) => (number < 10000 ? String(number) : `${Math.round(number / 1000)}k`);

// How much of a document each category took, as one thin bar; the rest is what was kept.
function categoryStrip(number) {
  const sizes = new Map();
  for (const [rule, , characters] of columns.rules[number]) {
    const category = index.rules[rule].category;
    sizes.set(category, (sizes.get(category) || 0) + characters);
  }
  const total = columns.characters[number] || 1;
  let at = 0;
  const parts = [...sizes].sort((a, b) => b[1] - a[1]).map(([category, characters]) => {
    const part = drawing('rect', { class: `strip-part ${hueOf(category)}`, height: '100%',
      x: `${(at / total) * 100}%`, width: `${(characters / total) * 100}%` });
    at += characters;
    return part;
  });
  return drawing('svg', { class: 'strip', 'aria-hidden': 'true' },
    drawing('rect', { class: 'bar-track', width: '100%', height: '100%' }), parts);
}

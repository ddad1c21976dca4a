// One document: the original and the clean text side by side, line by line.

const CHUNK = 300;
const narrow = matchMedia('(max-width: 46rem)');

// What is open: {number, found, repairs, text, off, drawn, current, parts}; null in other views.
let opened = null;
let sides = null;

// `rule` is the number of a rule whose first cut is gone to, if one is wanted.
function documentView(number, content, rule) {
  const found = linesOf(content.pieces);
  opened = { number, found, off: new Set(), drawn: 0, current: -1,
    repairs: shownRepairs(content.repairs), text: knownText(content.pieces) };
  sides = sides || (narrow.matches ? 'before' : 'both');
  const lines = element('div', { class: 'lines', role: 'table', 'aria-label': 'Lines' });
  opened.parts = { lines, toggles: element('div', { class: 'toggles' }) };
  const view = [documentHead(number, content), documentTools(), linesHead(), lines];
  drawToggles();
  drawSides();
  drawLines(CHUNK);
  const first = found.cuts.findIndex((cut) => cut.rule === rule);
  if (first >= 0) requestAnimationFrame(() => goToCut(first));
  return view;
}

// The repaired text, "" when some of it is not known: offsets of repairs count in it.
function knownText(pieces) {
  if (pieces.some((piece) => typeof piece === 'number')) return '';
  return pieces.map((piece) => (typeof piece === 'string' ? piece : piece[1])).join('');
}

function documentHead(number, content) {
  const { kept, cut, cuts } = opened.found;
  const order = documentOrder();
  const place = order.indexOf(number);
  const link = (to, label, id) => (place >= 0 && order[to] !== undefined
    ? element('a', { href: `#/document/${order[to]}`, id }, label)
    : element('span', { class: 'off' }, label));
  const adds = kept + cut === columns.characters[number] && cut === columns.cut[number];
  return element('div', { class: 'document-head' },
    element('p', { class: 'path' },
      element('a', { href: '#/documents', class: 'back' }, '← Documents'),
      element('span', { class: 'turn' }, link(place - 1, 'Previous', 'previous'),
        place >= 0 && element('span', {}, `${amount(place + 1)} of ${amount(order.length)}`),
        link(place + 1, 'Next', 'next'))),
    element('h1', { dir: 'auto' }, content.title || content.id),
    element('p', { class: 'facts' }, [content.id, content.url, columns.format[number],
      columns.encoding[number]].filter(Boolean).map((fact) => name(fact))),
    adds ? element('p', { class: 'sum' }, `${amount(kept + cut)} characters = ${amount(kept)} kept + `
      + `${amount(cut)} cut (${percent(shares[number])}) in ${counted(cuts.length, 'cut')}`)
      : element('p', { class: 'notice' }, 'The characters of this document do not add up.'),
    content.warnings.length > 0 && element('ul', { class: 'notice' },
      content.warnings.map((warning) => element('li', {}, name(warning)))),
    opened.repairs.length > 0 && repairList());
}

function repairList() {
  const shown = opened.repairs.slice(0, 200);
  const left = opened.repairs.length - shown.length;
  return element('details', { class: 'repairs' },
    element('summary', {}, counted(opened.repairs.length, 'repair')),
    element('ul', {}, shown.map((repair) => element('li', {}, repairSentence(repair)))),
    left > 0 && `and ${amount(left)} more`);
}

function repairSentence({ start, stop, original, steps }) {
  const after = start < 0 ? null : opened.text.slice(start, stop);
  return [name(shorten(original), 'code'), after === null ? ' was mended' : after === ''
    ? ' was taken out' : [' became ', name(shorten(after), 'code')], ` (${steps})`];
}

const shorten = (text) => (text.length > 80 ? `${text.slice(0, 80)}…` : text);

function documentTools() {
  opened.parts.sides = [['both', 'Both'], ['before', 'Original'], ['after', 'Clean']].map(
    ([key, label]) => element('button', { type: 'button', 'data-side': key,
      onclick: () => { sides = key; drawSides(); } }, label));
  return element('div', { class: 'document-tools' },
    opened.parts.toggles,
    element('div', { class: 'tools' },
      element('span', { class: 'joined', role: 'group', 'aria-label': 'What is shown' },
        opened.parts.sides),
      element('span', { class: 'joined' },
        element('button', { type: 'button', onclick: () => stepCut(-1), title: 'Previous cut (k)' },
          '↑ Cut'),
        element('button', { type: 'button', onclick: () => stepCut(1), title: 'Next cut (j)' },
          '↓ Cut'))));
}

function linesHead() {
  return element('div', { class: 'lines-head', 'aria-hidden': 'true' }, element('span', {}),
    element('span', { class: 'before' }, 'Original'), element('span', { class: 'after' }, 'Clean'));
}

function drawSides() {
  document.body.dataset.sides = sides;
  for (const button of opened.parts.sides) {
    button.setAttribute('aria-pressed', String(button.dataset.side === sides));
  }
}

// Categories as buttons. One that is off is shown as though its cuts had not been made.
function drawToggles() {
  const counts = tally(opened.found.cuts.map((cut) => cut.category));
  const focused = document.activeElement?.dataset?.category;
  opened.parts.toggles.replaceChildren(
    ...categoriesBySize.filter((category) => counts.has(category.name)).map((category) =>
      element('button', { type: 'button', class: 'toggle', 'data-category': category.name,
        'aria-pressed': String(!opened.off.has(category.name)),
        title: spellOut(`${category.about} Off: shown as though kept.`.trim()),
        onclick: () => toggleCategory(category.name) },
      swatch(category.name), name(category.name),
      element('span', { class: 'number' }, amount(counts.get(category.name))))));
  if (focused !== undefined) {
    [...opened.parts.toggles.children].find((one) => one.dataset.category === focused)?.focus();
  }
}

function toggleCategory(category) {
  if (!opened.off.delete(category)) opened.off.add(category);
  redrawDocument(`${category}: ${opened.off.has(category) ? 'as though kept' : 'cut'}`);
}

function toggleAll() {
  const all = new Set(opened.found.cuts.map((cut) => cut.category));
  opened.off = opened.off.size ? new Set() : all;
  redrawDocument(opened.off.size ? 'All as though kept' : 'All cuts shown');
}

function redrawDocument(message) {
  hideTip();
  drawToggles();
  const rows = opened.drawn;
  opened.drawn = 0;
  opened.parts.lines.replaceChildren();
  drawLines(rows);
  say(message);
}

const isCut = (cut) => cut >= 0 && !opened.off.has(opened.found.cuts[cut].category);

// Draws rows up to a number; a line at the end draws the next ones when it comes into sight.
function drawLines(upTo) {
  const { rows } = opened.found;
  const { lines } = opened.parts;
  lines.querySelector('.more')?.remove();
  const stop = Math.min(Math.max(upTo, opened.drawn), rows.length);
  const fresh = [];
  for (let place = opened.drawn; place < stop; place += 1) fresh.push(drawRow(rows[place]));
  lines.append(...fresh);
  opened.drawn = stop;
  if (stop < rows.length) {
    const more = element('button', { type: 'button', class: 'more',
      onclick: () => drawLines(opened.drawn + CHUNK) }, `Lines ${amount(stop + 1)} and on`);
    lines.append(more);
    new IntersectionObserver((seen, observer) => {
      if (!seen.some((one) => one.isIntersecting)) return;
      observer.disconnect();
      if (more.isConnected) drawLines(opened.drawn + CHUNK);
    }, { rootMargin: '600px' }).observe(more);
  }
}

function drawRow(row) {
  if (row.gap !== undefined) {
    return element('div', { class: 'gap', role: 'row' }, element('span', { role: 'cell' },
      `${counted(row.gap, 'character')} kept, not in the log`));
  }
  const before = element('div', { class: 'before', role: 'cell', dir: 'auto' });
  const after = element('div', { class: 'after', role: 'cell', dir: 'auto' });
  for (const run of row.runs) {
    drawRun(before, run);
    if (!isCut(run.cut)) drawKept(after, run);
  }
  for (const repair of repairsAt(row.stop)) before.append(repaired('', repair));
  const nothing = row.runs.every((run) => isCut(run.cut));
  const endCut = row.end !== null && isCut(row.end);
  if (endCut && !(nothing && row.runs.length)) {
    before.append(cutMark(row.end, element('span', { class: 'line-end', 'aria-label': 'line end' })));
  }
  // Where the line end stays, a blank line is left in the clean text.
  const gone = nothing && (endCut || row.end === null);
  return element('div', { class: gone ? 'line gone' : 'line', role: 'row' },
    element('span', { class: 'line-number', role: 'cell' }, row.number ?? ''), before, after);
}

function drawRun(cell, run) {
  const inside = isCut(run.cut) ? cutMark(run.cut) : cell;
  for (const [text, repair] of splitByRepairs(run, opened.repairs)) {
    if (repair) inside.append(repaired(text, repair));
    else showLines(inside, text);
  }
  if (inside !== cell) cell.append(inside);
}

function drawKept(cell, run) {
  if (run.cut < 0) showLines(cell, run.text);
  else cell.append(showLines(element('span', { class: 'spared' }), run.text));
}

const cutMark = (cut, ...children) => element('mark', {
  class: `cut ${hueOf(opened.found.cuts[cut].category)}`, 'data-cut': cut, tabindex: -1 }, children);

const repaired = (text, repair) => showLines(element('span', {
  class: text ? 'repaired' : 'repaired out', 'data-repair': repair.place, tabindex: -1 }), text);

const repairsAt = (units) => {
  const found = [];
  for (let at = firstRepair(opened.repairs, units); opened.repairs[at]?.start === units; at += 1) {
    found.push(opened.repairs[at]);
  }
  return found;
};

// The cuts that "next" goes through: blank lines left by other cuts are no stops.
function stops() {
  const wanted = opened.found.cuts.map((cut, place) => [cut, place])
    .filter(([cut]) => !opened.off.has(cut.category));
  const telling = wanted.filter(([cut]) => cut.category !== 'layout');
  return (telling.length ? telling : wanted).map(([, place]) => place);
}

function stepCut(by) {
  const places = stops();
  if (!places.length) return;
  const next = by > 0 ? places.find((place) => place > opened.current)
    : places.findLast((place) => place < opened.current);
  goToCut(next ?? (by > 0 ? places[0] : places.at(-1)));
}

function goToCut(cut) {
  if (sides === 'after') { sides = narrow.matches ? 'before' : 'both'; drawSides(); }
  opened.current = cut;
  const { row } = opened.found.cuts[cut];
  if (row >= opened.drawn) drawLines(row + CHUNK);
  const { lines } = opened.parts;
  for (const mark of lines.querySelectorAll('.current')) mark.classList.remove('current');
  const marks = lines.querySelectorAll(`[data-cut="${cut}"]`);
  for (const mark of marks) {
    mark.classList.add('current');
    mark.setAttribute('aria-describedby', 'tip');
  }
  if (!marks.length) return;
  marks[0].scrollIntoView({ block: 'center' });
  marks[0].focus({ preventScroll: true });
}

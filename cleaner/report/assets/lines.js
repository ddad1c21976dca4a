// A document's pieces as rows of runs. Every character of the original is in exactly one run, or is
// the line end of exactly one row.

// Returns {rows, cuts, kept, cut}. A row is {gap} or {number, runs, end, stop}: `end` is the cut
// that took its line end, -1 for a kept one, null for none. Cuts are {rule, category, score, start,
// stop, row}, where offsets count characters as the log does; `kept` and `cut` count characters.
function linesOf(pieces) {
  const rows = [];
  const cuts = [];
  const found = { rows, cuts, kept: 0, cut: 0 };
  let row = null;
  let units = 0;
  let at = 0;
  let known = true; // is every line so far? Behind a gap nobody knows a line's number
  const open = () => { row = row || { runs: [], end: null, stop: 0 }; return row; };
  const close = () => {
    if (row && row.end === null) row.stop = units;
    if (row) rows.push(Object.assign(row, { number: known ? rows.length + 1 : null }));
    row = null;
  };
  const put = (text, cut) => {
    const parts = text.split('\n');
    parts.forEach((part, place) => {
      if (part) open().runs.push({ text: part, cut, units });
      units += part.length;
      if (place === parts.length - 1) return;
      Object.assign(open(), { end: cut, stop: units });
      close();
      units += 1;
    });
  };
  for (const piece of pieces) {
    if (typeof piece === 'number') {
      close();
      rows.push({ gap: piece });
      known = false;
      found.kept += piece;
      at += piece;
    } else if (typeof piece === 'string') {
      put(piece, -1);
      const size = characterCount(piece);
      found.kept += size;
      at += size;
    } else {
      const [rule, text, score] = piece;
      const size = characterCount(text);
      cuts.push({ rule, category: index.rules[rule].category, score, start: at, stop: at + size,
        row: rows.length });
      put(text, cuts.length - 1);
      found.cut += size;
      at += size;
    }
  }
  close();
  return found;
}

// Code points: what the log counts.
function characterCount(text) {
  let count = text.length;
  for (let at = 0; at < text.length - 1; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit >= 0xd800 && unit < 0xdc00) {
      const next = text.charCodeAt(at + 1);
      if (next >= 0xdc00 && next < 0xe000) { count -= 1; at += 1; }
    }
  }
  return count;
}

// The repairs that show: a changed line end would stand at every line.
const shownRepairs = (repairs) => repairs.filter(([, , original]) => /[^\r]/.test(original))
  .map(([start, stop, original, steps], place) => ({ start, stop, original, steps, place }));

// Splits a run where repairs begin and end: [text, repair or undefined] in order. A repair without
// length stands between two parts, with an empty text.
function splitByRepairs(run, repairs) {
  const stop = run.units + run.text.length;
  const parts = [];
  let at = run.units;
  for (let place = firstRepair(repairs, run.units); place < repairs.length; place += 1) {
    const repair = repairs[place];
    if (repair.start >= stop) break;
    const from = Math.max(repair.start, at);
    const to = Math.min(repair.stop, stop);
    if (from > at) parts.push([run.text.slice(at - run.units, from - run.units)]);
    parts.push([run.text.slice(from - run.units, to - run.units), repair]);
    at = Math.max(at, to);
  }
  if (at < stop) parts.push([run.text.slice(at - run.units)]);
  return parts;
}

function firstRepair(repairs, units) {
  let low = 0;
  let high = repairs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const { start, stop } = repairs[middle];
    if (stop > units || (start === stop && start === units)) high = middle;
    else low = middle + 1;
  }
  return low;
}

// The figures of the report, and the texts, which are inflated when a document is opened.

const index = JSON.parse(document.getElementById('index').textContent);
const columns = index.documents;
const documentCount = columns.id.length;
const shares = columns.cut.map((cut, n) => (columns.characters[n] ? cut / columns.characters[n] : 0));

const HUES = 12;
const categories = new Map(index.categories.map(([name, about]) =>
  [name, { name, about, cuts: 0, characters: 0, documents: 0, hue: 'hue-none' }]));
for (const rule of index.rules) {
  const category = categories.get(rule.category);
  category.cuts += rule.cuts;
  category.characters += rule.characters;
}
columns.rules.forEach((rules) => {
  for (const name of new Set(rules.map(([rule]) => index.rules[rule].category))) {
    categories.get(name).documents += 1;
  }
});
const categoriesBySize = [...categories.values()].sort((a, b) => b.characters - a.characters);
// Blank lines left by a cut say nothing of their own: they stay grey.
categoriesBySize.filter(({ name }) => name !== 'layout').forEach((category, place) => {
  // When the hues are used up they begin again, with another shape of swatch and underline.
  category.hue = `hue-${place % HUES} lap-${Math.floor(place / HUES) % 3}`;
});
const hueOf = (category) => categories.get(category).hue;

const inflated = new Map();
const parsed = new Promise((resolve) => {
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', resolve);
  else resolve();
});

async function readDocument(number) {
  const [block, place] = columns.place[number];
  if (!inflated.has(block)) {
    if (inflated.size >= 8) inflated.delete(inflated.keys().next().value);
    inflated.set(block, inflate(block));
  }
  return (await inflated.get(block))[place];
}

async function inflate(block) {
  await parsed;
  const packed = atob(document.getElementById(`block-${block}`).textContent);
  const bytes = Uint8Array.from(packed, (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  return JSON.parse(await new Response(stream).text());
}

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
const largest = (numbers) => numbers.reduce((most, number) => Math.max(most, number), 1);
const grouped = new Intl.NumberFormat('en');
const amount = (number) => grouped.format(number);
const counted = (number, noun) => `${amount(number)} ${noun}${number === 1 ? '' : 's'}`;

function percent(part) {
  if (part > 0 && part < 0.01) return '<1%';
  if (part > 0.99 && part < 1) return '>99%';
  return `${Math.round(part * 100)}%`;
}

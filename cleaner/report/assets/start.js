// Which view is shown, and in which theme.

let afterDraw = null;
let turns = 0;

const go = (hash) => { location.hash = hash; };

async function draw() {
  const turn = (turns += 1);
  const [view, ...rest] = location.hash.replace(/^#\//, '').split('/');
  const number = Number.parseInt(rest[0], 10);
  const text = view === 'document' && columns.place[number] ? await readDocument(number) : null;
  if (turn !== turns) return;
  opened = null;
  hideTip();
  let content;
  if (text) content = documentView(number, text, Number.parseInt(rest[2], 10));
  else if (view === 'document') content = missing('document');
  else if (view === 'documents') content = documentsView();
  else if (view === 'rules') content = rulesView();
  else if (view === 'rule') content = ruleView(number);
  else content = overview();
  main.replaceChildren(...[content].flat(3).filter(Boolean));
  const tab = { document: 'documents', rule: 'rules', '': 'overview' }[view] || view;
  for (const link of document.querySelectorAll('nav [data-view]')) {
    if (link.dataset.view === tab) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  const heading = main.querySelector('h1');
  document.title = `${spellOut(heading.textContent).slice(0, 120)} · Cleaning report`;
  main.dataset.drawn = location.hash;
  performance.mark('drawn');
  if (afterDraw) { const act = afterDraw; afterDraw = null; act(); }
}

async function navigate() {
  await draw();
  scrollTo(0, 0);
  if (!main.contains(document.activeElement)) main.focus({ preventScroll: true });
}

const THEMES = ['system', 'light', 'dark'];
let theme = 'system';
try { theme = localStorage.getItem('theme') || theme; } catch { /* storage is off */ }

function showTheme() {
  if (!THEMES.includes(theme)) theme = 'system';
  document.documentElement.dataset.theme = theme;
  document.getElementById('theme').textContent = { system: 'Auto', light: 'Light', dark: 'Dark' }[theme];
}

function nextTheme() {
  theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
  try { localStorage.setItem('theme', theme); } catch { /* storage is off */ }
  showTheme();
  say(`Theme: ${theme}`);
}

document.getElementById('theme').addEventListener('click', nextTheme);
document.getElementById('help').addEventListener('click', showHelp);
addEventListener('hashchange', navigate);
showTheme();
draw();

// The tip beside a cut or a repair: rule and reason, or what stood there. It follows the pointer and
// the focus; a click pins it, so that its link can be reached.

const tip = document.getElementById('tip');
let tipped = null;
let pinned = false;

function hideTip() {
  tip.hidden = true;
  tipped = null;
  pinned = false;
}

function showTip(target) {
  const mark = opened && target?.closest?.('[data-cut], [data-repair]');
  if (!mark) return hideTip();
  tipped = mark;
  const parts = mark.dataset.repair === undefined ? cutTip(opened.found.cuts[mark.dataset.cut])
    : repairSentence(opened.repairs[mark.dataset.repair]);
  tip.replaceChildren(...[parts].flat(Infinity));
  tip.hidden = false;
  return placeTip();
}

// Behind the end of the text where there is room, so that the lines around stay in sight.
function placeTip() {
  const boxes = tipped.getClientRects();
  const box = boxes[boxes.length - 1] || tipped.getBoundingClientRect();
  const beside = box.right + 14;
  const fits = beside + tip.offsetWidth + 8 < innerWidth;
  const left = fits ? beside : Math.min(box.left, innerWidth - tip.offsetWidth - 8);
  const below = fits ? box.top - 4 : box.bottom + 6;
  const lowest = innerHeight - tip.offsetHeight - 8;
  const top = fits || below < lowest ? Math.min(below, lowest) : box.top - tip.offsetHeight - 6;
  tip.style.left = `${Math.max(left, 8)}px`;
  tip.style.top = `${Math.max(top, 8)}px`;
}

function cutTip({ rule, category, score, start, stop }) {
  const { id, why } = index.rules[rule];
  const where = `${counted(stop - start, 'character')} from ${amount(start)} to ${amount(stop)}`;
  return [
    element('p', {}, chip(category), ' ', name(id, 'code')),
    why ? element('p', {}, name(why)) : [],
    element('p', { class: 'hint' }, score === undefined ? where : `${where} · score ${score}`),
    element('p', { class: 'hint' }, element('a', { href: `#/rule/${rule}` }, 'All of this rule')),
  ];
}

main.addEventListener('pointerover', ({ target }) => { if (!pinned) showTip(target); });
main.addEventListener('focusin', ({ target }) => { if (!pinned || target !== tipped) showTip(target); });
main.addEventListener('click', ({ target }) => {
  showTip(target);
  pinned = tipped !== null;
  if (tipped?.dataset.cut) opened.current = Number(tipped.dataset.cut);
});
// A cut that has the focus keeps its tip while the page scrolls to it.
addEventListener('scroll', () => {
  if (pinned && tipped.isConnected) placeTip();
  else showTip(document.activeElement);
}, { passive: true });

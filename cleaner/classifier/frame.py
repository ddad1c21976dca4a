"""The frame of a page in a text that holds all of it: is there one, and which line heads it."""

from collections import Counter
from collections.abc import Mapping
from math import inf, log1p

from cleaner.classifier.looks import Look
from cleaner.draft import Draft
from cleaner.headline import looks_like_headline

# A text is the dump of a whole page when many of its lines, and such a share, are noise. The more
# there are, the likelier must a line be article to stay. Labelled articles have up to 35 such
# lines, half of all dumps more than 120; of texts that extractors made one in a hundred has 40.
_SHARE = 0.25
_FROM, _FULL = 40, 90  # lines
_UNLIKELY = 0.2  # a line that counts as noise there
# In a dump a line goes below these, by its trees. Short lines that are article (headings, facts)
# look like furniture: on 121 labelled dumps 0.35 for all cuts 19 more of them for 50 of noise, and
# word F1 on the dumps of 146 pages rises by 0.001 (ad hoc).
_LEAST, _MOST, _MOST_SHORT = 0.12, 0.35, 0.25
_SHORT_SLOPE = (_MOST_SHORT - _LEAST) / (_MOST - _LEAST)
_ABOVE = 20  # lines above the article among which its headline is looked for
_TAKEN_UP = 0.4  # the share of a headline's longer words that the article has too
_TITLES = 3  # lines with which a dump begins: the page's title is one, if the renderer printed it
# A line's points, from the dumps of 146 pages: 377 of 510 have the right headline then (ad hoc).
_TITLED, _TOP, _AGAIN = 2.0, 3.0, 1.0  # in the page's title, a first heading, printed again
_STEM, _MOST_STEMS = 0.35, 8  # for a stem that the article has too, and of how many
_LINE = 0.5  # off, times the logarithm of the lines between


def frame_threshold(draft: Draft, article: Mapping[int, float]) -> float:
    """The probability below which a line goes as part of a page's frame; 0 when there is none.

    ``article`` is what the second look holds. Of a page the extractors know the frame better.
    """
    unlikely = len(draft.inked) - len(article)
    unlikely += sum(chance < _UNLIKELY for chance in article.values())
    if draft.document.evidence or unlikely < max(_FROM, _SHARE * len(draft.inked)):
        return 0.0
    frame = (unlikely - _FROM) / (_FULL - _FROM)
    return _LEAST + (_MOST - _LEAST) * min(frame, 1.0)


def line_threshold(threshold: float, *, prose: bool) -> float:
    """The frame's threshold for a line that reads as prose or does not."""
    return threshold if prose else _LEAST + (threshold - _LEAST) * _SHORT_SLOPE


def framed_headline(
    draft: Draft, look: Look, article: Mapping[int, float], threshold: float
) -> int | None:
    """The line above the article of a dump that is most likely its headline, if any.

    Menus and tools stand between a page's beginning and its headline, which looks like one of
    their labels. But the page's title, among the first lines, may have it, Markdown has one
    heading of the first level, and the article takes up its words. ``article`` is what the trees
    for dumps hold; it begins with the first paragraph that stays.
    """
    text = look.text
    live = draft.live_lines()
    stays = (at for at, n in enumerate(live) if draft.prose[n] and article[n] >= threshold)
    first = next(stays, 0)
    keys = {
        number: text.facts[text.places[number]].key for number in (*draft.inked[:_TITLES], *live)
    }
    titles = {number: f" {keys[number]} " for number in draft.inked[:_TITLES]}
    printed = Counter(fact.key for fact in text.facts)
    best, most = None, -inf
    for above, number in enumerate(reversed(live[:first]), 1):
        view, key = draft.views[number], keys[number]
        if not looks_like_headline(view):
            continue
        titled = any(f" {key} " in title for n, title in titles.items() if n != number)
        top = view.heading and view.folded.lstrip().startswith("# ")
        stems = text.facts[text.places[number]].topic()
        held = sum(map(text.topics.__contains__, stems))
        taken_up = above <= _ABOVE and held > 1 and held >= _TAKEN_UP * len(stems)
        if titled or top or taken_up:
            points = _TITLED * titled + _TOP * top + _STEM * min(held, _MOST_STEMS)
            points += _AGAIN * (printed[key] > 1) - _LINE * log1p(above)
            if points > most:
                best, most = number, points
    return best


def with_headings(draft: Draft, article: Mapping[int, float], threshold: float) -> dict[int, float]:
    """``article`` with the headings kept whose text is kept: it stands right behind them.

    Of the headings in dumps of pages that this keeps three in four were the article's.
    """
    found = dict(article)
    stays = False
    for number in reversed(draft.live_lines()):
        least = line_threshold(threshold, prose=draft.prose[number])
        if draft.views[number].heading and stays:
            found[number] = max(found[number], least)
        stays = found[number] >= least
    return found

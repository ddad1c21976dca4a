"""The frame of a page in a text that holds all of it: is there one, and which line heads it."""

from collections.abc import Mapping

from cleaner.classifier.looks import Look
from cleaner.classifier.stretches import heaviest
from cleaner.draft import Draft
from cleaner.headline import looks_like_headline

# A text is the dump of a whole page when many of its lines, and such a share, are noise. The more
# there are, the likelier must a line be article to stay. Labelled articles have up to 35 such
# lines, half of all dumps more than 120; of texts that extractors made one in a hundred has 40.
_SHARE = 0.25
_FROM, _FULL = 40, 90  # lines
_UNLIKELY = 0.2  # a line that counts as noise there
_LEAST, _MOST = 0.2, 0.45  # in a dump a line goes below these, by its trees
_ABOVE = 12  # lines above the article among which its headline is looked for
_TAKEN_UP = 0.4  # the share of a headline's longer words that the article has too


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


def framed_headline(draft: Draft, look: Look, article: Mapping[int, float]) -> int | None:
    """The line above the article of a dump whose words the article takes up most, if any.

    Menus and tools stand between a page's beginning and its headline, which looks like one of
    their labels. ``article`` is what the trees for dumps hold.
    """
    live = draft.live_lines()
    first = heaviest([article[number] for number in live], [draft.prose[n] for n in live])
    best, most = None, 1
    for number in live[max(0, first - _ABOVE) : first]:
        stems = look.text.facts[look.text.places[number]].topic()
        held = sum(look.text.topics[stem] > 0 for stem in stems)
        taken_up = held > most and held >= _TAKEN_UP * len(stems)
        if taken_up and looks_like_headline(draft.views[number]):
            best, most = number, held
    return best

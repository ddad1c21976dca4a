"""Why a line was kept: what came close to cutting it, and which guard stopped that.

Nothing of this is recorded while a document is cleaned. Who asks pays: the stages run again over
the document as it came and over what was left of it, and their guards are asked one by one.
"""

from cleaner.why.guards import refusals
from cleaner.why.kept import NearMiss, near_misses, told_score
from cleaner.why.nearest import Partial, nearest
from cleaner.why.sheet import Sheet, line_sheet

__all__ = [
    "NearMiss",
    "Partial",
    "Sheet",
    "line_sheet",
    "near_misses",
    "nearest",
    "refusals",
    "told_score",
]

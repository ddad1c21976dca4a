"""Loaded once, before workers are forked: they begin with all that many documents pay for."""

from cleaner.arrow import clean_table
from cleaner.pipeline import default_cleaner

__all__ = ["clean_table"]

_LINES = 260  # enough that the tables of rules are made and the classifier is compiled

default_cleaner().clean(
    "\n\n".join(
        f"The wall was closed to carts until spring in {n}, they said." for n in range(_LINES)
    )
)

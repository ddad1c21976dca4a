"""Clean article bodies and a removed-noise log from raw scraped text.

from cleaner import clean

result = clean(open("page.html", "rb").read())
print(result.body)
for removal in result.removals:
    print(removal.rule, removal.text)
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cleaner.model import Removal, Repair, Source
    from cleaner.pipeline import Cleaner, clean
    from cleaner.result import Result
    from cleaner.rules import Rule, RuleError

__all__ = ["Cleaner", "Removal", "Repair", "Result", "Rule", "RuleError", "Source", "clean"]

_HOMES = {
    "Cleaner": "pipeline",
    "Removal": "model",
    "Repair": "model",
    "Result": "result",
    "Rule": "rules",
    "RuleError": "rules",
    "Source": "model",
    "clean": "pipeline",
}

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Load what is asked for: the command must be in charge before anything large is."""
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        globals()[name] = getattr(import_module(f"cleaner.{_HOMES[name]}"), name)
        return globals()[name]

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})

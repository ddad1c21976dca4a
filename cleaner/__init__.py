"""Clean article bodies and a removed-noise log from raw scraped text.

from cleaner import clean

result = clean(open("page.html", "rb").read())
print(result.body)
for removal in result.removals:
    print(removal.rule, removal.text)
"""

from cleaner.model import Removal, Repair, Source
from cleaner.pipeline import Cleaner, clean
from cleaner.result import Result
from cleaner.rules import Rule, RuleError

__all__ = ["Cleaner", "Removal", "Repair", "Result", "Rule", "RuleError", "Source", "clean"]

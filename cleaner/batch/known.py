"""What the caller knows of the documents beforehand."""

from dataclasses import dataclass

from cleaner.model import Format


@dataclass(frozen=True)
class Known:
    """What the caller knows of the documents beforehand."""

    url: str | None = None
    charset: str | None = None
    format: Format | None = None

"""Floors: figures that a change must not fall below, and only a flag lowers."""

import json
from collections.abc import Mapping
from pathlib import Path

_SLACK = 0.0005  # libraries of another version move the third decimal


def check_floors(figures: Mapping[str, float], path: Path, *, lower: bool = False) -> int:
    """Compare figures with the floors of a JSON file; print those below. 1 when any is, else 0.

    For figures that end in ".lost" or ".wrong" the floor is a ceiling. A figure that has a floor
    and was not measured counts as below, unless its whole table was left out of the run.
    ``lower`` writes the figures of this run over the floors instead.
    """
    floors: dict[str, float] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    if lower:
        merged = dict(sorted({**floors, **figures}.items()))
        path.write_text(json.dumps(merged, indent=1) + "\n", "utf-8")
        print(f"{path}: {len(figures)} floors written")
        return 0
    measured = {_table(name) for name in figures}
    failed = [
        f"{name}: {'not measured' if value is None else value}, floor {floor}"
        for name, floor in sorted(floors.items())
        if _table(name) in measured
        for value in [figures.get(name)]
        if value is None or _is_worse(name, value, floor)
    ]
    print("\n".join(failed) if failed else f"{len(floors)} floors hold")
    return bool(failed)


def _table(name: str) -> str:
    return name.rsplit(".", 2)[0]


def _is_worse(name: str, value: float, floor: float) -> bool:
    if name.endswith((".lost", ".wrong")):
        return value > floor + _SLACK
    return value < floor - _SLACK

"""Speed, each figure as a ratio to a peer on the same input in the same run.

    python -m benchmarks.speed [JSONL …] [--rounds N] [--large] [--json FILE] [--gate FILE]
                               [--lower]

The texts are the article lines of the labelled documents that come with the project, one text a
document, or the field "text" of the JSONL files. ``--large`` measures the shapes at full size
(64 MB, a million lines), which takes an hour; otherwise at a tenth and less.
"""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

import ftfy

from benchmarks.shapes import SHAPES, mojibake, paragraphs, synthetic_rules
from benchmarks.tables import speed_table
from benchmarks.timing import (
    cold_command,
    first_clean,
    import_only,
    interleaved,
    memory_factor,
    process_megabytes,
    stage_seconds,
)
from cleaner import Cleaner
from cleaner.decode import decode
from cleaner.repair import repair

HERE = Path(__file__).parent
_LANGUAGES = ("en", "ru", "el", "zh", "ja", "ar")
_ROUNDS = 5
_SLACK = 1.4  # ratios move with what else a machine does
_MOST_CHARS = 400_000  # of texts a language


def main() -> int:
    options = _options()
    cleaner = Cleaner()
    figures = texts_against_ftfy(cleaner, options.rounds)
    for path in options.texts:
        lines = path.read_text(encoding="utf-8").splitlines()
        texts = [json.loads(line)["text"] for line in lines]
        figures[f"text.{path.stem}"] = _against_ftfy(cleaner, texts, options.rounds)
    figures |= against_more_rules(cleaner, options.rounds)
    figures |= shapes(cleaner, large=options.large)
    figures |= memory(large=options.large)
    figures |= starts(options.rounds)
    figures |= pages(options.rounds)
    print(speed_table(figures, stage_seconds(article_texts("en"))))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n", "utf-8")
    if options.gate:
        return check(figures, options.gate, lower=options.lower)
    return 0


def check(figures: dict[str, float], path: Path, *, lower: bool) -> int:
    """Compare with the committed ratios, or write them: 1 when one is worse by more than _SLACK.

    The first words of a name say which way is better: only of "text" more is.
    """
    if lower:
        path.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n", "utf-8")
        return 0
    floors: dict[str, float] = json.loads(path.read_text("utf-8"))
    worse = [
        f"{name}: {figures[name]:.3g}, floor {floor:.3g}"
        for name, floor in floors.items()
        if name in figures and name.startswith("text.") and figures[name] * _SLACK < floor
    ]
    worse += [
        f"{name}: {figures[name]:.3g}, at most {most:.3g}"
        for name, most in floors.items()
        if name in figures and not name.endswith("-ms") and not name.startswith("text.")
        if figures[name] > most * _SLACK
    ]
    print("\n".join(worse) if worse else f"{len(floors)} floors hold")
    return bool(worse)


def article_texts(language: str) -> list[str]:
    """Articles of a language: the article lines of labelled documents, or the file in texts/.

    Documents that need repairs are left out: mojibake is measured apart.
    """
    own = HERE / "texts" / f"{language}.txt"
    if own.is_file():
        blocks = own.read_text(encoding="utf-8").strip().split("\n\n")
        return ["\n\n".join(paragraphs(blocks, 12, seed)) for seed in range(20)]
    from benchmarks.labelled import read_folder

    texts, size = [], 0
    for document in read_folder(HERE / "labelled" / "dev"):
        if document.language == language and size < _MOST_CHARS:
            lines = zip(document.text.split("\n"), document.labels, strict=True)
            text = "\n\n".join(line for line, label in lines if label == "K")
            if not repair(text)[1]:
                texts.append(text)
                size += len(text)
    return texts


def texts_against_ftfy(cleaner: Cleaner, rounds: int) -> dict[str, float]:
    """How many times as fast as ``ftfy.fix_text`` texts of each language are cleaned."""
    found = {}
    for language in _LANGUAGES:
        found[f"text.{language}"] = _against_ftfy(cleaner, article_texts(language), rounds)
    broken = [mojibake(text) for text in article_texts("en")]
    return found | {"text.mojibake": _against_ftfy(cleaner, broken, rounds)}


def _against_ftfy(cleaner: Cleaner, texts: list[str], rounds: int) -> float:
    ours, peer = interleaved([cleaner.clean, ftfy.fix_text], texts, rounds)
    return peer / ours


def against_more_rules(cleaner: Cleaner, rounds: int) -> dict[str, float]:
    """What five times the rules cost, as a factor; and decoding, as a share of cleaning."""
    texts = article_texts("en")
    larger = Cleaner(rules=synthetic_rules(4 * len(cleaner.rules)))
    more, ours = interleaved([larger.clean, cleaner.clean], texts, rounds)
    encoded = [text.encode() for text in texts]
    decoding, bytes_too = interleaved([decode, cleaner.clean], encoded, rounds)
    return {"cost.rules-times-5": more / ours, "cost.decoding-share": decoding / bytes_too}


def shapes(cleaner: Cleaner, *, large: bool) -> dict[str, float]:
    """The cost of a byte in texts of odd shapes, as a factor of a byte of articles."""
    texts = article_texts("en")
    (base,) = interleaved([cleaner.clean], texts, 3)
    each = base / sum(len(text.encode()) for text in texts)
    found = {}
    for name, (make, small, full) in SHAPES.items():
        made = make(full if large else small)
        (seconds,) = interleaved([cleaner.clean], made, 1)
        found[f"cost.{name}"] = seconds / sum(len(text.encode()) for text in made) / each
    return found


def memory(*, large: bool) -> dict[str, float]:
    """Peak memory: of one text, as a factor of its size; of a process that met all languages."""
    return {
        "memory.times-input": memory_factor(8 if large else 2),
        "memory.all-languages-mb": process_megabytes(HERE / "labelled" / "test"),
    }


def starts(rounds: int) -> dict[str, float]:
    """Import and first clean, and a cold command, in milliseconds and as factors of a peer."""
    trafilatura = import_only("trafilatura", rounds)
    first, command = first_clean(rounds), cold_command(rounds)
    return {
        "start.first-clean-ms": first,
        "start.command-ms": command,
        "start.first-clean-per-import-trafilatura": first / trafilatura,
        "start.command-per-import-trafilatura": command / trafilatura,
    }


def pages(rounds: int) -> dict[str, float]:
    """A page's cost as a factor of trafilatura's, carefully and fast."""
    from benchmarks.pages import read_pages
    from benchmarks.peers import extractors

    trafilatura = extractors()["trafilatura"]
    found = [page.html for page in read_pages(HERE / "small")]
    plain, fast = Cleaner(), Cleaner(fast=True)
    calls: list[Callable[[bytes], object]] = [trafilatura, plain.clean, fast.clean]
    peer, ours, quick = interleaved(calls, found, rounds)
    return {"page.per-trafilatura": ours / peer, "page.fast-per-trafilatura": quick / peer}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure speed as ratios to peers.")
    parser.add_argument("texts", type=Path, nargs="*")
    parser.add_argument("--rounds", type=int, default=_ROUNDS)
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--gate", type=Path)
    parser.add_argument("--lower", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())

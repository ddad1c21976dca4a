"""How often the right encoding is found, side by side with charset-normalizer.

    python benchmarks/decode.py [FOLDER]

The texts of ``tests/decode_texts.toml`` are written in every encoding that held such texts, in five
shapes: one line, one paragraph, some kilobytes, an HTML page without a declaration, and one line
within a long ASCII frame. FOLDER adds files laid out as ``<encoding>/<file>`` or
``<encoding>-<language>/<file>``. A reading is right when the decoded text is the labelled one's
(or the encoding found is the label's by another name); U+FFFD and byte-order marks are ignored.
"""

import codecs
import sys
import time
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import charset_normalizer

from cleaner.decode import decode

TEXTS = Path(__file__).parents[1] / "tests" / "decode_texts.toml"
MENU = "Home | News | Sport | Contact | About us | Terms of use | Search\n"
ENGLISH = "The quick summary of this page is only available to members of the club.\n"


@dataclass(frozen=True, slots=True)
class Sample:
    """``data`` in the encoding ``label`` of group ``name``."""

    name: str
    label: str
    data: bytes


def shapes(text: str) -> dict[str, str]:
    """The same text as it may come: short, long, in markup, among much ASCII."""
    lines = text.strip().split("\n")
    page = "".join(f'<p class="text">{line}</p>\n<a href="/more">more</a>\n' for line in lines)
    return {
        "line": lines[0] + "\n",
        "paragraph": "\n".join(lines) + "\n",
        "long": "\n\n".join(lines[at:][0] for _ in range(8) for at in range(len(lines))) + "\n",
        "html": f"<html><head><title>{lines[0]}</title></head><body>\n{page}</body></html>\n",
        "frame": MENU * 3 + ENGLISH * 20 + lines[-1] + "\n" + ENGLISH * 20 + MENU,
    }


def own() -> Iterator[Sample]:
    """The generated set. Characters an encoding lacks are left out of its samples."""
    for language, entry in tomllib.loads(TEXTS.read_text("utf-8")).items():
        for label in entry["encodings"]:
            for shape, text in shapes(entry["text"]).items():
                data = text.encode(label, "ignore")
                yield Sample(f"{label} {language} {shape}", label, data)


def folder(root: Path) -> Iterator[Sample]:
    """Files laid out by encoding; folders that name no codec of Python are skipped."""
    for place in sorted(path for path in root.iterdir() if path.is_dir()):
        words = place.name.split("-")
        names = ["-".join(words[:stop]) for stop in range(len(words), 0, -1)]
        label = next((name for name in names if _known(name)), None)
        if label:
            for path in sorted(place.iterdir()):
                yield Sample(f"{place.name} {path.name}", label, path.read_bytes())


def _known(label: str) -> bool:
    try:
        codecs.lookup(label)
    except LookupError:
        return False
    return True


def _plain(text: str) -> str:
    return text.replace("\ufffd", "").lstrip("\ufeff")


def ours(data: bytes) -> tuple[str, str]:
    found = decode(data)
    return found.encoding, found.text


def theirs(data: bytes) -> tuple[str, str]:
    best = charset_normalizer.from_bytes(data).best()
    return (best.encoding, data.decode(best.encoding, "replace")) if best else ("", "")


def right(sample: Sample, encoding: str, text: str) -> bool:
    if encoding and codecs.lookup(encoding).name == codecs.lookup(sample.label).name:
        return True
    return _plain(text) == _plain(sample.data.decode(sample.label, "replace"))


def compare(title: str, samples: list[Sample], verbose: bool) -> None:
    detectors: dict[str, Callable[[bytes], tuple[str, str]]] = {
        "cleaner": ours,
        "charset-normalizer": theirs,
    }
    hits: dict[str, dict[str, list[bool]]] = {name: defaultdict(list) for name in detectors}
    times: dict[str, list[float]] = {name: [] for name in detectors}
    for sample in samples:
        for name, detector in detectors.items():
            begin = time.perf_counter()
            encoding, text = detector(sample.data)
            times[name].append(1000 * (time.perf_counter() - begin))
            good = right(sample, encoding, text)
            hits[name][sample.label].append(good)
            if verbose and name == "cleaner" and not good:
                print(f"  wrong: {sample.name} ({len(sample.data)} bytes) read as {encoding}")
    print(f"{title}: {len(samples)} samples")
    for label in sorted({sample.label for sample in samples}):
        rates = [sum(hits[name][label]) / len(hits[name][label]) for name in detectors]
        count = len(hits["cleaner"][label])
        print(f"  {label:14} {count:4}  " + "  ".join(f"{rate:.3f}" for rate in rates))
    for name in detectors:
        flat = [good for goods in hits[name].values() for good in goods]
        print(f"  {name:20} {sum(flat) / len(flat):.4f} right, {median(times[name]):.2f} ms median")


def main(arguments: list[str]) -> None:
    verbose = "-v" in arguments
    compare("own set", list(own()), verbose)
    for root in (argument for argument in arguments if argument != "-v"):
        compare(f"external set {Path(root).name}", list(folder(Path(root))), verbose)


if __name__ == "__main__":
    main(sys.argv[1:])

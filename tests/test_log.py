"""The removed-noise log: valid against its schema, one line a document, and enough to go back."""

import json

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import Result, clean
from cleaner.log import (
    LogError,
    dumps,
    from_record,
    restore_record,
    schema,
    to_record,
    written_text,
)
from cleaner.spans import rebuild
from tests.commands import ARTICLE, TITLE
from tests.golden import read_cases

VALIDATOR = jsonschema.Draft202012Validator(schema())

NASTY = {
    "nothing": b"",
    "blank": b" \r\n\t\n",
    "crlf": ARTICLE.replace("\n", "\r\n").encode(),
    "cr": ARTICLE.replace("\n", "\r").encode(),
    "mixed line ends": b"One line\r\nand another\rand a third\n\n\r\n",
    "line separators": "Eins\u2028zwei\u2029drei\x85vier\x0bfünf\x0csechs\x1csieben\n".encode(),
    "utf-8 mark": b"\xef\xbb\xbf" + ARTICLE.encode(),
    "utf-16": ARTICLE.encode("utf-16"),
    "utf-16 without a mark": ARTICLE.encode("utf-16-be"),
    "utf-32": ARTICLE.encode("utf-32"),
    "cp1251": "Стену гавани снова чинят, сказали в понедельник в совете.\n".encode("cp1251") * 3,
    "shift_jis": "港の壁はまた修理されたと議会は月曜日に述べた。\n".encode("shift_jis") * 3,
    "mojibake": "The cafÃ© on the harbour wall isn’t open. &amp; so on.\n".encode(),
    "nul": b"The wall\x00 is\x00 closed.\n",
    "broken utf-8": b"The wall \xff\xfe is \xc3 closed \xe2\x82 now.\n",
    "surrogate bytes": b"The wall \xed\xa0\x80 is \xed\xa0\xbd\xed\xb8\x80 closed.\n",
    "every byte": bytes(range(256)) * 3,
    "no line end": b"Just one line",
    "blank lines above": b"\n\n\n" + ARTICLE.encode(),
    "page": b"<html><title>Harbour</title><body><h1>Harbour wall</h1><p>It is closed.</p></body>",
}


def _page_text(result: Result) -> bytes:
    text = result.restore()
    return text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")


def _assert_round_trip(data: str | bytes, result: Result) -> None:
    for no_title in (False, True):
        written = written_text(result, no_title=no_title)
        line = dumps(to_record(result, "id", data, no_title=no_title))
        assert len(line.splitlines()) == 1, "no reader may break the line"
        line.encode("utf-8")
        record = json.loads(line)
        VALIDATOR.validate(record)
        parsed = from_record(record)
        assert parsed.source == result.source
        assert parsed.repairs == result.repairs
        assert parsed.title == result.title
        repaired = rebuild(result.text, result.removals)
        assert rebuild(written, parsed.removals) == repaired
        if not no_title:
            assert parsed.removals == result.removals
            assert parsed.title_span == result.headline
        restored = restore_record(written, record)
        if result.source.format == "html":
            assert restored == _page_text(result)
        else:
            assert restored == (data if isinstance(data, bytes) else _page_text(result))


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("data", NASTY.values(), ids=NASTY)
def test_clean_text_and_record_give_back_the_input(data: bytes) -> None:
    _assert_round_trip(data, clean(data))


@pytest.mark.parametrize("case", read_cases(), ids=lambda case: case.slug)
def test_every_fixture_comes_back_from_its_record(case) -> None:  # type: ignore[no-untyped-def]
    _assert_round_trip(case.raw, case.run())


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.binary(), st.text(st.characters(exclude_categories=()))))
def test_any_input_comes_back_from_its_record(data: str | bytes) -> None:
    _assert_round_trip(data, clean(data))


def test_a_lone_surrogate_is_kept_as_code_points() -> None:
    data = "A wall \ud800 stands\n"
    record = to_record(clean(data), "id", data)
    text = dumps(record)
    assert "ud800" not in text.lower()
    assert 0xD800 in json.loads(text)["repairs"][0]["original_code_points"]
    assert restore_record(clean(data).text, json.loads(text)) == data.encode(
        "utf-8", "surrogatepass"
    )


def test_a_name_that_no_file_can_hold_is_replaced() -> None:
    """A file name need not be UTF-8: Python reads what is not as lone surrogates."""
    name = "quay\udcff"
    record = to_record(clean(ARTICLE), name, ARTICLE, url=name, path=name)
    dumps(record).encode("utf-8")
    assert record["id"] == record["source"]["url"] == record["clean"]["path"] == "quay\ufffd"


def test_a_score_may_be_a_whole_number() -> None:
    """As JSON writers print 1.0."""
    record = to_record(clean(ARTICLE), "a", ARTICLE)
    record["removals"] = [{**entry, "score": 1} for entry in record["removals"]]
    assert all(removal.score == 1.0 for removal in from_record(record).removals)


def test_the_headline_that_was_left_out_is_a_removal() -> None:
    result = clean(ARTICLE.encode())
    record = to_record(result, "id", ARTICLE.encode(), no_title=True)
    assert record["title"] == TITLE
    assert record["title_span"] is None
    left_out = [entry for entry in record["removals"] if entry["rule"] == "title.left-out"]
    assert "".join(entry["text"] for entry in left_out).strip() == TITLE
    assert to_record(result, "id", ARTICLE.encode())["title_span"] == [0, len(TITLE)]


def _changed(path: str, value: object) -> dict[str, object]:
    record: dict[str, object] = json.loads(dumps(to_record(clean(ARTICLE), "id", ARTICLE)))
    *tables, key = path.split(".")
    table: dict[str, object] = record
    for name in tables:
        table = table[int(name) if name.isdigit() else name]  # type: ignore[index, assignment]
    table[key] = value
    return record


WRONG = (
    ("schema", 99, "'schema': 99"),
    ("id", None, "'id'"),
    ("source", [], "'source'"),
    ("source.encoding", 3, "'encoding'"),
    ("source.bom", "?", "'bom'"),
    ("source.format", "pdf", "'format'"),
    ("source.raw", [1], "'raw'"),
    ("clean.sha256", "abc", "'sha256'"),
    ("title_span", [1], "'title_span'"),
    ("removals", {}, "'removals'"),
    ("removals.0.start", "x", "'start'"),
    ("removals.0.start", 10**9, "does not fit"),
    ("removals.0.text_code_points", [-1], "'text_code_points'"),
    ("repairs", [{"start": 0, "stop": 0, "steps": [1], "original": ""}], "'steps'"),
    ("source.sha256", "0" * 64, "not the input"),
)


@pytest.mark.parametrize(("path", "value", "says"), WRONG, ids=[path for path, _, _ in WRONG])
def test_a_wrong_record_is_an_error_that_names_the_field(
    path: str, value: object, says: str
) -> None:
    record = _changed(path, value)
    with pytest.raises(LogError) as caught:
        restore_record(clean(ARTICLE).text, record)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_text_that_is_not_the_records_is_refused() -> None:
    record = to_record(clean(ARTICLE), "id", ARTICLE)
    with pytest.raises(LogError, match="not the one"):
        restore_record(clean(ARTICLE).text + "\n", record)


def test_an_encoding_that_is_none_is_refused() -> None:
    for encoding in ("no-such", "rot13", "zip"):
        record = _changed("source.encoding", encoding)
        with pytest.raises(LogError):
            restore_record(clean(ARTICLE).text, record)

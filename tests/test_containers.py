"""Containers: what is read from each, and that one bad document fails alone."""

import csv
import gzip
import json
import zlib
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cleaner.batch.chunks import JSON_FIELDS, Chunk, FieldNames
from cleaner.batch.containers import Kind, Source, kind_of
from cleaner.batch.rows import OTHER_FIELDS, column_types, typed_fields


def _read(path: Path, most: int = 500, **fields: str) -> list[Chunk]:
    source = Source(kind_of(str(path)), str(path), path.name)
    return list(source.read(FieldNames(**fields), most))


def _texts(chunks: Sequence[Chunk]) -> list[object]:
    return [text for chunk in chunks for text in chunk.documents["text"].to_pylist()]


def _failures(chunks: Sequence[Chunk]) -> list[tuple[str | None, int | None, str]]:
    return [(f.unit, f.position, f.reason) for chunk in chunks for f in chunk.failures]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.jsonl", "jsonl"),
        ("a.NDJSON.gz", "jsonl"),
        ("a.jsonl.zst", "jsonl"),
        ("a.parquet", "parquet"),
        ("a.csv.gz", "csv"),
        ("a.tsv", "csv"),
        ("a.warc.gz", "warc"),
        ("a.warc", "warc"),
        ("a.json", "files"),
        ("a.txt.gz", "files"),
        ("jsonl", "files"),
    ],
)
def test_a_container_is_known_by_its_name(name: str, kind: Kind) -> None:
    assert kind_of(name) == kind


# JSON Lines -------------------------------------------------------------------------------------

LINES = [
    '{"text": "one", "id": "a", "url": "https://example.com/1", "n": 1.5, "tags": ["x"]}',
    "",
    "{broken",
    '{"text": 7}',
    "[]",
    '{"body": "no text"}',
    '{"text": "two", "n": null}',
]


@pytest.mark.parametrize("compression", [None, "gzip", "zstd"])
def test_every_good_line_is_a_document_and_every_bad_one_is_named(
    compression: str | None, tmp_path: Path
) -> None:
    data = "\n".join(LINES).encode()
    path = tmp_path / f"a.jsonl{({None: '', 'gzip': '.gz', 'zstd': '.zst'})[compression]}"
    path.write_bytes(pa.compress(data, compression, asbytes=True) if compression else data)
    chunks = _read(path)
    assert _texts(chunks) == ["one", "two"]
    assert chunks[0].documents["id"].to_pylist() == ["a", f"{path.name}#7"]
    assert chunks[0].documents["url"].to_pylist() == ["https://example.com/1", None]
    fields = [json.loads(row) for row in chunks[0].fields[JSON_FIELDS].to_pylist()]
    assert fields[0] == {"id": "a", "url": "https://example.com/1", "n": 1.5, "tags": ["x"]}
    assert [(unit, position) for unit, position, _ in _failures(chunks)] == [
        *(("line", 3), ("line", 4), ("line", 5), ("line", 6))
    ]
    says = [reason for _, _, reason in _failures(chunks)]
    assert says[0].startswith("not JSON: ")
    assert says[1:3] == ["field 'text': a text expected, not 7", "not a JSON object"]
    assert "others are body (see --text-field)" in says[3]


def test_fields_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"content": "c", "page": "<p>p", "key": 5, "link": "https://example.com/"}\n')
    (chunk,) = _read(path, text="content", html="page", id="key", url="link")
    (row,) = chunk.documents.to_pylist()
    assert (row["text"], row["html"], row["id"]) == ("c", "<p>p", "5")
    assert row["url"] == "https://example.com/"
    assert json.loads(chunk.fields[JSON_FIELDS][0].as_py()) == {
        "key": 5,
        "link": "https://example.com/",
    }


def test_bytes_that_are_not_utf_8_and_lone_surrogates(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "caf\xe9"}\n\xef\xbb\xbf{"text": "x"}\n{"text": "a\\ud800b"}\n')
    chunks = _read(path)
    assert _texts(chunks) == ["a\ufffdb"]
    assert "U+FFFD" in chunks[0].documents["note"][0].as_py()
    assert [position for _, position, _ in _failures(chunks)] == [1, 2]


@pytest.mark.parametrize("compression", ["gzip", "zstd"])
def test_a_stream_that_breaks_off_gives_every_line_before_the_break(
    compression: str, tmp_path: Path
) -> None:
    lines = [json.dumps({"text": f"{number} {number * 7919 % 1000003}"}) for number in range(20000)]
    whole = pa.compress("\n".join(lines).encode(), compression, asbytes=True)
    path = tmp_path / f"a.jsonl.{'gz' if compression == 'gzip' else 'zst'}"
    path.write_bytes(whole[: len(whole) // 2])
    chunks = _read(path)
    texts = _texts(chunks)
    ((unit, position, reason),) = _failures(chunks)
    assert texts == [json.loads(line)["text"] for line in lines[: len(texts)]]
    assert (unit, position) == ("line", len(texts) + 1)
    assert "nothing can be read from here on" in reason
    with pytest.raises(OSError, match="Truncated"):
        stream = pa.CompressedInputStream(pa.OSFile(str(path)), compression)
        stream.read(sum(len(line) + 1 for line in lines[: len(texts) + 2]))


def test_chunks_are_the_same_whenever_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("".join(f'{{"text": "{number}"}}\n' for number in range(25)))
    sizes = [chunk.documents.num_rows for chunk in _read(path, most=10)]
    assert sizes == [chunk.documents.num_rows for chunk in _read(path, most=10)] == [10, 10, 5]


# Parquet and CSV --------------------------------------------------------------------------------


def _parquet(path: Path, **columns: object) -> Path:
    pq.write_table(pa.table(columns), path, row_group_size=10)  # type: ignore[arg-type]
    return path


def test_columns_of_parquet_keep_their_types(tmp_path: Path) -> None:
    stamps = pa.array([1, None], pa.timestamp("us"))
    path = _parquet(tmp_path / "a.parquet", text=["one", "two"], when=stamps, meta=[{"a": 1}, None])
    (chunk,) = _read(path)
    assert _texts([chunk]) == ["one", "two"]
    assert chunk.fields.schema.field("when").type == pa.timestamp("us")
    assert chunk.fields.column_names == ["when", "meta"]
    assert chunk.documents["id"].to_pylist() == ["a.parquet#1", "a.parquet#2"]


def test_texts_of_parquet_may_be_bytes_dictionaries_or_missing(tmp_path: Path) -> None:
    texts = pa.array(["one", None, "one"]).dictionary_encode()
    chunks = _read(_parquet(tmp_path / "a.parquet", text=texts))
    assert _texts(chunks) == ["one", "one"]
    assert [(unit, position) for unit, position, _ in _failures(chunks)] == [("row", 2)]
    assert chunks[0].documents["position"].to_pylist() == [1, 3]
    assert _texts(_read(_parquet(tmp_path / "b.parquet", text=[b"caf\xe9"]))) == [b"caf\xe9"]


def test_a_broken_row_group_fails_alone_and_a_broken_footer_is_told(tmp_path: Path) -> None:
    path = _parquet(tmp_path / "a.parquet", text=[f"text {number}" for number in range(30)])
    data = bytearray(path.read_bytes())
    group = pq.ParquetFile(path).metadata.row_group(1).column(0)
    start = group.dictionary_page_offset or group.data_page_offset
    data[start : start + 12] = b"\xff" * 12
    path.write_bytes(data)
    chunks = _read(path)
    assert _texts(chunks) == [f"text {n}" for n in (*range(10), *range(20, 30))]
    ((_, _, reason),) = _failures(chunks)
    assert reason.startswith("row group 1: ")
    assert reason.endswith("10 rows are lost")
    assert [position for _, position, _ in _failures(chunks)] == [11]
    numbers = [number for chunk in chunks for number in chunk.documents["position"].to_pylist()]
    assert numbers == [*range(1, 11), *range(21, 31)], "rows are counted with those that are lost"
    path.write_bytes(bytes(data[:-6]))
    ((_, _, reason),) = _failures(_read(path))
    assert "footer" in reason


def test_a_column_that_is_not_there_is_told(tmp_path: Path) -> None:
    path = _parquet(tmp_path / "a.parquet", content=["one"], n=[1])
    ((unit, _, reason),) = _failures(_read(path))
    assert unit is None
    assert "field 'text'" in reason
    assert "others are content, n" in reason
    ((_, _, reason),) = _failures(_read(path, text="n"))
    assert reason == "field 'n': a text expected, not int64"


@pytest.mark.parametrize(("suffix", "delimiter"), [(".csv", ","), (".tsv", "\t")])
def test_fields_of_csv_stay_the_texts_they_are(suffix: str, delimiter: str, tmp_path: Path) -> None:
    path = tmp_path / f"a{suffix}"
    with path.open("w", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerows([["id", "text", "n"], ["01", "two\nlines, one text", "007"]])
        file.write(f"bad{delimiter}row\n")
        writer.writerow(["02", "", "NA"])
    chunks = _read(path)
    assert _texts(chunks) == ["two\nlines, one text", ""]
    assert chunks[0].fields.to_pylist() == [{"id": "01", "n": "007"}, {"id": "02", "n": "NA"}]
    assert _failures(chunks) == [("row", 2, "3 fields expected, not 2")]
    assert chunks[0].documents["position"].to_pylist() == [1, 3], "a bad row counts too"


def test_csv_in_another_encoding_is_decoded_like_any_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("text,n\ncafé,1\n".encode("latin-1"))
    assert _texts(_read(path)) == ["café".encode("latin-1")]


@pytest.mark.parametrize(
    "header", ["text,n", "\n\r\ntext,n", '"text","n"', "\ufefftext,n"], ids=repr
)
def test_a_header_may_be_quoted_and_stand_below_blank_lines(header: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f"{header}\na,1\nbad\n\nb,2\n".encode())
    chunks = _read(path)
    assert chunks[0].documents["id"].to_pylist() == ["a.csv#1", "a.csv#3"]
    assert (_texts(chunks), len(_failures(chunks))) == (["a", "b"], 1)


def test_a_header_may_have_a_newline_in_quotes(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b'"n\r\nm",text\r\n1,one\r\n')
    (chunk,) = _read(path)
    assert (_texts([chunk]), chunk.fields.to_pylist()) == (["one"], [{"n\r\nm": "1"}])


@pytest.mark.parametrize("header", ["text,n,n", "n,text,text"])
def test_columns_that_share_a_name_are_refused(header: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"{header}\na,b,c\n")
    columns = [pa.array(["x"])] * 3
    pq.write_table(pa.table(columns, header.split(",")), tmp_path / "a.parquet")
    name = header[-1] if header.endswith("n") else "text"
    for path in (tmp_path / "a.csv", tmp_path / "a.parquet"):
        ((unit, _, reason),) = _failures(_read(path))
        assert unit is None
        assert reason == f"2 columns are called {name!r}: give each a name of its own"


def test_a_header_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"text,caf\xe9\none,two\n")
    ((_, _, reason),) = _failures(_read(tmp_path / "a.csv"))
    assert reason == "the header is not UTF-8: convert the file to it"


def test_the_row_from_which_a_broken_csv_is_lost_is_named(tmp_path: Path) -> None:
    rows = "".join(f"{number},{number * 7919 % 1000003}\n" for number in range(20000))
    whole = gzip.compress(f"text,n\n{rows}".encode())
    (tmp_path / "a.csv.gz").write_bytes(whole[: len(whole) // 2])
    chunks = _read(tmp_path / "a.csv.gz", most=300)
    ((unit, position, _),) = _failures(chunks)
    assert (unit, position) == ("row", len(_texts(chunks)) + 1)


# WARC -------------------------------------------------------------------------------------------


def _record(
    number: int, body: bytes, kind: bytes = b"text/html; charset=iso-8859-1", more: bytes = b""
) -> bytes:
    http = b"HTTP/1.1 200 OK\r\nContent-Type: %b\r\n%bContent-Length: %d\r\n\r\n%b"
    payload = http % (kind, more, len(body), body)
    head = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:%d>\r\n"
        b"WARC-Target-URI: https://example.com/%d\r\nWARC-Date: 2020-01-01T00:00:00Z\r\n"
        b"Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n"
    )
    return head % (number, number, len(payload)) + payload + b"\r\n\r\n"


@pytest.fixture
def records() -> list[bytes]:
    pages = [_record(number, b"<p>Caf\xe9 %d</p>" % number) for number in range(3)]
    return [*pages, _record(8, b"\x89PNG", b"image/png"), _record(9, b"")]


@pytest.mark.parametrize("packed", [True, False])
def test_pages_of_a_warc_come_with_address_and_charset(
    packed: bool, records: list[bytes], tmp_path: Path
) -> None:
    path = tmp_path / ("a.warc.gz" if packed else "a.warc")
    path.write_bytes(b"".join(map(gzip.compress, records) if packed else records))
    (chunk,) = _read(path)
    assert _texts([chunk]) == [b"<p>Caf\xe9 %d</p>" % number for number in range(3)]
    assert chunk.documents["charset"].to_pylist() == ["iso-8859-1"] * 3
    assert chunk.documents["url"][2].as_py() == "https://example.com/2"
    assert chunk.documents["position"][0].as_py() == 0
    assert json.loads(chunk.fields[JSON_FIELDS][0].as_py())["status"] == 200
    assert not chunk.failures


@pytest.mark.parametrize("packed", [True, False])
def test_a_warc_that_is_cut_off_gives_its_whole_records(
    packed: bool, records: list[bytes], tmp_path: Path
) -> None:
    pieces = [gzip.compress(record) if packed else record for record in records]
    path = tmp_path / ("a.warc.gz" if packed else "a.warc")
    start = len(pieces[0]) + len(pieces[1])
    for length in (40, len(pieces[2]) - 30):
        path.write_bytes(b"".join(pieces)[: start + length])
        chunks = _read(path)
        assert len(_texts(chunks)) == 2
        ((unit, position, _),) = _failures(chunks)
        assert (unit, position) == ("offset", start)


def _warc(path: Path, *records: bytes) -> list[Chunk]:
    path.write_bytes(b"".join(records))
    return _read(path)


@pytest.mark.parametrize(
    "kind",
    [b"Text/HTML", b"TEXT/HTML; Charset=UTF-8", b"Application/XHTML+XML", b' text/html ;a="b"'],
)
def test_a_media_type_ignores_case(kind: bytes, tmp_path: Path) -> None:
    chunks = _warc(
        tmp_path / "a.warc", _record(1, b"<p>page", kind), _record(2, b"x", b"Image/PNG")
    )
    assert (_texts(chunks), _failures(chunks)) == ([b"<p>page"], [])


def test_a_type_that_is_none_is_named(tmp_path: Path) -> None:
    chunks = _warc(tmp_path / "a.warc", _record(1, b"<p>page", b"html"), _record(2, b"<p>good"))
    assert _texts(chunks) == [b"<p>good"]
    ((unit, position, reason),) = _failures(chunks)
    assert (unit, position) == ("offset", 0)
    assert reason.startswith("Content-Type 'html' is no media type")


def _deflated(data: bytes) -> bytes:
    packing = zlib.compressobj(wbits=-15)
    return packing.compress(data) + packing.flush()


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (b"Content-Encoding: GZIP\r\n", gzip.compress(b"<p>page", mtime=0)),
        (b"Content-Encoding: deflate\r\n", zlib.compress(b"<p>page")),
        (b"Content-Encoding: deflate\r\n", _deflated(b"<p>page")),
        (b"Content-Encoding: br\r\n", pa.compress(b"<p>page", "brotli", asbytes=True)),
        (b"Content-Encoding: zstd\r\n", pa.compress(b"<p>page", "zstd", asbytes=True)),
        (b"Content-Encoding: identity\r\n", b"<p>page"),
        (b"Transfer-Encoding: chunked\r\n", b"3\r\n<p>\r\n4;x=y\r\npage\r\n0\r\n\r\n"),
        (b"Transfer-Encoding: chunked\r\n", b"<p>page"),
    ],
)
def test_a_body_is_unpacked(headers: bytes, body: bytes, tmp_path: Path) -> None:
    chunks = _warc(tmp_path / "a.warc", _record(1, body, more=headers), _record(2, b"<p>next"))
    assert (_texts(chunks), _failures(chunks)) == ([b"<p>page", b"<p>next"], [])
    assert chunks[0].documents["note"].to_pylist() == [None, None]


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd", "unheard-of"])
def test_a_body_that_was_unpacked_before_is_read_as_it_stands(name: str, tmp_path: Path) -> None:
    headers = f"Content-Encoding: {name}\r\n".encode()
    page, last = b"<p>a plain page", b"<p>next"
    chunks = _warc(tmp_path / "a.warc", _record(1, page, more=headers), _record(2, last))
    assert (_texts(chunks), _failures(chunks)) == ([page, last], [])
    assert chunks[0].documents["note"].to_pylist() == [
        f"Content-Encoding '{name}' is not that of the body, which was read as is",
        None,
    ]


@pytest.mark.parametrize(
    ("headers", "says"),
    [
        (b"Content-Encoding: gzip\r\n", "Content-Encoding 'gzip': the body cannot be unpacked"),
        (b"Transfer-Encoding: chunked\r\n", "Transfer-Encoding 'chunked': broken behind 2 bytes"),
    ],
)
def test_a_body_that_is_broken_fails_alone(headers: bytes, says: str, tmp_path: Path) -> None:
    first, bad = _record(1, b"<p>good"), _record(2, b"2\r\n\0\1\r\nxyz\r\n", more=headers)
    chunks = _warc(tmp_path / "a.warc", first, bad, _record(3, b"<p>next"))
    assert _texts(chunks) == [b"<p>good", b"<p>next"]
    ((unit, position, reason),) = _failures(chunks)
    assert (unit, position) == ("offset", len(first))
    assert reason.startswith(says)


@pytest.mark.parametrize("packed", [True, False])
def test_where_a_warc_is_broken_is_named(packed: bool, tmp_path: Path) -> None:
    records = [_record(1, b"<p>one"), b"no record\r\n\r\n", _record(2, b"<p>two")]
    pieces = [gzip.compress(record) if packed else record for record in records]
    chunks = _warc(tmp_path / ("a.warc.gz" if packed else "a.warc"), *pieces)
    assert _texts(chunks) == [b"<p>one"]
    assert [(unit, at) for unit, at, _ in _failures(chunks)] == [("offset", len(pieces[0]))]


def test_a_warc_may_be_packed_as_a_whole(records: list[bytes], tmp_path: Path) -> None:
    chunks = _warc(tmp_path / "a.warc.gz", gzip.compress(b"".join(records)))
    assert (len(_texts(chunks)), _failures(chunks)) == (3, [])


def test_what_is_no_warc_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(b"hello\n" * 100)
    assert len(_failures(_read(tmp_path / "a.warc"))) == 1


# From JSON to columns ---------------------------------------------------------------------------


def test_fields_of_json_become_columns_and_what_does_not_fit_is_kept() -> None:
    rows = ['{"n": 1, "s": "x", "list": [1], "mixed": 1}', '{"n": null, "mixed": "a"}']
    columns = column_types(rows)
    assert columns == pa.schema({"n": pa.int64(), "s": pa.string()})
    later = [*rows, '{"n": "one", "s": "y", "new": true}', '{"n": 99999999999999999999}']
    table = typed_fields(later, columns)
    assert table["n"].to_pylist() == [1, None, None, None]
    others = [json.loads(other) for other in table[OTHER_FIELDS].to_pylist()]
    assert others[0] == {"list": [1], "mixed": 1}
    assert others[2:] == [{"n": "one", "new": True}, {"n": 99999999999999999999}]

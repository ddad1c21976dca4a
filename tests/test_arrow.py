"""One function for every engine: a table of documents in, the same table with more columns out."""

import json

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import Cleaner, clean
from cleaner.arrow import ADDED, clean_table
from cleaner.model import Removal
from cleaner.spans import rebuild
from tests.commands import AD, ARTICLE, TITLE
from tests.stand_ins import StandIn

TABLE = pa.table({"text": [ARTICLE, None, ARTICLE.replace("council", "board")], "n": [1, 2, 3]})


def test_the_columns_stay_and_ours_stand_behind_them() -> None:
    cleaned = clean_table(TABLE)
    assert cleaned.select(["text", "n"]).equals(TABLE)
    assert cleaned.schema.names == ["text", "n", *ADDED.names]
    assert cleaned["title"].to_pylist() == [TITLE, None, TITLE]
    assert cleaned["body"][0].as_py() == clean(ARTICLE).body
    assert cleaned["error"].to_pylist() == [None, "no text", None]
    assert AD in [removal["text"].strip() for removal in cleaned["removals"][0].as_py()]


def test_body_and_removals_give_the_text_back() -> None:
    for row in clean_table(TABLE).to_pylist():
        if row["text"] is not None:
            removals = tuple(Removal(**removal) for removal in row["removals"])
            assert rebuild(row["body"], removals) == row["text"]


def test_html_bytes_addresses_and_charsets() -> None:
    page = "<html><body><p>Zażółć gęślą jaźń, they said on Monday.</p></body></html>"
    table = pa.table(
        {
            "html": [page.encode("cp1250"), None],
            "plain": [b"", ARTICLE.encode()],
            "link": ["https://example.com/a", None],
            "coding": ["windows-1250", None],
        }
    )
    cleaned = clean_table(table, "plain", html="html", url="link", charset="coding").to_pylist()
    assert cleaned[0]["body"].startswith("Zażółć gęślą jaźń")
    assert [row["source"]["format"] for row in cleaned] == ["html", "text"]
    assert [row["source"]["url"] for row in cleaned] == ["https://example.com/a", None]


def test_a_name_that_is_taken_is_left_to_the_table() -> None:
    table = pa.table({"text": [ARTICLE], "title": ["theirs"], "body": ["theirs"]})
    (row,) = clean_table(table).to_pylist()
    assert (row["title"], row["body"], row["clean_title"]) == ("theirs", "theirs", TITLE)
    assert AD not in row["clean_body"]


def test_options_are_those_of_a_cleaner() -> None:
    (row,) = clean_table(TABLE.slice(0, 1), cleaner=Cleaner(skip=["ads"])).to_pylist()
    assert AD in row["body"]


def test_wrong_columns_are_told() -> None:
    with pytest.raises(KeyError, match="column 'content': not there; there are text, n"):
        clean_table(TABLE, "content")
    with pytest.raises(TypeError, match="column 'n': string or binary expected, not int64"):
        clean_table(TABLE, "n")


def test_a_table_of_pages_needs_no_texts() -> None:
    page = "<html><body><p>The council said on Monday that the wall is closed.</p></body></html>"
    cleaned = clean_table(pa.table({"html": [page, None]}), html="html")
    assert cleaned["error"].to_pylist() == [None, "no text"]
    assert "council" in cleaned["body"][0].as_py()
    with pytest.raises(KeyError, match="column 'content': not there"):
        clean_table(pa.table({"html": [page]}), "content", html="html")


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view(), "dictionary"])
def test_a_string_that_is_no_utf_8_costs_its_row_alone(kind: pa.DataType | str) -> None:
    stored = pa.array([b"A line of text.", b"caf\xe9", None], pa.binary())
    if kind == "dictionary":
        indices = pa.array([0, 1, None], pa.int32())
        texts = pa.DictionaryArray.from_arrays(indices, stored.slice(0, 2).view(pa.string()))
    elif kind == pa.string_view():
        texts = stored.cast(pa.binary_view()).view(kind)
    else:
        texts = (
            stored.cast(pa.large_binary()).view(kind) if "large" in str(kind) else stored.view(kind)
        )
    cleaned = clean_table(pa.table({"text": texts, "id": texts}), id="id")
    assert cleaned["body"].to_pylist() == ["A line of text.", None, None]
    assert cleaned["error"].to_pylist() == [None, "not valid UTF-8", "no text"]


def test_rows_are_announced_and_a_fault_is_one_rows() -> None:
    begun: list[int] = []
    table = pa.table({"text": ["a", "RAISE", "c"]})
    cleaned = clean_table(table, cleaner=StandIn(), begin=begun.append)  # type: ignore[arg-type]
    assert begun == [0, 1, 2]
    assert cleaned["body"].to_pylist() == ["a", None, "c"]
    assert "ValueError: told to" in cleaned["error"][1].as_py()


@given(st.lists(st.one_of(st.none(), st.binary(max_size=30)), max_size=4))
def test_any_bytes_give_a_valid_table(documents: list[bytes | None]) -> None:
    table = pa.table({"text": pa.array(documents, pa.binary())})
    cleaned = clean_table(table)
    cleaned.validate(full=True)
    assert cleaned.num_rows == len(documents)
    json.dumps(cleaned.drop_columns(["text"]).to_pylist())


# Engines ----------------------------------------------------------------------------------------

ROWS = {"text": [ARTICLE, ARTICLE.replace("council", "board")], "n": [1, 2]}
BODIES = [clean(text).body for text in ROWS["text"]]  # type: ignore[arg-type]


def test_polars() -> None:
    polars = pytest.importorskip("polars", reason="Polars is not installed")
    frame = polars.DataFrame(ROWS)
    cleaned = polars.from_arrow(clean_table(frame.to_arrow()))
    assert cleaned["body"].to_list() == BODIES
    assert cleaned["removals"][0][0]["category"] is not None


def test_duckdb() -> None:
    duckdb = pytest.importorskip("duckdb", reason="DuckDB is not installed")
    documents = pa.table(ROWS)
    connection = duckdb.connect()
    connection.register("documents", documents)
    found = connection.sql("select * from documents order by n").to_arrow_table()
    connection.register("cleaned", clean_table(found))
    assert connection.execute("select body from cleaned order by n").fetchall() == [
        (body,) for body in BODIES
    ]
    (count,) = connection.execute(
        "select count(*) from (select unnest(removals) as r from cleaned) where r.category = 'ads'"
    ).fetchone()
    assert count == 2


def test_hugging_face_datasets() -> None:
    datasets = pytest.importorskip("datasets", reason="datasets is not installed")
    dataset = datasets.Dataset.from_dict(ROWS).with_format("arrow")
    cleaned = dataset.map(clean_table, batched=True).with_format(None)
    assert cleaned["body"][:] == BODIES
    assert cleaned["n"][:] == [1, 2]

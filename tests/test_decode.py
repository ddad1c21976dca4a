"""Bytes become text, whatever they are, and the text gives back the very same bytes."""

from hypothesis import given
from hypothesis import strategies as st

from cleaner.decode import decode, encode


@given(st.binary(max_size=200), st.sampled_from([None, "utf-8", "shift_jis", "latin1", "nonsense"]))
def test_any_bytes_come_back(data: bytes, declared: str | None) -> None:
    decoded = decode(data, declared=declared)
    assert encode(decoded.text, decoded.encoding, decoded.bom, decoded.raw) == data
    decoded.text.encode("utf-8")  # no lone surrogates

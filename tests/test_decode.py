"""Bytes become text, whatever they are, and the text gives back the very same bytes."""

import codecs
import random
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.decode import Decoded, decode, encode
from cleaner.decode.pieces import assemble, pieces_of

TEXTS = tomllib.loads(Path(__file__).with_name("decode_texts.toml").read_text("utf-8"))
CODECS = [
    *("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "utf-7", "cp1251", "cp1252"),
    *("cp1255", "cp1258", "cp874", "gb18030", "big5", "big5hkscs", "cp932", "euc_jp", "johab"),
    *("euc_jis_2004", "cp949", "iso2022_jp", "iso2022_kr", "hz", "mac_arabic", "cp864"),
]
MARKS = [b"", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF32_BE, b"\x84\x31\x95\x33"]
RUSSIAN = TEXTS["ru"]["text"].strip().replace("«", "").replace("»", "").replace("—", "-")
FRENCH = TEXTS["fr"]["text"].strip()


def read(data: bytes, declared: str | None = None) -> Decoded:
    """Decode, holding the law: the bytes come back, and the text is free of lone surrogates."""
    decoded = decode(data, declared=declared)
    assert encode(decoded.text, decoded.encoding, decoded.bom, decoded.raw) == data
    decoded.text.encode("utf-8")
    return decoded


class TestTheLaw:
    @settings(deadline=None)  # the first example loads the letter tables
    @given(
        st.sampled_from(MARKS), st.binary(max_size=100), st.sampled_from([None, "no such", *CODECS])
    )
    def test_any_bytes_come_back(self, mark: bytes, data: bytes, declared: str | None) -> None:
        read(mark + data, declared)

    @settings(deadline=None)  # the first example loads the letter tables
    @given(
        st.lists(st.tuples(st.text(max_size=15), st.sampled_from(CODECS), st.binary(max_size=2))),
        st.sampled_from([None, *CODECS]),
    )
    def test_any_mixture_of_encodings_comes_back(
        self, parts: list[tuple[str, str, bytes]], declared: str | None
    ) -> None:
        data = b"".join(text.encode(codec, "ignore") + tail for text, codec, tail in parts)
        read(data, declared)

    @settings(deadline=None)  # the first example loads the letter tables
    @given(st.binary(max_size=60), st.sampled_from(CODECS))
    def test_any_bytes_come_back_from_any_codec(self, data: bytes, codec: str) -> None:
        text, raw = assemble(pieces_of(data, codecs.lookup(codec).name))
        assert encode(text, codec, b"", raw) == data
        text.encode("utf-8")


class TestByteOrderMarks:
    @pytest.mark.parametrize(
        ("mark", "codec"),
        [
            (codecs.BOM_UTF8, "utf-8"),
            (codecs.BOM_UTF16_LE, "utf-16-le"),
            (codecs.BOM_UTF16_BE, "utf-16-be"),
            (codecs.BOM_UTF32_LE, "utf-32-le"),
            (codecs.BOM_UTF32_BE, "utf-32-be"),
            (b"\x84\x31\x95\x33", "gb18030"),
        ],
    )
    def test_a_mark_names_the_encoding_and_is_not_text(self, mark: bytes, codec: str) -> None:
        decoded = read(mark + "Zażółć 日本 \U0001f600".encode(codec))
        assert (decoded.text, decoded.encoding) == ("Zażółć 日本 \U0001f600", codec)
        assert (decoded.found_by, decoded.bom, decoded.raw) == ("bom", mark, ())

    def test_a_utf_8_mark_before_another_encoding_is_not_believed(self) -> None:
        decoded = read(codecs.BOM_UTF8 + RUSSIAN.encode("cp1251"))
        assert decoded.text == RUSSIAN


class TestCleanUtf8:
    def test_nothing_is_utf_8(self) -> None:
        assert read(b"") == Decoded("", "utf-8", "utf-8", b"", (), ())

    def test_ascii_is_utf_8(self) -> None:
        assert read(b"Plain words.\r\n").encoding == "utf-8"

    @pytest.mark.parametrize("language", sorted(TEXTS))
    def test_every_language(self, language: str) -> None:
        decoded = read(TEXTS[language]["text"].encode())
        assert (decoded.text, decoded.found_by) == (TEXTS[language]["text"], "utf-8")

    def test_an_emoji_and_a_private_character(self) -> None:
        assert read("ok \U0001f44d \ue000\n".encode()).raw == ()


class TestDetection:
    @pytest.mark.parametrize(
        ("language", "encoding"),
        [(name, codec) for name, entry in TEXTS.items() for codec in entry["encodings"]],
    )
    def test_a_paragraph_in_an_old_encoding(self, language: str, encoding: str) -> None:
        data = TEXTS[language]["text"].encode(encoding, "ignore")
        decoded = read(data)
        assert decoded.text == data.decode(encoding)
        assert decoded.found_by == "detected"

    def test_evidence_far_into_the_document_counts(self) -> None:
        data = (b"A plain line of English.\n" * 20_000) + RUSSIAN.encode("koi8_r")
        assert read(data).text.endswith(RUSSIAN)

    def test_utf_16_without_a_mark_in_one_short_word(self) -> None:
        assert read("Привет".encode("utf-16-be")).text == "Привет"
        assert read("中文測試".encode("utf-16-le")).text == "中文測試"

    def test_ascii_words_are_not_taken_for_chinese_utf_16(self) -> None:
        assert read(b"this app can break").text == "this app can break"

    def test_a_tilde_brace_in_ascii_is_not_hz(self) -> None:
        assert read(b"sed s/~{x}/y/ ~{not closed").encoding == "utf-8"


def page(charset: str, body: str) -> str:
    return f'<html><head><meta charset="{charset}"></head><body><p>{body}</p></body></html>'


class TestDeclarations:
    def test_the_http_charset(self) -> None:
        decoded = read("naïve café".encode("cp1252"), "ISO-8859-1")
        assert (decoded.text, decoded.found_by) == ("naïve café", "declared")

    def test_iso_8859_1_means_windows_1252(self) -> None:
        assert read("“naïve” – so what".encode("cp1252"), "iso-8859-1").text.startswith("“naïve”")

    def test_a_meta_charset_decides_where_few_letters_speak(self) -> None:
        text = page("iso-8859-2", "Łódź")
        decoded = read(text.encode("iso8859_2"))
        assert (decoded.text, decoded.found_by) == (text, "declared")

    def test_an_http_equiv_charset(self) -> None:
        text = '<meta http-equiv="Content-Type" content="text/html; charset=koi8-r"><p>Да</p>'
        assert read(text.encode("koi8_r")).text == text

    def test_an_xml_declaration(self) -> None:
        text = '<?xml version="1.0" encoding="windows-1251"?><p>Да</p>'
        assert read(text.encode("cp1251")).text == text

    def test_a_standard_outgrown_is_read_as_its_extension(self) -> None:
        text = page("shift_jis", "①髙橋さんの店は駅の近くにあります")
        assert read(text.encode("cp932")).text == text

    @pytest.mark.parametrize("label", ["no-such-charset", "hex", "rot13", "punycode", "\0", ""])
    def test_a_label_that_names_no_text_encoding_is_ignored(self, label: str) -> None:
        assert read("déjà vu".encode(), label).text == "déjà vu"


class TestWrongDeclarations:
    def test_latin_1_declared_over_utf_8(self) -> None:
        text = page("iso-8859-1", FRENCH)
        decoded = read(text.encode(), "iso-8859-1")
        assert (decoded.text, decoded.encoding) == (text, "utf-8")

    def test_utf_8_declared_over_windows_1251(self) -> None:
        text = page("utf-8", RUSSIAN)
        assert read(text.encode("cp1251"), "utf-8").text == text

    def test_windows_1252_declared_over_cyrillic(self) -> None:
        text = page("windows-1252", RUSSIAN)
        decoded = read(text.encode("koi8_r"))
        assert (decoded.text, decoded.found_by) == (text, "detected")

    def test_shift_jis_declared_over_euc_jp(self) -> None:
        text = page("shift_jis", TEXTS["ja"]["text"])
        assert read(text.encode("euc_jp")).text == text

    def test_utf_16_declared_in_an_ascii_page(self) -> None:
        text = page("utf-16", "plain")
        assert read(text.encode()).text == text


class TestMixtures:
    def test_a_windows_1252_line_in_utf_8(self) -> None:
        lines = [*FRENCH.split("\n"), "Écrit par une rédactrice très occupée, à la gare"]
        data = "\n".join(lines[:-1]).encode() + b"\n" + lines[-1].encode("cp1252")
        decoded = read(data)
        assert (decoded.text, decoded.encoding) == ("\n".join(lines), "utf-8")
        assert [r.data for r in decoded.raw] == [lines[-1].encode("cp1252")]

    def test_windows_1251_lines_in_utf_8(self) -> None:
        first, second, *rest = RUSSIAN.split("\n")
        data = b"\n".join([first.encode(), second.encode("cp1251"), *map(str.encode, rest)])
        assert read(data).text == RUSSIAN

    def test_shift_jis_lines_in_utf_8(self) -> None:
        first, *rest = TEXTS["ja"]["text"].strip().split("\n")
        data = b"\n".join([first.encode("cp932"), *map(str.encode, rest)])
        assert read(data).text == "\n".join([first, *rest])

    def test_utf_8_lines_in_windows_1252(self) -> None:
        first, second, *rest = FRENCH.split("\n")
        data = b"\n".join(
            [first.encode("cp1252"), second.encode(), *(r.encode("cp1252") for r in rest)]
        )
        decoded = read(data)
        assert (decoded.text, decoded.encoding) == (FRENCH, "cp1252")

    def test_windows_quotes_in_a_line_of_utf_8(self) -> None:
        data = b"Il a dit " + b"\x93oui\x94" + " à la fin, c’était clair\n".encode() * 3
        assert read(data).text.startswith("Il a dit “oui” à la fin")

    def test_thai_that_happens_to_hold_valid_utf_8(self) -> None:
        data = TEXTS["th"]["text"].encode("cp874")
        assert read(data).raw == ()


class TestDamage:
    def test_a_few_broken_bytes_leave_utf_8(self) -> None:
        data = FRENCH.encode().replace("où".encode(), b"o\xc3", 1)
        decoded = read(data)
        assert (decoded.encoding, decoded.text.count("\ufffd")) == ("utf-8", 1)
        assert decoded.raw[0].data == b"\xc3"
        assert decoded.warnings

    def test_text_cut_inside_a_character(self) -> None:
        decoded = read("Привет, мир".encode()[:-1])
        assert decoded.text == "Привет, ми\ufffd"

    def test_surrogate_pairs_encoded_one_by_one(self) -> None:
        decoded = read("Voilà ".encode() + b"\xed\xa0\xbd\xed\xb8\x80" + " très bien".encode())
        assert decoded.text == "Voilà \U0001f600 très bien"

    def test_an_odd_last_byte_of_utf_16(self) -> None:
        decoded = read(codecs.BOM_UTF16_LE + "abc".encode("utf-16-le") + b"x")
        assert decoded.text == "abc\ufffd"

    def test_a_lone_surrogate_in_utf_16(self) -> None:
        assert read(codecs.BOM_UTF16_LE + b"a\0\x00\xd8b\0").text == "a\ufffdb"


class TestNoText:
    def test_random_bytes_give_a_warning(self) -> None:
        decoded = read(random.Random(7).randbytes(50_000))
        assert decoded.found_by == "fallback"
        assert decoded.warnings

    def test_many_nuls_give_a_warning(self) -> None:
        assert read(b"\0" * 100_000).warnings
        assert read(b"\x7fELF\x02\x01\x01" + b"\0\xff" * 50_000).warnings

    def test_one_endless_line_of_legacy_text(self) -> None:
        text = RUSSIAN.replace("\n", "") * 500
        assert read(text.encode("cp1251")).text == text

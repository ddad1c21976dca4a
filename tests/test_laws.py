"""The laws, on arbitrary text and bytes and on articles shuffled with noise."""

import pickle
from concurrent.futures import ThreadPoolExecutor

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleaner import Cleaner, clean
from cleaner.rules import default_rules
from tests.golden import assert_laws, read_cases

_EXAMPLES = [
    example.replace("⟦", "").replace("⟧", "")
    for rule in default_rules().rules
    for example in (*rule.removes, *rule.keeps)
]
_FIXTURE_LINES = [
    line
    for case in read_cases()
    if case.kind in ("trap", "repeat", "noise")
    for line in case.raw.decode("utf-8", "replace").split("\n")
]
_RELAXED = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)

documents = st.lists(
    st.one_of(
        st.sampled_from(_EXAMPLES + _FIXTURE_LINES),
        st.sampled_from(["", "", " ", "\t", "---", "```", "No.", "| a | b |"]),
        st.text(max_size=40),
    ),
    max_size=25,
).map("\n".join)


@given(documents)
@_RELAXED
def test_articles_shuffled_with_noise(text: str) -> None:
    assert_laws(text, clean(text))


@given(st.text())
@_RELAXED
def test_arbitrary_text(text: str) -> None:
    assert_laws(text, clean(text))


@given(st.text(alphabet="aé&;#Ã©¼ðŸ\r\n\u2028\x85\x00\x1b[<>/pbr!lt38217 \u200b\u00ad\ud83d\ude00"))
@_RELAXED
def test_text_made_of_damage(text: str) -> None:
    assert_laws(text, clean(text))


@given(st.binary())
@_RELAXED
def test_arbitrary_bytes(data: bytes) -> None:
    assert_laws(data, clean(data))


@given(documents, st.sampled_from(["cp1251", "cp1252", "utf-16", "shift_jis", "iso8859-2"]))
@_RELAXED
def test_documents_in_legacy_encodings(text: str, encoding: str) -> None:
    data = text.encode(encoding, "ignore")
    assert_laws(data, clean(data))


def test_a_cleaner_that_was_pickled_gives_the_same() -> None:
    cleaner = Cleaner(skip=["ads"])
    again = pickle.loads(pickle.dumps(cleaner))
    text = "\n\n".join(_EXAMPLES[:200])
    assert again.clean(text) == cleaner.clean(text)
    assert again.clean(text) != clean(text)


def test_threads_share_a_cleaner() -> None:
    texts = ["\n\n".join(_EXAMPLES[at::37]) for at in range(37)]
    alone = [clean(text) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(clean, texts)) == alone

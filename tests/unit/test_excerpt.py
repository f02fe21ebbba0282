"""Plain text made short."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from generator.excerpt import cut, excerpt


def test_an_excerpt_has_so_many_words_and_an_ellipsis() -> None:
    assert excerpt("one  two,\nthree four", 2) == "one two…"


def test_a_short_text_is_its_own_excerpt() -> None:
    assert excerpt(" one\ntwo ", 2) == "one two"


def test_a_cut_ends_after_a_whole_word() -> None:
    assert cut("gallium and germanium", 14) == "gallium and…"
    assert cut("gallium -- and", 12) == "gallium…"


def test_a_text_that_fits_is_not_cut() -> None:
    assert cut("gallium", 7) == "gallium"


def test_a_word_that_is_too_long_is_cut_within() -> None:
    assert cut("electrometallurgy", 8) == "electro…"


def test_an_ellipsis_needs_room() -> None:
    assert cut("gallium ab", 9) == "gallium…"
    assert cut("gallium ab", 7) == "galliu…"


@given(st.text(), st.integers(1, 40))
def test_a_cut_is_never_longer_than_asked(text: str, characters: int) -> None:
    assert len(cut(text, characters)) <= characters


@given(st.text(), st.integers(1, 20))
def test_an_excerpt_never_has_more_words_than_asked(text: str, words: int) -> None:
    assert len(excerpt(text, words).split()) <= words

"""Names in URLs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator import slug


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Critical minerals", "critical-minerals"),
        ("  Gallium &  Germanium ", "gallium-germanium"),
        ("Zürich", "zurich"),
        ("Zu\u0308rich", "zurich"),
        ("Кумтор", "kumtor"),
        ("TSX:ELD", "tsx-eld"),
        ("Côte d’Ivoire", "cote-divoire"),
        ("feed.xml", "feed-xml"),
        ("../../etc/passwd", "etc-passwd"),
        ("…", ""),
        ("", ""),
    ],
)
def test_a_name_becomes_ascii_in_lower_case(name: str, made: str) -> None:
    assert slug.make(name) == made


@given(st.text())
def test_whatever_is_made_is_good_but_for_emptiness_and_windows(name: str) -> None:
    assert slug.fault(slug.make(name)) in {"", "is empty", "is a device name on Windows"}


@given(st.text(alphabet="ab c-é", min_size=150, max_size=600))
def test_a_long_name_makes_a_slug_that_is_not_too_long(name: str) -> None:
    assert slug.fault(slug.make(name)) in {"", "is empty"}


@pytest.mark.parametrize("good", ["a", "a-b", "a1", "2026", "a.b", "a_b", "a~b", "feed.xml", "console", "x" * 200])
def test_a_plain_slug_has_no_fault(good: str) -> None:
    assert slug.fault(good) == ""


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ("", "empty"),
        ("x" * 201, "longer than 200 bytes"),
        ("é" * 101, "longer than 200 bytes"),
        ("..", "only the letters"),
        ("../x", "only the letters"),
        ("/x", "only the letters"),
        ("a/b", "only the letters"),
        ("a\\b", "only the letters"),
        ("a b", "only the letters"),
        ("A", "only the letters"),
        ("é", "only the letters"),
        ("a--b", "only the letters"),
        ("-a", "only the letters"),
        ("a.", "only the letters"),
        ("a\n", "only the letters"),
        ("a\0", "only the letters"),
        ("con", "Windows"),
        ("nul.txt", "Windows"),
        ("com1", "Windows"),
        ("lpt9.a.b", "Windows"),
    ],
)
def test_a_bad_slug_says_why(bad: str, says: str) -> None:
    assert says in slug.fault(bad)


@given(st.text("ab1-", max_size=12))
def test_a_name_in_small_letters_has_the_slug_that_it_has_in_capitals(text: str) -> None:
    assert slug.make(text) == slug.make(text.upper())


def test_a_name_beyond_measure_is_cut_after_a_word() -> None:
    assert slug.make("-".join(["word"] * 60)) == "-".join(["word"] * 40)

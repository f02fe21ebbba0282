"""Characters that XML and HTML forbid do not get into what is published."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.characters import encoded, printable

FORBIDDEN = ["\0", "\x08", "\x0b", "\x1f", "\x7f", "\x80", "\x9f", "\ud800", "\udfff", "\ufffe", "\uffff"]
ALLOWED = "\t\n\r ~\xa0\xad¿À\ud7ff\ue000\ufdd0\ufffd\U00010000\U0010ffff"


@pytest.mark.parametrize("character", FORBIDDEN)
def test_what_is_forbidden_goes(character: str) -> None:
    for text in (f"a{character}b", f"é{character}–"):
        assert printable(text) == text.replace(character, "")
        assert encoded(text) == text.replace(character, "").encode()


def test_all_else_stays() -> None:
    assert printable(ALLOWED) == ALLOWED
    assert encoded(ALLOWED) == ALLOWED.encode()


@given(st.text(st.characters(codec=None)))
def test_what_is_encoded_is_what_is_printable(text: str) -> None:
    assert encoded(text) == printable(text).encode()

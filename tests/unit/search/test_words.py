"""What counts as a word."""

from __future__ import annotations

import re

import pytest

from generator.search import words
from generator.search.words import ALONE, LETTERS, folded, split


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("Gallium, germanium & antimony.", ["gallium", "germanium", "antimony"]),
        ("the U.S. and the E.U.’s", ["the", "us", "and", "the", "eu"]),
        ("e.g. J. Smith at 9 a.m.", ["eg", "j", "smith", "at", "9", "am"]),
        ("China's and China’s", ["china", "and", "china"]),
        ("l’exportation, don't", ["l", "exportation", "don", "t"]),
        ("$5,000 or 1.400.000", ["5000", "or", "1400000"]),
        ("1.4 and 12,34 and 5,0000", ["1", "4", "and", "12", "34", "and", "5", "0000"]),
        ("TSXV:RUA rare-earth snake_case", ["tsxv", "rua", "rare", "earth", "snake", "case"]),
        ("CO₂ ＴＳＸ ﬁne ½", ["co2", "tsx", "fine", "1", "2"]),
        ("Ελλάδος ΟΔΟΣ", ["ελλάδος", "οδος"]),
        ("Российская руда", ["российская", "руда"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("中国的镓 and 鎵", ["中", "国", "的", "镓", "and", "鎵"]),
        ("レアアース", ["レ", "ア", "ア", "ー", "ス"]),
        ("희토류 수출", ["희토류", "수출"]),
        ("a\u00a0b\u2009c\u200bd—e…f", ["a", "b", "c", "d", "e", "f"]),
        ("🙂 <b>x</b> {{ y }} \x00z", ["b", "x", "b", "y", "z"]),
    ],
)
def test_a_text_is_split_into_words(text: str, expected: list[str]) -> None:
    assert split(text) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("gallium", "gallium"),
        ("ñandú", "nandu"),
        ("šefčovič", "sefcovic"),
        ("straße", "strasse"),
        ("łódź", "lodz"),
        ("kobenhavn".replace("o", "ø"), "kobenhavn"),
        ("οδός", "οδοσ"),
        ("российский", "российский"),
        ("ещё", "еще"),
        ("희토류", "희토류"),
        ("ガ", "ガ"),
        ("दी", "दी"),
    ],
)
def test_a_word_is_folded_as_readers_type_it(word: str, expected: str) -> None:
    assert folded(word) == expected
    assert folded(folded(word)) == expected


def test_the_tables_are_fit_for_a_browser() -> None:
    assert all(len(letter) == 1 and letter == letter.lower() for letter in LETTERS)
    assert not re.search(r"[\[\]\\^]", ALONE)
    assert all(words._ALONE.match(letter) for letter in "中かカ々ไ")
    assert not any(words._ALONE.match(letter) for letter in "aж한א")

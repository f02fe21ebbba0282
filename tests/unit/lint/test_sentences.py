"""Where sentences end."""

from __future__ import annotations

import pytest

from generator.lint import sentences


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One sentence.", 1),
        ("One. Two.", 2),
        ("One? Two! Three… Four", 4),
        ("It is in the U.S. Gold rose.", 1),
        ("Example Gold Inc. drills. It finds.", 2),
        ("Example Gold Ltd. and Example Zinc Corp. merge.", 1),
        ("It paid US$5.2 million. The rest is C$3.", 2),
        ("Hole No. 12 hit approx. 3 m. Assays follow.", 2),
        ("Mr. Doe and Dr. Roe met. They agreed.", 2),
        ("“It is so.” He left.", 2),
        ("It fell (by 3 percent.) Then it rose.", 2),
        ("At 9 a.m. Monday it rose. So it went.", 2),
        ("On Feb. 20 it rose. $5 was paid.", 2),
        ("It rose... Then it fell.", 2),
        ("a sentence. small letters go on", 1),
        ("One line\nthen another. Two", 2),
        ("J. Doe wrote it. K. Roe read it.", 2),
        ("", 0),
    ],
)
def test_a_sentence_ends_where_no_abbreviation_does(text: str, count: int) -> None:
    found = list(sentences.bounds(text))
    assert len(found) == count
    assert "".join(text[start:end] for start, end in found) == text

"""Briefings that tell nearly the same."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from generator.diagnostic import Span
from generator.lint.twins import ALIKE, Draft, duplicate_story, likeness, sample

WORDS = [f"word{n}" for n in range(2000)]


def text(seed: int, length: int = 400) -> list[str]:
    chance = random.Random(seed)
    return [chance.choice(WORDS) for _ in range(length)]


def edited(words: Sequence[str], every: int) -> list[str]:
    """The words with each so-manieth another."""
    return [f"other{n}" if n % every == 0 else word for n, word in enumerate(words, 1)]


def drafts(*texts: Sequence[str]) -> list[Draft]:
    return [Draft(f"{n}.md", Span(f"{n}.md", 1), sample(" ".join(words))) for n, words in enumerate(texts)]


def found(*texts: Sequence[str]) -> list[str]:
    return [f"{d.span.path}: {d.message}" for d in duplicate_story(drafts(*texts))]


def test_a_copy_is_told_with_the_older_one() -> None:
    assert found(text(1), text(2), text(1)) == [
        "2.md: this is nearly the same as 0.md: they share 100% of their phrases"
    ]


def test_case_punctuation_and_line_ends_make_no_difference() -> None:
    one = sample(" ".join(text(1)))
    assert sample(", ".join(text(1)).upper() + "!") == one
    assert likeness(one, sample("\n".join(text(1)))) == 1


@pytest.mark.parametrize("every", [20, 40, 100])
def test_a_copy_with_some_words_changed_is_told(every: int) -> None:
    assert len(found(text(1), edited(text(1), every))) == 1


@pytest.mark.parametrize("every", [2, 4, 6])
def test_a_text_on_the_same_matter_is_another(every: int) -> None:
    assert found(text(1), edited(text(1), every)) == []


def test_a_paragraph_in_common_makes_no_copy() -> None:
    notice = text(9, 100)
    assert found(text(1) + notice, text(2) + notice, text(3) + notice) == []


def test_a_copy_with_a_paragraph_more_is_told() -> None:
    assert len(found(text(1), text(1) + text(2, 60))) == 1


def test_notes_of_a_few_lines_are_left_alone() -> None:
    assert found(text(1, 30), text(1, 30)) == []


def test_the_likeness_is_that_of_the_whole_texts() -> None:
    half = text(1, 2000) + text(2, 2000)
    near = likeness(sample(" ".join(half)), sample(" ".join(text(1, 2000) + text(3, 2000))))
    assert abs(near - 1 / 3) < 0.17  # of 64 phrases, within three times the standard error


def test_a_thousand_copies_are_each_told_once_and_soon() -> None:
    assert len(found(*[text(1)] * 1000)) == 999


def test_a_threshold_is_a_share() -> None:
    assert 0 < ALIKE < 1
    assert likeness([], [1]) == 0

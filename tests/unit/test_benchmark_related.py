"""The judge of benchmarks/related_quality.py, and those it compares with."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from related import Text, plain_text, texts
from related_quality import (
    Headframe,
    Question,
    asked,
    by_hugo,
    by_topics,
    by_words,
    is_for_tuning,
    judged,
    without_words,
)

YEAR = 737_425  # the first day of 2020


def text(key: str, day: int = YEAR, topics: tuple[str, ...] = (), body: str = "", links: tuple[str, ...] = ()) -> Text:
    return Text(key, day, key, "", body, plain_text(body), topics, (), links)


def test_recall_counts_the_first_five_and_a_rank_beyond_them_is_none() -> None:
    answers = {"a": ["x", "w"], "b": ["1", "2", "3", "4", "w"], "c": ["1", "2", "3", "4", "5", "w"], "d": []}
    found = judged([Question(key, "w") for key in answers], lambda question: answers[question.asked])
    assert found == (4, 0.5, pytest.approx((1 / 2 + 1 / 5) / 4))
    assert judged([], lambda question: []) == (0, 0, 0)


def test_a_question_is_each_other_briefing_that_is_named_once() -> None:
    written = [text("a", links=("b", "b", "a", "nobody", "c")), text("b"), text("c", links=("a",))]
    assert asked(written, lambda one: one.links) == [("a", "b"), ("a", "c"), ("c", "a")]


def test_the_halves_are_about_equal_and_lasting() -> None:
    assert 400 < sum(is_for_tuning(f"briefing-{n}") for n in range(1000)) < 600
    assert [is_for_tuning(key) for key in ("a", "b", "c", "d")] == [True, True, False, False]


def test_hugo_ranks_by_keywords_then_the_year_then_the_newest_and_leaves_out_newer_ones() -> None:
    one = text("one", YEAR + 100, ("tin", "chile"))
    others = [
        text("last year", YEAR - 1, ("tin",)),
        text("this year", YEAR + 5, ("tin",)),
        text("this year, newer", YEAR + 6, ("tin",)),
        text("both", YEAR - 900, ("chile", "tin")),
        text("the year alone", YEAR + 5),
        text("to come", YEAR + 200, ("chile", "tin")),
    ]
    wanted = ["both", "this year, newer", "this year", "last year"]
    assert by_hugo(one, [one, *others]) == wanted
    assert by_hugo(one, [one, *others], newer=True) == ["to come", *wanted]


def test_by_topics_the_nearest_goes_first_among_equals() -> None:
    one = text("one", YEAR, ("tin",))
    others = [text("far", YEAR - 9, ("tin",)), text("near", YEAR + 5, ("tin",)), text("none")]
    assert by_topics(one, [one, *others]) == ["near", "far"]


def test_by_words_the_rare_word_tells() -> None:
    written = [text("a", body="gallium ore"), text("b", body="gallium dust"), text("c", body="ore ore iron")]
    assert by_words(written)["b"] == ["a"]


def test_the_words_of_links_to_briefings_go_and_no_others() -> None:
    body = "[Tin falls](2026-02-20-b.md), [a map](https://example.org/map) and [iron](/2026/02/elsewhere/)."
    hidden = without_words([text("a", body=body), text("b")])[0].body
    assert "Tin" not in hidden
    assert "a map" in hidden
    assert "iron" in hidden


def test_the_link_that_is_asked_for_is_hidden_and_others_are_not() -> None:
    written = [
        text("a", body="gallium dust from Bisie by rail", links=("b", "c")),
        text("b", body="gallium needs smelters Walikale lacks"),
        text("c", body="gallium prices doubled since Ghana closed ports"),
        *(text(f"z{n}", body=f"other{n}") for n in range(9)),
    ]
    answer = Headframe(written, lambda one: one.links)
    assert answer(Question("a", "b")) == ["b"]
    assert answer(Question("a", "c")) == ["c"]
    assert Headframe(written, lambda one: ())(Question("a", "b")) == ["b", "c"]


def test_links_are_read_from_a_site(tmp_path: Path) -> None:
    folder = tmp_path / "content" / "briefings"
    folder.mkdir(parents=True)
    front = "---\ntitle: Tin\ndate: 2026-02-20\ntags: [tin]\nrelated: [b]\n---\n"
    (folder / "2026-02-20-a.md").write_text(front + "[x](2026-02-19-b.md) [y](https://example.org/2026/02/c/)", "utf-8")
    (found,) = texts(tmp_path)
    assert (found.key, found.topics, found.pins, found.links) == ("a", ("tin",), ("b",), ("b", "c"))

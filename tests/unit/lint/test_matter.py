"""Front matter that says too little or too much."""

from __future__ import annotations

import pytest
from newsdesk import lint, marked, story
from newsroom import settings

from generator.lint.matter import source_unlinked, summary_length

LINKED = {"name": "Reuters", "url": "https://example.org/story"}


@pytest.mark.parametrize(
    ("sources", "marks"),
    [
        (["Reuters"], ['"Reuters"]']),
        (["Reuters", "Bloomberg"], ['"Reuters", "Bloomberg"]']),
        ([{"name": "Reuters", "date": "2026-02-18"}], None),
        (["Reuters", LINKED], []),
        ([LINKED], []),
        (["https://example.org/story"], []),
        ([LINKED, {"name": "A ministry", "title": "Announcement No. 23"}], None),
        ([LINKED, {"name": "A ministry", "title": "Announcement No. 23", "date": "2023-07-03"}], []),
        ([{"name": "A ministry", "title": "Announcement No. 23", "url": "https://example.org/23"}, "Reuters"], []),
    ],
)
def test_sources_that_cannot_be_followed_are_told(sources: list[object], marks: list[str] | None) -> None:
    found = list(source_unlinked(story("x", sources=sources)))
    assert len(found) == (1 if marks is None else len(marks[:1]))
    assert {d.code for d in found} <= {"source-unlinked"}


def test_a_document_without_a_link_is_named() -> None:
    (found,) = source_unlinked(story("x", sources=["Reuters", {"name": "A ministry", "title": "Announcement No. 23"}]))
    assert found.message == "“Announcement No. 23” is cited with neither a link nor a date to look it up by"
    assert (found.span.line, found.span.column) == (4, 22)


def test_a_briefing_without_sources_is_no_matter_of_links() -> None:
    assert list(source_unlinked(story("x", settings(require=()), sources=[]))) == []


@pytest.mark.parametrize(("length", "count"), [(0, 0), (20, 0), (300, 0), (301, 1)])
def test_a_summary_may_have_so_many_letters(length: int, count: int) -> None:
    assert len(marked(summary_length, "x", summary="a" * length)) == count


def test_a_site_may_allow_more_or_less() -> None:
    assert marked(summary_length, "x", lint(longest_summary=50), summary="a" * 51) == [f'"{"a" * 51}"']
    (found,) = summary_length(story("x", lint(longest_summary=50), summary="a" * 51))
    assert found.message == "the summary has 51 characters, more than 50"

"""No two outputs at one address."""

from __future__ import annotations

import pytest

from generator.diagnostic import Diagnostic, Span
from generator.plan.output import Output, collisions


def output(path: str, what: str = "", origin: Span | None = None) -> Output:
    return Output(path, "template", "t.html", lambda: None, {}, 0, what or path, origin)


def found(*paths: str) -> list[Diagnostic]:
    return list(collisions([output(path) for path in paths]))


def test_outputs_at_different_addresses_are_fine() -> None:
    assert found("index.html", "a/index.html", "a/b/index.html", "ab", "a.b", "feed.xml", "a/feed.xml") == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a/index.html", "a/index.html"),
        ("a/index.html", "A/index.html"),
        ("media/rig.PNG", "media/Rig.png"),
        ("media/STRASSE", "media/straße"),
        ("media/zu\u0308rich", "media/zürich"),
        ("media/ﬁ", "media/fi"),
        ("a", "a/index.html"),
        ("A", "a/b/c.html"),
        ("feed.xml/index.html", "feed.xml"),
        ("media/zürich", "media/zu\u0308rich/a.png"),
    ],
)
def test_two_outputs_with_one_address_are_an_error_in_either_order(one: str, other: str) -> None:
    for pair in ((one, other), (other, one)):
        (error,) = found(*pair)
        assert (error.code, error.severity) == ("route-collision", "error")
        assert all(path in error.message for path in pair)


def test_each_of_many_is_told_once() -> None:
    assert len(found("a", "a", "a", "b")) == 2


def test_the_message_names_both_and_stands_where_an_editor_can_mend_it() -> None:
    place = Span("content/briefings/ore.md", 3, 7)
    briefing = output("tags/index.html", "content/briefings/ore.md", place)
    list_ = output("tags/index.html", "the list of tags")
    for pair in ((briefing, list_), (list_, briefing)):
        (error,) = collisions(pair)
        assert error.span == place
        assert error.message == "content/briefings/ore.md and the list of tags would both be /tags/"


def test_without_an_editors_file_the_output_itself_is_named() -> None:
    (error,) = found("media/A.png", "media/a.png")
    assert error.span == Span("public/media/A.png")
    assert "/media/A.png" in error.message

"""A text parsed, and which of its fields lists may show."""

from __future__ import annotations

import typing
from collections.abc import Mapping
from datetime import UTC, date, datetime
from types import UnionType
from typing import Any

import pytest
from msgspec import Struct
from msgspec.structs import replace
from newsroom import body, briefing, planned, settings, views

from generator import manuscript
from generator.diagnostic import Diagnostic, Span
from generator.manuscript import Manuscript, card, decode, parse, rules
from generator.model import (
    Briefing,
    FeedSettings,
    Image,
    LintSettings,
    NavigationLink,
    PictureSettings,
    Pin,
    Settings,
    Source,
    Video,
)
from generator.sources import SourceText
from generator.views import Card, Link, Related, SitemapEntry

ALONE = manuscript._SHOWN_ON_ITS_PAGE_ALONE


def two_values(hint: Any) -> tuple[Any, Any]:
    """Two unequal values of a type that a briefing's field may have."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, UnionType):
        return None, two_values(next(a for a in arguments if a is not type(None)))[1]
    if origin is tuple:
        return (), (two_values(arguments[0])[1],)
    if origin is Mapping:
        return {}, {"tags": ("changed",)}
    if isinstance(hint, type) and issubclass(hint, Struct):
        hints = typing.get_type_hints(hint)
        whole = hint(**{name: two_values(hints[name])[0] for name in hint.__struct_fields__})
        first = hint.__struct_fields__[0]
        return whole, replace(whole, **{first: two_values(hints[first])[1]})
    days = {
        date: (date(2026, 1, 1), date(2026, 1, 2)),
        datetime: (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)),
    }
    return {str: ("a", "changed"), int: (1, 2), bool: (False, True), **days}[hint]


FIELDS = typing.get_type_hints(Briefing)


@pytest.mark.parametrize("field", [name for name in Briefing.__struct_fields__ if name not in ALONE])
def test_any_change_of_what_a_list_may_show_changes_the_card(field: str) -> None:
    one, other = two_values(FIELDS[field])
    before, after = (replace(briefing(summary="s"), **{field: value}) for value in (one, other))
    assert before != after
    assert card(before, body()) != card(after, body())


@pytest.mark.parametrize("field", sorted(ALONE))
def test_a_change_of_what_its_page_alone_shows_leaves_the_card(field: str) -> None:
    one, other = two_values(FIELDS[field])
    before, after = (replace(briefing(), **{field: value}) for value in (one, other))
    assert before != after
    assert card(before, body()) == card(after, body())


SHOWING: dict[str, Any] = {
    "sources": (Source("Zzsources", "Zzsources", "https://zzsources.example/"),),
    "disclaimer": "Zzdisclaimer",
    "related": (Pin(title="Zzrelated", url="https://zzrelated.example/"),),
    "recommended": ("tin",),
    "videos": (Video("Zzvideos", "https://zzvideos.example/"),),
    "image": Image("https://zzimage.example/", "Zzimage", "Zzimage"),
    "extra": {"key": "Zzextra"},
    "lint_ignore": ("hype",),
    "aliases": ("/zzaliases/",),
}


def of_lists(view: Any) -> list[Any]:
    """Every view of a briefing in a list, wherever in a page's view."""
    if isinstance(view, tuple):
        return [found for part in view for found in of_lists(part)]
    if isinstance(view, Card | Related | SitemapEntry):
        return [view]
    if isinstance(view, Struct):
        return [found for name in view.__struct_fields__ for found in of_lists(getattr(view, name))]
    return []


def test_each_field_that_a_page_alone_shows_is_tried() -> None:
    assert SHOWING.keys() == ALONE


@pytest.mark.parametrize("field", sorted(ALONE))
def test_no_list_shows_what_a_page_alone_shows(field: str) -> None:
    others = [briefing("tin", "2026-02-19", recommended=("ore",)), briefing("zinc", "2026-02-21", recommended=("ore",))]
    ore = briefing(terms={"tags": ("x",)}, series="s", summary="s")
    before, after = (views(planned([one, *others])) for one in (ore, replace(ore, **{field: SHOWING[field]})))
    both = before.keys() & after.keys()
    lists = {path: of_lists(before[path]) for path in both}
    mentioned = [path for path in both if any(shown.url.endswith("/ore/") for shown in lists[path])]
    assert len(mentioned) > 5
    own = "2026/02/ore/index.html"
    allowed = {"sources": "sources/"}.get(field, "-")
    changed = [path for path in both if path != own and lists[path] != of_lists(after[path])]
    assert [path for path in changed if not path.startswith(allowed) and not path.startswith("sitemap")] == []
    neighbour = before["2026/02/tin/index.html"]
    assert isinstance(neighbour.next, Link)
    assert neighbour.next == after["2026/02/tin/index.html"].next


def test_a_lead_is_shown_only_without_a_summary() -> None:
    one, other = body(lead="One."), body(lead="Other.")
    assert card(briefing(), one) != card(briefing(), other)
    assert card(briefing(summary="s"), one) == card(briefing(summary="s"), other)
    assert card(briefing(), one) == card(briefing(), body("<p>x</p>", lead="One.", words=9))


# Parsing

MATTER = "---\ntitle: Ore\ndate: 2026-02-20\nsources: [Reuters]\ndisclaimer: standard\n---\n"


def parsed(text: str, path: str = "briefings/ore.md", **fields: Any) -> tuple[Manuscript, manuscript.Parsed]:
    made = parse(SourceText(path, text), rules(settings(**fields)))
    return decode(made.manuscript), made


def test_a_briefing_is_parsed_with_its_html_and_terms_apart() -> None:
    made, whole = parsed(MATTER + "Gallium *ore*.\n")
    assert made.briefing is not None
    assert (made.path, made.briefing.title, made.page) == ("briefings/ore.md", "Ore", None)
    assert (made.body.lead, made.diagnostics, made.conflicts) == ("Gallium ore.", (), ())
    assert whole.html == "<p>Gallium <em>ore</em>.</p>\n"
    assert "Gallium" in whole.terms.spelled
    assert made.card == card(made.briefing, made.body)


def test_a_standing_page_has_no_terms() -> None:
    made, whole = parsed("---\ntitle: About\n---\nText.\n", "pages/about.md")
    assert made.page is not None
    assert (made.page.slug, made.briefing, whole.terms.spelled) == ("about", None, "")


def test_a_text_with_an_error_is_neither_and_tells_of_its_body_as_well() -> None:
    made, _ = parsed("---\ntitle: [\n---\n[x](javascript:x)\n")
    assert (made.briefing, made.page) == (None, None)
    assert any(d.severity == "error" for d in made.diagnostics)


def test_the_findings_of_reading_are_kept() -> None:
    said = Diagnostic("control-character", "dropped", Span("content/briefings/ore.md", 1), "", "warning")
    for path in ("briefings/ore.md", "pages/ore.md"):
        made = decode(parse(SourceText(path, MATTER, diagnostics=(said,)), rules(settings())).manuscript)
        assert said in made.diagnostics


def test_conflicts_are_told_apart() -> None:
    made, _ = parsed(MATTER.replace("standard", "clean") + "disclosed")
    assert made.conflicts == ()
    text = MATTER.replace("disclaimer: standard", "disclaimer: clean\ncompanies: [TSX:ELD]\nauthor: jane")
    made, _ = parsed(text)
    assert [d.code for d in made.conflicts] == ["conflicted-disclaimer"]
    assert made.diagnostics == ()


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"{}", b'{"path": 1}', b"\x80\x04.", b"\xff"])
def test_what_is_no_manuscript_is_a_value_error(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - of any kind
        decode(data)


UNSEEN: dict[str, Any] = {
    "title": "Other",
    "url": "https://other.example/",
    "description": "Other.",
    "permalink": "/{slug}/",
    "per_page": 7,
    "feed": FeedSettings(items=1),
    "related_count": 9,
    "navigation": (NavigationLink("a", "/a/"),),
    "pictures": PictureSettings(widths=(1,)),
    "search": False,
    "cards": False,
    "lint": LintSettings(dollar="C$"),
    "where": {"title": None},
}


@pytest.mark.parametrize("field", Settings.__struct_fields__)
def test_the_rules_hold_every_setting_that_a_parse_may_see(field: str) -> None:
    changed = replace(settings(), **{field: UNSEEN.get(field, object())})
    assert (rules(changed) == rules(settings())) is (field in UNSEEN)


def test_a_parse_needs_nothing_but_the_rules() -> None:
    text = SourceText("briefings/ore.md", MATTER + "Text with [a link](tin.md).\n")
    assert parse(text, rules(settings())) == parse(text, settings())

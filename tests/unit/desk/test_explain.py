"""What is told of a briefing is what its site shows."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from newsroom import codes, lay
from shaft import SITE, text

from generator import engine
from generator import related as related_room
from generator.build import Proof
from generator.desk.explain import explain
from generator.desk.explanation import Explanation
from generator.diagnostic import Diagnostic
from generator.index import Entry
from generator.request import Options
from generator.store import Store

AS_OF = datetime(2026, 2, 20, 12, tzinfo=UTC)
DRAFTS, FUTURE = frozenset({"draft"}), frozenset({"scheduled"})
OWN = Path(__file__).parents[3]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return lay(tmp_path / "site", SITE)


def looked(site: Path, called: str, **fields: Any) -> tuple[Explanation, tuple[Diagnostic, ...]]:
    values: dict[str, Any] = {"as_of": AS_OF, "jobs": 1, **fields}
    options = Options(site, site / "public", **values)
    return engine.examined(options, partial(explain, options=options, called=called, most=3))


def told(site: Path, called: str, **fields: Any) -> Explanation:
    return looked(site, called, **fields)[0]


def titles(pages: Any) -> list[str]:
    return [page.title for page in pages]


def linkers(explanation: Explanation) -> set[tuple[str, str]]:
    return {(linker.how, linker.page.title) for linker in explanation.linked_from}


# What it says


def test_it_says_who_paid_who_holds_and_the_disclaimer_as_readers_read_them(site: Path) -> None:
    found = told(site, "bisie")
    assert found.disclosure == (
        "Disseminated on behalf of Example Gold (TSX: ELD), which paid C$10,000 in cash.",
        "Jane Doe holds a position in Example Gold (TSX: ELD).",
    )
    assert found.disclaimer == "Found via Reuters and Example Wire. This is no advice."


def test_it_says_where_it_is_and_what_stands_around_it(site: Path) -> None:
    found = told(site, "walikale")
    assert found.briefing.url == "https://example.org/brief/2026/02/walikale/"
    assert found.date_line == "Thursday, February 12, 2026, 7:30\u202fAM EST"
    assert found.previous
    assert found.next
    assert titles([found.previous, found.next]) == ["Bisie’s tin mine reopens", "Malaysian smelters wait for tin"]
    assert told(site, "bisie").previous is None
    assert told(site, "copper").next is None
    assert told(site, "bisie").aliases == ("https://example.org/brief/old/bisie/",)


def test_its_guid_is_told_with_what_it_hangs_on(site: Path) -> None:
    assert (told(site, "bisie").guid, told(site, "bisie").guid_from) == ("tag:example.org,2026:k7f3q", "id")
    found = told(site, "copper")
    assert (found.guid, found.guid_from) == ("tag:example.org,2026:2026-02-16-copper", "file")


# Where it stands


def test_who_leads_to_it_is_told_with_how(site: Path) -> None:
    introduction = "---\nsummary: On tin.\n---\nIt comes from [Bisie](/2026/02/bisie/).\n"
    lay(site, {"content/terms/tags/tin.md": introduction})
    assert linkers(told(site, "bisie")) == {
        ("body", "tin"),
        ("body", "About"),
        ("body", "Rebels leave Walikale"),
        ("body", "Malaysian smelters wait for tin"),
        ("pinned", "Rutile finds a buyer"),
        ("recommended", "Malaysian smelters wait for tin"),
    }


@pytest.mark.parametrize(
    ("body", "leads"),
    [
        ("[x](/2026/02/bisie/)", True),
        ("[x](/2026/02/bisie)", True),
        ("[x](/2026/02/bisie/index.html#corrections)", True),
        ("[x](/old/bisie/)", True),
        ("[x](../../../2026/02/bisie/?from=mail)", True),
        ("[x](briefings/2026-02-10-bisie.md)", True),
        ("[x](https://example.org/brief/2026/02/bisie/)", True),
        ("[x](http://example.org/brief/2026/02/bisie/#corrections)", True),
        ("<https://example.org/brief/old/bisie/?from=mail&x=1>", True),
        ("[x](https://example.org/2026/02/bisie/)", False),
        ("[x](https://example.org/brief/2026/02/bisie-2/)", False),
        ("[x](https://example.com/?to=example.org/brief/2026/02/bisie/)", False),
        ("`https://example.org/brief/2026/02/bisie/`", False),
        ("[x](/2026/02/bisie-2/)", False),
        ("![x](/2026/02/bisie/)", False),
        ("`[x](/2026/02/bisie/)`", False),
        ("<a class=b HREF=/2026/02/bisie/>x</a>", True),
    ],
)
def test_a_link_is_one_that_a_browser_follows_to_it(tmp_path: Path, body: str, leads: bool) -> None:
    files = {path: SITE[path] for path in ("content/site.yaml", "content/briefings/2026-02-15-rutile.md")}
    files["content/briefings/2026-02-10-bisie.md"] = text("Bisie", "2026-02-10", "Text.", aliases=["/old/bisie/"])
    files["content/briefings/2026-02-11-x.md"] = text("X", "2026-02-11", body)
    assert (("body", "X") in linkers(told(lay(tmp_path, files), "bisie"))) == leads


def shown_by(view: Any) -> Iterator[str]:
    """The addresses of all briefings that a list or a feed shows."""
    yield from (card.url for card in getattr(view, "cards", ()))
    yield from (card.url for month in getattr(view, "months", ()) for card in month.cards)
    yield from (correction.briefing.url for correction in getattr(view, "corrections", ()))
    yield from (f"/{item.url.split('/', 3)[3].removesuffix('#corrections')}" for item in getattr(view, "items", ()))


def related_by(view: Any) -> Iterator[str]:
    yield from (one.url for one in (*getattr(view, "background", ()), *getattr(view, "since", ())))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Explanation, set[str], set[str]]]:
    """Of this repository's own site: each briefing explained, the outputs that list it, the pages that relate it."""
    folder = tmp_path_factory.mktemp("own")
    shutil.copytree(OWN / "content", folder / "content")
    options = Options(folder, folder / "public", datetime(2026, 3, 1, tzinfo=UTC), jobs=1)

    def look(proof: Proof, store: Store) -> dict[str, tuple[Explanation, set[str], set[str]]]:
        views = {output.path: output.view for output in proof.plan.outputs if output.recipe != "asset"}

        def of(entry: Entry) -> tuple[Explanation, set[str], set[str]]:
            explanation, _ = explain(proof, store, options, entry.briefing.path, 3)
            lists = {path for path, view in views.items() if entry.path in shown_by(view)}
            return explanation, lists, {path for path, view in views.items() if entry.path in related_by(view)}

        return {entry.briefing.path: of(entry) for entry in proof.index.entries}

    return engine.examined(options, look)


def output_of(url: str) -> str:
    path = url.split("/", 3)[3]
    return f"{path}index.html" if path.endswith("/") or not path else path


def test_the_lists_and_feeds_told_are_those_that_show_it(whole: dict[str, Any]) -> None:
    assert len(whole) > 30
    for explanation, lists, _ in whole.values():
        pages = {output_of(page) for listing in explanation.lists for page in listing.pages}
        assert pages | {output_of(feed.url) for feed in explanation.feeds if feed.carried} == lists


def test_those_told_to_relate_it_are_those_whose_pages_do(whole: dict[str, Any]) -> None:
    assert any(relating for _, _, relating in whole.values())
    for explanation, _, relating in whole.values():
        how = [linker for linker in explanation.linked_from if linker.how in ("pinned", "computed")]
        assert {output_of(linker.page.url) for linker in how} == relating


def test_a_position_counts_from_the_newest(site: Path) -> None:
    home, tin, *_ = told(site, "walikale").lists
    assert (home.kind, home.position, home.total) == ("home", 4, 5)
    assert home.pages == ("https://example.org/brief/page/1/",)
    assert (tin.kind, tin.name, tin.position, tin.total) == ("tags", "tin", 2, 3)


def test_a_feed_says_whether_it_is_still_among_the_newest(site: Path) -> None:
    carried = {feed.url.removeprefix("https://example.org/brief/"): feed.carried for feed in told(site, "bisie").feeds}
    assert carried == {
        "feed.xml": False,
        "atom.xml": False,
        "feed.json": False,
        "tags/tin/feed.xml": False,
        "companies/tsx-eld/feed.xml": True,
        "corrections/feed.xml": True,
    }


def test_sitemaps_are_those_that_name_it(site: Path) -> None:
    assert told(site, "bisie").sitemaps == ("https://example.org/brief/sitemap.xml",)
    assert told(site, "copper").sitemaps == (
        "https://example.org/brief/news-sitemap.xml",
        "https://example.org/brief/sitemap.xml",
    )


# What stands beside it


@pytest.mark.parametrize("small", [0, 300])
def test_related_articles_are_those_of_the_page_in_its_order(
    site: Path, small: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(related_room, "SMALL", small)
    found = told(site, "bisie").related
    assert titles(found.elsewhere) == ["A map"]
    assert [(kin.briefing.title, kin.verdict) for kin in found.shown] == [
        ("Rutile finds a buyer", "pinned"),
        ("Malaysian smelters wait for tin", "computed"),
        ("Rebels leave Walikale", "computed"),
    ]
    first = found.shown[1]
    assert (first.terms[0].term, first.terms[0].topic) == ("tin", True)
    assert first.reasons == ("tin", "Bisie", "Malaysia")
    assert (first.days, first.newer) == (4, True)
    assert first.links > 0


def test_what_pins_of_other_sites_leave_no_room_for_is_outranked(site: Path) -> None:
    settings = str(SITE["content/site.yaml"]) + "related: {count: 3}\n"
    found = told(lay(site, {"content/site.yaml": settings}), "bisie").related
    assert titles(kin.briefing for kin in found.shown) == ["Rutile finds a buyer", "Malaysian smelters wait for tin"]
    (kin,) = found.missed[:1]
    assert (kin.briefing.title, kin.verdict) == ("Rebels leave Walikale", "outranked")


def test_a_copy_is_told_with_the_title_of_what_it_copies(site: Path) -> None:
    copy = str(SITE["content/briefings/2026-02-14-smelters.md"]).replace("Smelters in", "The smelters in")
    found = told(lay(site, {"content/briefings/zz-copy.md": copy}), "walikale").related
    (kin,) = found.copies
    assert (kin.verdict, kin.copied) == ("copy", "Malaysian smelters wait for tin")


# What readers do not see


def test_a_scheduled_briefing_is_explained_as_of_its_date(site: Path) -> None:
    found = told(site, "tin-price")
    assert (found.status, found.explained) == ("scheduled", "as of its date")
    assert found.as_of.isoformat() == "2026-03-01T06:00:00-05:00"
    assert (found.lists[0].position, found.lists[0].total) == (1, 6)
    assert len(found.sitemaps) == 2


def test_a_draft_is_explained_as_if_it_alone_were_published(site: Path) -> None:
    lay(site, {"content/briefings/other.md": text("Another", "2026-02-14", "A draft.", draft=True)})
    found = told(site, "draft")
    assert (found.status, found.explained) == ("draft", "as if published")
    assert found.as_of.isoformat() == "2026-02-20T07:00:00-05:00"
    assert (found.lists[0].position, found.lists[0].total) == (4, 6)
    assert found.related.shown[0].briefing.title == "Bisie’s tin mine reopens"
    assert told(site, "bisie").lists[0].total == 5


def test_a_draft_of_a_later_day_is_explained_as_of_that_day(site: Path) -> None:
    lay(site, {"content/briefings/draft.md": text("Later", "2026-04-01", "A draft.", draft=True)})
    found = told(site, "draft")
    assert (found.status, found.explained) == ("draft", "as if published")
    assert (found.lists[0].position, found.lists[0].total) == (1, 7)


def test_an_expired_briefing_is_explained_as_if_it_were_not(site: Path) -> None:
    found = told(site, "old")
    assert (found.status, found.explained) == ("expired", "as if published")
    assert (found.lists[0].position, found.lists[0].total) == (6, 6)


def test_a_preview_is_explained_as_it_is(site: Path) -> None:
    found = told(site, "draft", previewed=DRAFTS | FUTURE)
    assert (found.status, found.explained, found.lists[0].total) == ("draft", "as previewed", 7)
    assert found.sitemaps == ()
    assert told(site, "tin-price", previewed=DRAFTS).explained == "as of its date"
    assert told(site, "bisie", previewed=DRAFTS).explained == "as previewed"


# What is wrong


def test_errors_are_all_told_and_warnings_only_its_own(site: Path) -> None:
    lay(
        site,
        {
            "content/briefings/2026-02-12-walikale.md": text("W", "2026-02-12", "[x](2026-01-01-old.md)"),
            "content/briefings/2026-02-16-copper.md": text("C", "2026-02-16", "[x](2026-01-01-old.md)"),
            "content/briefings/2026-02-15-rutile.md": text("R", "2026-02-15", "[x](nonesuch.md)"),
        },
    )
    _, found = looked(site, "walikale")
    assert codes(found) == ["hidden-link", "missing-link"]
    assert found[0].span.path == "content/briefings/2026-02-12-walikale.md"


def test_what_would_stop_a_draft_is_told(site: Path) -> None:
    draft = text("Paid", "2026-02-13", "[x](nonesuch.md)", draft=True, companies=["TSX:ELD"], author="jane")
    lay(site, {"content/briefings/draft.md": draft.replace("draft:", "disclaimer: clean\ndraft:")})
    _, found = looked(site, "draft")
    assert sorted(codes(found)) == ["conflicted-disclaimer", "missing-link"]
    assert {d.span.line for d in found} == {5, 10}


def test_two_at_one_address_can_be_explained(site: Path) -> None:
    lay(site, {"content/briefings/2026-02-17-bisie.md": text("Again", "2026-02-17", "Text.", slug="bisie")})
    explanation, found = looked(site, "2026-02-10-bisie.md")
    assert explanation.briefing.title == "Bisie’s tin mine reopens"
    assert "route-collision" in codes(found)


def test_a_topic_without_a_page_for_its_address_is_another_s_does_not_matter(site: Path) -> None:
    lay(site, {"content/briefings/2026-02-12-walikale.md": text("W", "2026-02-12", "Text.", tags=["tin!", "tin?"])})
    explanation, found = looked(site, "walikale")
    assert "slug-collision" in codes(found)
    assert [listing.pages for listing in explanation.lists if listing.name == "tin?"] == [()]

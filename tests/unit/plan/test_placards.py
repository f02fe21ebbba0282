"""Cards as outputs, and in the heads of pages."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from msgspec import structs
from newsroom import briefing, codes, indexed, settings

from generator.layouts import packaged_layouts
from generator.model import Briefing, Disclosure, Image, MediaFile, Settings
from generator.plan import Material, Plan, plan
from generator.templates import Layouts

THEME = Layouts((packaged_layouts(),)).theme()
RIG = MediaFile("media/rig.jpg", "1", 1000, 500, "jpeg")
MAP = MediaFile("media/map.svg", "1", 100, 50)


def planned(*briefings: Briefing, site: Settings | None = None, theme: Any = THEME) -> Plan:
    chosen = site or settings()
    shown, _ = indexed(briefings, chosen)
    return plan(Material(chosen, shown, (), (), (RIG, MAP), {}, theme=theme), lambda: None)


def cards(site: Plan) -> dict[str, str]:
    """By path, the key of each card."""
    return {o.path: o.ingredients["file"] for o in site.outputs if o.path.endswith("card.png")}


def head(site: Plan, name: str = "ore") -> Any:
    return next(o.view.head for o in site.outputs if o.path == f"2026/02/{name}/index.html")


def test_each_briefing_has_a_card_beside_its_page() -> None:
    site = planned(briefing("ore"), briefing("tin", "2026-02-21"))
    assert cards(site).keys() == {"2026/02/ore/card.png", "2026/02/tin/card.png"}
    assert head(site).image.src == "https://example.org/2026/02/ore/card.png"
    assert (head(site).image.width, head(site).image.height) == (1200, 630)
    assert head(site).image.alt == "On ore – The Shaft"


def test_a_site_under_a_path_has_its_cards_there() -> None:
    site = planned(briefing(), site=settings(url="https://example.org/brief/"))
    assert head(site).image.src == "https://example.org/brief/2026/02/ore/card.png"
    assert cards(site).keys() == {"2026/02/ore/card.png"}


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "On ores"},
        {"date": briefing(date="2026-02-19").date},
        {"disclosure": Disclosure("TSX:ELD", "C$1")},
        {"terms": {"tags": ("tin",)}},
    ],
    ids=["title", "date", "sponsor", "topic"],
)
def test_a_card_changes_with_what_it_shows_and_no_other_does(fields: dict[str, Any]) -> None:
    other = briefing("tin", "2026-02-21")
    before = cards(planned(briefing(), other))
    after = cards(planned(structs.replace(briefing(), **fields), other))
    assert {path for path in before if before[path] != after[path]} == {"2026/02/ore/card.png"}


@pytest.mark.parametrize(
    "fields", [{"summary": "Ore."}, {"authors": ("jane",)}, {"image": Image("media/rig.jpg", "A rig")}]
)
def test_a_card_stays_where_only_other_things_change(fields: dict[str, Any]) -> None:
    assert cards(planned(structs.replace(briefing(), **fields))) == cards(planned(briefing()))


def test_a_card_names_the_company_before_the_topic() -> None:
    tagged = {"tags": ("ore",), "companies": ("TSX:ELD",)}
    both, one = planned(briefing(terms=tagged)), planned(briefing(terms={"companies": ("TSX:ELD",)}))
    assert cards(both) == cards(one) != cards(planned(briefing(terms={"tags": ("ore",)})))


def test_without_a_theme_there_is_no_card_and_the_picture_shows() -> None:
    site = planned(briefing(image=Image("media/rig.jpg", "A rig")), theme=None)
    assert cards(site) == {}
    assert head(site).image.src == "https://example.org/media/rig.jpg"
    assert (head(site).image.alt, head(site).image.width, head(site).image.srcset) == ("A rig", 1000, "")


def test_networks_are_not_given_an_svg() -> None:
    site = planned(briefing(image=Image("media/map.svg", "A map")), theme=None)
    assert head(site).image is None
    assert "map.svg" in head(site).json_ld


def test_search_engines_get_the_picture_rather_than_the_card() -> None:
    def images(site: Plan) -> Any:
        return msgspec.json.decode(head(site).json_ld)["@graph"][0]["image"]

    assert images(planned(briefing(image=Image("media/rig.jpg", "A rig")))) == ["https://example.org/media/rig.jpg"]
    assert images(planned(briefing())) == ["https://example.org/2026/02/ore/card.png"]


def test_headlines_that_cannot_be_set_are_told_once_for_all() -> None:
    strange = [
        briefing("ore", title="中国"),
        briefing("tin", "2026-02-21", title="ذهب"),
        briefing("zinc", "2026-02-22"),
    ]
    site = planned(*strange)
    assert cards(site).keys() == {"2026/02/zinc/card.png"}
    assert codes(site.diagnostics) == ["no-card"]
    assert site.diagnostics[0].message == "“ذهب” and 1 more get no card: the cards' font cannot set such letters"
    assert site.diagnostics[0].severity == "warning"
    assert head(site).image is None
    assert head(site, "zinc").image is not None


def test_a_page_is_made_anew_when_its_card_comes_or_goes() -> None:
    def page(theme: Any) -> Any:
        return next(
            o for o in planned(briefing(), theme=theme).outputs if o.path == "2026/02/ore/index.html"
        ).ingredients

    assert page(THEME) != page(None)


def test_an_alias_in_a_cards_place_is_an_error() -> None:
    site = planned(briefing("ore", aliases=("/2026/02/tin/card.png",)), briefing("tin"))
    assert codes(site.diagnostics) == ["route-collision"]
    assert "the card of content/briefings/tin.md" in site.diagnostics[0].message

"""This repository's own content/: the facts that the sample must hold, and that it shows every part of the product."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import html5lib
import pytest
import yaml

from generator.frontmatter import briefing_schema
from generator.model import Settings
from sites.runner import AS_OF, REPOSITORY, Site

CONTENT = REPOSITORY / "content"
CHINA = "2026/02/china-domestic-mineral-exploration/"
FACTS = [
    "34 provincial-level",
    "more than half",
    "subsidies",
    "access",
    "Xi Jinping",
    "depend less on foreign technology",
    "Xiong Zili",
    "natural resources",
    "major breakthroughs",
    "largest producer of 30 of the 44 critical minerals",
    "US Geological Survey",
    "Trump",
    "100 billion yuan ($13.8 billion) a year",
    "since 2022",
    "in a decade",
    "gallium",
    "germanium",
    "graphite",
    "export control",
    "Cory Combs",
    "Trivium China",
    "security",
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The own site, built."""
    site = Site.copy_of(REPOSITORY, tmp_path_factory.mktemp("own") / "site")
    site.build(as_of=AS_OF)
    return site


@pytest.fixture(scope="module")
def china(site: Site) -> Any:
    """The briefing of 2026-02-20 as browsers read it."""
    return html5lib.parse(site.page(CHINA), namespaceHTMLElements=False)


def with_id(document: Any, name: str) -> Any:
    return next(e for e in document.iter() if e.attrib.get("id") == name)


def with_class(element: Any, name: str) -> list[Any]:
    return [e for e in element.iter() if name in e.attrib.get("class", "").split()]


def text(element: Any) -> str:
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()


@pytest.mark.parametrize("fact", FACTS)
def test_the_briefing_on_china_states_the_fact(fact: str, china: Any) -> None:
    body = text(with_class(china, "e-content")[0])
    assert fact.casefold() in body.casefold()


def test_the_briefing_on_china_has_its_date_line_headline_and_source(china: Any) -> None:
    article = with_class(china, "h-entry")[0]
    assert text(article.find(".//h1")) == "Beijing doubles down on domestic mineral exploration"
    published = with_class(article, "dt-published")[0]
    assert (published.attrib["datetime"], text(published)) == ("2026-02-20", "Friday, February 20, 2026")
    assert "Reuters" in text(with_id(china, "sources"))
    assert "Reuters" in text(with_id(china, "disclaimer"))


def test_the_briefing_on_china_has_videos_picks_and_related_briefings(china: Any) -> None:
    videos = [a.attrib["href"] for a in with_id(china, "videos").iter("a")]
    assert videos
    assert all(url.startswith("https://") for url in videos)
    assert len(with_class(with_id(china, "recommended"), "h-entry")) == 2
    related = with_class(with_id(china, "related"), "h-entry")
    assert len(related) >= 5
    links = [with_class(entry, "u-url")[0].attrib["href"] for entry in related]
    assert len(links) == len(set(links))
    pinned = {"/2025/11/china-suspends-gallium-ban/", "/2025/11/usgs-critical-minerals-list/"}
    assert pinned < set(links)
    inner = [entry for entry in related if with_class(entry, "u-url")[0].attrib["href"].startswith("/")]
    for entry in inner:
        assert with_class(entry, "dt-published")
        assert 4 <= len(text(with_class(entry, "p-summary")[0]).split()) <= 20
    headings = [text(h) for h in with_id(china, "related").iter("h3")]
    assert headings[0] == "Background"


def test_the_briefing_on_china_leads_to_its_neighbours(china: Any) -> None:
    rels = {a.attrib["rel"] for a in china.iter("a") if a.attrib.get("rel") in {"prev", "next"}}
    assert rels == {"prev", "next"}


def matters() -> list[dict[str, Any]]:
    """The front matter of every briefing."""
    files = sorted((CONTENT / "briefings").rglob("*.md"))
    return [yaml.safe_load(file.read_text("utf-8").split("---\n")[1]) for file in files]


def test_the_briefings_use_every_key_of_the_front_matter() -> None:
    keys = set(briefing_schema(Settings("", "").taxonomies).keys)
    used = {key for matter in matters() for key in matter}
    assert keys - used == set()
    assert any(m.get("draft") for m in matters())
    assert any(str(m.get("expires", "9")) < "2026" for m in matters())
    assert any("sponsor" in m.get("disclosure", {}) for m in matters())


def test_there_are_briefings_of_five_years_with_tables_footnotes_and_charts(site: Site) -> None:
    pages = [path for path in site.tree() if re.match(r"20\d\d/\d\d/[^/]+/index.html", path)]
    assert len(pages) >= 24
    assert {path[:4] for path in pages} == {"2022", "2023", "2024", "2025", "2026"}
    html = "".join(site.page(path) for path in pages)
    for part in (">Since then<", "<table", 'class="footnotes"', "<img", 'id="corrections"', 'id="disclosure"'):
        assert part in html


def test_the_about_page_says_that_it_is_a_sample_and_the_sponsor_that_it_is_fictitious(site: Site) -> None:
    assert "sample" in site.page("about")
    assert "fictitious" in site.page("2026/01/example-sponsored-briefing/")


def test_the_own_site_builds_without_a_warning(tmp_path: Path) -> None:
    site = Site.copy_of(REPOSITORY, tmp_path / "site")
    assert site.build(as_of=AS_OF).diagnostics == ()

"""What a reader sees whose eyes, paper, telephone or language are not the designer's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.common.keys import Keys
from sites.runner import Site

from browser.chrome import barriers, look, served
from browser.test_browser import PAGES

MAP, SPONSORED, SERIES = (
    "/2026/02/zimbabwe-freezes-lithium-exports/",
    PAGES["sponsored briefing"],
    "/series/gallium-watch/",
)
LONG = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 2
WORDY = " ".join(["gallium and what the ministry said of it on the day before"] * 5)
FITS = "return document.documentElement.scrollWidth <= innerWidth"
FILLS = """
return [...document.querySelectorAll(".chart-wide svg :is(path, circle, rect)")].map(e => getComputedStyle(e).fill);
"""
FOCUS = """
const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
return e === document.body ? null : {
  name: e.tagName + " " + e.textContent.trim().slice(0, 40),
  shown: style.outlineStyle === "solid" && parseFloat(style.outlineWidth) >= 2,
  seen: box.bottom > 0 && box.top < innerHeight && box.width > 0,
};
"""
BROKEN = r"""
return [...document.querySelectorAll("h1, .card-title")].flatMap(heading => {
  const found = [], walker = document.createTreeWalker(heading, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    for (const word of node.data.matchAll(/[^\s-]+/g)) {
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      if (new Set([...range.getClientRects()].map(box => Math.round(box.top))).size > 1) found.push(word[0]);
    }
  return found;
});
"""
LONELY = r"""
return [...document.querySelectorAll(".e-content > p")].filter(paragraph => {
  const tops = [], walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    for (const word of node.data.matchAll(/\S+/g)) {
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      tops.push(range.getBoundingClientRect().bottom);
    }
  return tops.length > 1 && tops.at(-1) - tops.at(-2) > 10;
}).map(paragraph => paragraph.textContent.slice(-20));
"""
BASELINES = """
return arguments[0].map(selector => {
  const probe = document.createElement("span");
  probe.style.display = "inline-block";
  document.querySelector(selector).prepend(probe);
  const line = probe.getBoundingClientRect().bottom;
  probe.remove();
  return line;
});
"""
WRAPPED = "return [...document.querySelectorAll('td time')].filter(e => e.getClientRects().length > 1).length"
EDGES = "return arguments[0].map(selector => document.querySelector(selector).getBoundingClientRect()[arguments[1]])"
STYLE = """
const style = getComputedStyle(document.querySelector(arguments[0]), arguments[1]);
return Object.fromEntries(arguments[2].map(name => [name, style.getPropertyValue(name)]));
"""


def style(driver: webdriver.Chrome, selector: str, *names: str, pseudo: str | None = None) -> dict[str, str]:
    """Computed properties of the first element that a selector finds."""
    return dict(driver.execute_script(STYLE, selector, pseudo, names))


def media(driver: webdriver.Chrome, kind: str = "", **features: str) -> None:
    """What the page that is open is shown on, and to whom."""
    named = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": kind, "features": named})


@pytest.fixture
def plain(chromium: webdriver.Chrome) -> Iterator[webdriver.Chrome]:
    """The browser, left with nothing emulated."""
    yield chromium
    media(chromium)


@pytest.fixture
def doubled(chromium: webdriver.Chrome) -> Iterator[webdriver.Chrome]:
    """The browser of a reader who set text to twice its size."""
    chromium.execute_cdp_cmd("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    chromium.get("about:blank")  # it holds from the next page on
    yield chromium
    chromium.execute_cdp_cmd("Page.setFontSizes", {"fontSizes": {"standard": 16, "fixed": 13}})


@pytest.fixture(scope="module")
def edges(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site of what does not fit: the address."""
    settings = f"title: {WORDY}\nurl: https://example.org/\nrequire: []\nsearch: true\ncards: false\n"
    site = Site.new(tmp_path_factory.mktemp("edges"), settings)
    body = f"{LONG} and `{LONG}`\n\n## {LONG}\n\n| {LONG} | b |\n|---|---|\n| 1 | 2 |\n\n> {LONG}\n"
    sources: list[Any] = [LONG, {"name": "Wire", "title": WORDY, "url": f"https://example.com/{'x' * 300}"}]
    corrections = [{"date": "2026-02-21", "text": LONG}]
    fields = {
        "sources": sources,
        "corrections": corrections,
        "tags": [LONG, "gallium"],
        "series": WORDY,
        "author": LONG,
    }
    site.briefing("word", body, title=LONG, summary=LONG, **fields)
    site.briefing("words", body, title=WORDY, summary=WORDY, **fields)
    site.build()
    with served(site.output) as url:
        yield url


@pytest.fixture(scope="module")
def arabic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site in a language that runs from right to left: the address of a briefing with a chart."""
    settings = (
        "title: نشرة المناجم\nurl: https://example.org/\nlanguage: ar\nrequire: []\ncards: false\n"
        "companies: {'TSXV:AAA': {name: Alpha}}\n"
    )
    site = Site.new(tmp_path_factory.mktemp("arabic"), settings)
    chart = "title: الصادرات\nbar: {يوليو: 8.63, أغسطس: 2, سبتمبر: 3}\ndescription: رسم\nsource: الجمارك"
    notice = {"sponsor": "TSXV:AAA", "compensation": "C$10,000"}
    site.briefing("b", f"نص.\n\n```chart\n{chart}\n```\n", title="تراخيص على تصدير الغاليوم", disclosure=notice)
    site.build()
    with served(site.output) as url:
        yield f"{url}/2026/02/b/"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_with_forced_colours_a_map_is_still_told_from_the_rest_of_the_world(
    plain: webdriver.Chrome, address: str, scheme: str
) -> None:
    look(plain, address + MAP, 1000, scheme)
    media(plain, forced_colors="active", prefers_color_scheme=scheme)
    fills = plain.execute_script(FILLS)
    assert len(set(fills)) >= 5  # three groups, the land that is in none, and the paper or ink beside it
    land = max(set(fills), key=fills.count)
    assert land not in {"rgb(0, 0, 0)", "rgb(255, 255, 255)", "none"}
    assert len(set(re.findall(r"[\d.]+", land))) == 1, f"{land} is a shade of neither paper nor ink"
    assert style(plain, ".chart-wide svg text", "fill")["fill"] in {"rgb(0, 0, 0)", "rgb(255, 255, 255)"}


def test_with_forced_colours_lines_say_what_colours_said(plain: webdriver.Chrome, address: str) -> None:
    look(plain, address + SPONSORED, 1000, "dark")
    media(plain, forced_colors="active", prefers_color_scheme="dark")
    sides = [f"border-{side}-style" for side in ("top", "right", "bottom", "left")]
    for selector in ("#disclosure", ".chip"):
        assert set(style(plain, selector, *sides).values()) == {"solid"}
    assert style(plain, ".site-navigation [aria-current]", "border-bottom-style") == {"border-bottom-style": "solid"}


def test_on_paper_a_sponsor_is_named_and_a_briefing_says_where_it_is_from(
    plain: webdriver.Chrome, address: str
) -> None:
    look(plain, address + "/companies/tsxv-exmpl/", 1000, "dark")
    media(plain, "print", prefers_color_scheme="dark")
    badge = style(plain, ".badge", "color", "border-top-color", "background-color")
    assert badge == {
        "color": "rgb(0, 0, 0)",
        "border-top-color": "rgb(0, 0, 0)",
        "background-color": "rgba(0, 0, 0, 0)",
    }
    look(plain, address + SPONSORED, 1000, "light")
    media(plain, "print")
    url = f'"https://headframe.example.org{SPONSORED}"'
    assert style(plain, "data.u-url", "content", pseudo="::after") == {"content": url}
    assert style(plain, "#disclosure", "display", "border-top-style") == {
        "display": "block",
        "border-top-style": "solid",
    }
    assert style(plain, "#related, #videos, .neighbours, .site-footer", "display") == {"display": "none"}


def test_a_table_longer_than_a_page_begins_on_the_first(plain: webdriver.Chrome, address: str) -> None:
    look(plain, address + "/sources/", 1000, "light")
    media(plain, "print")
    assert style(plain, "table", "break-inside") == {"break-inside": "auto"}
    assert style(plain, "tr", "break-inside") == {"break-inside": "avoid"}


@pytest.mark.parametrize("path", [*PAGES.values(), SERIES, "/sources/"])
@pytest.mark.parametrize("width", [320, 1280])
def test_text_of_twice_the_size_fits_and_breaks_no_word_of_a_headline(
    doubled: webdriver.Chrome, address: str, path: str, width: int
) -> None:
    look(doubled, address + path, width, "light")
    assert style(doubled, "html", "font-size") == {"font-size": "32px"}
    assert doubled.execute_script(FITS)
    assert doubled.execute_script(BROKEN) == []


@pytest.mark.parametrize(
    "path", ["/", "/2026/02/word/", "/2026/02/words/", "/tags/", "/tags/gallium/", "/sources/", "/archive/2026/"]
)
def test_what_is_too_long_fits_a_telephone(chromium: webdriver.Chrome, edges: str, path: str) -> None:
    look(chromium, edges + path, 320, "light")
    assert chromium.execute_script(FITS)
    assert barriers(chromium) == []


@pytest.mark.parametrize("path", ["/", PAGES["chart"], SPONSORED, "/sources/", "/search/?q=gallium", "/404.html"])
def test_the_keyboard_shows_where_it_is(chromium: webdriver.Chrome, address: str, path: str) -> None:
    look(chromium, address + path, 1000, "light")
    hidden, stops = [], 0
    for _ in range(150):
        chromium.switch_to.active_element.send_keys(Keys.TAB)
        focus = chromium.execute_script(FOCUS)
        if focus is None:
            break
        stops += 1
        if not focus["shown"] or not focus["seen"]:
            hidden.append(focus["name"])
    assert stops > 15
    assert hidden == []


def test_nothing_moves_for_a_reader_who_does_not_want_it(plain: webdriver.Chrome, address: str) -> None:
    look(plain, address, 1000, "light")
    assert style(plain, "main a", "transition-duration") != {"transition-duration": "0s"}
    media(plain, prefers_reduced_motion="reduce")
    assert style(plain, "main a", "transition-duration") == {"transition-duration": "0s"}


@pytest.mark.parametrize("width", [1100, 320])
def test_a_page_from_right_to_left_keeps_its_charts_and_sentences_whole(
    chromium: webdriver.Chrome, arabic: str, width: int
) -> None:
    look(chromium, arabic, width, "light")
    assert chromium.execute_script(FITS)
    assert barriers(chromium) == []
    name = "wide" if width > 500 else "narrow"
    labels = chromium.execute_script(
        "return [...document.querySelectorAll(arguments[0])].map(e => e.getBoundingClientRect().right)",
        f".chart-{name} svg text[text-anchor=end]",
    )
    bars = chromium.execute_script(
        "return [...document.querySelectorAll(arguments[0])].map(e => e.getBoundingClientRect().left)",
        f".chart-{name} svg path[fill^='var(--chart-1']",
    )
    assert labels
    assert bars
    assert max(labels) <= min(bars)
    assert style(chromium, "#disclosure p:last-of-type", "unicode-bidi") == {"unicode-bidi": "plaintext"}
    assert style(chromium, "h1", "letter-spacing")["letter-spacing"] in {"0px", "normal"}


def test_a_site_without_a_briefing_says_so_with_room_around_it(chromium: webdriver.Chrome, tmp_path: Path) -> None:
    site = Site.new(tmp_path / "empty")
    site.build()
    with served(site.output) as url:
        look(chromium, url, 700, "light")
        assert chromium.execute_script(FITS)
        assert barriers(chromium) == []
        above = "return document.querySelector('.empty').getBoundingClientRect().top - " + (
            "document.querySelector('header').getBoundingClientRect().bottom"
        )
        assert chromium.execute_script(above) >= 16


def pixels(driver: webdriver.Chrome, selector: str, name: str) -> float:
    """A computed length."""
    return float(style(driver, selector, name)[name].removesuffix("px"))


def told(driver: webdriver.Chrome, role: str) -> list[str]:
    """The names of what a screen reader finds in the page that is open under a role."""
    nodes = driver.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    shown = [node for node in nodes if not node["ignored"] and node["role"]["value"] == role]
    return [node.get("name", {}).get("value", "") for node in shown]


@pytest.mark.parametrize("width", [600, 700, 768, 900, 1280])
def test_a_line_of_a_briefing_is_no_longer_than_an_eye_follows(
    chromium: webdriver.Chrome, address: str, width: int
) -> None:
    look(chromium, address + PAGES["briefing"], width, "light")
    size, line = (pixels(chromium, ".e-content p", name) for name in ("font-size", "width"))
    assert 25 <= line / size <= 34  # in this face some 2.2 letters to the size: 55 to 75 in a line


@pytest.mark.parametrize("width", [360, 768, 1100, 1280])
def test_no_word_is_left_alone_in_the_last_line_of_a_paragraph(
    chromium: webdriver.Chrome, address: str, width: int
) -> None:
    look(chromium, address + PAGES["briefing"], width, "light")
    assert chromium.execute_script(LONELY) == []


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_a_headline_stands_out_from_what_is_below_it(chromium: webdriver.Chrome, address: str, width: int) -> None:
    look(chromium, address, width, "light")
    steps = [
        pixels(chromium, f"{part} .{name}", "font-size")
        for part in (".lead", ".day")
        for name in ("card-title", "p-summary")
    ]
    assert steps[0] > 1.4 * steps[1]
    assert steps[2] > 1.2 * steps[3]
    assert steps[1] > steps[3]
    look(chromium, address + PAGES["briefing"], width, "light")
    assert pixels(chromium, ".e-content h2", "font-size") > 1.3 * pixels(chromium, ".e-content p", "font-size")


@pytest.mark.parametrize(
    ("path", "rail", "text"),
    [
        ("/", ".lead time", ".lead .card-title a"),
        ("/", ".rising h2", ".rising .chip"),
        ("/", ".day h2 time", ".day .card-title a"),
        (PAGES["tag"], ".card .rail time", ".card .card-title a"),
        (PAGES["tag"], ".beside h2", ".beside .chip"),
        (PAGES["archive"], ".archive-page section h2", ".line a"),
        (PAGES["chart"], "#recommended h2", "#recommended .line a"),
        (PAGES["chart"], "#sources h2", "#sources cite a"),
    ],
)
@pytest.mark.parametrize("width", [800, 1280])
def test_what_is_beside_a_text_stands_on_its_first_line(
    chromium: webdriver.Chrome, address: str, path: str, rail: str, text: str, width: int
) -> None:
    look(chromium, address + path, width, "light")
    beside, line = chromium.execute_script(BASELINES, [rail, text])
    assert abs(beside - line) < 1


def test_all_of_a_topic_hangs_from_one_line(chromium: webdriver.Chrome, address: str) -> None:
    look(chromium, address + PAGES["tag"], 1280, "light")
    parts = [".introduction p", ".months svg", ".beside .chip", ".card-title"]
    assert len(set(chromium.execute_script(EDGES, parts, "left"))) == 1
    assert "at most" in chromium.execute_script("return document.querySelector('.months').innerText")


def test_on_a_telephone_only_the_front_page_says_what_the_site_is_about(
    chromium: webdriver.Chrome, address: str
) -> None:
    for path, shown in (("/", "block"), (PAGES["briefing"], "none"), (PAGES["tag"], "none")):
        look(chromium, address + path, 360, "light")
        assert style(chromium, ".site-description", "display") == {"display": shown}


@pytest.mark.parametrize("path", ["/404.html", "/archive/"])
def test_a_short_page_ends_at_the_foot_of_the_screen(chromium: webdriver.Chrome, address: str, path: str) -> None:
    look(chromium, address + path, 1280, "light")
    assert chromium.execute_script(EDGES, [".site-footer"], "bottom") == [900]
    assert chromium.execute_script("return document.documentElement.scrollHeight") == 900


@pytest.mark.parametrize("width", [360, 1280])
def test_results_push_nothing_that_is_seen(chromium: webdriver.Chrome, address: str, width: int) -> None:
    look(chromium, f"{address}/search/", width, "light")
    assert chromium.execute_script(EDGES, [".site-footer"], "top")[0] >= 900


def test_a_date_among_the_sources_stays_in_one_line(chromium: webdriver.Chrome, address: str) -> None:
    for width in (360, 500, 800):
        look(chromium, f"{address}/sources/", width, "light")
        assert chromium.execute_script(FITS)
        assert chromium.execute_script(WRAPPED) == 0


def test_a_screen_reader_is_not_told_of_signs_nor_of_a_landmark_for_each_day(
    chromium: webdriver.Chrome, address: str
) -> None:
    look(chromium, address + PAGES["chart"], 1000, "light")
    assert {"Home", "Archive", "2025"} <= set(told(chromium, "StaticText"))
    assert not {"/", "· "} & set(told(chromium, "StaticText"))
    look(chromium, address, 1000, "light")
    assert told(chromium, "region") == ["In the news", "Subscribe"]


def test_on_paper_nobody_is_asked_to_subscribe(plain: webdriver.Chrome, address: str) -> None:
    look(plain, address, 1000, "light")
    media(plain, "print")
    assert style(plain, ".subscribe", "display") == {"display": "none"}


def test_on_paper_the_sources_stay_with_their_heading(plain: webdriver.Chrome, address: str) -> None:
    look(plain, address + PAGES["chart"], 1000, "light")
    media(plain, "print")
    for part in ("#sources", "#disclaimer"):
        assert style(plain, part, "break-inside") == {"break-inside": "avoid"}


@pytest.mark.parametrize("width", [360, 1280])
def test_the_hour_of_a_briefing_takes_no_room_from_its_headline(
    chromium: webdriver.Chrome, tmp_path: Path, width: int
) -> None:
    site = Site.new(tmp_path / "hourly")
    for hour in (8, 11, 17):
        site.briefing(f"at-{hour}", title=WORDY, date=f"2026-02-20T{hour:02}:30")
    site.build()
    with served(site.output) as url:
        look(chromium, url, width, "light")
        [hour], [headline] = (
            chromium.execute_script(EDGES, [selector], edge)
            for selector, edge in ((".day .card > time", "bottom"), (".day .card-title", "top"))
        )
        assert hour <= headline


def test_what_a_source_published_is_told_from_all_that_cites_it(chromium: webdriver.Chrome, address: str) -> None:
    look(chromium, address + PAGES["chart"], 1000, "light")
    ink, name, published = (style(chromium, f"#sources {part}", "color") for part in ("li", "cite a", "li > a"))
    assert name == ink
    assert published != ink


@pytest.mark.parametrize("width", [768, 1280])
def test_the_feeds_stand_in_two_columns_where_there_is_room(
    chromium: webdriver.Chrome, address: str, width: int
) -> None:
    look(chromium, f"{address}/feeds/", width, "light")
    lefts = "return [...document.querySelectorAll('.feeds li')].map(e => Math.round(e.getBoundingClientRect().left))"
    assert len(set(chromium.execute_script(lefts))) == 2

"""An editing session in Chromium: pages follow what is saved, and nobody reloads by hand."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from sites.runner import Site
from sites.session import Session

from browser.chrome import barriers, blocked
from browser.desk import OVERLAY, Desk

ORE = "2026/02/ore/"
LAYOUT = """{% extends "headframe/base.html" %}
{% block extra_head %}<meta http-equiv="Content-Security-Policy" content="default-src 'self'">{% endblock %}
"""


@pytest.fixture
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A small site whose pages forbid all that is not their own."""
    site = Site.new(tmp_path_factory.mktemp("serve") / "site")
    site.write("layouts/base.html", LAYOUT)
    site.briefing("ore", "On ore.", tags=["tin"])
    site.briefing("tin", "On tin.", tags=["tin"], date="2026-02-19")
    return site


@pytest.fixture
def desk(site: Site, chromium: webdriver.Chrome) -> Iterator[Desk]:
    """A session that is over with the test."""
    desk = Desk(site, chromium)
    yield desk
    chromium.get("about:blank")
    desk.session.kill()


def test_an_editing_session(desk: Desk) -> None:
    site, session = desk.site, desk.session
    desk.open(ORE)
    assert "On ore." in desk.run("return document.body.innerText")

    site.briefing("ore", "On richer ore.", tags=["tin"])
    desk.until_text("On richer ore.")
    assert not desk.is_the_same

    desk.mark()
    text = site.briefing("ore", "On ore, half done.", tags=["tin"]).read_text()
    desk.until_text("half done")
    assert not desk.is_the_same

    session.line(r"ore\.md: ", after=2)  # so that nothing of this build is left to be told
    desk.open(ORE)
    file = site.write("content/briefings/ore.md", text.replace("tags: [", "tags: [[").replace("half", "wholly"))
    seen = desk.until_overlay()
    assert "content/briefings/ore.md:4:" in seen
    assert '4 | tags: [["tin"]' in seen
    assert "      |       ^" in seen
    assert "half done" in desk.run("return document.body.innerText")
    assert desk.is_the_same

    file.write_text(text.replace("half", "wholly"))
    desk.until_text("wholly done")
    desk.until_no_overlay()
    assert not desk.is_the_same

    session.line("fixed")
    desk.open(ORE)
    site.write("layouts/assets/css/headframe.css", "h1 { color: rgb(1, 2, 3) }")
    desk.until("getComputedStyle(document.querySelector('h1')).color === 'rgb(1, 2, 3)'")
    site.write("layouts/assets/css/headframe.css", "h1 { color: rgb(4, 5, 6) }")
    desk.until("getComputedStyle(document.querySelector('h1')).color === 'rgb(4, 5, 6)'")
    desk.until("document.querySelectorAll('link[rel=stylesheet]').length === 1")
    assert desk.is_the_same

    desk.open("")
    site.briefing("new", "A new one.", draft=True)
    desk.until_text("Title of new")
    desk.open("2026/02/new/")
    assert desk.run("return document.querySelector('.badge-status').innerText")

    (site.folder / "content/briefings/new.md").unlink()
    desk.until_reloaded()
    assert "Title of new" not in desk.run("return document.body.innerText")
    desk.mark()
    site.briefing("new", "It is back.")
    desk.until_text("It is back.")
    assert desk.run("return document.querySelector('.badge-status')") is None

    assert blocked_but_for_missing(desk) == []
    assert session.end() == 0
    assert session.leaves_nothing()


def blocked_but_for_missing(desk: Desk) -> list[str]:
    """What the browser complains of, but for a page that was missing and a session that has ended."""
    return [text for text in blocked(desk.driver) if "404" not in text and "ERR_" not in text]


# What follows what


def test_a_page_stays_while_another_one_changes(desk: Desk) -> None:
    desk.open(ORE)
    desk.until("performance.getEntriesByType('resource').some(entry => entry.name.includes('.css'))")
    events = desk.session.events()
    desk.site.write("content/pages/about.md", "---\ntitle: About\n---\nUs.\n")
    assert "/about/" in events.next("reload")["paths"]
    desk.site.write("content/pages/about.md", "---\ntitle: About\n---\nUs and them.\n")
    assert "/about/" in events.next("reload")["paths"]
    assert desk.is_the_same
    desk.site.briefing("ore", "On richer ore.", tags=["tin"])
    desk.until_text("On richer ore.")
    events.close()


def test_a_page_follows_the_pictures_in_it(desk: Desk) -> None:
    picture = '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{0}"><title>{1}</title></svg>'
    desk.site.write("content/media/a.svg", picture.format(10, "one"))
    desk.site.write("content/media/b.svg", picture.format(10, "one"))
    desk.site.briefing("ore", "![A map](../media/a.svg)")
    desk.open(ORE)
    desk.until("document.querySelector('article img')?.complete")
    desk.mark()
    events = desk.session.events()
    desk.site.write("content/media/b.svg", picture.format(10, "two"))
    assert events.next("reload")["paths"] == ["/media/b.svg"]
    assert desk.is_the_same
    desk.site.write("content/media/a.svg", picture.format(10, "two"))
    desk.until_reloaded()
    events.close()


def test_a_style_that_is_imported_reloads_the_page(desk: Desk) -> None:
    desk.site.write("layouts/assets/css/part.css", "h1 { color: rgb(1, 2, 3) }")
    desk.site.write("layouts/assets/css/headframe.css", '@import "part.css";')
    desk.open(ORE)
    desk.until("getComputedStyle(document.querySelector('h1')).color === 'rgb(1, 2, 3)'")
    desk.site.write("layouts/assets/css/part.css", "h1 { color: rgb(4, 5, 6) }")
    desk.until_reloaded()
    desk.until("getComputedStyle(document.querySelector('h1')).color === 'rgb(4, 5, 6)'")


def test_where_one_has_scrolled_to_is_kept(desk: Desk) -> None:
    paragraphs = [f"Paragraph {number}." for number in range(200)]
    desk.site.briefing("ore", "\n\n".join(paragraphs))
    desk.open(ORE)
    desk.until_text("Paragraph 199.")
    desk.mark()
    desk.run("scrollTo(0, 2000)")
    desk.until("scrollY === 2000")
    paragraphs[150] = "Another paragraph."
    desk.site.briefing("ore", "\n\n".join(paragraphs))
    desk.until_text("Another paragraph.")
    desk.until("scrollY === 2000")
    assert not desk.is_the_same


def test_a_page_that_nobody_sees_catches_up_when_it_is_seen(desk: Desk) -> None:
    desk.open(ORE)
    page = desk.driver.current_window_handle
    desk.driver.switch_to.new_window("tab")
    other = desk.driver.current_window_handle
    try:
        events = desk.session.events()
        desk.site.briefing("ore", "On richer ore.", tags=["tin"])
        assert ORE in str(events.next("reload")["paths"])
        events.close()
    finally:
        desk.driver.switch_to.window(other)
        desk.driver.close()
        desk.driver.switch_to.window(page)
    desk.until_text("On richer ore.")


def test_a_page_outlives_the_session(desk: Desk) -> None:
    desk.open(ORE)
    port = str(desk.session.port)
    desk.session.end()
    desk.site.briefing("ore", "On richer ore.", tags=["tin"])
    desk.session = Session(desk.site, "--port", port)
    desk.until_text("On richer ore.")


def test_a_site_that_was_never_good_appears_when_it_is(desk: Desk) -> None:
    desk.session.kill()
    shutil.rmtree(desk.site.folder / ".headframe")
    file = desk.site.briefing("bad", tagz=["x"])
    desk.session = Session(desk.site)
    desk.open(ORE)
    assert "there is no field tagz" in desk.run("return document.body.innerText")
    assert desk.run("return document.querySelector('headframe-preview')") is None
    file.write_text(file.read_text().replace("tagz", "tegs"))
    desk.until_text("there is no field tegs")
    assert barriers(desk.driver) == []
    file.unlink()
    desk.until_text("On ore.")


# What is wrong


@pytest.fixture
def failing(desk: Desk) -> Desk:
    """A desk with a page open, two errors over it."""
    long = "x" * 200
    desk.site.briefing("bad", "Text.", tagz=["x"], sauces=[long])
    desk.open(ORE)
    desk.until_overlay()
    return desk


def test_a_page_opened_amid_an_error_shows_it(failing: Desk) -> None:
    failing.open("2026/02/tin/")
    assert "there is no field tagz" in failing.until_overlay()
    assert "On tin." in failing.run("return document.body.innerText")


def test_the_overlay_can_be_laid_aside_and_taken_up(failing: Desk) -> None:
    dialog = f"{OVERLAY}.querySelector('dialog')"
    assert failing.run(f"return {dialog}.getAttribute('role')") == "alertdialog"
    assert failing.run(f"return {dialog}.contains({OVERLAY}.activeElement)")
    failing.press(Keys.ESCAPE)
    failing.until(f"!{dialog}.open")
    failing.until(f"{OVERLAY}.activeElement.className === 'open'")
    failing.press(Keys.ENTER)
    failing.until(f"{dialog}.open")
    failing.run(f"{OVERLAY}.querySelector('.close').click()")
    failing.until(f"!{dialog}.open")
    failing.site.briefing("bad", "Text.", tagz=["x"], sources=["Reuters"])
    assert "1 error" in failing.until_overlay()
    (failing.site.folder / "content/briefings/bad.md").unlink()
    failing.until_no_overlay()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (360, "light"), (320, "dark")])
def test_the_overlay_has_no_barrier_and_fits(failing: Desk, width: int, scheme: str) -> None:
    blocked(failing.driver)  # which tells of axe-core's own styles in the page before, if it was run there
    failing.open(ORE, width, scheme)
    failing.until_overlay()
    assert blocked(failing.driver) == []
    assert barriers(failing.driver) == []
    box = failing.run(f"return {OVERLAY}.querySelector('dialog').getBoundingClientRect()")
    assert 0 <= box["left"] <= box["right"] <= width
    assert 0 <= box["top"] <= box["bottom"] <= 900
    assert failing.run(f"return {OVERLAY}.querySelector('dialog').scrollWidth") <= box["width"]


def test_no_style_of_a_page_reaches_the_overlay(desk: Desk) -> None:
    desk.site.write(
        "layouts/assets/css/headframe.css",
        "* { color: red !important; font-size: 3px !important; text-transform: uppercase } dialog, p { display: none }",
    )
    desk.site.briefing("bad", "Text.", tagz=["x"])
    desk.open(ORE)
    assert "there is no field tagz" in desk.until_overlay()
    style = f"getComputedStyle({OVERLAY}.querySelector('.message'))"
    assert desk.run(f"return [{style}.fontSize, {style}.textTransform, {style}.display]") == ["16px", "none", "block"]


def test_nothing_of_the_preview_is_on_paper(failing: Desk) -> None:
    failing.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert failing.run(f"return getComputedStyle({OVERLAY}.querySelector('dialog')).display") == "none"
    assert failing.driver.find_element(By.TAG_NAME, "article").is_displayed()
    failing.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})

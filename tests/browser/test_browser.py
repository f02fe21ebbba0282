"""This repository's own site in Chromium: axe-core finds nothing, nothing is blocked, nothing overflows."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from selenium import webdriver
from sites.runner import Site

from browser.chrome import barriers, blocked, look, module, served

PAGES = {
    "home": "/",
    "an older page": "/page/1/",
    "briefing": "/2026/02/china-domestic-mineral-exploration/",
    "pictured briefing": "/2023/09/gallium-exports-zero/",
    "sponsored briefing": "/2026/01/example-sponsored-briefing/",
    "chart": "/2025/11/china-suspends-gallium-ban/",
    "map": "/2026/02/zimbabwe-freezes-lithium-exports/",
    "tag": "/tags/export-controls/",
    "company": "/companies/lse-rio/",
    "terms": "/commodities/",
    "archive": "/archive/2025/",
    "corrections": "/corrections/",
    "feeds": "/feeds/",
    "about": "/about/",
    "search": "/search/",
    "not found": "/404.html",
}
PICTURED = "/2023/09/gallium-exports-zero/"
CHOSEN = """
const done = arguments[arguments.length - 1], image = document.querySelector("img.u-featured");
image.decode().then(() => done([image.currentSrc, image.naturalWidth / image.naturalHeight, image.width, image.height]),
                    error => done([String(error), 0, 0, 1]));
"""
LOADED = """
const done = arguments[arguments.length - 1], image = new Image();
image.onload = () => done([image.naturalWidth, image.naturalHeight]);
image.onerror = () => done([0, 0]);
image.src = arguments[0];
"""


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (360, "light"), (320, "dark")])
def test_a_page_has_no_barrier_and_fits(
    chromium: webdriver.Chrome, address: str, path: str, width: int, scheme: str
) -> None:
    look(chromium, address + path, width, scheme)
    assert chromium.execute_script("return document.documentElement.scrollWidth") <= width
    assert chromium.execute_script("return matchMedia('(prefers-color-scheme: dark)').matches") is (scheme == "dark")
    assert barriers(chromium) == []
    assert blocked(chromium) == []


def test_a_bad_page_is_found_out(chromium: webdriver.Chrome, tmp_path: Path) -> None:
    """So that the test above can fail."""
    bad = (
        '<p style="color: red">Pale words<p id="wide">Wide words<script>1</script><img src="https://example.com/x.png">'
    )
    css = "p { color: #eee; background: #fff } #wide { width: 2000px }"
    (tmp_path / "bad.css").write_text(css, "utf-8")
    page = f'<!doctype html><title>Bad</title><link rel="stylesheet" href="bad.css">{bad}'
    (tmp_path / "bad.html").write_text(page, "utf-8")
    with served(tmp_path) as url:
        look(chromium, f"{url}/bad.html", 1280, "light")
        found = {violation.partition(":")[0] for violation in barriers(chromium)}
        assert {"color-contrast", "html-has-lang", "image-alt"} <= found
        told = " ".join(blocked(chromium))
        assert told.count("Content Security Policy") >= 3
        assert chromium.execute_script("return document.documentElement.scrollWidth") > 1280


@pytest.mark.parametrize(
    ("width", "density", "chosen"), [(360, 1, ".400w.webp"), (360, 2, ".800w.webp"), (1280, 1, ".800w.webp")]
)
def test_a_browser_takes_the_picture_that_fits(
    chromium: webdriver.Chrome, address: str, width: int, density: int, chosen: str
) -> None:
    look(chromium, "about:blank", width, "light")
    screen = {"width": width, "height": 900, "deviceScaleFactor": density, "mobile": width < 500}
    chromium.execute_cdp_cmd("Network.clearBrowserCache", {})
    chromium.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    chromium.get(address + PICTURED)
    source, natural, shown, height = chromium.execute_async_script(CHOSEN)
    assert source == f"{address}/media/gallium-germanium-exports-2023.png{chosen}"
    assert shown <= width
    assert abs(natural - shown / height) < 0.02


def test_the_card_that_a_page_names_is_there_in_the_size_that_it_says(
    chromium: webdriver.Chrome, address: str, site: Site
) -> None:
    for path in (PICTURED, PAGES["briefing"], PAGES["sponsored briefing"]):
        chromium.get(address + path)
        named = chromium.execute_script(
            "return [...document.querySelectorAll('meta[property^=\"og:image\"]')].map(m => m.content)"
        )
        url = named[0].replace("https://headframe.example.org", address)
        assert url == f"{address}{path}card.png"
        assert named[1:3] == ["1200", "630"]
        assert chromium.execute_async_script(LOADED, url) == [1200, 630]


def test_a_telephone_has_an_icon_for_its_home_screen(chromium: webdriver.Chrome, address: str) -> None:
    look(chromium, address, 360, "light")
    icon = chromium.execute_script("return document.querySelector('link[rel=apple-touch-icon]')?.href")
    assert icon
    assert chromium.execute_async_script(LOADED, icon) == [180, 180]


def test_no_page_but_search_has_a_script(site: Site) -> None:
    pages = [p for p in site.output.rglob("*.html") if "search" not in p.parts]
    assert pages
    scripts = [p for p in pages if "<script" in p.read_text("utf-8").replace('<script type="application/ld+json">', "")]
    assert scripts == []


def test_a_briefing_weighs_little(site: Site) -> None:
    page = (site.output / "2026/02/china-domestic-mineral-exploration/index.html").stat().st_size
    assets = sum(
        p.stat().st_size for p in (site.output / "assets").rglob("*") if p.is_file() and "search" not in p.parts
    )
    assert page + assets < 60_000


def test_the_validator_finds_no_error_in_any_page(tool: Callable[[str], str], site: Site) -> None:
    jar = module("vnu-jar/build/dist/vnu.jar")
    command = [tool("java"), "-jar", str(jar), "--format", "json", "--exit-zero-always", "--skip-non-html"]
    done = subprocess.run([*command, str(site.output)], capture_output=True, text=True, check=True, timeout=300)
    messages = json.loads(done.stderr)["messages"]
    shown = [f"{m.get('url', '')}:{m.get('lastLine', 0)}: {m['message']}" for m in messages if m["type"] == "error"]
    assert shown == []


def test_every_page_that_is_looked_at_is_there(site: Site) -> None:
    files = [path[1:] + "index.html" if path.endswith("/") else path[1:] for path in PAGES.values()]
    assert [file for file in files if not (site.output / file).is_file()] == []

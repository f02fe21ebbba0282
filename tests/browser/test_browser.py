"""This repository's own site in Chromium: axe-core finds nothing, nothing is blocked, nothing overflows."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options as ChromeOptions
from selenium.webdriver.chrome.service import Service
from sites.runner import REPOSITORY, Site

MODULES = Path(__file__).parent / "node_modules"
POLICY = "default-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'"
PAGES = {
    "home": "/",
    "an older page": "/page/1/",
    "briefing": "/2026/02/china-domestic-mineral-exploration/",
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
    "not found": "/404.html",
}
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync --disable-dev-shm-usage --hide-scrollbars"
)
AXE = """
const done = arguments[arguments.length - 1];
axe.run(document, {rules: {"target-size": {enabled: true}}}).then(
  found => done(found.violations.map(
    violation => violation.id + ": " + violation.nodes.map(n => n.target + " " + n.failureSummary).join("; "))),
  error => done([String(error)]));
"""

CHARTS = """
const shown = name => document.querySelector(".chart-" + name).getBoundingClientRect().height > 0;
const boxes = {wide: shown("wide"), narrow: shown("narrow")};
const picture = document.querySelector(boxes.wide ? ".chart-wide svg" : ".chart-narrow svg");
const words = picture.querySelector("text");
const scale = picture.getBoundingClientRect().width / picture.viewBox.baseVal.width;
return {
  boxes, width: picture.getBoundingClientRect().right, letters: scale * parseFloat(getComputedStyle(words).fontSize),
  color: getComputedStyle(words).fill,
};
"""


def module(name: str) -> Path:
    """A file of an npm package; without it the test is skipped, unless HEADFRAME_REQUIRE_TOOLS=1."""
    file = MODULES / name
    if not file.is_file():
        missing = f"there is no {file}: run `npm ci` in tests/browser"
        if os.environ.get("HEADFRAME_REQUIRE_TOOLS") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    return file


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """This repository's site, built."""
    site = Site.copy_of(REPOSITORY, tmp_path_factory.mktemp("browser") / "site")
    site.build()
    return site


class _Handler(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A folder served on loopback under a strict policy."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def address(site: Site) -> Iterator[str]:
    """The site, served."""
    with served(site.output) as url:
        yield url


@pytest.fixture(scope="module")
def chromium(tool: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """Chromium with an empty profile."""
    options = ChromeOptions()
    options.binary_location = tool("chromium")
    for flag in [*FLAGS.split(), f"--user-data-dir={tmp_path_factory.mktemp('profile')}"]:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options, Service(tool("chromedriver")))
    driver.set_script_timeout(60)
    yield driver
    driver.quit()


def look(driver: webdriver.Chrome, url: str, width: int, scheme: str) -> None:
    """Open a page at a width in CSS pixels and a colour scheme."""
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    screen = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    driver.get(url)


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


@pytest.mark.parametrize(("width", "shown"), [(1280, "wide"), (560, "wide"), (540, "narrow"), (320, "narrow")])
def test_a_chart_is_drawn_for_the_width_and_in_the_colours_of_the_scheme(
    chromium: webdriver.Chrome, address: str, width: int, shown: str
) -> None:
    colors = set()
    for scheme in ("light", "dark"):
        look(chromium, address + PAGES["chart"], width, scheme)
        seen = chromium.execute_script(CHARTS)
        assert [size for size, box in seen["boxes"].items() if box] == [shown]
        assert 10 <= seen["letters"] <= 17
        assert seen["width"] <= width
        colors.add(seen["color"])
    assert len(colors) == 2


def test_the_data_of_a_chart_can_be_opened_with_the_keyboard(chromium: webdriver.Chrome, address: str) -> None:
    look(chromium, address + PAGES["map"], 1280, "light")
    chromium.execute_script("document.querySelector('.chart-data summary').focus()")
    chromium.switch_to.active_element.send_keys(" ")
    assert chromium.execute_script("return document.querySelector('.chart-data').open")
    assert barriers(chromium) == []


def barriers(driver: webdriver.Chrome) -> list[str]:
    """What axe-core finds wrong with the page that is open."""
    driver.execute_script(module("axe-core/axe.min.js").read_text(encoding="utf-8"))
    return list(driver.execute_async_script(AXE))


def blocked(driver: webdriver.Chrome) -> list[str]:
    """What the browser's console says of the page that is open, but for an icon that nobody named."""
    return [entry["message"] for entry in driver.get_log("browser") if "favicon" not in entry["message"]]


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


def test_no_page_but_search_has_a_script(site: Site) -> None:
    pages = [p for p in site.output.rglob("*.html") if "search" not in p.parts]
    assert pages
    scripts = [p for p in pages if "<script" in p.read_text("utf-8").replace('<script type="application/ld+json">', "")]
    assert scripts == []


def test_a_briefing_weighs_little(site: Site) -> None:
    page = (site.output / "2026/02/china-domestic-mineral-exploration/index.html").stat().st_size
    assets = sum(p.stat().st_size for p in (site.output / "assets").rglob("*") if p.is_file())
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

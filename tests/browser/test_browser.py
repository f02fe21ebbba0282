"""This repository's own site in Chromium: axe-core finds nothing, nothing is blocked, nothing overflows."""

from __future__ import annotations

import json
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
from sites.runner import REPOSITORY, Site

from browser.eyes import barriers, blocked, look, module

POLICY = "default-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'"
PAGES = {
    "home": "/",
    "an older page": "/page/1/",
    "briefing": "/2026/02/china-domestic-mineral-exploration/",
    "sponsored briefing": "/2026/01/example-sponsored-briefing/",
    "tag": "/tags/export-controls/",
    "company": "/companies/lse-rio/",
    "terms": "/commodities/",
    "archive": "/archive/2025/",
    "corrections": "/corrections/",
    "feeds": "/feeds/",
    "about": "/about/",
    "not found": "/404.html",
}


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

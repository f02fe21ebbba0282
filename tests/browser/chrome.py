"""A real browser, and pages for it to look at, under the policy that docs/deploying.md recommends."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver

MODULES = Path(__file__).parent / "node_modules"
POLICY = "default-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'"
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync --disable-dev-shm-usage --hide-scrollbars"
)
UNSTYLED = "return [...document.querySelectorAll('link[rel~=stylesheet]')].some(link => link.sheet === null)"
AXE = """
const done = arguments[arguments.length - 1];
axe.run(document, {rules: {"target-size": {enabled: true}}}).then(
  found => done(found.violations.map(
    violation => violation.id + ": " + violation.nodes.map(n => n.target + " " + n.failureSummary).join("; "))),
  error => done([String(error)]));
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


class _Server(ThreadingHTTPServer):
    request_queue_size = 128


class _Handler(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A folder served on loopback under a strict policy."""
    server = _Server(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def look(driver: webdriver.Chrome, url: str, width: int, scheme: str) -> None:
    """Open a page at a width in CSS pixels and a colour scheme, once more if its style was lost on the way.

    On a busy machine Chromium now and then gives a connection up, and a page without its style fits no screen.
    """
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    screen = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    driver.get(url)
    if driver.execute_script(UNSTYLED):
        blocked(driver)
        driver.get(url)


def barriers(driver: webdriver.Chrome) -> list[str]:
    """What axe-core finds wrong with the page that is open."""
    driver.execute_script(module("axe-core/axe.min.js").read_text(encoding="utf-8"))
    return list(driver.execute_async_script(AXE))


def blocked(driver: webdriver.Chrome) -> list[str]:
    """What the browser's console says of the page that is open, but for an icon that nobody named."""
    return [entry["message"] for entry in driver.get_log("browser") if "favicon" not in entry["message"]]

"""Looking at a page: at a width, in a colour scheme, for barriers and for what a browser complains of."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from selenium import webdriver

MODULES = Path(__file__).parent / "node_modules"
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


def look(driver: webdriver.Chrome, url: str, width: int, scheme: str) -> None:
    """Open a page at a width in CSS pixels and a colour scheme."""
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    screen = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    driver.get(url)


def barriers(driver: webdriver.Chrome) -> list[str]:
    """What axe-core finds wrong with the page that is open."""
    driver.execute_script(module("axe-core/axe.min.js").read_text(encoding="utf-8"))
    return list(driver.execute_async_script(AXE))


def blocked(driver: webdriver.Chrome) -> list[str]:
    """What the browser's console says of the page that is open, but for an icon that nobody named."""
    return [entry["message"] for entry in driver.get_log("browser") if "favicon" not in entry["message"]]

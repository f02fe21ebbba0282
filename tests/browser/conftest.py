"""This repository's own site, and Chromium to look at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options as ChromeOptions
from selenium.webdriver.chrome.service import Service
from sites.runner import REPOSITORY, Site

from browser.chrome import FLAGS, served


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """This repository's site, built."""
    site = Site.copy_of(REPOSITORY, tmp_path_factory.mktemp("browser") / "site")
    site.build()
    return site


@pytest.fixture(scope="session")
def address(site: Site) -> Iterator[str]:
    """The site, served."""
    with served(site.output) as url:
        yield url


@pytest.fixture(scope="session")
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

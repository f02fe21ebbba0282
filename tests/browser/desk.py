"""An editor's screen: a session in a terminal, and a page of it in a browser."""

from __future__ import annotations

from typing import Any

from selenium import webdriver
from selenium.webdriver.support.ui import WebDriverWait
from sites.runner import Site
from sites.session import Session

from browser.chrome import look

PATIENCE_SECONDS = 60
OVERLAY = "document.querySelector('headframe-preview')?.shadowRoot"


class Desk:
    """An editor's screen: a session in a terminal, and a page of it in a browser."""

    def __init__(self, site: Site, driver: webdriver.Chrome) -> None:
        self.site = site
        self.driver = driver
        self.session = Session(site)
        assert self.session.url  # it is built, and good

    def open(self, path: str, width: int = 1280, scheme: str = "light") -> None:
        """Open a page of the site, and mark it."""
        look(self.driver, self.session.url + path, width, scheme)
        self.mark()

    def mark(self) -> None:
        """Have the page remember that it has not been loaded anew since."""
        self.run("window.isTheSame = true")

    @property
    def is_the_same(self) -> bool:
        return bool(self.run("return window.isTheSame === true"))

    def run(self, script: str) -> Any:
        return self.driver.execute_script(script)

    def press(self, key: str) -> None:
        """Press a key, wherever the focus is."""
        webdriver.ActionChains(self.driver).send_keys(key).perform()

    def until(self, script: str) -> Any:
        """Wait until an expression is true in the page; its value."""
        wait = WebDriverWait(self.driver, PATIENCE_SECONDS, poll_frequency=0.05)
        return wait.until(lambda driver: driver.execute_script(f"return {script}"), f"not true: {script}")

    def until_text(self, text: str) -> None:
        self.until(f"document.body?.innerText.includes({text!r})")

    def until_reloaded(self) -> None:
        self.until("window.isTheSame === undefined && document.readyState === 'complete'")

    def until_overlay(self) -> str:
        """Wait until what is wrong is laid over the page; its text."""
        self.until(f"{OVERLAY}?.querySelector('dialog').open")
        return str(self.run(f"return {OVERLAY}.querySelector('dialog').innerText"))

    def until_no_overlay(self) -> None:
        self.until("document.querySelector('headframe-preview') === null")

"""What browsers show and are told after each build."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from loopback import heard
from newsroom import lay

from generator.diagnostic import Diagnostic, Span
from generator.serve.app import BEING_BUILT, Finding, Shown
from generator.serve.channel import Channel
from generator.serve.news import News
from generator.serve.preview import options
from generator.serve.screen import Screen, home_of

TEXT = "---\ntitel: Ore\n---\n"
ERROR = Diagnostic("unknown-field", "there is no field titel", Span("content/briefings/ore.md", 2, 1, 5), "title?")
WARNING = Diagnostic("odd", "odd", Span("content/x"), severity="warning")
GOOD = News(done=True)
BAD = News(done=True, failed=True, diagnostics=(WARNING, ERROR))


ALL = {"type": "reload", "paths": None}
MENDED = {"type": "mended"}


class Browser:
    """A site's screen, seen from an open page."""

    def __init__(self, site: Path) -> None:
        self.shown = Shown(notice=BEING_BUILT)
        self.channel = Channel("run")
        self._screen = Screen(options(site), self.shown, self.channel)

    def told(self, news: News, home: str | None = "/") -> list[dict[str, Any]]:
        """What a page that was open is told of some news."""
        mark = self.channel.mark
        self._screen.show(news, home)
        return heard(self.channel, mark)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return lay(
        tmp_path / "site",
        {"content/site.yaml": "title: A\nurl: https://example.org/brief/\n", "content/briefings/ore.md": TEXT},
    )


@pytest.fixture
def browser(site: Path) -> Browser:
    """A browser with the site in it."""
    browser = Browser(site)
    assert browser.told(GOOD) == [MENDED, ALL]
    assert browser.shown == Shown("/", None)
    return browser


# A site that is there


def test_pages_are_told_which_addresses_have_changed(browser: Browser) -> None:
    news = News(done=True, written=("index.html", "a/index.html", "feed.xml", "b.html"), removed=("ä b/index.html",))
    assert browser.told(news, "/brief/") == [
        MENDED,
        {"type": "reload", "paths": ["/brief/", "/brief/a/", "/brief/b.html", "/brief/feed.xml", "/brief/ä b/"]},
    ]
    assert browser.shown.home == "/brief/"


def test_where_nothing_changed_nobody_is_told(browser: Browser) -> None:
    mark = browser.channel.mark
    assert browser.told(GOOD) == [MENDED]
    assert browser.channel.mark == mark


def test_a_first_part_is_shown_at_once(browser: Browser) -> None:
    assert browser.told(News(done=False, written=("a/index.html",))) == [MENDED, {"type": "reload", "paths": ["/a/"]}]


def test_an_error_is_laid_over_the_site_with_all_that_a_terminal_says(browser: Browser) -> None:
    (event,) = browser.told(BAD)
    assert browser.shown.notice is None
    assert (event["type"], event["title"]) == ("error", "1 error")
    assert event["diagnostics"] == [
        {
            "place": "content/briefings/ore.md:2:1",
            "code": "unknown-field",
            "message": "there is no field titel",
            "help": "title?",
            "excerpt": ["    2 | titel: Ore", "      | ^^^^^"],
        }
    ]
    assert event["text"].startswith(
        "content/briefings/ore.md:2:1: error[unknown-field]: there is no field titel\n    2 | titel"
    )
    assert "last good build" in event["more"]


def test_very_many_errors_are_in_the_terminal(browser: Browser) -> None:
    errors = tuple(Diagnostic("x", f"error {n}", Span("content/x")) for n in range(60))
    (event,) = browser.told(News(done=True, failed=True, diagnostics=errors))
    assert (event["title"], len(event["diagnostics"])) == ("60 errors", 50)
    assert event["more"].startswith("10 more in the terminal. ")


def test_an_error_stays_until_a_build_is_wholly_done(browser: Browser) -> None:
    assert [event["type"] for event in browser.told(BAD)] == ["error"]
    assert [event["type"] for event in browser.told(News(done=False, written=("a/index.html",)))] == ["error", "reload"]
    assert browser.told(GOOD) == [MENDED]


def test_an_error_that_stays_is_told_again(browser: Browser) -> None:
    editions = [browser.told(BAD)[0]["edition"] for _ in range(2)]
    assert editions[0] < editions[1]


def test_a_base_path_stays_while_the_settings_are_broken(browser: Browser) -> None:
    browser.told(GOOD, "/brief/")
    browser.told(BAD, None)
    assert browser.shown == Shown("/brief/", None)


# None yet


def test_the_first_site_is_loaded_by_every_page(site: Path) -> None:
    browser = Browser(site)
    assert browser.told(News(done=False, written=("index.html",))) == []
    assert browser.shown.notice == BEING_BUILT
    assert browser.told(News(done=True, written=("index.html",)), "/brief/") == [MENDED, ALL]
    assert browser.shown == Shown("/brief/", None)


def test_without_a_site_the_errors_have_the_page(site: Path) -> None:
    browser = Browser(site)
    assert [event["type"] for event in browser.told(BAD)] == ["error", "reload"]
    notice = browser.shown.notice
    assert notice is not None
    assert notice.title == "The site cannot be built: 1 error"
    assert notice.findings == (
        Finding(
            "content/briefings/ore.md:2:1",
            "unknown-field",
            "there is no field titel",
            "title?",
            ("    2 | titel: Ore", "      | ^^^^^"),
        ),
    )
    assert browser.told(BAD)[-1] == ALL
    assert browser.told(GOOD) == [MENDED, ALL]
    assert browser.shown.notice is None


def test_the_site_of_an_earlier_day_is_better_than_none(site: Path) -> None:
    lay(site, {".headframe/preview/.headframe.json": "{}"})
    browser = Browser(site)
    assert [event["type"] for event in browser.told(BAD, "/brief/")] == ["error", "reload"]
    assert browser.shown == Shown("/brief/", None)


def test_no_site_is_shown_whose_place_is_unknown(site: Path) -> None:
    lay(site, {".headframe/preview/.headframe.json": "{}"})
    browser = Browser(site)
    browser.told(BAD, None)
    assert browser.shown.notice is not None


# Where it is


def test_a_site_lies_where_its_settings_say(site: Path) -> None:
    assert home_of(site) == "/brief/"


@pytest.mark.parametrize("text", ["title: A\nurl: nonsense\n", "title: [", "titel: A", b"\xff", None])
def test_broken_settings_say_nothing_of_it(text: str | bytes | None, site: Path) -> None:
    (site / "content/site.yaml").unlink()
    if text is not None:
        lay(site, {"content/site.yaml": text})
    assert home_of(site) is None

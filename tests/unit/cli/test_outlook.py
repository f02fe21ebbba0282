"""`headframe next`, as an editor, a timer and a script read it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from newsroom import lay
from shaft import SITE, text

from generator.cli import main
from generator.cli.outlook import _distance

NEXT = """\
Sunday, March 1, 2026, 6:00 AM EST, in 8 days 18 hours (2026-03-01T06:00:00-05:00)
  appears  Tin is dear
           https://example.org/brief/2026/03/tin-price/
           content/briefings/2026-03-01-tin-price.md

A build from then on changes these files:
               new  changed  removed
  briefings      1        4        –  /brief/2026/02/bisie/, /brief/2026/02/copper/ and 3 more
  lists          2        9        –  /brief/, /brief/archive/, /brief/sources/ and 8 more
  feeds          –        4        –  /brief/atom.xml, /brief/feed.json and 2 more
  other files    –        2        –  /brief/news-sitemap.xml, /brief/sitemap.xml
"""
REST = """\

Friday, January 1, 2027, 12:00 AM EST, in 314 days 12 hours (2027-01-01T00:00:00-05:00)
  vanishes  Bisie’s tin mine reopens
            https://example.org/brief/2026/02/bisie/
            content/briefings/2026-02-10-bisie.md
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COLUMNS", "100")
    return lay(tmp_path / "site", SITE)


def next_(site: Path, *arguments: str, as_of: str = "2026-02-20T12:00") -> Result:
    return CliRunner().invoke(main, ["next", "--site", str(site), "--as-of", as_of, "--jobs", "1", *arguments])


def test_the_next_instant_is_told_with_what_changes(site: Path) -> None:
    done = next_(site)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == NEXT + "\nAfter that the site changes once more; --all says when.\n"


def test_all_instants_are_told_if_asked_for(site: Path) -> None:
    assert next_(site, "--all").stdout == NEXT + REST


def test_every_file_is_named_if_asked_for(site: Path) -> None:
    told = next_(site, "-v").stdout
    assert "  + 2026/03/tin-price/index.html\n" in told
    assert "  ~ tags/tin/feed.xml\n" in told
    assert "  - 2026/02/bisie/index.html\n" in next_(site, "-v", as_of="2026-03-02").stdout


def test_a_timer_gets_the_bare_instant(site: Path) -> None:
    done = next_(site, "-q")
    assert (done.exit_code, done.output) == (0, "2026-03-01T06:00:00-05:00\n")
    assert next_(site, "-q", "--all").output == "2026-03-01T06:00:00-05:00\n2027-01-01T00:00:00-05:00\n"


def test_that_nothing_is_to_come_is_told_and_no_error(site: Path) -> None:
    done = next_(site, as_of="2027-01-01T00:00")
    assert (done.exit_code, done.stdout) == (
        0,
        "Nothing is scheduled and nothing expires: the site stays as it is until somebody edits it.\n",
    )
    done = next_(site, "-q", as_of="2027-01-01T00:00")
    assert (done.exit_code, done.output) == (0, "")
    assert json.loads(next_(site, "--format", "json", "--all", as_of="2028-01-01").stdout) == {
        "diagnostics": [],
        "as_of": "2028-01-01T00:00:00-05:00",
        "next": None,
        "instants": [],
    }


def test_a_script_gets_one_document(site: Path) -> None:
    told = json.loads(next_(site, "--format", "json", "--all").stdout)
    outputs = told["next"].pop("outputs")
    assert outputs["new"] == [
        "2026/03/tin-price/index.html",
        "tags/tin/page/1/index.html",
        "tags/tin/page/2/index.html",
    ]
    assert "feed.xml" in outputs["changed"]
    assert outputs["removed"] == []
    assert told["next"] == {
        "at": "2026-03-01T06:00:00-05:00",
        "seconds": 8 * 86_400 + 18 * 3_600,
        "appearing": [
            {
                "file": "content/briefings/2026-03-01-tin-price.md",
                "title": "Tin is dear",
                "url": "https://example.org/brief/2026/03/tin-price/",
            }
        ],
        "vanishing": [],
        "unmarked": [],
    }
    assert [instant["at"] for instant in told["instants"]] == ["2026-03-01T06:00:00-05:00", "2027-01-01T00:00:00-05:00"]
    assert "instants" not in json.loads(next_(site, "--format", "json").stdout)


def test_an_error_is_told_with_the_instant_that_stays(site: Path) -> None:
    lay(site, {"content/briefings/2026-03-01-tin-price.md": text("Tin", "2026-03-01", "[x](nonesuch.md)")})
    done = next_(site)
    assert done.exit_code == 1
    assert "content/briefings/2026-03-01-tin-price.md:6:5: error[missing-link]" in done.stderr
    assert done.stdout.startswith("Sunday, March 1, 2026, 12:00 AM EST, in 8 days 12 hours")
    assert "What a build changes then is not known until the errors are fixed.\n" in done.stdout
    assert next_(site, "-q").stdout == "2026-03-01T00:00:00-05:00\n"
    assert json.loads(next_(site, "--format", "json").stdout)["next"]["outputs"] is None


def test_a_site_without_settings_is_an_error(tmp_path: Path) -> None:
    done = next_(lay(tmp_path, {"content/briefings/x.md": "x"}))
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.endswith("1 error; the next instant is not known\n")


@pytest.mark.parametrize(
    ("apart", "words"),
    [
        (timedelta(milliseconds=5), "less than a second"),
        (timedelta(seconds=1), "1 second"),
        (timedelta(minutes=14, seconds=59), "14 minutes 59 seconds"),
        (timedelta(hours=3, seconds=5), "3 hours"),
        (timedelta(days=1, hours=1, minutes=1), "1 day 1 hour"),
        (timedelta(days=1134, minutes=59), "1,134 days"),
    ],
)
def test_a_distance_is_told_by_its_two_greatest_units(apart: timedelta, words: str) -> None:
    assert _distance(apart) == words

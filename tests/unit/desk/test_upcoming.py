"""When a site changes by itself."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from newsroom import briefing, codes, lay, moment, settings

from generator import engine
from generator.desk.upcoming import Turn, Upcoming, turns, upcoming
from generator.request import Options

AS_OF = datetime(2026, 2, 20, 12, tzinfo=UTC)
SETTINGS = "title: The Shaft\nurl: https://example.org/\nrequire: []\ntimezone: America/Toronto\ncards: false\n"
SITE: dict[str, str | bytes] = {
    "content/site.yaml": SETTINGS,
    "content/briefings/ore.md": "---\ntitle: Ore\ndate: 2026-02-01\n---\nOn ore.\n",
    "content/briefings/tin.md": "---\ntitle: Tin\ndate: 2026-02-21T07:00\n---\nOn [ore](ore.md).\n",
}


def told(found: tuple[Turn, ...]) -> list[tuple[str, list[str], list[str], list[str]]]:
    """The instants in UTC, and the titles of what appears, vanishes, loses its mark."""
    return [
        (
            turn.at.astimezone(UTC).isoformat()[:16],
            *([page.title for page in those] for those in (turn.appearing, turn.vanishing, turn.unmarked)),
        )
        for turn in found
    ]


def look(site: Path, as_of: datetime = AS_OF, **fields: Any) -> Upcoming:
    options = Options(site, site / "public", as_of, jobs=1, **fields)
    return engine.examined(options, partial(upcoming, options=options))


# The instants


def test_a_scheduled_briefing_appears_on_its_date_and_vanishes_when_it_expires() -> None:
    tin = briefing("tin", "2026-02-21T07:00+00:00", expires=moment("2026-03-01"))
    assert told(turns([tin], settings(), AS_OF, ())) == [
        ("2026-02-21T07:00", ["On tin"], [], []),
        ("2026-03-01T00:00", [], ["On tin"], []),
    ]


def test_what_is_published_vanishes_only() -> None:
    ore = briefing("ore", "2026-02-01", expires=moment("2026-03-01"))
    assert told(turns([ore], settings(), AS_OF, ())) == [("2026-03-01T00:00", [], ["On ore"], [])]


@pytest.mark.parametrize(
    "quiet",
    [
        briefing("past", "2026-02-01"),
        briefing("now", "2026-02-20T12:00+00:00"),
        briefing("expired", "2026-01-01", expires=moment("2026-02-01")),
        briefing("expiring-now", "2026-01-01", expires=moment("2026-02-20T12:00+00:00")),
        briefing("draft", "2026-03-01", draft=True, expires=moment("2026-04-01")),
        briefing("never", "2026-03-02", expires=moment("2026-03-01")),
    ],
    ids=lambda quiet: quiet.slug,
)
def test_what_does_not_change_by_itself_is_no_instant(quiet: Any) -> None:
    assert turns([quiet], settings(), AS_OF, ()) == ()


def test_what_happens_at_one_instant_is_told_together_in_whatever_zones_it_is_written() -> None:
    found = turns(
        [
            briefing("tin", "2026-02-21T07:00+00:00"),
            briefing("zinc", "2026-02-21T02:00-05:00"),
            briefing("ore", "2026-02-01", expires=moment("2026-02-21T08:00+01:00")),
        ],
        settings(timezone="Asia/Tokyo"),
        AS_OF,
        (),
    )
    assert told(found) == [("2026-02-21T07:00", ["On tin", "On zinc"], ["On ore"], [])]
    assert found[0].at.isoformat() == "2026-02-21T16:00:00+09:00"


def test_in_a_preview_a_scheduled_briefing_loses_its_mark() -> None:
    tin = briefing("tin", "2026-02-21", expires=moment("2026-03-01"))
    assert told(turns([tin], settings(), AS_OF, {"scheduled"})) == [
        ("2026-02-21T00:00", [], [], ["On tin"]),
        ("2026-03-01T00:00", [], ["On tin"], []),
    ]


def test_a_briefing_has_the_address_that_it_will_have() -> None:
    site = settings(url="https://example.org/brief/", permalink="/{year}/{slug}/")
    (turn,) = turns([briefing("tin", "2026-02-21")], site, AS_OF, ())
    (page,) = turn.appearing
    assert (page.file, page.url) == ("content/briefings/tin.md", "https://example.org/brief/2026/tin/")


# What changes


def test_the_files_that_change_are_told_by_kind(tmp_path: Path) -> None:
    found = look(lay(tmp_path, SITE))
    change = found.change
    assert change
    assert change.new == (("2026/02/tin/index.html", "briefings"),)
    assert ("2026/02/ore/index.html", "briefings") in change.changed
    assert ("index.html", "lists") in change.changed
    assert ("feed.xml", "feeds") in change.changed
    assert ("sitemap.xml", "other files") in change.changed
    assert "404.html" not in [file.path for file in change.changed]
    assert change.removed == ()
    assert found.diagnostics == ()


def test_a_file_whose_bytes_stay_does_not_change(tmp_path: Path) -> None:
    """The page that it follows links to it, but for a layout that shows no neighbours."""
    site = lay(tmp_path, SITE | {"layouts/briefing.html": "{{ briefing.title }}"})
    change = look(site).change
    assert change
    assert "2026/02/ore/index.html" not in [file.path for file in change.changed]


def test_where_nothing_is_to_come_nothing_changes(tmp_path: Path) -> None:
    found = look(lay(tmp_path, SITE), datetime(2027, 1, 1, tzinfo=UTC))
    assert found.turns == ()
    assert found.diagnostics == ()


def test_nothing_is_written_to_the_output_folder(tmp_path: Path) -> None:
    look(lay(tmp_path, SITE))
    assert not (tmp_path / "public").exists()


def test_an_instant_without_a_zone_is_in_the_sites(tmp_path: Path) -> None:
    found = look(lay(tmp_path, SITE), datetime(2026, 2, 21, 6, 59))  # noqa: DTZ001 - the zone is the site's - that is the point
    assert found.as_of.isoformat() == "2026-02-21T06:59:00-05:00"
    assert told(found.turns) == [("2026-02-21T12:00", ["Tin"], [], [])]
    assert not look(tmp_path, datetime(2026, 2, 21, 7)).turns  # noqa: DTZ001 - the zone is the site's


# What is wrong


def test_the_error_of_a_scheduled_briefing_is_told_with_its_instant(tmp_path: Path) -> None:
    site = lay(
        tmp_path, SITE | {"content/briefings/tin.md": str(SITE["content/briefings/tin.md"]).replace("ore.md", "or.md")}
    )
    found = look(site)
    assert codes(found.diagnostics) == ["missing-link"]
    assert told(found.turns) == [("2026-02-21T12:00", ["Tin"], [], [])]
    assert found.change is None


def test_a_layout_that_fails_on_the_day_is_told_before(tmp_path: Path) -> None:
    layout = "{% if briefing.title == 'Tin' %}{{ nonesuch }}{% endif %}"
    found = look(lay(tmp_path, SITE | {"layouts/briefing.html": layout}))
    assert codes(found.diagnostics) == ["layout-undefined"]
    assert (len(found.turns), found.change) == (1, None)


def test_what_is_found_only_as_of_the_instant_is_told(tmp_path: Path) -> None:
    """A link to what expires leads nowhere from then on."""
    old = "---\ntitle: Old\ndate: 2026-01-01\nexpires: 2026-02-21T07:00\n---\nOld.\n"
    site = lay(tmp_path, {**SITE, "content/briefings/old.md": old})
    lay(site, {"content/briefings/ore.md": "---\ntitle: Ore\ndate: 2026-02-01\n---\n[Old](old.md)\n"})
    found = look(site)
    assert codes(found.diagnostics) == ["hidden-link"]
    assert found.change
    assert [file.path for file in found.change.removed] == ["2026/01/old/index.html"]

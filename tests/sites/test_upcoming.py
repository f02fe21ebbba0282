"""What `headframe next` tells is what builds show: the instants, to the microsecond, and the files."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from generator import engine
from generator.desk.upcoming import Upcoming, upcoming
from generator.publish import RECORD
from generator.request import Options

from .runner import Site, Tree

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)
SETTINGS = "title: A\nurl: https://example.org/\nrequire: []\ntimezone: Asia/Kolkata\nper_page: 2\ntaxonomies: [tags]\n"
TEXTS = ["On tin from Bisie.", "On tin, and rail from Bisie.", "[The first](b0.md) of March.", "Levy."]

instants = st.integers(-2, 6).map(lambda days: START + timedelta(days=days)) | st.sampled_from(
    [START + MOMENT, START + timedelta(seconds=1)]
)


@st.composite
def briefings(draw: st.DrawFn) -> dict[str, Any]:
    """A briefing's text and front matter."""
    date = draw(instants)
    fields: dict[str, Any] = {"date": date.isoformat(), "tags": draw(st.lists(st.sampled_from(["tin", "rail"])))}
    if draw(st.booleans()):
        fields["expires"] = (date + timedelta(days=draw(st.integers(1, 4)))).isoformat()
    if draw(st.integers(0, 4)) == 0:
        fields["draft"] = True
    if draw(st.booleans()):
        fields["related"] = ["b0"]
    return {"text": draw(st.sampled_from(TEXTS)), **fields}


def look(site: Site, as_of: datetime) -> Upcoming:
    options = Options(site.folder, site.output, as_of, jobs=1)
    return engine.examined(options, partial(upcoming, options=options))


def built(site: Site, as_of: datetime) -> Tree:
    """The files of a build into an empty folder."""
    with TemporaryDirectory() as folder:
        output = Site(site.folder, folder)
        site.build(output=Path(folder), as_of=as_of)
        return {path: data for path, data in output.tree().items() if path != RECORD}


@given(st.lists(briefings(), min_size=1, max_size=3))
@settings(max_examples=8, deadline=None)
def test_the_instants_are_exactly_those_at_which_a_clean_build_differs(sources: list[dict[str, Any]]) -> None:
    with TemporaryDirectory() as folder:
        site = Site.new(Path(folder), SETTINGS)
        for number, source in enumerate(sources):
            fields = dict(source)
            site.briefing(f"b{number}", fields.pop("text"), **fields)
        found, before = look(site, START), built(site, START)
        while found.turns:
            at, change = found.turns[0].at, found.change
            after = built(site, at)
            assert built(site, at - MOMENT) == before
            assert change
            assert {file.path for file in change.new} == after.keys() - before.keys()
            assert {file.path for file in change.removed} == before.keys() - after.keys()
            both = before.keys() & after.keys()
            assert {file.path for file in change.changed} == {path for path in both if before[path] != after[path]}
            assert before != after
            found, before = look(site, at), after
        assert built(site, START + timedelta(days=400)) == before

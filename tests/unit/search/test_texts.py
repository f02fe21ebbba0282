"""What results show."""

from __future__ import annotations

import json

from generator.search import shown
from generator.search.record import Record, Topic
from generator.views import Day, Prose


def test_a_result_shows_a_briefing_as_lists_do_and_quotes_its_text() -> None:
    record = Record(
        url="/brief/a/",
        title="On “ore”",
        standfirst="Ore.",
        summary="Ore.",
        date=Day("2026-02-20", "Friday, February 20, 2026", "Feb 20, 2026"),
        number=20504,
        body=Prose("digest"),
        topics=(Topic("tags", "ore", "Ore", "/brief/tags/ore/"),),
        keywords=("Wire",),
        sponsored=True,
    )
    (found,) = json.loads(shown([record], {Prose("digest"): "<p>Ore &amp; <em>tin</em>.</p>"}.__getitem__))
    assert found == {
        "url": "/brief/a/",
        "title": "On “ore”",
        "summary": "Ore.",
        "date": ["2026-02-20", "Feb 20, 2026"],
        "topics": [["Ore", "/brief/tags/ore/"]],
        "sponsored": True,
        "corrected": False,
        "text": "Ore & tin.",
    }

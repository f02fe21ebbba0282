"""A real feed reader subscribes to the feeds."""

from __future__ import annotations

import sqlite3
import subprocess
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from generator.feed import atom, rss
from generator.views import Feed, FeedItem, Person

ITEMS = tuple(
    FeedItem(
        guid=f"tag:example.org,2024:briefing-{day}",
        url=f"https://example.org/2026/02/briefing-{day}/",
        title=title,
        summary=f"The summary of {day} February.",
        body=None,
        published=f"2026-02-{day}T08:30:00+01:00",
        updated="2026-02-25T12:00:00+01:00",
        authors=(Person("The desk", "https://example.org/authors/desk/"),),
        categories=("china", "gallium"),
    )
    for day, title in [
        (20, "Beijing doubles down on exploration"),
        (19, "M&A in gold: “bigger” < better?"),
        (18, "Kobalt, cobalto, コバルト"),
        (17, "What S&P; says of copper"),
    ]
)
FEED = Feed(
    guid="tag:example.org,2024:feed",
    title="Example Briefing & Co.",
    description="A fictitious example.",
    url="https://example.org/feed.xml",
    page="https://example.org/",
    language="en",
    items=ITEMS,
    updated="2026-02-25T12:00:00+01:00",
    hub="https://hub.example.org/",
    stylesheet="https://example.org/feed.css",
)


def content(item: FeedItem) -> str:
    return f'<p>{item.guid} in <em>full</em>: 1 &lt; 2 &amp; ]]&gt; <a href="{item.url}">more</a></p>'


@pytest.mark.parametrize("write", [rss, atom])
def test_newsboat_lists_the_same_items_in_the_same_order(
    write: Callable[..., bytes], tool: Callable[[str], str], tmp_path: Path
) -> None:
    newsboat = tool("newsboat")
    feed = tmp_path / "feed.xml"
    feed.write_bytes(write(FEED, content))
    (tmp_path / "urls").write_text(feed.as_uri())
    (tmp_path / "config").write_text("")

    subprocess.run(
        [newsboat, "-u", "urls", "-c", "cache.db", "-C", "config", "-x", "reload"],
        cwd=tmp_path,
        env={"HOME": str(tmp_path), "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
        check=True,
        capture_output=True,
        timeout=60,
    )

    database = sqlite3.connect(tmp_path / "cache.db")
    channel = database.execute("SELECT title, url FROM rss_feed").fetchall()
    kept = database.execute(
        "SELECT guid, title, author, url, pubDate, content FROM rss_item ORDER BY pubDate DESC"
    ).fetchall()
    database.close()
    assert channel == [(FEED.title, FEED.page)]
    assert kept == [
        (
            item.guid,
            item.title,
            "The desk",
            item.url,
            int(datetime.fromisoformat(item.published).timestamp()),
            content(item),
        )
        for item in ITEMS
    ]

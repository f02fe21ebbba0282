"""How long the search for related articles takes on a site, and how much memory.

    python benchmarks/related.py SITE

Besides a search in full it times one by the memo of that search: with nothing changed, and with the body of one
briefing edited. How good the answers are tells `related_quality.py`.
"""

from __future__ import annotations

import re
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

import yaml

from generator.related import Document, Found, related
from generator.related.terms import Terms, read

_TAXONOMIES = ("tags", "companies", "commodities", "countries")
_NO_PROSE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|<[^>]+>|\]\([^)]*\)|https?://\S+|[*#`\[\]]", re.DOTALL)
LINKED = re.compile(r"(?:]\(|\]:\s|\"|')(?:[^\s()\"']*/)?(?:\d{4}-\d\d-\d\d-)?([a-z0-9-]+)(?:\.md|/)?(?:[)\"'#\s])")


class Text(NamedTuple):
    """A briefing as written: `source` in Markdown, `body` in plain words, `links` the slugs that it leads to."""

    key: str
    day: int
    title: str
    summary: str
    source: str
    body: str
    topics: tuple[str, ...]
    pins: tuple[str, ...]
    links: tuple[str, ...]


def plain_text(markdown: str) -> str:
    """The words without addresses and marks."""
    return _NO_PROSE.sub(" ", markdown)


def texts(site: Path) -> Iterator[Text]:
    """Every briefing that can be read."""
    for path in sorted((site / "content" / "briefings").rglob("*.md")):
        try:
            _, front, body = re.split(r"^---\s*$", path.read_text("utf-8"), maxsplit=2, flags=re.MULTILINE)
            matter = yaml.load(front, yaml.CSafeLoader)
            day = matter["date"] if isinstance(matter["date"], date) else datetime.fromisoformat(matter["date"])
        except (ValueError, yaml.YAMLError):
            continue
        yield Text(
            matter.get("slug") or re.sub(r"^\d{4}-\d\d-\d\d-", "", path.stem),
            day.toordinal(),
            str(matter["title"]),
            str(matter.get("summary") or ""),
            body,
            plain_text(body),
            tuple(str(topic) for taxonomy in _TAXONOMIES for topic in matter.get(taxonomy) or ()),
            tuple(pin for pin in matter.get("related") or () if isinstance(pin, str)),
            tuple(LINKED.findall(body)),
        )


def timed(what: str, step: Callable[[], object], times: int = 3) -> None:
    """Say what a step took, the best of some times, in seconds of one processor."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        step()
        taken.append(time.process_time() - start)
    print(f"{what}: {min(taken):.3f} s")


def search(documents: Sequence[Document], terms: Sequence[Terms], memo: bytes = b"") -> Found:
    """Five related articles for each."""
    return related(documents, 5, lambda places: [terms[place] for place in places], memo)


def edited(documents: Sequence[Document], terms: Sequence[Terms]) -> tuple[list[Document], list[Terms]]:
    """With the middle one's text half replaced by the first one's."""
    place = len(documents) // 2
    halves = [one.spelled.split("\n")[:28] for one in (terms[place], terms[0])]
    spelled = list(dict.fromkeys(halves[0] + halves[1]))
    text = Terms("\n".join(spelled), terms[place].counts[:1] * len(spelled), terms[0].mentioned, terms[0].headline)
    return (
        [*documents[:place], documents[place]._replace(digest=text.digest), *documents[place + 1 :]],
        [*terms[:place], text, *terms[place + 1 :]],
    )


def timings(documents: Sequence[Document], terms: Sequence[Terms]) -> None:
    """What a search takes: at first, in full, and by its memo. Numpy is imported in the first."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    timed(f"relating {len(documents)} briefings, with imports", lambda: search(documents, terms), times=1)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(f"peak of memory: {grown // 1024} MB beyond {before // 1024}")
    timed("relating them", lambda: search(documents, terms))
    found = search(documents, terms)
    print(f"memo: {len(found.memo) / 1e6:.1f} MB")
    timed("nothing changed", lambda: search(documents, terms, found.memo))
    site = edited(documents, terms)
    timed("one edited", lambda: search(*site, found.memo))


def main(site: Path) -> None:
    """Measure and print."""
    written = list(texts(site))
    terms: list[Terms] = []
    timed("reading terms", lambda: terms.__setitem__(slice(None), [read(t.title, t.summary, t.body) for t in written]))
    words = sum(len(t.body.split()) for t in written) // max(1, len(written))
    print(f"words of a briefing: {words}")
    known = {t.key for t in written}
    documents = [
        Document(t.key, t.day, its.digest, t.topics, links=tuple(sorted({*t.links} & known)))
        for t, its in zip(written, terms, strict=True)
    ]
    written.clear()
    timings(documents, terms)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""How long the search for related articles takes on a site, how much memory, and how often editors agree with it.

    python benchmarks/related.py SITE

Besides a search in full it times one by the memo of that search: with nothing changed, and with the body of one
briefing edited.

An editor agrees where a briefing pins another one (`related:`) or links to it in its body, and it is among the five
computed ones; pins and addresses are hidden from the search. Beside it stands the usual way: most topics in common,
then the nearest in time.
"""

from __future__ import annotations

import re
import resource
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

import yaml

from generator.related import Document, Found, related
from generator.related.terms import Terms, read

_TAXONOMIES = ("tags", "companies", "commodities", "countries")
_NO_PROSE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|<[^>]+>|\]\([^)]*\)|https?://\S+|[*#`\[\]]", re.DOTALL)
_LINKED = re.compile(r"(?:]\(|\]:\s|\"|')(?:[^\s()\"']*/)?(?:\d{4}-\d\d-\d\d-)?([a-z0-9-]+)(?:\.md|/)?(?:[)\"'#\s])")


class Text(NamedTuple):
    """A briefing as written."""

    key: str
    day: int
    title: str
    summary: str
    body: str
    topics: tuple[str, ...]
    pins: tuple[str, ...]
    links: tuple[str, ...]


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
            _NO_PROSE.sub(" ", body),
            tuple(str(topic) for taxonomy in _TAXONOMIES for topic in matter.get(taxonomy) or ()),
            tuple(pin for pin in matter.get("related") or () if isinstance(pin, str)),
            tuple(_LINKED.findall(body)),
        )


def by_topics(one: Document, documents: Sequence[Document]) -> list[str]:
    """The five with most topics in common, the nearest in time before others."""
    topics = set(one.topics)
    ranked = [
        (-len(topics.intersection(other.topics)), abs(one.day - other.day), other.key)
        for other in documents
        if other.key != one.key and not topics.isdisjoint(other.topics)
    ]
    return [key for _, _, key in sorted(ranked)[:5]]


def agreement(found: Sequence[Sequence[str]], chosen: Iterable[Sequence[str]], documents: Sequence[Document]) -> str:
    """The share of the editors' choices that were found."""
    known = {document.key for document in documents}
    wanted = [{*keys} & known - {document.key} for keys, document in zip(chosen, documents, strict=True)]
    total = sum(map(len, wanted))
    hits = sum(len(keys.intersection(five)) for keys, five in zip(wanted, found, strict=True))
    return f"{hits / total:.3f} of {total}" if total else "none"


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
    text = Terms("\n".join(spelled), terms[place].counts[:1] * len(spelled))
    return (
        [*documents[:place], documents[place]._replace(digest=text.digest), *documents[place + 1 :]],
        [*terms[:place], text, *terms[place + 1 :]],
    )


def timings(documents: Sequence[Document], terms: Sequence[Terms]) -> Found:
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
    return found


def main(site: Path) -> None:
    """Measure and print."""
    written = list(texts(site))
    terms: list[Terms] = []
    timed("reading terms", lambda: terms.__setitem__(slice(None), [read(t.title, t.summary, t.body) for t in written]))
    words = sum(len(t.body.split()) for t in written) // max(1, len(written))
    print(f"words of a briefing: {words}")
    documents = [Document(t.key, t.day, its.digest, t.topics) for t, its in zip(written, terms, strict=True)]
    pins, links = [t.pins for t in written], [t.links for t in written]
    written.clear()
    found = timings(documents, terms)
    ours = [[documents[match.place].key for match in found.of(place)] for place in range(len(documents))]
    ways = {"computed": ours}
    if len(documents) < 2_000:
        ways["by topics"] = [by_topics(document, documents) for document in documents]
    for way, five in ways.items():
        print(f"{way}: pins {agreement(five, pins, documents)}, links {agreement(five, links, documents)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

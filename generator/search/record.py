"""A briefing as it is searched, and as a result shows it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import TypeAlias

from msgspec import Struct

from generator.markdown.references import TAG
from generator.views import Day, Prose

Bodies: TypeAlias = Callable[[Prose], str]
"""Gives a body's HTML."""

_HIDDEN = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style|template)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_INLINE = frozenset(
    [
        *("a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q"),
        *("s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr"),
    ]
)
# One that nothing closes reaches to the end, as in a browser; to look for its end from each < would take hours.
_MARKUP = re.compile(rf"{TAG.pattern}|<(?:[!?]|/(?![a-zA-Z]))[^>]*+>?+")
_HOLE = re.compile("\1([0-9]+)\1")  # where a chart stands
_NOTE_MARK = re.compile(
    r'<sup class="footnote-ref"><a [^<>]*+>[^<>]*+</a></sup>|<a (?=[^<>]*class="footnote-backref")[^<>]*+>[^<>]*+</a>'
)


class Topic(Struct, frozen=True):
    """A term of a taxonomy as a filter: `slug` names it in addresses, `name` is what readers see."""

    taxonomy: str
    slug: str
    name: str
    url: str


class Record(Struct, frozen=True):
    """A briefing to search.

    `summary` is what a list shows, `standfirst` the editor's own or nothing; `keywords` are the words about it: topics,
    tickers, sources, authors. `body` leads nowhere, since links are no text, and `charts` are the words of its charts.
    `number` is the day of its date, counted from 1970.
    """

    url: str
    title: str
    standfirst: str
    summary: str
    date: Day
    number: int
    body: Prose
    charts: tuple[str, ...] = ()
    topics: tuple[Topic, ...] = ()
    keywords: tuple[str, ...] = ()
    sponsored: bool = False
    corrected: bool = False


def text_of(record: Record, bodies: Bodies) -> str:
    """The text of a briefing's body, a block a line; what no reader sees, and the marks of footnotes, left out."""
    shown = _NOTE_MARK.sub("", _HIDDEN.sub("", " ".join(bodies(record.body).split())))
    text = html.unescape(_MARKUP.sub(_between, shown))
    blocks = _HOLE.sub(lambda hole: record.charts[int(hole[1])], text).split("\n")
    return "\n".join(filter(None, map(str.strip, blocks)))


def _between(markup: re.Match[str]) -> str:
    """What stands between two texts that a tag parts."""
    return "" if (markup[2] or "").lower() in _INLINE else "\n"

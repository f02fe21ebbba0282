"""Everything about a briefing, as values."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

from generator.related.account import Verdict

Supposition = Literal["as readers see it", "as of its date", "as if published", "as previewed"]
How = Literal["body", "pinned", "computed", "recommended"]


class Page(Struct, frozen=True):
    """A briefing or page: its file from the site's folder on, its title and its address. Another site's has no file."""

    file: str
    title: str
    url: str


class Listing(Struct, frozen=True):
    """A list that holds the briefing: its address, and those of its pages on which the briefing stands.

    `position` counts from 1, of `total`, newest first; for corrections it is that of the briefing's newest one.
    """

    kind: str
    name: str
    url: str
    pages: tuple[str, ...]
    position: int
    total: int


class Feed(Struct, frozen=True):
    """A feed of what a list holds; `carried` says whether the briefing is among the newest, which it carries."""

    url: str
    kind: str
    name: str
    position: int
    total: int
    carried: bool


class Linker(Struct, frozen=True):
    """Who leads readers to the briefing: in the text, or from below it."""

    how: How
    page: Page


class Term(Struct, frozen=True):
    """A term that two briefings share, and its part in their likeness, from 0 to 1; 0 for one that is too common."""

    term: str
    share: float
    topic: bool


class Kin(Struct, frozen=True):
    """A briefing that is related or might be. The score is `likeness` times `fade` times `standing`.

    Of the likeness `headlines` and `links` are the parts, from 0 to 1, that come of these and not of terms. `verdict`
    says why it is on the page or is not (see Verdict); `reasons` are what readers see; `terms` are in the order of
    their shares; `days` lie between the two, and `newer` says that it is the later; `copied` is the title of that of
    whose text it is nearly a copy.
    """

    briefing: Page
    verdict: Verdict
    score: float
    likeness: float
    fade: float
    standing: float
    days: int
    newer: bool
    terms: tuple[Term, ...]
    headlines: float
    links: float
    reasons: tuple[str, ...] = ()
    copied: str = ""


class Related(Struct, frozen=True):
    """Related articles as the page has them, those of other sites first in `elsewhere`; and what it has not."""

    elsewhere: tuple[Page, ...]
    shown: tuple[Kin, ...]
    missed: tuple[Kin, ...]
    copies: tuple[Kin, ...]
    copies_in_all: int


class Explanation(Struct, frozen=True):
    """A briefing, and where on its site it appears at the instant `as_of`, as supposed in `explained`.

    `guid_from` is "id" or "file". Feeds carry `feed_items`. `disclosure` are the sentences of the notice. Times are in
    the site's timezone, but `date` is in the one that the editor gave.
    """

    briefing: Page
    status: str
    explained: Supposition
    as_of: datetime
    date: str
    date_line: str
    expires: datetime | None
    aliases: tuple[str, ...]
    guid: str
    guid_from: str
    previous: Page | None
    next: Page | None
    lists: tuple[Listing, ...]
    feed_items: int
    feeds: tuple[Feed, ...]
    sitemaps: tuple[str, ...]
    linked_from: tuple[Linker, ...]
    disclosure: tuple[str, ...]
    disclaimer: str
    related: Related

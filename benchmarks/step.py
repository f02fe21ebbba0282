"""The builds that are measured one after the other: what is changed before each, and how it must show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from check import faults, retitled, shows
from corpus import Briefing, one_more
from peer import Site


@dataclass(frozen=True)
class Step:
    """A change to a site; `unseen` tells in words what of it the next build does not show."""

    name: str
    change: Callable[[Site], None]
    unseen: Callable[[Site], list[str]]


_SENTENCE = "This sentence was added later."
_META = '<meta charset="utf-8">'
_EDITION = '<meta name="edition" content="second">'


def _nothing(site: Site) -> None:
    pass


def _edited(site: Site) -> Briefing:
    return site.briefings[len(site.briefings) // 2]


def _edit_body(site: Site) -> None:
    path = site.source(_edited(site))
    path.write_text(f"{path.read_text('utf-8')}\n{_SENTENCE}\n", "utf-8")


def _unseen_body(site: Site) -> list[str]:
    return shows(site.page(_edited(site)), _SENTENCE)


def _new_title(site: Site) -> str:
    return f"{_edited(site).title}, at second sight"


def _edit_title(site: Site) -> None:
    path = site.source(_edited(site))
    path.write_text(path.read_text("utf-8").replace(_edited(site).title, _new_title(site), 1), "utf-8")


def _unseen_title(site: Site) -> list[str]:
    return retitled(site, _edited(site), _new_title(site))


def _newest(site: Site) -> Briefing:
    return one_more(len(site.briefings))


def _add(site: Site) -> None:
    site.write(_newest(site))


def _unseen_newest(site: Site) -> list[str]:
    newest = _newest(site)
    return [
        *shows(site.page(newest), newest.title, newest.note),
        *shows(site.page(site.briefings[-1]), newest.path),
        *shows(site.output / "index.html", newest.path),
        *shows(site.output / site.peer.feed, newest.note),
    ]


def _edit_base(site: Site) -> None:
    path = site.folder / site.peer.base
    text = (site.peer.shipped_base or path).read_text("utf-8")
    path.parent.mkdir(exist_ok=True)
    path.write_text(text.replace(_META, _META + _EDITION, 1), "utf-8")


def _unseen_base(site: Site) -> list[str]:
    pages = [site.output / "index.html", *map(site.page, site.briefings)]
    return [fault for page in pages for fault in shows(page, _EDITION)]


STEPS = (
    Step("cold build", _nothing, faults),
    Step("nothing changed", _nothing, faults),
    Step("one body edited", _edit_body, _unseen_body),
    Step("one title edited", _edit_title, _unseen_title),
    Step("one new briefing", _add, _unseen_newest),
    Step("base template changed", _edit_base, _unseen_base),
)
COPY = "copying the finished tree"

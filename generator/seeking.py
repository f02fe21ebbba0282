"""The search for related articles as builds make it: from what the store keeps of the last one, by another process."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from typing import NamedTuple

from generator import parallel
from generator.index import Index, label
from generator.model import Settings
from generator.related import SMALL, Document, Found, Load, Search, Terms, documents
from generator.store import DamageError, Store

_ANSWERS, _COMPARISON = "related articles", "how briefings compare"

_MOST_THREADS = 4
"""They wait for Python's lock between numpy's steps: on two cores three were no quicker than two."""


class Seeker(NamedTuple):
    """What seeks related articles: told of whom, and for how many each, it lets the store know which they are."""

    tell: Callable[[tuple[bytes, int]], None]
    done: Callable[[], None]


def seeker(store: Store, briefings: int, jobs: int) -> Seeker | None:
    """A process that is ready to seek by the time that it is told of what; None where there are few briefings.

    It imports numpy meanwhile, and is forked while this process is small: a page of memory that two processes share is
    copied as soon as one of them writes to it.
    """
    return _begun(store, jobs, is_ready=True) if briefings > SMALL and jobs > 1 else None


def matches(index: Index, settings: Settings, store: Store, jobs: int, ready: Seeker | None) -> Callable[[], Found]:
    """Waits for the related articles: as they were if no briefing has changed, else sought meanwhile."""
    search, _ = asked(index, settings, store)
    known = search.repeated()
    if known is not None:
        return lambda: known
    tell, done = ready or _begun(store, jobs, is_ready=False)
    tell((search.listing, settings.related_count))

    def found() -> Found:
        done()
        memo = store.record(_ANSWERS)
        if memo is None:
            raise DamageError("the related articles are missing or damaged")
        answers = search.found(memo)
        answers.memo = b""  # which is in the store now, and would be in every process that is forked from here
        return answers

    return found


def asked(index: Index, settings: Settings, store: Store) -> tuple[Search, Load]:
    """The search that goes on from the last one, and what loads the terms that it compares."""
    return _search(list(_documents(index, settings)), settings.related_count, store)


def _begun(store: Store, jobs: int, *, is_ready: bool) -> Seeker:
    return Seeker(*parallel.ahead(partial(_seek, store, jobs, is_ready), _ANSWERS, jobs))


def _seek(store: Store, jobs: int, is_ready: bool, told: Callable[[], tuple[bytes, int]]) -> None:
    if is_ready:
        from generator.related import large  # noqa: F401 - which imports numpy; a fork is not safe after that
    listing, count = told()
    search, terms = _search(documents(listing), count, store)
    answers, comparison = search.sought(terms, min(jobs, _MOST_THREADS))
    store.note(_ANSWERS, answers)
    store.note(_COMPARISON, comparison)
    store.commit()


def _search(of: Sequence[Document], count: int, store: Store) -> tuple[Search, Load]:
    def terms(places: Sequence[int]) -> Iterator[Terms]:
        spelled = store.terms([of[place].key for place in places])
        return (Terms(*spelled[of[place].key]) for place in places)

    return Search(of, count, store.record(_ANSWERS) or b"", partial(_comparison, store)), terms


def _comparison(store: Store) -> bytes:
    """What belongs to the answers. DamageError if it is not there."""
    record = store.record(_COMPARISON)
    if record is None:
        raise DamageError("how briefings compare is missing or damaged")
    return record


def _documents(index: Index, settings: Settings) -> Iterator[Document]:
    called = cache(partial(label, settings=settings))
    for entry in index.entries:
        briefing = entry.briefing
        pinned = [index.find(pin.briefing) for pin in briefing.related if pin.briefing]
        shown = [index.find(name) for name in briefing.recommended]
        yield Document(
            key=briefing.path,
            day=briefing.date.at.toordinal(),
            digest=bytes.fromhex(entry.terms),
            topics=tuple([called(taxonomy, name) for taxonomy, names in briefing.terms.items() for name in names]),
            pinned=tuple([other.briefing.path for other in pinned if other]),
            shown=tuple([other.briefing.path for other in shown if other]),
            links=tuple([other.briefing.path for other in index.linked(entry)]),
        )

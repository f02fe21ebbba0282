"""Whether links to other sites still lead somewhere; those that did a few days ago are not followed again."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from msgspec import ValidationError, convert, structs

from generator.desk.visitor import NO_SUCH_HOST, Answer, Manners, visited
from generator.diagnostic import Diagnostic
from generator.lint.links import Link
from generator.lint.story import finding
from generator.request import Progress

FILE = "links.json"

KEPT_DAYS = 7
"""How long an address that was alive is not asked again."""

_VERSION = 1
_DAY = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Answers:
    """What other sites answered: how many addresses were asked, and how many were remembered from earlier days.

    `findings` are of links that are dead for certain, `moved` of those that readers still follow; `unanswered` has each
    address of which nothing is certain, with the reason.
    """

    asked: int
    remembered: int
    findings: tuple[Diagnostic, ...]
    moved: tuple[Diagnostic, ...]
    unanswered: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Web:
    """Other people's sites, as known to a site whose cache is in `folder`."""

    folder: Path
    manners: Manners = field(default_factory=Manners)

    def answers(self, links: Sequence[Link], progress: Progress) -> Answers:
        """Follow each address once, those apart that were alive a few days ago."""
        now = time.time()
        urls = {_page(link) for link in links}
        known = {url: answer for url, answer in self._remembered(now).items() if url in urls}
        todo = sorted(urls - known.keys())
        found = _credible(dict(progress("Following links", len(todo), visited(todo, self.manners))))
        self._remember(found, now)
        return _told(links, {**known, **found}, asked=len(todo))

    def _remembered(self, now: float) -> dict[str, Answer]:
        """What is known from earlier days and not too old to go by."""
        try:
            kept = json.loads((self.folder / FILE).read_bytes())
            answers = convert(kept["answers"], dict[str, Answer]) if kept["version"] == _VERSION else {}
        except (OSError, ValueError, KeyError, TypeError, RecursionError, ValidationError):
            return {}  # like all in that folder, it is never missed
        return {url: answer for url, answer in answers.items() if now - KEPT_DAYS * _DAY < answer.at <= now}

    def _remember(self, found: Mapping[str, Answer], now: float) -> None:
        """Keep what is alive; the rest is asked again."""
        alive = {url: structs.replace(a, at=now) for url, a in found.items() if a.verdict in {"alive", "moved"}}
        answers = {url: structs.asdict(answer) for url, answer in sorted((self._remembered(now) | alive).items())}
        new = self.folder / f"{FILE}.{os.getpid()}"
        with suppress(OSError):
            new.write_text(json.dumps({"version": _VERSION, "answers": answers}, indent=0), "utf-8")
            new.replace(self.folder / FILE)


def _credible(found: Mapping[str, Answer]) -> Mapping[str, Answer]:
    """What was found; if no server answered at all, there is no connection, and no host is known not to exist."""
    if any(answer.reached for answer in found.values()):
        return found
    doubt = Answer("unanswered", "no host could be reached: is there a connection?")
    return {url: doubt if answer == NO_SUCH_HOST else answer for url, answer in found.items()}


def _page(link: Link) -> str:
    """The address without the part of the page that it leads to, of which servers know nothing."""
    return link.url.partition("#")[0]


def _told(links: Iterable[Link], answers: Mapping[str, Answer], *, asked: int) -> Answers:
    findings: list[Diagnostic] = []
    moved: list[Diagnostic] = []
    for link in links:
        answer = answers[_page(link)]
        if answer.verdict == "dead":
            help_ = "link to where it is now, or to an archive's copy"
            findings.append(finding("dead-link", f"{link.url} {answer.detail}", link.span, help_))
        elif answer.verdict == "moved":
            message = f"{link.url} has moved for good"
            moved.append(finding("dead-link", message, link.span, f"write {answer.detail}"))
    silent = sorted({(url, answer.detail) for url, answer in answers.items() if answer.verdict == "unanswered"})
    return Answers(asked, len(answers) - asked, tuple(findings), tuple(moved), tuple(silent))

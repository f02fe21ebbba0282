"""A text on the site that is no briefing."""

from __future__ import annotations

from dataclasses import dataclass

from generator.model import Body, StandingPage


@dataclass(frozen=True, slots=True)
class Standing:
    """A standing page, or a topic's introduction, with its body and path; `text` is the digest of its whole file."""

    page: StandingPage
    body: Body
    path: str
    text: str = ""

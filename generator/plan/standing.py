"""A standing page on the site."""

from __future__ import annotations

from dataclasses import dataclass

from generator.model import Body, StandingPage


@dataclass(frozen=True, slots=True)
class Standing:
    """A standing page with its body and its path; `text` is the digest of its whole file."""

    page: StandingPage
    body: Body
    path: str
    text: str = ""

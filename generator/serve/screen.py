"""What browsers show after a build: the site, with what is wrong laid over it; or that alone while there is no site."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from generator import report, settings, sources
from generator.diagnostic import Diagnostic
from generator.publish import RECORD
from generator.request import Options
from generator.serve.app import Finding, Notice, Shown
from generator.serve.channel import Channel, Event
from generator.serve.news import News
from generator.sources import SourceText

_FINDINGS = 50
"""How many errors a browser shows; the terminal has all of them."""
_LAST_GOOD = "The page below is from the last good build. Fix the file and save it, and this goes away."
_NONE_YET = "Fix the file and save it, and the site appears."


class Screen:
    """Follows the news of builds: what is shown just now, and what open pages are told. For one event loop."""

    def __init__(self, wanted: Options, shown: Shown, channel: Channel) -> None:
        self._wanted = wanted
        self._shown = shown
        self._channel = channel
        self._is_wrong = False

    def show(self, news: News, home: str | None) -> None:
        """Show what came of a build, at the base path if that is known."""
        if self._shown.notice is None or news.done:
            self._follow(news, home)

    def _follow(self, news: News, home: str | None) -> None:
        had_site = self._shown.notice is None
        has_site = had_site or not news.failed or (home is not None and _is_built(self._wanted.output))
        errors = [d for d in news.diagnostics if d.severity == "error"]
        self._shown.home = home or self._shown.home
        self._shown.notice = None if has_site else _notice(errors, self._wanted.site)
        if news.failed:
            self._channel.failed(_error(errors, self._wanted.site))
        elif self._is_wrong and news.done:
            self._channel.mended()
        self._is_wrong = news.failed or (self._is_wrong and not news.done)
        if not (had_site and has_site):
            self._channel.changed(None)
        elif news.written or news.removed:
            self._channel.changed([_address(self._shown.home, path) for path in (*news.written, *news.removed)])


def home_of(site: Path) -> str | None:
    """The base path at which a site lies, by its settings; None while these are not as they should be."""
    source = sources.read(site, sources.SETTINGS)
    found = settings.read(source.text)[0] if isinstance(source, SourceText) else None
    return urlsplit(found.url).path if found else None


def _is_built(output: Path) -> bool:
    """Whether a build of an earlier day has left a site."""
    return (output / RECORD).is_file()


def _address(home: str, path: str) -> str:
    """The path from the host's root by which a browser knows an output."""
    folder, _, name = path.rpartition("/")
    return home + (f"{folder}/" * bool(folder) if name == "index.html" else path)


def _notice(errors: Sequence[Diagnostic], site: Path) -> Notice:
    more = f"{_more(errors)}{_NONE_YET}"
    return Notice(f"The site cannot be built: {report.summary(errors)}", more, _findings(errors, site))


def _error(errors: Sequence[Diagnostic], site: Path) -> Event:
    """What is laid over a page; `text` is for those who read events with their own eyes."""
    lines = report.source_lines(site)
    return {
        "title": report.summary(errors),
        "diagnostics": msgspec.to_builtins(_findings(errors, site)),
        "more": f"{_more(errors)}{_LAST_GOOD}",
        "text": "\n".join(report.text(error, lines) for error in errors[:_FINDINGS]),
    }


def _findings(errors: Sequence[Diagnostic], site: Path) -> tuple[Finding, ...]:
    lines = report.source_lines(site)
    return tuple(
        Finding(report.place(e.span), e.code, e.message, e.help, tuple(report.excerpt(e.span, lines)))
        for e in errors[:_FINDINGS]
    )


def _more(errors: Sequence[Diagnostic]) -> str:
    return f"{len(errors) - _FINDINGS} more in the terminal. " if len(errors) > _FINDINGS else ""

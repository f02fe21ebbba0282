"""Which briefing is meant by what an editor calls it on the command line."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from generator.build import Proof
from generator.diagnostic import Diagnostic, Span, UserError
from generator.index import permalink
from generator.model import Briefing
from generator.plan.addresses import Addresses, decoded
from generator.sources import CONTENT

_BRIEFINGS = f"{CONTENT}/briefings/"
_LEADING_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[-_. ]+")
_SUGGESTED = 3


def briefing(mention: str, site: Proof, folder: Path) -> Briefing:
    """The briefing with that slug, file name, path from anywhere, or address; `folder` is the site's.

    UserError where there is none, or more than one; and where its file has errors, with these.
    """
    file = _file(mention, folder)
    named = _of_file(file, site) if file else site.index.named(mention) or _addressed(mention, site)
    if len(named) == 1:
        return named[0]
    if named:
        files = _alternatives([f"{CONTENT}/{one.path}" for one in named])
        raise _error("ambiguous-briefing", f"“{mention}” could be {files}", mention, "name the file")
    broken = [path for path in _unreadable(site) if path == file or _is_called(mention, path)]
    faults = [d for d in site.diagnostics if d.span.path in broken]
    if faults:
        raise UserError(faults)
    if file:
        raise _error("no-briefing", f"{file} is no briefing", mention, f"name a file of {_BRIEFINGS}")
    near = _alternatives(_near(mention, site.index.briefings))
    help_ = f"did you mean {near}?" if near else "name a briefing's slug, its file or its address"
    raise _error("missing-briefing", f"there is no briefing “{mention}”", mention, help_)


def _error(code: str, message: str, mention: str, help_: str) -> UserError:
    return UserError([Diagnostic(code, message, Span(mention), help_)])


def _file(mention: str, folder: Path) -> str:
    """The file of that path from the working folder, as a path from the site's; nothing if it is none of content/."""
    try:
        file, content = Path(mention).resolve(), (folder / CONTENT).resolve()
        is_inside = file.is_file() and file.is_relative_to(content)
    except (OSError, ValueError):  # too long a name, or one with NUL
        return ""
    return f"{CONTENT}/{file.relative_to(content).as_posix()}" if is_inside else ""


def _of_file(file: str, site: Proof) -> Sequence[Briefing]:
    return [one for one in site.index.briefings if f"{CONTENT}/{one.path}" == file]


def _addressed(mention: str, site: Proof) -> Sequence[Briefing]:
    """The briefings at an address, wherever the site is served: a URL, a path, or an alias of either form."""
    path = urlsplit(mention).path if "/" in mention else ""
    home = Addresses(site.settings.url).home
    wanted = {_bare(path), _bare(path.removeprefix(home))} - {""}
    return [one for one in site.index.briefings if not wanted.isdisjoint(_addresses(one, site.settings.permalink))]


def _addresses(one: Briefing, pattern: str) -> Iterable[str]:
    return map(_bare, (permalink(one, pattern), *one.aliases))


def _bare(path: str) -> str:
    """A path in its characters, without what may be left out of it."""
    return decoded(path).removesuffix("index.html").strip("/")


def _unreadable(site: Proof) -> list[str]:
    """The files of briefings of which nothing is known but what is wrong with them."""
    known = {f"{CONTENT}/{one.path}" for one in site.index.briefings}
    return [path for path in site.inputs if path.startswith(_BRIEFINGS) and path not in known]


def _is_called(mention: str, path: str) -> bool:
    """Whether that may be said of a file of which no more is known than its path."""
    inner, name = path.removeprefix(_BRIEFINGS).removesuffix(".md"), Path(path).stem
    called = mention.removeprefix("/").removeprefix(_BRIEFINGS).removesuffix(".md")
    return called in (inner, name, _LEADING_DATE.sub("", name))


def _near(mention: str, briefings: Iterable[Briefing]) -> list[str]:
    """The slugs that hold what was asked for, else those that are spelled nearly so."""
    wanted = _LEADING_DATE.sub("", Path(mention.rstrip("/")).name.removesuffix(".md")).casefold()
    slugs = list(dict.fromkeys(one.slug for one in briefings))
    holding = [slug for slug in slugs if wanted and wanted in slug]
    return holding[:_SUGGESTED] or difflib.get_close_matches(wanted, slugs, _SUGGESTED)


def _alternatives(names: Sequence[str]) -> str:
    return " or ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))

"""content/site.yaml: a site's settings, every default filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from generator.diagnostic import Diagnostic, Span, has_errors, ordered
from generator.model import Author, Company, Disclaimer, Settings
from generator.schema import Reading, closest, did_you_mean, quoted, read_whole
from generator.settings.keys import BRIEFING_KEYS, RESERVED, SETTINGS

__all__ = ["BRIEFING_KEYS", "PATH", "RESERVED", "SETTINGS", "read"]

PATH = "content/site.yaml"

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_LIKENESS = 0.8
"""How alike two tickers are of which one is probably a slip for the other."""


def read(text: str) -> tuple[Settings | None, tuple[Diagnostic, ...]]:
    """The settings in site.yaml's text, or nothing where an error forbids them, and all that was found."""
    reading = Reading(PATH, text.removeprefix("\ufeff"), Span(PATH, 1, 1))
    values = read_whole(reading, SETTINGS)
    if values is None:
        return None, ordered(reading.found)
    _check_taxonomies(values.get("taxonomies", ()), reading)
    _check_authors(values.get("authors", {}), reading)
    _check_holdings(values, reading)
    _check_placeholders(values.get("disclaimers", {}), reading)
    _check_default_disclaimer(values, reading)
    _check_require(values, reading)
    settings = None if has_errors(reading.found) else _settings(values, reading)
    return settings, ordered(reading.found)


def _settings(values: dict[str, Any], reading: Reading) -> Settings:
    named: dict[str, Any] = {
        "authors": {key: Author(key=key, **v) for key, v in values.pop("authors", {}).items()},
        "companies": {key: Company(ticker=key, **v) for key, v in values.pop("companies", {}).items()},
        "disclaimers": {key: Disclaimer(key=key, **v) for key, v in values.pop("disclaimers", {}).items()},
    }
    related: dict[str, Any] = {f"related_{key}": value for key, value in values.pop("related", {}).items()}
    where = {key: reading.span(node) for key, node in reading.places.items()}
    return Settings(**values, **named, **related, where=where)


def _check_taxonomies(taxonomies: tuple[str, ...], reading: Reading) -> None:
    for number, name in enumerate(taxonomies):
        if name in taxonomies[:number]:
            where = reading.place(f"taxonomies.{number}")
            reading.report("duplicate-entry", f"taxonomies names {name} twice", where, "keep one of the two")


def _check_authors(authors: Mapping[str, Mapping[str, Any]], reading: Reading) -> None:
    """Two of one name would share a page, and a byline could not tell whose holdings to disclose."""
    holders: dict[str, str] = {}
    for key, author in authors.items():
        holder = holders.setdefault(author["name"].casefold(), key)
        if holder != key:
            message = f"{key} and {holder} are both called {quoted(author['name'])}"
            reading.report("duplicate-name", message, reading.place(f"authors.{key}"), "tell them apart by an initial")


def _check_holdings(values: Mapping[str, Any], reading: Reading) -> None:
    """A slip in a holding's ticker, for which a disclaimer could say that nobody has an interest."""
    companies = values.get("companies", {})
    tickers = [*companies, *(ticker for company in companies.values() for ticker in company.get("listings", ()))]
    known = {ticker.casefold() for ticker in tickers}
    for key, author in values.get("authors", {}).items():
        for number, ticker in enumerate(author.get("holdings", ())):
            near = "" if ticker.casefold() in known else closest(ticker, tickers, _LIKENESS)
            if near:
                message = f"{ticker} is not among the companies"
                place = reading.place(f"authors.{key}.holdings.{number}")
                reading.report("unknown-holding", message, place, f"did you mean {near}?", "warning")


def _check_placeholders(disclaimers: Mapping[str, Mapping[str, Any]], reading: Reading) -> None:
    for key, disclaimer in disclaimers.items():
        for found in _PLACEHOLDER.findall(disclaimer["text"]):
            if found != "sources":
                message = f"{{{found}}} stands for nothing, so that readers see it as it is"
                near = closest(found, ["sources"])
                help_ = "did you mean {sources}?" if near else "write it out; {sources} is the only one"
                reading.report("unknown-placeholder", message, reading.place(f"disclaimers.{key}"), help_, "warning")


def _check_default_disclaimer(values: Mapping[str, Any], reading: Reading) -> None:
    default, known = values.get("default_disclaimer"), values.get("disclaimers", {})
    if default is None or f"disclaimers.{default}" in reading.places:
        return
    help_ = did_you_mean(default, known) if known else f"add it: disclaimers: {{{default}: …}}"
    where = reading.place("default_disclaimer")
    reading.report("unknown-disclaimer", f"there is no disclaimer {quoted(default)}", where, help_)


def _check_require(values: Mapping[str, Any], reading: Reading) -> None:
    taxonomies = values.get("taxonomies", Settings("", "").taxonomies)
    known = (*sorted(BRIEFING_KEYS), *taxonomies)
    for number, key in enumerate(values.get("require", ())):
        if key not in known:
            where = reading.place(f"require.{number}")
            message = f"require names {quoted(key)}, which is no field of a briefing"
            reading.report("unknown-field", message, where, did_you_mean(key, known))

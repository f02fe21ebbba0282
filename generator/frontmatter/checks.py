"""What is wrong with the front matter of a briefing that no key shows by itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from generator.frontmatter.keys import ALWAYS
from generator.model import Disclosure, Moment, Settings
from generator.schema import Reading, closest, is_null, quoted

if TYPE_CHECKING:
    from yaml.nodes import Node

_SURELY = 0.9
"""How alike two names are of which one is a slip for the other: more than those of two sisters."""
_KEY_LIKE = re.compile("[a-z0-9_.-]+")


def check_briefing(values: Mapping[str, Any], settings: Settings, reading: Reading) -> None:
    """Report what is missing, contradicts another key or the settings, or is probably a slip."""
    _check_required(values, settings, reading)
    _check_disclaimer(values, settings, reading)
    _check_people(values, settings, reading)
    _check_disclosure(values.get("disclosure"), reading)
    _check_times(values, reading)


def _check_required(values: Mapping[str, Any], settings: Settings, reading: Reading) -> None:
    """What the site requires; of a draft it is yet to come."""
    stand_ins = {
        "author": values.get("authors"),
        "authors": values.get("author"),
        "disclaimer": settings.default_disclaimer,
    }
    for key in settings.require:
        node = reading.places.get(key)
        is_bad = node is not None and not _is_empty(node)  # which has been reported
        is_given = values.get(key) or values.get(key) is False
        if key not in ALWAYS and not (is_given or stand_ins.get(key) or is_bad or _is_misspelt(key, reading)):
            what, do = ("missing", "add") if node is None else ("empty", "fill in")
            message = f"{key} is {what}; site.yaml requires it"
            if values.get("draft"):
                help_ = f"{do} {key}: … before you remove draft: true"
                reading.report("missing-field", message, reading.place(key), help_, "warning")
            else:
                help_ = f"{do} {key}: …, or take {key} out of require in site.yaml"
                reading.report("missing-field", message, reading.place(key), help_)


def _is_misspelt(key: str, reading: Reading) -> bool:
    """Whether a key that there is not has been taken for this one, which then need not be missed as well."""
    return any(d.code == "unknown-field" and d.help == f"did you mean {key}?" for d in reading.found)


def _is_empty(node: Node) -> bool:
    return is_null(node) or not (node.value.strip() if isinstance(node.value, str) else node.value)


def _check_disclaimer(values: Mapping[str, Any], settings: Settings, reading: Reading) -> None:
    """A lone word that is nearly a key is no literal text."""
    wanted = values.get("disclaimer", "")
    if not wanted or wanted in settings.disclaimers or len(wanted.split()) > 1:
        return
    near = closest(wanted, settings.disclaimers)
    if near:
        message = f"there is no disclaimer {quoted(wanted)} in site.yaml"
        reading.report("unknown-disclaimer", message, reading.place("disclaimer"), f"did you mean {near}?")


def _check_people(values: Mapping[str, Any], settings: Settings, reading: Reading) -> None:
    if values.get("author") and values.get("authors"):
        message = "author and authors are both given"
        reading.report("conflicting-fields", message, reading.place("authors"), "keep one of them")
    named = {f"authors.{n}": name for n, name in enumerate(values.get("authors", ()))}
    for key, name in {"author": values.get("author", ""), **named}.items():
        _warn_of_stranger(key, name, settings, reading)


def _warn_of_stranger(key: str, name: str, settings: Settings, reading: Reading) -> None:
    """A name that is nearly an author's, or a lone word that is nearly a key: that one's holdings go unnoticed."""
    if not name or settings.author(name):
        return
    names = {author.name: author.key for author in settings.authors.values()}
    near = names.get(closest(name, names, _SURELY), "")
    if not near and _KEY_LIKE.fullmatch(name):
        near = closest(name, settings.authors)
    if near:
        message = f"there is no author {quoted(name)} in site.yaml"
        help_ = f"did you mean {near}? Otherwise add the author there, below authors:"
        reading.report("unknown-author", message, reading.place(key), help_, "warning")


def _check_disclosure(disclosure: Disclosure | None, reading: Reading) -> None:
    if disclosure is None:
        return
    if disclosure.sponsor and not disclosure.compensation:
        message = "disclosure names a sponsor but not what was paid"
        help_ = 'add compensation: "C$10,000 in cash, paid on 2026-01-15", in your case\'s words'
        reading.report("missing-compensation", message, reading.place("disclosure.sponsor"), help_)
    if disclosure.compensation and not disclosure.sponsor:
        message = "disclosure says what was paid but not by whom"
        reading.report("missing-sponsor", message, reading.place("disclosure.compensation"), "add sponsor: …")


def _check_times(values: Mapping[str, Any], reading: Reading) -> None:
    begun: Moment | None = values.get("date")
    if begun is None:
        return
    expires: Moment | None = values.get("expires")
    if expires is not None and expires.at <= begun.at:
        message = "expires is not after date, so that the briefing would never appear"
        reading.report("expires-too-early", message, reading.place("expires"), "write a later day")
    updated: Moment | None = values.get("updated")
    if updated is not None and _is_before(updated, begun):
        help_ = "write the day of the change, or leave updated out"
        reading.report("updated-too-early", "updated is before date", reading.place("updated"), help_, "warning")
    for number, correction in enumerate(values.get("corrections", ())):
        if _is_before(correction.date, begun):
            place = reading.place(f"corrections.{number}.date")
            message = "the correction's date is before that of the briefing"
            reading.report("corrected-too-early", message, place, "write the day of the correction", "warning")


def _is_before(one: Moment, other: Moment) -> bool:
    if one.day_only or other.day_only:
        return one.at.date() < other.at.date()
    return one.at < other.at

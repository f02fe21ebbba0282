"""Dollars that do not say which dollar they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generator.diagnostic import Diagnostic
from generator.lint.sentences import Sentence
from generator.lint.story import Story, finding, shown
from generator.model import Settings

_KINDS = {
    "US$": ("US", "U.S.", "USD", "American"),
    "C$": ("C", "CA", "CAN", "CDN", "Cdn", "Can", "CAD", "Canadian"),
    "A$": ("A", "AU", "AUS", "AUD", "Australian"),
    "NZ$": ("NZ", "NZD", "New Zealand"),
    "HK$": ("HK", "HKD", "Hong Kong"),
    "S$": ("S", "SG", "SGD", "Singapore"),
    "NT$": ("NT", "NTD", "TWD", "Taiwanese"),
    "N$": ("N", "NAD", "Namibian"),
    "R$": ("R", "BRL", "Brazilian"),
    "MX$": ("MX", "Mex", "MXN", "Mexican"),
    "CLP$": ("CLP", "Chilean"),
    "COP$": ("COP", "Colombian"),
    "ARS$": ("ARS", "Argentine"),
    "G$": ("G", "GYD", "Guyanese"),
    "L$": ("L", "LRD", "Liberian"),
    "ZW$": ("ZW", "Z", "ZWL", "Zimbabwean"),
}
"""How the dollars that a mining desk meets are written, by the sign with which a message names them."""

_SIGNS = {name: sign for sign, names in _KINDS.items() for name in names}
_NAMES = "|".join(re.escape(name) for name in sorted(_SIGNS, key=len, reverse=True))
_WORDS = "|".join(re.escape(name) for name in sorted(_SIGNS, key=len, reverse=True) if len(name) > 1)
_CODES = "|".join(name for name in _SIGNS if len(name) == 3 and name.isupper() and name.endswith("D"))
_GAP = r"[ \u00a0]"
_GOES_ON = (
    r"(?=\s*(?:\Z|[.,;:!?)\]–—]|dollars?\b|funds\b|currency\b|(?:a|an|and|as|at|by|each|for|from|had|has|in|into|is|last|"
    r"of|on|or|over|per|plus|that|this|to|under|was|were|when|which|will|with|would)\b))"
)
"""What may follow “US” in “$5 million US”, and not in “a $5 million US stockpile”."""

_AMOUNT = re.compile(
    rf"(?:(?<![^\W_])(?:(?P<sign>{_NAMES})|(?P<word>{_WORDS}){_GAP})|(?P<other>[^\W\d_]{{1,12}}\.?))?"
    rf"(?P<amount>\${_GAP}?(?P<number>[0-9]+(?:[.,][0-9]+)*)"
    rf"(?P<scale>[\s-]?(?:thousand|million|billion|trillion|mln|mn|bln|bn|tn|[kmbKMB])\b)?"
    rf"(?:[\s-]dollars?\b)?)"
    rf"(?:{_GAP}?\(?(?:in )?(?P<after>{_WORDS})(?!\w)\.?{_GOES_ON})?"
)
_MENTION = re.compile(
    rf"(?<![^\W_])(?:(?P<sign>{_NAMES})\$|(?P<word>{_WORDS})(?:\s+dollars?\b|{_GAP}\$)|(?P<code>{_CODES})\b)"
)
_STATEMENT = re.compile(
    rf"\b(?:all|amounts?|currency|dollars?|figures|prices|sums|values)\b[^.!?]{{0,80}}\b(?:{_WORDS})[ \u00a0]dollars?\b"
    rf"|\b(?:{_WORDS})[ \u00a0]dollars?\b[^.!?]{{0,40}}\bunless\b",
    re.IGNORECASE,
)
_NEAR = 60
_CONVERTED = re.compile(
    r"\(\s*(?:(?:about|around|approximately|roughly|some|or|nearly|equal to|[~=≈])\s*)*\Z", re.IGNORECASE
)
_SCALES = {"m": "million", "mn": "million", "mln": "million", "b": "billion", "bn": "billion", "bln": "billion"}
_REMEDY = "say once for the site what a bare $ is, in site.yaml: lint: {dollar: US$}"
_UNKNOWN = "?"


@dataclass(frozen=True, slots=True)
class _Dollars:
    """An amount of dollars; `kind` is the sign of whose they are, "?" for one not listed here, empty for none."""

    kind: str
    number: str
    scale: str
    start: int
    end: int

    @property
    def value(self) -> tuple[str, str]:
        """The amount, the same for "$5 million" and "$5M"."""
        scale = self.scale.lstrip("-").strip().lower()
        return self.number, _SCALES.get(scale, scale)


def bare_dollar(story: Story) -> Iterator[Diagnostic]:
    """Amounts of dollars that leave open whose dollars they are."""
    passages = [passage for passage in story.passages if "$" in passage.text]
    if not any(True for passage in passages for dollars in _dollars(passage.text) if not dollars.kind):
        return
    house = house_dollar(story.settings)
    kinds = {kind for passage in story.passages for kind in _kinds(passage.text)}
    if (house and kinds <= {house}) or any(_STATEMENT.search(passage.text) for passage in story.passages):
        return
    told = {d.value for passage in passages for d in _dollars(passage.text) if d.kind}
    tables = {passage.table for passage in story.passages if passage.table and any(_kinds(passage.text))}
    before: set[tuple[str, str]] = set()
    for sentence in story.sentences:
        if "$" not in sentence.text or sentence.passage.is_quoted or sentence.passage.table in tables:
            continue
        known = told if sentence.passage.heads else before
        for dollars in _bare(sentence.text):
            if dollars.value not in known:
                yield _finding(dollars, sentence, house, kinds)
        before |= {dollars.value for dollars in _dollars(sentence.text) if dollars.kind}


def _finding(dollars: _Dollars, sentence: Sentence, house: str, kinds: set[str]) -> Diagnostic:
    words, span = shown(sentence.text[dollars.start : dollars.end]), sentence.span(dollars.start, dollars.end)
    message = f"“{words}” does not say whose dollars these are"
    if house:
        others = " and ".join(sorted(kinds - {house, _UNKNOWN})) or "other dollars"
        message, named = f"{message}, and this briefing speaks of {others} too", [house]
    else:
        named = sorted(kinds - {_UNKNOWN} | {"US$"}) if kinds else ["US$", "C$"]
    help_ = f"write {' or '.join(words.replace('$', sign, 1) for sign in named)}"
    return finding("bare-dollar", message, span, help_ if house else f"{help_}; or {_REMEDY}")


def _bare(text: str) -> Iterator[_Dollars]:
    """The amounts of a sentence that neither say whose dollars they are nor follow one that does."""
    before: set[str] = set()
    for dollars in _dollars(text):
        if dollars.kind:
            before.add(dollars.kind)
            continue
        is_conversion = bool(_CONVERTED.search(text[max(dollars.start - _NEAR, 0) : dollars.start]))
        if (is_conversion or len(before) != 1) and dollars.number.strip("0.,"):
            yield dollars


def _dollars(text: str) -> Iterator[_Dollars]:
    for match in _AMOUNT.finditer(text):
        name = match["sign"] or match["word"] or match["after"]
        kind = _SIGNS[name] if name else _UNKNOWN if match["other"] else ""
        yield _Dollars(kind, match["number"], match["scale"] or "", match.start("amount"), match.end("amount"))


def _kinds(text: str) -> Iterator[str]:
    """The dollars that a text speaks of."""
    for found in _MENTION.finditer(text):
        yield _SIGNS[found["sign"] or found["word"] or found["code"]]
    if "$" in text:
        yield from (dollars.kind for dollars in _dollars(text) if dollars.kind)


def house_dollar(settings: Settings) -> str:
    """What a bare $ is on a site: what its settings say, or that of the United States on a site of that country."""
    if settings.lint.dollar:
        return settings.lint.dollar
    territory = next((part for part in settings.language.split("-")[1:] if len(part) == 2), "")
    return "US$" if (territory.upper() or _territory(settings.timezone)) == "US" else ""


def _territory(zone: str) -> str:
    """The country of a timezone, empty for UTC."""
    from babel.core import get_global  # takes long to import, and most sites without a country are on UTC

    return str(get_global("zone_territories").get(zone, "")) if "/" in zone else ""

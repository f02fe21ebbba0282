"""Market prices without a day: they move, and a briefing is read for years."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.diagnostic import Diagnostic
from generator.lint.story import Story, finding, shown
from generator.lint.vocabulary import METALS, MONTHS, SHORT_MONTHS, WEEKDAYS, one_of, words

_NUMBER = r"[0-9]+(?:[.,][0-9]+)*"
_SUM = (
    rf"(?:(?:[A-Z]{{1,3}}|U\.S\.)?[$€£¥][ \u00a0]?|\b(?:USD|CAD|AUD|EUR|GBP|CNY|RMB)[ \u00a0]){_NUMBER}"
    rf"|\b{_NUMBER}[ \u00a0](?:cents|pence|dollars|euros|pounds sterling|yuan|rand)\b"
)
_SIGNS, _CURRENCIES = frozenset("$€£¥"), words("usd cad aud eur gbp cny rmb cents pence dollars euros pounds yuan rand")
_NOW = r"(?:\s+(?:now|currently|still|today))?"
_NEAR = (
    r"(?:\s+(?:now|currently|still|today|up|down|back|just|at|about|above|around|below|close to|for|near|nearly|over|"
    r"to|under|as high as|as low as|roughly|some|well))*"
)
_GOODS = rf"{METALS}|bullion|crude|oil|Brent|coal|spodumene|yellowcake|U3O8"
_PAPERS = "shares?|stock|units|futures"
_TRADED = (
    r"trad(?:es?|ed|ing)|chang(?:es?|ed|ing)\s+hands|(?:is|are|was|were)\s+quoted|fetch(?:es|ed|ing)?|"
    r"clos(?:es|ed|ing)|settl(?:es|ed|ing)|hover(?:s|ed|ing)?|sells?|sold"
)
_PRICE_IS = (
    rf"\b(?:spot|market|share|stock|unit|{_GOODS})[ \u00a0]prices?\b(?:\s+(?:of|for)\s+\w+)?"
    rf"\s+(?:is|are|was|were|stands?|sits?|hovers?|remains?|has\s+been){_NEAR}\s+(?P<one>{_SUM})"
)
_TRADES_AT = (
    rf"\b(?:{_GOODS}|{_PAPERS}|ore|metal|ounce|spot)\b[^.!?;]{{0,40}}?\b(?:{_TRADED}){_NEAR}\s+(?P<other>{_SUM})"
)
_IS_AT = (
    rf"\b(?:spot|{METALS})\b(?:,[^,.!?;]{{1,30}},)?\s+(?:is|stands|sits){_NOW}\s+(?:at|near|above|below|around|about)"
    rf"\s+(?P<third>{_SUM})"
)
_PRICE = re.compile(f"{_PRICE_IS}|{_TRADES_AT}|{_IS_AT}", re.IGNORECASE)
_HINTS = words(
    """
    close closed closes closing fetch fetched fetches fetching hands hover hovered hovering hovers is price prices
    quoted sell sells settle settled settles settling sits sold spot stands trade traded trades trading
    """
)
"""Words of which each way to tell a price has one, beside its currency."""

_SPAN = "day|night|week|month|quarter|year|decade|century|summer|winter|spring|autumn|fall|season"
_DATED = re.compile(
    rf"\b(?:{WEEKDAYS}|{MONTHS}|(?:{SHORT_MONTHS})\b|May\s+[0-9]|(?:in|last|since|of|this|until|by)\s+May"
    r"|(?:1[89]|20)[0-9]{2}s?|Q[1-4]|H[12])\b|(?i:\b(?:"
    + one_of(
        rf"""
        today|yesterday|tonight|overnight|midday|noon|session|since|then|when|after|before|while|until|once
        as of|at the time|at the (?:last )?close|at press time
        (?:this|last|past|previous|next|same|that|earlier|every|each|the) (?:\w+ )?(?:morning|afternoon|{_SPAN})
        (?:days?|weeks?|months?|quarters?|years?) (?:ago|earlier|later|before)
        (?:quarter|year|month|week|day)(?:-| )(?:high|low|end)
        """
    )
    + r")\b)"
)
_SUPPOSED = re.compile(
    r"\b(?:assum\w*|base[- ]case|long[- ]term|study|studies|feasibility|PEA|NPV|IRR|cut-?off|floor|minimum|contract\w*|"
    r"would|could|may|might|should|if|unless|target\w*|forecast\w*|expect\w*|estimat\w*|predict\w*|offer\w*|placement|"
    r"warrants?|options?|exercis\w*|convert\w*|financ\w*|issu\w*|budget\w*|deck|break-?even|royalt\w*|stream\w*|agree\w*|"
    r"deal|hedg\w*|guarantee\w*|will|typically|usually|often|never)\b",
    re.IGNORECASE,
)
"""What makes a price a plan, a condition or a rule."""


def undated_price(story: Story) -> Iterator[Diagnostic]:
    """Prices on a market of which neither their sentence nor its paragraph tells the day."""
    if not story.is_english():
        return
    for sentence in story.saying(_HINTS):
        if _SIGNS.isdisjoint(sentence.text) and _CURRENCIES.isdisjoint(sentence.words):
            continue
        found = _PRICE.search(sentence.text)
        if found is None or sentence.passage.is_quoted or sentence.passage.table:
            continue
        if _SUPPOSED.search(sentence.text) or _DATED.search(sentence.passage.text):
            continue
        name = next(name for name in ("one", "other", "third") if found[name])
        message = f"“{shown(found[0])}” is a price without a day"
        help_ = "say of when it is: “closed on Friday at …”, “on February 20”"
        yield finding("undated-price", message, sentence.span(*found.span(name)), help_)

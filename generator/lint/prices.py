"""Market prices of no day: they move, and a briefing is read for years."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.diagnostic import Diagnostic
from generator.lint.story import Story, finding, shown
from generator.lint.vocabulary import METALS, MONTHS, WEEKDAYS

_SUM = (
    r"(?:(?:[A-Z]{1,3}|U\.S\.)?[$€£¥][ \u00a0]?|\b(?:USD|CAD|AUD|EUR|GBP|CNY|RMB)[ \u00a0])[0-9]+(?:[.,][0-9]+)*"
    r"|\b[0-9]+(?:[.,][0-9]+)*(?:[ \u00a0](?:cents|pence|dollars|euros|pounds sterling|yuan|rand))\b"
)
_NEAR = r"(?:\s+(?:now|currently|still|today|up|down|back|just|at|about|above|around|below|close to|for|near|nearly|over|to|under|as high as|as low as|roughly|some|well))*"
_THING = rf"(?:{METALS}|bullion|crude|oil|Brent|coal|ore|spodumene|yellowcake|U3O8|shares?|stock|units|metal|ounce|futures|spot)"
_PRICE = re.compile(
    rf"\b(?:spot|market|share|stock|unit|{METALS}|bullion|crude|oil|Brent|coal|spodumene|yellowcake|U3O8)[ \u00a0]prices?\b"
    rf"(?:\s+(?:of|for)\s+\w+)?(?:\s+(?:is|are|was|were|stands?|sits?|hovers?|remains?|has\s+been)){_NEAR}\s+(?P<one>{_SUM})"
    rf"|\b{_THING}\b[^.!?;]{{0,40}}?\b(?:trad(?:es?|ed|ing)|chang(?:es?|ed|ing)\s+hands|(?:is|are|was|were)\s+quoted|fetch(?:es|ed|ing)?|"
    rf"clos(?:es|ed|ing)|settl(?:es|ed|ing)|hover(?:s|ed|ing)?|sells?|sold){_NEAR}\s+(?P<other>{_SUM})"
    rf"|\b(?:spot|{METALS})\b(?:,[^,.!?;]{{1,30}},)?\s+(?:is|stands|sits)(?:\s+(?:now|currently|still|today))?\s+"
    rf"(?:at|near|above|below|around|about)\s+(?P<third>{_SUM})",
    re.IGNORECASE,
)
_HINTS = frozenset(
    "price prices trade trades traded trading hands quoted fetch fetches fetched fetching close closes closed closing settle settles "
    "settled settling hover hovers hovered hovering sell sells sold spot stands sits is".split()
)
"""Words of which each way to tell a price has one."""

_DATED = re.compile(
    rf"\b(?:{WEEKDAYS}|{MONTHS}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b|May\s+[0-9]|(?:in|last|since|of|this|until|by)\s+May"
    r"|(?:1[89]|20)[0-9]{2}s?|Q[1-4]|H[12])\b"
    r"|(?i:\b(?:today|yesterday|tonight|overnight|midday|noon|as of|at the time|at the (?:last )?close|at press time|session"
    r"|(?:this|last|past|previous|next|same|that|earlier|every|each|the)\s+(?:\w+\s+)?(?:morning|afternoon|day|night|week|month|quarter|"
    r"year|decade|century|summer|winter|spring|autumn|fall|season)|(?:days?|weeks?|months?|quarters?|years?)\s+(?:ago|earlier|later|before|high|low|end)"
    r"|(?:quarter|year|month|week|day)(?:-| )(?:high|low|end)|since|then|when|after|before|while|until|once)\b)"
)
_SUPPOSED = re.compile(
    r"\b(?:assum\w*|base[- ]case|long[- ]term|study|studies|feasibility|PEA|NPV|IRR|cut-?off|floor|minimum|contract\w*|would|could|may|might|"
    r"should|if|unless|target\w*|forecast\w*|expect\w*|estimat\w*|predict\w*|offer\w*|placement|warrants?|options?|exercis\w*|convert\w*|"
    r"financ\w*|issu\w*|budget\w*|deck|break-?even|royalt\w*|stream\w*|agree\w*|deal|hedg\w*|guarantee\w*|will|typically|usually|often|never)\b",
    re.IGNORECASE,
)


def undated_price(story: Story) -> Iterator[Diagnostic]:
    """Prices on a market of which neither their sentence nor its paragraph tells the day."""
    if not story.is_english():
        return
    for sentence in story.saying(_HINTS):
        found = _PRICE.search(sentence.text)
        if found is None or sentence.passage.is_quoted or sentence.passage.table:
            continue
        if _SUPPOSED.search(sentence.text) or _DATED.search(sentence.passage.text):
            continue
        name = next(name for name in ("one", "other", "third") if found[name])
        message = f"“{shown(found[0])}” is a price without a day"
        help_ = "say of when it is: “closed on Friday at …”, “on February 20”"
        yield finding("undated-price", message, sentence.span(*found.span(name)), help_)

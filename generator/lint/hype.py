"""Phrases that read as advice to buy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from generator.diagnostic import Diagnostic, Span
from generator.lint.story import Story, finding, shown

_GAIN = r"(?:gains?|profits?|returns?|upside|wealth|windfall)"
_RISE = r"(?:soar|skyrocket|explode|surge|rocket|moon|take off|go parabolic|double|triple)"
_PAPER = r"(?:stocks?|shares?|share price|company|companies|investment|play|miners?|explorers?|juniors?)"
_NEVER = r"(?:can(?:not|['’]t| not)|could(?:n['’]t| not))"

_PHRASES = (
    r"golden opportunit(?:y|ies)",
    rf"{_NEVER} (?:possibly )?lose",
    rf"{_NEVER} (?:afford to )?miss (?:this|out on this) (?:\w+ )?(?:opportunity|{_PAPER})",
    rf"{_NEVER}[- ]miss (?:\w+ )?(?:opportunity|{_PAPER})",
    rf"(?:set|poised|primed|destined|bound|ready|about|guaranteed|sure|certain) to {_RISE}",
    rf"(?:stocks?|shares?|share price) (?:will|is going to|are going to) (?:surely |certainly )?{_RISE}",
    r"to the moon",
    rf"(?:guaranteed|risk[- ]free|certain|easy) {_GAIN}",
    rf"(?:{_GAIN}|success) (?:is|are) (?:all but )?(?:guaranteed|assured|a certainty)",
    r"(?:a|the|is|as) (?:sure (?:thing|bet|winner)|safe bet|one-way bet)",
    rf"once[- ]in[- ]a[- ](?:lifetime|generation) (?:\w+ )?(?:opportunity|chance|{_PAPER})",
    rf"(?:massive|huge|enormous|explosive|monster|unlimited|tremendous|incredible|life[- ]changing|eye[- ]watering) {_GAIN}",
    r"(?:screaming|table[- ]pounding|strong|obvious|urgent) buy(?! (?:back|side|in)\b)(?! rating)(?!-)",
    r"(?:ten|10|five|5|hundred|100|multi)[- ]?baggers?",
    rf"(?:no[- ]brainer|must[- ](?:own|have|buy)) (?:\w+ )?{_PAPER}",
    r"(?:get|getting|got) in (?:on the ground floor|early|now|before)",
    rf"(?:on|at) the ground floor of (?:a|an|this|the next)",
    r"(?:back(?:ing)? up|load(?:ing)? up) the truck",
    rf"load(?:ing)? up on (?:\w+ ){{0,2}}(?:stock|shares)",
    r"(?:buy|act|invest) (?:now|today|fast|immediately|before it['’]?s? (?:is )?too late)",
    r"before (?:it['’]s|it is) too late to (?:buy|invest)",
    r"do(?:n['’]t| not) (?:miss (?:out|this)|wait) [^.!?]{0,30}(?:buy|invest|shares|stock|opportunity|rally)",
    r"(?:double|triple|multiply|quadruple) your money",
    rf"(?:deeply|massively|grossly|criminally|ridiculously|hugely|wildly) (?:undervalued|oversold|mispriced)",
    rf"(?:hidden|undiscovered|undervalued) gem(?=[^.!?]{{0,60}}{_PAPER})",
    r"the next (?:big thing in (?:mining|gold|lithium|uranium|copper)|voisey['’]?s bay|hemlo|eskay creek|bre-?x)",
    r"nowhere to go but up",
    r"(?:you|investors|readers|everyone) (?:should|must|need to|ought to) (?:buy|own|load up|get in|invest in|add)",
    r"(?:we|i) (?:strongly |highly |warmly )?recommend (?:buying|(?:that )?(?:you|investors) buy|this (?:stock|share|investment))",
)
_HYPE = re.compile("|".join(rf"\b{phrase.replace(' ', chr(92) + 's+')}\b" for phrase in _PHRASES), re.IGNORECASE)

_OF_THE_MARKET = re.compile(
    r"\b(?:demand|consumption|supply|output|production|capacity|imports?|exports?|costs?|needs?|use|sales|deliveries|debt|spending|emissions|"
    r"temperatures?|populations?|inflation|bills?|tariffs?)\b[^.!?;,]{0,40}\Z",
    re.IGNORECASE,
)
"""What may well be set to soar: a forecast that reads as no advice."""

_DENIED = re.compile(
    r"(?:\b(?:no|not|never|nobody|none|nothing|hardly|without|neither|nor|beware|avoid|claims?|claimed|promises?|promised|so-called|words?|"
    r"phrases?|such as)\b|n['’]t\b|\bfar from\b)[^.!?;:]{0,40}\Z",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|‘[^’]*’(?!\w)|(?<!\w)'[^']*'(?!\w)")


def hype(story: Story) -> Iterator[Diagnostic]:
    """Phrases of promoters, and the site's own list of them; what others are quoted as saying is theirs."""
    own = _own(story.settings.lint.hype_phrases)
    patterns = [pattern for pattern in (_HYPE if story.is_english() else None, own) if pattern]
    for sentence in story.sentences if patterns else ():
        if sentence.passage.is_quoted:
            continue
        quotations = [quoted.span() for quoted in _QUOTED.finditer(sentence.text)]
        for pattern in patterns:
            for found in pattern.finditer(sentence.text):
                before = sentence.text[: found.start()]
                is_quoted = any(start < found.end() and found.start() < end for start, end in quotations)
                if pattern is own or not (is_quoted or _DENIED.search(before) or _is_forecast(found, before)):
                    yield _finding(found[0], sentence.span(*found.span()))


def _finding(words: str, span: Span) -> Diagnostic:
    message = f"“{shown(words)}” reads as advice to buy"
    return finding("hype", message, span, "say what is known, and who says the rest")


def _is_forecast(found: re.Match[str], before: str) -> bool:
    return bool(re.match(r"(?:set|poised|primed|bound|destined|about|sure|certain)\s+to\b", found[0], re.IGNORECASE)) and bool(
        _OF_THE_MARKET.search(before)
    )


@lru_cache
def _own(phrases: tuple[str, ...]) -> re.Pattern[str] | None:
    """The site's own phrases, in any case and across line ends."""
    if not phrases:
        return None
    words = (r"\s+".join(map(re.escape, phrase.split())) for phrase in sorted(phrases, key=len, reverse=True))
    return re.compile("|".join(rf"(?<!\w){phrase}(?!\w)" for phrase in words), re.IGNORECASE)

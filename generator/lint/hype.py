"""Phrases that read as advice to buy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from generator.diagnostic import Diagnostic
from generator.lint.sentences import Sentence
from generator.lint.story import Story, finding, shown

_GAIN = r"(?:gains?|profits?|returns?|upside|wealth|windfall)"
_RISE = r"(?:soar|skyrocket|explode|surge|rocket|moon|take off|go parabolic|double|triple)"
_PAPER = r"(?:stocks?|shares?|share price|company|companies|investment|play|miners?|explorers?|juniors?)"
_TRADE = r"(?:accumulate|acquire|add|benefit|buy|capitali[sz]e|cash|earn|enter|gain|get|invest|make|own|participate|pick|profit)"
_NEVER = r"(?:can(?:not|['’]t| not)|could(?:n['’]t| not))"

_PHRASES = (
    rf"golden opportunit(?:y|ies)(?!(?: for [^.!?]{{1,40}})? to (?!{_TRADE}\b))",
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
    rf"(?:massive|huge|enormous|explosive|monster|unlimited|tremendous|incredible|life[- ]changing|eye[- ]watering) {_GAIN}(?! in\b)",
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

_HINTS = frozenset(
    """
    10 100 5 act acting add around bagger baggers bet buy buying chance double early explode floor gain gains gem go
    hundred invest investment load loading lose market miss moon multibagger multibaggers now opportunities opportunity own
    parabolic profit profits quadruple recommend return returns rocket skyrocket soar success surge surely take thing triple
    truck undervalued oversold mispriced upside wait wealth windfall winner
    """.split()
)
"""Words of which each of the phrases has one: most briefings have none, and are not searched."""

_OF_THE_MARKET = re.compile(
    r"\b(?:demand|consumption|supply|output|production|capacity|imports?|exports?|costs?|needs?|use|sales|deliveries|debt|spending|emissions|"
    r"temperatures?|populations?|inflation|bills?|tariffs?)\b[^.!?;,]{0,40}\Z",
    re.IGNORECASE,
)
"""What may well be set to soar: a forecast that reads as no advice."""

_FORECAST = re.compile(r"(?:set|poised|primed|bound|destined|about|sure|certain)\s+to\b", re.IGNORECASE)
_DENIED = re.compile(
    r"(?:\b(?:no|not|never|nobody|none|nothing|hardly|without|neither|nor|beware|avoid|claims?|claimed|promises?|promised|so-called|words?|"
    r"phrases?|such as)\b|n['’]t\b|\bfar from\b)[^.!?;:]{0,40}\Z",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|‘[^’]*’(?!\w)|(?<!\w)'[^']*'(?!\w)")


def hype(story: Story) -> Iterator[Diagnostic]:
    """Phrases of promoters, and the site's own list of them; what others are quoted as saying is theirs."""
    if story.is_english():
        for sentence in story.saying(_HINTS):
            if not sentence.passage.is_quoted:
                yield from (_finding(found, sentence) for found in _of_promoters(sentence.text))
    own = _own(story.settings.lint.hype_phrases)
    for sentence in story.sentences if own else ():
        if own and not sentence.passage.is_quoted:
            yield from (_finding(found, sentence) for found in own.finditer(sentence.text))


def _of_promoters(text: str) -> Iterator[re.Match[str]]:
    """The phrases of a sentence that it neither quotes nor denies, nor says of the market at large."""
    for found in _HYPE.finditer(text):
        before = text[: found.start()]
        is_quoted = any(q.start() < found.end() and found.start() < q.end() for q in _QUOTED.finditer(text))
        is_forecast = _FORECAST.match(found[0]) and _OF_THE_MARKET.search(before)
        if not (is_quoted or is_forecast or _DENIED.search(before)):
            yield found


def _finding(found: re.Match[str], sentence: Sentence) -> Diagnostic:
    message = f"“{shown(found[0])}” reads as advice to buy"
    return finding("hype", message, sentence.span(*found.span()), "say what is known, and who says the rest")


@lru_cache
def _own(phrases: tuple[str, ...]) -> re.Pattern[str] | None:
    """The site's own phrases, in any case and across line ends."""
    if not phrases:
        return None
    words = (r"\s+".join(map(re.escape, phrase.split())) for phrase in sorted(phrases, key=len, reverse=True))
    return re.compile("|".join(rf"(?<!\w){phrase}(?!\w)" for phrase in words), re.IGNORECASE)

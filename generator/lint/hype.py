"""Phrases that read as advice to buy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from generator.diagnostic import Diagnostic
from generator.lint.sentences import Sentence
from generator.lint.story import Story, finding, shown
from generator.lint.vocabulary import one_of, words

_GAIN = "(?:gains?|profits?|returns?|upside|wealth|windfall)"
_RISE = "(?:soar|skyrocket|explode|surge|rocket|moon|take off|go parabolic|double|triple)"
_PAPER = "(?:stocks?|shares?|share price|company|companies|investment|play|miners?|explorers?|juniors?)"
_TRADE = (
    "(?:accumulate|acquire|add|benefit|buy|capitali[sz]e|cash|earn|enter|gain|get|invest|make|own|participate|pick|"
    "profit)"
)
_NEVER = "(?:can(?:not|['’]t| not)|could(?:n['’]t| not))"
_GREAT = "(?:massive|huge|enormous|explosive|monster|unlimited|tremendous|incredible|life[- ]changing|eye[- ]watering)"

_PHRASES = one_of(
    rf"""
    golden opportunit(?:y|ies)(?!(?: for [^.!?]{{1,40}})? to (?!{_TRADE}\b))
    {_NEVER} (?:possibly )?lose
    {_NEVER} (?:afford to )?miss (?:this|out on this) (?:\w+ )?(?:opportunity|{_PAPER})
    {_NEVER}[- ]miss (?:\w+ )?(?:opportunity|{_PAPER})
    (?:set|poised|primed|destined|bound|ready|about|guaranteed|sure|certain) to {_RISE}
    (?:stocks?|shares?|share price) (?:will|is going to|are going to) (?:surely |certainly )?{_RISE}
    to the moon
    (?:guaranteed|risk[- ]free|certain|easy) {_GAIN}
    (?:{_GAIN}|success) (?:is|are) (?:all but )?(?:guaranteed|assured|a certainty)
    (?:a|the|is|as) (?:sure (?:thing|bet|winner)|safe bet|one-way bet)
    once[- ]in[- ]a[- ](?:lifetime|generation) (?:\w+ )?(?:opportunity|chance|{_PAPER})
    {_GREAT} {_GAIN}(?! in\b)
    (?:screaming|table[- ]pounding|strong|obvious|urgent) buy(?! (?:back|side|in)\b)(?! rating)(?!-)
    (?:ten|10|five|5|hundred|100|multi)[- ]?baggers?
    (?:no[- ]brainer|must[- ](?:own|have|buy)) (?:\w+ )?{_PAPER}
    (?:get|getting|got) in (?:on the ground floor|early|now|before)
    (?:on|at) the ground floor of (?:a|an|this|the next)
    (?:back(?:ing)? up|load(?:ing)? up) the truck
    load(?:ing)? up on (?:\w+ ){{0,2}}(?:stock|shares)
    (?:buy|act|invest) (?:now|today|fast|immediately|before it['’]?s? (?:is )?too late)
    before (?:it['’]s|it is) too late to (?:buy|invest)
    do(?:n['’]t| not) (?:miss (?:out|this)|wait) [^.!?]{{0,30}}(?:buy|invest|shares|stock|opportunity|rally)
    (?:double|triple|multiply|quadruple) your money
    (?:deeply|massively|grossly|criminally|ridiculously|hugely|wildly) (?:undervalued|oversold|mispriced)
    (?:hidden|undiscovered|undervalued) gem(?=[^.!?]{{0,60}}{_PAPER})
    the next (?:big thing in (?:mining|gold|lithium|uranium|copper)|voisey['’]?s bay|hemlo|eskay creek|bre-?x)
    nowhere to go but up
    (?:you|investors|readers|everyone) (?:should|must|need to|ought to) (?:buy|own|load up|get in|invest in|add)
    (?:we|i) (?:strongly |highly |warmly )?recommend (?:buying|(?:that )?(?:you|investors) buy|this (?:stock|share))
    """
)
_HYPE = re.compile(rf"\b(?:{_PHRASES})\b", re.IGNORECASE)
_HINTS = words(
    """
    10 100 5 act acting add around bagger baggers bet bre buy buying chance creek double early explode floor gain gains
    gem go hemlo hundred invest investment load loading lose miss moon multibagger multibaggers mispriced next now
    opportunities opportunity oversold own parabolic profit profits quadruple recommend return returns rocket skyrocket
    soar success surge surely take thing triple truck undervalued upside wait wealth windfall winner
    """
)
"""Words of which each of the phrases has one: most sentences have none, and are not searched."""

_NEAR = 80  # characters before a phrase that may turn its sense
_FORECAST = re.compile(r"(?:set|poised|primed|bound|destined|about|sure|certain)\s+to\b", re.IGNORECASE)
_OF_THE_MARKET = re.compile(
    r"\b(?:demand|consumption|supply|output|production|capacity|imports?|exports?|costs?|needs?|use|sales|deliveries|debt|"
    r"spending|emissions|temperatures?|populations?|inflation|bills?|tariffs?)\b[^.!?;,]{0,40}\Z",
    re.IGNORECASE,
)
"""What may well be set to soar: a forecast that reads as no advice."""

_DENIED = re.compile(
    r"(?:\b(?:no|not|never|nobody|none|nothing|hardly|without|neither|nor|beware|avoid|claims?|claimed|promises?|promised|"
    r"so-called|words?|phrases?|such as)\b|n['’]t\b|\bfar from\b)[^.!?;:]{0,40}\Z",
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
    phrases = list(_HYPE.finditer(text))
    quoted = [quotation.span() for quotation in _QUOTED.finditer(text)] if phrases else []
    for found in phrases:
        before = text[max(found.start() - _NEAR, 0) : found.start()]
        is_quoted = any(start < found.end() and found.start() < end for start, end in quoted)
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
    patterns = (r"\s+".join(map(re.escape, phrase.split())) for phrase in sorted(phrases, key=len, reverse=True))
    return re.compile("|".join(rf"(?<!\w){pattern}(?!\w)" for pattern in patterns), re.IGNORECASE)

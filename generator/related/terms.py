"""The telling words of a briefing: read from its text once, compared with other briefings' later."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

KEPT = 56  # terms per briefing; more made no better matches and took more memory

_TITLE, _SUMMARY, _BODY = 4, 2, 1  # what a mention counts for
_MOST = 255  # a count fits a byte
_FIRST_CJK = "\u2e7f"  # from here on two letters make a word
_LONGEST = 40  # characters of a word; longer ones are addresses and encoded data
_NAME = 2  # a name or phrase said once tells as much as a word said twice
_BREAK = "."  # stands where no phrase may run across

_BETWEEN = re.compile(r"[^\w\s'-]+")
_EDGES = "'-_"

_TELLS_NOTHING = """
a about above according across after again against ago ahead all almost alone along already also although
always am amid among an and another any anyone anything april are aren't around as at august away back be
became because become been before behind being below best better between beyond both but by came can can't
cannot come could couldn't december did didn't do does doesn't doing don't done down during each early either
else end enough even ever every everyone everything far february few fewer find first five follow following
for found four friday from full further gave get getting give given go goes going gone good got great had has
hasn't have haven't having he he'll he's held help her here here's hers herself high higher him himself his
hold how however i i'd i'll i'm i've if important in including indeed instead into is isn't it it'll it's its
itself january july june just keep kept know known large last late later least less let let's like likely
little long longer look lot low lower made mainly make makes making many march may maybe me mean means
meanwhile meet might monday month months more moreover most much must my myself near nearly need needs never
new next nine no nobody none nor not nothing november now october of off often old on once one ones only onto
or other others our ours ourselves out over own part per perhaps place put quite rather really recent recently
right said same saturday saw say saying says second see seem seen september set seven several she she's should
shouldn't show shown shows side simply since six small so some someone something soon still such sunday take
taken takes taking ten than that that's the their theirs them themselves then there there's therefore these
they they'll they're they've thing things think third this those though three through throughout thursday thus
time times to today together told too took toward towards tuesday two under until up upon us use used using
very via want wants was wasn't way ways we we'd we'll we're we've wednesday week weeks well went were weren't
what what's when where whether which while who who's whole whom whose why will with within without won't work
would wouldn't year years yet you you'd you'll you're you've your yours yourself
"""
_STOP = frozenset(_TELLS_NOTHING.split())


@dataclass(frozen=True, slots=True)
class Terms:
    """A briefing's strongest words and phrases as its text spells them: one to a line, with how much each counts.

    Kept as one text and its counts, since a hundred thousand briefings hold five million of them.
    """

    spelled: str = ""
    counts: bytes = b""


def read(title: str, summary: str, text: str) -> Terms:
    """The at most `KEPT` strongest terms of a briefing: words, names and recurrent phrases of two words."""
    weights: dict[str, int] = {}
    for part, weight in ((title, _TITLE), (summary, _SUMMARY), (text, _BODY)):
        _count(_tokens(part), weight, weights)
    weights.pop(_BREAK, None)
    weights = _without_sentence_capitals(weights)
    told = [(term, weight * _NAME if is_name(term) else weight) for term, weight in weights.items()]
    strongest = sorted(told, key=_strength)[:KEPT]
    return Terms("\n".join(term for term, _ in strongest), bytes(min(weight, _MOST) for _, weight in strongest))


def fold(term: str) -> str:
    """What makes two spellings one term: case, white space and an English plural do not count."""
    return " ".join(map(_singular, term.casefold().replace("’", "'").replace("-", " ").split()))


def is_name(term: str) -> bool:
    """Whether a term is a phrase, or written with a capital."""
    return " " in term or not term.islower()


def _tokens(text: str) -> list[str]:
    """The words in order; a break in place of punctuation and of each word that tells nothing."""
    return list(map(_token, _BETWEEN.sub(f" {_BREAK} ", text.replace("’", "'")).split()))


@lru_cache(maxsize=1 << 16)
def _token(word: str) -> str:
    word = word.strip(_EDGES).removesuffix("'s")
    if len(word) < 3:
        tells = len(word) == 2 and word.isalpha() and (word.isupper() or word > _FIRST_CJK)
    else:
        tells = len(word) <= _LONGEST and word.lower() not in _STOP and word[0].isalpha()
    return word if tells else _BREAK


def _count(tokens: list[str], weight: int, weights: dict[str, int]) -> None:
    for word, times in Counter(tokens).items():
        weights[word] = weights.get(word, 0) + times * weight
    for (first, second), times in Counter(pairwise(tokens)).items():
        if first == _BREAK or second == _BREAK:
            continue
        if times * weight > 1 or (first[0].isupper() and second[0].isupper()):
            phrase = f"{first} {second}"
            weights[phrase] = weights.get(phrase, 0) + times * weight


def _without_sentence_capitals(weights: dict[str, int]) -> dict[str, int]:
    """Count "Prices", which began a sentence, with "prices"."""
    merged: dict[str, int] = {}
    for term, weight in weights.items():
        lower = term.lower()
        if lower == term or lower not in weights:
            lower = term
        merged[lower] = merged.get(lower, 0) + weight
    return merged


def _strength(entry: tuple[str, int]) -> tuple[int, int, str]:
    """Order of strength: longer words tell more. Never the place in the text, so that moving a paragraph is nothing."""
    term, weight = entry
    return (-weight, -len(term), term)


def _singular(word: str) -> str:
    if len(word) > 3 and word[-1] == "s" and word[-2] not in "suiy'":
        return word[:-1]
    return word.removesuffix("'s")

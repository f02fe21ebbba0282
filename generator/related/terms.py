"""The telling words of a briefing: read from its text once, compared with other briefings' later."""

from __future__ import annotations

import re
import sys
from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import chain, pairwise, repeat, starmap
from zlib import crc32

KEPT = 56  # terms per briefing; more made no better matches and took more memory

_TITLE, _SUMMARY, _BODY = 4, 2, 1  # what a mention counts for
_MOST = 255  # a count fits a byte
_FIRST_CJK = "\u2e7f"  # from here on two letters make a word
_LONGEST = 40  # characters of a word; longer ones are addresses and encoded data
_NAME = 2  # a name or phrase said once tells as much as a word said twice
_BREAK = ""  # stands where no phrase may run across
_MOST_KNOWN = 1 << 16  # words whose marks, or whose spellings, are remembered

_RUNS = re.compile(r"[\w'-]+|[^\w'-]+")  # words, and the punctuation between them
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

    Kept as one text and its counts, since a hundred thousand briefings hold five million of them. `mentioned` are the
    marks of all its words and of the phrases among the strongest, `headline` those of the words and phrases of its
    title: four bytes each, the lowest first, sorted, each mark once.
    """

    spelled: str = ""
    counts: bytes = b""
    mentioned: bytes = b""
    headline: bytes = b""

    @property
    def digest(self) -> bytes:
        """Equal for equal terms."""
        spelled = self.spelled.encode("utf-8", "surrogatepass")
        parts = (spelled, self.counts, self.mentioned, self.headline)
        return blake2b(b"".join([len(part).to_bytes(4, "big") + part for part in parts]), digest_size=16).digest()


def read(title: str, summary: str, text: str) -> Terms:
    """The at most `KEPT` strongest terms of a briefing: words, names and recurrent phrases of two words."""
    its_title = _words(title)
    parts = [(its_title, _TITLE), (_words(summary), _SUMMARY), (_words(text), _BODY)]
    counted = _counted(parts)
    weights = _strongest({**counted, **_phrases(parts)})
    phrases = [(one, other) for one, other in pairwise(its_title) if one and other]
    return Terms(
        "\n".join(weights),
        bytes(map(min, weights.values(), repeat(_MOST))),
        _packed({*map(_mark, counted), *starmap(_phrase, [term.split(" ") for term in weights if " " in term])}),
        _packed({*map(_mark, filter(None, its_title)), *starmap(_phrase, phrases)}),
    )


def fold(term: str) -> str:
    """What makes two spellings one term: case, white space and an English plural do not count."""
    return " ".join(map(_singular, term.casefold().replace("’", "'").replace("-", " ").split()))


def mark(term: str) -> int:
    """A number of 32 bits for what a term folds to; that two terms of a site have the same one is as good as never."""
    return crc32(fold(term).encode("utf-8", "surrogatepass"))


_mark = lru_cache(_MOST_KNOWN)(mark)


@lru_cache(_MOST_KNOWN)
def _behind(word: str) -> bytes:
    return f" {fold(word)}".encode("utf-8", "surrogatepass")


def _phrase(one: str, other: str) -> int:
    """The mark of a phrase, by those of its words."""
    return crc32(_behind(other), _mark(one))


def _packed(marks: Iterable[int]) -> bytes:
    found = array("I", sorted(marks))
    if sys.byteorder == "big":
        found.byteswap()
    return found.tobytes()


def is_name(term: str) -> bool:
    """Whether a term is a phrase, or written with a capital."""
    return " " in term or not term.islower()


def _words(text: str) -> list[str]:
    """The words in order; a break in place of punctuation and of each word that tells nothing."""
    return list(chain.from_iterable(map(_SPLIT.__getitem__, text.split())))


class _Split(dict[str, tuple[str, ...]]):
    """The words of what stands between two spaces, which most often has stood there before: a third of the time."""

    def __missing__(self, between_spaces: str) -> tuple[str, ...]:
        if len(self) >= _MOST_KNOWN:
            self.clear()
        words = tuple(map(_word, _RUNS.findall(between_spaces.replace("’", "'"))))
        self[between_spaces] = words
        return words


_SPLIT = _Split()


def _word(run: str) -> str:
    word = run.strip(_EDGES).removesuffix("'s")
    if len(word) < 3:
        tells = len(word) == 2 and word.isalpha() and (word.isupper() or word > _FIRST_CJK)
    else:
        tells = len(word) <= _LONGEST and word.lower() not in _STOP and word[0].isalpha()
    return word if tells else _BREAK


def _counted(parts: Iterable[tuple[list[str], int]]) -> dict[str, int]:
    """What each word weighs: "Prices", which began a sentence, is counted with "prices", and a name is doubled."""
    weights = dict(Counter(chain.from_iterable([words * weight for words, weight in parts])))
    weights.pop(_BREAK, None)
    for word in _capitals(weights):
        lower = word.lower()
        if lower != word and lower in weights:
            weights[lower] += weights.pop(word)
        else:
            weights[word] *= _NAME
    return weights


def _phrases(parts: Iterable[tuple[list[str], int]]) -> dict[str, int]:
    """What each phrase of two words weighs: those that recur or look like names."""
    weights: dict[str, int] = {}
    for words, weight in parts:
        neighbours = zip(words, words[1:], strict=False)  # noqa: RUF007 - a fifth quicker than pairwise
        pairs = [(first, second) for first, second in neighbours if first and second]
        for (first, second), times in Counter(pairs).items():
            if times * weight > 1 or (first[0].isupper() and second[0].isupper()):
                phrase = f"{first} {second}"
                weights[phrase] = weights.get(phrase, 0) + times * weight * _NAME
    for phrase in _capitals(weights):
        lower = phrase.lower()
        if lower != phrase and lower in weights:
            weights[lower] += weights.pop(phrase)
    return weights


def _capitals(weights: Iterable[str]) -> list[str]:
    return [term for term in weights if not term.islower()]


def _strongest(weights: dict[str, int]) -> dict[str, int]:
    """In order of strength: longer terms tell more. Never of place, so that moving a paragraph changes nothing."""
    least = sorted(weights.values())[-KEPT] if len(weights) > KEPT else 0
    ranked = sorted([(-weight, -len(term), term) for term, weight in weights.items() if weight >= least])
    return {term: -weight for weight, _, term in ranked[:KEPT]}


def _singular(word: str) -> str:
    if len(word) > 3 and word[-1] == "s" and word[-2] not in "suiy'":
        return word[:-1]
    return word.removesuffix("'s")

"""Sentences: the full stop of an abbreviation does not end one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator.diagnostic import Span
from generator.lint.prose import Passage

_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’)\]]*+\s++(?=[\"'“‘(\[]*[A-Z0-9$€£])")
_WORD = re.compile(r"\w+")
_LONGEST = 12  # letters of an abbreviation
_ABBREVIATION = re.compile(
    r"(?:\b(?:Inc|Ltd|Corp|Co|Cos|plc|Bros|Mr|Mrs|Ms|Dr|Prof|Gen|Sen|Rep|Gov|St|Mt|No|Nos|approx|ca|cf|vs|est|incl|"
    r"max|min|avg|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|e\.g|i\.e|a\.m|p\.m|al)|\b[A-Z]|\b(?:[A-Z]\.)+[A-Z])\.$"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage, in which it begins at the character `start`; its `words` are in small letters."""

    passage: Passage
    start: int
    text: str
    words: frozenset[str]

    def span(self, start: int, end: int) -> Span:
        """Where some of its characters stand in the file."""
        return self.passage.span(self.start + start, self.start + end)


def of(passages: Iterable[Passage]) -> Iterator[Sentence]:
    """The sentences of some passages."""
    for passage in passages:
        for start, end in bounds(passage.text):
            text = passage.text[start:end]
            yield Sentence(passage, start, text, frozenset(_WORD.findall(text.lower())))


def bounds(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence of a text begins and ends."""
    start = 0
    for end in _END.finditer(text):
        words = text[max(start, end.start() - _LONGEST) : end.end()].rstrip().rstrip("\"'”’)]")
        if words.endswith(".") and not words.endswith("..") and _ABBREVIATION.search(words):
            continue
        yield start, end.end()
        start = end.end()
    if start < len(text):
        yield start, len(text)

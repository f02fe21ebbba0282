"""Briefings that say nearly the same, found by the phrases that they share.

Of all phrases of four words that a text holds, those of the smallest hashes are as good a sample as any, and the same
one for equal texts (A. Broder, "On the resemblance and containment of documents", 1997).
"""

from __future__ import annotations

import re
import zlib
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.diagnostic import Diagnostic, Span
from generator.lint.story import finding

ALIKE = 0.5
"""What two briefings must share of their phrases: edits to one word in eleven leave half of the phrases of four."""

_PHRASE = 4
_SAMPLE = 64
_LOOKED_UP, _IN_COMMON = 16, 3  # of two texts that are alike one pair in 500 has fewer of its smallest in common
_NEIGHBOURS = 8  # so that a thousand copies of one text are not all compared with each other
_FEWEST = 40  # phrases: notes of a few lines are alike by nature
_WORD = re.compile(rb"[a-z0-9\x80-\xff]+")


@dataclass(frozen=True, slots=True)
class Draft:
    """A briefing to compare with others, given with these from the oldest to the newest."""

    path: str
    place: Span
    sample: array[int]


def sample(text: str) -> array[int]:
    """A sample of the phrases of a text, ascending; empty for a short one."""
    words = _WORD.findall(text.lower().encode("utf-8", "replace"))
    if len(words) < _FEWEST + _PHRASE - 1:
        return array("I")
    line = b" ".join(words)
    starts, ends, at = [], [], 0
    for word in words:
        starts.append(at)
        at += len(word) + 1
        ends.append(at - 1)
    view = memoryview(line)
    hashes = {zlib.crc32(view[start:end]) for start, end in zip(starts, ends[_PHRASE - 1 :], strict=False)}
    return array("I", sorted(hashes)[:_SAMPLE])


def likeness(one: Sequence[int], other: Sequence[int]) -> float:
    """Which part of the phrases of two texts both have, estimated; 0 where one is too short to say."""
    if not one or not other:
        return 0.0
    first, second = set(one), set(other)
    whole = sorted(first | second)[:_SAMPLE]
    return len((first & second).intersection(whole)) / len(whole)


def duplicate_story(drafts: Sequence[Draft]) -> Iterator[Diagnostic]:
    """Each briefing that is nearly the same as an older one, with the one that it is most like."""
    holders: dict[int, list[int]] = defaultdict(list)
    for number, draft in enumerate(drafts):
        shared: Counter[int] = Counter()
        for phrase in draft.sample[:_LOOKED_UP]:
            shared.update(holders[phrase][-_NEIGHBOURS:])
            holders[phrase].append(number)
        others = [other for other, times in shared.items() if times >= _IN_COMMON]
        best, other = max(((likeness(draft.sample, drafts[n].sample), -n) for n in others), default=(0.0, 0))
        if best >= ALIKE:
            message = f"this is nearly the same as {drafts[-other].path}: they share {best:.0%} of their phrases"
            help_ = "keep one of them; if both are meant, write lint_ignore: [duplicate-story]"
            yield finding("duplicate-story", message, draft.place, help_)

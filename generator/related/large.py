"""Related articles of many briefings: after a change, only for those that it affects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from generator.related.account import Ranked
from generator.related.answers import Pair, Reasons, answered, pair, reasons_of
from generator.related.change import Change, change
from generator.related.choice import SPARE, Choice, chosen
from generator.related.comparison import Compared, Comparison, compared, updated
from generator.related.document import Document, Load
from generator.related.evidence import Evidence
from generator.related.matrix import Likeness
from generator.related.memo import Memo, Sections

Answers = tuple[list[bytes], list[bytes]]
"""An answer for each document, and the sections of the comparison they come from."""


def answers(
    rows: Sequence[Document], listing: bytes, count: int, load: Load, before: Memo | None, threads: int
) -> Answers:
    """The related articles of each of the documents, which are sorted by their keys; found by so many threads."""
    numbers = {row.key: number for number, row in enumerate(rows)}
    earlier = before.earlier() if before else None
    if before and earlier:
        step = change(earlier.listing, listing, rows, numbers)
        compared_before = Comparison.unpacked(earlier.comparison)
        made = step and updated(compared_before, rows, step.moved, step.fresh, load, count + SPARE, threads)
        if step and made:
            return _after(step, made, rows, numbers, count, before.answers)
    made = compared(rows, load, count + SPARE, threads)
    choices = _choices(rows, numbers, range(len(rows)), made.comparison, count)
    found = answered(rows, choices, made.likeness, made.comparison.glossary, {})
    return list(found), made.comparison.looked_at(choices).packed()


def ranked(number: int, rows: Sequence[Document], sections: Sections, most: int) -> Ranked:
    """What came of the comparison of these documents, for one of them."""
    glossary, table, marks, _, _, ranking = Comparison.unpacked(sections)
    likeness = Likeness(glossary, table, [document.day for document in rows], Evidence(marks, rows))
    start, end = ranking.starts[number : number + 2]
    others = ranking.others[start : min(end, start + most)].tolist()
    return Ranked(likeness, glossary.spellings, others, ranking.originals.tolist())


def _after(
    step: Change,
    made: Compared,
    rows: Sequence[Document],
    numbers: Mapping[str, int],
    count: int,
    before: Sequence[bytes],
) -> Answers:
    """The earlier answers, and new ones where these may differ."""
    kept = dict(zip(step.moved, before, strict=True))
    stale = _stale(step, made, rows)
    known = _known(((number, kept[number]) for number in stale if number in kept), numbers, step, made)
    choices = _choices(rows, numbers, stale, made.comparison, count)
    kept.update(zip(choices, answered(rows, choices, made.likeness, made.comparison.glossary, known), strict=True))
    return [kept[number] for number in range(len(rows))], made.comparison.looked_at(choices).packed()


def _stale(step: Change, made: Compared, rows: Sequence[Document]) -> list[int]:
    """Those whose answer may be another: by the ranking, or by what is pinned or shown."""
    others = step.away | {rows[number].key for number in (*step.fresh, *np.flatnonzero(made.renamed).tolist())}
    differs = made.differs.tolist()
    return [
        number
        for number, row in enumerate(rows)
        if differs[number]
        or number in step.repinned
        or not others.isdisjoint(row.pinned)
        or not others.isdisjoint(row.shown)
        or not others.isdisjoint(row.links)
    ]


def _known(
    answers: Iterable[tuple[int, bytes]], numbers: Mapping[str, int], step: Change, made: Compared
) -> dict[Pair, Reasons]:
    """Reasons that hold: neither briefing is fresh, and no term that both mention has another importance."""
    known = {}
    for number, answer in answers:
        for key, reasons in reasons_of(answer):
            other = numbers.get(key)
            if other is None or not step.fresh.isdisjoint((number, other)):
                continue
            if not (made.affected[number] and made.affected[other]):
                known[pair(number, other)] = reasons
    return known


def _choices(
    rows: Sequence[Document], numbers: Mapping[str, int], wanted: Iterable[int], comparison: Comparison, count: int
) -> dict[int, Choice]:
    ranking = comparison.ranking
    originals = ranking.originals.tolist()
    starts = ranking.starts.tolist()
    ends = np.minimum(ranking.starts[1:], ranking.starts[:-1] + count + SPARE).tolist()
    return {
        number: chosen(rows[number], numbers, ranking.others[starts[number] : ends[number]].tolist(), originals, count)
        for number in wanted
    }

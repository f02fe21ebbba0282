"""What results show and quote, a few briefings to a file."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from generator.search.record import Bodies, Record, text_of

TOGETHER = 4
"""Briefings to a file: a page of results then fetches at most ten, of some 5 KB compressed, and no site has a file for
each briefing."""


def shown(records: Sequence[Record], bodies: Bodies) -> bytes:
    """Some briefings as results show them, as JSON."""
    return msgspec.json.encode([_shown(record, text_of(record, bodies)) for record in records])


def _shown(record: Record, text: str) -> dict[str, object]:
    return {
        "url": record.url,
        "title": record.title,
        "summary": record.summary,
        "date": [record.date.iso, record.date.short],
        "topics": [[topic.name, topic.url] for topic in record.topics],
        "sponsored": record.sponsored,
        "corrected": record.corrected,
        "text": text,
    }

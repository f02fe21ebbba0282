"""Slugs: the ASCII names under which things live in URLs and folders."""

from __future__ import annotations

import re

from slugify import slugify as _slugify
from text_unidecode import unidecode

MAX_BYTES = 200

_SLUG = re.compile(r"[a-z0-9]+(?:[-_.~][a-z0-9]+)*")
_WORDS = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DEVICE = r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])"
_RESERVED = re.compile(rf"{_DEVICE}(?:\..*)?")

SHAPE = rf"(?!{_DEVICE}(?:\.|$)){_SLUG.pattern}"
"""A slug of any length as a regular expression."""


def make(text: str) -> str:
    """The slug of a name: transliterated to ASCII, lower case, words joined by hyphens; empty if nothing is left."""
    if len(text) <= MAX_BYTES and _WORDS.fullmatch(text):
        return text
    # Transliterated here, since python-slugify takes another table where the package Unidecode happens to be installed.
    return str(_slugify(unidecode(text).replace("'", ""), max_length=MAX_BYTES, word_boundary=True, save_order=True))


def fault(slug: str) -> str:
    """What is wrong with a slug that an editor wrote, as the end of the sentence "the slug …"; empty if it is good."""
    if not slug:
        return "is empty"
    if len(slug.encode()) > MAX_BYTES:
        return f"is longer than {MAX_BYTES} bytes"
    if not _SLUG.fullmatch(slug):
        return "may hold only the letters a to z, digits, and single hyphens between them"
    if _RESERVED.fullmatch(slug):
        return "is a device name on Windows"
    return ""

"""Drilling results and resource estimates: what a reader needs beside the figure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.diagnostic import Diagnostic
from generator.lint.sentences import Sentence
from generator.lint.story import Story, finding, shown
from generator.lint.vocabulary import METALS, SYMBOLS, words

_METAL = rf"(?:{METALS}|{SYMBOLS})"
_LENGTH = r"(?:m|metres?|meters?|ft|feet|foot)"
_TELLING = (
    r"(?i:\b(?:assay(?:s|ed|ing)?|grad(?:es?|ed|ing)|averag(?:es?|ed|ing)|return(?:s|ed|ing)?|yield(?:s|ed|ing)?|ran|"
    r"cut|intersect(?:s|ed|ing)?|intercept(?:s|ed|ing)?|hit)\s+)"
)
_FILLER = (
    r"(?:(?:of|at|up to|as (?:high|much) as|about|around|approximately|grading|averaging|assaying|an average of|over|"
    r"between|from|@)\s+)"
)
_YEAR = r"(?:19|20)[0-9]{2}\b"
_GOES_ON = (
    r"(?=\s*(?:\Z|[.,;:)+]|(?:over|across|from|within|including|incl|along|equivalent|eq|with|and\s+[0-9.]+\s)\b))"
)
"""What follows a grade, and follows no “3 gold projects”."""

_WITHOUT_UNIT = re.compile(
    rf"(?:{_TELLING}{_FILLER}*|[0-9][ \u00a0-]?{_LENGTH}\s+{_FILLER}+)"
    rf"(?P<grade>(?<![$€£])\b(?!{_YEAR})[0-9]+(?:\.[0-9]+)?)[ \u00a0-](?P<metal>{_METAL}){_GOES_ON}"
)
_HINTS = words(
    """
    assay assayed assaying assays average averaged averages averaging cut drill drilled drilling drills feet foot ft
    grade graded grades grading hit hole holes intercept intercepted intercepting intercepts intersect intersected
    intersecting intersects m meter meters metre metres ran return returned returning returns yield yielded yielding
    yields
    """
)
"""Words of which each result of drilling has one."""

_GRADE = re.compile(
    r"\b[0-9][0-9.,]*(?:[ \u00a0-]?(?:g/t|gpt|g/tonne|g Au/t|oz/t|oz/ton|opt|kg/t|lbs?/t)\b"
    r"|[ \u00a0](?:grams?|ounces?)\s+(?:of\s+\w+\s+)?(?:per|a|to the)\s+(?:metric\s+)?ton(?:ne)?\b"
    rf"|[ \u00a0]?(?:%|percent\b|per cent\b|ppm\b|ppb\b)\s+(?:of\s+)?(?i:{_METAL})\b)"
)
_DRILLED = re.compile(
    r"\b(?:drill(?:ed|ing|[- ]?holes?|s)?|holes?|intersect\w*|intercepts?|intercepted|drill[- ]?core)\b", re.IGNORECASE
)
_RESULT = re.compile(
    r"\b(?:assay(?:s|ed)|returned|intersected|intercepted|hit|cut|yielded|encountered|drilled|averaged|graded|grading)\b",
    re.IGNORECASE,
)
_INTERVAL = re.compile(rf"(?:[0-9][ \u00a0-]?|\b){_LENGTH}\b|\bintervals?\b|\bwidths?\b", re.IGNORECASE)
_NO_INTERVAL = re.compile(
    r"\b(?:grabs?|chips?|channels?|soils?|float|rock|stream|boulders?|bulk|dump|till|trench(?:es)?|head|cut-?off|"
    r"tailings|stockpiles?|mill\w*|resources?|reserves?|production|produced|average grade|historic(?:al)?|metallurg\w*|"
    r"recover\w*)\b",
    re.IGNORECASE,
)
"""What has a grade and no length."""

_ATTRIBUTES = (
    r"(?:[,\s]+(?:and|non-?compliant|unclassified|inferred|indicated|measured|proven|proved|probable|mineral|"
    r"in[- ]situ|in-house|pre-?NI|NI|43-101|JORC|ore|open[- ]pit|underground|global|published|internal|"
    rf"{METALS})){{0,4}}"
)
_CALLED = "is|are|was|were|be|been|considered|deemed|regarded|classified|treated|reported|described"
_HISTORY = words("historic historical")
_HISTORICAL = re.compile(
    rf"\bhistoric(?:al)?{_ATTRIBUTES}\s+(?:(?:resources?|reserves?|tonnage)(?:\s+estimates?)?|estimates?)\b"
    rf"|\b(?:resources?|reserves?|(?:resource|reserve)\s+estimates?)\b[^.;]{{0,60}}\b(?:{_CALLED})\b[^.;]{{0,25}}"
    r"\bhistoric(?:al)?\b(?!\s+(?:high|low|record|site|place|building)s?\b)",
    re.IGNORECASE,
)
_OF_MINING = re.compile(
    r"\b(?:ounces?|oz|Moz|tonnes?|tons?|Mt|grade|grading|g/t|gpt|deposits?|ores?|mines?|mining|drill\w*|43-101|JORC|"
    rf"minerali[sz]\w*|mineral|{METALS}|{SYMBOLS})\b"
)
_CAVEAT = re.compile(
    r"\bsufficient\s+work\b|\bqualified\s+person\b[^.]{0,120}\bnot\b|\bnot\b[^.]{0,120}\bqualified\s+person\b"
    r"|\b(?:not|nor|neither)\b[^.;]{0,80}\b(?:as\s+)?(?:a\s+)?current\b|\bnot\s+(?:to\s+)?be\s+relied\b"
    r"|\bcan(?:not|['’]t)\s+be\s+relied\b|\bno\s+reliance\b|\bunverified\b|\b(?:not|never)\b[^.;]{0,40}\bverif\w+",
    re.IGNORECASE,
)


def grade_unit(story: Story) -> Iterator[Diagnostic]:
    """Grades that lack their unit, and drill results that lack their length."""
    if not story.is_english():
        return
    has_table = any(passage.table and _INTERVAL.search(passage.text) for passage in story.passages)
    for sentence in story.saying(_HINTS):
        text = sentence.text
        unitless = [found for found in _WITHOUT_UNIT.finditer(text) if _is_of_assays(found, text)]
        for found in unitless:
            message = f"“{found['grade']} {found['metal']}” is a grade without a unit"
            span = sentence.span(found.start("grade"), found.end("metal"))
            yield finding("grade-unit", message, span, "write g/t, %, ppm or oz/t after the number")
        grade = None if unitless or has_table else _GRADE.search(text)
        if grade and _lacks_interval(sentence):
            message = f"“{shown(grade[0])}” is a drill result without its length"
            help_ = "say over how many metres: “3.4 g/t gold over 12 m”"
            yield finding("grade-unit", message, sentence.span(*grade.span()), help_)


def _is_of_assays(found: re.Match[str], text: str) -> bool:
    """Whether a number before a metal is a grade: a fraction, or a whole number in a sentence on samples."""
    return "." in found["grade"] or bool(_DRILLED.search(text) or _INTERVAL.search(text) or "assay" in text.lower())


def _lacks_interval(sentence: Sentence) -> bool:
    """Whether a sentence tells a drill result, and its paragraph does not say of what length."""
    is_result = _DRILLED.search(sentence.text) and _RESULT.search(sentence.text)
    return bool(is_result and not _NO_INTERVAL.search(sentence.text) and not _INTERVAL.search(sentence.passage.text))


def historical_estimate(story: Story) -> Iterator[Diagnostic]:
    """The first resource that a briefing calls historical, if it lacks the caveat of NI 43-101 (section 2.4)."""
    for sentence in story.saying(_HISTORY) if story.is_english() else ():
        found = _HISTORICAL.search(sentence.text)
        if found and _OF_MINING.search(sentence.passage.text):
            if any(_CAVEAT.search(passage.text) for passage in story.passages):
                return
            message = f"“{shown(found[0])}” stands without the caveat"
            help_ = (
                "say that no qualified person has done sufficient work to classify it as current, "
                "and that it is not treated as current"
            )
            yield finding("historical-estimate", message, sentence.span(*found.span()), help_)
            return

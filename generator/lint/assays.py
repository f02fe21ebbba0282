"""Results of drilling and estimates of resources: what a reader needs beside the figure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.diagnostic import Diagnostic
from generator.lint.sentences import Sentence
from generator.lint.story import Story, finding, shown
from generator.lint.vocabulary import METALS, SYMBOLS

_METAL = rf"(?:{METALS}|{SYMBOLS})"
_LENGTH = r"(?:m|metres?|meters?|ft|feet|foot)"
_TELLING = (
    r"(?i:\b(?:assay(?:s|ed|ing)?|grad(?:es?|ed|ing)|averag(?:es?|ed|ing)|return(?:s|ed|ing)?|yield(?:s|ed|ing)?|ran|cut|"
    r"intersect(?:s|ed|ing)?|intercept(?:s|ed|ing)?|hit)\s+)"
)
_FILLER = r"(?:(?:of|at|up to|as (?:high|much) as|about|around|approximately|grading|averaging|assaying|an average of|over|between|from|@)\s+)"
_HINTS = frozenset(
    "assay assays assayed assaying average averages averaged averaging cut drill drilled drilling drills feet foot ft grade grades graded "
    "grading hit hole holes intercept intercepts intercepted intercepting intersect intersects intersected intersecting m meter meters "
    "metre metres ran return returns returned returning yield yields yielded yielding".split()
)
"""Words of which each result of drilling has one."""

_WITHOUT_UNIT = re.compile(
    rf"(?:{_TELLING}{_FILLER}*|[0-9][ \u00a0-]?{_LENGTH}\s+{_FILLER}+)"
    r"(?P<grade>(?<![$€£])\b(?!(?:19|20)[0-9]{2}\b)[0-9]+(?:\.[0-9]+)?)[ \u00a0-]"
    rf"(?P<metal>{_METAL})(?=\s*(?:\Z|[.,;:)+]|(?:over|across|from|within|including|incl|along|equivalent|eq|with|and\s+[0-9.]+\s)\b))"
)
_GRADE = re.compile(
    rf"\b[0-9][0-9.,]*(?:[ \u00a0-]?(?:g/t|gpt|g/tonne|g Au/t|oz/t|oz/ton|opt|kg/t|lbs?/t)\b|[ \u00a0](?:grams?|ounces?)\s+(?:of\s+\w+\s+)?"
    rf"(?:per|a|to the)\s+(?:metric\s+)?ton(?:ne)?\b|[ \u00a0]?(?:%|percent\b|per cent\b|ppm\b|ppb\b)\s+(?:of\s+)?(?i:{_METAL})\b)"
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
    r"\b(?:grabs?|chips?|channels?|soils?|float|rock|stream|boulders?|bulk|dump|till|trench(?:es)?|head|cut-?off|tailings|stockpiles?|mill\w*|"
    r"resources?|reserves?|production|produced|average grade|historic(?:al)?|metallurg\w*|recover\w*)\b",
    re.IGNORECASE,
)

_OF = (
    r"(?:[,\s]+(?:and|non-?compliant|unclassified|inferred|indicated|measured|proven|proved|probable|mineral|in[- ]situ|in-house|pre-?NI|"
    r"NI|43-101|JORC|ore|open[- ]pit|underground|global|published|internal|{metals})){{0,4}}"
).format(metals=METALS)
_HISTORY = frozenset({"historic", "historical"})
_HISTORICAL = re.compile(
    rf"\bhistoric(?:al)?{_OF}\s+(?:(?:resources?|reserves?|tonnage)(?:\s+estimates?)?|estimates?)\b"
    r"|\b(?:resources?|reserves?|(?:resource|reserve)\s+estimates?)\b[^.;]{0,60}\b(?:is|are|was|were|be|been|considered|deemed|regarded|classified|"
    r"treated|reported|described)\b[^.;]{0,25}\bhistoric(?:al)?\b(?!\s+(?:high|low|record|site|place|building)s?\b)",
    re.IGNORECASE,
)
_OF_MINING = re.compile(
    rf"\b(?:ounces?|oz|Moz|tonnes?|tons?|Mt|grade|grading|g/t|gpt|deposits?|ores?|mines?|mining|drill\w*|43-101|JORC|mineraliz\w*|mineralis\w*|"
    rf"mineral|{METALS}|{SYMBOLS})\b"
)
_CAVEAT = re.compile(
    r"\bsufficient\s+work\b|\bqualified\s+person\b[^.]{0,120}\bnot\b|\bnot\b[^.]{0,120}\bqualified\s+person\b"
    r"|\b(?:not|nor|neither)\b[^.;]{0,80}\b(?:as\s+)?(?:a\s+)?current\b|\bnot\s+(?:to\s+)?be\s+relied\b|\bcan(?:not|['’]t)\s+be\s+relied\b"
    r"|\bno\s+reliance\b|\bunverified\b|\b(?:not|never)\b[^.;]{0,40}\bverif\w+",
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
            grade = f"{found['grade']} {found['metal']}"
            span = sentence.span(found.start("grade"), found.end("metal"))
            message = f"“{shown(grade)}” is a grade without a unit"
            yield finding("grade-unit", message, span, "write g/t, %, ppm or oz/t after the number")
        grade_found = None if unitless or has_table else _GRADE.search(text)
        if grade_found and _lacks_interval(sentence, story):
            message = f"“{shown(grade_found[0])}” is a drill result without its length"
            help_ = "say over how many metres: “3.4 g/t gold over 12 m”"
            yield finding("grade-unit", message, sentence.span(*grade_found.span()), help_)


def _is_of_assays(found: re.Match[str], text: str) -> bool:
    """Whether a number before a metal is a grade: a fraction, or a whole number in a sentence on samples."""
    return "." in found["grade"] or bool(_DRILLED.search(text) or _INTERVAL.search(text) or "assay" in text.lower())


def _lacks_interval(sentence: Sentence, story: Story) -> bool:
    """Whether a sentence tells a drill result and neither it nor its neighbours tell of what length."""
    if not (_DRILLED.search(sentence.text) and _RESULT.search(sentence.text)) or _NO_INTERVAL.search(sentence.text):
        return False
    number = story.sentences.index(sentence)
    near = story.sentences[max(number - 1, 0) : number + 2]
    return not any(_INTERVAL.search(other.text) for other in near if other.passage is sentence.passage)


def historical_estimate(story: Story) -> Iterator[Diagnostic]:
    """The first resource that a briefing calls historical, if the caveat of NI 43-101 (section 2.4) is nowhere in it."""
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

"""What no chart may hold: anything loaded from elsewhere, chance, the clock, and more than a reader could take in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from generator import address
from generator.charts.grammar import FORMS
from generator.schema import Fault, Reading, quoted

MAX_ROWS = 2_000
"""The most rows that a chart's data may have, in all."""

MAX_TEXT = 200_000
"""The most characters that a chart may be written in."""

MAX_PIXELS = 2_000
ROWS = frozenset({*FORMS, "places"})
_MAX_STEPS = 10_000
_MAX_EXPRESSION = 10_000
_SIZES = frozenset({"width", "height"})
_DATA = frozenset({"values", "datasets", "usermeta", *ROWS})
_EXPRESSIONS = frozenset({"expr", "signal", "calculate", "filter", "test", "labelExpr", "update", "and", "or", "not"})
_LITERAL = re.compile(
    r"'(?:\\.?|[^'\\])*+(?:'|\Z)"
    r'|"(?:\\.?|[^"\\])*+(?:"|\Z)'
    r"|(?:(?<=[(,=:\[!&|?{};+*%<>~^-])|\A)\s*+/(?:\\.|\[(?:\\.|[^\]\\\n])*+\]|[^/\\\[\n])*+/"
)
"""Texts and, where no division can stand, regular expressions: in these a quotation mark begins no text."""

_CALL = re.compile(r"(?<![\w$])([\w$]++)\s*+\((\s*\))?")

# Those of vega.github.io/vega/docs/expressions that give the same for the same arguments, wherever they are drawn.
_FUNCTIONS = frozenset(
    """
    isArray isBoolean isDate isDefined isNumber isObject isRegExp isString isValid
    toBoolean toDate toNumber toString if
    isNaN isFinite abs acos asin atan atan2 ceil clamp cos exp floor hypot log max min pow round sin sqrt tan
    cumulativeNormal densityNormal quantileNormal cumulativeLogNormal densityLogNormal quantileLogNormal
    cumulativeUniform densityUniform quantileUniform
    datetime date day dayofyear year quarter month week hours minutes seconds milliseconds time timezoneoffset
    timeOffset timeSequence utc utcdate utcday utcdayofyear utcyear utcquarter utcmonth utcweek utchours utcminutes
    utcseconds utcmilliseconds utcOffset utcSequence
    extent clampRange indexof inrange join lastindexof length lerp peek pluck reverse sequence slice sort span
    lower pad parseFloat parseInt replace split substring trim truncate upper merge regexp test
    dayFormat dayAbbrevFormat format monthFormat monthAbbrevFormat timeUnitSpecifier timeFormat timeParse utcFormat
    utcParse rgb hsl lab hcl luminance contrast scale invert domain range bandwidth bandspace
    data indata geoArea geoBounds geoCentroid geoScale
    """.split()  # noqa: SIM905 - a page of quotation marks
)
_NEEDS_ARGUMENTS = frozenset({"datetime"})
"""Without them, this is the present time."""


def check(chart: Mapping[str, Any], reading: Reading) -> None:
    """Report what a chart may not hold, each at its place in the reading."""
    rows = 0
    for path, key, value in _parts(chart, ""):
        fault = _fault(path, key, value)
        if fault:
            reading.report(fault.code, fault.message, reading.places[path], fault.help)
        if (isinstance(value, list) and key == "values") or (isinstance(value, (list, dict)) and path in ROWS):
            rows += len(value)
    if rows > MAX_ROWS:
        help_ = f"{MAX_ROWS:,} are the most; sum them up, by month say"
        reading.report("chart-too-large", f"the chart holds {rows:,} rows of data", reading.head, help_)


def _fault(path: str, key: str, value: Any) -> Fault | None:
    """What is wrong with one thing that stands in a chart."""
    if key in ("url", "href") and not _is_data(path):
        help_ = f"take {path} out; a link can stand in the text, or under source"
        return Fault("chart-link", "a chart shows no pictures and leads nowhere", help_)
    if key in ("mark", "type") and value == "image":
        return Fault("chart-link", "a chart shows no pictures", "draw it with another mark")
    if key == "$schema" and "/vega-lite/" not in str(value):
        return Fault(
            "bad-choice", f"{quoted(str(value))} is not Vega-Lite's schema", "write Vega-Lite, or take $schema out"
        )
    if key in _SIZES and isinstance(value, (int, float)) and value > MAX_PIXELS:
        return Fault("chart-too-large", f"{path} may be {MAX_PIXELS:,} at most", "write a smaller number")
    if key == "sample":
        message = "sample picks rows by chance, and a page must be the same each time that it is built"
        return Fault("chart-chance", message, "use filter instead")
    if key in ("sequence", "graticule", "keyvals") and isinstance(value, dict):
        return _fault_of_steps(value, path)
    if isinstance(value, str) and (key in _EXPRESSIONS or _entry_of(path) in _EXPRESSIONS):
        return _fault_of_expression(value, path)
    return None


def _parts(value: Any, path: str) -> Iterator[tuple[str, str, Any]]:
    """All that stands in a chart and is no data: its path, its key, and what it is."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _part(f"{path}.{key}" if path else key, key, inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _part(f"{path}.{number}", str(number), inner)


def _part(path: str, key: str, value: Any) -> Iterator[tuple[str, str, Any]]:
    yield path, key, value
    if key not in _DATA:
        yield from _parts(value, path)


def _is_data(path: str) -> bool:
    return path.split(".")[-2:-1] == ["data"] or path == "source.url"


def _entry_of(path: str) -> str:
    """The key of the list in which an entry stands."""
    parts = path.split(".")
    return parts[-2] if len(parts) > 1 and parts[-1].isdigit() else ""


def _fault_of_steps(value: Mapping[str, Any], path: str) -> Fault | None:
    def number(key: str, default: float) -> float:
        given = value.get(key)
        return abs(given) if isinstance(given, (int, float)) else default

    length = abs(number("stop", 0) - number("start", 0))
    lists = [value[key] for key in ("step", "stepMajor", "stepMinor") if isinstance(value.get(key), list)]
    if length <= _MAX_STEPS * number("step", 1) and all(
        n >= 1 for steps in lists for n in steps if not isinstance(n, str)
    ):
        return None
    return Fault("chart-too-large", f"{path} has more than {_MAX_STEPS:,} steps", "choose a longer step")


def _fault_of_expression(text: str, path: str) -> Fault | None:
    if len(text) > _MAX_EXPRESSION:
        message = f"{path} is {len(text):,} characters long, and {_MAX_EXPRESSION:,} are the most"
        return Fault("chart-too-large", message, "work it out beforehand, and write it into the data")
    for name, nothing in _CALL.findall(_LITERAL.sub("''", text)):
        if name not in _FUNCTIONS:
            help_ = "what it shows must follow from its data alone; docs/charts.md says which functions there are"
            return Fault("chart-function", f"{path} calls {name}, which a chart may not", help_)
        if nothing and name in _NEEDS_ARGUMENTS:
            message = f"{name}() without arguments is the present time, and a page may not depend on the clock"
            return Fault("chart-function", message, "write a date: datetime(2026, 0, 1)")
    return None


def check_file(path: str, span_of: str, reading: Reading) -> bool:
    """Whether data may come from a path; report that it may not."""
    where = reading.places[span_of]
    if not address.is_relative(path):
        message = f"{quoted(path)} would be loaded from elsewhere, and a chart loads nothing"
        reading.report(
            "chart-link", message, where, "save the file in content/media and write its path: media/NAME.csv"
        )
        return False
    if not path.lower().endswith((".csv", ".json", ".geojson", ".topojson")):
        message = f"a chart's data cannot come from {quoted(path)}"
        reading.report("chart-data", message, where, "name a table in media: media/NAME.csv")
        return False
    return True

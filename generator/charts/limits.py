"""What no chart may hold: anything loaded from elsewhere, chance, the clock, and more than a reader could take in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from generator import address
from generator.schema import Reading, quoted

MAX_ROWS = 2_000
"""The most rows that a chart's data may have, in all."""

MAX_TEXT = 200_000
"""The most characters that a chart may be written in."""

MAX_PIXELS = 2_000
_MAX_STEPS = 10_000
_SIZES = frozenset({"width", "height", "step", "size", "columns"})
_DATA = frozenset({"values", "datasets", "usermeta"})
_EXPRESSIONS = frozenset({"expr", "signal", "calculate", "filter", "test", "labelExpr", "update", "and", "or", "not"})
_TEXT = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"")
_CALL = re.compile(r"([A-Za-z_$][\w$]*)\s*\((\s*\))?")

# Those of vega.github.io/vega/docs/expressions that give the same for the same arguments, wherever they are drawn.
_FUNCTIONS = frozenset(
    (
        "isArray isBoolean isDate isDefined isNumber isObject isRegExp isString isValid toBoolean toDate toNumber toString if"
        " isNaN isFinite abs acos asin atan atan2 ceil clamp cos exp floor hypot log max min pow round sin sqrt tan"
        " cumulativeNormal densityNormal quantileNormal cumulativeLogNormal densityLogNormal quantileLogNormal"
        " cumulativeUniform densityUniform quantileUniform"
        " datetime date day dayofyear year quarter month week hours minutes seconds milliseconds time timezoneoffset"
        " timeOffset timeSequence utc utcdate utcday utcdayofyear utcyear utcquarter utcmonth utcweek utchours utcminutes"
        " utcseconds utcmilliseconds utcOffset utcSequence"
        " extent clampRange indexof inrange join lastindexof length lerp peek pluck reverse sequence slice sort span"
        " lower pad parseFloat parseInt replace split substring trim truncate upper merge regexp test"
        " dayFormat dayAbbrevFormat format monthFormat monthAbbrevFormat timeUnitSpecifier timeFormat timeParse utcFormat"
        " utcParse rgb hsl lab hcl luminance contrast scale invert domain range bandwidth bandspace"
        " data indata geoArea geoBounds geoCentroid geoScale"
    ).split()
)
_NEEDS_ARGUMENTS = frozenset({"datetime"})
"""Without them, this is the present time."""


def check(chart: Mapping[str, Any], reading: Reading) -> None:
    """Report what a chart may not hold, each at its place in the reading."""
    rows = 0
    for path, key, value in _parts(chart, ""):
        where = reading.places[path]
        if key in ("url", "href") and not _is_data(path):
            message = "a chart shows no pictures and leads nowhere"
            reading.report("chart-link", message, where, f"take {path} out; a link can stand in the text, or under source")
        elif key in ("mark", "type") and value == "image":
            reading.report("chart-link", "a chart shows no pictures", where, "draw it with another mark")
        elif key == "$schema" and not (isinstance(value, str) and "/vega-lite/" in value):
            message = f"{quoted(str(value))} is not Vega-Lite's schema"
            reading.report("bad-choice", message, where, "write Vega-Lite, or take $schema out")
        elif key in _SIZES and isinstance(value, (int, float)) and value > MAX_PIXELS:
            message = f"{path} may be {MAX_PIXELS:,} at most"
            reading.report("chart-too-large", message, where, "write a smaller number")
        elif key in ("sequence", "graticule", "keyvals") and isinstance(value, dict):
            _check_steps(value, path, reading)
        elif key == "sample":
            message = "sample picks rows by chance, and a page must be the same each time that it is built"
            reading.report("chart-chance", message, where, "use filter instead")
        elif isinstance(value, str) and (key in _EXPRESSIONS or _entry_of(path) in _EXPRESSIONS):
            _check_expression(value, path, reading)
        elif key == "values" and isinstance(value, list):
            rows += len(value)
    if rows > MAX_ROWS:
        help_ = f"{MAX_ROWS:,} are the most; sum them up, by month say"
        reading.report("chart-too-large", f"the chart holds {rows:,} rows of data", reading.head, help_)


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


def _check_steps(value: Mapping[str, Any], path: str, reading: Reading) -> None:
    numbers = {key: number for key, number in value.items() if isinstance(number, (int, float))}
    step = abs(numbers.get("step", 1))
    length = abs(numbers.get("stop", 0) - numbers.get("start", 0))
    steps = [n for key in ("step", "stepMajor", "stepMinor") for n in (value.get(key) or ()) if isinstance(value.get(key), list)]
    if length > _MAX_STEPS * step or any(abs(n) < 1 for n in steps if isinstance(n, (int, float))):
        message = f"{path} has more than {_MAX_STEPS:,} steps"
        reading.report("chart-too-large", message, reading.places[path], "choose a longer step")


def _check_expression(text: str, path: str, reading: Reading) -> None:
    for name, nothing in _CALL.findall(_TEXT.sub("''", text)):
        if name not in _FUNCTIONS:
            message = f"{path} calls {name}, which a chart may not"
            help_ = "what it shows must follow from its data alone; docs/charts.md says which functions there are"
            reading.report("chart-function", message, reading.places[path], help_)
        elif nothing and name in _NEEDS_ARGUMENTS:
            message = f"{name}() without arguments is the present time, and a page may not depend on the clock"
            reading.report("chart-function", message, reading.places[path], "write a date: datetime(2026, 0, 1)")


def check_file(path: str, span_of: str, reading: Reading) -> bool:
    """Whether data may come from a path; report that it may not."""
    where = reading.places[span_of]
    if not address.is_relative(path):
        message = f"{quoted(path)} would be loaded from elsewhere, and a chart loads nothing"
        reading.report("chart-link", message, where, "save the file in content/media and write its path: media/NAME.csv")
        return False
    if not path.lower().endswith((".csv", ".json", ".geojson", ".topojson")):
        message = f"a chart's data cannot come from {quoted(path)}"
        reading.report("chart-data", message, where, "name a table in media: media/NAME.csv")
        return False
    return True

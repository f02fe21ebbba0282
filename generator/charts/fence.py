"""A chart as an editor writes it into a body: lines of YAML, read with their places."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from generator import address
from generator.charts import forms, limits, maps
from generator.charts.grammar import Reader, grammar
from generator.diagnostic import Diagnostic, Span, has_errors
from generator.model import Chart, Mention
from generator.schema import Reading, compose, quoted

_OWN = ("title", "subtitle", "description", "source")
_UNTABLED = frozenset({"values", "datasets", "usermeta"})


def read(text: str, first: Span, column: int = 0) -> tuple[Chart | None, tuple[Diagnostic, ...]]:
    """A chart, or nothing where an error forbids it, and what is to be said of it.

    `first` is the place of the line that opens the fence; `column` counts the characters that stand before each line of
    the text in its file.
    """
    reading = Reading(first.path, text, first, first.line + 1)
    chart = _chart(reading) if _is_bearable(reading) else None
    if has_errors(reading.found):
        chart = None

    def moved(span: Span) -> Span:
        return replace(span, column=span.column + column) if span.line > first.line else span

    if column and chart:
        files = tuple(replace(mention, span=moved(mention.span)) for mention in chart.files)
        chart = replace(chart, files=files, places={path: moved(span) for path, span in chart.places.items()})
    return chart, tuple(replace(found, span=moved(found.span)) for found in reading.found)


def _is_bearable(reading: Reading) -> bool:
    if len(reading.text) <= limits.MAX_TEXT:
        return True
    message = f"the chart is {len(reading.text):,} characters long"
    help_ = f"{limits.MAX_TEXT:,} are the most; put its data into a file of media/"
    reading.report("chart-too-large", message, reading.head, help_)
    return False


def _chart(reading: Reading) -> Chart | None:
    root = compose(reading)
    if root is None:
        return None
    rules = grammar()
    form = rules.form([str(key.value) for key, _ in root.value])
    written = Reader(reading).value(root, rules.roots[form])
    if not isinstance(written, dict) or has_errors(reading.found):
        return None
    title, subtitle = _title(written)
    description = _text(written.get("description"))
    if not description:
        message = "the chart has no description, which readers get who cannot see it"
        reading.report(
            "missing-field",
            message,
            reading.place("description"),
            "add description: what it shows, in a sentence or two",
        )
    if not title:
        reading.report("missing-field", "the chart has no title", reading.place("title"), "add title: …")
    source, source_url = _source(written, reading)
    limits.check(written, reading)
    files = tuple(_files(written, reading))
    spec = {key: value for key, value in written.items() if key not in _OWN}
    if not files and not has_errors(reading.found):
        reading.found += forms.faults(form, spec, reading)
    return Chart(
        title=title,
        subtitle=subtitle,
        description=description,
        source=source,
        source_url=source_url,
        spec=json.dumps(spec, ensure_ascii=False, separators=(",", ":")),
        span=reading.head,
        files=files,
        places={path: reading.span(node) for path, node in reading.places.items() if _is_told(path)},
    )


def _is_told(path: str) -> bool:
    """Whether a path leads to what a chart says, not to its data."""
    parts = path.split(".")
    return (
        path != ""
        and not path.endswith(":")
        and parts[0] not in _OWN
        and _UNTABLED.isdisjoint(parts)
        and (len(parts) == 1 or parts[0] not in forms.GIVEN)
    )


def _title(written: Mapping[str, Any]) -> tuple[str, str]:
    """Title and subtitle: plain, or as Vega-Lite has them."""
    title = written.get("title")
    if isinstance(title, dict):
        return _text(title.get("text")), _text(title.get("subtitle"))
    return _text(title), _text(written.get("subtitle"))


def _text(value: object) -> str:
    lines = value if isinstance(value, list) else [value]
    return " ".join(" ".join(line for line in lines if isinstance(line, str)).split())


def _source(written: Mapping[str, Any], reading: Reading) -> tuple[str, str]:
    source = written.get("source")
    if not isinstance(source, dict):
        return _text(source), ""
    url = _text(source.get("url"))
    if url and not address.is_web(url):
        message = f"source.url must be an http or https address, not {quoted(url)}"
        reading.report("bad-url", message, reading.places["source.url"], "write it whole: https://…")
    return _text(source.get("name")), url


def _files(written: Mapping[str, Any], reading: Reading) -> Iterator[Mention]:
    """The files of data that a chart names, each once."""
    known: set[str] = set()
    for path, name in _named_files(written, ""):
        if limits.check_file(name, path, reading) and name not in known:
            known.add(name)
            yield Mention(name, reading.span(reading.places[path]))


def _named_files(value: Any, path: str) -> Iterator[tuple[str, str]]:
    pairs: Sequence[tuple[str, Any]] = ()
    if isinstance(value, dict):
        pairs = [(key, inner) for key, inner in value.items() if key not in _UNTABLED]
    elif isinstance(value, list):
        pairs = [(str(number), inner) for number, inner in enumerate(value)]
    for key, inner in pairs:
        here = f"{path}.{key}" if path else key
        if isinstance(inner, str):
            is_named = key == "data" or (key == "url" and path.split(".")[-1] == "data")
            is_given = not path and key in forms.GIVEN
            if (is_named or is_given) and inner != maps.WORLD:
                yield here, inner
        else:
            yield from _named_files(inner, here)

"""The charts of a body: fenced blocks called chart, taken out before it is rendered, and their places left open."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it.token import Token
from msgspec.structs import replace

from generator import fingerprint
from generator.diagnostic import Diagnostic
from generator.markdown import typography
from generator.markdown.place import Locator
from generator.model import Chart
from generator.schema import closest

NAME = "chart"
_LIKENESS = 0.75
"""How alike a slip is at least, from 0 to 1: Dart is a language."""

_WORDS = ("title", "subtitle", "description", "source")


def misspelled(tokens: Sequence[Token], locator: Locator) -> Iterator[Diagnostic]:
    """A warning for each fenced block whose name is nearly that of a chart, and which readers see as code."""
    for token in tokens:
        name = token.info.split()[0] if token.type == "fence" and token.info.strip() else NAME
        if name != NAME and closest(name, (NAME,), _LIKENESS):
            message = f"a fenced block called {name} is no chart, so that readers see its lines"
            span = locator.on_line(token.map[0] if token.map else 0, name)
            yield Diagnostic("no-chart", message, span, f"did you mean {NAME}?", "warning")


@dataclass(frozen=True, slots=True)
class Charts:
    """The charts of one body, in their order; `mark` is a word that its text cannot hold."""

    charts: tuple[Chart, ...]
    found: tuple[Diagnostic, ...]
    mark: str

    @classmethod
    def of(cls, tokens: Sequence[Token], source: str, locator: Locator) -> Charts | None:
        """The charts among a body's tokens, which then show where each stands; None where there are none."""
        fences = [token for token in tokens if token.type == "fence" and token.info.split()[:1] == [NAME]]
        if not fences:
            return None
        from generator.charts import fence  # not at the top: most texts hold none

        charts: list[Chart] = []
        found: list[Diagnostic] = []
        mark = f"chart-{fingerprint.of_text(source)}"  # and no text holds its own digest
        for token in fences:
            line = token.map[0] if token.map else 0
            first = token.content.partition("\n")[0]
            chart, faults = fence.read(token.content, locator.line(line), locator.column(line + 1, first))
            found += faults
            token.type, token.meta = NAME, {"mark": f"{mark}-{len(charts)}"}
            token.content = ""
            if chart:
                chart = _typeset(chart)
                token.content = f"{chart.title}\n{chart.description}"
                charts.append(chart)
        return cls(tuple(charts), tuple(found), mark)

    def opened(self, markup: str) -> str:
        """A body's HTML with SOH n SOH where its charts stand."""
        return re.sub(rf"<p>{self.mark}-(\d+)</p>", "\1\\1\1", markup.replace("\1", ""))


def _typeset(chart: Chart) -> Chart:
    """A chart whose words have the quotation marks and dashes of the text around it."""
    return replace(chart, **{name: typography.plain(getattr(chart, name)) for name in _WORDS})

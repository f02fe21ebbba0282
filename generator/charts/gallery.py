"""The charts of a site's pages, each drawn once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from msgspec.structs import replace

from generator.charts import kept
from generator.derived import Derivatives
from generator.views import ChartPicture, ChartView, Figure, Link

_HOLE = re.compile("\1(\\d+)\1")


ENGINE = "vl_convert"


def can_draw() -> bool:
    """Whether what draws is installed."""
    return find_spec(ENGINE) is not None


@dataclass(frozen=True, slots=True)
class Gallery:
    """Charts drawn with the files below `content`, and kept among the derived ones."""

    derivatives: Derivatives
    content: Path

    def shown(self, figure: Figure) -> ChartView:
        """A figure as a page or a feed shows it. UserError if it cannot be drawn."""
        chart = kept.read(figure.chart)
        view = ChartView(
            id=f"chart-{figure.number}",
            title=chart.title,
            subtitle=chart.subtitle,
            description=chart.description,
            source=Link(chart.source, chart.source_url) if chart.source else None,
            picture=figure.picture,
            files=tuple(
                Link(path.rpartition("/")[2], url) for (_, path, _), url in zip(figure.files, figure.links, strict=True)
            ),
        )
        if not figure.is_inline:
            return view
        from generator.charts import drawing  # not at the top: most builds draw nothing

        drawn = drawing.read(self._kept(figure))
        narrow = _named(drawn.narrow, f"{view.id}-narrow") if drawn.narrow else None
        return replace(view, wide=_named(drawn.wide, f"{view.id}-wide"), narrow=narrow, tables=drawn.tables)

    def png(self, figure: Figure) -> bytes:
        """A figure's pixels. UserError if it cannot be drawn."""
        from generator.charts import drawing

        return drawing.read(self._kept(figure)).png

    def _kept(self, figure: Figure) -> bytes:
        from generator.charts import drawing

        return self.derivatives.made(figure.key, partial(drawing.made, figure, self.content))


def _named(picture: ChartPicture, name: str) -> ChartPicture:
    """A picture whose ids are its own on its page."""
    return replace(picture, markup=picture.markup.replace(kept.MARK, f"{name}-"))


def filled(markup: str, figures: Sequence[str]) -> str:
    """A body's HTML with its charts in place of their placeholders, SOH n SOH."""
    return _HOLE.sub(lambda hole: figures[int(hole[1])], markup)

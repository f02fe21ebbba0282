"""An output's bytes, from its recipe and its view."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from generator import feed
from generator.plan import Output
from generator.templates import Layouts
from generator.views import FeedItem

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Control characters that XML 1.0 (section 2.2) forbids or HTML does, however they came into a text."""

_FEEDS = {"rss": feed.rss, "atom": feed.atom, "json": feed.json}


@dataclass(frozen=True, slots=True)
class Renderer:
    """Makes outputs with one site's layouts; media stay in `content` until they are published."""

    layouts: Layouts
    content: Path

    def render(self, output: Output) -> bytes | Path:
        """The output's bytes, or the file that it is a copy of. UserError where a template fails."""
        if output.recipe == "template":
            text = self.layouts.render(output.template, _variables(output.view))
            return _NOT_XML.sub("", text).encode()
        if output.recipe == "media":
            return self.content / str(output.view.source)
        if output.recipe == "asset":
            return self.layouts.assets[output.view.source].data
        return _FEEDS[output.recipe](output.view, self._item)

    def _item(self, item: FeedItem) -> str:
        return _NOT_XML.sub("", self.layouts.render("feed-item.html", {"item": item}))


def _variables(view: Any) -> dict[str, object]:
    return {field.name: getattr(view, field.name) for field in fields(view)}

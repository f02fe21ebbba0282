"""An output's bytes, from its recipe and its view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from pathlib import Path

import msgspec
from msgspec.structs import asdict

from generator import characters, feed, search
from generator.charts.gallery import Gallery
from generator.derived import Derivatives
from generator.plan import Output
from generator.templates import Layouts

_FEEDS = {"rss": feed.rss, "atom": feed.atom, "json": feed.json}


_ITEMS = 2048
"""How many feed items' HTML is remembered: some 20 MB at 600 words each."""


@dataclass(frozen=True)
class Renderer:
    """Makes outputs with one site's layouts; media stay in `content` until they are published."""

    layouts: Layouts
    content: Path
    derivatives: Derivatives

    def __reduce__(self) -> tuple[type[Renderer], tuple[Layouts, Path, Derivatives]]:
        return Renderer, (self.layouts, self.content, self.derivatives)  # without the items that this process remembers

    def render(self, output: Output) -> bytes | Path:
        """The output's bytes, or the file that it is a copy of. UserError where a template fails."""
        if output.recipe == "template":
            text = self.layouts.render(output.template, asdict(output.view))
            return characters.encoded(text)
        if output.recipe == "media":
            return self.content / str(output.view.source)
        if output.recipe == "derived":
            return self.derivatives.made(output.view.key, output.view.make)
        if output.recipe == "chart":
            return Gallery(self.derivatives, self.content).png(output.view)
        if output.recipe == "texts":
            return search.shown(output.view, self.layouts.prose)
        if output.recipe == "words":
            number: int = output.view.part
            return self._parts(output.view.key, output.view.make)[number]
        if output.recipe == "data":
            return msgspec.json.encode(output.view)
        if output.recipe == "asset":
            return self.layouts.assets[output.view.source].data
        return _FEEDS[output.recipe](output.view, self._item)

    def prepare(self, output: Output) -> None:
        """Make and keep the segment of which an output of the recipe "words" is a part."""
        self.derivatives.made(output.view.key, partial(output.view.make, self.layouts.prose))

    @cached_property
    def _parts(self) -> Callable[[str, Callable[[search.Bodies], bytes]], list[bytes]]:
        """The parts of a segment by its key, remembered while they are asked for one after the other."""
        prose, made = self.layouts.prose, self.derivatives.made
        return lru_cache(1)(lambda key, make: search.parts(made(key, partial(make, prose))))

    @cached_property
    def _item(self) -> feed.Content:
        """An item's HTML, remembered, since an item stands in the feeds of its topics, its authors and its site."""
        return lru_cache(_ITEMS)(lambda item: self.layouts.render("feed-item.html", {"item": item}))

"""A single briefing's page, made as soon as its text has changed, before the site is built.

What else shows the briefing is left to the build, which also makes this page again wherever the glimpse of it is not
what it should be: the related articles of a changed text, say, are those of before.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from pathlib import Path

from msgspec import structs

from generator import index as index_room
from generator import manuscript, markdown, sources
from generator import plan as plan_room
from generator.build import Proof
from generator.charts.gallery import Gallery
from generator.derived import Derivatives
from generator.diagnostic import UserError, has_errors
from generator.index import Entry
from generator.manuscript import Manuscript
from generator.model import Briefing, Settings
from generator.plan import Output
from generator.render import Renderer
from generator.sources import CONTENT, SourceText
from generator.templates import Layouts
from generator.views import Prose


@dataclass
class Glimpses:
    """Pages of the briefings of one site, each as the site was laid out last but for its own text."""

    site: Path
    derivatives: Derivatives
    _proof: Proof | None = None
    _renderer: Renderer | None = None
    _bodies: dict[str, str] = field(default_factory=dict)

    @property
    def are_ready(self) -> bool:
        """Whether it is known how the site is laid out."""
        return self._proof is not None

    def remember(self, proof: Proof) -> None:
        """Go by the site as it is laid out now."""
        if self._proof is None or _layouts_of(self._proof) != _layouts_of(proof):
            gallery = Gallery(self.derivatives, self.site / CONTENT)
            fingerprinted = proof.layouts.fingerprinted
            layouts = Layouts.of_site(
                self.site, proof.layouts.home, self._html, gallery.shown, fingerprinted=fingerprinted
            )
            self._renderer = Renderer(layouts, self.site / CONTENT, self.derivatives)
        self._proof = proof

    def page(self, path: str) -> tuple[str, bytes] | None:
        """The page of the text at a path of content/, with its path in the output.

        None where that is no briefing that shows, where anything but its own page would have to be known anew, or
        where something is wrong with it.
        """
        proof, renderer = self._proof, self._renderer
        entry = proof.index.shown.get(path) if proof else None
        source = sources.read(self.site, path)
        if not (proof and renderer and entry and isinstance(source, SourceText)):
            return None
        parsed = manuscript.parse(source, manuscript.rules(proof.settings))
        changed = _changed(entry, manuscript.decode(parsed.manuscript), proof)
        if changed is None:
            return None
        self._bodies = {changed.body.digest: parsed.html}
        output = _output(entry, changed, proof)
        try:
            page = renderer.render(output)
        except UserError:
            return None
        return (output.path, page) if isinstance(page, bytes) else None

    def _html(self, prose: Prose) -> str:
        return markdown.fill(self._bodies[prose.digest], prose.attributes)


def _output(entry: Entry, changed: Entry, proof: Proof) -> Output:
    """The page of an entry that has changed."""
    index = proof.index
    number = next(place for place, one in enumerate(index.entries) if one is entry)
    entries = (*index.entries[:number], changed, *index.entries[number + 1 :])
    shown = {**index.shown, changed.briefing.path: changed}
    material = dataclasses.replace(proof.material, index=dataclasses.replace(index, entries=entries, shown=shown))
    return plan_room.page_of(material, number, proof.related)


def _changed(entry: Entry, made: Manuscript, proof: Proof) -> Entry | None:
    """The entry with a new text, if that is sound, at the same address and under the same topics."""
    briefing, settings = made.briefing, proof.settings
    if briefing is None or has_errors((*made.diagnostics, *made.conflicts)):
        return None
    if _standing(briefing, settings) != _standing(entry.briefing, settings):
        return None
    return structs.replace(entry, briefing=briefing, body=made.body)


def _standing(briefing: Briefing, settings: Settings) -> tuple[object, ...]:
    """All of a briefing that decides where and when it shows."""
    address, names = index_room.permalink(briefing, settings.permalink), index_room.names_in(briefing, settings)
    return address, names, briefing.date, briefing.expires, briefing.draft


def _layouts_of(proof: Proof) -> tuple[str, dict[str, str]]:
    """All that a renderer depends on."""
    return proof.layouts.home, {path: digest for path, (_, digest) in proof.inputs.items() if not _is_content(path)}


def _is_content(path: str) -> bool:
    return path.startswith(f"{CONTENT}/")

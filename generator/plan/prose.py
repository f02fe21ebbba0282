"""A body's links and pictures, led to where they are on the site."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import unquote

from generator import address, markdown, release
from generator.charts import kept
from generator.diagnostic import Diagnostic, Severity
from generator.index import Index, typed
from generator.model import Body, Chart, Image, MediaFile, Reference
from generator.plan.addresses import Addresses, file_of, quoted
from generator.plan.media import Media
from generator.schema import closest
from generator.views import Figure, Picture, Prose

MEDIA = "media/"


@dataclass(frozen=True, slots=True)
class Links:
    """What a body may point to: briefings, standing pages (file path in form C → path on the site) and media.

    With `lenient`, a link to a Markdown file that is not there stays as it is, with a warning: plain CommonMark
    gives a file's name no meaning.
    """

    addresses: Addresses
    index: Index
    pages: Mapping[str, str]
    media: Media
    lenient: bool = False
    language: str = "en"

    def prose(self, body: Body, file: str, page: str) -> tuple[Prose, tuple[Diagnostic, ...]]:
        """A body of the file `file` as the page at path `page` shows it."""
        found: list[Diagnostic] = []
        attributes = tuple(self._attribute(reference, file, page, found) for reference in body.references)
        figures = tuple(self._figure(number, chart, file, page, found) for number, chart in enumerate(body.charts, 1))
        return Prose(body.digest, attributes, figures), tuple(found)

    def picture(self, image: Image) -> Picture | None:
        """A front matter's image, or None if there is no such file."""
        if not address.is_relative(image.src):
            return Picture(image.src, image.alt, image.credit)
        media = self.media.find(image.src.lstrip("/"))
        if media is None:
            return None
        url, choice = self.addresses.link(f"/{media.path}"), self._choice(media)
        sizes = self.media.settings.sizes if choice else ""
        return Picture(url, image.alt, image.credit, media.width, media.height, choice, sizes)

    def _figure(self, number: int, chart: Chart, file: str, page: str, found: list[Diagnostic]) -> Figure:
        """A chart of a body, the files of its data known by what is in them."""
        files: list[tuple[str, str, str]] = []
        digests: dict[str, str] = {}
        for mention in chart.files:
            place = _media_path(unquote(mention.text), file)
            media = self.media.find(place) if place else None
            if media is None:
                message = f"there is no content/{place}" if place else f"{mention.text} does not lead into media/"
                help_ = self.media.remedy(place) if place else "write media/NAME.csv"
                found.append(Diagnostic("missing-media", message, mention.span, help_))
            else:
                files.append((mention.text, media.path, media.digest))
                digests[mention.text] = media.digest
        return Figure(
            key=kept.key(chart, digests, self.language, release.digest()),
            number=number,
            chart=kept.written(chart),
            language=self.language,
            picture=self.addresses.link(f"/{picture_of(page, number)}"),
            files=tuple(files),
            links=tuple(self.addresses.link(f"/{path}") for _, path, _ in files),
            is_inline=not self.addresses.everywhere,
        )

    def _attribute(self, reference: Reference, file: str, page: str, found: list[Diagnostic]) -> str:
        if reference.attribute == "srcset":
            return markdown.attribute(reference, self._srcset(reference, file, page, found))
        target = self._target(reference.value, reference, file, found)
        if target is None:
            return ""
        return markdown.attribute(reference, self.addresses.to(target, page), self._beside(reference, target))

    def _beside(self, reference: Reference, target: str) -> str:
        """What a picture of ours needs beside its address: a page shall not jump as it loads, nor load too much."""
        media = self.media.find(unquote(_split(target)[0])[1:]) if reference.element == "img" else None
        if media is None or not media.width or not media.height:
            return ""
        wanted: dict[str, str] = {}
        if not {"width", "height"} & set(reference.beside):
            wanted |= {"width": str(media.width), "height": str(media.height)}
        wanted["loading"] = "lazy"
        if not self.addresses.everywhere:
            wanted["decoding"] = "async"
        choice = self._choice(media) if "srcset" not in reference.beside else ""
        if choice:
            wanted |= {"srcset": choice, "sizes": self.media.settings.sizes}
        return " ".join(f'{name}="{escape(value)}"' for name, value in wanted.items() if name not in reference.beside)

    def _choice(self, media: MediaFile) -> str:
        """The srcset from which a browser takes the picture that fits; a feed's readers get the picture as it is."""
        if self.addresses.everywhere:
            return ""
        return ", ".join(f"{self.addresses.link(f'/{path}')} {width}w" for path, width in self.media.shown(media))

    def _srcset(self, reference: Reference, file: str, page: str, found: list[Diagnostic]) -> str:
        candidates = []
        for url, descriptor in markdown.pictures(reference.value):
            target = self._target(url, reference, file, found)
            if target is not None:
                candidates.append(f"{self.addresses.to(target, page)} {descriptor}".strip())
        return ", ".join(candidates)

    def _target(self, value: str, reference: Reference, file: str, found: list[Diagnostic]) -> str | None:
        """What an editor wrote, as a path from the site's root where it is ours to know; None for no link at all."""
        if not address.is_relative(value):
            return value
        path, suffix = _split(value)
        place = _media_path(unquote(path), file)
        if place is None:
            return self._page_of(unquote(path), suffix, reference, file, found) if path.endswith(".md") else value
        media = self.media.find(place)
        if media is not None:
            return f"/{quoted(media.path)}{suffix}"
        message = f"there is no content/{place}"
        found.append(Diagnostic("missing-media", message, reference.span, self.media.remedy(place)))
        return value

    def _page_of(self, path: str, suffix: str, reference: Reference, file: str, found: list[Diagnostic]) -> str | None:
        path = typed(path)
        beside = typed(_beside(path, file))
        if beside in self.pages:
            return self.pages[beside] + suffix
        if beside in self.index.shown:
            return self.index.shown[beside].path + suffix
        named = self.index.known.get(beside) or self.index.known.get(path.lstrip("/")) or ()
        if len(named) == 1:
            return self._page_of_briefing(named[0].path, suffix, reference, found)
        if named:
            message = f"{path} could be {' or '.join(f'content/{b.path}' for b in named)}"
            found.append(Diagnostic("ambiguous-link", message, reference.span, "write the path from this file to it"))
        elif not (self.index.is_faulty(beside) or self.index.is_faulty(path)):
            severity: Severity = "warning" if self.lenient else "error"
            message = f"there is no briefing or page {path}"
            found.append(Diagnostic("missing-link", message, reference.span, self._nearest(path), severity))
        return reference.value if self.lenient and not named else None

    def _nearest(self, path: str) -> str:
        """How to mend a link to a file that there is not: by the name of the one that was probably meant."""
        pages = {posixpath.basename(page): f"/{page}" for page in self.pages}
        names = [name for name in self.index.known if name.endswith(".md") and "/" not in name]
        near = closest(posixpath.basename(path), [*names, *pages])
        return f"did you mean {pages.get(near, near)}?" if near else "check the file's name"

    def _page_of_briefing(self, path: str, suffix: str, reference: Reference, found: list[Diagnostic]) -> str | None:
        entry = self.index.shown.get(path)
        if entry is not None:
            return entry.path + suffix
        message = f"content/{path} is not public at this time, so the link to it was left out"
        help_ = "publish it first, or take the link out"
        found.append(Diagnostic("hidden-link", message, reference.span, help_, "warning"))
        return None


def picture_of(page: str, number: int) -> str:
    """The output file of a chart's PNG, beside the page that shows it."""
    return f"{posixpath.dirname(file_of(page))}/chart-{number}.png".lstrip("/")


def _media_path(path: str, file: str) -> str | None:
    """The path under content/ if an editor's path leads into media/: from the root, from content/, or from the file."""
    if path.startswith((MEDIA, f"/{MEDIA}")):
        return posixpath.normpath(path.lstrip("/"))
    beside = _beside(path, file)
    return beside if beside.startswith(MEDIA) and not path.startswith("/") else None


def _beside(path: str, file: str) -> str:
    """The path under content/ to which one leads that stands in a file: from the root, or from the file's folder."""
    if path.startswith("/"):
        return posixpath.normpath(path.lstrip("/"))
    return posixpath.normpath(posixpath.join(posixpath.dirname(file), path))


def _split(url: str) -> tuple[str, str]:
    """A URL's path, and its query and fragment with the mark before them."""
    cut = next((n for n, character in enumerate(url) if character in "?#"), len(url))
    return url[:cut], url[cut:]

"""The designers' room: Jinja2 templates and assets, the site's own before those that ship."""

from __future__ import annotations

import difflib
import posixpath
import re
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import (
    ChoiceLoader,
    FileSystemLoader,
    PrefixLoader,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
    pass_context,
)
from jinja2.runtime import Context
from markupsafe import Markup

from generator import fingerprint, layouts, merging, views
from generator.charts.gallery import filled
from generator.diagnostic import Diagnostic, Span, UserError
from generator.layouts import LAYOUTS, PACKAGED
from generator.placard import bad_font
from generator.placard.font import BadFontError, Font
from generator.placard.theme import Colours, Theme
from generator.schema import did_you_mean
from generator.templates.assets import ASSETS, Asset, css_references, css_targets, with_published_urls
from generator.templates.environment import GuessingEnvironment, PlainEnvironment
from generator.templates.parts import CHART, HTML, Parts, exported, import_of

_CARDS = "cards"
_FONTS = (".ttf", ".otf")
_STYLE = "css/headframe.css"
_NO_FIELD = re.compile(r"'generator\.views\.(\w+) object' has no attribute '(\w+)'")
_NO_VARIABLE = re.compile(r"'(\w+)' is undefined")
_LIKENESS = 0.7
"""How alike a name and the one that was meant are at least, from 0 to 1: "page" is not a slip for "image"."""
_NO_EXPORT = re.compile(
    r"the template '(.+)' \(imported on line \d+ in .+\) does not export the requested name '(\w+)'"
)
_NO_ATTRIBUTE_OF_MODULE = re.compile(r"'jinja2\.environment\.TemplateModule object' has no attribute '(\w+)'")


@dataclass(frozen=True)
class Layouts:
    """The templates and assets of one site. `home` is the base path under which asset URLs begin.

    The names of `fingerprinted` assets change with their bytes, so that a browser may keep them for ever; others stay
    as they are, and so do the pages that show such an asset.
    """

    folders: tuple[Path, ...]
    home: str = "/"
    prose: Callable[[Any], str] = field(default=str, repr=False)
    chart: Callable[[views.Figure], views.ChartView] | None = field(default=None, repr=False)
    fingerprinted: bool = True

    def __reduce__(self) -> tuple[type[Layouts], tuple[object, ...]]:
        # a process of its own compiles for itself
        return Layouts, (self.folders, self.home, self.prose, self.chart, self.fingerprinted)

    @classmethod
    def of_site(
        cls,
        site: Path,
        home: str,
        prose: Callable[[Any], str],
        chart: Callable[[views.Figure], views.ChartView] | None = None,
        *,
        fingerprinted: bool = True,
    ) -> Layouts:
        """The site's layouts/ in front of the packaged ones; `prose` gives a Prose's HTML, `chart` a Figure drawn."""
        own = site / LAYOUTS
        shipped = layouts.packaged_layouts()
        return cls((own, shipped) if own.is_dir() else (shipped,), home, prose, chart, fingerprinted)

    @cached_property
    def environment(self) -> PlainEnvironment:
        """Jinja as pages are rendered with it."""
        return self._equipped(GuessingEnvironment(self._loader))

    @cached_property
    def _plain(self) -> PlainEnvironment:
        """Jinja for what the other cannot render: it may have an undefined variable tested, and says what is wrong."""
        return self._equipped(PlainEnvironment(self._loader))

    def _equipped(self, environment: PlainEnvironment) -> PlainEnvironment:
        environment.globals["asset"] = self.asset_url
        environment.filters[HTML] = self._html
        return environment

    @pass_context  # or Jinja would try it on what is constant, and what it compiles would be these layouts' own
    def _html(self, context: Context, body: views.Prose) -> Markup:
        """A body's HTML, its charts as the layouts show them."""
        markup = self.prose(body)
        if self.chart and body.figures:
            show = context.environment.get_template(CHART).module.figure  # type: ignore[attr-defined]  # a macro
            markup = filled(markup, [str(show(self.chart(figure))) for figure in body.figures])
        return Markup(markup)  # noqa: S704 - sanitized by markdown

    @cached_property
    def _doubtful(self) -> set[str]:
        """The templates that could not be rendered on the guess that nothing is missing."""
        return set()

    @cached_property
    def _loader(self) -> ChoiceLoader:
        loaders = [FileSystemLoader(folder) for folder in self.folders]
        return ChoiceLoader([PrefixLoader({PACKAGED: loaders[-1]}), *loaders])

    @cached_property
    def assets(self) -> Mapping[str, Asset]:
        """Every asset by the name that a layout uses ("css/headframe.css"), the site's own in front."""
        files: dict[str, Path] = {}
        for folder in reversed(self.folders):
            files |= {path: folder / ASSETS / path for path in _files_below(folder / ASSETS)}
        result: dict[str, Asset] = {}
        for name in sorted(files):
            self._load(name, files, result, frozenset())
        return {name: result[name] for name in sorted(result)}

    def _load(self, name: str, files: Mapping[str, Path], known: dict[str, Asset], within: frozenset[str]) -> None:
        """Make an asset known, and before it those that it points to, since its fingerprint holds theirs."""
        if name in known or name in within or name not in files:
            return
        try:
            data = files[name].read_bytes()
        except OSError as error:
            raise UserError([_unreadable(self._shown(files[name]), error)]) from error
        if name.endswith(".css"):
            for target in css_targets(name, data):
                self._load(target, files, known, within | {name})
            data = with_published_urls(name, data, known)
        known[name] = Asset(files[name], data, f"{ASSETS}/{self._published_name(name, data)}")

    def _published_name(self, name: str, data: bytes) -> str:
        stem, suffix = posixpath.splitext(name)
        return f"{stem}.{fingerprint.of_bytes(data)[:10]}{suffix}" if self.fingerprinted else name

    def published_assets(self) -> dict[str, tuple[str, str]]:
        """For each asset's name its path in the output and the digest of its bytes."""
        return {name: (asset.path, fingerprint.of_bytes(asset.data)) for name, asset in self.assets.items()}

    def asset_url(self, name: str) -> str:
        """The URL of an asset, from the host's root. TemplateNotFound if there is none of that name."""
        asset = self.assets.get(name)
        if asset is None:
            raise TemplateNotFound(f"{ASSETS}/{name}")
        return self.home + asset.path

    def theme(self) -> Theme:
        """What cards are drawn with. UserError where a font is missing or cannot be read."""
        css = self.assets.get(_STYLE)
        colours = Colours.of(css.data.decode("utf-8", "replace")) if css else Colours()
        return Theme(self._font("headline"), self._font("label"), colours)

    def _font(self, name: str) -> Font:
        places = [folder / _CARDS / f"{name}{suffix}" for folder in self.folders for suffix in _FONTS]
        file = next((place for place in places if place.is_file()), None)
        if file is None:
            message = f"there is no {LAYOUTS}/{_CARDS}/{name}.ttf, with which cards are drawn"
            raise UserError([Diagnostic("no-font", message, Span(f"{LAYOUTS}/{_CARDS}"), "reinstall Headframe")])
        try:
            return Font.of(file.read_bytes())
        except OSError as error:
            raise UserError([_unreadable(self._shown(file), error)]) from error
        except BadFontError as error:
            path = self._shown(file)
            raise UserError([bad_font(f"{path} is no font that can be read", path)]) from error

    def render(self, name: str, variables: Mapping[str, object]) -> str:
        """A template's text. UserError at the template's line, or that of a body or chart which it shows."""
        if name not in self._doubtful:
            try:
                return self.environment.get_template(name).render(variables)
            except (UserError, MemoryError):
                raise
            except Exception:
                self._doubtful.add(name)
        try:
            return self._plain.get_template(name).render(variables)
        except (UserError, MemoryError):
            raise
        except Exception as error:
            raise UserError([self._diagnosis(name, error, sorted(variables))]) from error

    def closure(self, name: str) -> str:
        """The digest of a template with all that it extends, includes and imports, and the assets that it names."""
        sources, assets = self._reach(name)
        parts = [f"{n}\0{self._digest(n)}" for n in sorted(sources)]
        parts += [f"{n}\0{self.assets[n].path}" for n in sorted(assets) if n in self.assets]
        return fingerprint.of_text("\0\0".join(parts))

    def check(self) -> Iterator[Diagnostic]:
        """What is wrong with the layouts as they stand, rendered or not: syntax, and parts that are not there."""
        for name in self.names():
            try:
                yield from self._conflicts(self._source(name), self._file(name))
                self.environment.get_template(name)  # compiled here, it need not be when it is rendered
                yield from self._missing_parts(name)
                yield from self._unused_blocks(name)
            except (TemplateError, OSError, UnicodeDecodeError) as error:
                yield self._diagnosis(name, error)
        yield from self._unused_templates()
        for name, asset in self.assets.items():
            if name.endswith(".css"):
                css = asset.source.read_bytes().decode("utf-8", "replace")
                yield from self._conflicts(css, asset.source)
                yield from self._missing_assets(name, css, asset.source)

    def _conflicts(self, text: str, file: Path) -> Iterator[Diagnostic]:
        if "<<<<<<<" in text and (conflict := merging.conflict(text, self._shown(file))):
            yield conflict

    def _missing_assets(self, name: str, css: str, file: Path) -> Iterator[Diagnostic]:
        """Assets that a stylesheet of the site's own points to in vain; what lies outside of assets/ is not told."""
        if self._is_packaged(file):
            return
        for reference in css_references(name, css):
            target = reference.target
            if target not in self.assets and not target.startswith("../"):
                span = Span(self._shown(file), reference.line, reference.column, reference.length)
                message = f"there is no {LAYOUTS}/{ASSETS}/{target}"
                yield Diagnostic("layout-missing", message, span, self._nearest(f"{ASSETS}/{target}"), "warning")

    def _unused_templates(self) -> Iterator[Diagnostic]:
        """Templates of the site's own of which no page is made and that no other names, as far as their texts tell."""
        packaged = {name for name in self.names() if (self.folders[-1] / name).is_file()}
        named: set[str | None] = set()
        for name in self.names():
            try:
                named.update(part for part in self._parts(name).templates if part != name)
            except (TemplateError, OSError, UnicodeDecodeError):  # of which its own diagnostic tells
                return
        if None in named:
            return
        kinds = {posixpath.splitext(name)[1] for name in packaged} - {""}
        stems = {posixpath.splitext(name)[0]: name for name in sorted(packaged)}
        for name in self.names():
            stem, kind = posixpath.splitext(name)
            if kind in kinds and name not in named and name not in packaged:
                near = difflib.get_close_matches(stem, stems, 1, _LIKENESS)
                other = "include it in another, or delete it; docs/layouts.md lists the templates that make pages"
                help_ = f"did you mean {stems[near[0]]}?" if near else other
                message = f"no page is made of {LAYOUTS}/{name}, and no template uses it"
                yield Diagnostic("layout-unused", message, Span(self._shown(self._file(name))), help_, "warning")

    def _missing_parts(self, name: str) -> Iterator[Diagnostic]:
        for part, line in self._parts(name).required:
            if not self._file(part).is_file():
                span = self._line(self._file(name), line)
                yield Diagnostic("layout-missing", f"there is no {LAYOUTS}/{part}", span, self._nearest(part))

    def _unused_blocks(self, name: str) -> Iterator[Diagnostic]:
        """Blocks of the site's own that no template above shows, so that what is in them would be lost silently.

        A base template of the site's own may leave out what packaged pages fill.
        """
        if self._is_packaged(self._file(name)):
            return
        parts = self._parts(name)
        known = self._blocks_above(name)
        for block, line in parts.filled:
            if known is not None and block not in known:
                span = self._line(self._file(name), line)
                message = f"{parts.parent} has no block {block}, so this one is shown nowhere"
                near = difflib.get_close_matches(block, known, 1)
                help_ = f"did you mean {near[0]}?" if near else f"there are: {', '.join(known)}"
                yield Diagnostic("layout-unused", message, span, help_)

    def _blocks_above(self, name: str) -> list[str] | None:
        """The blocks of all templates that one extends; None if only a run can tell which these are."""
        found: set[str] = set()
        seen = {name}
        try:
            while (parent := self._parts(name).parent) is not None:
                if parent in seen or not self._file(parent).is_file():
                    return None
                seen.add(parent)
                found |= set(self._parts(parent).blocks)
                name = parent
        except (TemplateError, OSError, UnicodeDecodeError):  # of which that template's own diagnostic tells
            return None
        return None if len(seen) == 1 or None in self._parts(name).templates else sorted(found)

    def _nearest(self, name: str) -> str:
        """The remedy for the name of a missing template or asset: the one that was probably meant."""
        asset = name.removeprefix(f"{ASSETS}/")
        stems = {posixpath.splitext(known)[0]: known for known in (self.names() if asset == name else self.assets)}
        near = difflib.get_close_matches(posixpath.splitext(asset)[0], stems, 1, _LIKENESS)
        return f"did you mean {stems[near[0]]}?" if near else "check the name"

    def names(self) -> list[str]:
        """Every template, sorted."""
        found = {path for folder in self.folders for path in _files_below(folder)}
        return sorted(n for n in found if not n.startswith((f"{ASSETS}/", f"{_CARDS}/")))

    def _reach(self, name: str) -> tuple[set[str], set[str]]:
        sources: set[str] = set()
        assets: set[str] = set()
        todo = [name]
        while todo:
            here = todo.pop()
            if here in sources:
                continue
            sources.add(here)
            if not self._file(here).is_file():
                continue
            try:
                parts = self._parts(here)
            except (TemplateError, UnicodeDecodeError):
                continue  # a picture, say: what is no template names nothing
            for part in parts.templates:
                todo += [part] if part is not None else self._all_files()
            for asset in parts.assets:
                assets |= {asset} if asset is not None else set(self.assets)
        return sources, assets

    def _digest(self, name: str) -> str:
        file = self._file(name)
        return fingerprint.of_file(file) if file.is_file() else ""

    def _all_files(self) -> list[str]:
        """Whatever a template can include: assets and hidden files too, and those that ship by their own name."""
        found = [path for folder in self.folders for path, _ in layouts.below(folder)]
        return [*found, *(f"{PACKAGED}/{path}" for path, _ in layouts.below(self.folders[-1]))]

    def _file(self, name: str) -> Path:
        """Where the loader finds a template; where it would look first if there is none."""
        places = [folder / name for folder in self.folders]
        if name.startswith(f"{PACKAGED}/"):
            places.insert(0, self.folders[-1] / name.removeprefix(f"{PACKAGED}/"))
        return next((place for place in places if place.is_file()), places[0])

    def _is_packaged(self, file: Path) -> bool:
        return file.is_relative_to(self.folders[-1])

    def _parts(self, name: str) -> Parts:
        return self.environment.parts(self._source(name), name)

    def _source(self, name: str) -> str:
        return self._loader.get_source(self.environment, name)[0]

    def _shown(self, file: Path) -> str:
        """The file as its designer knows it: from layouts/ on."""
        folder = next((f for f in self.folders if file.is_relative_to(f)), None)
        return f"{LAYOUTS}/{file.relative_to(folder).as_posix()}" if folder else file.name

    def _line(self, file: Path, line: int) -> Span:
        """A line of a template, whole: Jinja does not tell the column. The file, for line 0."""
        if not line:
            return Span(self._shown(file))
        text = ""
        with suppress(OSError):  # it may have gone since
            text = "".join(file.read_text("utf-8", "replace").split("\n")[line - 1 : line])
        indent = len(text) - len(text.lstrip())
        return Span(self._shown(file), line, indent + 1, max(len(text.strip()), 1))

    def _diagnosis(self, name: str, error: Exception, variables: Sequence[str] = ()) -> Diagnostic:
        if isinstance(error, TemplateSyntaxError):
            file, line = self._file(error.name or name), error.lineno
            help_ = "fix the tag on this line, or the one that it should close"
            return Diagnostic("layout-syntax", error.message or str(error), self._line(file, line), help_)
        file, line = self._where(error) or (self._file(name), 0)
        span = self._line(file, line)
        if isinstance(error, UnicodeDecodeError):
            return Diagnostic(
                "not-utf-8", f"{span.path} is not UTF-8 text", span, "save it as UTF-8, or move it to assets/"
            )
        if isinstance(error, OSError) and not isinstance(error, TemplateError):
            return _unreadable(span.path, error)
        if isinstance(error, TemplateNotFound):
            help_ = self._nearest(str(error.name))
            return Diagnostic("layout-missing", f"there is no {LAYOUTS}/{error.name}", span, help_)
        if isinstance(error, UndefinedError):
            message = error.message or str(error)
            return self._missing_macro(message, file, span) or _undefined(message, span, variables)
        help_ = "the expression on this line failed; docs/layouts.md says what each field holds"
        return Diagnostic("layout-error", f"{type(error).__name__}: {error}", span, help_)

    def _missing_macro(self, message: str, file: Path, span: Span) -> Diagnostic | None:
        """A macro that a template has from another, which has none of that name; None for any other message."""
        template = name = ""
        if found := _NO_EXPORT.fullmatch(message):
            template, name = found[1], found[2]
        elif found := _NO_ATTRIBUTE_OF_MODULE.fullmatch(message):
            name = found[1]
            template = import_of(name, self.environment.parse(file.read_text("utf-8")), span.line)
        if not template:
            return None
        names = exported(self.environment.parse(self._source(template)).body)
        help_ = did_you_mean(name, names) if names else "it has none at all: check the name of the template"
        return Diagnostic("layout-undefined", f"{template} has no macro {name}", span, help_)

    def _where(self, error: Exception) -> tuple[Path, int] | None:
        """The innermost template line that the error passed through."""
        frames = traceback.extract_tb(error.__traceback__)
        for frame in reversed(frames):
            file = Path(frame.filename)
            if any(file.is_relative_to(folder) for folder in self.folders):
                return file, frame.lineno or 0
        return None


def _undefined(message: str, span: Span, variables: Sequence[str]) -> Diagnostic:
    """A variable, or a field of a view, that does not exist, in the words of docs/layouts.md."""
    help_ = "docs/layouts.md lists what each template gets"
    found = _NO_FIELD.fullmatch(message)
    if found:
        message = f"a {found[1]} has no field {found[2]}"
        near = difflib.get_close_matches(found[2], getattr(views, found[1]).__struct_fields__, 1)
        help_ = f"did you mean {near[0]}?" if near else help_
    elif found := _NO_VARIABLE.fullmatch(message):
        message = f"there is no variable {found[1]}"
        near = difflib.get_close_matches(found[1], variables, 1, _LIKENESS)
        help_ = f"did you mean {near[0]}?" if near else f"this template gets: {', '.join(variables)}"
    return Diagnostic("layout-undefined", message, span, help_)


def _files_below(folder: Path) -> Iterator[str]:
    """The files of a folder by path, but for those that programs keep for themselves."""
    for path, _ in layouts.below(folder):
        name = posixpath.basename(path)
        if not name.startswith(".") and not name.endswith("~"):
            yield path


def _unreadable(path: str, error: OSError) -> Diagnostic:
    message = f"{path} cannot be read: {(error.strerror or str(error)).lower()}"
    return Diagnostic("unreadable", message, Span(path), "check its permissions")

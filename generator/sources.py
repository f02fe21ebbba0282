"""The files of content/: found and told apart first, read when they are needed; what is no plain file is refused."""

from __future__ import annotations

import os
import re
import stat
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from generator import fingerprint, merging, pictures, signature
from generator.diagnostic import Diagnostic, Severity, Span, UserError
from generator.layouts import MOST_WAYS
from generator.model import MediaFile
from generator.signature import Signature

CONTENT = "content"
SETTINGS = "site.yaml"
_FOLDERS = ("briefings", "pages", "terms", "media")
_LIKENESS = 0.75
"""How alike two names are of which one is probably a slip for the other: "images" is none for "pages"."""
_WHERE_TO = f"texts belong in {CONTENT}/briefings/ or {CONTENT}/pages/, files to publish in {CONTENT}/media/"

_PICTURES = frozenset({".avif", ".bmp", ".gif", ".svg"})
"""Those of which `pictures` does not tell the size."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_CONTROL_BYTES = bytes(byte for byte in range(128) if _CONTROL.match(chr(byte)))


class SourceFile(Struct, frozen=True):
    """A file of content/: `path` relative to it."""

    path: str
    signature: Signature


class SourceText(Struct, frozen=True):
    """A text file's content: lines ended by a line feed, no byte order mark; `digest` is that of its bytes."""

    path: str
    text: str
    digest: str = ""
    diagnostics: tuple[Diagnostic, ...] = ()


class Sources(Struct, frozen=True):
    """What an editor put into content/, each kind sorted by path; `settings` is site.yaml."""

    settings: SourceFile | None
    briefings: tuple[SourceFile, ...] = ()
    pages: tuple[SourceFile, ...] = ()
    terms: tuple[SourceFile, ...] = ()
    media: tuple[SourceFile, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


def require(site: Path) -> None:
    """UserError if a folder is no site."""
    if (site / CONTENT).is_dir():
        return
    message = f"there is no folder {CONTENT}/ in {site}"
    help_ = "run it in a site's folder, or name one: --site DIR"
    around = next((folder for folder in site.resolve().parents if (folder / CONTENT / SETTINGS).is_file()), None)
    if around is not None:
        help_ = f"name the site around it: --site {around}"
    if not site.exists():
        message, help_ = f"there is no folder {site}", "name a site's folder: --site DIR"
    raise UserError([Diagnostic("no-content", message, Span(CONTENT), help_)])


def survey(site: Path) -> Sources:
    """Find a site's sources. What is wrong with one becomes a diagnostic, and the rest is found all the same."""
    content = _Content(os.fspath(site / CONTENT))
    found = Sources(
        settings=content.file(SETTINGS),
        briefings=tuple(content.texts("briefings")),
        pages=tuple(content.texts("pages")),
        terms=tuple(content.texts("terms")),
        media=tuple(content.files("media")),
    )
    content.look_for_strays()
    return replace(found, diagnostics=tuple(content.found))


def settings(site: Path) -> SourceText | Diagnostic:
    """The text of site.yaml, or why there is none."""
    content = _Content(os.fspath(site / CONTENT))
    return read(site, SETTINGS) if content.file(SETTINGS) else content.found[0]


def read(site: Path, path: str) -> SourceText | Diagnostic:
    """A text of content/, or why it cannot be read."""
    try:
        with open(f"{site}/{CONTENT}/{path}", "rb", buffering=0) as file:  # noqa: PTH123 - twice as quick
            data = file.read()
        digest = fingerprint.of_bytes(data)
        text = data.decode("utf-8-sig")
    except OSError as error:
        return _unreadable(path, error)
    except UnicodeDecodeError as error:
        return _not_utf8(path, error)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "<<<<<<<" in text and (conflict := merging.conflict(text, f"{CONTENT}/{path}")):
        return conflict
    # Bytes are looked through in a seventh of the time that a pattern takes.
    if len(data.translate(None, _CONTROL_BYTES)) < len(data) or "\ufffe" in text or "\uffff" in text:
        return SourceText(path, _CONTROL.sub("", text), digest, tuple(_control_characters(path, text)))
    return SourceText(path, text, digest)


def measure(site: Path, path: str) -> MediaFile | Diagnostic:
    """A file of content/media/, its bytes digested, or why it cannot be published."""
    file = site / CONTENT / path
    try:
        found = pictures.looked(file, path)
        if isinstance(found, Diagnostic):
            return found
        digest = fingerprint.of_file(file)
    except OSError as error:
        return _unreadable(path, error)
    width, height = (found.width, found.height) if found.width else _pixels(file)
    return MediaFile(path, digest, width, height, found.kind)


def _pixels(path: Path) -> tuple[int, int]:
    if path.suffix.lower() not in _PICTURES:
        return 0, 0
    import imagesize  # 30 ms, which a site whose pictures are all known need not spend

    try:
        width, height = imagesize.get(str(path))
    except Exception:  # a broken picture, of which its parser may say anything
        return 0, 0
    return max(round(width), 0), max(round(height), 0)


class _Content:
    """The folder content/ under survey, with what is wrong in it; a hundred thousand entries, hence no Path."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._real = os.path.realpath(root)
        self._linked: list[Path] = []
        self.found: list[Diagnostic] = []

    def file(self, path: str) -> SourceFile | None:
        """One file that has to be there."""
        full = f"{self._root}/{path}"
        if not os.access(self._root, os.X_OK):
            self.found.append(_finding("unreadable", "", "cannot be read: permission denied", "check its permissions"))
            return None
        if not os.path.lexists(full):
            help_ = "write one with at least title: and url:"
            self.found.append(
                Diagnostic("no-settings", f"there is no {CONTENT}/{path}", Span(f"{CONTENT}/{path}"), help_)
            )
            return None
        status = self._status(path, Path(full).is_symlink())
        if status is None or not stat.S_ISDIR(status.st_mode):
            return SourceFile(path, signature.of(status)) if status else None
        self.found.append(_finding("not-a-file", path, "is a folder and not a file", "make a file of that name"))
        return None

    def look_for_strays(self) -> None:
        """Note what lies beside the settings and the folders that are read, and to which no link of these leads."""
        known = (SETTINGS, *_FOLDERS)
        with suppress(OSError), os.scandir(self._root) as entries:
            here = sorted((entry.name, entry.is_dir()) for entry in entries if not is_private(entry.name))
            for name, is_folder in here:
                is_linked = any(Path(self._real, name) in (target, *target.parents) for target in self._linked)
                if name not in known and not is_linked and not name.upper().startswith("README") and _is_unicode(name):
                    from generator.schema import closest  # 30 ms, which a site without strays need not spend

                    message = "is a folder of which nothing is read" if is_folder else "is a file that nothing reads"
                    near = closest(name, known, _LIKENESS)
                    help_ = f"did you mean {CONTENT}/{near}?" if near else _WHERE_TO
                    self.found.append(_finding("file-ignored", name, message, help_, "warning"))

    def texts(self, folder: str) -> Iterator[SourceFile]:
        """The Markdown files below a folder, sorted."""
        for file in self.files(folder):
            if file.path.endswith(".md"):
                yield file
            else:
                help_ = "texts end in .md; pictures and data belong in content/media/"
                self.found.append(
                    _finding("file-ignored", file.path, "is not Markdown and was left out", help_, "warning")
                )

    def files(self, folder: str) -> list[SourceFile]:
        """The regular files below a folder, sorted."""
        full = f"{self._root}/{folder}"
        if not os.path.lexists(full):
            return []
        status = self._status(folder, Path(full).is_symlink())
        if status is None:
            return []
        if not stat.S_ISDIR(status.st_mode):
            help_ = "make a folder of that name"
            self.found.append(_finding("not-a-folder", folder, "is a file and not a folder", help_))
            return []
        result: list[SourceFile] = []
        ways: Counter[str] = Counter()
        todo: list[tuple[str, frozenset[str]]] = [(folder, frozenset())]
        while todo:
            here, above = todo.pop()
            real = os.path.realpath(f"{self._root}/{here}")
            ways[real] += 1
            if real in above:
                self.found.append(
                    _finding("link-circle", here, "is a symbolic link to a folder that holds it", "remove it")
                )
                continue
            if ways[real] > MOST_WAYS:
                if ways[real] == MOST_WAYS + 1:
                    message = f"is a folder to which links lead in more than {MOST_WAYS} ways"
                    self.found.append(_finding("link-maze", here, message, "remove all but one of these links"))
                continue
            for path, status in self._entries(here):
                if stat.S_ISDIR(status.st_mode):
                    todo.append((path, above | {real}))
                else:
                    result.append(SourceFile(path, signature.of(status)))
        return sorted(result, key=lambda file: file.path)

    def _entries(self, folder: str) -> Iterator[tuple[str, os.stat_result]]:
        try:
            with os.scandir(f"{self._root}/{folder}") as entries:
                here = [(entry.name, entry.is_symlink()) for entry in entries if not is_private(entry.name)]
        except OSError as error:
            self.found.append(_unreadable(folder, error))
            return
        for name, is_link in here:
            path = f"{folder}/{name}"
            status = self._status(path, is_link)
            if status is not None:
                yield path, status

    def _status(self, path: str, is_link: bool) -> os.stat_result | None:
        """What a folder or regular file is, seen through a link that stays within content/; None for all else."""
        full = f"{self._root}/{path}"
        try:
            if is_link and not self._link_is_good(full, path):
                return None
            status = os.stat(full)  # noqa: PTH116 - a Path for each of so many files takes as long as the stat
        except OSError as error:
            self.found.append(_unreadable(path, error))
            return None
        if not _is_unicode(path):
            self.found.append(_finding("bad-name", path, "has a name that is not UTF-8", "rename it"))
            return None
        if stat.S_ISDIR(status.st_mode):
            if not path.endswith(".md"):
                return status
            self.found.append(_finding("not-a-file", path, "is a folder named like a briefing", "rename the folder"))
            return None
        if not stat.S_ISREG(status.st_mode):
            message = "is no regular file but a pipe, socket or device"
            self.found.append(_finding("not-a-file", path, message, "remove it"))
            return None
        return status

    def _link_is_good(self, full: str, path: str) -> bool:
        target = os.path.realpath(full)
        if os.path.commonpath([self._real, target]) != self._real:
            help_ = "copy what it points to into content/"
            self.found.append(_finding("link-outside", path, "is a symbolic link that leads out of content/", help_))
            return False
        if not Path(full).exists():
            self.found.append(_finding("link-broken", path, "is a symbolic link to nothing", "remove it or fix it"))
            return False
        self._linked.append(Path(target))
        return True


def is_private(name: str) -> bool:
    """Whether an editing program, a desktop or a version control system wrote a file of this name for itself."""
    return name.startswith((".", "#")) or name.endswith("~")


def _is_unicode(path: str) -> bool:
    if path.isascii():
        return True
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _not_utf8(path: str, error: UnicodeDecodeError) -> Diagnostic:
    data = error.object  # without a byte order mark
    before = data[: error.start]
    line_start = before.rfind(b"\n") + 1
    column = len(before[line_start:].decode("utf-8", "replace")) + 1
    span = Span(f"{CONTENT}/{path}", before.count(b"\n") + 1, column)
    help_ = "save the file as UTF-8 (in most editors: Save with Encoding)"
    return Diagnostic("not-utf-8", f"the byte 0x{data[error.start]:02X} is not UTF-8 text", span, help_)


def _control_characters(path: str, text: str) -> Iterator[Diagnostic]:
    for number, line in enumerate(text.split("\n"), 1):
        match = _CONTROL.search(line)
        if match:
            span = Span(f"{CONTENT}/{path}", number, match.start() + 1)
            message = f"the control character U+{ord(match[0]):04X} was dropped"
            yield Diagnostic("control-character", message, span, "delete it; it cannot be seen or shown", "warning")


def _unreadable(path: str, error: OSError) -> Diagnostic:
    reason = (error.strerror or str(error)).lower()
    return _finding("unreadable", path, f"cannot be read: {reason}", "check its permissions")


def _finding(code: str, path: str, message: str, help_: str, severity: Severity = "error") -> Diagnostic:
    shown = f"{CONTENT}/{path}".encode("utf-8", "replace").decode()
    return Diagnostic(code, f"{shown} {message}", Span(shown), help_, severity)

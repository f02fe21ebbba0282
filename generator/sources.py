"""The files of content/, read: text decoded, media measured, whatever is no plain file refused."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import imagesize

from generator.diagnostic import Diagnostic, Severity, Span, UserError
from generator.model import MediaFile

CONTENT = "content"

_PICTURES = frozenset({".avif", ".bmp", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"})
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_BLOCK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class SourceText:
    """A text file: `path` relative to content/, lines ended by a line feed, no byte order mark."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Sources:
    """What an editor laid into content/, each kind sorted by path. `settings` is site.yaml's text."""

    settings: str
    briefings: tuple[SourceText, ...]
    pages: tuple[SourceText, ...]
    media: tuple[MediaFile, ...]
    diagnostics: tuple[Diagnostic, ...] = ()


def require(site: Path) -> None:
    """UserError if a folder is no site."""
    if not (site / CONTENT).is_dir():
        message = f"there is no folder {CONTENT}/ in {site}"
        help_ = "run it in a site's folder, or name one: --site DIR"
        raise UserError([Diagnostic("no-content", message, Span(CONTENT), help_)])


def read(site: Path) -> Sources:
    """Read a site's content/. What cannot be read becomes a diagnostic, and the rest is read all the same."""
    content = site / CONTENT
    found: list[Diagnostic] = []
    settings = _read_text(content, "site.yaml", found) if _is_file(content, "site.yaml", found) else None
    return Sources(
        settings=settings.text if settings else "",
        briefings=tuple(_texts(content, "briefings", found)),
        pages=tuple(_texts(content, "pages", found)),
        media=tuple(_media(content, found)),
        diagnostics=tuple(found),
    )


def _is_file(content: Path, path: str, found: list[Diagnostic]) -> bool:
    if os.path.lexists(content / path):
        kind = _kind(content, path, os.path.realpath(content), found)
        if kind == "folder":
            found.append(_finding("not-a-file", path, "is a folder and not a file", "make a file of that name"))
        return kind == "file"
    help_ = "write one with at least title: and url:"
    found.append(Diagnostic("no-settings", f"there is no {CONTENT}/{path}", Span(f"{CONTENT}/{path}"), help_))
    return False


def _texts(content: Path, folder: str, found: list[Diagnostic]) -> Iterator[SourceText]:
    for path in _files(content, folder, found):
        if path.endswith(".md"):
            text = _read_text(content, path, found)
            if text is not None:
                yield text
        else:
            help_ = "briefings and pages end in .md; pictures and data belong into content/media/"
            found.append(_finding("file-ignored", path, "is not Markdown and was left out", help_, "warning"))


def _media(content: Path, found: list[Diagnostic]) -> Iterator[MediaFile]:
    for path in _files(content, "media", found):
        try:
            yield _media_file(content, path)
        except OSError as error:
            found.append(_unreadable(path, error))


def _media_file(content: Path, path: str) -> MediaFile:
    digest = hashlib.blake2b(digest_size=16)
    with (content / path).open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            digest.update(block)
    width, height = _pixels(content / path)
    return MediaFile(path, digest.hexdigest(), width, height)


def _pixels(path: Path) -> tuple[int, int]:
    if path.suffix.lower() not in _PICTURES:
        return 0, 0
    try:
        width, height = imagesize.get(str(path))
    except Exception:  # a broken picture, of which its parser may say anything
        return 0, 0
    return max(round(width), 0), max(round(height), 0)


def _files(content: Path, folder: str, found: list[Diagnostic]) -> list[str]:
    """Paths, relative to content/, of the regular files below a folder, sorted."""
    result: list[str] = []
    root = os.path.realpath(content)
    todo: list[tuple[str, frozenset[str]]] = []
    if os.path.lexists(content / folder):
        kind = _kind(content, folder, root, found)
        if kind == "folder":
            todo.append((folder, frozenset()))
        elif kind == "file":
            found.append(_finding("not-a-folder", folder, "is a file and not a folder", "make a folder of that name"))
    while todo:
        here, above = todo.pop()
        real = os.path.realpath(content / here)
        if real in above:
            found.append(_finding("link-circle", here, "is a symbolic link to a folder that holds it", "remove it"))
            continue
        for path in _names(content, here, found):
            kind = _kind(content, path, root, found)
            if kind == "folder":
                todo.append((path, above | {real}))
            elif kind == "file":
                result.append(path)
    return sorted(result)


def _names(content: Path, folder: str, found: list[Diagnostic]) -> list[str]:
    try:
        with os.scandir(content / folder) as entries:
            return [f"{folder}/{entry.name}" for entry in entries if not _is_private(entry.name)]
    except OSError as error:
        found.append(_unreadable(folder, error))
        return []


def _is_private(name: str) -> bool:
    """Whether an editor, a desktop or a version control wrote the file for itself."""
    return name.startswith((".", "#")) or name.endswith("~")


def _kind(content: Path, path: str, root: str, found: list[Diagnostic]) -> str | None:
    full = content / path
    try:
        if full.is_symlink() and not _link_is_good(full, path, root, found):
            return None
        mode = full.stat().st_mode
    except OSError as error:
        found.append(_unreadable(path, error))
        return None
    if not _is_unicode(path):
        found.append(_finding("bad-name", path, "has a name that is not UTF-8", "rename it"))
        return None
    if stat.S_ISDIR(mode):
        if path.endswith(".md"):
            found.append(_finding("not-a-file", path, "is a folder called like a briefing", "rename the folder"))
            return None
        return "folder"
    if not stat.S_ISREG(mode):
        found.append(_finding("not-a-file", path, "is no regular file but a pipe, socket or device", "remove it"))
        return None
    return "file"


def _link_is_good(full: Path, path: str, root: str, found: list[Diagnostic]) -> bool:
    target = os.path.realpath(full)
    if os.path.commonpath([root, target]) != root:
        help_ = "copy what it points to into content/"
        found.append(_finding("link-outside", path, "is a symbolic link that leads out of content/", help_))
        return False
    if not full.exists():
        found.append(_finding("link-broken", path, "is a symbolic link to nothing", "remove it or mend it"))
        return False
    return True


def _is_unicode(path: str) -> bool:
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _read_text(content: Path, path: str, found: list[Diagnostic]) -> SourceText | None:
    try:
        data = (content / path).read_bytes()
    except OSError as error:
        found.append(_unreadable(path, error))
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found.append(_not_utf8(path, error))
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _CONTROL.search(text):
        found += _control_characters(path, text)
        text = _CONTROL.sub("", text)
    return SourceText(path, text)


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

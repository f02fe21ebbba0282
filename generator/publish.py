"""The output folder: everything staged first, then put in place, then what is no longer planned taken away.

The folder's own record of what Headframe wrote there (`.headframe.json`) travels with it. It is written twice:
before the first file is put in place, with the old paths and the new, so that a build that is killed leaves
nothing behind that the next one does not know for its own; and at the end, with the new paths alone.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

from generator import fingerprint
from generator.diagnostic import Diagnostic, Span, UserError, ordered

RECORD = ".headframe.json"
_STAGE = ".headframe-stage"
_FOLDERS, _SINGLE = "folders", "single"
_VERSION = 1
_NAME_BYTES = 255
_ANEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)  # without which Windows would write \r\n
_NO_NAMES = frozenset({b"", b".", b".."})
_OURS = frozenset({RECORD, _STAGE})


class Published(Struct, frozen=True):
    """Paths below the output folder, each list sorted: what a deploy script has to send and to delete."""

    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]


class Staged(NamedTuple):
    """An output that is ready: the digest of its bytes, and whether they differ from what is in place."""

    path: str
    digest: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class Stage:
    """Where outputs wait, in a folder of the output folder's own; any process may put some there."""

    folder: Path

    @property
    def _place(self) -> Path:
        return self.folder / _STAGE

    def put(self, path: str, data: bytes | Path) -> Staged:
        """Have an output ready: bytes, or a file to copy.

        UserError for a path that no output can have, or a file that cannot be read.
        """
        if not _is_inside(path):
            raise UserError([_outlawed(path)])
        digest = _digest(data) if isinstance(data, Path) else fingerprint.of_bytes(data)
        if _holds(f"{self.folder}/{path}", data, digest):
            return Staged(path, digest, is_new=False)
        waiting = self._waiting(path)
        _write(waiting, data)
        return Staged(path, fingerprint.of_file(waiting) if isinstance(data, Path) else digest, is_new=True)

    def _waiting(self, path: str) -> str:
        """Where an output waits: with its folder if that is new, so that the two can be put in place at one stroke."""
        stage, parent = f"{self.folder}/{_STAGE}", path.rpartition("/")[0]
        if not parent or os.path.isdir(f"{self.folder}/{parent}"):  # noqa: PTH112 - a fifth of the time that a Path takes
            return f"{stage}/{_SINGLE}/{fingerprint.of_text(path)}"
        _have_folder(f"{stage}/{_FOLDERS}/{parent}")
        return f"{stage}/{_FOLDERS}/{path}"

    def publish(self, planned: Sequence[str], written: Sequence[str]) -> Published:
        """Bring the folder to hold exactly the outputs `planned` beside what is not ours.

        `written` are those that wait here, in the order in which they are put in place; a folder that is new as a
        whole comes as a whole, in the place of its last. UserError, with nothing changed, where a file is in the way or
        the folder cannot be written.
        """
        before = recorded(self.folder)
        wanted = set(planned)
        removed = sorted(before - wanted)
        _require_room(self.folder, written, before, removed)
        record = _record_of(wanted)
        if written or removed or not _holds(f"{self.folder}/{RECORD}", record, fingerprint.of_bytes(record)):
            _record(self.folder, self._place, _record_of(before | wanted))
            self._replace(written, removed)
            _record(self.folder, self._place, record)
        return Published(tuple(sorted(written)), tuple(sorted(wanted - set(written))), tuple(removed))

    def _replace(self, written: Sequence[str], removed: Sequence[str]) -> None:
        """Remove the obsolete that is in the way of a file or folder, put what waits in place, then remove the rest."""
        above, placed = folders(written), set(written)
        missing = _missing(self.folder, above)
        obstacles = {path for path in removed if path in above or not placed.isdisjoint(_parents(path))}
        for path in sorted(obstacles):
            _remove(self.folder, path)
        for path in _units(written, missing):
            if path in missing:
                (self._place / _FOLDERS / path).replace(self.folder / path)
            else:
                self._put_in_place(path)
        for path in removed:
            if path not in obstacles:
                _remove(self.folder, path)

    def _put_in_place(self, path: str) -> None:
        target = self.folder / path
        if target.is_dir() and not target.is_symlink():
            _remove_empty(target)
        file = self._place / _SINGLE / fingerprint.of_text(path)
        try:
            file.replace(target)
        except FileNotFoundError:  # the folder went, since all in it was in the way
            target.parent.mkdir(parents=True, exist_ok=True)
            file.replace(target)


def show(folder: Path, path: str, data: bytes) -> bool:
    """Have one of our pages show something else until the next build; whether it does."""
    stage = folder / _STAGE
    try:
        if not stat.S_ISREG(os.lstat(folder / path).st_mode):
            return False
        stage.mkdir(exist_ok=True)
        (stage / _SINGLE).write_bytes(data)
        (stage / _SINGLE).replace(folder / path)
        stage.rmdir()
    except OSError:
        return False  # the build to come tells why
    return True


def is_swept(folder: Path) -> bool:
    """Whether no build that was killed has left its stage in an output folder."""
    return not os.path.lexists(folder / _STAGE)


@contextmanager
def staging(folder: Path) -> Iterator[Stage]:
    """A stage for an output folder. UserError where the folder cannot be written or the disk is full."""
    is_new = not folder.exists()
    stage = folder / _STAGE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(stage, ignore_errors=True)
        (stage / _SINGLE).mkdir(parents=True)
        try:
            yield Stage(folder)
        finally:
            shutil.rmtree(stage, ignore_errors=True)
            if is_new:
                _remove_if_empty(folder)
    except OSError as error:
        place = Path(error.filename or folder)
        raise UserError([_unwritten(place, (error.strerror or str(error)).lower())]) from error


def _digest(file: Path) -> str:
    try:
        return fingerprint.of_file(file)
    except OSError as error:  # it has gone since it was read
        message = f"{file} cannot be read: {(error.strerror or str(error)).lower()}"
        raise UserError([Diagnostic("unreadable", message, Span(str(file)), "check its permissions")]) from error


def _have_folder(folder: str) -> None:
    try:
        os.mkdir(folder)  # noqa: PTH102 - nearly always it is this one that is missing, and no other
    except FileExistsError:
        return
    except FileNotFoundError:
        os.makedirs(folder, exist_ok=True)  # noqa: PTH103 - the same


def _write(file: str, data: bytes | Path) -> None:
    if isinstance(data, Path):
        shutil.copyfile(data, file)
        return
    place = os.open(file, _ANEW, 0o666)  # a fifth of the time that Path.open takes
    try:
        written = 0
        while written < len(data):  # a disk that is nearly full takes a part, and tells only the next time
            written += os.write(place, data[written:])
    finally:
        os.close(place)


def _unwritten(place: Path, reason: str) -> Diagnostic:
    message = f"{place} cannot be written: {reason}"
    return Diagnostic("unwritable", message, Span(str(place)), "make room or fix its permissions")


def _holds(file: str, data: bytes | Path, digest: str) -> bool:
    """Whether a file is in place and has these bytes already."""
    try:
        status = os.lstat(file)
        size = len(data) if isinstance(data, bytes) else data.stat().st_size
        return stat.S_ISREG(status.st_mode) and status.st_size == size and fingerprint.of_file(file) == digest
    except (FileNotFoundError, NotADirectoryError):
        return False


def _require_room(folder: Path, staged: Sequence[str], ours: set[str], removed: Sequence[str]) -> None:
    """UserError if something that is not ours is where a file shall be, or a link would lead a file elsewhere."""
    going, above = set(removed), folders(staged)
    missing = _missing(folder, above)
    there = [parent for parent in above if parent.rpartition("/")[0] not in missing]
    found = [_in_the_way(folder / p) for p in there if not _is_open(f"{folder}/{p}", p in going)]
    units = _units(staged, missing)
    for path in units:
        place = folder / path
        if place.is_dir() and not place.is_symlink():
            if not _holds_only(place, path, going):
                found.append(_in_the_way(place))
        elif path not in above and path not in ours and os.path.lexists(place):
            found.append(_in_the_way(place))
    found += _unwritable(folder, [*units, *removed])
    if found:
        raise UserError(ordered(found))


def folders(paths: Iterable[str]) -> set[str]:
    """The folders in which some files lie, and those in which these do."""
    found: set[str] = set()
    for path in paths:
        parent = path.rpartition("/")[0]
        while parent and parent not in found:
            found.add(parent)
            parent = parent.rpartition("/")[0]
    return found


def _is_open(folder: str, is_going: bool) -> bool:
    """Whether files can be put into a folder: it is one, or is not there yet, or not for long."""
    try:
        mode = os.lstat(folder).st_mode
    except OSError:
        return True
    return stat.S_ISDIR(mode) or (is_going and not stat.S_ISLNK(mode))


def _holds_only(place: Path, path: str, going: set[str]) -> bool:
    """Whether all files in a folder are ours and about to be removed."""
    return all(
        f"{path}/{file.relative_to(place).as_posix()}" in going
        for file in place.rglob("*")
        if file.is_symlink() or not file.is_dir()
    )


def _in_the_way(place: Path) -> Diagnostic:
    message = f"{place} is in the way, and Headframe did not write it"
    return Diagnostic("in-the-way", message, Span(str(place)), "move it away or delete it, then build again")


def _unwritable(folder: Path, paths: Iterable[str]) -> Iterator[Diagnostic]:
    """A report for each folder in which a file has to be put or removed and cannot be."""
    for place in sorted({_nearest(folder, parent) for parent in {path.rpartition("/")[0] for path in paths}}):
        if not os.access(place, os.W_OK | os.X_OK):
            yield _unwritten(place, "permission denied")


def _nearest(folder: Path, path: str) -> Path:
    """A folder below another, or the innermost of those that lead to it that there is."""
    return next((folder / p for p in (path, *reversed(_parents(path))) if (folder / p).is_dir()), folder)


def _missing(folder: Path, above: Iterable[str]) -> set[str]:
    """The folders that there are not yet."""
    missing: set[str] = set()
    for path in sorted(above):
        if path.rpartition("/")[0] in missing or not Path(f"{folder}/{path}").is_dir():
            missing.add(path)
    return missing


def _units(written: Sequence[str], missing: Collection[str]) -> list[str]:
    """What can be put in place at one stroke: the outermost folders that are missing, and single files."""
    last: dict[str, int] = {}
    for place, path in enumerate(written):
        last[next((parent for parent in _parents(path) if parent in missing), path)] = place
    return sorted(last, key=last.__getitem__)


def _parents(path: str) -> list[str]:
    return [path[:n] for n, c in enumerate(path) if c == "/"]


def _remove(folder: Path, path: str) -> None:
    """Delete one of our files and the folders that it leaves empty; what somebody put in its place stays."""
    file = folder / path
    if any((folder / parent).is_symlink() for parent in _parents(path)) or (file.is_dir() and not file.is_symlink()):
        return
    with suppress(FileNotFoundError, NotADirectoryError):
        file.unlink()
    for parent in reversed(_parents(path)):
        if not _remove_if_empty(folder / parent):
            return


def _remove_if_empty(place: Path) -> bool:
    """Delete a folder that holds nothing; whether it is gone."""
    try:
        place.rmdir()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True


def _remove_empty(place: Path) -> None:
    """Delete a folder that holds nothing but folders. OSError if it holds a file."""
    for inner in sorted(place.rglob("*"), reverse=True):
        inner.rmdir()
    place.rmdir()


def recorded(folder: Path) -> set[str]:
    """The paths that Headframe wrote here before; only such as lie below the folder are believed."""
    try:
        known = json.loads((folder / RECORD).read_bytes())["files"]
    except (FileNotFoundError, ValueError, KeyError, TypeError, RecursionError):
        return set()
    return {path for path in known if isinstance(path, str) and _is_inside(path)} if isinstance(known, list) else set()


def _is_inside(path: str) -> bool:
    """Whether a path can be that of a file of the site, in the output folder and not of our own record-keeping."""
    try:
        data = path.encode()
    except UnicodeEncodeError:
        return False
    parts = data.split(b"/")
    return (
        path.partition("/")[0] not in _OURS
        and b"\0" not in data
        and _NO_NAMES.isdisjoint(parts)
        and max(map(len, parts)) <= _NAME_BYTES
    )


def _outlawed(path: str) -> Diagnostic:
    message = f"no file of a site can be called {path}"
    return Diagnostic("bad-path", message, Span(path), "give it another name, slug or alias")


def _record_of(paths: set[str]) -> bytes:
    return f"{json.dumps({'version': _VERSION, 'files': sorted(paths)}, ensure_ascii=False, indent=0)}\n".encode()


def _record(folder: Path, stage: Path, record: bytes) -> None:
    file = stage / RECORD
    with file.open("wb") as out:
        out.write(record)
        out.flush()
        os.fsync(out.fileno())
    file.replace(folder / RECORD)

"""The output folder: everything staged first, then put in place, then what is no longer planned taken away.

The folder's own record of what Headframe wrote there (`.headframe.json`) travels with it. It is written twice:
before the first file is put in place, with the old paths and the new, so that a build that is killed leaves
nothing behind that the next one does not know for its own; and at the end, with the new paths alone.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from generator.diagnostic import Diagnostic, Span, UserError, ordered

RECORD = ".headframe.json"
_STAGE = ".headframe-stage"
_VERSION = 1
_NAME_BYTES = 255
_BLOCK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Published:
    """Paths below the output folder, each list sorted: what a deploy script has to send and to delete."""

    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]


def publish(outputs: Iterable[tuple[str, bytes | Path]], folder: Path) -> Published:
    """Bring `folder` to hold exactly the outputs (path, bytes or a file to copy) beside what is not ours.

    Outputs are put in place in the order given. UserError, with nothing changed, where a file is in the way, the
    folder cannot be written, or the disk is full.
    """
    stage = folder / _STAGE
    is_new = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(stage, ignore_errors=True)
        stage.mkdir()
        try:
            return _publish(outputs, folder, stage)
        finally:
            shutil.rmtree(stage, ignore_errors=True)
            if is_new:
                _remove_if_empty(folder)
    except OSError as error:
        place = Path(error.filename or folder)
        raise UserError([_unwritten(place, (error.strerror or str(error)).lower())]) from error


def _unwritten(place: Path, reason: str) -> Diagnostic:
    message = f"{place} cannot be written: {reason}"
    return Diagnostic("unwritable", message, Span(str(place)), "make room or mend its permissions")


def _publish(outputs: Iterable[tuple[str, bytes | Path]], folder: Path, stage: Path) -> Published:
    before = _recorded(folder)
    planned: list[str] = []
    staged: list[tuple[str, Path]] = []
    for path, data in outputs:
        if not _is_inside(path):
            raise UserError([_outlawed(path)])
        planned.append(path)
        if not _is_current(folder / path, data):
            staged.append((path, _staged(stage / str(len(staged)), data)))
    removed = sorted(before - set(planned))
    _require_room(folder, planned, [path for path, _ in staged], before, removed)
    if staged or removed or before != set(planned):
        _record(folder, stage, before | set(planned))
        _replace(folder, staged, removed)
        _record(folder, stage, set(planned))
    written = {path for path, _ in staged}
    return Published(tuple(sorted(written)), tuple(sorted(set(planned) - written)), tuple(removed))


def _is_current(file: Path, data: bytes | Path) -> bool:
    if file.is_symlink() or not file.is_file():
        return False
    if isinstance(data, Path):
        return _is_same(file, data)
    return file.stat().st_size == len(data) and file.read_bytes() == data


def _is_same(one: Path, other: Path) -> bool:
    """Whether two files hold the same bytes; filecmp would believe their times of change."""
    if one.stat().st_size != other.stat().st_size:
        return False
    with one.open("rb") as left, other.open("rb") as right:
        while block := left.read(_BLOCK_BYTES):
            if block != right.read(_BLOCK_BYTES):
                return False
    return True


def _staged(file: Path, data: bytes | Path) -> Path:
    if isinstance(data, Path):
        shutil.copyfile(data, file)
    else:
        file.write_bytes(data)
    return file


def _require_room(
    folder: Path, planned: Sequence[str], staged: Sequence[str], ours: set[str], removed: Sequence[str]
) -> None:
    """UserError if something that is not ours is where a file shall be, or a link would lead a file elsewhere."""
    found: list[Diagnostic] = []
    going = set(removed)
    for parent in {parent for path in planned for parent in _parents(path)}:
        place = folder / parent
        if place.is_symlink() or (place.exists() and not place.is_dir() and parent not in going):
            found.append(_in_the_way(place))
    for path in staged:
        place = folder / path
        if place.is_dir() and not place.is_symlink():
            if not _holds_only(place, path, going):
                found.append(_in_the_way(place))
        elif path not in ours and os.path.lexists(place):
            found.append(_in_the_way(place))
    found += _unwritable(folder, [*staged, *removed])
    if found:
        raise UserError(ordered(found))


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
    for place in sorted({_nearest(folder, path) for path in paths}):
        if not os.access(place, os.W_OK | os.X_OK):
            yield _unwritten(place, "permission denied")


def _nearest(folder: Path, path: str) -> Path:
    """The innermost folder that there is of those that lead to a file."""
    return next((folder / p for p in reversed(_parents(path)) if (folder / p).is_dir()), folder)


def _replace(folder: Path, staged: Sequence[tuple[str, Path]], removed: Sequence[str]) -> None:
    """Remove the obsolete that is in the way of a file or folder, put files in place, then remove the rest."""
    placed = {path for path, _ in staged}
    above = {parent for path in placed for parent in _parents(path)}
    obstacles = {path for path in removed if path in above or not placed.isdisjoint(_parents(path))}
    for path in sorted(obstacles):
        _remove(folder, path)
    for path, file in staged:
        target = folder / path
        if target.is_dir() and not target.is_symlink():
            _remove_empty(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        file.replace(target)
    for path in removed:
        if path not in obstacles:
            _remove(folder, path)


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


def _recorded(folder: Path) -> set[str]:
    """The paths that Headframe wrote here before; only such as lie below the folder are believed."""
    try:
        known = json.loads((folder / RECORD).read_bytes())["files"]
    except (FileNotFoundError, ValueError, KeyError, TypeError, RecursionError):
        return set()
    return {path for path in known if isinstance(path, str) and _is_inside(path)} if isinstance(known, list) else set()


def _is_inside(path: str) -> bool:
    """Whether a path can be that of a file of the site, in the output folder and not of our own record-keeping."""
    try:
        parts = path.encode().split(b"/")
    except UnicodeEncodeError:
        return False
    return path.partition("/")[0] not in {RECORD, _STAGE} and all(
        part not in {b"", b".", b".."} and b"\0" not in part and len(part) <= _NAME_BYTES for part in parts
    )


def _outlawed(path: str) -> Diagnostic:
    message = f"no file of a site can be called {path}"
    return Diagnostic("bad-path", message, Span(path), "give it another name, slug or alias")


def _record(folder: Path, stage: Path, paths: set[str]) -> None:
    text = json.dumps({"version": _VERSION, "files": sorted(paths)}, ensure_ascii=False, indent=0)
    file = stage / RECORD
    with file.open("w", encoding="utf-8") as out:
        out.write(text + "\n")
        out.flush()
        os.fsync(out.fileno())
    file.replace(folder / RECORD)

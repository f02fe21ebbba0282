"""What earlier builds found out, by digest: a cache in SQLite that is always safe to delete.

Nothing in it is trusted on its word. A row tells by signature and digest which file it speaks of, and carries a
checksum; the cache as a whole belongs to one version of the engine. So it needs no care against a loss of power: what
was lost or damaged is worked out anew.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import wraps
from pathlib import Path
from typing import Concatenate, NamedTuple, ParamSpec

from generator.signature import Signature

FILE = "cache.sqlite"

_LAYOUT = 3
_TABLES = """
create table facts (name text primary key, value text not null);
create table manuscripts (
  path text primary key, size integer, modified integer, changed integer, inode integer,
  source text not null, rules text not null, manuscript blob not null, checksum integer not null
);
create table bodies (
  path text primary key, html text not null, spelled text not null, counts blob not null,
  mentioned blob not null, headline blob not null, checksum integer not null
);
create table media (
  path text primary key, size integer, modified integer, changed integer, inode integer,
  digest text not null, width integer not null, height integer not null, kind text not null,
  checksum integer not null
);
create table records (name text primary key, record blob not null, checksum integer not null);
"""
_MOST_VARIABLES = 900
_REFUSALS = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN})
"""What SQLite says where it is the disk that is at fault, so that another file would fare no better."""

P = ParamSpec("P")

DamageError = sqlite3.DatabaseError
"""Raised by a store whose file is no longer what it wrote."""


class KeptText(NamedTuple):
    """What is known of a text: its file's signature, the digests of its bytes and of the rules, the manuscript."""

    path: str
    signature: Signature
    source: str
    rules: str
    manuscript: bytes


class KeptBody(NamedTuple):
    """A text's HTML, and its most telling terms: one to a line, with how much each counts.

    `source` is the digest of the text's bytes; `mentioned` and `headline` are marks of all its words and its title's.
    """

    path: str
    source: str
    html: str
    spelled: str
    counts: bytes
    mentioned: bytes
    headline: bytes


class KeptMedia(NamedTuple):
    """What is known of a file of media: its signature and digest, and of a picture its pixels and its kind."""

    path: str
    signature: Signature
    digest: str
    width: int
    height: int
    kind: str


def _writing(method: Callable[Concatenate[Store, P], None]) -> Callable[Concatenate[Store, P], None]:
    """A method that raises OSError where the disk does not take what it writes."""

    @wraps(method)
    def told(store: Store, /, *arguments: P.args, **named: P.kwargs) -> None:
        try:
            method(store, *arguments, **named)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF in _REFUSALS:
                raise _refused(store.file, error) from error
            raise

    return told


def _refused(file: Path, error: sqlite3.OperationalError) -> OSError:
    return OSError(errno.EIO, str(error), str(file))


class Store:
    """The cache of one site. Another process, forked or spawned, opens the file for itself."""

    def __init__(self, file: Path, engine: str) -> None:
        self.file = file
        self._engine = engine
        self._connections: dict[int, sqlite3.Connection] = {}

    def __reduce__(self) -> tuple[type[Store], tuple[Path, str]]:
        return Store, (self.file, self._engine)

    @property
    def _database(self) -> sqlite3.Connection:
        process = os.getpid()
        if process not in self._connections:
            self._connections[process] = _opened(self.file, self._engine)
        return self._connections[process]

    def texts(self) -> Iterator[KeptText]:
        """All that is known of texts, as far as it is undamaged."""
        rows = self._database.execute(
            "select path, size, modified, changed, inode, source, rules, manuscript, checksum from manuscripts"
        )
        for path, size, modified, changed, inode, source, rules, manuscript, checksum in rows:
            if _sum(manuscript) == checksum and isinstance(source, str):
                yield KeptText(path, (size, modified, changed, inode), source, rules, manuscript)

    @_writing
    def keep_texts(self, texts: Iterable[KeptText]) -> None:
        """Keep texts, new or in place of earlier ones."""
        self._database.executemany(
            "insert or replace into manuscripts values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            ((t.path, *t.signature, t.source, t.rules, t.manuscript, _sum(t.manuscript)) for t in texts),
        )

    @_writing
    def keep_bodies(self, bodies: Iterable[KeptBody]) -> None:
        """Keep bodies, new or in place of earlier ones."""
        self._database.executemany(
            "insert or replace into bodies values (?, ?, ?, ?, ?, ?, ?)",
            ((b.path, b.html, *b[3:], _sum(b.source, *b[3:])) for b in bodies),
        )

    def html(self, path: str) -> str | None:
        """A text's HTML; its reader compares the digest."""
        row = self._database.execute("select html from bodies where path = ?", (path,)).fetchone()
        return row[0] if row and isinstance(row[0], str) else None

    def holding(self, text: str) -> list[str]:
        """The paths of the texts whose HTML holds a text, letter by letter."""
        rows = self._database.execute("select path from bodies where instr(html, ?) order by path", (text,))
        return [path for (path,) in rows]

    def terms(self, paths: Sequence[str]) -> dict[str, tuple[str, bytes, bytes, bytes]]:
        """The terms of texts, spelled and counted, with the marks of what is mentioned in them and their headlines.

        DamageError if they are not all there, as they were.
        """
        found: dict[str, tuple[str, bytes, bytes, bytes]] = {}
        for start in range(0, len(paths), _MOST_VARIABLES):
            some = paths[start : start + _MOST_VARIABLES]
            marks = ",".join("?" * len(some))
            rows = self._database.execute(
                "select path, source, spelled, counts, mentioned, headline, bodies.checksum"  # noqa: S608 - question marks only
                f" from bodies join manuscripts using (path) where path in ({marks})",
                some,
            )
            found |= {
                path: (spelled, counts, mentioned, headline)
                for path, source, spelled, counts, mentioned, headline, checksum in rows
                if _sum(source, spelled, counts, mentioned, headline) == checksum
            }
        if len(found) < len(paths):
            raise DamageError("terms are missing or damaged")
        return found

    def media(self) -> dict[str, KeptMedia]:
        """All that is known of media, by path."""
        rows = self._database.execute(
            "select path, size, modified, changed, inode, digest, width, height, kind, checksum from media"
        )
        return {row[0]: KeptMedia(row[0], row[1:5], *row[5:9]) for row in rows if _sum(*map(str, row[5:9])) == row[9]}

    @_writing
    def keep_media(self, media: Iterable[KeptMedia]) -> None:
        """Keep media, new or in place of earlier ones."""
        self._database.executemany(
            "insert or replace into media values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            ((m.path, *m.signature, *m[2:], _sum(*map(str, m[2:]))) for m in media),
        )

    @_writing
    def forget(self, table: str, paths: Iterable[str]) -> None:
        """Drop what is known of files that are gone; `table` is texts or media."""
        gone = [(path,) for path in paths]
        for name in ("manuscripts", "bodies") if table == "texts" else ("media",):
            self._database.executemany(f"delete from {name} where path = ?", gone)  # noqa: S608 - one of three names

    def record(self, name: str) -> bytes | None:
        """What was noted under a name, if it is undamaged."""
        row = self._database.execute("select record, checksum from records where name = ?", (name,)).fetchone()
        return row[0] if row and _sum(row[0]) == row[1] else None

    @_writing
    def note(self, name: str, record: bytes) -> None:
        """Note something under a name. To be committed before another process is to read the store."""
        self._database.execute("insert or replace into records values (?, ?, ?)", (name, record, _sum(record)))

    @_writing
    def commit(self) -> None:
        """Put on disk what was kept since the last commit, all of it or nothing."""
        self._database.commit()

    def close(self) -> None:
        """Close the file; what was not committed is lost."""
        connection = self._connections.pop(os.getpid(), None)
        if connection is not None:
            connection.close()

    def discard(self) -> None:
        """Delete the cache."""
        self.close()
        _delete(self.file)


def _sum(*parts: str | bytes | None) -> int:
    """A checksum of what a row holds; damage may have given it any type, which counts as well."""
    found = 0
    for part in parts:
        data = part if isinstance(part, bytes) else str(part).encode("utf-8", "surrogatepass")
        found = zlib.crc32(data, found) ^ isinstance(part, bytes)
    return found


def _opened(file: Path, engine: str) -> sqlite3.Connection:
    """The cache; a new one where there is none, or where it is damaged or another engine's."""
    if file.is_symlink():
        _delete(file)  # or we would write to wherever it leads
    try:
        return _connected(file, engine)
    except _ForeignError:
        _delete(file)
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
            raise  # it is sound, and another process of ours is writing
        _delete(file)
    try:
        return _connected(file, engine)
    except sqlite3.OperationalError as error:
        raise _refused(file, error) from error


class _ForeignError(Exception):
    """The cache is of another layout or engine."""


def _connected(file: Path, engine: str) -> sqlite3.Connection:
    connection = sqlite3.connect(file)
    try:
        for pragma in ("trusted_schema = off", "synchronous = off", "temp_store = memory"):
            connection.execute(f"pragma {pragma}")
        owner = f"{_LAYOUT} {engine}"
        if not connection.execute("select 1 from sqlite_master").fetchone():
            connection.executescript(_TABLES)
            connection.execute("insert into facts values ('owner', ?)", (owner,))
            connection.commit()
        if connection.execute("select value from facts where name = 'owner'").fetchone() != (owner,):
            raise _ForeignError
    except BaseException:
        connection.close()
        raise
    return connection


def _delete(file: Path) -> None:
    for name in (file, *(file.with_name(file.name + suffix) for suffix in ("-journal", "-wal", "-shm"))):
        with suppress(FileNotFoundError):
            name.unlink()

"""The cache: what it was told it tells again, and whatever became of its file, it lies to nobody."""

from __future__ import annotations

import multiprocessing
import pickle
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from generator import store as store_room
from generator.store import FILE, DamageError, KeptBody, KeptMedia, KeptText, Store

TEXT = KeptText("briefings/a.md", (1, 2, 3, 4), "source", "rules", b'{"path":"briefings/a.md"}')
BODY = KeptBody("briefings/a.md", "source", "<p>Ore &amp; tin</p>", "ore\ntin", b"\1\2", b"\1\0\0\0", b"\2\0\0\0")
MEDIA = KeptMedia("media/a.png", (5, 6, 7, (1 << 63) - 1), "digest", 3, 2, "png")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / FILE


def opened(file: Path, engine: str = "engine") -> closing[Store]:
    return closing(Store(file, engine))


def filled(file: Path, engine: str = "engine") -> None:
    with opened(file, engine) as store:
        store.keep_texts([TEXT])
        store.keep_bodies([BODY])
        store.keep_media([MEDIA])
        store.note("a", b"record")
        store.commit()


def told(store: Store) -> tuple[Any, ...]:
    """All that a store tells."""
    texts = list(store.texts())
    return (
        texts,
        store.html(BODY.path),
        store.terms([text.path for text in texts]),
        store.media(),
        store.record("a"),
    )


def whole(file: Path, engine: str = "engine") -> tuple[Any, ...]:
    with opened(file, engine) as store:
        return told(store)


@pytest.fixture
def everything(tmp_path: Path) -> tuple[object, ...]:
    filled(tmp_path / "other.sqlite")
    return whole(tmp_path / "other.sqlite")


NOTHING = ([], None, {}, {}, None)


def test_what_was_kept_is_told_again(file: Path) -> None:
    filled(file)
    terms = {BODY.path: BODY[3:]}
    assert whole(file) == ([TEXT], BODY.html, terms, {MEDIA.path: MEDIA}, b"record")


def test_an_empty_cache_tells_nothing(file: Path) -> None:
    assert whole(file) == NOTHING


def test_what_is_kept_anew_takes_the_place_of_the_old(file: Path) -> None:
    filled(file)
    with opened(file) as store:
        store.keep_texts([TEXT._replace(source="other")])
        store.note("a", b"other")
        store.commit()
        assert [text.source for text in store.texts()] == ["other"]
        assert store.record("a") == b"other"


def test_what_was_not_committed_is_forgotten(file: Path) -> None:
    filled(file)
    with opened(file) as store:
        store.note("a", b"other")
        store.keep_texts([TEXT._replace(path="briefings/b.md")])
    assert whole(file)[4] == b"record"
    assert whole(file)[0] == [TEXT]


def test_a_text_that_is_gone_is_forgotten_with_its_body(file: Path, everything: tuple[object, ...]) -> None:
    filled(file)
    with opened(file) as store:
        store.forget("texts", [TEXT.path, "briefings/none.md"])
        store.commit()
    assert whole(file) == (*NOTHING[:3], *everything[3:])


def test_media_that_are_gone_are_forgotten_and_no_text(file: Path) -> None:
    filled(file)
    with opened(file) as store:
        store.forget("media", [MEDIA.path])
        store.commit()
    assert whole(file)[3] == {}
    assert whole(file)[0] == [TEXT]


def test_terms_of_more_texts_than_a_question_has_places(file: Path) -> None:
    paths = [f"briefings/{n}.md" for n in range(2500)]
    with opened(file) as store:
        store.keep_texts(TEXT._replace(path=path) for path in paths)
        store.keep_bodies(BODY._replace(path=path) for path in paths)
        assert store.terms(paths) == dict.fromkeys(paths, BODY[3:])


def test_the_texts_that_hold_a_text_are_found_letter_by_letter(file: Path) -> None:
    with opened(file) as store:
        texts = {
            "b": "<p>At example.org/a_b/ .</p>",
            "a": "<p>example.org/a_b/</p>",
            "c": "<p>example.org/aXb/ EXAMPLE.org/a_b/</p>",
        }
        store.keep_bodies(BODY._replace(path=path, html=html) for path, html in texts.items())
        assert store.holding("example.org/a_b/") == ["a", "b"]


def test_terms_that_are_missing_or_of_another_text_are_damage(file: Path) -> None:
    filled(file)
    with opened(file) as store:
        with pytest.raises(DamageError):
            store.terms([TEXT.path, "briefings/none.md"])
        store.keep_texts([TEXT._replace(source="other")])
        with pytest.raises(DamageError):
            store.terms([TEXT.path])


def test_another_process_opens_the_file_for_itself(file: Path, everything: tuple[object, ...]) -> None:
    filled(file)
    with opened(file) as store:
        assert told(store) == everything
        for method in ("fork", "spawn"):
            with multiprocessing.get_context(method).Pool(1) as pool:
                assert pool.apply(told, (store,)) == everything
        assert told(store) == everything


def test_a_store_travels_without_its_connection(file: Path, everything: tuple[object, ...]) -> None:
    filled(file)
    with opened(file) as store:
        told(store)
        with closing(pickle.loads(pickle.dumps(store))) as copy:
            assert told(copy) == everything


def test_a_discarded_cache_is_empty_and_leaves_no_file(file: Path) -> None:
    filled(file)
    with opened(file) as store:
        store.discard()
    assert list(file.parent.iterdir()) == []
    assert whole(file) == NOTHING


# A file that is not what it was


def test_the_cache_of_another_engine_is_none(file: Path) -> None:
    filled(file, "engine")
    assert whole(file, "other engine") == NOTHING
    assert whole(file, "engine") == NOTHING


def test_the_cache_of_another_layout_is_none(file: Path) -> None:
    filled(file)
    with closing(sqlite3.connect(file)) as database:
        ((owner,),) = database.execute("select value from facts")
        database.execute("update facts set value = ?", ("0 " + owner.partition(" ")[2],))
        database.commit()
    assert whole(file) == NOTHING


def test_another_programs_database_is_no_cache(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database:
        database.execute("create table texts (path text)")
        database.commit()
    assert whole(file) == NOTHING


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda data: b"",
    "garbage": lambda data: b"garbage" * 1000,
    "a head and garbage": lambda data: data[:100] + b"\xff" * 5000,
    "the first page": lambda data: data[:4096],
    "half": lambda data: data[: len(data) // 2],
    "all but the last byte": lambda data: data[:-1],
    "zeros": lambda data: bytes(len(data)),
    "a pickle": lambda data: pickle.dumps({"a": 1}),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_made_anew_or_found_out(damage: str, file: Path, everything: tuple[object, ...]) -> None:
    filled(file)
    file.write_bytes(DAMAGES[damage](file.read_bytes()))
    with opened(file) as store:
        try:
            found = told(store)
        except DamageError:
            store.discard()
            found = told(store)
    for part, *right in zip(found, NOTHING, everything, strict=True):
        assert part in right
    filled(file)
    assert whole(file) == everything


def test_a_flipped_byte_anywhere_is_never_told_and_never_a_crash(file: Path, everything: tuple[object, ...]) -> None:
    filled(file)
    good = file.read_bytes()
    for place in [n for n, byte in enumerate(good) if byte]:
        file.write_bytes(good[:place] + bytes([good[place] ^ 0x15]) + good[place + 1 :])
        with opened(file) as store:
            try:
                found = told(store)
            except DamageError:
                continue
        texts, _, terms, media, record = found
        assert [text.manuscript for text in texts] in ([], [TEXT.manuscript]), place
        assert list(terms.values()) in ([], [BODY[3:]]), place
        assert [medium[2:] for medium in media.values()] in ([], [MEDIA[2:]]), place
        assert record in (None, b"record"), place


def test_a_row_whose_bytes_changed_is_not_told(file: Path) -> None:
    filled(file)
    with closing(sqlite3.connect(file)) as database:
        database.execute("update manuscripts set manuscript = ?", (b'{"path":"briefings/b.md"}',))
        database.execute("update records set record = ?", (b"forged",))
        database.commit()
    assert whole(file)[0] == []
    assert whole(file)[4] is None


@pytest.mark.parametrize(
    ("table", "column", "other"),
    [
        ("manuscripts", "source", "blob"),
        ("manuscripts", "manuscript", "text"),
        ("bodies", "html", "blob"),
        ("bodies", "spelled", "blob"),
        ("bodies", "counts", "text"),
        ("records", "record", "text"),
    ],
)
def test_a_value_of_another_type_is_not_told(table: str, column: str, other: str, file: Path) -> None:
    """In SQLite a text and the bytes of its letters are one bit apart."""
    filled(file)
    with closing(sqlite3.connect(file)) as database:
        database.execute(f"update {table} set {column} = cast({column} as {other})")
        database.commit()
    with opened(file) as store:
        texts, html, record = list(store.texts()), store.html(BODY.path), store.record("a")
        assert (texts, html, record) == (
            [] if table == "manuscripts" else [TEXT],
            None if column == "html" else BODY.html,
            None if table == "records" else b"record",
        )
        if column in ("spelled", "counts"):
            with pytest.raises(DamageError):
                store.terms([BODY.path])


# What stands in its place


def test_a_link_is_replaced_and_its_target_stays(file: Path, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere.sqlite"
    filled(target)
    before = target.read_bytes()
    file.symlink_to(target)
    assert whole(file) == NOTHING
    filled(file)
    assert target.read_bytes() == before
    assert not file.is_symlink()


def test_a_folder_in_its_place_is_an_error_and_stays(file: Path) -> None:
    file.mkdir()
    (file / "mine.txt").write_text("mine")
    with opened(file) as store, pytest.raises(OSError, match=FILE):
        told(store)
    assert (file / "mine.txt").read_text() == "mine"


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with opened(tmp_path / "none" / FILE) as store, pytest.raises(OSError, match=FILE):
        told(store)


class Refusing:
    """A database on a disk that takes nothing more."""

    def __init__(self, code: int) -> None:
        self.error = sqlite3.OperationalError("database or disk is full")
        self.error.sqlite_errorcode = code

    def refuse(self, *_: object) -> Iterator[object]:
        raise self.error

    execute = executemany = commit = refuse

    def close(self) -> None:
        pass


@pytest.mark.parametrize(
    "write",
    [
        lambda store: store.note("a", b"b"),
        lambda store: store.keep_texts([TEXT]),
        lambda store: store.keep_bodies([BODY]),
        lambda store: store.keep_media([MEDIA]),
        lambda store: store.forget("texts", [TEXT.path]),
        lambda store: store.commit(),
    ],
)
@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (sqlite3.SQLITE_FULL, OSError),
        (sqlite3.SQLITE_IOERR_WRITE, OSError),
        (sqlite3.SQLITE_CANTOPEN, OSError),
        (sqlite3.SQLITE_ERROR, DamageError),
        (sqlite3.SQLITE_READONLY, DamageError),
    ],
)
def test_a_disk_that_refuses_is_told_from_damage(
    write: Callable[[Store], None], code: int, kind: type[Exception], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite3, "connect", lambda _: Refusing(code))
    monkeypatch.setattr("generator.store._connected", lambda *_: Refusing(code))
    with opened(file) as store, pytest.raises(kind, match="full"):
        write(store)


def test_nothing_is_unpickled(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(file)
    for name in ("load", "loads", "Unpickler"):
        monkeypatch.setattr(pickle, name, None)
    assert whole(file)[0] == [TEXT]
    assert "pickle" not in Path(store_room.__file__).read_text("utf-8")

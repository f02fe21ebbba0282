"""The related articles of builds that go on from one another are those of a clean one, whoever seeks them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from newsroom import lay, settings

from generator import engine, parallel, seeking
from generator import related as related_room
from generator.index import index
from generator.related import threads
from generator.request import Options
from generator.store import FILE, DamageError, Store

AS_OF = datetime(2026, 3, 1, tzinfo=UTC)
SETTINGS = "title: A site\nurl: https://example.org/\nrequire: []\ncards: false\n"
METALS = ("tin", "zinc", "gallium")


def text(title: str, body: str, day: int = 20, **fields: str) -> str:
    more = "".join(f"{key}: {value}\n" for key, value in fields.items())
    return f"---\ntitle: On {title}\ndate: 2026-02-{day:02}\n{more}---\n{body}\n"


def mine(number: int) -> str:
    metal = METALS[number % len(METALS)]
    return text(metal, f"A mine {number % 4} of {metal}.", number + 1, tags=f"[{metal}]")


EDITS = {
    "a text": {"content/briefings/b01.md": text("Bisie", "Text on Bisie and gallium.")},
    "a pin": {"content/briefings/b02.md": text("Bisie", "Text on Bisie.", related="[b07]")},
    "a new text": {"content/briefings/new.md": text("Kolwezi", "Text on Kolwezi and tin.")},
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    texts: dict[str, str | bytes] = {f"content/briefings/b{number:02}.md": mine(number) for number in range(24)}
    return lay(tmp_path / "site", {"content/site.yaml": SETTINGS, **texts})


def build(site: Path, jobs: int) -> dict[str, bytes]:
    output = site / f"public-{jobs}"
    engine.build(Options(site, output, AS_OF, jobs=jobs))
    return {file.relative_to(output).as_posix(): file.read_bytes() for file in output.rglob("*") if file.is_file()}


def clean(site: Path, folder: Path) -> dict[str, bytes]:
    lay(folder, {f.relative_to(site).as_posix(): f.read_bytes() for f in (site / "content").rglob("*") if f.is_file()})
    return build(folder, jobs=1)


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("name", EDITS)
def test_who_is_ready_to_seek_finds_what_a_clean_build_finds(
    name: str, jobs: int, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = clean(site, tmp_path / "before")
    with monkeypatch.context() as patched:
        for room in (seeking, related_room):
            patched.setattr(room, "SMALL", 0)
        assert build(site, jobs) == expected
        lay(site, EDITS[name])
        edited = build(site, jobs)
    assert edited == clean(site, tmp_path / "after") != expected


@pytest.mark.parametrize(("jobs", "expected"), [(1, 1), (2, 2), (3, 3), (9, 4)])
def test_as_many_threads_seek_as_there_are_jobs_up_to_four(
    jobs: int, expected: int, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: set[int] = set()
    spread = threads.spread

    def counted(work: Callable[[Any], Any], tasks: Iterable[Any], number: int) -> Iterator[Any]:
        seen.add(number)
        return spread(work, tasks, number)

    for room in (seeking, related_room):
        monkeypatch.setattr(room, "SMALL", 0)
    monkeypatch.setattr(parallel, "may_fork", lambda: False)  # so that the search is made where it is seen
    monkeypatch.setattr(threads, "spread", counted)
    build(site, jobs)
    assert seen == {expected}


@pytest.mark.parametrize("lost", ["related articles", "how briefings compare"])
def test_what_the_store_has_lost_of_the_last_search_is_found_again(
    lost: str, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        for room in (seeking, related_room):
            patched.setattr(room, "SMALL", 0)
        build(site, 1)
        with closing(sqlite3.connect(site / ".headframe" / FILE)) as database, database:
            database.execute("update records set record = x'00' where name = ?", (lost,))
        lay(site, EDITS["a text"])
        edited = build(site, 1)
    assert edited == clean(site, tmp_path / "after")


def test_where_there_are_no_briefings_nothing_is_sought_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nothing, _ = index([], settings(), AS_OF)
    with closing(Store(tmp_path / FILE, "engine")) as store:
        seeking.matches(nothing, settings(), store, 1, None)()
        monkeypatch.setattr(seeking, "_begun", None)
        assert len(seeking.matches(nothing, settings(), store, 1, None)()) == 0


def test_answers_that_are_gone_once_they_were_found_are_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path / FILE, "engine")
    nothing, _ = index([], settings(), AS_OF)
    found = seeking.matches(nothing, settings(), store, 1, None)
    monkeypatch.setattr(Store, "record", lambda *_: None)
    with pytest.raises(DamageError):
        found()
    store.close()

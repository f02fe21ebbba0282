"""What is told of changes on a real disk, and what is not."""

from __future__ import annotations

import os
import queue
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from newsroom import lay
from watchdog.observers import Observer

from generator.serve import watch as watch_room
from generator.serve.watch import Place, Watch, linked

PATIENCE_SECONDS = 30
"""After which a change is taken to have been missed; nothing that passes comes near it."""
ORE = "content/briefings/ore.md"
END = "content/briefings/end.md"


class Told:
    """What a watch tells, as it comes."""

    def __init__(self, site: Path, *, quiet: float = 0.1, patience: float = 20) -> None:
        self.site = site
        self.batches: list[tuple[str, ...]] = []
        self.watch = Watch(site, quiet=quiet, patience=patience)
        self._queue: queue.Queue[tuple[str, ...] | None] = queue.Queue()
        self.watch.start()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        for changed in self.watch.changes():
            self._queue.put(changed)
        self._queue.put(None)

    def until(self, *names: str) -> set[str]:
        """All that is told until the given names have been."""
        told: set[str] = set()
        while not told.issuperset(names):
            changed = self._queue.get(timeout=PATIENCE_SECONDS)
            assert changed is not None, "the watch has ended"
            self.batches.append(changed)
            told.update(changed)
        return told

    def until_heard(self, file: Path) -> None:
        """Write a file until that is told by its name, as it is once its folder is under watch again."""
        name = file.relative_to(self.site).as_posix()
        for attempt in range(PATIENCE_SECONDS):
            file.write_text(f"attempt {attempt}")
            with suppress(queue.Empty):
                while name not in (self._queue.get(timeout=1) or ()):
                    pass
                return
        pytest.fail(f"{name} was not told")

    def rest(self) -> set[str]:
        """All that is told until a file that is written now is told of, without that one."""
        lay(self.site, {END: "end"})
        return self.until(END) - {END}

    def end(self) -> bool:
        """Close the watch; whether it ends."""
        self.watch.close()
        self._thread.join(PATIENCE_SECONDS)
        return not self._thread.is_alive()


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return lay(tmp_path / "site", {"content/site.yaml": "title: x", ORE: "ore", "layouts/base.html": "base"})


@pytest.fixture
def watching() -> Iterator[Callable[..., Told]]:
    """Begins to watch a site; ended with the test."""
    made: list[Told] = []

    def begin(site: Path, **how: float) -> Told:
        made.append(Told(site, **how))
        return made[-1]

    yield begin
    assert all(told.end() for told in made)


Watching = Callable[..., Told]


def test_a_saved_file_is_told_once_by_its_name(site: Path, watching: Watching) -> None:
    told = watching(site)
    lay(site, {ORE: "more"})
    assert told.until(ORE) == {ORE}
    assert told.rest() == set()
    assert told.batches == [(ORE,), (END,)]


@pytest.mark.parametrize(
    "path", ["content/site.yaml", "content/media/a/b/c.csv", "layouts/base.html", "layouts/new/x.html"]
)
def test_every_input_is_watched(path: str, site: Path, watching: Watching) -> None:
    told = watching(site)
    lay(site, {path: "changed"})
    assert path in told.until(path)


@pytest.mark.parametrize(
    "temporary", [".ore.md.swp-new", "ore.md~tmp~", "sedXq0z4b", ".goutputstream-8ZKX", "ore.md.tmp"]
)
def test_a_file_saved_by_rename_is_told_by_its_name(temporary: str, site: Path, watching: Watching) -> None:
    told = watching(site)
    new = site / "content/briefings" / temporary
    new.write_text("more")
    new.replace(site / ORE)
    assert told.until(ORE) == {ORE}


def test_a_file_saved_with_a_backup_is_told_by_its_name(site: Path, watching: Watching) -> None:
    told = watching(site)
    (site / ORE).rename(site / f"{ORE}~")
    lay(site, {ORE: "more"})
    (site / f"{ORE}~").unlink()
    assert told.until(ORE) == {ORE}


@pytest.mark.parametrize(
    "name",
    [
        "4913",
        ".ore.md.swp",
        "ore.md~",
        "#ore.md#",
        ".#ore.md",
        ".goutputstream-8ZKX",
        "ore.md___jb_tmp___",
        "x.TMP",
        ".git/x",
    ],
)
def test_what_an_editor_writes_for_itself_is_not_told(name: str, site: Path, watching: Watching) -> None:
    (site / "content/briefings/.git").mkdir()
    told = watching(site)
    file = site / "content/briefings" / name
    file.write_text("x")
    assert told.rest() == set()
    file.unlink()
    lay(site, {ORE: "more"})
    assert told.until(ORE) == {ORE}


def test_a_link_as_an_editors_lock_is_not_told(site: Path, watching: Watching) -> None:
    told = watching(site)
    (site / "content/briefings/.#ore.md").symlink_to("editor@example.1234")
    assert told.rest() == set()


def test_a_file_that_comes_and_goes_is_not_told(site: Path, watching: Watching) -> None:
    told = watching(site)
    lay(site, {"content/briefings/moment.md": "x"})
    (site / "content/briefings/moment.md").unlink()
    assert told.rest() == set()


def test_a_file_that_goes_and_comes_is_told(site: Path, watching: Watching) -> None:
    told = watching(site)
    (site / ORE).unlink()
    lay(site, {ORE: "more"})
    assert told.until(ORE) == {ORE}


def test_reading_is_not_told(site: Path, watching: Watching) -> None:
    told = watching(site)
    for path in (ORE, "content/site.yaml", "layouts/base.html"):
        (site / path).read_bytes()
    assert sorted(p.name for p in (site / "content").iterdir()) == ["briefings", "site.yaml"]
    assert told.rest() == set()


def test_what_a_build_writes_is_not_told(site: Path, watching: Watching) -> None:
    told = watching(site)
    lay(site, {".headframe/preview/index.html": "x", ".headframe/cache.sqlite": "x", "public/index.html": "x"})
    assert told.rest() == set()


def test_many_files_at_once_are_one_change(site: Path, watching: Watching) -> None:
    told = watching(site, quiet=0.5)
    names = [f"content/briefings/{n // 50}/b{n}.md" for n in range(400)]
    lay(site, dict.fromkeys(names, "text"))
    assert told.until(*names) >= set(names)
    assert len(told.batches) <= 2


def test_what_never_rests_is_told_all_the_same(site: Path, watching: Watching) -> None:
    told = watching(site, quiet=PATIENCE_SECONDS * 2, patience=0.2)
    lay(site, {ORE: "more"})
    assert told.until(ORE) == {ORE}


def test_what_changes_while_nobody_listens_is_told_next(site: Path) -> None:
    watch = Watch(site, quiet=0.1, patience=20)
    watch.start()
    changes = watch.changes()
    lay(site, {ORE: "one"})
    assert next(changes) == (ORE,)
    lay(site, {ORE: "two", "content/site.yaml": "title: y"})
    seen = set(next(changes))
    while seen != {ORE, "content/site.yaml"}:
        seen.update(next(changes))
    watch.close()
    assert list(changes) == []


def test_a_wake_up_call_has_no_name(site: Path, watching: Watching) -> None:
    told = watching(site)
    told.watch.wake()
    assert told.until("") == {""}


# Folders that come and go


@pytest.mark.parametrize("folder", ["content", "layouts", "content/briefings"])
def test_a_folder_that_is_deleted_and_comes_back_is_watched_again(folder: str, site: Path, watching: Watching) -> None:
    told = watching(site)
    kept = site.with_name("kept")
    shutil.copytree(site / folder, kept)
    shutil.rmtree(site / folder)
    told.until(folder)
    shutil.copytree(kept, site / folder)
    told.until(folder)
    told.until_heard(next(p for p in sorted((site / folder).rglob("*")) if p.is_file()))


@pytest.mark.parametrize("folder", ["content", "layouts"])
def test_a_folder_that_is_replaced_at_one_stroke_is_watched(folder: str, site: Path, watching: Watching) -> None:
    told = watching(site)
    lay(site, {f"{folder}.new/file.html": "x"})
    (site / folder).rename(site / f"{folder}.old")
    (site / f"{folder}.new").rename(site / folder)
    told.until(folder)
    told.until_heard(site / folder / "file.html")
    (site / f"{folder}.old/anything.html").write_text("x")
    (site / folder / "file.html").write_text("changed")
    assert told.until(f"{folder}/file.html") <= {folder, f"{folder}/file.html"}


def test_layouts_may_appear_later(tmp_path: Path, watching: Watching) -> None:
    site = lay(tmp_path / "site", {ORE: "ore"})
    told = watching(site)
    (site / "layouts").mkdir()
    told.until("layouts")
    told.until_heard(site / "layouts/base.html")


def test_a_deleted_folder_is_told(site: Path, watching: Watching) -> None:
    lay(site, {"content/briefings/old/a.md": "a"})
    told = watching(site)
    shutil.rmtree(site / "content/briefings/old")
    told.until("content/briefings/old")


def test_a_folder_moved_away_is_told(site: Path, watching: Watching) -> None:
    lay(site, {"content/briefings/old/a.md": "a"})
    told = watching(site)
    (site / "content/briefings/old").rename(site.with_name("elsewhere"))
    told.until("content/briefings/old")


# Links


def test_content_may_be_a_link(site: Path, tmp_path: Path, watching: Watching) -> None:
    (site / "content").rename(tmp_path / "texts")
    (site / "content").symlink_to(tmp_path / "texts")
    told = watching(site)
    (tmp_path / "texts/briefings/ore.md").write_text("more")
    assert told.until(ORE) == {ORE}


def test_a_link_that_leads_elsewhere_of_a_sudden_is_a_change(site: Path, tmp_path: Path, watching: Watching) -> None:
    for name in ("one", "other"):
        lay(tmp_path / name, {"base.html": name})
    shutil.rmtree(site / "layouts")
    (site / "layouts").symlink_to(tmp_path / "one")
    told = watching(site)
    (site / "layouts").unlink()
    (site / "layouts").symlink_to(tmp_path / "other")
    told.until("layouts")
    told.until_heard(site / "layouts/base.html")


def test_links_in_layouts_are_followed(site: Path, tmp_path: Path, watching: Watching) -> None:
    shared = lay(tmp_path / "shared", {"parts/a.html": "a", "style.css": "a {}", "other.css": "b {}"})
    (site / "layouts/parts").symlink_to(shared / "parts")
    told = watching(site)
    (shared / "parts/a.html").write_text("more")
    assert told.until("layouts/parts/a.html") == {"layouts/parts/a.html"}
    (site / "layouts/own.css").symlink_to(shared / "style.css")
    told.until("layouts/own.css")
    told.rest()
    (shared / "other.css").write_text("more")
    assert told.rest() == set()
    (shared / "style.css").write_text("more")
    assert told.until("layouts/own.css") == {"layouts/own.css"}


def test_links_that_lead_nowhere_new_are_left_alone(site: Path) -> None:
    (site / "layouts/again").symlink_to(site / "layouts")
    (site / "layouts/texts").symlink_to(site / "content/briefings")
    (site / "layouts/broken").symlink_to("gone")
    (site / "layouts/.private").symlink_to("/")
    assert linked(site) == []


def test_a_circle_of_links_ends(site: Path, tmp_path: Path) -> None:
    shared = lay(tmp_path / "shared", {"a/x.html": "x"})
    (shared / "a/back").symlink_to(shared / "a")
    (site / "layouts/a").symlink_to(shared / "a")
    assert linked(site) == [Place(os.path.realpath(shared / "a"), "layouts/a")]


# Systems that watch no more


@pytest.mark.parametrize("part", ["observer", "folder"])
def test_without_watches_every_file_is_looked_at(
    part: str, site: Path, watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object, **_named: object) -> None:
        raise OSError(28, "inotify watch limit reached")

    if part == "observer":
        monkeypatch.setattr(watch_room, "Observer", full)
    else:
        monkeypatch.setattr(Observer, "schedule", full)
    monkeypatch.setattr(watch_room, "_POLL_SECONDS", 0.05)
    told = watching(site)
    assert told.watch.is_polling
    lay(site, {ORE: "more, and longer"})
    assert ORE in told.until(ORE)

"""The output folder: exactly what is planned, whatever happens in between, and nothing else touched."""

from __future__ import annotations

import builtins
import errno
import io
import json
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from newsroom import lay

from generator import fingerprint
from generator.diagnostic import UserError
from generator.publish import RECORD, Published, Staged, staging

Site = dict[str, bytes]

OLD: Site = {
    "index.html": b"old",
    "same.html": b"same",
    "gone.html": b"gone",
    "2025/deep/gone/index.html": b"gone",
    "2025/stays.html": b"stays",
    "swap": b"a file that becomes a folder",
    "turn/index.html": b"a folder that becomes a file",
    "turn/in/ner.html": b"inner",
    "case/a.html": b"a",
}
NEW: Site = {
    "index.html": b"new",
    "same.html": b"same",
    "2025/stays.html": b"stays, changed",
    "2026/new/index.html": b"new",
    "swap/index.html": b"a folder that was a file",
    "swap/in/deep.html": b"deep",
    "turn": b"a file that was a folder",
    "case/b.html": b"b",
}
FOREIGN: Site = {
    ".gitignore": b"*\n",
    "CNAME": b"example.org\n",
    "2025/deep/notes.txt": b"mine",
    "case/mine.txt": b"mine",
}


def tree(folder: Path) -> Site:
    """Every file below a folder; its record as the files that it names; an empty folder as such."""
    found: Site = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = b"-> " + os.fsencode(path.readlink())
        elif path.is_dir():
            if not any(path.iterdir()):
                found[f"{name}/"] = b""
        else:
            found[name] = path.read_bytes()
    return found


def record(site: Site) -> Site:
    text = json.dumps({"version": 1, "files": sorted(site)}, ensure_ascii=False, indent=0)
    return {RECORD: text.encode() + b"\n"}


def put(site: Site, folder: Path) -> Published:
    return publish(site.items(), folder)


def publish(outputs: Iterable[tuple[str, bytes | Path]], folder: Path) -> Published:
    """Publish outputs, each of which is staged, whether or not it is in place already."""
    with staging(folder) as stage:
        staged = [stage.put(path, data) for path, data in outputs]
        return stage.publish([one.path for one in staged], [one.path for one in staged if one.is_new])


@pytest.fixture
def public(tmp_path: Path) -> Path:
    """An output folder with a site of before in it, and files of others."""
    folder = tmp_path / "public"
    lay(folder, FOREIGN)
    put(OLD, folder)
    return folder


def refusal(site: Site, folder: Path) -> list[tuple[str, str]]:
    """The error of publishing a site; it leaves the folder as it was."""
    before = tree(folder)
    with pytest.raises(UserError) as caught:
        put(site, folder)
    assert tree(folder) == before
    return [(d.code, Path(d.span.path).relative_to(folder).as_posix()) for d in caught.value.diagnostics]


# What is there afterwards


def test_a_site_is_put_into_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    folder = tmp_path / "some" / "where" / "public"
    done = put(NEW, folder)
    assert tree(folder) == NEW | record(NEW)
    assert done == Published(tuple(sorted(NEW)), (), ())


def test_a_new_site_takes_the_place_of_the_old_and_what_others_wrote_stays(public: Path) -> None:
    done = put(NEW, public)
    assert tree(public) == NEW | FOREIGN | record(NEW)
    assert done.unchanged == ("same.html",)
    assert done.written == tuple(sorted(NEW.keys() - {"same.html"}))
    assert done.removed == tuple(sorted(OLD.keys() - NEW.keys()))


def test_what_has_not_changed_is_not_written_again(public: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in public.rglob("*") if path.is_file()}
    done = put(OLD, public)
    assert (done.written, done.unchanged, done.removed) == ((), tuple(sorted(OLD)), ())
    assert {path: path.stat().st_mtime_ns for path in public.rglob("*") if path.is_file()} == before


def test_an_empty_site_leaves_what_others_wrote(public: Path) -> None:
    put({}, public)
    assert tree(public) == FOREIGN | record({})


def test_files_are_copied_and_compared_by_their_bytes(tmp_path: Path) -> None:
    source = tmp_path / "rig.jpg"
    folder = tmp_path / "public"
    for data in (b"one", b"two", b"three"):
        source.write_bytes(data)
        os.utime(source, ns=(1, 1))
        publish([("media/rig.jpg", source)], folder)
        assert (folder / "media/rig.jpg").read_bytes() == data
        os.utime(folder / "media/rig.jpg", ns=(1, 1))
        assert publish([("media/rig.jpg", source)], folder).unchanged == ("media/rig.jpg",)


@pytest.mark.parametrize("name", ["same.html", "2025/stays.html"])
def test_a_page_that_somebody_changed_or_removed_is_written_again(public: Path, name: str) -> None:
    (public / name).write_bytes(b"tampered")
    assert put(OLD, public).written == (name,)
    (public / name).unlink()
    assert put(OLD, public).written == (name,)
    assert tree(public) == OLD | FOREIGN | record(OLD)


def test_a_link_in_the_place_of_our_page_is_replaced_and_its_target_stays(public: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.txt").write_bytes(b"same")
    (public / "same.html").unlink()
    (public / "same.html").symlink_to(tmp_path / "elsewhere.txt")
    put(NEW, public)
    assert tree(public) == NEW | FOREIGN | record(NEW)
    assert (tmp_path / "elsewhere.txt").read_bytes() == b"same"


def test_outputs_are_put_in_place_in_their_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    placed: list[str] = []
    replace = os.replace

    def noted(source: Any, target: Any) -> None:
        placed.append(Path(target).name)
        replace(source, target)

    monkeypatch.setattr(os, "replace", noted)
    put({"z": b"", "a": b"", "m": b""}, tmp_path / "public")
    assert placed == [RECORD, "z", "a", "m", RECORD]


def test_a_folder_that_is_new_comes_as_a_whole_in_the_place_of_its_last(
    public: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    placed: list[str] = []
    replace = os.replace

    def noted(source: Any, target: Any) -> None:
        placed.append(Path(target).relative_to(public).as_posix())
        replace(source, target)

    monkeypatch.setattr(os, "replace", noted)
    put(OLD | {"new/a/b": b"", "2025/b": b"", "new/c": b"", "case/new/d": b"", "z": b"", "case/new/e": b""}, public)
    assert placed == [RECORD, "2025/b", "new", "z", "case/new", RECORD]


def test_a_folder_that_is_there_already_takes_files_one_by_one(public: Path) -> None:
    (public / "new").mkdir()
    lay(public, {"new/mine.txt": b"mine"})
    put(OLD | {"new/a": b"ours", "new/b/c": b"ours"}, public)
    assert tree(public / "new") == {"mine.txt": b"mine", "a": b"ours", "b/c": b"ours"}


# The stage


def test_what_is_staged_says_whether_it_differs_from_what_is_in_place(public: Path, tmp_path: Path) -> None:
    (tmp_path / "medium").write_bytes(b"same")
    with staging(public) as stage:
        assert stage.put("same.html", b"same") == Staged("same.html", fingerprint.of_bytes(b"same"), is_new=False)
        assert stage.put("same.html", tmp_path / "medium") == Staged("same.html", fingerprint.of_bytes(b"same"), False)
        assert stage.put("same.html", b"sane") == Staged("same.html", fingerprint.of_bytes(b"sane"), is_new=True)
        assert stage.put("new/page.html", b"new") == Staged("new/page.html", fingerprint.of_bytes(b"new"), is_new=True)


def test_a_planned_output_that_was_not_staged_stays_as_it_is(public: Path) -> None:
    with staging(public) as stage:
        stage.put("index.html", b"new")
        done = stage.publish(list(OLD), ["index.html"])
    assert (done.written, done.unchanged, done.removed) == (
        ("index.html",),
        tuple(sorted(OLD.keys() - {"index.html"})),
        (),
    )
    assert tree(public) == OLD | {"index.html": b"new"} | FOREIGN | record(OLD)


def test_another_process_may_stage_as_well(public: Path) -> None:
    with staging(public) as stage:
        pickle.loads(pickle.dumps(stage)).put("2026/page.html", b"new")
        stage.publish([*OLD, "2026/page.html"], ["2026/page.html"])
    assert (public / "2026/page.html").read_bytes() == b"new"


def test_a_stage_that_is_given_up_leaves_nothing(tmp_path: Path) -> None:
    with staging(tmp_path / "public") as stage:
        stage.put("a/b/c", b"x")
    assert list(tmp_path.iterdir()) == []


PATHS = st.sampled_from(["a", "b", "a/x", "a/y", "b/x/y", "b/x/z", "c/d/e"])
SITES = st.dictionaries(PATHS, st.sampled_from([b"1", b"2"]))


@settings(max_examples=60, deadline=None)
@given(st.lists(SITES, min_size=2, max_size=4))
def test_after_any_sequence_of_sites_the_folder_holds_the_last(sites: list[Site]) -> None:
    with TemporaryDirectory() as place:
        folder = Path(place)
        for site in [{"first": b""}, *sites]:
            whole = {p: d for p, d in site.items() if not any(other.startswith(f"{p}/") for other in site)}
            put(whole, folder)
            assert tree(folder) == whole | record(whole)


# What is refused


def test_a_file_of_somebody_else_in_the_way_is_an_error(public: Path) -> None:
    assert refusal(NEW | {"CNAME": b"ours"}, public) == [("in-the-way", "CNAME")]
    assert refusal(NEW | {"2025/deep/notes.txt/index.html": b"ours"}, public) == [("in-the-way", "2025/deep/notes.txt")]


def test_a_folder_that_holds_files_of_somebody_else_is_not_replaced_by_a_file(public: Path) -> None:
    assert refusal({"case": b"ours"}, public) == [("in-the-way", "case")]
    assert refusal({"2025/deep": b"ours"}, public) == [("in-the-way", "2025/deep")]


def test_every_file_in_the_way_is_named(public: Path) -> None:
    found = refusal({"CNAME": b"", ".gitignore": b"", "case": b""}, public)
    assert found == [("in-the-way", ".gitignore"), ("in-the-way", "CNAME"), ("in-the-way", "case")]


def test_a_link_to_a_folder_in_the_way_is_an_error_and_not_followed(public: Path, tmp_path: Path) -> None:
    outside = lay(tmp_path / "outside", {"index.html": b"theirs"})
    (public / "2026").symlink_to(outside)
    assert refusal(NEW, public) == [("in-the-way", "2026")]
    assert tree(outside) == {"index.html": b"theirs"}


def test_a_link_in_the_place_of_our_folder_is_never_written_or_removed_through(public: Path, tmp_path: Path) -> None:
    outside = lay(tmp_path / "outside", {"stays.html": b"stays", "deep/gone/index.html": b"gone"})
    for name in ("deep/gone/index.html", "stays.html", "deep/notes.txt"):
        (public / "2025" / name).unlink()
    (public / "2025/deep/gone").rmdir()
    (public / "2025/deep").rmdir()
    (public / "2025").rmdir()
    (public / "2025").symlink_to(outside)
    assert refusal(OLD | {"2025/stays.html": b"stays, changed"}, public) == [("in-the-way", "2025")]
    put({"index.html": b"new"}, public)
    assert tree(outside) == {"stays.html": b"stays", "deep/gone/index.html": b"gone"}
    assert (public / "2025").is_symlink()


def test_an_error_while_rendering_leaves_the_folder_as_it_was(public: Path) -> None:
    before = tree(public)

    def outputs() -> Iterator[tuple[str, bytes]]:
        yield "index.html", b"new"
        raise UserError([])

    with pytest.raises(UserError):
        publish(outputs(), public)
    assert tree(public) == before


def test_an_error_leaves_no_folder_where_there_was_none(tmp_path: Path) -> None:
    def outputs() -> Iterator[tuple[str, bytes]]:
        yield "index.html", b"new"
        raise UserError([])

    with pytest.raises(UserError):
        publish(outputs(), tmp_path / "public")
    assert list(tmp_path.iterdir()) == []


def test_a_medium_that_vanishes_is_an_error(public: Path, tmp_path: Path) -> None:
    before = tree(public)
    with pytest.raises(UserError) as caught:
        publish([("index.html", b"new"), ("media/a.png", tmp_path / "gone.png")], public)
    (told,) = caught.value.diagnostics
    assert (told.code, told.span.path) == ("unreadable", str(tmp_path / "gone.png"))
    assert told.message == f"{told.span.path} cannot be read: no such file or directory"
    assert tree(public) == before


@pytest.mark.parametrize(
    "path", [RECORD, ".headframe-stage", ".headframe-stage/0", "../x", "a/../../x", "", "a//x", "x" * 300]
)
def test_nothing_is_planned_over_the_record_or_outside(public: Path, path: str) -> None:
    before = tree(public)
    with pytest.raises((UserError, ValueError)):
        publish([(path, b"x")], public)
    assert tree(public) == before


# Files of ours that somebody replaced


def test_a_folder_in_the_place_of_an_obsolete_page_stays(public: Path) -> None:
    (public / "gone.html").unlink()
    lay(public, {"gone.html/mine.txt": b"mine"})
    put(NEW, public)
    assert tree(public) == NEW | FOREIGN | record(NEW) | {"gone.html/mine.txt": b"mine"}


def test_a_file_in_the_place_of_an_obsolete_folder_stays(public: Path) -> None:
    (public / "2025/deep/gone/index.html").unlink()
    (public / "2025/deep/gone").rmdir()
    lay(public, {"2025/deep/gone": b"mine"})
    put(NEW, public)
    assert tree(public) == NEW | FOREIGN | record(NEW) | {"2025/deep/gone": b"mine"}


def test_an_empty_folder_of_somebody_else_is_no_obstacle_midway(public: Path) -> None:
    (public / "turn/empty").mkdir()
    (public / "turn/in/empty").mkdir()
    put(NEW, public)
    assert {p: d for p, d in tree(public).items() if p in NEW} == NEW


def test_a_link_within_a_folder_that_becomes_a_file_is_in_the_way(public: Path, tmp_path: Path) -> None:
    (public / "turn/link").symlink_to(tmp_path)
    assert refusal(NEW, public) == [("in-the-way", "turn")]


# A hostile record


@pytest.mark.parametrize(
    "path",
    [
        *(
            "../victim.txt",
            "a/../../victim.txt",
            "//victim.txt",
            "./../victim.txt",
            "link/victim.txt",
            "..\\victim.txt",
        ),
        *(".", "", "/", "a//b", "a/.", "\0", "\ud800", "x" * 5000, "case", RECORD),
    ],
)
def test_a_tampered_record_deletes_nothing_outside(public: Path, tmp_path: Path, path: str) -> None:
    lay(tmp_path, {"victim.txt": b"safe", "outside/victim.txt": b"safe"})
    (public / "link").symlink_to(tmp_path / "outside")
    record_ = json.loads((public / RECORD).read_text())
    victims = [path, str(tmp_path / "victim.txt")]
    (public / RECORD).write_text(json.dumps({"version": 1, "files": [*record_["files"], *victims]}))
    put(NEW, public)
    assert (tmp_path / "victim.txt").read_bytes() == b"safe"
    assert (tmp_path / "outside/victim.txt").read_bytes() == b"safe"
    assert {p: d for p, d in tree(public).items() if p != "link"} == NEW | FOREIGN | record(NEW)


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", "null", "{}", "[" * 100_000),
        *('{"files": 5}', '{"files": null}', '{"files": {"a": 1}}', '{"files": "index.html"}', '{"files": [1, ["x"]]}'),
    ],
)
def test_a_broken_record_is_no_record(tmp_path: Path, text: str) -> None:
    folder = lay(tmp_path / "public", {RECORD: text.encode()})
    put({"a.html": b"a"}, folder)
    assert tree(folder) == {"a.html": b"a"} | record({"a.html": b"a"})


# Kills


class KilledError(BaseException):
    """The end of the process, as far as the code under test can tell."""


STEPS = [(os, "replace"), (os, "unlink"), (os, "rmdir"), (os, "mkdir"), (os, "fsync"), (io, "open"), (builtins, "open")]


def killed_at(step: int, monkeypatch: pytest.MonkeyPatch, work: Callable[[], object]) -> bool:
    """Do the work, the process dying just before its nth step on the disk; whether it came so far."""
    taken = 0

    def mortal(function: Callable[..., Any]) -> Callable[..., Any]:
        def stepped(*arguments: Any, **named: Any) -> Any:
            nonlocal taken
            taken += 1
            if taken > step:  # the dead do not clean up
                raise KilledError
            return function(*arguments, **named)

        return stepped

    with monkeypatch.context() as patch:
        for module, name in STEPS:
            patch.setattr(module, name, mortal(getattr(module, name)))
        try:
            work()
        except KilledError:
            return True
        return False


@pytest.mark.parametrize("next_site", [NEW, OLD, {"turn/other.html": b"x", "swap": b"x"}], ids=["same", "back", "on"])
def test_after_a_kill_at_any_step_the_next_build_heals_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, next_site: Site
) -> None:
    step = 0
    while True:
        folder = lay(tmp_path / str(step), FOREIGN)
        put(OLD, folder)
        killed = killed_at(step, monkeypatch, lambda folder=folder: put(NEW, folder))
        seen = tree(folder)
        assert {path: seen.get(path) for path in FOREIGN} == FOREIGN
        put(next_site, folder)
        assert tree(folder) == next_site | FOREIGN | record(next_site), f"killed at step {step}"
        if not killed:
            break
        step += 1
    assert step > 30


def test_after_a_kill_in_the_first_build_the_next_heals_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = 0
    while killed_at(step, monkeypatch, lambda: put(NEW, tmp_path / str(step) / "public")):  # noqa: B023 - called at once
        folder = tmp_path / str(step) / "public"
        put(OLD, folder)
        assert tree(folder) == OLD | record(OLD), f"killed at step {step}"
        step += 1
    assert step > 20


def test_two_kills_in_a_row_are_healed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for first in range(8, 60, 5):
        for second in range(8, 60, 5):
            folder = lay(tmp_path / f"{first}-{second}", FOREIGN)
            put(OLD, folder)
            killed_at(first, monkeypatch, lambda folder=folder: put(NEW, folder))
            killed_at(second, monkeypatch, lambda folder=folder: put({"turn/x": b"", "swap": b"", "m/n": b""}, folder))
            put(OLD, folder)
            assert tree(folder) == OLD | FOREIGN | record(OLD), f"killed at steps {first} and {second}"


def test_what_a_killed_build_staged_is_removed(public: Path) -> None:
    lay(public, {".headframe-stage/0/half": b"half", ".headframe-stage/1": b"half"})
    put(NEW, public)
    assert tree(public) == NEW | FOREIGN | record(NEW)


# Disks that say no


@pytest.mark.parametrize("name", ["replace", "mkdir", "unlink"])
def test_an_error_of_the_disk_is_a_diagnostic(public: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system", str(public / "index.html"))

    monkeypatch.setattr(os, name, refused)
    with pytest.raises(UserError) as caught:
        put(NEW, public)
    (error,) = caught.value.diagnostics
    assert error.code == "unwritable"
    assert error.message == f"{public}/index.html cannot be written: read-only file system"


def test_an_error_of_the_disk_midway_is_healed_by_the_next_build(public: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = os.replace

    def refused(source: Any, target: Any) -> None:
        if Path(target).name == "turn":
            raise OSError(errno.ENOSPC, "No space left on device", str(target))
        replace(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", refused)
        with pytest.raises(UserError):
            put(NEW, public)
    put(NEW, public)
    assert tree(public) == NEW | FOREIGN | record(NEW)


def test_a_folder_that_cannot_be_written_is_an_error_before_anything_changes(
    public: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name != "2025" and access(path, mode))
    assert refusal(NEW, public) == [("unwritable", "2025")]


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_read_only_folder_is_an_error(public: Path) -> None:
    public.chmod(0o555)
    try:
        assert refusal(NEW, public) == [("unwritable", ".headframe-stage")]
    finally:
        public.chmod(0o755)


FULL = """
import resource, signal, sys
from pathlib import Path
from generator.diagnostic import UserError
from generator.publish import staging
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
try:
    with staging(Path(sys.argv[1])) as stage:
        stage.put("index.html", b"new")
        stage.put("big.html", b"x" * 1000)
        stage.publish(["index.html", "big.html"], ["index.html", "big.html"])
except UserError as error:
    print(*(d.code for d in error.diagnostics))
"""


def test_a_disk_without_room_is_an_error_that_leaves_the_folder_as_it_was(public: Path) -> None:
    before = tree(public)
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(public)], capture_output=True, text=True, check=True, timeout=60
    )
    assert (done.stdout, done.stderr) == ("unwritable\n", "")
    assert tree(public) == before


def test_a_write_that_the_disk_cuts_short_goes_on_where_it_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda place, data: write(place, data[:7]))
    put({"index.html": b"0123456789" * 5}, tmp_path)
    assert (tmp_path / "index.html").read_bytes() == b"0123456789" * 5

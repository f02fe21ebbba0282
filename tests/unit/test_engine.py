"""One build at a time, and none where nothing has changed."""

from __future__ import annotations

import gc
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from newsroom import lay

from generator import build as build_room
from generator import engine, signature
from generator.derived import Derivatives
from generator.diagnostic import UserError
from generator.layouts import packaged_layouts
from generator.request import Options, Result
from generator.store import FILE, DamageError, Store

AS_OF = datetime(2026, 3, 1, tzinfo=UTC)
TEXT = "---\ntitle: {0}\ndate: 2026-02-20\n---\nText on {0}.\n"
SITE: dict[str, str | bytes] = {
    "content/site.yaml": "title: A site\nurl: https://example.org/\nrequire: []\n",
    "content/briefings/ore.md": TEXT.format("ore"),
    "content/briefings/later.md": "---\ntitle: Later\ndate: 2026-04-01\n---\nText.\n",
    "content/media/a.csv": "1,2",
    "layouts/404.html": "lost",
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return lay(tmp_path / "site", SITE)


@pytest.fixture
def settled_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Signatures are settled as they are taken, so that no test has to wait for a clock to tick."""
    monkeypatch.setattr(signature, "is_settled", lambda *_: True)


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The sites that are truly built from now on."""
    seen: list[Path] = []
    whole = build_room.proof
    monkeypatch.setattr(build_room, "proof", lambda options, *rest: seen.append(options.site) or whole(options, *rest))
    return seen


def build(site: Path, **fields: Any) -> Result:
    values: dict[str, Any] = {"output": site / "public", "as_of": AS_OF, "jobs": 1, **fields}
    return engine.build(Options(site, **values))


def test_what_is_built_already_is_not_built_again(site: Path, builds: list[Path]) -> None:
    first = build(site)
    again = build(site)
    assert len(builds) == 1
    assert again.published.unchanged == tuple(sorted(first.published.written))
    assert (again.published.written, again.published.removed, again.reasons) == ((), (), ())
    assert (again.briefings, again.diagnostics) == (first.briefings, first.diagnostics)


@pytest.mark.usefixtures("settled_at_once")
def test_nothing_is_read_where_no_signature_changed(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(site)
    monkeypatch.setattr("generator.fingerprint.of_file", None)
    assert build(site).published.written == ()


CHANGES: dict[str, dict[str, str]] = {
    "a text": {"content/briefings/ore.md": TEXT.format("one")},
    "a new text": {"content/briefings/new.md": TEXT.format("new")},
    "a setting": {"content/site.yaml": "title: B site\nurl: https://example.org/\nrequire: []\n"},
    "a medium": {"content/media/a.csv": "1,3"},
    "a layout": {"layouts/404.html": "gone"},
    "an asset": {"layouts/assets/css/own.css": "p {}"},
    "an output": {"public/index.html": "tampered"},
    "the output's record": {"public/.headframe.json": "{}"},
    "what is no text": {"content/briefings/notes.txt": "x"},
}


@pytest.mark.parametrize("change", CHANGES)
def test_any_change_is_built(change: str, site: Path, builds: list[Path]) -> None:
    build(site)
    lay(site, CHANGES[change])
    for path in CHANGES[change]:
        os.utime(site / path, ns=(1, 1))
    build(site)
    assert len(builds) == 2
    build(site)
    assert len(builds) == 2


@pytest.mark.parametrize("path", ["content/briefings/ore.md", "layouts/404.html", "public/feed.xml", "public"])
def test_what_is_gone_is_a_change(path: str, site: Path, builds: list[Path]) -> None:
    build(site)
    gone = site / path
    gone.rename(site / "gone")
    build(site)
    assert len(builds) == 2


def test_a_touched_file_changes_nothing(site: Path, builds: list[Path]) -> None:
    build(site)
    for path in ("content/briefings/ore.md", "public/index.html", "layouts/404.html"):
        os.utime(site / path, ns=(1, 1))
    build(site)
    assert len(builds) == 1


REQUESTS: dict[str, dict[str, Any]] = {
    "address": {"base_url": "https://example.com/"},
    "preview": {"previewed": frozenset({"scheduled"})},
    "clean": {"clean": True},
    "names of assets": {"fingerprinted": False},
}


@pytest.mark.parametrize("request_", REQUESTS)
def test_another_request_is_built(request_: str, site: Path, builds: list[Path]) -> None:
    build(site)
    build(site, **REQUESTS[request_])
    assert len(builds) == 2


def test_the_clock_alone_changes_nothing_until_a_briefing_turns(site: Path, builds: list[Path]) -> None:
    build(site)
    build(site, as_of=AS_OF + timedelta(days=20))
    assert len(builds) == 1
    assert build(site, as_of=AS_OF + timedelta(days=40)).briefings == 2
    assert build(site).briefings == 1
    assert len(builds) == 3


def test_two_outputs_of_a_site_do_not_build_each_other_anew(site: Path, builds: list[Path]) -> None:
    for _ in range(2):
        build(site)
        build(site, output=site / "other", base_url="https://example.com/")
    assert len(builds) == 2


@pytest.mark.skipif(sys.platform != "linux", reason="other systems take UTF-8 names only")
def test_an_output_folder_may_have_any_name(site: Path, builds: list[Path]) -> None:
    for _ in range(2):
        build(site, output=site / os.fsdecode(b"\xff"))
    assert len(builds) == 1


def test_a_site_and_its_output_may_move_together(site: Path, builds: list[Path]) -> None:
    build(site)
    moved = site.rename(site.with_name("moved"))
    build(moved)
    assert len(builds) == 1


PREVIEW: dict[str, Any] = {"fingerprinted": False, "previewed": frozenset({"draft", "scheduled"})}


def test_a_preview_is_built_in_the_cache_and_nowhere_else_there(site: Path) -> None:
    preview = site / ".headframe/preview"
    assert build(site, output=preview, **PREVIEW).briefings == 2
    assert (preview / "index.html").is_file()
    for folder in (".headframe", ".headframe/other", ".headframe/preview/inner", ".headframe/preview2"):
        with pytest.raises(UserError) as caught:
            build(site, output=site / folder)
        assert [d.code for d in caught.value.diagnostics] == ["output-folder"]


def test_a_preview_and_the_site_do_not_build_each_other_anew(site: Path, builds: list[Path]) -> None:
    for _ in range(2):
        build(site)
        build(site, output=site / ".headframe/preview", **PREVIEW)
    assert len(builds) == 2
    assert "later" not in (site / "public/index.html").read_text()


def test_a_new_style_is_all_that_changes_where_assets_keep_their_names(site: Path) -> None:
    style = (packaged_layouts() / "assets/css/headframe.css").read_bytes()
    build(site, **PREVIEW)
    lay(site, {"layouts/assets/css/headframe.css": style + b"p {}"})
    assert build(site, **PREVIEW).published.written == ("assets/css/headframe.css",)
    assert engine.verify(Options(site, site / "public", AS_OF, jobs=1, **PREVIEW)) == ()
    assert len(build(site).published.written) > 5
    assert engine.verify(Options(site, site / "public", AS_OF, jobs=1)) == ()


@pytest.mark.parametrize("data", [b"", b"garbage" * 999, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_cache_is_built_over(data: bytes, site: Path) -> None:
    first = build(site)
    (site / ".headframe" / FILE).write_bytes(data)
    assert build(site).published.unchanged == tuple(sorted(first.published.written))


def test_a_clean_build_forgets_derived_files_too(site: Path) -> None:
    file = Derivatives(site / ".headframe/derived")
    file.made("ab12", lambda: b"old")
    build(site, clean=True)
    assert file.made("ab12", lambda: b"new") == b"new"


def test_damage_found_midway_starts_the_build_anew(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit, refused = Store.commit, [DamageError("malformed")]

    def failing(store: Store) -> None:
        if refused:
            raise refused.pop()
        commit(store)

    monkeypatch.setattr(Store, "commit", failing)
    assert build(site).briefings == 1
    assert build(site).published.written == ()


def test_a_folder_that_cannot_be_read_is_blamed_and_not_the_cache(site: Path) -> None:
    def look(*_: object) -> None:
        raise PermissionError(13, "Permission denied", str(site / "layouts"))

    with pytest.raises(UserError) as caught:
        engine.examined(Options(site, site / "public", AS_OF, jobs=1), look)
    assert [(d.code, d.span.path) for d in caught.value.diagnostics] == [("unwritable", str(site / "layouts"))]


def test_a_cache_that_cannot_be_kept_is_an_error(site: Path) -> None:
    (site / ".headframe" / FILE).mkdir(parents=True)
    with pytest.raises(UserError) as caught:
        build(site)
    assert [d.code for d in caught.value.diagnostics] == ["unwritable"]
    assert not (site / "public").exists()


def test_what_the_machine_refuses_is_told_of_the_file_that_it_is(site: Path) -> None:
    options = Options(site, site / "public", AS_OF, jobs=1)

    def refusal(path: Path) -> tuple[str, str, str]:
        with pytest.raises(UserError) as caught:
            engine.examined(options, lambda *_: path.read_bytes())
        (error,) = caught.value.diagnostics
        return error.code, error.span.path, error.message

    font = f"{site}/layouts/cards/gone.ttf"
    told = f"{font} cannot be read or written: no such file or directory"
    assert refusal(Path(font)) == ("unwritable", font, told)
    cache = f"{site}/.headframe"
    told = f"{cache} cannot be written: no such file or directory"
    assert refusal(Path(cache, "gone")) == ("unwritable", cache, told)


def test_garbage_is_collected_again_after_a_build_and_after_an_error(site: Path) -> None:
    build(site)
    assert gc.isenabled()
    lay(site, {"content/site.yaml": "titel: x"})
    with pytest.raises(UserError):
        build(site)
    assert gc.isenabled()


def test_a_second_build_is_refused_and_told_of_the_first(site: Path) -> None:
    with engine._alone(site), pytest.raises(UserError) as caught:
        build(site)
    (error,) = caught.value.diagnostics
    assert error.code == "busy"
    assert f"process {os.getpid()}" in error.message


def test_a_verified_site_has_nothing_to_report_and_leaves_nothing(site: Path) -> None:
    build(site)
    options = Options(site, site / "public", AS_OF, jobs=1)
    assert engine.verify(options) == ()
    lay(site, {"public/index.html": "tampered"})
    (site / "public/feed.xml").unlink()
    assert {d.span.path for d in engine.verify(options)} == {"index.html", "feed.xml"}
    assert [p.name for p in (site / ".headframe").iterdir() if p.name.startswith("verify-")] == []


def test_what_a_killed_verification_left_is_cleared(site: Path) -> None:
    lay(site, {".headframe/verify-x/public/index.html": "left"})
    build(site)
    assert not (site / ".headframe/verify-x").exists()


def test_a_look_at_a_site_sees_it_laid_out_and_builds_nothing(site: Path) -> None:
    options = Options(site, site / "public", AS_OF, jobs=1)
    assert engine.examined(options, lambda proof, _: len(proof.index.entries)) == 1
    assert not (site / "public").exists()


def test_while_a_look_lasts_no_build_begins(site: Path) -> None:
    def look(_proof: object, _store: Store) -> None:
        with pytest.raises(UserError, match="under way"):
            build(site)

    engine.examined(Options(site, site / "public", AS_OF, jobs=1), look)


def test_where_the_store_turns_out_to_be_damaged_it_is_looked_twice(site: Path) -> None:
    refused = [DamageError("malformed")]

    def look(_proof: object, store: Store) -> list[str]:
        if refused:
            raise refused.pop()
        return [text.path for text in store.texts()]

    options = Options(site, site / "public", AS_OF, jobs=1)
    assert sorted(engine.examined(options, look)) == ["briefings/later.md", "briefings/ore.md"]

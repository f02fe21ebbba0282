"""Which outputs are made anew, and why."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from newsroom import lay

from generator import fingerprint, signature
from generator.diagnostic import Diagnostic, changed
from generator.manifest import Files, Manifest
from generator.plan import Output
from generator.staleness import Verdict, closures, fingerprints, judged
from generator.store import FILE, Store
from generator.templates import Layouts

PATHS = ("a.html", "b/c.html")
LONG_AFTER = 1 << 62


def output(path: str, template: str = "t.html", **ingredients: str) -> Output:
    return Output(path, "template", template, lambda: None, ingredients or {"text": "1"}, 0, path)


OUTPUTS = [output(path) for path in PATHS]
WANTED = fingerprints(OUTPUTS, {"t.html": "closure"})


def manifest_of(folder: Path) -> Manifest:
    """What a build noted that wrote the files as they are now."""
    outputs = {p: (signature.of((folder / p).stat()), fingerprint.of_file(folder / p)) for p in PATHS}
    return Manifest("", "UTC", None, None, {}, (), outputs, 0, ())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return lay(tmp_path / "public", dict.fromkeys(PATHS, "text"))


def verdict(folder: Path, last: Manifest | None, **how: Any) -> Verdict:
    values = {"outputs": OUTPUTS, "wanted": WANTED, "before": WANTED, "now": LONG_AFTER, **how}
    return judged(last=last, folder=folder, **values)


def reasons(found: Verdict) -> dict[str, str]:
    return {output.path: reason for output, reason in found.stale}


# Verdicts


def test_what_is_as_it_was_is_current_and_not_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    last = manifest_of(folder)
    monkeypatch.setattr(fingerprint, "of_file", None)
    assert verdict(folder, last) == Verdict((), last.outputs)


def test_in_a_first_build_everything_is_new(folder: Path) -> None:
    assert reasons(verdict(folder, None, before={})) == dict.fromkeys(PATHS, "new")


def test_what_was_never_written_here_is_made(folder: Path) -> None:
    assert reasons(verdict(folder, None)) == dict.fromkeys(PATHS, "not written before")


def test_the_ingredients_that_changed_are_the_reason(folder: Path) -> None:
    outputs = [output("a.html", text="2", related="2", topics="1"), output("b/c.html")]
    wanted = fingerprints(outputs, {"t.html": "closure"})
    before = {**wanted, "a.html": {**wanted["a.html"], "text": "1", "related": "1"}}
    found = verdict(folder, manifest_of(folder), outputs=outputs, wanted=wanted, before=before)
    assert reasons(found) == {"a.html": "text, related"}
    assert found.current.keys() == {"b/c.html"}


def test_an_ingredient_less_is_a_change_too(folder: Path) -> None:
    before = {path: {**parts, "image": "1"} for path, parts in WANTED.items()}
    assert reasons(verdict(folder, manifest_of(folder), before=before)) == dict.fromkeys(PATHS, "image")


def test_what_is_missing_or_altered_is_made_again(folder: Path) -> None:
    last = manifest_of(folder)
    (folder / "a.html").unlink()
    (folder / "b/c.html").write_text("tampered")
    assert reasons(verdict(folder, last)) == {
        "a.html": "missing from the output folder",
        "b/c.html": "altered in the output folder",
    }


def test_a_link_or_folder_in_the_place_of_an_output_is_no_output(folder: Path) -> None:
    last = manifest_of(folder)
    (folder / "a.html").unlink()
    (folder / "a.html").symlink_to("b/c.html")
    (folder / "b/c.html").unlink()
    (folder / "b/c.html").mkdir()
    assert reasons(verdict(folder, last)).keys() == set(PATHS)


def test_a_touched_output_is_current_with_its_new_signature(folder: Path) -> None:
    last = manifest_of(folder)
    os.utime(folder / "a.html", ns=(1, 1))
    found = verdict(folder, last)
    assert (found.stale, found.current) == ((), manifest_of(folder).outputs)
    assert found.current != last.outputs


# Layouts


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path / FILE, "engine")
    yield made
    made.close()


def layouts(site: Path, text: str) -> tuple[Layouts, Files]:
    lay(site, {"layouts/404.html": text})
    return Layouts.of_site(site, "/", str), {"layouts/404.html": (signature.UNKNOWN, fingerprint.of_text(text))}


def unchanged() -> tuple[Diagnostic, ...]:
    return ()


def test_a_closure_changes_with_its_template(tmp_path: Path, store: Store) -> None:
    one, found = closures(*layouts(tmp_path, "one"), store, unchanged)
    assert found == ()
    other, _ = closures(*layouts(tmp_path, "other"), store, unchanged)
    assert {name for name in one if one[name] != other[name]} == {"404.html"}


def test_closures_are_known_while_no_layout_changes(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, files = layouts(tmp_path, "one")
    known = closures(made, files, store, unchanged)
    monkeypatch.setattr(Layouts, "closure", None)
    assert closures(made, files, store, unchanged) == known


def test_closures_of_other_asset_names_are_not_taken_for_these(tmp_path: Path, store: Store) -> None:
    lay(tmp_path, {"layouts/assets/a.css": "a {}"})
    text = "{{ asset('a.css') }}"
    made, files = layouts(tmp_path, text)
    plain = Layouts.of_site(tmp_path, "/", str, fingerprinted=False)
    known = [closures(each, files, store, unchanged)[0]["404.html"] for each in (made, plain, made)]
    assert known == [made.closure("404.html"), plain.closure("404.html"), made.closure("404.html")]
    assert known[0] != known[1]


def test_what_is_wrong_with_the_layouts_is_told_every_time(tmp_path: Path, store: Store) -> None:
    for _ in range(2):
        made, found = closures(*layouts(tmp_path, "{% for %}"), store, unchanged)
        assert (made, [d.severity for d in found]) == ({}, ["error"])


def test_warnings_of_the_layouts_are_told_every_time(tmp_path: Path, store: Store) -> None:
    lay(tmp_path, {"layouts/unused.html": "x"})
    first = closures(*layouts(tmp_path, "one"), store, unchanged)
    assert [(d.code, d.severity) for d in first[1]] == [("layout-unused", "warning")]
    assert "404.html" in first[0]
    assert closures(*layouts(tmp_path, "one"), store, unchanged) == first


def test_nothing_is_known_of_layouts_that_changed_meanwhile(tmp_path: Path, store: Store) -> None:
    made, files = layouts(tmp_path, "one")
    fault = changed("layouts/404.html")
    assert closures(made, files, store, lambda: [fault]) == ({}, (fault,))
    _, found = closures(made, files, store, lambda: [fault])
    assert found == (fault,)


@pytest.mark.parametrize("record", [b"", b"{", b"[]", b'["state"]', b"\xff", b"\x80\x04."])
def test_a_record_that_is_none_is_made_anew(record: bytes, tmp_path: Path, store: Store) -> None:
    made, files = layouts(tmp_path, "one")
    known = closures(made, files, store, unchanged)
    store.note("closures", record)
    assert closures(made, files, store, unchanged) == known


def test_an_output_without_a_template_has_no_layout() -> None:
    assert fingerprints([output("a", "", file="1")], {"t.html": "x"}) == {"a": {"layout": "", "file": "1"}}

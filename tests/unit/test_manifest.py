"""What the last build read and wrote, and whether that still holds."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from newsroom import lay

from generator import fingerprint, manifest, signature
from generator.diagnostic import Diagnostic, Span
from generator.manifest import Manifest, decode, decode_ingredients, encode, holds, taken

NOON = datetime(2026, 2, 20, 12, tzinfo=UTC)
LONG_AFTER = 1 << 62
"""An instant, in nanoseconds, at which every signature is settled."""


def record(**fields: Any) -> Manifest:
    values: dict[str, Any] = {
        "request": "request",
        "timezone": "America/Toronto",
        "since": NOON - timedelta(days=1),
        "until": NOON + timedelta(days=1),
        "inputs": {"content/site.yaml": ((1, 2, 3, 4), "digest")},
        "oddities": (),
        "outputs": {"index.html": ((5, 6, 7, 8), "digest")},
        "briefings": 3,
        "diagnostics": (Diagnostic("code", "message", Span("content/a.md", 1, 2, 3), "help", "warning"),),
    }
    return Manifest(**(values | fields))


# Records


def test_a_manifest_is_kept_as_it_is() -> None:
    assert decode(encode(record())) == record()
    assert decode(encode(record(since=None, until=None))) == record(since=None, until=None)


@pytest.mark.parametrize("data", [None, b"", b"{", b"[]", b"null", b"{}", b"\x80\x04.", b'{"request": 1}', b"\xff"])
def test_what_is_no_record_is_none(data: bytes | None) -> None:
    assert decode(data) is None
    assert decode_ingredients(data) == {}


@pytest.mark.parametrize("field", Manifest.__struct_fields__)
def test_a_manifest_without_one_of_its_fields_is_none(field: str) -> None:
    values = msgspec.msgpack.decode(encode(record()))
    del values[field]
    assert decode(msgspec.msgpack.encode(values)) is None


def test_ingredients_are_kept_as_they_are() -> None:
    ingredients = {"index.html": {"layout": "a", "settings": "b"}, "feed.xml": {}}
    assert decode_ingredients(encode(ingredients)) == ingredients


# What it speaks of


@pytest.mark.parametrize(
    ("at", "result"),
    [
        (NOON, True),
        (NOON - timedelta(days=1), True),
        (NOON - timedelta(days=1, microseconds=1), False),
        (NOON + timedelta(days=1), False),
        (NOON + timedelta(days=1, microseconds=-1), True),
        (datetime(2026, 2, 21, 6, 59), True),  # noqa: DTZ001 - in the site's timezone, five hours behind
        (datetime(2026, 2, 21, 7, 0), False),  # noqa: DTZ001 - the same
    ],
)
def test_it_holds_from_its_first_instant_until_before_its_last(at: datetime, result: bool) -> None:
    assert record().covers("request", at) is result


def test_it_holds_for_ever_where_nothing_turns() -> None:
    for at in (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)):
        assert record(since=None, until=None).covers("request", at)


def test_it_does_not_speak_of_another_request() -> None:
    assert not record().covers("other", NOON)


# Files


def known(folder: Path, *paths: str, settled: bool = True) -> dict[str, tuple[signature.Signature, str]]:
    return {
        path: (
            signature.of((folder / path).stat()) if settled else signature.UNKNOWN,
            fingerprint.of_file(folder / path),
        )
        for path in paths
    }


def now(folder: Path, files: manifest.Files) -> Any:
    return taken(manifest.signatures(folder, files), files, folder.joinpath, LONG_AFTER)


def test_files_left_alone_are_taken_without_reading_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path, {"a": "a", "b/c": "c"})
    files = known(tmp_path, "a", "b/c")
    monkeypatch.setattr(fingerprint, "of_file", None)
    assert now(tmp_path, files) == files


def test_files_whose_signature_does_not_settle_it_are_compared_by_their_bytes(tmp_path: Path) -> None:
    lay(tmp_path, {"a": "a"})
    files = known(tmp_path, "a", settled=False)
    assert now(tmp_path, files) == known(tmp_path, "a")
    (tmp_path / "a").write_text("b")
    assert now(tmp_path, files) is None


def test_a_touched_file_is_taken_with_its_new_signature(tmp_path: Path) -> None:
    lay(tmp_path, {"a": "a"})
    files = known(tmp_path, "a")
    os.utime(tmp_path / "a", ns=(1, 1))
    assert now(tmp_path, files) == known(tmp_path, "a") != files


def test_a_signature_that_is_not_settled_is_not_kept(tmp_path: Path) -> None:
    lay(tmp_path, {"a": "a"})
    files = known(tmp_path, "a", settled=False)
    there = manifest.signatures(tmp_path, files)
    assert taken(there, files, tmp_path.joinpath, there["a"][1]) == files


def test_a_changed_a_missing_or_another_file_is_a_change(tmp_path: Path) -> None:
    lay(tmp_path, {"a": "a", "b": "b"})
    files = known(tmp_path, "a", "b")
    assert taken({**manifest.signatures(tmp_path, files), "c": signature.UNKNOWN}, files, tmp_path.joinpath, 0) is None
    (tmp_path / "a").write_text("A")
    os.utime(tmp_path / "a", ns=(1, 1))
    assert now(tmp_path, files) is None
    (tmp_path / "a").unlink()
    assert now(tmp_path, files) is None


def test_only_regular_files_are_there(tmp_path: Path) -> None:
    lay(tmp_path, {"a": "a", "folder/b": "b"})
    (tmp_path / "link").symlink_to("a")
    os.mkfifo(tmp_path / "pipe")
    paths = dict.fromkeys(["a", "folder", "link", "pipe", "gone", "a/b", "folder/b"])
    assert manifest.signatures(tmp_path, paths).keys() == {"a", "folder/b"}


def test_a_file_that_cannot_be_read_holds_nothing(tmp_path: Path) -> None:
    lay(tmp_path, {"a": "a"})
    assert holds(tmp_path / "a", fingerprint.of_text("a"))
    assert not holds(tmp_path / "a", fingerprint.of_text("b"))
    assert not holds(tmp_path / "gone", fingerprint.of_text("a"))
    assert not holds(tmp_path, fingerprint.of_text("a"))

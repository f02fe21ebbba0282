"""Derived files: made once, kept whole, forgotten when nobody asks."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from generator import fingerprint
from generator.derived import Derivatives

KEY = fingerprint.of("a picture of 480 pixels")


class Maker:
    """Makes bytes, and counts how often."""

    def __init__(self, data: bytes = b"picture") -> None:
        self.data = data
        self.times = 0

    def __call__(self) -> bytes:
        self.times += 1
        return self.data


def kept(folder: Path) -> list[Path]:
    return [path for path in folder.glob("*/*") if path.is_file()]


def test_what_was_made_is_not_made_again(tmp_path: Path) -> None:
    make = Maker()
    assert [Derivatives(tmp_path).made(KEY, make) for _ in range(2)] == [b"picture", b"picture"]
    assert make.times == 1


def test_another_key_is_another_file(tmp_path: Path) -> None:
    derivatives = Derivatives(tmp_path)
    assert derivatives.made(KEY, Maker(b"one")) == b"one"
    assert derivatives.made(fingerprint.of("of 800 pixels"), Maker(b"other")) == b"other"


def test_a_damaged_file_is_made_again(tmp_path: Path) -> None:
    derivatives = Derivatives(tmp_path)
    derivatives.made(KEY, Maker())
    (file,) = kept(tmp_path)
    for damaged in (file.read_bytes()[:-1], file.read_bytes() + b"x", b""):
        file.write_bytes(damaged)
        make = Maker()
        assert (derivatives.made(KEY, make), make.times) == (b"picture", 1)


def test_a_folder_that_cannot_be_written_costs_only_time(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    assert Derivatives(tmp_path / "cache").made(KEY, Maker()) == b"picture"


def test_what_another_user_keeps_here_is_not_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only its owner may note that it was used."""
    derivatives = Derivatives(tmp_path)
    derivatives.made(KEY, Maker())
    (file,) = kept(tmp_path)
    os.utime(file, (0, 0))

    def refused(path: Path) -> None:
        raise PermissionError(1, "Operation not permitted", str(path))

    monkeypatch.setattr("os.utime", refused)
    make = Maker()
    assert (derivatives.made(KEY, make), make.times) == (b"picture", 0)


def test_what_a_failed_maker_leaves_is_nothing(tmp_path: Path) -> None:
    def fail() -> bytes:
        raise ValueError

    try:
        Derivatives(tmp_path).made(KEY, fail)
    except ValueError:
        assert kept(tmp_path) == []


def test_what_nobody_asks_for_in_sixty_days_goes_and_the_rest_stays(tmp_path: Path) -> None:
    derivatives, now = Derivatives(tmp_path), time.time()
    derivatives.made(KEY, Maker())
    (file,) = kept(tmp_path)
    long_ago = now - 61 * 24 * 3600
    os.utime(file, (long_ago, long_ago))
    derivatives.made(KEY, Maker())  # which counts as asking
    derivatives.prune(now)
    assert kept(tmp_path) == [file]
    os.utime(file, (long_ago, long_ago))
    derivatives.prune(now)
    assert kept(tmp_path) == [file]  # looked at today
    derivatives.prune(now + 25 * 3600)
    assert kept(tmp_path) == []

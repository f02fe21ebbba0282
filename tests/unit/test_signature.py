"""What the file system says of a file, and when that is not enough."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from generator import signature
from generator.signature import UNKNOWN, is_settled, settled

SECOND = 1_000_000_000
NOW = 1_700_000_000 * SECOND + 123_456_789


def test_a_file_left_alone_keeps_its_signature(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_text("one")
    before = signature.of(file.stat())
    file.read_text()
    assert signature.of(file.stat()) == before


def longer(file: Path) -> None:
    with file.open("a") as out:
        out.write("more")


def touched(file: Path) -> None:
    os.utime(file, ns=(1, 1))


def put_back_in_time(file: Path) -> None:
    times = file.stat().st_mtime_ns
    file.write_text("two")
    os.utime(file, ns=(times, times))


def replaced(file: Path) -> None:
    other = file.with_name("other")
    other.write_text("two")
    times = file.stat().st_mtime_ns
    os.utime(other, ns=(times, times))
    other.replace(file)


@pytest.mark.parametrize("change", [longer, touched, put_back_in_time, replaced])
def test_a_file_that_changed_has_another_signature(change: Callable[[Path], None], tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_text("one")
    before = signature.of(file.stat())
    while Path(tmp_path / "clock").write_text("") or (tmp_path / "clock").stat().st_mtime_ns <= before[2]:
        pass  # until the file system's clock has ticked
    change(file)
    assert signature.of(file.stat()) != before


def test_an_inodes_number_fits_a_signed_column(tmp_path: Path) -> None:
    values = list(tmp_path.stat())
    values[1] = (1 << 64) - 1
    assert 0 <= signature.of(os.stat_result(values))[3] < 1 << 63


@pytest.mark.parametrize(
    ("modified", "changed", "result"),
    [
        (NOW - SECOND, NOW - SECOND, True),
        (NOW, NOW - SECOND, False),
        (NOW - SECOND, NOW, False),
        (NOW - SECOND, NOW - 5_000_000, False),
        (NOW + SECOND, NOW - SECOND, False),
        (NOW // SECOND * SECOND - SECOND, 0, False),  # a clock of whole seconds may not tick for two of them
        (NOW // SECOND * SECOND - 3 * SECOND, 0, True),
    ],
)
def test_what_changed_just_now_may_change_again_unseen(modified: int, changed: int, result: bool) -> None:
    taken = (3, modified, changed, 1)
    assert is_settled(taken, NOW) is result
    assert settled(taken, NOW) == (taken if result else UNKNOWN)


def test_no_file_has_the_unknown_signature(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    assert signature.of((tmp_path / "a").stat()) != UNKNOWN
    assert min(signature.of((tmp_path / "a").stat())) >= 0

"""A program for tests that builds sites on request, each time in a process of its own.

Such a process finds the modules imported and the templates that ship compiled, and has nothing else from builds before.

A build may be made to die as it is about to change the disk for the nth time, or to find that somebody edits a file at
that moment.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import traceback
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import IO

from PIL import Image, ImageDraw, ImageFont  # noqa: F401 - loaded once, for the builds that ask for pictures

from generator import build, engine, reading, signature
from generator.diagnostic import Diagnostic, UserError
from generator.layouts import packaged_layouts
from generator.request import Options, Result
from generator.templates import Layouts
from sites.killed import Killer, die

HERE = Path(__file__)
_COARSE = 2_000_000_000


@dataclass(frozen=True)
class Request:
    """A build. `moment` is the change of the disk before which it dies, or before which `edited` gets `text`; 0: never.

    With `coarse`, the file system's clock shows even seconds only, and no inode has a number, as on FAT.
    """

    site: Path
    output: Path
    as_of: datetime
    previewed: frozenset[str] = frozenset()
    jobs: int = 1
    clean: bool = False
    moment: int = 0
    edited: Path | None = None
    text: bytes = b""
    coarse: bool = False


@dataclass(frozen=True)
class Answer:
    """What became of a build: a result, what was wrong, or a fault of ours; none of these if it was killed."""

    result: Result | None = None
    errors: tuple[Diagnostic, ...] = ()
    fault: str = ""
    changes: int = 0


class Builder:
    """The program, seen from the test."""

    def __init__(self) -> None:
        folders = [str(HERE.parents[2]), str(HERE.parents[1])]
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": os.pathsep.join(folders)}
        command = [sys.executable, str(HERE)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, cwd=folders[0]
        )

    def __call__(self, request: Request) -> Answer:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        pickle.dump(request, self._process.stdin)
        self._process.stdin.flush()
        answer = pickle.load(self._process.stdout)
        assert isinstance(answer, Answer)
        return answer

    def close(self) -> None:
        """End the program."""
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        self._process.wait()


def serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    """Answer requests until there are no more."""
    faults = list(Layouts((packaged_layouts(),)).check())
    assert not faults, faults
    while True:
        try:
            request = pickle.load(requests)
        except EOFError:
            return
        pickle.dump(_forked(request), answers)
        answers.flush()


def _forked(request: Request) -> Answer:
    """The answer of a process of its own; an empty one if it is killed."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        with os.fdopen(writing, "wb") as out:
            pickle.dump(_built(request), out)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        data = answer.read()
    os.waitpid(child, 0)
    return pickle.loads(data) if data else Answer()


def _built(request: Request) -> Answer:
    act = partial(request.edited.write_bytes, request.text) if request.edited else die
    killer = Killer(request.moment, act)
    killer.watch()
    if request.jobs > 1:
        build.FEW = reading.FEW = 1  # or no site of a test is large enough to be built by several processes
    if request.coarse:
        signature.of = _coarse
    options = Options(
        request.site, request.output, request.as_of, previewed=request.previewed, jobs=request.jobs, clean=request.clean
    )
    try:
        return Answer(result=engine.build(options), changes=killer.count)
    except UserError as error:
        return Answer(errors=error.diagnostics, changes=killer.count)
    except BaseException:
        return Answer(fault=traceback.format_exc(), changes=killer.count)


def _coarse(status: os.stat_result) -> signature.Signature:
    times = (time // _COARSE * _COARSE for time in (status.st_mtime_ns, status.st_ctime_ns))
    return status.st_size, *times, 0


if __name__ == "__main__":
    from sites import builder

    builder.serve(sys.stdin.buffer, sys.stdout.buffer)

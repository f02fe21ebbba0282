"""Sites to build in a test, and what is to be seen of them afterwards."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from generator.diagnostic import Diagnostic, UserError
from generator.engine import build
from generator.report import place
from generator.request import Options, Result

REPOSITORY = Path(__file__).parents[2]
GOLDEN = REPOSITORY / "tests" / "golden"
AS_OF = datetime(2026, 3, 1, 12, tzinfo=UTC)
HANG_SECONDS = 120
"""After which a command is taken to hang; nothing that passes comes near it."""

SETTINGS = "title: A test site\nurl: https://example.org/\nrequire: []\n"

Tree = dict[str, bytes]
Snapshot = dict[str, tuple[int, int, bytes]]


@dataclass(frozen=True)
class Site:
    """A site's folder; `output` is where it is built."""

    folder: Path
    public: str = "public"

    @property
    def output(self) -> Path:
        return self.folder / self.public

    @classmethod
    def new(cls, folder: Path, settings: str = SETTINGS) -> Site:
        """A site with settings and nothing else."""
        site = cls(folder)
        site.write("content/site.yaml", settings)
        return site

    @classmethod
    def copy_of(cls, source: Path, folder: Path) -> Site:
        """A copy of a site's sources, without what was built of it."""
        folder.mkdir(parents=True)
        for name in ("content", "layouts"):
            if (source / name).is_dir():
                shutil.copytree(source / name, folder / name, symlinks=True)
        return cls(folder)

    def write(self, path: str, text: str | bytes) -> Path:
        """A file of the site, made or replaced."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return file

    def briefing(self, name: str, text: str = "Text.", /, **fields: object) -> Path:
        """A briefing of content/briefings/; a JSON value is YAML, so that any text may be a field."""
        matter = {"title": f"Title of {name}", "date": "2026-02-20", **fields}
        lines = [f"{key}: {json.dumps(value)}" for key, value in matter.items()]
        return self.write(f"content/briefings/{name}.md", "\n".join(["---", *lines, "---", "", text, ""]))

    def build(self, **options: Any) -> Result:
        """A build in this process."""
        chosen: dict[str, Any] = {"site": self.folder, "output": self.output, "as_of": AS_OF, "jobs": 1, **options}
        return build(Options(**chosen))

    def errors(self, **options: Any) -> list[Diagnostic]:
        """What a build in this process finds that forbids it; nothing if it is done."""
        try:
            self.build(**options)
        except UserError as error:
            return list(error.diagnostics)
        return []

    def run(self, *arguments: str, **how: Any) -> subprocess.CompletedProcess[str]:
        """`headframe build` in a process of its own."""
        return run(["-m", "generator", "build", "--site", str(self.folder), *dated(arguments)], **how)

    def tree(self) -> Tree:
        """The bytes of every file in the output folder."""
        return tree(self.output)

    def page(self, path: str) -> str:
        """The text of an output; a folder's is its index.html."""
        file = self.output / path.strip("/")
        return (file / "index.html" if file.is_dir() else file).read_text("utf-8")


def dated(arguments: Sequence[str]) -> list[str]:
    """Arguments of a build with an instant, so that no test depends on the day."""
    return [*arguments] if "--as-of" in arguments else ["--as-of", AS_OF.isoformat(), *arguments]


def run(
    arguments: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    before: Sequence[str] = (),
) -> subprocess.CompletedProcess[str]:
    """This Python with arguments. An exception if it hangs."""
    return subprocess.run(
        [*before, sys.executable, *arguments],
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(REPOSITORY), **(env or {})},
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="surrogateescape",
        timeout=HANG_SECONDS,
        check=False,
    )


def shown(diagnostic: Diagnostic) -> str:
    """A diagnostic without its words: `path:line:column: severity[code]`."""
    return f"{place(diagnostic.span)}: {diagnostic.severity}[{diagnostic.code}]"


def tree(folder: Path) -> Tree:
    """The bytes of every file below a folder, by path."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def snapshot(folder: Path, *, without: Sequence[str] = ()) -> Snapshot:
    """Everything below a folder with kind, time of change and content; `without` names folders to leave out."""
    return {path: _state(folder / path) for path in _below(folder, without)} if folder.is_dir() else {}


def _below(folder: Path, without: Sequence[str], within: str = "") -> Iterator[str]:
    """All paths; what is left out is not even looked into, since it may change meanwhile."""
    for path in (folder / within).iterdir():
        name = f"{within}{path.name}"
        if name not in without:
            yield name
            if path.is_dir() and not path.is_symlink():
                yield from _below(folder, without, f"{name}/")


def _state(path: Path) -> tuple[int, int, bytes]:
    status = path.lstat()
    if stat.S_ISLNK(status.st_mode):
        return status.st_mode, 0, os.fsencode(path.readlink())
    if stat.S_ISDIR(status.st_mode):
        return status.st_mode, 0, b""
    return status.st_mode, status.st_mtime_ns, path.read_bytes()


def difference(expected: Mapping[str, object], actual: Mapping[str, object]) -> dict[str, str]:
    """What tells two trees or snapshots apart, by path; short enough for a failure's message."""
    paths = sorted({*expected, *actual})
    found = {p: _kind_of_difference(p, expected, actual) for p in paths if expected.get(p) != actual.get(p)}
    return dict(list(found.items())[:20])


def _kind_of_difference(path: str, expected: Mapping[str, object], actual: Mapping[str, object]) -> str:
    if path not in actual:
        return "missing"
    return "differs" if path in expected else "unexpected"


def clean_tree(site: Site, scratch: Path, **options: Any) -> Tree:
    """What a first build of the same sources gives, in another place, without a cache."""
    shutil.rmtree(scratch, ignore_errors=True)
    fresh = Site.copy_of(site.folder, scratch)
    fresh.build(**options)
    return fresh.tree()


def bound_by_permissions() -> tuple[str, ...]:
    """What to put before a command so that file permissions bind it also when the tests run as root; or skip."""
    if os.geteuid():
        return ()
    names = "-dac_override,-dac_read_search"
    command = ("setpriv", f"--bounding-set={names}", f"--inh-caps={names}")
    if shutil.which("setpriv") is None or subprocess.run([*command, "true"], check=False).returncode:
        pytest.skip("root cannot lay down its right to read and write everything here")
    return command

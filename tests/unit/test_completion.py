"""What the tab key offers, as a real Bash gets it from click's own script."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from newsroom import lay

from generator.cli import completion, main

ROOT = Path(__file__).parents[2]
COMPLETE = """
set -e
eval "$(_HEADFRAME_COMPLETE=bash_source headframe)"
COMP_WORDS=("$@"); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMPREPLY=()
_headframe_completion headframe
for word in "${COMPREPLY[@]}"; do echo "$word"; done
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    matter = "---\ntitle: T\ndate: 2026-01-01\ntags: {}\n---\n"
    return lay(
        tmp_path / "site",
        {
            "content/site.yaml": "title: T\nurl: https://example.org/\n",
            "content/briefings/2026-01-01-gold.md": matter.format("[gold, Critical minerals]"),
            "content/briefings/2026-01-02-tin.md": matter.format("[critical minerals, China's rules]"),
        },
    )


@pytest.fixture
def offered(site: Path, tmp_path: Path, tool: Callable[[str], str]) -> Callable[..., list[str]]:
    """What a Bash that stands in the site's folder offers for the last of the words of a line."""
    bash, command = tool("bash"), tmp_path / "bin" / "headframe"
    command.parent.mkdir()
    command.write_text(f"#!{sys.executable}\nfrom generator.__main__ import run\nrun()\n")
    command.chmod(0o755)

    def offer(*words: str) -> list[str]:
        path = f"{command.parent}{os.pathsep}{os.environ['PATH']}"
        environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)}
        line = [bash, "--norc", "-c", COMPLETE, "bash", "headframe", *words]
        done = subprocess.run(line, env=environment, cwd=site, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout.split("\n")[:-1]

    return offer


def test_commands_are_offered_in_the_order_of_the_day(offered: Callable[..., list[str]]) -> None:
    assert offered("") == main.list_commands(click.Context(main))
    assert offered("sch") == ["schema"]


def test_options_and_their_values_are_offered(offered: Callable[..., list[str]]) -> None:
    assert offered("build", "--format", "") == ["text", "json", "github"]
    assert offered("new", "--ed") == ["--edit"]
    assert offered("schema", "") == ["briefing", "page", "introduction", "site"]


@pytest.mark.parametrize(
    ("begun", "tags"),
    [
        ("", [r"China\'s\ rules", r"Critical\ minerals", "gold"]),
        ("c", [r"China\'s\ rules", r"Critical\ minerals"]),
        (r"critical\ m", [r"Critical\ minerals"]),
        ("gold,cr", [r"gold,Critical\ minerals"]),
        ("zinc", []),
    ],
)
def test_tags_are_offered_so_that_the_shell_takes_them_for_one_word(
    begun: str, tags: list[str], offered: Callable[..., list[str]]
) -> None:
    assert offered("new", "Title", "--tags", begun) == tags


def test_the_site_may_be_another(site: Path, offered: Callable[..., list[str]], tmp_path: Path) -> None:
    matter = "---\ntitle: T\ntags: [tin]\n---\n"
    other = lay(tmp_path / "other", {"content/briefings/a.md": matter})
    assert offered("new", "Title", "--site", str(other), "--tags", "") == ["tin"]


def test_other_shells_mark_spaces_themselves(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_HEADFRAME_COMPLETE", "zsh_complete")
    context = click.Context(main)
    context.params["site"] = site
    option = click.Option(["--tags"])
    assert [item.value for item in completion.tags(context, option, "crit")] == ["Critical minerals"]


def test_briefings_are_offered_by_slug(offered: Callable[..., list[str]]) -> None:
    assert offered("explain", "") == ["gold", "tin"]
    assert offered("explain", "t") == ["tin"]

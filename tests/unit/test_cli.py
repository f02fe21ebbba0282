"""The command, as a user and a deploy script see it."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from newsroom import lay, png

import generator
from generator.cli import main

BRIEFING = "---\ntitle: Ore\ndate: {date}\nsources: [Reuters]\ndisclaimer: none\n{more}---\n{body}\n"


def text(date: str = "2026-02-20", more: str = "", body: str = "Ore.") -> str:
    return BRIEFING.format(date=date, more=more, body=body)


GOOD: dict[str, str | bytes] = {
    "content/site.yaml": "title: The Shaft\nurl: https://example.org/\n",
    "content/briefings/ore.md": text(),
}
BAD = GOOD | {"content/briefings/bad.md": text(more="souces: [x]\n")}
WARNS = GOOD | {"content/briefings/notes.txt": "x"}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return lay(tmp_path / "site", GOOD)


def run(*arguments: str | Path, **options: Any) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments], **options)


def build(site: Path, *arguments: str | Path) -> Result:
    return run("build", "--site", site, *arguments)


# Done


def test_a_build_says_what_it_made_on_standard_output(site: Path) -> None:
    done = build(site)
    assert (done.exit_code, done.stderr) == (0, "")
    assert re.fullmatch(r"\d+ outputs of 1 briefing: \d+ written, 0 unchanged, 0 removed in \d+\.\d\d s\n", done.stdout)
    assert (site / "public/2026/02/ore/index.html").is_file()


def test_a_quiet_build_says_nothing(site: Path) -> None:
    done = build(site, "-q")
    assert (done.exit_code, done.output) == (0, "")


def test_a_quiet_build_still_warns(tmp_path: Path) -> None:
    done = build(lay(tmp_path, WARNS), "-q")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "warning[file-ignored]" in done.stderr


def test_json_lists_what_a_deploy_script_needs(site: Path) -> None:
    first = json.loads(build(site, "--format", "json").stdout)
    assert first["diagnostics"] == []
    assert "index.html" in first["written"]
    (site / "content/briefings/ore.md").write_text(text(body="Tin."))
    lay(site, {"content/briefings/new.md": text("2025-01-01")})
    second = json.loads(build(site, "--format", "json").stdout)
    assert {"2026/02/ore/index.html", "2025/01/new/index.html"} <= set(second["written"])
    assert first["written"] == sorted(first["written"])
    assert "404.html" in second["unchanged"]
    (site / "content/briefings/new.md").unlink()
    assert "2025/01/new/index.html" in json.loads(build(site, "--format", "json").stdout)["removed"]


def test_the_output_goes_where_it_is_told(site: Path, tmp_path: Path) -> None:
    assert build(site, "--output", tmp_path / "out").exit_code == 0
    assert (tmp_path / "out/index.html").is_file()
    assert not (site / "public").exists()


def test_the_site_is_the_folder_in_which_one_is(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(site)
    assert run("build").exit_code == 0
    assert (site / "public/index.html").is_file()


def test_the_address_can_be_another(site: Path) -> None:
    assert build(site, "--base-url", "https://preview.example/brief").exit_code == 0
    page = (site / "public/index.html").read_text()
    assert "https://preview.example/brief/feed.xml" in page
    assert "https://example.org" not in page


# The clock


@pytest.mark.parametrize(
    ("as_of", "is_out"),
    [
        ("2026-02-20T09:00:00+00:00", True),
        ("2026-02-20T08:59:59Z", False),
        ("2026-02-20T10:00+01:00", True),
        ("2026-02-20T09:59+01:00", False),
        ("2026-02-20T09:00", True),
        ("2026-02-20", False),
        ("2026-02-21", True),
        ("20260221T0000Z", True),
    ],
)
def test_what_is_out_depends_on_the_instant_given(site: Path, as_of: str, is_out: bool) -> None:
    (site / "content/briefings/ore.md").write_text(text("2026-02-20T09:00"))
    done = build(site, "--as-of", as_of)
    assert done.exit_code == 0
    assert (site / "public/2026/02/ore/index.html").exists() == is_out


def test_drafts_and_the_future_show_only_when_asked_for(site: Path) -> None:
    lay(
        site,
        {"content/briefings/draft.md": text(more="draft: true\n"), "content/briefings/later.md": text("2999-01-01")},
    )

    def shown() -> set[str]:
        return {p.parent.name for p in (site / "public").glob("????/??/*/index.html")}

    build(site)
    assert shown() == {"ore"}
    build(site, "--drafts")
    assert shown() == {"ore", "draft"}
    build(site, "--drafts", "--future")
    assert shown() == {"ore", "draft", "later"}
    build(site)
    assert shown() == {"ore"}


# Errors


def test_errors_are_told_with_line_and_remedy_and_exit_1(tmp_path: Path) -> None:
    done = build(lay(tmp_path, BAD))
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == (
        "content/briefings/bad.md:6:1: error[unknown-field]: there is no field souces\n"
        "    6 | souces: [x]\n"
        "      | ^^^^^^\n"
        "  help: did you mean sources?\n"
        "1 error; nothing was built\n"
    )
    assert not (tmp_path / "public").exists()


def test_a_line_is_one_that_an_editor_counts(tmp_path: Path) -> None:
    done = build(
        lay(tmp_path, GOOD | {"content/briefings/bad.md": text(more='series: "a\u2028b\x85c"\nsouces: [x]\n')})
    )
    assert "    7 | souces: [x]\n" in done.stderr


def test_json_of_an_error_is_one_document(tmp_path: Path) -> None:
    done = build(lay(tmp_path, BAD), "--format", "json")
    assert (done.exit_code, done.stderr) == (1, "")
    (diagnostic,) = json.loads(done.stdout)["diagnostics"]
    assert (diagnostic["code"], diagnostic["span"]["line"]) == ("unknown-field", 6)


def test_github_gets_annotations_on_standard_output(tmp_path: Path) -> None:
    done = build(lay(tmp_path, BAD), "--format", "github")
    assert done.exit_code == 1
    assert done.stdout.startswith("::error file=content/briefings/bad.md,line=6,col=1,")


def test_github_gets_the_name_of_a_file_that_is_too_long_to_be_one(tmp_path: Path) -> None:
    name = f"{'a' * 246}.png"
    more = f"image: {{src: media/{name}, alt: Ore}}\n"
    files = GOOD | {f"content/media/{name}": png(900, 2), "content/briefings/ore.md": text(more=more), "media/x": ""}
    done = build(lay(tmp_path, files), "--format", "github")
    assert (done.exit_code, done.exception.__class__) == (1, SystemExit)
    assert f"::error file=media/{name}.400w.webp,title=bad-path::" in done.stdout


def test_github_gets_paths_from_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path / "sub", BAD)
    monkeypatch.chdir(tmp_path)
    assert "file=sub/content/briefings/bad.md," in build(Path("sub"), "--format", "github").stdout


def test_a_template_error_shows_the_templates_line(site: Path) -> None:
    lay(site, {"layouts/home.html": "one\n  {{ gone }}\n"})
    done = build(site)
    assert done.exit_code == 1
    assert (
        "layouts/home.html:2:3: error[layout-undefined]: there is no variable gone\n"
        "    2 |   {{ gone }}\n"
        "      |   ^^^^^^^^^^\n"
    ) in done.stderr


def test_a_folder_without_a_site_is_an_error(tmp_path: Path) -> None:
    done = build(tmp_path)
    assert done.exit_code == 1
    assert "error[no-content]" in done.stderr


# Usage


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["build", "--nonsense"],
        ["build", "extra"],
        ["build", "--as-of", "yesterday"],
        ["build", "--as-of", "2026-02-30"],
        ["next", "--as-of", "0001-01-01T00:00+00:00"],
        ["new", "--as-of", "9999-12-31T23:59-05:00", "Gold"],
        ["build", "--base-url", "example.org"],
        ["build", "--base-url", "javascript:alert(1)"],
        ["build", "--base-url", "https://example.org/?a=b"],
        ["build", "--base-url", "https://example.org/#a"],
        ["build", "--format", "xml"],
        ["build", "--site"],
    ],
)
def test_wrong_usage_exits_2_and_says_why(arguments: list[str]) -> None:
    done = run(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "Error: " in done.stderr


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["build", "--help"], ["build", "-h"]])
def test_help_is_a_result(arguments: list[str]) -> None:
    done = run(*arguments)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith("Usage: ")


def test_the_version_is_a_result() -> None:
    done = run("--version")
    assert (done.exit_code, done.stdout) == (0, f"headframe, version {generator.__version__}\n")


# Terminals


def on_a_terminal(site: Path, **environment: str) -> bytes:
    """Standard error of a build, as a terminal gets it."""
    ours, theirs = pty.openpty()
    try:
        subprocess.run(
            [sys.executable, "-m", "generator", "build", "-q", "--site", site],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=theirs,
            env={k: v for k, v in os.environ.items() if k != "NO_COLOR"} | {"TERM": "xterm"} | environment,
            check=True,
            timeout=60,
        )
        return os.read(ours, 100_000)
    finally:
        os.close(theirs)
        os.close(ours)


def test_a_terminal_gets_colour_unless_its_owner_says_no(tmp_path: Path) -> None:
    site = lay(tmp_path, WARNS)
    assert b"\x1b[33m" in on_a_terminal(site)
    assert b"\x1b[" not in on_a_terminal(site, NO_COLOR="1")


def test_the_module_is_the_command_and_a_pipe_gets_no_colour(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "generator", "build", "--site", lay(tmp_path, BAD)],
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"error[unknown-field]" in done.stderr
    assert b"\x1b" not in done.stderr


# Help


def test_the_help_tells_of_each_command_in_a_line_and_where_the_guides_are() -> None:
    text = run("--help").stdout
    lines = re.findall(r"^  ([a-z]+)  +(\S.*)$", text, re.MULTILINE)
    assert [name for name, _ in lines] == main.list_commands(click.Context(main))
    assert [line for _, line in lines if not re.fullmatch(r"[A-Z].*[^.]\.", line)] == []
    assert "docs/" in text


@pytest.mark.parametrize(
    ("command", "told", "untold"),
    [
        ("check", ["Check as of", "Where the last build is", "gave no answer"], ["Build", "written and removed"]),
        ("next", ["Look from this instant", "Has no effect here"], ["Build", "Where to build"]),
        ("explain", ["Explain as of", "Has no effect here"], ["Build", "Where to build"]),
        ("build", ["Build as of", "Where to build", "written and removed"], []),
    ],
)
def test_the_help_of_a_command_tells_what_its_options_mean_to_it(
    command: str, told: list[str], untold: list[str]
) -> None:
    text = " ".join(run(command, "--help").stdout.split())
    assert [words for words in told if words not in text] == []
    assert [words for words in untold if words in text] == []


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("--site x build", "--site belongs after the command: headframe build --site …"),
        ("--as-of=2026-02-20 next", "--as-of belongs after the command: headframe next --as-of …"),
        ("-q", "-q belongs after the command: headframe COMMAND -q …"),
        ("-q init x", "No such option '-q'."),
        ("--nowhere build", "No such option '--nowhere'."),
        ("build --jobs -1", "Invalid value for '--jobs': “-1” is no whole number from 0 up"),
        ("build --jobs two", "Invalid value for '--jobs': “two” is no whole number from 0 up"),
        ("serve --port 65536", "Invalid value for '--port': “65536” is no whole number from 0 to 65535"),
        ("biuld", "There is no command “biuld”; did you mean build?"),
        ("Schema", "There is no command “Schema”; did you mean schema?"),
        ("zzz", f"There is no command “zzz”; there are: {', '.join(main.list_commands(click.Context(main)))}"),
    ],
)
def test_a_mistyped_command_is_told_which_was_meant(typed: str, told: str) -> None:
    done = run(*typed.split())
    assert (done.exit_code, done.stdout) == (2, "")
    assert told in done.stderr


@pytest.mark.parametrize("command", ["build", "check", "next", "explain", "serve"])
def test_help_tells_how_many_in_words(command: str) -> None:
    text = " ".join(run(command, "--help").stdout.split())
    assert "How many processes; 0, the default, for one on each core." in text
    assert "x<" not in text
    assert "x>" not in text


def test_a_mistyped_option_is_told_which_was_meant(site: Path) -> None:
    done = build(site, "--draft")
    assert done.exit_code == 2
    assert "--drafts" in done.stderr


# Haste


def test_no_command_but_serve_pays_for_a_server() -> None:
    program = (
        "import sys\nfrom generator.cli import main\nmain(['--help'], standalone_mode=False)\n"
        "from generator.serve import workshop\n"
        "print(sorted({'starlette', 'uvicorn', 'watchdog', 'asyncio', 'anyio'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "serve" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"

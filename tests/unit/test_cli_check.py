"""`headframe check`, as an editor and a script see it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator
from newsroom import lay

from generator.cli import main

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs/check.schema.json").read_text("utf-8"))
SETTINGS = "title: The Shaft\nurl: https://example.org/\nrequire: []\n"
MATTER = "---\ntitle: {title}\ndate: 2026-02-20\n---\n"
AS_OF = "2026-03-01T12:00Z"


def text(body: str, title: str = "Ore") -> str:
    return MATTER.format(title=title) + body + "\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return lay(tmp_path / "site", {"content/site.yaml": SETTINGS, "content/briefings/ore.md": text("Ore.")})


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def check(site: Path, *arguments: str | Path) -> Result:
    return run("check", "--site", site, "--as-of", AS_OF, "--jobs", "1", *arguments)


def told(site: Path, *arguments: str) -> dict[str, Any]:
    """The document for scripts, which is as its schema has it."""
    document: dict[str, Any] = json.loads(check(site, "--format", "json", *arguments).stdout)
    Draft202012Validator(SCHEMA).validate(document)
    return document


def test_a_site_with_nothing_to_find_passes(site: Path) -> None:
    done = check(site)
    assert (done.exit_code, done.stdout, done.stderr) == (0, "1 briefing checked: nothing found\n", "")


def test_warnings_are_told_and_pass(site: Path) -> None:
    lay(
        site,
        {"content/briefings/ore.md": text("It raised $5 million."), "content/briefings/tin.md": text("Tin.", "Tin")},
    )
    done = check(site)
    assert (done.exit_code, done.stdout) == (0, "2 briefings checked: 1 warning\n")
    assert done.stderr.splitlines()[:3] == [
        "content/briefings/ore.md:5:11: warning[bare-dollar]: “$5 million” does not say whose dollars these are",
        "    5 | It raised $5 million.",
        "      |           ^^^^^^^^^^",
    ]


def test_an_error_ends_with_exit_1(site: Path) -> None:
    lay(site, {"content/site.yaml": f"{SETTINGS}lint: {{bare-dollar: error}}\n"})
    lay(site, {"content/briefings/ore.md": text("It raised $5 million.")})
    done = check(site)
    assert (done.exit_code, done.stdout) == (1, "1 briefing checked: 1 error\n")


def test_a_site_without_settings_cannot_be_checked(site: Path) -> None:
    (site / "content/site.yaml").unlink()
    done = check(site)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.endswith("1 error; nothing was checked\n")


def test_the_preview_stands_before_the_last_line(site: Path) -> None:
    run("build", "--site", site, "--as-of", AS_OF)
    lay(site, {"content/briefings/tin.md": text("Tin.", "Tin")})
    assert check(site).stdout.splitlines() == [
        "subscribers will see 1 new, 0 updated, 0 resurfaced",
        "2 briefings checked: nothing found",
    ]


def test_a_quiet_check_says_what_it_finds_alone(site: Path) -> None:
    assert check(site, "-q").output == ""
    lay(site, {"content/briefings/ore.md": text("It raised $5 million.")})
    done = check(site, "-q")
    assert done.stdout == ""
    assert "warning[bare-dollar]" in done.stderr


def test_a_workflow_gets_annotations(site: Path) -> None:
    lay(site, {"content/briefings/ore.md": text("It raised $5 million.")})
    line = check(site, "--format", "github").stdout.splitlines()[0]
    assert line.startswith("::warning file=content/briefings/ore.md,line=5,col=11,endColumn=21,title=bare-dollar::")


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_a_script_gets_a_document_as_described(site: Path) -> None:
    assert told(site) == {"diagnostics": [], "briefings": 1, "feed": None, "external": None}
    run("build", "--site", site, "--as-of", AS_OF)
    lay(site, {"content/briefings/ore.md": text("It raised $5 million."), "content/media/rig.csv": "x"})
    document = told(site)
    assert [d["code"] for d in document["diagnostics"]] == ["bare-dollar", "orphan-media"]
    assert document["feed"] == {"new": 0, "updated": 1, "resurfaced": 0}


def test_a_script_gets_errors_in_the_same_form(site: Path) -> None:
    lay(site, {"content/briefings/ore.md": "---\ntitle: Ore\nsouces: [x]\n---\n"})
    assert {d["severity"] for d in told(site)["diagnostics"]} == {"error"}


def test_a_script_gets_the_errors_alone_where_nothing_could_be_checked(site: Path) -> None:
    (site / "content/site.yaml").unlink()
    assert told(site).keys() == {"diagnostics"}


def test_links_to_other_sites_are_counted(site: Path) -> None:
    assert told(site, "--external")["external"] == {"asked": 0, "remembered": 0, "unanswered": {}}
    lay(site, {"content/briefings/ore.md": text("[x](http://127.0.0.1:1/)")})
    assert list(told(site, "--external")["external"]["unanswered"]) == ["http://127.0.0.1:1/"]
    done = check(site, "--external", "-v")
    assert "links to other sites: 1 asked, 0 known from before, 1 without an answer\n" in done.stdout
    assert done.stderr.startswith("http://127.0.0.1:1/: no answer: ")

"""Diagnostics in words, in JSON and for GitHub."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import lay

from generator import report
from generator.diagnostic import Diagnostic, Severity, Span

PATH = "content/briefings/ore.md"


def finding(
    line: int = 4,
    column: int = 1,
    length: int = 6,
    message: str = "there is no field souces",
    help_: str = "did you mean sources?",
    severity: Severity = "error",
    path: str = PATH,
) -> Diagnostic:
    return Diagnostic("unknown-field", message, Span(path, line, column, length), help_, severity)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return lay(tmp_path, {"content/a.md": "\ufeffone\n\ntwo", "content/b.md": b"caf\xe9"})


def test_the_lines_of_a_site_are_those_of_its_files(site: Path) -> None:
    line = report.source_lines(site)
    assert [line("content/a.md", n) for n in (1, 2, 3, 4)] == ["one", "", "two", ""]
    assert line("content/b.md", 1) == "caf\ufffd"
    assert line("content/gone.md", 1) == ""
    assert "import" in line("layouts/404.html", 2)


def test_a_sites_own_layout_comes_before_the_one_that_ships(site: Path) -> None:
    lay(site, {"layouts/404.html": "own"})
    assert report.source_lines(site)("layouts/404.html", 1) == "own"


def text(diagnostic: Diagnostic, line: str = "souces: [Reuters]") -> str:
    return report.text(diagnostic, lambda path, number: line)


@pytest.mark.parametrize(
    ("span", "place"),
    [
        (Span(PATH, 4, 7), f"{PATH}:4:7"),
        (Span(PATH, 4), f"{PATH}:4"),
        (Span(PATH), PATH),
        (Span(PATH, 0, 7), PATH),
    ],
)
def test_a_place_tells_what_is_known(span: Span, place: str) -> None:
    assert report.place(span) == place


def test_a_finding_shows_the_line_the_fault_and_the_remedy() -> None:
    assert text(finding()) == (
        "content/briefings/ore.md:4:1: error[unknown-field]: there is no field souces\n"
        "    4 | souces: [Reuters]\n"
        "      | ^^^^^^\n"
        "  help: did you mean sources?"
    )


def test_carets_stand_below_the_fault() -> None:
    lines = text(finding(column=10, length=7)).split("\n")
    assert lines[2].index("^") == lines[1].index("Reuters")
    assert lines[2].count("^") == 7


def test_a_warning_is_called_one_and_a_finding_may_have_no_remedy() -> None:
    assert text(finding(severity="warning", help_="", line=0)) == (
        "content/briefings/ore.md: warning[unknown-field]: there is no field souces"
    )


def test_a_finding_without_a_column_has_no_carets() -> None:
    assert text(finding(column=0)).split("\n")[1:2] == ["    4 | souces: [Reuters]"]
    assert "^" not in text(finding(column=0))


def test_an_empty_or_unknown_line_is_not_shown() -> None:
    assert "|" not in text(finding(), "")
    assert "|" not in text(finding(), "   ")


def test_a_tab_is_one_column_wide() -> None:
    lines = text(finding(column=2, length=1), "\tx").split("\n")
    assert lines[1].index("x") == lines[2].index("^")


def test_of_a_long_line_the_part_around_the_fault_is_shown() -> None:
    line = "a" * 500 + "FAULT" + "b" * 500
    lines = text(finding(column=501, length=5), line).split("\n")
    assert len(lines[1]) < 140
    assert lines[2].index("^") == lines[1].index("FAULT")
    assert lines[2].count("^") == 5


@given(st.text(max_size=300), st.integers(0, 400), st.integers(0, 400))
def test_whatever_the_place_the_report_is_sound(line: str, column: int, length: int) -> None:
    lines = text(finding(column=column, length=length), line.replace("\n", "")).split("\n")
    assert len(lines) in {2, 3, 4}
    assert lines[-1] == "  help: did you mean sources?"


@pytest.mark.parametrize("character", ["\x1b", "\x07", "\r", "\n", "\x9b", "\u202e", "\u2028"])
def test_nothing_in_a_report_steers_the_terminal(character: str) -> None:
    said = text(finding(message=f"a{character}b", help_=f"a{character}b", path=f"a{character}b"), f"so{character}es")
    assert said.count("\n") == 3
    assert set(character) & set(said) <= {"\n"}


def test_json_holds_every_field() -> None:
    document = json.loads(report.document([finding()], written=("a",)))
    assert document == {
        "diagnostics": [
            {
                "code": "unknown-field",
                "message": "there is no field souces",
                "span": {"path": PATH, "line": 4, "column": 1, "length": 6},
                "help": "did you mean sources?",
                "severity": "error",
            }
        ],
        "written": ["a"],
    }


def test_github_gets_a_workflow_command() -> None:
    assert report.github(finding()) == (
        "::error file=content/briefings/ore.md,line=4,col=1,endColumn=7,title=unknown-field"
        "::there is no field souces%0Adid you mean sources?"
    )
    assert report.github(finding(line=0, help_="", severity="warning")) == (
        "::warning file=content/briefings/ore.md,title=unknown-field::there is no field souces"
    )


def test_github_gets_no_second_command_from_a_message_or_a_name() -> None:
    command = report.github(finding(message="50% off\r\n::error::x", path="a,b:c%\n.md"))
    assert "\n" not in command
    assert "file=a%2Cb%3Ac%25%0A.md," in command
    assert "50%25 off%0D%0A::error::x" in command


@pytest.mark.parametrize(
    ("errors", "warnings", "said"),
    [(1, 0, "1 error"), (2, 1, "2 errors, 1 warning"), (0, 3, "3 warnings"), (0, 0, "")],
)
def test_a_summary_counts(errors: int, warnings: int, said: str) -> None:
    found = [finding()] * errors + [finding(severity="warning")] * warnings
    assert report.summary(found) == said


def test_the_first_line_can_be_read_by_editors() -> None:
    assert re.match(r"(.+?):(\d+):(\d+): (error|warning)\[[a-z-]+\]: .+", text(finding()))

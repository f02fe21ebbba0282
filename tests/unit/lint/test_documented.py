"""docs/checks.md says what is so: each code has its section, and its examples fire or do not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from newsdesk import story
from newsroom import settings

from generator.lint.pictures import alt_missing
from generator.lint.proofreader import CHECKS
from generator.model import LINTS, Company
from generator.settings import SETTINGS, read

ROOT = Path(__file__).parents[3]
GUIDE = (ROOT / "docs/checks.md").read_text("utf-8")
SITE = settings(companies={"TSXV:RUA": Company("TSXV:RUA", "Example Rutile", listings=("OTCQB:RUAXF",))})
OF_TEXTS = [
    "bare-dollar",
    "ticker-format",
    "hype",
    "grade-unit",
    "historical-estimate",
    "undated-price",
    "alt-missing",
]
"""The codes whose examples are texts."""


def section(code: str) -> str:
    return GUIDE.partition(f"\n### {code}\n")[2].partition("\n### ")[0].partition("\n## ")[0]


def examples(code: str, word: str) -> list[str]:
    """The code spans of the paragraph of a section that begins with "- Fires" or "- Does not"."""
    part = section(code).partition(f"\n- {word}:")[2].partition("\n- ")[0].partition("\n\n")[0]
    return [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", part)]


def found(text: str) -> set[str]:
    """The codes of what is found in a text."""
    told = story(text, SITE)
    return {d.code for check in CHECKS for d in check(told)} | {d.code for d in alt_missing(told.prose)}


@pytest.mark.parametrize("code", LINTS)
def test_each_code_has_its_section_and_its_line(code: str) -> None:
    text = section(code)
    assert text.strip()
    assert "- Fires:" in text or code == "summary-length"
    assert re.search(rf"\n\| \[{code}\]\(#{code}\) \| .* \| {LINTS[code]} \|\n", GUIDE)


@pytest.mark.parametrize("code", OF_TEXTS)
def test_the_examples_that_fire_do(code: str) -> None:
    texts = examples(code, "Fires")
    assert texts
    assert [text for text in texts if code not in found(text)] == []


@pytest.mark.parametrize("code", OF_TEXTS)
def test_the_examples_that_do_not_fire_do_not(code: str) -> None:
    texts = examples(code, "Does not")
    assert texts
    assert [text for text in texts if code in found(text)] == []


def test_the_settings_in_the_guide_are_good() -> None:
    blocks = [block for block in re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL) if block.startswith("lint:")]
    assert len(blocks) == 3
    for block in blocks:
        got, faults = read(f"title: T\nurl: https://example.org/\n{block}")
        assert got is not None
        assert faults == ()


def test_the_hook_runs_the_command() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert (hook["id"], hook["entry"], hook["language"]) == ("headframe-check", "headframe check", "python")
    assert hook["pass_filenames"] is False
    assert re.match(hook["files"], "content/briefings/ore.md")
    assert not re.match(hook["files"], "docs/content/x.md")


def test_each_code_can_be_set_in_site_yaml() -> None:
    schema = SETTINGS.json_schema()
    properties = schema["properties"]["lint"]["properties"]  # type: ignore[index]  # a JSON Schema
    assert {code: properties[code]["enum"] for code in LINTS} == {
        code: ["off", "warning", "error", None] for code in LINTS
    }

"""The JSON Schema for a site: its own keys and names, and the command that prints it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator
from newsroom import lay, settings

from generator.cli import main
from generator.desk import schema
from generator.model import Settings

SETTINGS = (
    "title: T\nurl: https://example.org/\ntaxonomies: [topics]\nrequire: [topics, author]\n"
    "authors: {jane: Jane Example}\ndisclaimers: {standard: No advice.}\n"
)


def is_good(made: dict[str, Any], **matter: object) -> bool:
    return Draft202012Validator(made).is_valid({"title": "T", "date": "2026-02-20", **matter})


# What it holds


def test_a_site_s_names_are_offered_and_not_demanded() -> None:
    made = schema.briefing(settings())
    keys = made["properties"]
    assert keys["author"]["examples"] == ["jane"]
    assert keys["companies"]["anyOf"][0]["examples"] == ["TSX:ELD", "TSXV:RUA"]
    assert keys["companies"]["anyOf"][1]["items"]["examples"] == ["TSX:ELD", "TSXV:RUA"]
    assert keys["disclosure"]["properties"]["sponsor"]["examples"] == ["TSX:ELD", "TSXV:RUA"]
    assert is_good(made, author="Somebody else", companies=["LSE:NEW"], sources=["x"], disclaimer="My own words.")


def test_a_site_s_taxonomies_are_keys_and_others_are_none() -> None:
    made = schema.briefing(Settings("", "", taxonomies=("topics",), require=()))
    assert is_good(made, topics=["gold"])
    assert not is_good(made, tags=["gold"])


def test_every_key_tells_what_it_is_for() -> None:
    for made in (schema.briefing(settings()), schema.page(), schema.introduction(), schema.site()):
        assert made["title"]
        assert [key for key, told in made["properties"].items() if not (told["title"] and told["description"])] == []


@pytest.mark.parametrize(
    ("matter", "good"),
    [
        ({"sources": ["x"], "disclaimer": "standard"}, True),
        ({"sources": [], "disclaimer": "standard"}, False),
        ({"sources": ["x"]}, False),
        ({"sources": ["x"], "disclaimer": None}, False),
        ({"draft": True}, True),
        ({"draft": False}, False),
    ],
)
def test_what_a_site_requires_is_demanded_of_what_is_no_draft(matter: dict[str, object], good: bool) -> None:
    assert is_good(schema.briefing(Settings("", "")), **matter) is good


def test_a_default_disclaimer_is_as_good_as_one_that_is_named() -> None:
    assert is_good(schema.briefing(Settings("", "", default_disclaimer="standard")), sources=["x"])


@pytest.mark.parametrize("required", ["author", "authors"])
@pytest.mark.parametrize(
    ("matter", "good"),
    [
        ({"author": "jane"}, True),
        ({"authors": ["jane", "john"]}, True),
        ({"author": "jane", "authors": ["john"]}, False),
        ({"author": "jane", "authors": []}, True),
        ({"author": None}, False),
        ({}, False),
    ],
)
def test_one_byline_is_enough_and_two_are_too_many(required: str, matter: dict[str, object], good: bool) -> None:
    assert is_good(schema.briefing(Settings("", "", require=(required,))), **matter) is good


@pytest.mark.parametrize(
    ("disclosure", "good"),
    [
        ({"sponsor": "A", "compensation": "B"}, True),
        ({"sponsor": "A"}, False),
        ({"sponsor": "A", "compensation": ""}, False),
        ({"compensation": "B"}, False),
        ({"positions": ["TSX:ELD"], "sponsor": None}, True),
    ],
)
def test_a_sponsor_and_a_compensation_need_each_other(disclosure: dict[str, object], good: bool) -> None:
    assert is_good(schema.briefing(Settings("", "", require=())), disclosure=disclosure) is good


# The command


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["schema", *map(str, arguments)])


def test_the_command_prints_the_schema_of_the_site_that_is_named(tmp_path: Path) -> None:
    folder = lay(tmp_path, {"content/site.yaml": SETTINGS})
    done = run("--site", folder)
    assert (done.exit_code, done.stderr) == (0, "")
    made = json.loads(done.stdout)
    assert made["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert "topics" in made["properties"]
    assert "date" not in json.loads(run("page", "--site", folder).stdout)["properties"]
    assert "permalink" in json.loads(run("site", "--site", folder).stdout)["properties"]


def test_where_there_is_no_site_the_defaults_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "commodities" in json.loads(run().stdout)["properties"]
    assert run("--site", ".").exit_code == 1
    assert run("--write").exit_code == 1


def test_written_schemas_are_named_once(tmp_path: Path) -> None:
    folder = lay(tmp_path, {"content/site.yaml": SETTINGS})
    files = [folder / ".vscode/headframe" / f"{subject}.json" for subject in schema.SUBJECTS]
    assert run("--write", "--site", folder).stdout.splitlines() == [str(file) for file in files]
    assert [file.read_text() for file in files] == [run(f.stem, "--site", folder).stdout for f in files]
    again = run("--write", "--site", folder)
    assert (again.exit_code, again.stdout) == (0, "")
    assert again.stderr == f"the schemas in {folder}/.vscode/headframe are up to date\n"
    lay(folder, {"content/site.yaml": SETTINGS.replace("topics", "themes")})
    assert run("--write", "--site", folder).stdout.splitlines() == [str(files[0])]


def test_faulty_settings_are_told_and_nothing_is_written(tmp_path: Path) -> None:
    folder = lay(tmp_path, {"content/site.yaml": "title: T\n"})
    done = run("--write", "--site", folder)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "error[missing-field]: url is missing" in done.stderr
    assert done.stderr.endswith("1 error; nothing was written\n")
    assert not (folder / ".vscode").exists()


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    folder = lay(tmp_path, {"content/site.yaml": SETTINGS, ".vscode": "a file"})
    done = run("--write", "--site", folder)
    assert done.exit_code == 1
    assert "error[unwritable]" in done.stderr

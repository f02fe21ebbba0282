"""check-jsonschema, given the JSON Schemas, finds at fault what a build finds at fault, and nothing else."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest

from generator import settings as settings_room
from generator.desk import schema
from generator.model import Settings
from sites.runner import GOLDEN, REPOSITORY

INVALID = REPOSITORY / "tests" / "invalid"
SITES = [folder.parent for tests in (GOLDEN, INVALID) for folder in sorted(tests.glob("*/content"))]
MATTER = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE)
ERROR = re.compile(r"(content/.*?)(?::\d+)*: error\[(.*)\]")

UNSEEN = {
    "route-collision": "two texts at one address",
    "slug-collision": "two names with one address",
    "duplicate-id": "two texts with one id",
    "missing-briefing": "whether there is one of that name",
    "missing-link": "a link in the body",
    "missing-media": "whether there is such a file",
    "conflicted-disclaimer": "what site.yaml says of the author, the company and the disclaimer",
    "unknown-disclaimer": "a word that is nearly a key is a slip, another one a text",
    "expires-too-early": "which of two days is the later one",
    "yaml-reference": "anchors and aliases are gone when the YAML has been read",
    "too-deep": "how deep a value is nested",
    "bad-language": "which languages there are",
    "bad-timezone": "which zones there are",
}
"""What a build reports and no JSON Schema can see, by the report's code, and of what it would have to know."""

UNSEEN_HERE = {
    "file-name-reserved-on-windows/content/briefings/2026-02-20-aux.md": "the slug comes from the file's name",
    "slug-is-empty/content/briefings/!!!.md": "the slug comes from the file's name",
    "slug-is-empty/content/briefings/2026-02-20.md": "the slug comes from the file's name",
    "term-without-a-slug/content/briefings/a.md": "the slug is made from the tag",
    "settings-bad-require/content/site.yaml": "a taxonomy of the same file may be required",
}
"""The same for texts, where the code alone does not tell."""

CHARTS = re.compile(r"(?:scheduled-)?chart-")
"""Sites whose faults are in charts, which are written in the body."""

UNREADABLE = {
    "merge-conflict": "half of it is no YAML",
    "billion-laughs": "it would fill the memory of check-jsonschema's parser",
    "deep-hyphens": "it is nested more deeply than that parser can go",
}


@dataclass(frozen=True)
class Text:
    """A front matter or a site.yaml of a site, with the codes of the errors that a build reports in it."""

    name: str
    yaml: str
    schema: str
    errors: frozenset[str]


def texts(folder: Path) -> list[Text]:
    """What a site has of them, as far as a build reads it."""
    errors: dict[str, set[str]] = defaultdict(set)
    expected = folder / "expected.txt"
    for line in expected.read_text("utf-8").splitlines() if expected.is_file() else ():
        if found := ERROR.fullmatch(line):
            errors[found[1]].add(found[2])
    settings = of_settings(folder)
    paths = ["content/site.yaml"]
    if settings:  # without which a build reads no further
        paths += sorted(file.relative_to(folder).as_posix() for file in folder.glob("content/*/**/*.md"))
    found_texts = []
    for path in paths:
        yaml = yaml_of(folder / path)
        if yaml is not None:
            made = schema.text(subject(path), settings or Settings("", ""))
            found_texts.append(Text(f"{folder.name}/{path}", yaml, made, frozenset(errors[path])))
    return found_texts


def of_settings(folder: Path) -> Settings | None:
    text = yaml_of(folder / "content/site.yaml")
    return None if text is None else settings_room.read(text)[0]


def subject(path: str) -> schema.Subject:
    if path == "content/site.yaml":
        return "site"
    folder = path.split("/")[1]
    return "briefing" if folder == "briefings" else "introduction" if folder == "terms" else "page"


def yaml_of(file: Path) -> str | None:
    """The YAML of a file; nothing where there is none that could be read."""
    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None
    matter = MATTER.match(text)
    return text if file.suffix == ".yaml" else matter[1] if matter else None


def complaints(read: list[Text], scratch: Path) -> dict[str, str]:
    """What check-jsonschema says of texts, by name; it is called once for each schema."""
    groups: dict[str, dict[str, Text]] = defaultdict(dict)
    for number, text in enumerate(read):
        file = scratch / f"{number}.yaml"
        file.write_text(text.yaml, "utf-8")
        groups[text.schema][str(file)] = text
    said: dict[str, str] = {}
    for number, (made, files) in enumerate(groups.items()):
        place = scratch / f"{number}.schema.json"
        place.write_text(made, "utf-8")
        told = checked(place, [*files])
        for error in (*told["errors"], *told["parse_errors"]):
            said.setdefault(files[error["filename"]].name, error["message"])
    return said


def checked(place: Path, files: list[str]) -> dict[str, list[dict[str, str]]]:
    command = [sys.executable, "-m", "check_jsonschema", "--output-format", "json", "--schemafile", str(place), *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    return {"errors": [], "parse_errors": []} | json.loads(done.stdout)


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[bool, bool, str]]:
    """By a text's name: whether the build faults it, whether it is for a schema to see, and what the schema says."""
    read = [text for folder in SITES if folder.name not in UNREADABLE for text in texts(folder)]
    said = complaints(read, tmp_path_factory.mktemp("texts"))
    result = {}
    for text in read:
        is_unseen = text.name in UNSEEN_HERE or CHARTS.match(text.name)
        is_seen = bool(text.errors - UNSEEN.keys()) and not is_unseen
        result[text.name] = bool(text.errors), is_seen, said.get(text.name, "")
    return result


def test_the_schema_faults_what_the_build_faults_and_nothing_else(judged: dict[str, tuple[bool, bool, str]]) -> None:
    assert {name: said for name, (_, is_seen, said) in judged.items() if bool(said) != is_seen} == {}


def test_there_are_many_of_both_and_each_exception_is_needed(judged: dict[str, tuple[bool, bool, str]]) -> None:
    assert sum(is_seen for _, is_seen, _ in judged.values()) > 50
    assert sum(not is_bad for is_bad, _, _ in judged.values()) > 50
    codes = {code for folder in SITES for text in texts(folder) for code in text.errors}
    assert UNSEEN.keys() - codes == set()
    assert UNREADABLE.keys() - {folder.name for folder in SITES} == set()
    assert UNSEEN_HERE.keys() - {name for name, (is_bad, _, _) in judged.items() if is_bad} == set()


def test_the_schemas_hold_this_repository_s_own_texts(tmp_path: Path) -> None:
    read = texts(REPOSITORY)
    assert len(read) > 45
    assert complaints(read, tmp_path) == {}


def test_the_schemas_are_schemas(tmp_path: Path) -> None:
    schemas = {text.schema for text in (*texts(REPOSITORY), *texts(GOLDEN / "everything"))}
    schemas |= {schema.text(subject, Settings("", "")) for subject in schema.SUBJECTS}
    for number, made in enumerate(schemas):
        (tmp_path / f"{number}.json").write_text(made, "utf-8")
    files = [str(file) for file in sorted(tmp_path.iterdir())]
    command = [sys.executable, "-m", "check_jsonschema", "--check-metaschema", *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, len(files)) == (0, len(schemas)), done.stdout

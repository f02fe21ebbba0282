"""The JSON Schema of what editors write, by which their programs complete, explain and check it.

Draft 2020-12. Keys and values come from the definitions that a build reads by; what those check of several keys at
once is said again here. `errorMessage` and `examples` are what YAML's language server shows and suggests.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

from generator import frontmatter
from generator.desk import refusal
from generator.frontmatter import ALWAYS
from generator.model import COMPANIES, Settings
from generator.settings import BRIEFING_KEYS, SETTINGS

Subject = Literal["briefing", "page", "introduction", "site"]
SUBJECTS: tuple[Subject, ...] = ("briefing", "page", "introduction", "site")

FOLDER = ".vscode/headframe"
"""Where a site keeps its schemas."""

_Schema = dict[str, Any]

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_GIVEN: _Schema = {
    "type": ["string", "number", "boolean", "array", "object"],
    "minLength": 1,
    "minItems": 1,
    "minProperties": 1,
}
"""A value that counts as one."""


def text(subject: Subject, settings: Settings) -> str:
    """The schema as JSON; a site's settings give its own keys and names to a briefing's."""
    makers = {"briefing": lambda: briefing(settings), "page": page, "introduction": introduction, "site": site}
    made = makers[subject]()
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def write(site: Path, settings: Settings) -> list[Path]:
    """Write every schema into a site, where its .vscode/settings.json looks for them, and tell which have changed.

    UserError where they cannot be written.
    """
    files = {site / FOLDER / f"{subject}.json": text(subject, settings) for subject in SUBJECTS}
    changed = [file for file, made in files.items() if not _holds(file, made)]
    try:
        for file in changed:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(files[file], encoding="utf-8", newline="\n")
    except OSError as error:
        raise refusal.unwritable(site / FOLDER, error) from error
    return changed


def _holds(file: Path, made: str) -> bool:
    try:
        return file.read_bytes() == made.encode()
    except OSError:
        return False


def briefing(settings: Settings) -> _Schema:
    """The schema of a briefing's front matter on a site."""
    schema = _headed("Front matter of a briefing", frontmatter.briefing_schema(settings.taxonomies).json_schema())
    keys: _Schema = schema["properties"]
    tickers = list(settings.companies)
    _suggest(keys["author"], settings.authors)
    _suggest(keys["authors"]["items"], settings.authors)
    _suggest(keys["disclaimer"], settings.disclaimers)
    _suggest(keys["disclosure"]["properties"]["sponsor"], tickers)
    _suggest(keys["disclosure"]["properties"]["positions"]["items"], tickers)
    if COMPANIES in settings.taxonomies:
        for alternative in keys[COMPANIES]["anyOf"][:2]:
            _suggest(alternative.get("items", alternative), tickers)
    keys["disclosure"]["allOf"] = [_with("sponsor", "compensation"), _with("compensation", "sponsor")]
    one_byline = {
        "not": {"allOf": [_given("author"), _given("authors")]},
        "errorMessage": "keep one of author, authors",
    }
    return {**schema, "allOf": [one_byline, *_required(settings)]}


def page() -> _Schema:
    """The schema of a standing page's front matter."""
    return _headed("Front matter of a standing page", frontmatter.page_schema().json_schema())


def introduction() -> _Schema:
    """The schema of what may stand before the introduction of a topic."""
    schema = frontmatter.introduction_schema().json_schema()
    return _headed("Front matter of a topic's introduction", schema)


def site() -> _Schema:
    """The schema of site.yaml."""
    schema = _headed("Settings of a site: content/site.yaml", SETTINGS.json_schema())
    keys: _Schema = schema["properties"]
    _suggest(keys["require"]["items"], sorted(BRIEFING_KEYS | {*Settings("", "").taxonomies}))
    _suggest(keys["timezone"], ("America/Toronto", "Europe/London", "Australia/Perth", "UTC"))
    return schema


def _headed(title: str, schema: Mapping[str, object]) -> _Schema:
    return {"$schema": _DRAFT, "title": title, **schema}


def _suggest(schema: _Schema, words: Iterable[str]) -> None:
    """Have an editor's program offer words where others are allowed too."""
    if examples := list(words):
        schema["examples"] = examples


def _given(key: str, told: str = "") -> _Schema:
    """That a key has a value; `told` is what an editor is told where it has none."""
    message = {"errorMessage": told} if told else {}
    return {"required": [key], "properties": {key: {**_GIVEN, **message}}, **message}


def _with(key: str, other: str) -> _Schema:
    """Where one key is given, another must be."""
    return {"if": _given(key), "then": _given(other, f"{key} needs {other} beside it")}


def _required(settings: Settings) -> list[_Schema]:
    """What site.yaml requires of a briefing that is no draft."""
    wanted = [key for key in settings.require if key not in ALWAYS and key != "disclaimer"]
    if "disclaimer" in settings.require and not settings.default_disclaimer:
        wanted.append("disclaimer")
    if not wanted:
        return []
    draft = {"required": ["draft"], "properties": {"draft": {"const": True}}}
    return [{"if": draft, "else": {"allOf": [_wanted(key) for key in dict.fromkeys(wanted)]}}]


def _wanted(key: str) -> _Schema:
    told = f"{key} is missing; site.yaml requires it"
    if key in {"author", "authors"}:
        return {"anyOf": [_given("author", told), _given("authors", told)]}
    return _given(key, told)

"""Briefings as files for the checks, and the words under the carets of what a check finds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from newsroom import settings

from generator import frontmatter, manuscript
from generator.diagnostic import Diagnostic
from generator.lint.story import Story
from generator.model import LintSettings, Settings
from generator.sources import SourceText

Check = Callable[[Story], Iterator[Diagnostic]]


def story(body: str, site: Settings | None = None, **fields: Any) -> Story:
    """A briefing with this body; a JSON value is YAML, so that any text may be a field."""
    chosen = site or settings()
    matter = {"title": "Of ore", "date": "2026-02-20", "sources": ["Reuters"], "disclaimer": "standard", **fields}
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in matter.items()]
    source = SourceText("briefings/ore.md", "\n".join(["---", *lines, "---", "", body, ""]))
    read = frontmatter.briefing(source.path, source.text, manuscript.rules(chosen))
    assert read.value is not None, read.diagnostics
    return Story(read.value, source, chosen)


def lint(**fields: Any) -> Settings:
    """A site with these keys under `lint`."""
    return settings(lint=LintSettings(**fields))


def marked(check: Check, body: str, site: Settings | None = None, **fields: Any) -> list[str]:
    """What a check finds in a briefing: the words under its carets, in order."""
    told = story(body, site, **fields)
    return [under(finding, told) for finding in check(told)]


def under(finding: Diagnostic, told: Story) -> str:
    """The words of the file under the carets of a finding."""
    span = finding.span
    assert span.path == "content/briefings/ore.md"
    line = told.lines[span.line - 1]
    assert 0 < span.column <= len(line)
    return line[span.column - 1 : span.column - 1 + span.length]

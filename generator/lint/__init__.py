"""What a careful copy editor would catch beyond what forbids a build: each check takes values and gives diagnostics."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from msgspec.structs import replace

from generator.diagnostic import Diagnostic
from generator.model import LINTS, LintSettings

__all__ = ["severities", "weighed"]


def severities(settings: LintSettings) -> Mapping[str, str]:
    """How grave each code is on a site: off, warning or error."""
    return {**LINTS, **settings.severities}


def weighed(
    findings: Iterable[Diagnostic], settings: LintSettings, ignored: Mapping[str, Collection[str]]
) -> Iterator[Diagnostic]:
    """The findings as grave as the site has them be, without those that a file, by its path, has left unsaid."""
    grave = severities(settings)
    for finding in findings:
        severity = grave[finding.code]
        if severity != "off" and finding.code not in ignored.get(finding.span.path, ()):
            yield finding if severity == finding.severity else replace(finding, severity=severity)

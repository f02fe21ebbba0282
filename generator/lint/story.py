"""A briefing as the checks read it: every text that readers see, piece by piece, and the places in its file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from generator import frontmatter
from generator.diagnostic import Diagnostic, Span
from generator.lint import prose, sentences
from generator.lint.prose import Passage, Prose
from generator.lint.sentences import Sentence
from generator.model import LINTS, Briefing, Settings
from generator.sources import CONTENT, SourceText


@dataclass(frozen=True)
class Story:
    """A briefing with its file. `settings` are the site's, its rules at least."""

    briefing: Briefing
    source: SourceText
    settings: Settings

    @cached_property
    def prose(self) -> Prose:
        """The body's prose."""
        body, line = frontmatter.body(self.source.path, self.source.text)
        return prose.read(body, self.path, line, self.settings.markdown)

    @property
    def path(self) -> str:
        """The file, as diagnostics name it."""
        return f"{CONTENT}/{self.source.path}"

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Headline, summary and body, in the order in which they are read."""
        briefing = self.briefing
        fields = [("title", briefing.title), ("summary", briefing.summary)]
        return (*(Field(text, key, self) for key, text in fields if text), *self.prose.blocks)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences of all passages, in order."""
        return tuple(sentences.of(self.passages))

    def saying(self, words: frozenset[str]) -> Iterator[Sentence]:
        """The sentences that have one of some words, given in small letters; most have none and need no closer look."""
        return (sentence for sentence in self.sentences if not sentence.words.isdisjoint(words))

    @cached_property
    def lines(self) -> list[str]:
        """The file, line by line."""
        return self.source.text.split("\n")

    @cached_property
    def places(self) -> Mapping[str, Span]:
        """Where the front matter says what, by dotted keys; only a briefing of which something is told needs them."""
        return frontmatter.places(self.source.path, self.source.text, self.settings)

    def place(self, key: str) -> Span:
        """Where a key's value stands, or that which holds it; the file's head where neither is written."""
        whole = key.partition(".")[0].removesuffix("s")  # author, where authors.0 is meant
        while key:
            if key in self.places:
                return self.places[key]
            key = key.rpartition(".")[0]
        return self.places.get(whole) or Span(self.path, 1, 1, 3)

    def is_english(self) -> bool:
        """Whether the site's language is the one whose phrases some checks know."""
        return self.settings.language.partition("-")[0].lower() == "en"


@dataclass(frozen=True)
class Field:
    """A text of the front matter."""

    text: str
    key: str
    story: Story

    is_quoted: ClassVar[bool] = False
    heads: ClassVar[bool] = True
    table: ClassVar[int] = 0

    def span(self, start: int, end: int) -> Span:
        """Where the characters stand if the file has them in these letters; else the whole value."""
        whole, wanted = self.story.place(self.key), self.text[start:end]
        line = self.story.lines[whole.line - 1]
        at = line.find(wanted, whole.column - 1)
        return Span(whole.path, whole.line, at + 1, max(len(wanted), 1)) if at >= 0 else whole


Check = Callable[[Story], Iterator[Diagnostic]]
"""Looks through a briefing for one kind of slip; what it finds is as grave as its code is by itself."""


def finding(code: str, message: str, span: Span, help_: str) -> Diagnostic:
    """What a check tells, as grave as its code is by itself."""
    return Diagnostic(code, message, span, help_, LINTS[code])


def shown(text: str) -> str:
    """A phrase as a message quotes it: on one line, without characters that stand for what is no prose."""
    return re.sub(r"\s+", " ", text.replace(prose.GAP, "…")).strip()

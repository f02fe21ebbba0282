"""Jinja as the layouts are rendered with it."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from functools import lru_cache
from types import CodeType
from typing import Any

from jinja2 import (
    BytecodeCache,
    ChoiceLoader,
    Environment,
    StrictUndefined,
    Template,
    UndefinedError,
    select_autoescape,
)
from jinja2.bccache import Bucket

from generator.speculation import SpeculativeEnvironment
from generator.templates.parts import Parts

_REMEMBERED = 50_000
"""How many texts `once` remembers of a macro: of cards some 60 MB."""


def once(macro: Callable[..., str]) -> Callable[..., str]:
    """The macro, its text remembered for as long as the layouts live; arguments that are equal give the same text."""
    remembered = lru_cache(_REMEMBERED, typed=True)(macro)

    def text(*arguments: Any, **named: Any) -> str:
        try:
            return remembered(*arguments, **named)
        except (TypeError, UndefinedError):  # an argument without a hash, such as what a briefing has under extra
            return macro(*arguments, **named)

    return text


class _Compiled(BytecodeCache):
    """What this process has compiled, so that the next build of a preview need not do it again.

    It is never on disk, where it could be forged. A bucket's key stands for a template's name and file, its checksum
    for the text.
    """

    def __init__(self) -> None:
        self._codes: dict[tuple[type[Environment], str], tuple[str, CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the code of a template whose text is as it was."""
        checksum, code = self._codes.get((type(bucket.environment), bucket.key), ("", None))
        bucket.code = code if checksum == bucket.checksum else None

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template, in place of what was made of an earlier text."""
        if bucket.code is not None:
            self._codes[type(bucket.environment), bucket.key] = bucket.checksum, bucket.code


_COMPILED = _Compiled()
_PARTS: dict[str, tuple[str, Parts]] = {}
"""By a template's name, the text that was last parsed and its parts."""


class PlainEnvironment(Environment):
    """Jinja where no template has globals of its own, and the `parts` of a text are known.

    It is strict: an undefined variable is an error, and HTML is escaped unless it is ours.
    """

    def __init__(self, loader: ChoiceLoader) -> None:
        super().__init__(
            loader=loader,
            autoescape=select_autoescape(("html", "xml"), default_for_string=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            bytecode_cache=_COMPILED,
        )
        for chance in ("random", "lipsum"):  # a page depends on its view alone
            self.filters.pop(chance, None)
            self.globals.pop(chance, None)
        self.globals["once"] = once
        self._loaded: dict[str, Template] = {}

    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> Template:  # noqa: A002 - Jinja's
        """A template by name, compiled once; a page asks ten times, for what it extends, imports and includes."""
        found = self._loaded.get(name)
        if found is None:
            found = self._loaded[name] = super().get_template(name, parent, globals)
        return found

    def parts(self, source: str, name: str) -> Parts:
        """The parts of a template's text. TemplateSyntaxError if it has none."""
        known = _PARTS.get(name)
        if known is None or known[0] != source:
            known = _PARTS[name] = source, Parts.of(self.parse(source, name))
        return known[1]

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The environment's own: each import compares them with the importing template's, 3 µs quicker than a chain."""
        return self.globals if d is None else super().make_globals(d)


class GuessingEnvironment(PlainEnvironment, SpeculativeEnvironment):
    """The same, in code that is quicker as long as nothing is missing."""

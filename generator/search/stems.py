"""The stem under which all forms of a word are filed ("export" for "exports", "exporting"), by Snowball's stemmers."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from typing import Protocol

from generator.diagnostic import Diagnostic, Span
from generator.model import Settings
from generator.search.words import folded

EXTRA = "headframe[search]"

_STEMMERS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish",
    "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian",
    "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "st": "sesotho", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
"""By language; in any other a word is filed under itself."""


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str:  # noqa: N802 - PyStemmer's name
        """The stem of a word in lower case."""


class Stems(dict[str, tuple[str, str]]):
    """By a word of `words.split`, the form in which a reader types it and the stem under which it is filed."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._stemmer = _stemmer(language.partition("-")[0].lower())

    def __missing__(self, word: str) -> tuple[str, str]:
        stem = folded(self._stemmer.stemWord(word)) if self._stemmer else folded(word)
        self[word] = found = folded(word), stem or folded(word)
        return found


@lru_cache(4)
def stems(language: str) -> Stems:
    """The stems of a site's language, a BCP 47 tag, remembered for as long as this process lives."""
    return Stems(language)


def _stemmer(language: str) -> _Stemmer | None:
    import Stemmer  # not at the top: a site without search need not have it

    name = _STEMMERS.get(language)
    return Stemmer.Stemmer(name) if name in Stemmer.algorithms() else None


def edition() -> str:
    """Which stemmers these are: others may file words otherwise."""
    import Stemmer

    return str(Stemmer.version())


def check(settings: Settings) -> tuple[Diagnostic, ...]:
    """An error where a site wants search and what that needs is not installed."""
    if not settings.search or find_spec("Stemmer"):
        return ()
    where = settings.where.get("search", Span("content/site.yaml"))
    message = "search: true needs the package PyStemmer, which is not installed"
    return (Diagnostic("missing-extra", message, where, f"pip install '{EXTRA}', or write search: false"),)

"""Under what a word is filed."""

from __future__ import annotations

import importlib.util
import subprocess
import sys

import pytest
from newsroom import codes, settings

from generator.diagnostic import Span
from generator.search import stems


@pytest.mark.parametrize(
    ("language", "words", "stem"),
    [
        ("en", ["export", "exports", "exporting", "exported"], "export"),
        ("en-CA", ["licenses", "licensed"], "licens"),
        ("de", ["haus", "häuser"], "haus"),
        ("fr", ["exportation", "exportations"], "export"),
        ("ru", ["руда", "руды"], "руд"),
        ("zh-Hant", ["鎵"], "鎵"),
        ("xx", ["exports"], "exports"),
    ],
)
def test_all_forms_of_a_word_have_one_stem(language: str, words: list[str], stem: str) -> None:
    known = stems.stems(language)
    assert {known[word][1] for word in words} == {stem}


def test_a_form_is_as_readers_type_it() -> None:
    assert stems.stems("de")["häuser"][0] == "hauser"


def test_no_word_is_without_a_stem() -> None:
    known = stems.stems("ar")
    assert all(known[word][1] for word in ("ال", "و", "a", "1"))


def test_every_language_has_a_stemmer_that_is_there() -> None:
    import Stemmer

    assert set(stems._STEMMERS.values()) <= set(Stemmer.algorithms())


def test_search_without_its_package_is_an_error_at_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    where = Span("content/site.yaml", 7, 9)
    site = settings(search=True, where={"search": where})
    assert stems.check(site) == ()
    monkeypatch.setattr(stems, "find_spec", lambda name: None)
    (found,) = stems.check(site)
    assert (found.code, found.span) == ("missing-extra", where)
    assert "pip install 'headframe[search]'" in found.help
    assert stems.check(settings(search=False)) == ()


def test_a_site_without_search_loads_no_stemmer() -> None:
    program = "import sys, generator.build; print('Stemmer' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
    assert importlib.util.find_spec("Stemmer")
    assert codes(stems.check(settings(search=False))) == []

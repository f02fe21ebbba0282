"""The words of many briefings together."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import generator
from generator.search import segments
from generator.search.record import Record, Topic
from generator.search.segments import LARGE, SMALL, cut, parts, segment, shards
from generator.search.stems import stems
from generator.search.words import split
from generator.views import Day, Prose

Found = dict[str, dict[int, list[int]]]


def record(title: str, body: str = "", standfirst: str = "", **fields: Any) -> Record:
    """A briefing whose body's digest is its HTML."""
    day = Day("2026-02-20", "", "Feb 20, 2026")
    return Record("/a/", title, standfirst, standfirst, day, fields.pop("number", 20504), Prose(body), **fields)


def made(records: Iterable[Record], number: int = 1, language: str = "en") -> tuple[dict[str, Any], list[Any]]:
    """A segment's table and shards."""
    table, *files = parts(segment(list(records), lambda body: body.digest, language, number, ["t"]))
    assert len(files) == number
    return json.loads(table), [json.loads(file) for file in files]


def read(shards: Iterable[dict[str, Any]]) -> Found:
    """By stem and briefing, where it stands."""
    found: Found = {}
    for shard in shards:
        for stem, numbers in shard["words"].items():
            place = 0
            waiting = iter(numbers)
            for gap in waiting:
                place += gap
                at, positions = 0, []
                for _ in range(next(waiting)):
                    at += next(waiting)
                    positions.append(at)
                found.setdefault(stem, {})[place] = positions
    return found


@pytest.mark.parametrize(
    ("count", "sizes"),
    [
        (0, []),
        (1, [1]),
        (SMALL, [SMALL]),
        (SMALL + 1, [SMALL, 1]),
        (LARGE - 1, [SMALL, SMALL, SMALL, SMALL - 1]),
        (LARGE, [LARGE]),
        (2 * LARGE + SMALL + 3, [LARGE, LARGE, SMALL, 3]),
    ],
)
def test_briefings_are_cut_into_segments(count: int, sizes: list[int]) -> None:
    found = list(cut(count))
    assert [len(one) for one in found] == sizes
    assert [n for one in found for n in one] == list(range(count))


def test_a_new_briefing_leaves_the_full_segments_alone() -> None:
    for count in range(0, 3 * LARGE, 97):
        full = [one for one in cut(count) if len(one) == LARGE]
        assert list(cut(count + 1))[: len(full)] == full


@pytest.mark.parametrize(
    ("words", "number"), [(0, 1), (12_000, 1), (12_001, 2), (24_001, 4), (48_000, 4), (1_000_000, 128)]
)
def test_shards_are_a_power_of_two(words: int, number: int) -> None:
    assert shards(words) == number


def test_a_word_is_found_where_it_stands() -> None:
    _, files = made([record("Zinc ore", "<p>Zinc is zinc.</p>", "On ore."), record("Tin", "<p>Ores of tin</p>")])
    found = read(files)
    assert found["zinc"] == {0: [0, 6, 8]}
    assert found["ore"] == {0: [1, 4], 1: [3]}
    assert found["tin"] == {1: [0, 5]}


def test_forms_lead_to_their_stems() -> None:
    _, (shard,) = made([record("Exports", "<p>He exported ore, and an export.</p>")])
    assert shard["forms"] == {"exported": ["export"], "exports": ["export"]}
    assert "export" in shard["words"]


def test_a_form_of_two_words_leads_to_both() -> None:
    """Where only accents tell words apart that have other stems."""
    _, (shard,) = made([record("pêche péché pêches péchés peches")], language="fr")
    stems_of = {form: set(found) for form, found in shard["forms"].items()}
    known = stems("fr")
    assert stems_of["peches"] == {known[word][1] for word in ("pêches", "péchés", "peches")}


def test_topics_sources_and_tickers_are_found_too() -> None:
    _, files = made([record("A", "<p>b</p>", keywords=("Example Wire", "TSX:ELD"))])
    found = read(files)
    assert [found[word][0] for word in ("exampl", "wire", "tsx", "eld")] == [[5], [6], [7], [8]]


def test_the_table_tells_days_lengths_and_topics() -> None:
    topics = (Topic("tags", "ore", "Ore", "/tags/ore/"), Topic("countries", "china", "China", "/countries/china/"))
    other = (Topic("tags", "aim", "Aim", "/tags/aim/"), Topic("tags", "ore", "Ore", "/tags/ore/"))
    first = record("A b", "<p>c d e</p>", "f", number=100, topics=topics)
    table, _ = made([first, record("A", number=103, topics=other)])
    assert table["days"] == [100, 3]
    assert table["lengths"] == [[2, 1, 3, 0], [1, 0, 0, 0]]
    assert table["terms"] == {"countries": [["china", "China"]], "tags": [["aim", "Aim"], ["ore", "Ore"]]}
    assert table["topics"] == {"countries": [[0], []], "tags": [[1], [0, 1]]}
    assert table["texts"] == ["t"]


def test_words_of_one_beginning_are_in_one_shard() -> None:
    _, files = made([record("gallium gallic gallery export exports zinc tin lead ore")], 16)
    held = [{*shard["words"], *shard["forms"]} for shard in files]
    assert sum(bool({word for word in words if word.startswith("gal")}) for words in held) == 1
    assert sum(bool({word for word in words if word.startswith("exp")}) for words in held) == 1
    assert sum(map(bool, held)) > 3


def test_what_nearly_all_text_is_made_of_does_not_say_where_it_stands() -> None:
    body = f"<p>{'the ore ' * 7} gallium</p>"
    _, (shard,) = made([record("A", body)] * 400)
    assert shard["words"]["the"] == [-1, 0, 7, *[1, 7] * 399]
    assert shard["words"]["gallium"][:3] == [0, 1, 17]


def test_some_mentions_are_always_told() -> None:
    _, (shard,) = made([record("A", f"<p>{'the ' * 400}</p>")] * 2)
    assert shard["words"]["the"][0] == 0


def test_every_process_gives_the_same_bytes() -> None:
    program = (
        "import hashlib; from generator.search import segment, Record; from generator.views import Day, Prose;"
        "text = ' '.join(chr(97 + n % 26) * (1 + n % 9) + 's' for n in range(300)) + ' pêches péchés peches';"
        "one = Record('/a/', text, '', '', Day('', '', ''), 1, Prose('<p>x'));"
        "print(hashlib.sha256(segment([one] * 3, lambda body: body.digest, 'fr', 8, ['t'])).hexdigest())"
    )
    seen = set()
    for seed in ("1", "2", "3"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(generator.__file__).parents[1])}
        command = [sys.executable, "-c", program]
        seen.add(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)
    assert len(seen) == 1


words = st.text(st.sampled_from("aábc d’.,1-中"), max_size=40)


@given(st.lists(st.tuples(words, words, words), max_size=5), st.sampled_from([1, 4]))
def test_whatever_is_written_is_found_where_it_stands(texts: list[tuple[str, str, str]], number: int) -> None:
    records = [record(title, f"<p>{body}</p>", standfirst) for title, standfirst, body in texts]
    _, files = made(records, number)
    known = stems("en")
    expected: Found = {}
    for place, (title, standfirst, body) in enumerate(texts):
        at = 0
        for part in (title, standfirst, body):
            for word in split(part):
                expected.setdefault(known[word][1], {}).setdefault(place, []).append(at)
                at += 1
            at += segments._GAP
    assert read(files) == expected

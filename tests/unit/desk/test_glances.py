from __future__ import annotations

from pathlib import Path

import pytest
from newsroom import lay

from generator.desk import heads
from generator.desk.heads import Head


def matter(*lines: str) -> str:
    return "\n".join(["---", *lines, "---", "", "tags: [none]", "slug: none", ""])


def head(*lines: str, path: str = "briefings/2026-02-20-ore.md") -> Head:
    return Head(path, "\n".join(["---", *lines]))


def test_the_heads_are_those_of_every_briefing_the_oldest_name_first(tmp_path: Path) -> None:
    files = {
        "content/briefings/2026-02-02-b.md": matter("title: B"),
        "content/briefings/2025/2025-01-01-z.md": matter("title: Z"),
        "content/briefings/.2024-01-01-hidden.md": matter("title: H"),
        "content/briefings/notes.txt": "",
        "content/pages/2020-01-01-about.md": matter("title: A"),
    }
    found = heads.of(lay(tmp_path, files))
    assert [h.path for h in found] == ["briefings/2025/2025-01-01-z.md", "briefings/2026-02-02-b.md"]
    assert [h.matter for h in found] == ["---\ntitle: Z", "---\ntitle: B"]


def test_a_site_without_briefings_has_no_heads(tmp_path: Path) -> None:
    assert heads.of(tmp_path) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (matter(f"summary: {'x' * 9000}", "slug: far"), "far"),
        (matter("slug: there").replace("\n", "\r\n"), "there"),
        ("\ufeff" + matter("slug: marked"), "marked"),
        ("---\nslug: open\n", "ore"),
        ("slug: none\n", "ore"),
        (b"---\nslug: cafe # \xe9\n---\n", "cafe"),
    ],
)
def test_a_slug_is_found_in_the_front_matter_or_made_from_the_name(
    text: str | bytes, expected: str, tmp_path: Path
) -> None:
    (found,) = heads.of(lay(tmp_path, {"content/briefings/2026-02-20-ore.md": text}))
    assert heads.slug(found) == expected


@pytest.mark.parametrize("written", ["slug: ore-2", "slug: 'ore-2'", 'slug: "ore-2"  # the second', "slug:   ore-2  "])
def test_a_slug_is_read_in_quotes_and_before_a_comment(written: str) -> None:
    assert heads.slug(head("title: T", written)) == "ore-2"


@pytest.mark.parametrize("written", ["  slug: inner", "slugs: x", "slug:", "title: slug"])
def test_what_is_no_slug_is_taken_for_none(written: str) -> None:
    assert heads.slug(head("extra:", written)) == "ore"


@pytest.mark.parametrize(
    "lines",
    [
        ["tags: [gold, 'us-china']"],
        ["tags:", "  - gold", "  - us-china", "sources: [x]"],
        ["tags:", "- gold", "# one more", "- us-china", "draft: true"],
        ["tags: [gold,", "  us-china]", "title: T"],
    ],
)
def test_terms_are_read_however_they_are_listed(lines: list[str]) -> None:
    assert heads.terms(head("title: T", *lines), "tags") == ("gold", "us-china")


@pytest.mark.parametrize("lines", [["tags: ["], ["tags:"], ["tags: {a: b}"], ["title: tags"], ["  tags: [gold]"]])
def test_what_cannot_be_read_has_no_terms(lines: list[str]) -> None:
    assert heads.terms(head(*lines), "tags") == ()


def test_a_name_is_spelled_as_the_oldest_briefing_spells_it() -> None:
    known = [head("tags: [gold]"), head("tags: [Critical minerals]"), head("tags: [critical minerals]")]
    assert heads.spelling("CRITICAL  MINERALS", "tags", known) == "Critical minerals"
    assert heads.spelling("Gold.", "tags", known) == "Gold."
    assert heads.spelling("critical", "tags", known) == "critical"


def test_the_vocabulary_has_each_name_once_in_order() -> None:
    known = [head("tags: [Gold, copper]"), head("tags: [gold]"), head("commodities: [zinc]")]
    assert heads.vocabulary("tags", known) == ["copper", "Gold"]

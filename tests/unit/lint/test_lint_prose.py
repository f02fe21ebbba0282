"""A body's readable text, and the place of each of its characters."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator import frontmatter
from generator.lint import prose
from generator.lint.prose import GAP, Prose
from generator.markdown import dialect

CONTENT = Path(__file__).parents[3] / "content"
BODY = r"""First *line* with `code` and [a link](https://example.org/x "A title") to **soar**.
Second line &amp; US\$5 ![a rig](media/rig.png) more, _under_ and snake_case, ~~gone~~.

> quoted *text*
> goes on

- item one
  goes on here
- > a quotation in a list

| Price (US$) | Much `code` |
|---|---|
| $5 | *x* |
| $5 | $5 |

## A heading with **weight** ##

Set
text
====

<p>Raw HTML is no prose.</p>

[^1]: A note in *words*.

Text[^1] with <b>bold</b>, <!-- a remark --> and https://example.org/path here, <mailto:a@example.org>.

    indented code

```
fenced code
```

[ref]: https://example.org/ref
See [the text][ref] and [ref] and [a \] bracket](<https://example.org/a b>).
"""


def read(body: str = BODY, line: int = 7) -> Prose:
    return prose.read(body, "content/briefings/ore.md", line, "full")


def test_readers_words_are_left_and_nothing_else() -> None:
    assert [block.text for block in read().blocks] == [
        f"First line with {GAP} and a link to soar.\nSecond line & US$5 {GAP} more, under and snake_case, gone.",
        "quoted text\ngoes on",
        "item one\ngoes on here",
        "a quotation in a list",
        "Price (US$)",
        f"Much {GAP}",
        "$5",
        "x",
        "$5",
        "$5",
        "A heading with weight",
        "Set\ntext",
        "A note in words.",
        f"Text with bold,  and {GAP} here, {GAP}.",
        "See the text and ref and a ] bracket.",
    ]


def test_each_block_knows_what_it_is() -> None:
    blocks = read().blocks
    assert [block.text for block in blocks if block.is_quoted] == ["quoted text\ngoes on", "a quotation in a list"]
    assert [block.text for block in blocks if block.heads] == ["A heading with weight", "Set\ntext"]
    assert {block.table for block in blocks if block.kind == "cell"} == {1}
    assert sum(block.kind == "cell" for block in blocks) == 6


def misplaced(body: str, first_line: int) -> list[str]:
    """The letters and digits of a body's prose that are not where they are said to be."""
    lines = body.split("\n")
    found = []
    for block in read(body, first_line).blocks:
        for at, letter in enumerate(block.text):
            span = block.span(at, at + 1)
            line = lines[span.line - first_line]
            if letter.isalnum() and line[span.column - 1 : span.column] not in {letter, "&"}:
                found.append(f"{letter} of {block.text[:20]} in {line}")
    return found


def test_every_letter_stands_where_it_is_said_to_stand() -> None:
    assert misplaced(BODY, 7) == []


@pytest.mark.parametrize("file", sorted(CONTENT.rglob("*.md")), ids=lambda file: file.stem)
def test_the_letters_of_real_briefings_stand_where_they_are_said_to_stand(file: Path) -> None:
    body, line = frontmatter.body(file.name, file.read_text("utf-8"))
    assert misplaced(body, line) == []
    assert read(body, line).blocks


@pytest.mark.parametrize("file", sorted(CONTENT.rglob("*.md")), ids=lambda file: file.stem)
def test_the_words_of_real_briefings_are_those_that_the_markdown_parser_finds(file: Path) -> None:
    body, line = frontmatter.body(file.name, file.read_text("utf-8"))
    tokens = dialect.parser("full", body).parse(body, {})
    parsed = [
        token.content
        if token.children is None
        else "".join(c.content if c.type == "text" else " " if c.type.endswith("break") else "" for c in token.children)
        for token in tokens
        if token.type == "inline"
    ]
    words = [re.findall(r"\w+", text.replace("’", "")) for text in parsed]
    ours = [re.findall(r"\w+", re.sub("['’]", "", block.text)) for block in read(body, line).blocks]
    assert sorted(filter(None, ours)) == sorted(filter(None, words))


def test_a_sign_behind_a_backslash_stands_behind_it() -> None:
    (block,) = read("Some \\*US\\$5 million.", 3).blocks
    assert block.text == "Some *US$5 million."
    assert [block.span(at, at + 1).column for at in (5, 6, 8, 9)] == [7, 8, 11, 12]


def test_a_phrase_over_two_lines_is_marked_to_the_end_of_the_first() -> None:
    (block,) = read("It is set to\nsoar again.", 3).blocks
    span = block.span(6, 17)
    assert (block.text[6:17], span.line, span.column, span.length) == ("set to\nsoar", 3, 7, 6)


def test_a_phrase_with_marks_within_is_marked_with_them() -> None:
    (block,) = read("It is set to **soar** again.", 3).blocks
    span = block.span(6, 17)
    assert (block.text[6:17], span.column, span.length) == ("set to soar", 7, 13)


def test_equal_cells_of_a_row_have_places_of_their_own() -> None:
    cells = [block for block in read("| a | a |\n|---|---|\n| $5 | $5 |\n", 1).blocks if block.text == "$5"]
    assert [block.span(0, 2).column for block in cells] == [3, 8]


def test_pictures_have_their_text_and_place() -> None:
    markdown = "Text ![a *rig*](x.png) and ![](y.png).\n\n"
    html = '<img src="z.png">\n<IMG alt="">\n\n`![](code.png)` <img alt="In line" src="w">'
    body = markdown + html
    found = [(p.alt, p.span.line, p.span.column, p.span.length, p.is_plain) for p in read(body, 1).pictures]
    assert found == [
        ("a *rig*", 1, 6, 17, True),
        ("", 1, 28, 10, True),
        (None, 3, 1, 17, False),
        ("", 4, 1, 12, False),
        ("In line", 6, 17, 27, False),
    ]


def test_an_ornament_is_no_picture_to_tell_of() -> None:
    assert read('<img role="presentation" src="x">\n\n<p><img aria-hidden="true" src="x"></p>').pictures == ()


@pytest.mark.parametrize(
    "body", ["", "\n\n", "`", "**", "[", "![", "![](", "<", "&", "&;", "\\", "[](", "|", "> ", "\0", "[^", "_" * 50]
)
def test_odd_marks_do_no_harm(body: str) -> None:
    read(body)


def test_a_body_of_too_much_depth_has_no_prose() -> None:
    assert read("> " * 100 + "deep") == Prose()

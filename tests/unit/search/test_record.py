"""The text that is searched."""

from __future__ import annotations

import pytest

from generator import markdown
from generator.search.record import Record, text_of
from generator.views import Day, Prose


def text(markup: str, *charts: str) -> str:
    record = Record("/a/", "A", "", "", Day("", "", ""), 0, Prose(""), charts)
    return text_of(record, lambda _: markup)


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("", ""),
        ("<p>One\n  line.</p>\n<p>Another.</p>", "One line.\nAnother."),
        ("<p>Be<strong>tw</strong>een <a href='x'>in</a>line.</p>", "Between inline."),
        ("<p>a<br>b</p><ul><li>c</li><li>d</li></ul>", "a\nb\nc\nd"),
        ("<p>AT&amp;T &lt;b&gt; a&nbsp;b</p>", "AT&T <b> a\xa0b"),
        ('<p title="a > b">c</p><img alt="d">', "c"),
        ("<p>a<!-- b --></p><script>c < d</script><style>e</style><p>f</p>", "a\nf"),
        ("<p>1 < 2 and 3 > 2</p>", "1 < 2 and 3 > 2"),
        ('<svg><title>a chart</title><path d="M0"/></svg>', "a chart"),
        ("<p>open <!-- for good", "open"),
        ("<p>open <b for='good", "open"),
        ("<p>a</p><p>b<b c<d", "a\nb"),
        ('<p title=it"s>a</p>', "a"),
        ("a<?php b?>c</ d>e</>f", "a\nc\ne\nf"),
    ],
)
def test_a_body_is_searched_by_its_text(markup: str, expected: str) -> None:
    assert text(markup) == expected


def test_marks_of_footnotes_are_no_text() -> None:
    rendered, _ = markdown.render("Ore.[^1]\n\n[^1]: Much *of* it.\n", "a.md", 1, mode="full", html="sanitize")
    assert "footnote-ref" in rendered.html
    assert text(rendered.html) == "Ore.\nMuch of it."


def test_a_chart_is_searched_by_its_title_and_what_it_tells() -> None:
    spec = "```chart\ntitle: Ore in tons\ndescription: It grows.\nmark: bar\ndata: {values: [{a: 1}]}\n```"
    rendered, _ = markdown.render(f"Before.\n\n{spec}\n\nAfter.\n", "a.md", 1, mode="full", html="sanitize")
    (chart,) = rendered.body.charts
    assert text(rendered.html, f"{chart.title}\n{chart.description}") == "Before.\nOre in tons\nIt grows.\nAfter."

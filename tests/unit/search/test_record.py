"""The text that is searched."""

from __future__ import annotations

import pytest

from generator import markdown
from generator.search.record import text_of


@pytest.mark.parametrize(
    ("markup", "text"),
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
    ],
)
def test_a_body_is_searched_by_its_text(markup: str, text: str) -> None:
    assert text_of(markup) == text


def test_marks_of_footnotes_are_no_text() -> None:
    rendered, _ = markdown.render("Ore.[^1]\n\n[^1]: Much *of* it.\n", "a.md", 1, mode="full", html="sanitize")
    assert "footnote-ref" in rendered.html
    assert text_of(rendered.html) == "Ore.\nMuch of it."

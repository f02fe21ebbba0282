"""Markdown bodies: the dialects, what is safe, and what hostile input gets."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path
from unittest import mock

import html5lib
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from generator import address
from generator.diagnostic import Diagnostic, Span
from generator.layouts import packaged_layouts
from generator.markdown import PAGE_IDS, attribute, fill, pictures, prose, render, typography
from generator.model import Reference, Rendered

EXAMPLES = json.loads((Path(__file__).parent.parent / "data" / "commonmark-0.31.2.json").read_text("utf-8"))


def body(text: str, *, mode: str = "full", html: str = "sanitize") -> tuple[Rendered, tuple[Diagnostic, ...]]:
    return render(text, "briefings/a.md", 10, mode=mode, html=html)


def whole(rendered: Rendered) -> str:
    return fill(rendered.html, [attribute(r, r.value) for r in rendered.body.references])


def page(text: str, *, mode: str = "full", html: str = "sanitize") -> str:
    return whole(body(text, mode=mode, html=html)[0])


def said(text: str, *, html: str = "sanitize") -> list[tuple[str, int, str]]:
    return [(d.code, d.span.line, d.message) for d in body(text, html=html)[1]]


# CommonMark


def test_every_example_of_the_commonmark_suite_renders_exactly() -> None:
    assert len(EXAMPLES) == 652
    wrong = [e["number"] for e in EXAMPLES if page(e["markdown"], mode="commonmark", html="trusted") != e["html"]]
    assert wrong == []


def test_the_commonmark_suite_gives_no_diagnostic() -> None:
    assert [e["number"] for e in EXAMPLES if body(e["markdown"], mode="commonmark", html="trusted")[1]] == []


def test_commonmark_has_none_of_the_extras() -> None:
    text = '# A\n\n"a" -- b... ~~c~~[^1]\n\n| a |\n|---|\n\n[^1]: d\n'
    expected = '<h1>A</h1>\n<p>&quot;a&quot; -- b... ~~c~~<a href="d">^1</a></p>\n<p>| a |\n|---|</p>\n'
    assert page(text, mode="commonmark") == expected


# The short ways: what is parsed by them is what markdown-it makes of it


MARKS = [
    *"*_[]()!&<>`\\~^-=+#1.:,'\"\n \t",
    "**",
    "__",
    "](/a)",
    "](http://a.example/?b=c#d)",
    "![",
    "&amp;",
    "  \n",
    "[d",
]
STARTS = ["\n\n", "\n- ", "\n> ", "\n1. ", "\n    ", "\n---\n", "\n# "]
WORDS = ["a", "B c", "é", "“", "\u00a0", "<b>", "`c`", "it's", "*d*", "**e**", "[f](/g)"]
SIGNS = st.lists(st.sampled_from([*MARKS, *STARTS, *WORDS]), max_size=40).map("".join)
QUOTED = st.lists(st.sampled_from([*"'\"*_([])\n 5,", *WORDS, "\n\n", '5"', "`'`", "\\'"]), max_size=40).map("".join)


def plain_markdown_it(text: str, **options: bool) -> str:
    parser = MarkdownIt("commonmark", {"maxNesting": 40, "xhtmlOut": not options, **options})
    parser.enable("smartquotes")  # which does nothing without typographer
    return str(parser.render(text)).replace("<blockquote></blockquote>", "<blockquote>\n</blockquote>")


@settings(max_examples=500)
@given(SIGNS)
@example('a *b.* c *(d)* __h__: _i_\n_j_ (*k*) (*"l"*)')
@example("**a, ** b")
@example("a * b* c")
@example("_a_b c_")
@example("*a b*c _d_")
@example("a_b_ c")
@example("a ![b](/c)")
@example("a\n  [b\nc](d) e \nf\n\n-\n  g\n   h\n===\n> i\nj\n- k")
def test_prose_is_parsed_as_markdown_it_parses_it(text: str) -> None:
    assert page(text, mode="commonmark", html="trusted") == plain_markdown_it(text)


LINES = st.builds(
    "{}{}{}".format,
    st.sampled_from(["- ", "- ", "-  ", "* ", "+ ", "-", "", "", "  ", "1. ", "# ", "> "]),
    st.sampled_from(
        [*WORDS, "", "*", "**", "***", "_", "__", "[", "[a]:", "[a](", "12", "12.", "3)", "-", "#", ">", "|"]
    ),
    st.sampled_from(["", " ", "x", " y", ": /z", "  ", "|-", "---"]),
)


@settings(max_examples=500)
@given(st.lists(LINES, max_size=8).map("\n".join))
@example("- a\n- **b** c\n-  [d](/e)\n\n\nf\n\n* g\n\n* h\n\n+ i\n+ 2.5\n\n  j\n\n- k")
@example("- a\n- b\n---\n")
def test_lists_are_parsed_as_markdown_it_parses_them(text: str) -> None:
    assert page(text, mode="commonmark", html="trusted") == plain_markdown_it(text)


def test_a_line_that_goes_on_in_a_quotation_begins_no_table() -> None:
    assert page("> a\n| b |\n> |-|\n") == "<blockquote>\n<p>a\n| b |\n|-|</p>\n</blockquote>\n"


@settings(max_examples=500)
@given(QUOTED)
@example('"a \'b\' c" *"d*" \'e" f\' 5"" g\'')
def test_quotes_are_set_as_markdown_it_sets_them(text: str) -> None:
    assert page(text, html="trusted") == plain_markdown_it(text, typographer=True)


DASHED = st.lists(
    st.sampled_from([*"'\" \n-.*_,(5", *WORDS, "--", " -- ", "...", "\n\n", "[f](/g)", "[f](javascript:g)"])
)


@settings(max_examples=500)
@given(st.one_of(SIGNS, QUOTED, DASHED.map("".join)), st.sampled_from(["full", "commonmark"]))
@example('"a\'s" b\'c d\' (e "f," g) "h *i* j" "5"" *k "l* m" --*n*-- o--\np', "full")
@example("# a *b* \"c\"\n\n[d](/e--f) 'g' -- h...", "full")
@example("'a " + '"b" c\'s ' * 7_000, "full")
def test_prose_in_one_go_is_what_rule_after_rule_makes_of_it(text: str, mode: str) -> None:
    def told() -> object:
        return render(text, "briefings/a.md", 1, mode=mode, html="trusted")

    with mock.patch.object(prose, "read", return_value=None):
        by_rules = told()
    assert told() == by_rules


# The extras


def test_quotes_dashes_and_ellipses_are_set() -> None:
    assert page("\"It's\" -- 'so'... 2019--2021 a---b") == "<p>“It’s” – ‘so’… 2019–2021 a—b</p>\n"


@pytest.mark.parametrize(
    "text", ["Rule 144(c)", "Senator X (R)", "a --flag", "../x", "a....", "----x", "{{ x }} {% y %}"]
)
def test_what_is_no_typography_stays(text: str) -> None:
    assert page(text) == f"<p>{text}</p>\n"


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ("*a*--*b*", "<em>a</em>–<em>b</em>"),
        ("*a*--b", "<em>a</em>–b"),
        ("`--a`", "<code>--a</code>"),
        ("<https://e.org/a--b>", '<a href="https://e.org/a--b">https://e.org/a--b</a>'),
    ],
)
def test_dashes_join_markup_and_leave_code_and_addresses_alone(text: str, inner: str) -> None:
    assert page(text) == f"<p>{inner}</p>\n"


def test_a_table_scrolls_in_a_named_frame_and_has_no_inline_style() -> None:
    table = "| a | b |\n|:-:|--:|\n| 1 | 2 |\n"
    html = page(f"{table}\n\n{table}")
    assert html.count('<div class="table" role="region" tabindex="0" aria-label="Table') == 2
    assert 'aria-label="Table 2"' in html
    assert '<td class="align-right">2</td>' in html
    assert '<th class="align-center">a</th>' in html
    assert "style" not in html


def test_strikethrough() -> None:
    assert page("~~a~~") == "<p><s>a</s></p>\n"


def test_footnotes_link_there_and_back_by_name() -> None:
    html = page("a[^x] b[^x] ^[inline]\n\n[^x]: Note\n")
    for link in ('href="#fn1" id="fnref1"', 'href="#fn1" id="fnref1-2"', 'href="#fn2" id="fnref2"'):
        assert link in html
    for back in ('href="#fnref1"', 'href="#fnref1-2"', 'aria-label="Back to reference 1-2"'):
        assert back in html
    assert '<li id="fn1"><p>Note' in html


def test_headings_have_unique_ids() -> None:
    ids = re.findall(r'id="([^"]*)"', page("# A b\n\n## A b\n\n## A b 2\n\n## Медь\n\n## 🜚\n\n## fn1\n"))
    assert ids == ["a-b", "a-b-2", "a-b-2-2", "med", "section", "fn1-2"]


def test_a_heading_takes_no_id_of_the_page() -> None:
    ids = re.findall(r'id="([^"]*)"', page("\n\n".join(f"## {name}" for name in sorted(PAGE_IDS))))
    assert len(ids) == len(PAGE_IDS)
    assert PAGE_IDS.isdisjoint(ids)


# Text and lead


def test_the_lead_is_the_first_paragraph() -> None:
    rendered, _ = body(
        "# Title\n\n![alt](media/a.png)\n\n| a |\n|---|\n| b |\n\n> q\n\n"
        "One &amp; *two*\nthree[^1].\n\nNext\n\n[^1]: N\n"
    )
    assert rendered.body.lead == "One & two three."


def test_a_long_lead_is_cut_at_a_word() -> None:
    lead = body("gallium " * 100)[0].body.lead
    assert 180 < len(lead) <= 200
    assert lead.endswith("gallium…")


def test_a_body_of_lists_leads_with_its_first_item() -> None:
    assert body("- one\n- two\n")[0].body.lead == "one"


def test_footnotes_are_no_lead() -> None:
    assert body("# A[^1]\n\n[^1]: N\n")[0].body.lead == ""


def test_the_text_has_words_and_no_markup() -> None:
    text = (
        "# A\n\nb `c` [d](e.md)[^1]\n\n```py\nf\n```\n\n<p>g <i>h</i></p>\n\n"
        "<script>alert(1)</script>\n\nx <script>no</script>\n\n[^1]: Note\n"
    )
    assert body(text)[0].text.split() == ["A", "b", "c", "d", "f", "g", "h", "x", "Note"]


# References


def test_relative_urls_are_lifted_with_their_place() -> None:
    rendered, _ = body(
        'A\n[b](2026-01-01-b.md#c "t") ![d](media/e.png)\n\n'
        "[f][g] [h](https://e.org/) [i](mailto:a@e.org)\n\n[g]: /about/\n"
    )
    assert [(r.attribute, r.value, r.element, r.span.line, r.span.column) for r in rendered.body.references] == [
        ("href", "2026-01-01-b.md#c", "a", 11, 5),
        ("src", "media/e.png", "img", 11, 33),
        ("href", "/about/", "a", 15, 6),
    ]
    assert {r.span.path for r in rendered.body.references} == {"content/briefings/a.md"}
    assert '<a \0000\0 title="t">b</a> <img \0001\0 alt="d">' in rendered.html
    assert '<a href="https://e.org/">h</a> <a href="mailto:a@e.org">i</a>' in rendered.html


def test_line_numbers_are_the_files_with_windows_line_ends_too() -> None:
    assert body("a\r\n\r\n[b](c.md)\r\n")[0].body.references[0].span.line == 12


def test_a_target_that_is_written_twice_is_found_twice() -> None:
    assert [r.span.line for r in body("[a](b.md)\n\n[a](b.md)\n")[0].body.references] == [10, 12]


def test_a_target_before_its_mention_is_found() -> None:
    rendered, _ = body("[^1]: [a](b.md)\n\nx[^1] [c](d.md)\n")
    places = {r.value: r.span.line for r in rendered.body.references}
    assert places["b.md"] == 10
    assert places["d.md"] == 12


def test_a_filled_reference_is_written_as_the_renderer_would() -> None:
    rendered, _ = body("[a](b.md)")
    written = attribute(rendered.body.references[0], '/x/?a="1"&b=<2>')
    assert fill(rendered.html, [written]) == '<p><a href="/x/?a=&quot;1&quot;&amp;b=&lt;2&gt;">a</a></p>\n'
    picture = Reference("src", "a.png", rendered.body.references[0].span)
    assert attribute(picture, "/a.png", 'width="3"') == 'src="/a.png" width="3"'


def test_filling_with_too_few_attributes_is_an_error() -> None:
    with pytest.raises(ValueError, match="sequence"):
        fill(body("[a](b.md) [c](d.md)")[0].html, ["href='x'"])


def test_urls_of_raw_html_are_lifted_however_they_are_written() -> None:
    text = """<a href='b.md'>1</a> <A HREF=c.md>2</A> <a href="&ouml;.md">3</a>
<img width=3 srcset="a.png 1x, https://e.org/b.png 2x">
<video poster="p.jpg"></video>"""
    rendered, _ = body(text, html="trusted")
    assert [(r.attribute, r.value, r.element, r.beside) for r in rendered.body.references] == [
        ("href", "b.md", "a", ()),
        ("href", "c.md", "a", ()),
        ("href", "ö.md", "a", ()),
        ("srcset", "a.png 1x, https://e.org/b.png 2x", "img", ("width",)),
        ("poster", "p.jpg", "video", ()),
    ]
    assert whole(rendered) == f"<p>{text}</p>\n"
    assert attribute(rendered.body.references[0], "/b/") == 'href="/b/"'


def test_comments_and_scripts_hold_no_references() -> None:
    text = (
        "<!-- <a href='a.md'> -->\n\n<script>'<a href=\"b.md\">'</script>\n\n<textarea>\n<a href=c.md>\n</textarea>\n"
    )
    rendered, _ = body(text, html="trusted")
    assert rendered.body.references == ()


def test_a_srcset_is_read_as_a_browser_reads_it() -> None:
    assert pictures("a.png, b,c.png 2x,d.png 640w , data:image/png;base64,x 3x") == (
        ("a.png", ""),
        ("b,c.png", "2x"),
        ("d.png", "640w"),
        ("data:image/png;base64,x", "3x"),
    )


def test_nul_never_enters_from_outside() -> None:
    rendered, _ = body("a \0000\0 &#0; [b](c.md) `\0`\n\n<p>&#0;\0</p>\n")
    assert rendered.html.count("\0") == 2
    assert "\ufffd" in rendered.html


# What is unsafe

DANGEROUS = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "\x01javascript:alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A;avascript:alert(1)",
    "&#x6A;avascript&#58;alert(1)",
    "javascript&colon;alert(1)",
    "java&Tab;script:alert(1)",
    "java&NewLine;script:alert(1)",
    "&#1;javascript:alert(1)",
    "vbscript:x",
    "data:text/html,<script>alert(1)</script>",
    "data:image/svg+xml,<svg onload=alert(1)>",
]


def urls(html: str) -> list[tuple[str, str]]:
    """Every attribute of the HTML that a browser follows, as html5lib reads it."""
    found = []
    for element in html5lib.parseFragment(html, namespaceHTMLElements=False).iter():
        if isinstance(element.tag, str):
            found += [(str(k).rpartition("}")[2], v) for k, v in element.attrib.items()]
    return found


FOLLOWED = {"href", "src", "poster", "action", "formaction", "data", "cite", "background", "ping"}


def live(html: str) -> list[tuple[str, str]]:
    found = [(k, v) for k, v in urls(html) if k in FOLLOWED and address.is_dangerous(v)]
    return found + [
        (k, v) for k, v in urls(html) if k == "srcset" and any(address.is_dangerous(u) for u, _ in pictures(v))
    ]


@pytest.mark.parametrize("html", ["sanitize", "trusted"])
@pytest.mark.parametrize("url", DANGEROUS)
@pytest.mark.parametrize(
    "template",
    [
        '<a href="{}">a</a>',
        "<a href='{}'>a</a>",
        '<a/href="{}"/title=x>a</a>',
        '<A HREF = "{}">a</A>',
        '<a title=">" href="{}">a</a>',
        '<img src="{}" srcset="a.png 1x, {} 2x">',
        '<video poster="{}"></video>',
        '<form action="{}"><button formaction="{}">a</button></form>',
        '<object data="{}"></object>',
        '<q cite="{}">a</q>',
        '<svg><a xlink:href="{}">a</a></svg>',
        '<!--><a href="{}">a</a>',
        '<!-- --!><a href="{}">a</a>',
        '<textarea><!--</textarea><a href="{}">a</a>',
        '<style><!--</style><a href="{}">a</a>',
        '<svg><style><a href="{}">a</a></style></svg>',
        '<noscript><!--</noscript><a href="{}">a</a>',
        '<p x="</p>"><a href="{}">a</a>',
        '<a b"c href="{}">a</a>',
        '<![CDATA[><a href="{}">a</a>',
        '<? ><a href="{}">a</a>',
        '</ ><a href="{}">a</a>',
        '<div\nclass=a href="{}"',
    ],
)
def test_no_dangerous_url_gets_out_of_raw_html(template: str, url: str, html: str) -> None:
    for text in (template.replace("{}", url), "<div>\n" + template.replace("{}", url) + "\n</div>"):
        assert live(page(text, html=html)) == []


@pytest.mark.parametrize("text", ["<noscript><!--{}</noscript>{}", "<!-- {} -->", "<svg><script>{}"])
def test_no_dangerous_url_hides_where_some_browsers_see_links(text: str) -> None:
    assert "javascript:" not in page(text.replace("{}", '<a href="javascript:x">'), html="trusted")


@pytest.mark.parametrize("html", ["sanitize", "trusted"])
@pytest.mark.parametrize("mode", ["full", "commonmark"])
@pytest.mark.parametrize("url", DANGEROUS)
def test_no_dangerous_url_gets_out_of_markdown(url: str, mode: str, html: str) -> None:
    for text in (
        f"[a](<{url}>)",
        f"![a](<{url}>)",
        f"<{url}>",
        f"[a]\n\n[a]: <{url}>\n",
        f"a[^1]\n\n[^1]: [b](<{url}>)\n",
    ):
        assert live(page(text, mode=mode, html=html)) == []
        assert live(page(f"{text}\n\n<b>x</b>\n", mode=mode, html=html)) == []


def test_an_unsafe_link_is_a_warning_at_its_line() -> None:
    assert said("a\n\n[b](javascript:x) ![c](vbscript:y)\n") == [
        ("unsafe-link", 12, 'href="javascript:x" was dropped: following it could run script'),
        ("unsafe-link", 12, 'src="vbscript:y" was dropped: following it could run script'),
    ]
    assert page("[b](javascript:x) ![c](vbscript:y)") == "<p><a>b</a> c</p>\n"


@pytest.mark.parametrize("html", ["sanitize", "trusted"])
def test_an_unsafe_url_of_raw_html_is_one_warning(html: str) -> None:
    text = 'a\n\n<a href="data:text/html,x">b</a>\n'
    assert said(text, html=html) == [
        ("unsafe-link", 12, 'href="data:text/html,x" was dropped: following it could run script')
    ]


def test_images_as_data_and_unknown_schemes_stay() -> None:
    text = "![a](data:image/png;base64,AA==) [b](foo:bar) <b>c</b>"
    assert page(text) == '<p><img src="data:image/png;base64,AA==" alt="a"> <a href="foo:bar">b</a> <b>c</b></p>\n'


def test_half_a_footnote_is_a_warning() -> None:
    text = "Exports fell.[^x] A rise.[^y]\nTin.[^z]\n\n[^x]: Customs.\n\n[^lost]: Nobody sees it.\n"
    assert [(d.code, d.severity, d.span.line, d.span.column) for d in body(text)[1]] == [
        ("footnote", "warning", 10, 26),
        ("footnote", "warning", 11, 5),
        ("footnote", "warning", 15, 1),
    ]
    assert "there is no footnote [^y]" in body(text)[1][0].message
    assert "nothing refers to the footnote [^lost]" in body(text)[1][2].message


@pytest.mark.parametrize("text", ["A.[^x]\n\n[^x]: B.\n", "A.^[B.]\n", "A \\[^x] b\n", "`[^x]`\n", "```\n[^x]\n```\n"])
def test_what_is_no_half_footnote_is_left_alone(text: str) -> None:
    assert body(text)[1] == ()


# Raw HTML


def test_what_is_dropped_is_said_with_its_line() -> None:
    text = (
        'a\nb <b onclick="x()">c</b>\n\n<div>\n<script>alert(1)</script>\n'
        '<p style="x">d</p>\n<h2 id="related">e</h2>\n</div>\n'
    )
    assert said(text) == [
        ("html-dropped", 11, "onclick of <b> was dropped"),
        ("html-dropped", 14, "<script> was dropped"),
        ("html-dropped", 15, "style of <p> was dropped"),
        ("html-dropped", 16, 'id="related" was dropped from <h2>: the page has an element of that name'),
    ]
    assert page(text) == "<p>a\nb <b>c</b></p>\n<div>\n\n<p>d</p>\n<h2>e</h2>\n</div>\n"


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("<script>x</script>", "take it out; html: trusted in site.yaml keeps it, and whatever else any author writes"),
        ('<iframe src="https://example.org/"></iframe>', "link to it, or name a film under videos: in front matter"),
    ],
)
def test_the_remedy_for_what_was_dropped_opens_no_door_unsaid(text: str, remedy: str) -> None:
    assert [d.help for d in body(text)[1]] == [remedy]


def test_no_class_of_a_body_poses_as_the_pages_own() -> None:
    text = '<p class="p-name lead notice">a</p>\n\n<time class="dt-published">b</time>\n'
    assert page(text) == '<p class="lead">a</p>\n<p><time>b</time></p>\n'
    assert [code for code, *_ in said(text)] == ["html-dropped", "html-dropped"]


def test_a_body_takes_none_of_the_ids_of_the_packaged_layouts() -> None:
    bodiless = {"home.html", "search.html"}
    pages = [p for p in packaged_layouts().glob("*.html") if p.name not in bodiless]
    layouts = "".join(p.read_text(encoding="utf-8") for p in pages)
    assert set(re.findall(r' id="([a-z-]+)"', layouts)) <= PAGE_IDS


def test_the_same_tag_on_two_lines_is_dropped_twice() -> None:
    text = "a <b onclick=x>c</b>\nd\n<b onclick=x>c</b>\n"
    assert said(text) == [
        ("html-dropped", 10, "onclick of <b> was dropped"),
        ("html-dropped", 12, "onclick of <b> was dropped"),
    ]


def test_thousands_of_dropped_things_are_counted() -> None:
    warnings = body("<b onclick=x>y</b>\n\n" * 1000)[1]
    assert len(warnings) == 50
    assert warnings[-1].message == "951 more things in this body were dropped"
    assert all(warning.help for warning in warnings)


def test_unmatched_quotation_marks_are_named() -> None:
    assert said('<div>\n<img src="{{ "a.png" | url }}" alt="x">\n</div>') == [
        ("html-dropped", 11, "parts of <img> were dropped: its quotation marks do not match")
    ]


def test_a_news_bodys_html_survives() -> None:
    text = """<figure class="wide">
<picture><source srcset="/a.webp" type="image/webp"><img src="/a.png" alt="x" width="3" height="2"></picture>
<figcaption>y <cite>z</cite></figcaption>
</figure>
<details><summary>a</summary>H<sub>2</sub>O <abbr title="b">c</abbr> <kbd>d</kbd></details>
<video controls="" src="/a.mp4" poster="/a.jpg"></video>
"""
    assert page(text) == text
    assert said(text) == []


def test_the_renderers_own_markup_survives_beside_raw_html() -> None:
    text = "## A\n\n| a |\n|--:|\n| 1 |\n\nb[^1] ~~c~~ [d](e.md)\n\n[^1]: f\n"
    both = page(f"{text}\n<i>g</i>\n")
    for part in re.findall(r"<[^>]+>", page(text)):
        assert sorted(re.findall(r'[a-z-]+="[^"]*"', part)) in [
            sorted(re.findall(r'[a-z-]+="[^"]*"', other)) for other in re.findall(r"<[^>]+>", both)
        ]


NO_LINKS = {
    "See [the report][usgs].": [(10, 17)],
    "See\n[the *new*\nreport][us gs] now.": [(12, 8)],
    "![a map][map] and [Reuters][1]": [(10, 9), (10, 28)],
    "- `[a][c]` but [a][b]": [(10, 19)],
    "[other][b]": [(10, 8)],
    "See [the report] (https://example.org/x).": [(10, 17)],
    "See [the report] (/about/), [a](b.md) and [that] (2026-02-20-a.md)": [(10, 17), (10, 49)],
    "See (the *new* report)[https://example.org/x].": [(10, 23)],
    "> | a |\n> |---|\n> | [x][y] |": [(12, 8)],
}


@pytest.mark.parametrize("text", NO_LINKS)
def test_brackets_that_make_no_link_are_told_at_their_place(text: str) -> None:
    found = body(f"{text}\n\n[other]: /x\n")[1]
    assert [(d.span.line, d.span.column) for d in found] == NO_LINKS[text]
    assert {(d.code, d.severity) for d in found} == {("no-link", "warning")}
    assert all("\n" not in d.message for d in found)


def test_a_label_that_is_nearly_defined_is_told() -> None:
    found = body("See [the report][usg] and [that][zzz].\n\n[USGS]: https://www.usgs.gov/\n")[1]
    assert [d.help for d in found] == [
        "did you mean [usgs]?",
        "say where it leads, below the text on a line of its own: [zzz]: https://…",
    ]
    assert found[0].message == "[the report][usg] is no link, so that readers see the brackets"


@pytest.mark.parametrize(
    "text",
    [
        "[sic] and [a] [b]",
        "array[0][1], m[i][j]",
        "as others found [1][2][3]",
        "[x][] and [ ][x]",
        "\\[a][b] and \\[a\\][b] and [a]\\[b]",
        "`[a][b]` and ``[a]`[b]``",
        "    [a][b]",
        "```\n[a][b]\n```",
        "[a][Defined] and [b][ DEFINED\n]",
        '<abbr title="[a][b]">x</abbr>',
        "<https://example.org/[a][b]>",
        "[a](https://example.org/?[a][b])",
        "a[^1][^2]\n\n[^1]: b\n[^2]: c",
        "[a][b](/c)",
        "[sic] (of 2026) and [1] (https://example.org/)",
        "\\[a] (/b), `[a] (/b)` and [a](/b) (/c)",
        "(a)[b] and f(a)[0] and [a](/b)[c]",
        "\\(a)[https://example.org/]",
    ],
)
def test_what_plainly_was_to_be_no_link_is_not_told(text: str) -> None:
    assert [d.code for d in body(f"{text}\n\n[defined]: /x\n")[1] if d.code == "no-link"] == []


@pytest.mark.parametrize("name", ["chrat", "charts", "Chart", "{chart}"])
def test_a_fenced_block_that_is_nearly_called_chart_is_told(name: str) -> None:
    (found,) = body(f"Text.\n\n- a\n\n  ``` {name} x\n  title: A\n  ```\n")[1]
    assert (found.code, found.severity, found.span.line, found.span.column) == ("no-chart", "warning", 14, 7)
    assert (found.span.length, found.help) == (len(name), "did you mean chart?")


@pytest.mark.parametrize("name", ["", "dart", "python", "text", "c", "vega-lite"])
def test_a_fenced_block_of_another_name_is_code(name: str) -> None:
    assert body(f"~~~{name}\ntitle: A\n~~~\n")[1] == ()


def test_trusted_html_passes() -> None:
    text = '<b onclick="x()" style="y">c</b>\n<iframe src="https://e.org/"></iframe>\n'
    assert page(f"<div>\n{text}</div>\n", html="trusted") == f"<div>\n{text}</div>\n"


def test_only_the_first_of_several_addresses_of_an_element_counts() -> None:
    rendered, found = body('<p><img src="a.png" src="b.png" SRC="javascript:x"></p>\n', html="trusted")
    assert [r.value for r in rendered.body.references] == ["a.png"]
    assert 'src="b.png"' in rendered.html
    assert [d.code for d in found] == ["unsafe-link"]


def test_an_end_tag_without_a_name_hides_no_link() -> None:
    rendered, _ = body('<p></><a href="b.md">x</a></p>\n', html="trusted")
    assert [r.value for r in rendered.body.references] == ["b.md"]


# Hostile bodies

HOSTILE = {
    "nested quotations": "'>' * 10_000",
    "nested quotations with text": "'> ' * 10_000 + 'a'",
    "brackets": "'[' * 100_000",
    "brackets before emphasis": "'[' * 1000 + '*a ' * 100_000",
    "emphasis": "'*a' * 100_000",
    "backticks": "'`' * 100_000",
    "lists": "''.join('  ' * i + '- a\\n' for i in range(1000))",
    "lists on a line": "'- ' * 10_000 + 'a'",
    "five megabytes": "('\"Word\" and more -- words... *em* [x](y.md)\\n' * 20 + '\\n') * 5800",
    "open links": "'[a](' * 50_000",
    "definitions": "'[a]: b\\n' * 50_000 + '[a]\\n' * 20_000",
    "an endless definition": "'[a\\n' * 50_000",
    "a long label": "'[' + 'a' * 500_000 + ']: b'",
    "pictures": "'![' * 50_000",
    "nested pictures": "'![a' * 3000 + '](b)' * 3000",
    "quotation marks": "'\"\\'' * 100_000",
    "distinct links": "''.join(f'[a](b{i}.md) ' for i in range(50_000))",
    "links that are written otherwise": "''.join(f'[a](<b {i}.md>) ' for i in range(20_000))",
    "unsafe links": "'[a](javascript:x) ' * 30_000",
    "open elements": "'<div>\\n' * 50_000",
    "open formatting": "'x ' + ''.join(f'<b class={i}>' for i in range(20_000))",
    "open comments": "'<!-- ' * 50_000",
    "open tags": "'<a ' * 50_000",
    "scripts": "'<script>' * 50_000",
    "notes in notes": "'^[a' * 5000 + ']' * 5000",
    "references to a note": "'[^a] ' * 20_000 + '\\n\\n[^a]: x'",
    "a wide table": "'|a' * 2000 + '\\n' + '|-' * 2000 + '\\n' + '|x' * 2000",
    "headings": "'# a\\n' * 50_000",
    "a srcset": "'<img srcset=\"' + 'a, (' * 50_000 + '\">'",
    "less-than signs": "'<' * 100_000",
    "blank lines": "'\\n' * 1_000_000",
}

PROBE = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
from generator.markdown import attribute, fill, render
text = {text}
for html in ("sanitize", "trusted") if "<" in text else ("sanitize",):
    made, found = render(text, "a.md", 1, mode="full", html=html)
    fill(made.html, [attribute(r, r.value) for r in made.body.references])
    print(*sorted({{d.code for d in found}}))
"""


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_body_is_done_or_refused_within_a_gigabyte(name: str) -> None:
    # The time limit guards against a hang; the longest case takes some ten seconds on a slow core.
    probe = PROBE.format(text=HOSTILE[name])
    run = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, timeout=120)
    assert run.stderr == ""
    assert set(run.stdout.split()) <= {"body-too-deep", "body-too-complex", "unsafe-link", "html-dropped"}


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a\n\n" + ">" * 41 + " b", "body-too-deep", 12),
        ("".join("  " * i + "- a\n" for i in range(30)), "body-too-deep", 29),
        ("<div>\n" * 301, "body-too-deep", 10),
        ("a\n\n" + "[" * 1000 + "*a " * 100_000, "body-too-complex", 12),
    ],
)
def test_what_is_too_much_is_an_error_and_never_silently_cut(text: str, code: str, line: int) -> None:
    rendered, found = body(text)
    assert [(d.code, d.severity, d.span.line) for d in found] == [(code, "error", line)]
    assert rendered.html == ""


@pytest.mark.parametrize("text", ["'a " * 40_000 + 'a" ' * 40_000, "\"'" * 40_000, "(\"a' " * 40_000])
def test_many_quotes_take_no_time(text: str) -> None:
    """None of those that are open is looked at twice."""
    started = time.process_time()
    page(text)
    typography.plain(text)
    assert time.process_time() - started < 10


def test_what_people_nest_is_fine() -> None:
    html = page("".join("  " * i + f"- a{i}\n" for i in range(15)))
    assert "a14" in html


# Anything at all

FRAGMENTS = st.sampled_from(
    [
        *(
            "<a href=",
            "<img src='",
            'srcset="',
            "javascript:",
            "&#x6a;avascript:",
            "data:text/html,",
            '"',
            "'",
            ">",
            "<",
            "/",
        ),
        *(
            "<svg>",
            "<math>",
            "<style>",
            "</style>",
            "<script>",
            "<!--",
            "-->",
            "--!>",
            "<textarea>",
            "<noscript>",
            "<table>",
        ),
        *(
            "onclick=x",
            " onerror='y'",
            "<b ",
            "<details open ontoggle=z>",
            "[a](",
            ")",
            "![",
            "](",
            "]",
            "[^1]",
            "[^1]: ",
            "^[",
        ),
        *(
            "`",
            "```\n",
            "> ",
            "- ",
            "\n",
            "\n\n",
            "    ",
            "\t",
            "|a|b|\n|-|-|\n",
            "## ",
            "~~",
            "**",
            "_",
            "\\",
            "&lt;",
            "&",
            "\0",
            "0",
        ),
        *(
            "<![CDATA[",
            "<?",
            "</",
            "<xmp>",
            "<iframe srcdoc='",
            "<template>",
            "<select>",
            "xlink:href=",
            "--",
            "...",
            "\ud800",
            "ß",
        ),
    ]
)
ANYTHING = st.one_of(st.text(), st.lists(st.one_of(FRAGMENTS, st.text(max_size=5)), max_size=25).map("".join))


@given(ANYTHING)
def test_any_body_is_inert_once_it_is_sanitized(text: str) -> None:
    html = page(text)
    assert "\0" not in html
    assert [k for k, _ in urls(html) if k.startswith("on") or k in {"style", "srcdoc"}] == []
    assert live(html) == []


@given(ANYTHING, st.sampled_from(["full", "commonmark"]), st.sampled_from(DANGEROUS))
def test_any_trusted_body_fills_and_has_no_dangerous_url(text: str, mode: str, url: str) -> None:
    html = page(f"{text} <a href='{url}'>x</a>\n\n<p><img src='{url}'>\n", mode=mode, html="trusted")
    assert "\0" not in html
    assert live(html) == []


@given(ANYTHING)
def test_rendering_twice_gives_the_same(text: str) -> None:
    assert body(text) == body(text)


# Charts

CHART = "```chart\ntitle: Ore\ndescription: How much of it.\nbar: {A: 1, B: 2}\n```\n"


def test_a_chart_leaves_its_place_open_and_is_no_code() -> None:
    rendered, found = body(f"Before.\n\n{CHART}\nAfter [tin](tin.md).\n")
    assert found == ()
    assert rendered.html == "<p>Before.</p>\n\x010\x01\n<p>After <a \x000\x00>tin</a>.</p>\n"
    assert [chart.title for chart in rendered.body.charts] == ["Ore"]
    assert rendered.body.charts[0].span == Span("content/briefings/a.md", 12, 1)


def test_charts_stand_in_lists_and_quotations_and_among_html() -> None:
    quoted = "".join(f"> {line}\n" for line in CHART.splitlines())
    listed = "".join(f"  {line}\n" for line in CHART.splitlines())
    rendered, found = body(f"{quoted}\n- item\n\n{listed}\n<div class='x'>\n\n{CHART}\n</div>\n")
    assert found == ()
    assert re.findall("\x01\\d\x01", rendered.html) == ["\x010\x01", "\x011\x01", "\x012\x01"]
    assert len(rendered.body.charts) == 3


@pytest.mark.parametrize("html", ["sanitize", "trusted"])
def test_nobody_can_write_the_place_of_a_chart(html: str) -> None:
    forged = f"{CHART}\n<p>&#1;0&#1;</p>\n\n\x010\x01 &#1;0&#1;\n\n<p>chart-0123-0</p>\n"
    rendered, _ = body(forged, html=html)
    assert rendered.html.count("\x01") == 2


def test_a_chart_is_code_in_plain_commonmark_and_under_another_name() -> None:
    assert "<code" in page(CHART, mode="commonmark")
    assert "<code" in page(CHART.replace("chart\n", "charts\n", 1))
    assert body(CHART, mode="commonmark")[0].body.charts == ()


def test_a_chart_is_read_as_its_title_and_description() -> None:
    rendered, _ = body(f"Words.\n\n{CHART}")
    assert rendered.text == "Words.\nOre\nHow much of it."
    assert rendered.body.lead == "Words."
    assert body(CHART)[0].body.lead == ""
    assert not body(CHART)[0].body.is_blank


def test_the_words_of_a_chart_are_typeset() -> None:
    words = CHART.replace("Ore", 'Rio\'s "ore" -- all of it').replace("How much", "1990--2000...")
    (chart,) = body(words)[0].body.charts
    assert (chart.title, chart.description) == ("Rio’s “ore” – all of it", "1990–2000… of it.")


def test_a_wrong_chart_is_told_however_much_else_there_is_to_tell() -> None:
    odd = "<blink>x</blink>\n\n" * 100
    _, found = body(f"{odd}```chart\ntitle: Ore\n```\n")
    assert [d.code for d in found if d.severity == "error"] == ["missing-field"]


def test_no_heading_takes_the_name_of_a_chart() -> None:
    assert 'id="chart-1-2"' in page("## Chart 1\n")
    assert 'id="charts"' in page("## Charts\n")

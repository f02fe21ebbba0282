"""Layouts: the site's own before those that ship, their errors at their lines, and digests of all that they use."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
from newsroom import lay

from generator import layouts as layouts_room
from generator.diagnostic import Diagnostic, Span, UserError
from generator.layouts import packaged_layouts
from generator.templates import Layouts
from generator.templates.environment import PlainEnvironment
from generator.views import Day

PACKAGED: dict[str, str | bytes] = {
    "base.html": "{% import 'labels.html' as labels %}<title>{% block title %}{{ labels.name }}{% endblock %}</title>",
    "page.html": "{% extends 'base.html' %}{% block title %}{{ super() }}: {{ title }}{% endblock %}",
    "labels.html": "{% set name = 'packaged' %}",
    "part.html": "part",
    "assets/css/site.css": "a { background: url(../icons/i.svg) }",
    "assets/icons/i.svg": "<svg/>",
    "assets/icons/other.svg": "<svg/>",
}


@pytest.fixture
def layouts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Layouts]:
    """The layouts of a site with these files of its own, before some packaged ones."""
    shipped = lay(tmp_path / "shipped/layouts", PACKAGED)
    monkeypatch.setattr(layouts_room, "packaged_layouts", lambda: shipped)

    def made(files: dict[str, str | bytes] | None = None, home: str = "/", *, fingerprinted: bool = True) -> Layouts:
        lay(tmp_path / "site", {f"layouts/{name}": text for name, text in (files or {}).items()})
        return Layouts.of_site(tmp_path / "site", home, str, fingerprinted=fingerprinted)

    return made


Made = Callable[..., Layouts]


def failure(made: Layouts, name: str, **variables: object) -> Diagnostic:
    with pytest.raises(UserError) as caught:
        made.render(name, variables)
    (diagnostic,) = caught.value.diagnostics
    return diagnostic


def place(diagnostic: Diagnostic) -> tuple[str, str, int]:
    return diagnostic.code, diagnostic.span.path, diagnostic.span.line


# Whose template


def test_the_packaged_templates_are_there_without_any_of_the_sites(layouts: Made) -> None:
    assert layouts().render("page.html", {"title": "x"}) == "<title>packaged: x</title>"
    assert "briefing.html" in Layouts((Path(__file__).parents[2] / "layouts",)).names()


def test_a_template_of_the_site_wins(layouts: Made) -> None:
    made = layouts({"labels.html": "{% set name = 'mine' %}", "new.html": "{% include 'part.html' %}"})
    assert made.render("page.html", {"title": "x"}) == "<title>mine: x</title>"
    assert made.render("new.html", {}) == "part"


def test_a_template_may_extend_the_packaged_one_of_its_own_name(layouts: Made) -> None:
    made = layouts(
        {"base.html": "{% extends 'headframe/base.html' %}{% block title %}mine, {{ super() }}{% endblock %}"}
    )
    assert made.render("page.html", {"title": "x"}) == "<title>mine, packaged: x</title>"
    assert list(made.check()) == []


def test_the_names_are_those_of_all_templates_and_no_asset(layouts: Made) -> None:
    made = layouts({"mine/a.html": "", ".hidden": "", "a.html~": "", "base.html": ""})
    assert made.names() == ["base.html", "labels.html", "mine/a.html", "page.html", "part.html"]


def test_the_shipped_layouts_are_sound() -> None:
    made = Layouts((packaged_layouts(),))
    assert list(made.check()) == []
    assert all(made.closure(name) for name in made.names())


# Safety


def test_html_is_escaped_in_pages_and_xml(layouts: Made) -> None:
    made = layouts({"a.html": "{{ x }}", "a.xml": "{{ x }}", "a.txt": "{{ x }}"})
    assert [made.render(n, {"x": '<&">'}) for n in ("a.html", "a.xml", "a.txt")] == [
        "&lt;&amp;&#34;&gt;",
        "&lt;&amp;&#34;&gt;",
        '<&">',
    ]


def test_only_prose_is_html(layouts: Made, tmp_path: Path) -> None:
    layouts({"a.html": "{{ body | html }}{{ body }}"})
    made = Layouts.of_site(tmp_path / "site", "/", lambda body: f"<p>{body}</p>")
    assert made.render("a.html", {"body": "<"}) == "<p><</p>&lt;"


def test_templates_in_what_they_show_are_text(layouts: Made) -> None:
    assert (
        layouts().render("page.html", {"title": "{{ 7 * 7 }}{% x %}"}) == "<title>packaged: {{ 7 * 7 }}{% x %}</title>"
    )


# What a process remembers


def test_a_process_compiles_a_template_once_and_again_when_it_changes(
    layouts: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert layouts({"a.html": "{% include 'part.html' %} {{ x }}"}).render("a.html", {"x": 1}) == "part 1"
    with monkeypatch.context() as patched:
        patched.setattr(PlainEnvironment, "_parse", None)
        again = layouts()
        assert again.render("a.html", {"x": 2}) == "part 2"
        assert again.closure("part.html")
    assert layouts({"a.html": "{{ x }}!"}).render("a.html", {"x": 3}) == "3!"


def test_what_is_compiled_holds_nothing_of_the_site_it_was_compiled_for(layouts: Made, tmp_path: Path) -> None:
    layouts({"a.html": "{{ 'x' | html }}"})
    for prose in (str.upper, str.lower):
        assert Layouts.of_site(tmp_path / "site", "/", prose).render("a.html", {}) == prose("x")


# What is compiled on a guess


def test_a_template_may_ask_whether_something_is_there(layouts: Made) -> None:
    made = layouts({"a.html": "{{ day.gone is defined }}{{ settings.key }}{{ day.iso }}"})
    for iso in ("<1>", "2"):
        expected = iso.replace("<", "&lt;").replace(">", "&gt;")
        assert made.render("a.html", {"day": Day(iso, "", ""), "settings": {"key": "k"}}) == f"Falsek{expected}"


def test_a_template_that_could_not_be_guessed_is_not_guessed_again(layouts: Made) -> None:
    made = layouts({"a.html": "{{ counted() }}{{ day.gone is defined }}"})
    ran: list[int] = []
    for _ in range(3):
        made.render("a.html", {"day": Day("", "", ""), "counted": lambda: ran.append(1) or ""})  # type: ignore[func-returns-value]  # which is None
    assert len(ran) == 4


# Macros whose text is remembered


M = "{% macro m(x, y=1) %}{{ x | html }} {{ y }}{% endmacro %}{% set m = once(m) %}"


@pytest.fixture
def counted(layouts: Made, tmp_path: Path) -> Callable[..., tuple[list[str], list[object]]]:
    """The texts of a page that calls the macro `m` in the given ways, made twice, and the arguments it ran with."""

    def rendered(page: str, macros: str = M, **variables: object) -> tuple[list[str], list[object]]:
        ran: list[object] = []
        layouts({"m.html": macros, "a.html": "{% import 'm.html' as macros %}" + page})
        made = Layouts.of_site(tmp_path / "site", "/", lambda x: ran.append(x) or "x")  # type: ignore[func-returns-value]  # which is None
        return [made.render("a.html", variables) for _ in range(2)], ran

    return rendered


Counted = Callable[..., tuple[list[str], list[object]]]


def test_a_macro_made_once_runs_once_for_equal_arguments(counted: Counted) -> None:
    texts, ran = counted("{{ macros.m(day) }},{{ macros.m(same) }}", day=Day("1", "", ""), same=Day("1", "", ""))
    assert texts == ["x 1,x 1"] * 2
    assert len(ran) == 1
    assert len(counted("{{ macros.m(1) }}", macros=M.replace("once", ""))[1]) == 2


@pytest.mark.parametrize(
    ("calls", "text"),
    [
        ("{{ macros.m(1) }},{{ macros.m(2) }}", "x 1,x 1"),
        ("{{ macros.m(1) }},{{ macros.m(true) }},{{ macros.m(1.0) }}", "x 1,x 1,x 1"),
        ("{{ macros.m(1, 2) }},{{ macros.m(1, y=true) }}", "x 2,x True"),
        ("{{ macros.m(1, '<') }},{{ macros.m(1, '<' | safe) }}", "x &lt;,x <"),
    ],
)
def test_a_macro_made_once_runs_anew_for_other_arguments(counted: Counted, calls: str, text: str) -> None:
    texts, ran = counted(calls)
    assert texts == [text] * 2
    assert len(ran) == calls.count("macros.m(")


def test_a_macro_made_once_takes_what_cannot_be_remembered(counted: Counted) -> None:
    texts, ran = counted("{{ macros.m([1], {'a': [2]}) }}")
    assert texts == ["x {&#39;a&#39;: [2]}"] * 2
    assert len(ran) == 2
    defined = "{% macro m(x) %}{{ x is defined }}{% endmacro %}{% set m = once(m) %}"
    assert counted("{{ macros.m(missing) }}", macros=defined)[0] == ["False"] * 2


def test_an_error_in_a_macro_made_once_is_told_at_its_line(layouts: Made) -> None:
    macros = "\n{% macro m(x) %}\n{{ x + 1 }}{{ x.gone }}\n{% endmacro %}\n{% set m = once(m) %}"
    made = layouts({"m.html": macros, "a.html": "{% import 'm.html' as m %}{{ m.m(x) }}"})
    assert place(failure(made, "a.html", x="1")) == ("layout-error", "layouts/m.html", 3)
    assert place(failure(made, "a.html", x=1)) == ("layout-undefined", "layouts/m.html", 3)


def test_what_is_remembered_ends_with_the_layouts(layouts: Made) -> None:
    files = {"m.html": "{% macro m() %}old{% endmacro %}{% set m = once(m) %}"}
    page = {"a.html": "{% import 'm.html' as m %}{{ m.m() }}"}
    assert layouts(files | page).render("a.html", {}) == "old"
    assert layouts({"m.html": files["m.html"].replace("old", "new")}).render("a.html", {}) == "new"


# Errors


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("one\n\n{% if %}", "layout-syntax", 3),
        ("one\n{{ x", "layout-syntax", 2),
        ("{% if x %}\n", "layout-syntax", 1),
        ("one\n{{ x | nofilter }}", "layout-syntax", 2),
        ("one\n\n{{ missing }}", "layout-undefined", 3),
        ("one\n{{ title.missing }}", "layout-undefined", 2),
        ("one\n{% if missing %}{% endif %}", "layout-undefined", 2),
        ("one\n{% include 'gone.html' %}", "layout-missing", 2),
        ("{% extends 'gone.html' %}", "layout-missing", 1),
        ("one\n\n{{ asset('css/gone.css') }}", "layout-missing", 3),
        ("one\n{{ 1 // 0 }}", "layout-error", 2),
        ("one\n{{ title() }}", "layout-error", 2),
        ("one\n{% for x in 5 %}{% endfor %}", "layout-error", 2),
    ],
)
def test_an_error_is_told_at_its_line(layouts: Made, text: str, code: str, line: int) -> None:
    error = failure(layouts({"a.html": text}), "a.html", title="x")
    assert place(error) == (code, "layouts/a.html", line)
    assert error.severity == "error"


def test_a_missing_part_is_named(layouts: Made) -> None:
    assert "layouts/gone.html" in failure(layouts({"a.html": "{% include 'gone.html' %}"}), "a.html").message
    assert "layouts/assets/x.css" in failure(layouts({"b.html": "{{ asset('x.css') }}"}), "b.html").message


def test_a_part_that_is_nearly_there_is_told_which_was_meant(layouts: Made) -> None:
    made = layouts({"a.html": "{% include 'prat.html' %}{{ asset('css/stie.css') }}", "b.html": "{{ asset(titel) }}"})
    assert [d.help for d in made.check() if d.code == "layout-missing"] == ["did you mean part.html?"]
    assert failure(made, "b.html", titel="css/stie.css").help == "did you mean css/site.css?"


def test_a_variable_that_is_nearly_there_is_told_which_was_meant(layouts: Made) -> None:
    made = layouts({"a.html": "{{ titel }}", "b.html": "{{ quite_another }}"})
    found = failure(made, "a.html", title="T", body="x")
    assert (found.message, found.help) == ("there is no variable titel", "did you mean title?")
    assert failure(made, "b.html", title="T", body="x").help == "this template gets: body, title"


@pytest.mark.parametrize(
    "text",
    [
        "{% from 'parts/cards.html' import crad %}\n{{ crad(1) }}",
        "{% import 'parts/cards.html' as m %}\n{{ m.crad(1) }}",
        "{% import 'parts/cards.html' as m %}\n{% import 'labels.html' as n %}{{ n.name }}{{ m.crad }}",
    ],
)
def test_a_macro_that_is_not_there_is_told_with_those_that_are(layouts: Made, text: str) -> None:
    macros = (
        "{% macro card(x) %}{% set inner = 1 %}{% endmacro %}{% if true %}{% macro list() %}{% endmacro %}{% endif %}"
    )
    made = layouts({"a.html": text, "parts/cards.html": macros + "{% set b, c = 1, 2 %}{% set _own = 1 %}"})
    found = failure(made, "a.html")
    assert place(found) == ("layout-undefined", "layouts/a.html", 2)
    assert (found.message, found.help) == ("parts/cards.html has no macro crad", "did you mean card?")
    far = failure(layouts({"b.html": text.replace("crad", "zzz")}), "b.html")
    assert far.help == "there are: b, c, card, list"


def test_a_block_that_no_parent_shows_is_an_error(layouts: Made) -> None:
    within = "{% block a %}{% endblock %}{% endblock %}"
    made = layouts(
        {
            "page.html": "{% extends 'headframe/page.html' %}\n{% block titel %}" + within,
            "base.html": "{% extends 'headframe/base.html' %}{% block title %}" + within,
            "nested.html": "{% extends 'base.html' %}{% block a %}{% endblock %}",
            "other.html": "{% extends name %}{% block any %}{% endblock %}",
            "below.html": "{% extends 'other.html' %}{% block another %}{% endblock %}",
            "alone.html": "{% block any %}{% endblock %}",
        }
    )
    (found,) = made.check()
    assert place(found) == ("layout-unused", "layouts/page.html", 2)
    assert found.severity == "error"
    assert found.message == "headframe/page.html has no block titel, so this one is shown nowhere"
    assert found.help == "did you mean title?"


def test_a_base_of_the_sites_own_may_leave_out_what_packaged_pages_fill(layouts: Made) -> None:
    assert list(layouts({"base.html": "{% block other %}{% endblock %}"}).check()) == []


def test_an_error_in_a_part_is_told_in_the_part(layouts: Made) -> None:
    made = layouts(
        {
            "macros.html": "\n{% macro m(x) %}\n{{ x.gone }}{% endmacro %}",
            "a.html": "\n\n\n{% import 'macros.html' as macros %}{{ macros.m('x') }}",
            "b.html": "\n{% include 'bad.html' %}",
            "bad.html": "\n\n\n{% if %}",
            "c.html": "{% extends 'page.html' %}",
        }
    )
    assert place(failure(made, "a.html")) == ("layout-undefined", "layouts/macros.html", 3)
    assert place(failure(made, "b.html")) == ("layout-syntax", "layouts/bad.html", 4)
    assert place(failure(made, "c.html")) == ("layout-undefined", "layouts/page.html", 1)


@pytest.mark.parametrize("fault", [UserError([Diagnostic("changed-meanwhile", "m", Span("f"))]), MemoryError()])
def test_what_is_wrong_with_a_body_is_not_blamed_on_the_template_that_shows_it(
    layouts: Made, tmp_path: Path, fault: Exception
) -> None:
    def prose(body: object) -> str:
        raise fault

    layouts({"a.html": "{{ body | html }}"})
    made = Layouts.of_site(tmp_path / "site", "/", prose)
    with pytest.raises(type(fault)) as caught:
        made.render("a.html", {"body": 1})
    assert caught.value is fault


def test_a_template_that_includes_itself_is_an_error(layouts: Made) -> None:
    assert failure(layouts({"a.html": "{% include 'a.html' %}"}), "a.html").code == "layout-error"


def test_every_unsound_template_is_told_though_none_is_rendered(layouts: Made) -> None:
    made = layouts(
        {
            "a.html": "\n{% if %}",
            "b.html": "\n\n{% include 'gone.html' %}",
            "c.html": "{{ x | gone }}",
            "d.html": "{% extends 'gone.html' %}",
            "e.html": "\n{% import 'gone.html' as x %}{% from 'gone2.html' import y %}",
            "fine.html": "{{ unknown }}",
        }
    )
    assert [place(d) for d in made.check()] == [
        ("layout-syntax", "layouts/a.html", 2),
        ("layout-missing", "layouts/b.html", 3),
        ("layout-syntax", "layouts/c.html", 1),
        ("layout-missing", "layouts/d.html", 1),
        ("layout-missing", "layouts/e.html", 2),
        ("layout-missing", "layouts/e.html", 2),
    ]


def test_a_part_that_need_not_be_there_is_no_error(layouts: Made) -> None:
    made = layouts({"base.html": "{% include 'gone.html' ignore missing %}{% include ['gone.html', 'part.html'] %}"})
    assert list(made.check()) == []
    assert made.render("base.html", {}) == "part"
    before = made.closure("base.html")
    assert layouts({"gone.html": "here"}).closure("base.html") != before


def test_a_template_that_nothing_uses_is_told(layouts: Made) -> None:
    made = layouts(
        {
            "pages.html": "{% include 'pages.html' %}",
            "parts/advertisement.html": "{% include 'parts/logo.html' %}",
            "parts/logo.html": "x",
            "parts/menu.html": "x",
            "page.html": "{% import 'parts/menu.html' as menu %}{% extends 'parts/skeleton.html' %}",
            "parts/skeleton.html": "{% from 'parts/names.html' import name %}{% include ['a.html', 'b.html'] %}",
            "parts/names.html": "{% set name = 1 %}",
            "a.html": "x",
            "b.html": "x",
            "notes.md": "no template",
        }
    )
    told = {d.span.path: d for d in made.check()}
    assert told.keys() == {"layouts/pages.html", "layouts/parts/advertisement.html"}
    assert {(d.code, d.severity) for d in told.values()} == {("layout-unused", "warning")}
    assert told["layouts/pages.html"].help == "did you mean page.html?"


def test_a_name_that_only_a_run_can_tell_may_use_any_template(layouts: Made) -> None:
    assert list(layouts({"other.html": "x", "page.html": "{% include which %}"}).check()) == []


def test_the_marks_of_a_merge_conflict_are_an_error_in_a_template_and_a_stylesheet(layouts: Made) -> None:
    marks = "a\n<<<<<<< ours\nb\n=======\nc\n>>>>>>> theirs\n"
    made = layouts({"page.html": marks, "assets/css/own.css": marks, "base.html": "<<<<<<< alone"})
    told = sorted(place(d) for d in made.check())
    assert told == [("merge-conflict", f"layouts/{name}", 2) for name in ("assets/css/own.css", "page.html")]


def test_what_a_stylesheet_of_the_sites_own_points_to_in_vain_is_told(layouts: Made) -> None:
    css = """@import "sight.css"; @import "site.css";
/* url(gone.svg)
*/ a { background: url(../icons/other.svg), url( "../icons/othr.svg?x#y" ) }
b { src: url(/media/a.jpg) url(../../media/a.jpg) url(data:x,y) url(https://example.org/a) url(#a) url() }
"""
    told = list(layouts({"assets/css/own.css": css}).check())
    assert [(*place(d)[1:], d.span.column, d.span.length, d.message, d.help) for d in told] == [
        (
            "layouts/assets/css/own.css",
            1,
            10,
            9,
            "there is no layouts/assets/css/sight.css",
            "did you mean css/site.css?",
        ),
        (
            *("layouts/assets/css/own.css", 3, 51, 17, "there is no layouts/assets/icons/othr.svg"),
            "did you mean icons/other.svg?",
        ),
    ]
    assert {(d.code, d.severity) for d in told} == {("layout-missing", "warning")}


def test_a_template_that_is_not_utf_8_is_an_error(layouts: Made) -> None:
    made = layouts({"a.html": b"\xff\xfe", "b.html": "{% include 'a.html' %}"})
    assert [place(d) for d in made.check()] == [("not-utf-8", "layouts/a.html", 0)]
    assert failure(made, "a.html").code == "not-utf-8"


def test_a_layout_that_cannot_be_read_is_an_error(layouts: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    made = layouts({"assets/x.css": "x"})

    def refused(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refused)
    with pytest.raises(UserError) as caught:
        made.published_assets()
    assert [d.code for d in caught.value.diagnostics] == ["unreadable"]
    assert caught.value.diagnostics[0].message.endswith("cannot be read: permission denied")


# Digests


CLOSURE = {
    "top.html": "{% extends 'mid.html' %}{% import 'macros.html' as m %}{% from 'names.html' import n %}"
    "{% block b %}{% include 'inner.html' %}{{ asset('css/mine.css') }}{% endblock %}",
    "mid.html": "{% extends 'base.html' %}",
    "macros.html": "{% macro x() %}{% include 'deep.html' %}{% endmacro %}",
    "names.html": "{% set n = 1 %}",
    "inner.html": "inner",
    "deep.html": "{{ asset('icons/i.svg') }}",
    "unrelated.html": "x",
    "assets/css/mine.css": "b { background: url(../pictures/p.png) }",
    "assets/pictures/p.png": b"png",
    "assets/pictures/q.png": b"png",
}


@pytest.mark.parametrize(
    "name",
    [
        *("top.html", "mid.html", "base.html", "labels.html", "macros.html", "names.html", "inner.html", "deep.html"),
        *("assets/css/mine.css", "assets/pictures/p.png", "assets/icons/i.svg"),
    ],
)
def test_a_change_of_anything_that_a_template_uses_changes_its_digest(layouts: Made, name: str) -> None:
    before = layouts(CLOSURE).closure("top.html")
    assert layouts().closure("top.html") == before
    assert layouts({name: "changed"}).closure("top.html") != before


@pytest.mark.parametrize(
    "name", ["unrelated.html", "new.html", "assets/pictures/q.png", "assets/icons/other.svg", "part.html"]
)
def test_a_change_of_anything_else_does_not(layouts: Made, name: str) -> None:
    before = layouts(CLOSURE).closure("top.html")
    assert layouts({name: "changed"}).closure("top.html") == before


@pytest.mark.parametrize("name", ["assets/css/mine.css", "assets/pictures/p.png", "assets/icons/i.svg"])
def test_an_asset_whose_name_stays_changes_no_template(layouts: Made, name: str) -> None:
    before = layouts(CLOSURE, fingerprinted=False).closure("top.html")
    assert layouts({name: "changed"}, fingerprinted=False).closure("top.html") == before


@pytest.mark.parametrize("name", ["top.html", "mid.html", "inner.html", "deep.html", "base.html"])
def test_a_template_changes_its_digest_whatever_assets_are_called(layouts: Made, name: str) -> None:
    before = layouts(CLOSURE, fingerprinted=False).closure("top.html")
    assert layouts({name: "changed"}, fingerprinted=False).closure("top.html") != before


def test_an_asset_within_a_page_changes_it_whatever_its_name(layouts: Made) -> None:
    files = {"a.html": "<style>{% include 'assets/css/mine.css' %}</style>", "assets/css/mine.css": "a {}"}
    before = layouts(files, fingerprinted=False).closure("a.html")
    assert layouts({"assets/css/mine.css": "b {}"}, fingerprinted=False).closure("a.html") != before


def test_an_asset_that_comes_changes_who_waits_for_it_whatever_its_name(layouts: Made) -> None:
    before = layouts({"a.html": "{{ asset('new.css') }}"}, fingerprinted=False).closure("a.html")
    assert layouts({"assets/new.css": "a {}"}, fingerprinted=False).closure("a.html") != before


def test_a_name_that_only_a_run_can_tell_may_be_any(layouts: Made) -> None:
    files = {"a.html": "{% include which %}", "b.html": "{{ asset(which) }}"}
    before = [layouts(files).closure(n) for n in files]
    assert layouts({"part.html": "changed"}).closure("a.html") != before[0]
    assert layouts({"assets/icons/other.svg": "changed"}).closure("b.html") != before[1]


def test_a_name_that_only_a_run_can_tell_may_be_behind_a_link(layouts: Made, tmp_path: Path) -> None:
    """A template is loaded from a linked folder, too."""
    elsewhere = lay(tmp_path / "elsewhere", {"inner/part.html": "part"})
    made = layouts({"a.html": "{% include 'parts/inner/' ~ name %}"})
    (tmp_path / "site/layouts/parts").symlink_to(elsewhere)
    before = made.closure("a.html")
    assert made.render("a.html", {"name": "part.html"}) == "part"
    lay(elsewhere, {"inner/part.html": "changed"})
    assert layouts().closure("a.html") != before


def test_a_digest_is_the_same_before_and_after_the_templates_are_compiled(layouts: Made) -> None:
    files = {"a.html": "{% include 'part' ~ '.html' %}{{ asset('icons/' ~ 'i.svg') }}"}
    fresh, checked = layouts(files), layouts(files)
    assert list(checked.check()) == []
    assert checked.closure("a.html") == fresh.closure("a.html")


def test_a_template_that_was_checked_is_not_compiled_again(layouts: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    made = layouts()
    assert list(made.check()) == []
    monkeypatch.setattr(made.environment, "compile", None)
    assert made.render("page.html", {"title": "x"}) == "<title>packaged: x</title>"


def test_a_packaged_template_that_is_extended_by_its_own_name_counts(layouts: Made, tmp_path: Path) -> None:
    before = layouts({"base.html": "{% extends 'headframe/base.html' %}"}).closure("base.html")
    lay(tmp_path / "shipped/layouts", {"base.html": "changed"})
    assert layouts().closure("base.html") != before


# Assets


def test_an_assets_url_holds_its_fingerprint_below_the_base_path(layouts: Made) -> None:
    made = layouts({"a.html": "{{ asset('icons/i.svg') }}"}, home="/brief/")
    url = made.render("a.html", {})
    assert url == "/brief/" + made.assets["icons/i.svg"].path
    assert url.startswith("/brief/assets/icons/i.")
    assert url.endswith(".svg")
    assert layouts({"assets/icons/i.svg": "changed"}).assets["icons/i.svg"].path not in url


def test_an_asset_of_the_site_wins(layouts: Made) -> None:
    assert layouts({"assets/icons/i.svg": "mine"}).assets["icons/i.svg"].data == b"mine"


@pytest.mark.parametrize(
    ("css", "rewritten"),
    [
        ("url(../icons/i.svg)", 'url("{}")'),
        ("url('../icons/i.svg')", 'url("{}")'),
        ('url( "../icons/i.svg" )', 'url( "{}" )'),
        ("url(../icons/i.svg#part)", 'url("{}#part")'),
        ("url(../icons/i.svg?v=2#part)", 'url("{}?v=2#part")'),
        ("url(./../css/../icons/i.svg)", 'url("{}")'),
        ("URL(../icons/i.svg)", 'URL("{}")'),
    ],
)
def test_a_stylesheet_points_to_fingerprinted_files(layouts: Made, css: str, rewritten: str) -> None:
    made = layouts({"assets/css/a.css": f"x {{ background: {css} }}"})
    path = "../" + made.assets["icons/i.svg"].path.removeprefix("assets/")
    assert made.assets["css/a.css"].data.decode() == f"x {{ background: {rewritten.format(path)} }}"


def test_an_asset_may_keep_its_name(layouts: Made) -> None:
    made = layouts({"a.html": "{{ asset('css/site.css') }}"}, home="/brief/", fingerprinted=False)
    for same in (made, pickle.loads(pickle.dumps(made))):
        assert same.render("a.html", {}) == "/brief/assets/css/site.css"
        assert same.assets["css/site.css"].data == b'a { background: url("../icons/i.svg") }'
        assert {path for path, _ in same.published_assets().values()} == {
            *("assets/css/site.css", "assets/icons/i.svg", "assets/icons/other.svg")
        }


@pytest.mark.parametrize(
    "css",
    [
        *("url(https://e.org/i.svg)", "url(//e.org/i.svg)", "url(data:image/png;base64,AA)", "url(#i)", "url(/i.svg)"),
        *("url(gone.svg)", "url()", "@import;", "@import 'gone.css';", "caf\udce9"),
    ],
)
def test_any_other_url_stays(layouts: Made, css: str) -> None:
    data = css.encode("utf-8", "surrogateescape")
    assert layouts({"assets/css/a.css": data}).assets["css/a.css"].data == data


@pytest.mark.parametrize(
    "form", ['@import "z.css";', "@import 'z.css';", "@import url(z.css);", '@import url("z.css") print;']
)
def test_a_stylesheet_that_imports_another_follows_its_changes(layouts: Made, form: str) -> None:
    first = layouts({"assets/css/a.css": form, "assets/css/z.css": "z { color: red }"}).assets
    assert Path(first["css/z.css"].path).name in first["css/a.css"].data.decode()
    second = layouts({"assets/css/z.css": "z { color: blue }"}).assets
    assert second["css/a.css"].path != first["css/a.css"].path


def test_what_lies_in_a_linked_folder_is_an_asset_and_a_template(layouts: Made, tmp_path: Path) -> None:
    made = layouts({"assets/css/a.css": "a { background: url(../shared/i.svg) }"})
    lay(tmp_path / "elsewhere", {"i.svg": "<svg/>", "part.html": "x"})
    (tmp_path / "site/layouts/assets/shared").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "site/layouts/parts").symlink_to(tmp_path / "elsewhere")
    assert made.assets["shared/i.svg"].data == b"<svg/>"
    assert made.assets["shared/i.svg"].path.encode().removeprefix(b"assets") in made.assets["css/a.css"].data
    assert "parts/part.html" in made.names()


def test_stylesheets_that_import_each_other_do_not_hang(layouts: Made) -> None:
    made = layouts({"assets/css/a.css": "@import 'b.css';", "assets/css/b.css": "@import 'a.css';"})
    assert {"css/a.css", "css/b.css"} <= made.assets.keys()


def test_what_is_published_is_what_the_url_promises(layouts: Made) -> None:
    made = layouts()
    assert made.published_assets().keys() == {"css/site.css", "icons/i.svg", "icons/other.svg"}
    path, digest = made.published_assets()["css/site.css"]
    assert path == made.assets["css/site.css"].path
    assert len(digest) == 32


def test_a_name_that_is_not_utf_8_is_no_template(layouts: Made, tmp_path: Path) -> None:
    (tmp_path / "site/layouts" / os.fsdecode(b"\xff")).mkdir(parents=True)
    (tmp_path / "site/layouts" / os.fsdecode(b"\xff") / "a.html").write_text("{{ }")
    made = layouts({"page.html": "own"})
    assert "page.html" in made.names()
    assert "".join(made.names()).encode()
    assert list(made.check()) == []

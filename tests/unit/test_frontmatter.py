import json
import pickle
import re
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace
from reference import paths, rows

from generator import frontmatter
from generator.diagnostic import Diagnostic, Span
from generator.frontmatter import FrontMatter
from generator.model import Author, Briefing, Correction, Disclaimer, Disclosure, Image, Pin, Settings, Source, Video
from generator.settings import BRIEFING_KEYS

ROOT = Path(__file__).parents[2]
SITE = Settings("A site", "https://example.org/", timezone="America/Toronto", require=())
HEAD = "title: A headline\ndate: 2026-02-20\n"
PATH = "briefings/2026-02-20-a-story.md"


def read(matter: str, site: Settings = SITE, path: str = PATH) -> FrontMatter[Briefing]:
    return frontmatter.briefing(path, f"---\n{matter}---\nText.\n", site)


def good(matter: str, site: Settings = SITE, path: str = PATH) -> Briefing:
    got = read(matter, site, path)
    assert not got.diagnostics
    assert got.value is not None
    return got.value


def faults(matter: str, site: Settings = SITE) -> list[tuple[str, int, int]]:
    got = read(matter, site)
    assert got.value is None
    return [(d.code, d.span.line, d.span.column) for d in got.diagnostics]


def fault(matter: str, site: Settings = SITE) -> Diagnostic:
    got = read(matter, site)
    assert got.value is None
    assert len(got.diagnostics) == 1, got.diagnostics
    return got.diagnostics[0]


# Fences


@pytest.mark.parametrize(
    ("text", "body", "line"),
    [
        (f"---\n{HEAD}---\nText.\n", "Text.\n", 5),
        (f"---\n{HEAD}---\n\nText.\n---\nMore.\n", "\nText.\n---\nMore.\n", 5),
        (f"--- \t\n{HEAD}... \nText.", "Text.", 5),
        (f"---\n{HEAD}---", "", 4),
        (f"\ufeff---\r\n{HEAD}---\r\nText.\r\n", "Text.\n", 5),
        (f"---\n{HEAD}summary: |\n  a\n  ---\n  b\n---\nText.\n", "Text.\n", 9),
        (f"---\n{HEAD}summary: ---x\n---\nText.\n", "Text.\n", 6),
    ],
)
def test_the_body_begins_below_the_closing_fence(text: str, body: str, line: int) -> None:
    got = frontmatter.briefing(PATH, text, SITE)
    assert (got.body, got.body_line) == (body, line)
    assert got.value is not None


@pytest.mark.parametrize("text", ["# Text\n", f" ---\n{HEAD}---\n", f"\n---\n{HEAD}---\n", f"----\n{HEAD}---\n", HEAD])
def test_a_file_without_front_matter_is_an_error(text: str) -> None:
    got = frontmatter.briefing(PATH, text, SITE)
    assert [d.code for d in got.diagnostics] == ["no-front-matter"]
    assert got.value is None


@pytest.mark.parametrize(
    ("text", "line", "remedy"),
    [
        (f" ---\n{HEAD}---\n", 1, "remove the space before ---"),
        (f"\n\n---\n{HEAD}---\n", 1, "remove the empty lines above the first ---"),
        (f"----\n{HEAD}---\n", 1, "write three hyphens, ---, instead of ----"),
        (f"—\n{HEAD}—\n", 1, "write three hyphens, ---, instead of —"),
        (f"+++\n{HEAD}+++\n", 1, "write three hyphens, ---, instead of +++"),
        (HEAD, 1, "put --- on line 1"),
    ],
)
def test_a_line_that_is_nearly_a_fence_is_told(text: str, line: int, remedy: str) -> None:
    (found,) = frontmatter.briefing(PATH, text, SITE).diagnostics
    assert found.span.line == line
    assert remedy in found.help


def test_front_matter_without_an_end_is_an_error_at_its_beginning() -> None:
    got = frontmatter.briefing(PATH, f"---\n{HEAD}\nText.\n", SITE)
    assert [(d.code, d.span) for d in got.diagnostics] == [
        ("unterminated-front-matter", Span(f"content/{PATH}", 1, 1, 3))
    ]


@pytest.mark.parametrize("text", ["", "\n", "\ufeff"])
def test_an_empty_file_is_an_error(text: str) -> None:
    assert [d.code for d in frontmatter.briefing(PATH, text, SITE).diagnostics] == ["empty-file"]


def test_empty_front_matter_lacks_title_and_date() -> None:
    got = read("")
    assert [d.message for d in got.diagnostics] == ["date is missing", "title is missing"]
    assert got.diagnostics[0].help == "add date: 2026-02-20"


# Briefings


def test_every_field_of_a_briefing() -> None:
    site = replace(SITE, disclaimers={"standard": Disclaimer("standard", "Found by reading.")})
    briefing = good(
        """\
title: 'Gold: a story'
date: 2026-02-20
summary: One sentence.
authors: [jane, John Example]
tags: [china, critical  minerals]
companies: TSX:ELD
sources:
  - Reuters
  - {name: Trivium China, title: A note, url: https://example.com/a, date: 2026-02-18}
  - https://www.example.org/b
disclaimer: standard
related:
  - beijing-market-support
  - {title: Elsewhere, url: https://example.com/c}
recommended: [other-slug, 2026-02-19-third.md]
videos: [{title: A film, url: https://example.com/v}]
image: {src: /media/rig.jpg, alt: A rig, credit: Jane}
disclosure: {sponsor: TSXV:RUA, compensation: 'C$10,000', positions: [TSX:ELD]}
corrections: [{date: 2026-02-22, text: Lead.}, {date: 2026-02-21T10:00, text: Zinc.}]
updated: 2026-02-21T09:00
series: Gallium watch
slug: gold-story
aliases: [/old/path/]
id: gold.1
draft: true
expires: 2027-01-01
extra: {layout: wide, columns: [1, 2]}
""",
        site,
    )
    assert briefing.title == "Gold: a story"
    assert briefing.date.at.isoformat() == "2026-02-20T00:00:00-05:00"
    assert briefing.date.day_only
    assert briefing.summary == "One sentence."
    assert briefing.authors == ("jane", "John Example")
    assert briefing.terms == {
        "tags": ("china", "critical minerals"),
        "companies": ("TSX:ELD",),
        "commodities": (),
        "countries": (),
    }
    assert briefing.sources == (
        Source("Reuters"),
        Source("Trivium China", "A note", "https://example.com/a", date(2026, 2, 18)),
        Source("example.org", url="https://www.example.org/b"),
    )
    assert briefing.disclaimer == "standard"
    assert briefing.related == (
        Pin("beijing-market-support"),
        Pin(title="Elsewhere", url="https://example.com/c"),
    )
    assert briefing.recommended == ("other-slug", "2026-02-19-third.md")
    assert briefing.videos == (Video("A film", "https://example.com/v"),)
    assert briefing.image == Image("media/rig.jpg", "A rig", "Jane")
    assert briefing.disclosure == Disclosure("TSXV:RUA", "C$10,000", ("TSX:ELD",))
    assert [(type(c), c.text) for c in briefing.corrections] == [(Correction, "Lead."), (Correction, "Zinc.")]
    assert briefing.updated is not None
    assert briefing.updated.at.isoformat() == "2026-02-21T09:00:00-05:00"
    assert (briefing.series, briefing.slug, briefing.id) == ("Gallium watch", "gold-story", "gold.1")
    assert briefing.aliases == ("/old/path/",)
    assert briefing.draft
    assert briefing.expires is not None
    assert briefing.extra == {"layout": "wide", "columns": (1, 2)}
    assert briefing.path == PATH


def test_later_checks_find_each_place() -> None:
    text = (
        HEAD
        + """\
slug: a-story
author: jane
disclaimer: A text.
related: [one, two]
recommended: [three]
aliases: [/old/]
image: {src: media/a.png, alt: A}
sources:
  - Reuters
  - name: Bloomberg
tags: gold
disclosure: {sponsor: A, compensation: B, positions: [C]}
series: S
corrections: [{date: 2026-02-21, text: T}]
"""
    )
    assert good(text)
    places = frontmatter.places(PATH, f"---\n{text}---\n", SITE)
    expected = {
        "title": 2,
        "date": 3,
        "slug": 4,
        "author": 5,
        "disclaimer": 6,
        "related.0": 7,
        "related.1": 7,
        "recommended.0": 8,
        "aliases.0": 9,
        "image": 10,
        "sources.0": 12,
        "sources.1": 13,
        "tags.0": 14,
        "disclosure": 15,
        "disclosure.sponsor": 15,
        "disclosure.positions.0": 15,
        "series": 16,
        "corrections.0": 17,
    }
    assert {key: places[key].line for key in expected} == expected
    assert places["related.1"] == Span(f"content/{PATH}", 7, 16, 3)


def test_a_text_that_cannot_be_read_has_no_places() -> None:
    assert frontmatter.places(PATH, "No front matter.", SITE) == {}
    assert frontmatter.places(PATH, "---\ntitle: [\n---\n", SITE) == {}


def test_a_briefing_travels_between_processes() -> None:
    briefing = good(HEAD + "extra: {a: [{b: 1}]}\nupdated: 2026-02-21T09:00+01:00\n")
    assert pickle.loads(pickle.dumps(briefing)) == briefing
    assert json.dumps(briefing.extra) == '{"a": [{"b": 1}]}'


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("2026-02-20-gallium-watch.md", "gallium-watch"),
        ("2026-02-20_Gallium Wätch.md", "gallium-watch"),
        ("gallium.md", "gallium"),
        ("2026-outlook.md", "2026-outlook"),
        ("2026-02-20-2025-12-31-review.md", "2025-12-31-review"),
    ],
)
def test_the_slug_comes_from_the_file_s_name_without_its_date(name: str, slug: str) -> None:
    assert good(HEAD, path=f"briefings/2026/{name}").slug == slug


@pytest.mark.parametrize("name", ["2026-02-20.md", "---.md", "con.md"])
def test_a_file_name_without_a_slug_asks_for_one(name: str) -> None:
    got = read(HEAD, path=f"briefings/{name}")
    assert [d.code for d in got.diagnostics] == ["bad-slug"]
    assert "add slug:" in got.diagnostics[0].help
    assert good(HEAD + "slug: fine\n", path=f"briefings/{name}").slug == "fine"


def test_an_author_is_one_or_several_and_not_both() -> None:
    assert good(HEAD + "author: jane\n").authors == ("jane",)
    assert good(HEAD).authors == ()
    assert faults(HEAD + "authors: [john]\nauthor: jane\n") == [("conflicting-fields", 4, 10)]
    assert fault(HEAD + "author: [jane, john]\n").help == "for several, write authors: [jane, john]"


def test_the_taxonomies_are_the_site_s() -> None:
    site = replace(SITE, taxonomies=("metals",))
    assert good(HEAD + "metals: zinc\n", site).terms == {"metals": ("zinc",)}
    assert fault(HEAD + "tags: zinc\n", site).code == "unknown-field"


@pytest.mark.parametrize("written", ["TSX:ELD", "'TSX: ELD'", "'TSX :ELD'", "'TSX:  ELD'", "'TSX:\u00a0ELD'"])
def test_a_ticker_is_the_same_with_a_space_in_it(written: str) -> None:
    disclosed = f"disclosure: {{sponsor: {written}, compensation: x, positions: [{written}]}}"
    found = good(f"{HEAD}companies: [{written}]\n{disclosed}\n")
    assert found.terms["companies"] == ("TSX:ELD",)
    assert found.disclosure == Disclosure("TSX:ELD", "x", ("TSX:ELD",))


def test_a_name_with_a_colon_is_no_ticker() -> None:
    found = good(f"{HEAD}tags: ['Gold: a story']\ncompanies: ['Example Fund: gold']\n")
    assert found.terms["tags"] == ("Gold: a story",)
    assert found.terms["companies"] == ("Example Fund: gold",)


def test_what_the_site_requires_must_be_there() -> None:
    site = replace(SITE, require=("sources", "disclaimer", "tags", "title"))
    found = read(HEAD + "sources:\ntags: []\n", site).diagnostics
    assert [(d.message, d.span.line, d.span.column) for d in found] == [
        ("disclaimer is missing; site.yaml requires it", 1, 1),
        ("sources is empty; site.yaml requires it", 4, 9),
        ("tags is empty; site.yaml requires it", 5, 7),
    ]
    assert [d.help.partition(",")[0] for d in found] == [
        "add disclaimer: …",
        "fill in sources: …",
        "fill in tags: …",
    ]
    assert good(HEAD + "tags: a\nsources: [b]\ndisclaimer: c d\n", site)


def test_a_default_disclaimer_is_as_good_as_one_of_the_briefing_s_own() -> None:
    site = replace(SITE, require=("disclaimer",), default_disclaimer="standard")
    assert good(HEAD, site)


def test_authors_are_as_good_as_a_required_author() -> None:
    assert good(HEAD + "authors: [a]\n", replace(SITE, require=("author",)))
    assert good(HEAD + "author: a\n", replace(SITE, require=("authors",)))


def test_a_required_flag_may_be_false() -> None:
    assert not good(HEAD + "draft: false\n", replace(SITE, require=("draft",))).draft


def test_a_required_field_with_a_fault_is_not_missing_as_well() -> None:
    site = replace(SITE, require=("sources",))
    assert fault(HEAD + "sources: Reuters\n", site).code == "wrong-type"
    assert fault(HEAD + "sources: [{url: https://example.org/}]\n", site).message == "sources.name is missing"


def test_a_missing_title_that_the_site_requires_is_reported_once() -> None:
    assert fault("date: 2026-02-20\n", replace(SITE, require=("title",))).message == "title is missing"


def test_a_sponsor_needs_compensation_and_compensation_a_sponsor() -> None:
    assert faults(HEAD + "disclosure: {sponsor: A}\n") == [("missing-compensation", 4, 23)]
    assert faults(HEAD + "disclosure: {compensation: A}\n") == [("missing-sponsor", 4, 28)]
    assert good(HEAD + "disclosure: {positions: [A]}\n")


@pytest.mark.parametrize("expires", ["2026-02-20", "2026-02-19T23:59"])
def test_what_expires_before_it_appears_is_an_error(expires: str) -> None:
    assert faults(HEAD + f"expires: {expires}\n") == [("expires-too-early", 4, 10)]
    assert good(HEAD + "expires: 2026-02-20T00:01\n")


def test_an_update_before_the_date_is_a_warning() -> None:
    got = read(HEAD + "updated: 2026-02-19\n")
    assert got.value is not None
    assert [(d.code, d.severity) for d in got.diagnostics] == [("updated-too-early", "warning")]


def test_an_update_on_the_same_day_is_none_too_early() -> None:
    assert good("title: A\ndate: 2026-02-20T09:00\nupdated: 2026-02-20\n")


@pytest.mark.parametrize(
    "alias",
    [
        *(
            "old/",
            "//example.com/",
            "/a/../b/",
            "/..",
            "/a?b",
            "/a#b",
            "/a\\b",
            "/a b",
            "/a//b",
            "https://example.org/",
        ),
        *("/*", "/old/:x/", "/%2A", '/a"b/', "/a<b/", "/.headframe.json", f"/{'a' * 201}/"),
    ],
)
def test_an_alias_is_a_path_on_this_site(alias: str) -> None:
    assert faults(HEAD + f"aliases: ['{alias}']\n") == [("bad-alias", 4, 11)]


@pytest.mark.parametrize("alias", ["/old/", "/old", "/", "/2014/10/old.html", "/a..b/"])
def test_good_aliases_stay(alias: str) -> None:
    assert good(HEAD + f"aliases: ['{alias}']\n").aliases == (alias,)


@pytest.mark.parametrize(
    "src", ["rig.jpg", "../rig.jpg", "media/../../rig.jpg", "javascript:alert(1)", "//x.org/a.png"]
)
def test_a_picture_is_under_media_or_on_the_web(src: str) -> None:
    assert faults(HEAD + f"image: {{src: '{src}', alt: A}}\n") == [("bad-picture", 4, 14)]


def test_a_picture_on_the_web_and_one_with_a_space_are_fine() -> None:
    for src in ("https://example.org/rig.jpg", "media/a rig.jpg"):
        briefing = good(HEAD + f"image: {{src: '{src}', alt: A}}\n")
        assert briefing.image == Image(src, "A")


def test_a_picture_needs_words() -> None:
    assert faults(HEAD + "image: {src: media/a.png, alt: ''}\n") == [("empty-value", 4, 27)]


@pytest.mark.parametrize("name", ["a b", "a/b", "..", "ä", "a" * 201])
def test_an_id_is_a_plain_name(name: str) -> None:
    assert faults(HEAD + f"id: {name}\n") == [("bad-id", 4, 5)]


@pytest.mark.parametrize("field", ["sources: [{name: A, url: %s}]", "videos: [{title: A, url: %s}]"])
def test_a_link_that_runs_script_is_an_error(field: str) -> None:
    assert fault(HEAD + field % "'javascript:alert(1)'" + "\n").code == "bad-url"


def test_a_related_article_elsewhere_needs_a_title() -> None:
    assert "title" in fault(HEAD + "related: ['https://example.com/a']\n").message


def test_a_lone_word_that_is_nearly_a_disclaimer_s_key_is_an_error() -> None:
    site = replace(SITE, disclaimers={"standard": Disclaimer("standard", "Found by reading.")})
    assert fault(HEAD + "disclaimer: standrad\n", site).help == "did you mean standard?"
    assert good(HEAD + "disclaimer: No standard text.\n", site).disclaimer == "No standard text."


def test_a_lone_word_that_is_nearly_an_author_s_key_is_a_warning() -> None:
    site = replace(SITE, authors={"jane": Author("jane", "Jane Example")})
    got = read(HEAD + "authors: [jnae, Janet, jane]\n", site)
    assert got.value is not None
    assert [(d.code, d.severity, d.span.line, d.span.column) for d in got.diagnostics] == [
        ("unknown-author", "warning", 4, 11)
    ]
    assert got.diagnostics[0].help.startswith("did you mean jane?")
    assert read(HEAD + "author: jnae\n", site).diagnostics[0].span.column == 9


def test_a_name_that_is_nearly_an_author_s_is_a_warning() -> None:
    site = replace(SITE, authors={"jane": Author("jane", "Jane Example")})
    assert read(HEAD + "author: Jane Exmaple\n", site).diagnostics[0].help.startswith("did you mean jane?")
    assert good(HEAD + "authors: [John Example, Jane Example, Jane Exampleton]\n", site)


def test_a_correction_before_the_briefing_is_a_warning() -> None:
    got = read(HEAD + "corrections:\n  - {date: 2026-02-20, text: a}\n  - {date: 2025-02-21, text: b}\n")
    assert got.value is not None
    assert [(d.code, d.severity, d.span.line, d.span.column) for d in got.diagnostics] == [
        ("corrected-too-early", "warning", 6, 12)
    ]


def test_every_fault_of_a_file_is_told_in_order() -> None:
    assert faults("title: no\ndate: 2026-02-30\nsouces: [a]\ndraft: on\nslug: A B\n") == [
        ("bad-date", 3, 7),
        ("unknown-field", 4, 1),
        ("wrong-type", 5, 8),
        ("bad-slug", 6, 7),
    ]


# Standing pages


def test_a_standing_page() -> None:
    text = "---\ntitle: About\nupdated: 2026-02-20\nsummary: Who we are.\naliases: [/us/]\n---\nWe are.\n"
    got = frontmatter.standing_page("pages/about.md", text, SITE)
    assert not got.diagnostics
    assert got.value is not None
    page = got.value
    assert (page.path, page.slug, page.title, page.summary) == ("pages/about.md", "about", "About", "Who we are.")
    assert page.updated is not None
    assert page.updated.at.isoformat() == "2026-02-20T00:00:00-05:00"
    assert frontmatter.places("pages/about.md", text, SITE)["aliases.0"] == Span("content/pages/about.md", 5, 11, 4)
    assert (got.body, got.body_line) == ("We are.\n", 7)


def test_a_standing_page_has_its_own_keys() -> None:
    got = frontmatter.standing_page("pages/about.md", "---\ndate: 2026-02-20\nsources: [a]\n---\n", SITE)
    assert got.value is None
    assert [d.code for d in got.diagnostics] == ["missing-field", "unknown-field", "unknown-field"]


def test_a_standing_page_without_front_matter_is_an_error() -> None:
    got = frontmatter.standing_page("pages/about.md", "About us.\n", SITE)
    assert [d.code for d in got.diagnostics] == ["no-front-matter"]


# Introductions of topics


def test_an_introduction_is_plain_markdown_or_has_front_matter() -> None:
    plain = frontmatter.introduction("terms/tags/tin.md", "A metal.\n\n---\n", SITE)
    assert (plain.body, plain.body_line, plain.diagnostics) == ("A metal.\n\n---\n", 1, ())
    told = frontmatter.introduction("terms/tags/tin.md", "---\nsummary: On tin.\n---\nA metal.\n", SITE)
    assert told.value is not None
    assert (told.value.summary, told.body, told.body_line) == ("On tin.", "A metal.\n", 4)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("---\ntitle: Tin\n---\n", "unknown-field"),
        ("---\nsummary: [a]\n---\n", "wrong-type"),
        ("---\nsummary: On tin.\n", "unterminated-front-matter"),
    ],
)
def test_a_bad_introduction_is_an_error(text: str, code: str) -> None:
    got = frontmatter.introduction("terms/tags/tin.md", text, SITE)
    assert (got.value, [d.code for d in got.diagnostics]) == (None, [code])


# What the site requires


def test_a_misspelt_key_is_not_missing_too() -> None:
    text = "---\ntitle: T\ndate: 2026-02-20\nsouces: [Reuters]\n---\n"
    settings = replace(SITE, require=("sources", "summary"))
    told = [
        (d.code, d.message.partition(" ")[0], d.help) for d in frontmatter.briefing(PATH, text, settings).diagnostics
    ]
    assert [(code, word) for code, word, _ in told] == [("missing-field", "summary"), ("unknown-field", "there")]
    assert told[1][2] == "did you mean sources?"


# Drafts


@pytest.mark.parametrize(("lines", "place"), [("", (1, 1)), ("summary:\n", (5, 9)), ("tags: []\n", (5, 7))])
def test_what_a_draft_lacks_of_what_the_site_requires_is_a_warning(lines: str, place: tuple[int, int]) -> None:
    required = "tags" if "tags" in lines else "summary"
    settings = replace(SITE, require=(required,))
    matter = f"---\ntitle: T\ndate: 2026-02-20\n{{}}{lines}---\n"
    (warning,) = frontmatter.briefing(PATH, matter.format("draft: true\n"), settings).diagnostics
    assert (warning.code, warning.severity) == ("missing-field", "warning")
    assert (warning.span.line, warning.span.column) == place
    assert warning.help == f"{'fill in' if lines else 'add'} {required}: … before you remove draft: true"
    (error,) = frontmatter.briefing(PATH, matter.format("draft: false\n"), settings).diagnostics
    assert (error.code, error.severity) == ("missing-field", "error")


# What is left unsaid


def test_a_text_leaves_codes_of_the_check_unsaid() -> None:
    assert good(HEAD + "lint_ignore: [hype, dead-link]\n").lint_ignore == ("hype", "dead-link")


def test_a_code_that_there_is_not_is_an_error_with_the_nearest() -> None:
    found = fault(HEAD + "lint_ignore: [hipe]\n")
    assert (found.code, found.help) == ("unknown-lint", "did you mean hype?")
    assert found.message == 'an entry of lint_ignore is no code of headframe check: "hipe"'


# The reference


REFERENCE = (ROOT / "docs" / "front-matter.md").read_text(encoding="utf-8")


def test_the_reference_lists_every_key_as_it_is_defined() -> None:
    documented = [line for line in REFERENCE.splitlines() if line.startswith("| `")]
    schemas = (frontmatter.briefing_schema(()), frontmatter.page_schema(), frontmatter.introduction_schema())
    assert documented == [row for schema in schemas for row in rows(schema)]


def test_the_reference_s_examples_are_good() -> None:
    examples = re.findall(r"```yaml\n(.*?)```", REFERENCE, re.DOTALL)
    assert len(examples) == 2
    assert frontmatter.briefing(PATH, examples[0], SITE).diagnostics == ()
    assert good(HEAD + examples[1]).terms["commodities"] == ("gallium",)


def test_the_settings_know_every_key_of_a_briefing() -> None:
    assert {path for path, _ in paths(frontmatter.briefing_schema(())) if "." not in path} == BRIEFING_KEYS

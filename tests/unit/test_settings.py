import json
import pickle
import re
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace
from reference import rows

from generator import settings
from generator.diagnostic import Diagnostic, Span
from generator.model import (
    LINTS,
    Author,
    Company,
    Disclaimer,
    FeedSettings,
    LintSettings,
    NavigationLink,
    Settings,
)

HEAD = "title: A site\nurl: https://example.org/brief\n"
REFERENCE = (Path(__file__).parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")


def good(text: str) -> Settings:
    got, found = settings.read(text)
    assert not found
    assert got is not None
    return got


def fault(text: str) -> Diagnostic:
    got, found = settings.read(HEAD + text)
    assert got is None
    assert len(found) == 1, found
    return found[0]


def test_title_and_url_are_enough() -> None:
    assert replace(good(HEAD), where={}) == Settings("A site", "https://example.org/brief/")


def test_title_and_url_must_be_there() -> None:
    got, found = settings.read("")
    assert got is None
    assert [(d.code, d.message, d.span) for d in found] == [
        ("missing-field", "title is missing", Span("content/site.yaml", 1, 1)),
        ("missing-field", "url is missing", Span("content/site.yaml", 1, 1)),
    ]


def test_every_setting() -> None:
    got = good(
        """\
title: A site
url: https://example.org:8080/brief/
description: About.
language: fr-CA
timezone: America/Toronto
permalink: /b/{year}-{month}-{day}/{id}/
per_page: 5
taxonomies: [metals]
authors:
  jane: {name: Jane, url: https://example.org/jane, bio: Writes., holdings: [TSX:ELD]}
  john: John Example
companies:
  TSX:ELD: {name: Eldorado, url: https://example.com/, listings: [NYSE:EGO]}
  TSX:TECK.B: Teck
disclaimers:
  standard: Found by reading.
  clean: {text: No interest., unconflicted: true}
default_disclaimer: standard
require: [metals, sources]
feed: {items: 3, full_text: false, authority: example.org, start: 2022-01-01, hub: https://hub.example.org/}
related: {count: 0}
navigation: [{title: Topics, url: /metals/}, {title: Elsewhere, url: https://example.com/}]
markdown: commonmark
html: trusted
search: false
cards: false
"""
    )
    assert replace(got, where={}) == Settings(
        title="A site",
        url="https://example.org:8080/brief/",
        description="About.",
        language="fr-CA",
        timezone="America/Toronto",
        permalink="/b/{year}-{month}-{day}/{id}/",
        per_page=5,
        taxonomies=("metals",),
        authors={
            "jane": Author("jane", "Jane", "https://example.org/jane", "Writes.", ("TSX:ELD",)),
            "john": Author("john", "John Example"),
        },
        companies={
            "TSX:ELD": Company("TSX:ELD", "Eldorado", "https://example.com/", ("NYSE:EGO",)),
            "TSX:TECK.B": Company("TSX:TECK.B", "Teck"),
        },
        disclaimers={
            "standard": Disclaimer("standard", "Found by reading."),
            "clean": Disclaimer("clean", "No interest.", unconflicted=True),
        },
        default_disclaimer="standard",
        require=("metals", "sources"),
        feed=FeedSettings(3, False, "example.org", date(2022, 1, 1), "https://hub.example.org/"),
        related_count=0,
        navigation=(NavigationLink("Topics", "/metals/"), NavigationLink("Elsewhere", "https://example.com/")),
        markdown="commonmark",
        html="trusted",
        search=False,
        cards=False,
    )


def test_later_checks_find_each_place() -> None:
    got = good(
        HEAD
        + """\
authors:
  jane: Jane
companies:
  TSX:ELD: Eldorado
disclaimers:
  standard: A text.
default_disclaimer: standard
taxonomies: [tags, metals]
navigation:
  - {title: A, url: /a/}
"""
    )
    lines = {key: got.where[key].line for key in ("url", "default_disclaimer", "taxonomies.1", "navigation.0")}
    assert lines == {"url": 2, "default_disclaimer": 9, "taxonomies.1": 10, "navigation.0": 12}
    assert got.where["authors.jane"] == Span("content/site.yaml", 4, 3, 4)
    assert got.where["companies.TSX:ELD"] == Span("content/site.yaml", 6, 3, 7)
    assert got.where["disclaimers.standard"] == Span("content/site.yaml", 8, 3, 8)


def test_settings_travel_between_processes() -> None:
    got = good(HEAD)
    assert pickle.loads(pickle.dumps(got)) == got


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/",
        "example.org",
        "https://",
        "https://example.org/?a",
        "https://example.org/#a",
        "https://example.org?",
        "https://jane@example.org/",
        "https://example.org:99999/",
        "https://example.org:x/",
        "https://example.org/a/../b/",
        "https://example.org/..",
        "https://example.org//a/",
        "https://example.org/a\\b",
        'https://example.org/"',
        "https://bücher.example/",
        "https://exa mple.org/",
    ],
)
def test_a_url_that_cannot_be_a_site_s_is_an_error(url: str) -> None:
    got, found = settings.read(f"title: A\nurl: '{url}'\n")
    assert got is None
    assert [(d.code, d.span.line, d.span.column) for d in found] == [("bad-url", 2, 6)]


@pytest.mark.parametrize("language", ["en", "en-US", "fr-CA", "zh-Hant-TW", "de", "pt-BR", "ar"])
def test_a_language_that_babel_knows(language: str) -> None:
    assert good(f"{HEAD}language: {language}\n").language == language


@pytest.mark.parametrize("language", ["xx-zz", "english", "en_US", "e", "en-", "../en"])
def test_a_language_that_nobody_knows_is_an_error(language: str) -> None:
    assert fault(f"language: {language}\n").code == "bad-language"


def test_a_timezone_suggests_the_nearest() -> None:
    assert fault("timezone: America/Torono\n").help == "did you mean America/Toronto?"


@pytest.mark.parametrize(
    "zone", ["../../etc/passwd", "/etc/localtime", "localtime", "America", "Moon/Sea", '"\\u00e4"']
)
def test_a_timezone_that_is_none_of_the_iana_list_is_an_error(zone: str) -> None:
    assert fault(f"timezone: {zone}\n").code == "bad-timezone"


@pytest.mark.parametrize("pattern", ["/{slug}/", "/{id}/", "/a/{year}/{month}/{day}/{slug}/", "/a-{slug}_b.c~d/"])
def test_a_good_permalink_stays(pattern: str) -> None:
    assert good(f"{HEAD}permalink: '{pattern}'\n").permalink == pattern


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("{slug}/", "begin and end with /"),
        ("/{slug}", "begin and end with /"),
        ("/{year}/", "{slug} or {id}"),
        ("/{slag}/", "holds {slag}"),
        ("/{slug}/{}/", "holds {}"),
        ("/{slug!r}/", "holds {slug!r}"),
        ("/{slug}/{/", "a brace"),
        ("/{slug}/../", "may hold only"),
        ("/a//{slug}/", "may hold only"),
        ("/ä/{slug}/", "may hold only"),
        ("/{slug}/?x/", "may hold only"),
    ],
)
def test_a_permalink_that_gives_no_page_an_address_is_an_error(pattern: str, message: str) -> None:
    found = fault(f"permalink: '{pattern}'\n")
    assert found.code == "bad-permalink"
    assert message in found.message


@pytest.mark.parametrize("number", ["0", "1001", "-1"])
def test_a_page_holds_one_to_a_thousand(number: str) -> None:
    assert fault(f"per_page: {number}\n").code == "bad-number"


@pytest.mark.parametrize("name", sorted(settings.RESERVED | settings.BRIEFING_KEYS))
def test_a_taxonomy_may_not_be_called_like_what_there_is(name: str) -> None:
    got, found = settings.read(f"{HEAD}taxonomies: [tags, {name}]\n")
    assert got is None
    assert found[0].code in {"reserved-name", "bad-slug"}


def test_a_taxonomy_is_named_once() -> None:
    assert fault("taxonomies: [tags, metals, tags]\n").span == Span("content/site.yaml", 3, 28, 4)


def test_a_site_may_have_no_taxonomy() -> None:
    assert good(f"{HEAD}taxonomies: []\n").taxonomies == ()


@pytest.mark.parametrize(
    "text",
    [
        "companies: {ELD: A}\n",
        "companies: {TSX:ELD: {name: A, listings: [x]}}\n",
        "authors: {a: {name: A, holdings: [x]}}\n",
    ],
)
def test_a_ticker_names_its_exchange(text: str) -> None:
    assert fault(text).code == "bad-ticker"


def test_the_default_disclaimer_must_be_one_of_the_disclaimers() -> None:
    assert fault("disclaimers: {standard: A text.}\ndefault_disclaimer: standrd\n").help == "did you mean standard?"
    assert fault("default_disclaimer: standard\n").help == "add it: disclaimers: {standard: …}"


def test_a_default_disclaimer_with_a_fault_of_its_own_is_not_missing_as_well() -> None:
    assert fault("disclaimers: {standard: [a]}\ndefault_disclaimer: standard\n").code == "wrong-type"


def test_what_looks_like_sources_in_a_disclaimer_and_is_not_is_a_warning() -> None:
    made, found = settings.read(HEAD + "disclaimers: {a: 'Via {source}, {sources}.', b: {text: 'By {author}.'}}\n")
    assert made is not None
    assert [(d.code, d.severity, d.span.line, d.span.column, d.help) for d in found] == [
        ("unknown-placeholder", "warning", 3, 15, "did you mean {sources}?"),
        ("unknown-placeholder", "warning", 3, 46, "write it out; {sources} is the only one"),
    ]


def test_a_holding_that_is_nearly_one_of_the_companies_is_a_warning() -> None:
    companies = "companies: {TSX:ELD: {name: Example Gold, listings: [TSX:ELD, NYSE:EGO]}}\n"
    made, found = settings.read(HEAD + "authors: {jane: {name: J, holdings: [TSX:EDL, nyse:ego, LSE:X]}}\n" + companies)
    assert made is not None
    assert [(d.code, d.severity, d.span.line, d.span.column, d.help) for d in found] == [
        ("unknown-holding", "warning", 3, 38, "did you mean TSX:ELD?")
    ]


def test_what_is_required_must_be_a_field() -> None:
    assert good(f"{HEAD}require: [countries, summary]\n").require == ("countries", "summary")
    assert fault("require: [souces]\n").help == "did you mean sources?"
    assert fault("taxonomies: [metals]\nrequire: [tags]\n").code == "unknown-field"


@pytest.mark.parametrize("url", ["//example.com/", "javascript:alert(1)", "about", "/a b", "/\\example.com", "data:,x"])
def test_a_menu_leads_into_the_site_or_to_the_web(url: str) -> None:
    assert fault(f"navigation: [{{title: A, url: '{url}'}}]\n").code == "bad-url"


@pytest.mark.parametrize("authority", ["a b", "https://example.org/", "", "example.org:80", "-a.org"])
def test_the_authority_of_a_feed_is_a_domain_or_an_address(authority: str) -> None:
    assert good(f"{HEAD}feed: {{authority: desk@example.org}}\n").feed.authority == "desk@example.org"
    if authority:
        assert fault(f"feed: {{authority: '{authority}'}}\n").code == "bad-authority"


def test_related_is_a_group_of_keys() -> None:
    assert good(f"{HEAD}related: {{count: 3}}\n").related_count == 3
    assert fault("related: 3\n").code == "wrong-type"


def test_choices_are_case_sensitive() -> None:
    assert fault("markdown: Full\n").help == "did you mean full?"


def test_every_fault_is_told_at_once() -> None:
    got, found = settings.read("titel: A\nurl: x\nper_page: many\nhtml: raw\ntimezone: Mars\n")
    assert got is None
    assert [d.span.line for d in found] == [1, 1, 2, 3, 4, 5]


def test_the_reference_lists_every_key_as_it_is_defined() -> None:
    documented = [line for line in REFERENCE.splitlines() if line.startswith("| `")]
    assert documented == rows(settings.SETTINGS)


def test_the_reference_s_examples_are_good() -> None:
    examples = re.findall(r"```yaml\n(.*?)```", REFERENCE, re.DOTALL)
    assert len(examples) == 2
    for example in examples:
        good(example)


def test_the_reference_names_every_name_that_is_taken() -> None:
    assert all(f"`{name}`" in REFERENCE for name in settings.RESERVED)


def test_the_documented_defaults_are_the_model_s() -> None:
    got = good(HEAD)
    text = {path: row for row in rows(settings.SETTINGS) for path in re.findall(r"^\| `(.*?)`", row)}
    for path, default in {
        "language": got.language,
        "timezone": got.timezone,
        "permalink": got.permalink,
        "per_page": str(got.per_page),
        "taxonomies": ", ".join(got.taxonomies),
        "require": ", ".join(got.require),
        "feed.items": str(got.feed.items),
        "feed.full_text": str(got.feed.full_text).lower(),
        "related.count": str(got.related_count),
        "markdown": got.markdown,
        "html": got.html,
        "search": str(got.search).lower(),
        "cards": str(got.cards).lower(),
        "lint.longest_summary": str(got.lint.longest_summary),
        **{f"lint.{code}": severity for code, severity in LINTS.items()},
    }.items():
        assert f"Default: {default}." in text[path]


def test_the_settings_describe_themselves_as_json_schema() -> None:
    schema = settings.SETTINGS.json_schema()
    assert schema["required"] == ["title", "url"]
    assert schema["additionalProperties"] is False
    assert json.dumps(schema)


def test_two_authors_of_one_name_are_an_error() -> None:
    found = fault("authors:\n  jane: Jane Example\n  j2: {name: jane example}\n")
    assert (found.code, found.span.line) == ("duplicate-name", 5)


# How the site is checked


def test_the_checks_are_set_under_lint() -> None:
    text = (
        "lint:\n  hype: off\n  dead-link: error\n  dollar: US$\n  hype_phrases: [world class]\n  longest_summary: 200\n"
    )
    assert good(HEAD + text).lint == LintSettings({"hype": "off", "dead-link": "error"}, "US$", ("world class",), 200)
    assert good(HEAD).lint == LintSettings()


@pytest.mark.parametrize(
    ("text", "code", "help_"),
    [
        ("hipe: off", "unknown-field", "did you mean hype?"),
        ("hype: offf", "bad-choice", "did you mean off?"),
        ("hype: [off]", "wrong-type", "write one of off, warning, error"),
        ("dollar: dollars", "bad-dollar", "write US$, C$, A$ or the like"),
        ("dollar: $", "bad-dollar", "write US$, C$, A$ or the like"),
        ("longest_summary: 5", "bad-number", "write 50 or more"),
        ("hype_phrases: world class", "wrong-type", "write hype_phrases: [world class]"),
    ],
)
def test_a_fault_under_lint_is_told_with_its_remedy(text: str, code: str, help_: str) -> None:
    found = fault(f"lint: {{{text}}}\n")
    assert (found.code, found.help, found.span.line) == (code, help_, 3)

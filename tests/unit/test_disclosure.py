"""Who paid, who holds, and what a briefing must say of it."""

from __future__ import annotations

from typing import Any

import pytest
from newsroom import briefing, codes, settings

from generator import disclosure
from generator.diagnostic import Span
from generator.model import Author, Company, Disclaimer, Disclosure, Settings, Source
from generator.views import Position

PAID = Disclosure("TSXV:RUA", "C$10,000 in cash, paid on 2026-01-15")


def told(site: Settings | None = None, **fields: Any) -> tuple[str, str]:
    view = disclosure.view(briefing(**fields), site or settings())
    return (view.notice, view.holdings) if view else ("", "")


def ending(text: str, *sources: str, language: str = "en") -> str:
    site = settings(language=language, disclaimers={"d": Disclaimer("d", text)}, default_disclaimer="d")
    return disclosure.disclaimer_text(briefing(sources=tuple(map(Source, sources))), site)


def conflicts(site: Settings | None = None, **fields: Any) -> list[str]:
    given = {"disclaimer": "clean", "sources": (Source("Reuters"),)} | fields
    return [d.message for d in disclosure.check(briefing(**given), site or settings())]


def test_a_sponsored_briefing_says_who_paid_and_what() -> None:
    notice = "Disseminated on behalf of Example Rutile (TSXV: RUA), which paid C$10,000 in cash, paid on 2026-01-15."
    assert told(disclosure=PAID) == (notice, "")


@pytest.mark.parametrize("compensation", ["in shares.", "in shares!", " in shares. "])
def test_a_payment_that_ends_a_sentence_gets_no_second_full_stop(compensation: str) -> None:
    notice, _ = told(disclosure=Disclosure("TSXV:RUA", compensation))
    assert notice.endswith(compensation.strip())
    assert ".." not in notice


def test_a_sponsor_that_is_not_in_the_settings_goes_by_the_name_given() -> None:
    notice, _ = told(disclosure=Disclosure("Example Fund", "C$1"))
    assert notice == "Disseminated on behalf of Example Fund, which paid C$1."
    notice, _ = told(disclosure=Disclosure("TSXV:NEW", "C$1"))
    assert notice == "Disseminated on behalf of TSXV: NEW, which paid C$1."


def test_the_view_holds_the_parts_of_the_notice() -> None:
    view = disclosure.view(briefing(disclosure=Disclosure("TSXV:RUA", "C$1", ("TSX:ELD",))), settings())
    assert view is not None
    assert view.sponsor == Position("Example Rutile", "TSXV: RUA")
    assert view.compensation == "C$1"
    assert view.positions == (Position("Example Gold", "TSX: ELD", "https://gold.example/"),)


def test_a_sponsor_named_as_the_settings_name_it_gets_its_ticker() -> None:
    notice, _ = told(disclosure=Disclosure("example rutile", "C$1"))
    assert notice == "Disseminated on behalf of Example Rutile (TSXV: RUA), which paid C$1."


def test_positions_are_named_in_a_sentence() -> None:
    held = Disclosure(positions=("TSX:ELD", "TSXV:RUA", "LSE:X"))
    sentence = "The publisher holds a position in Example Gold (TSX: ELD), Example Rutile (TSXV: RUA), and LSE: X."
    assert told(disclosure=held) == ("", sentence)


def test_an_author_who_holds_a_company_of_the_briefing_is_named() -> None:
    sentence = "Jane Doe holds a position in Example Gold (TSX: ELD)."
    assert told(authors=("jane",), terms={"companies": ("TSXV:RUA", "TSX:ELD")}) == ("", sentence)


def test_an_author_who_is_named_in_full_is_still_that_author() -> None:
    assert told(authors=("Jane Doe",), terms={"companies": ("TSX:ELD",)})[1]
    assert told(authors=("jane doe",), terms={"companies": ("TSX:ELD",)})[1]


@pytest.mark.parametrize(
    ("held", "about"),
    [
        ("TSX:ELD", "NYSE:EGX"),
        ("NYSE:EGX", "TSX:ELD"),
        ("NYSE:EGX", "NYSE:EGX"),
        ("TSX:ELD", "tsx:eld"),
        ("TSX:ELD", "Example Gold"),
        ("TSX:ELD", "example gold"),
        ("tsx:eld", "NYSE:EGX"),
        ("LSE:NEW", "LSE:NEW"),
    ],
)
def test_a_company_is_one_under_all_its_tickers(held: str, about: str) -> None:
    site = settings(authors={"jane": Author("jane", "Jane Doe", holdings=(held,))})
    assert told(site, authors=("jane",), terms={"companies": (about,)})[1].startswith("Jane Doe holds")
    assert conflicts(site, authors=("jane",), terms={"companies": (about,)})


def test_a_company_named_twice_is_held_once() -> None:
    _, holdings = told(authors=("jane",), terms={"companies": ("NYSE:EGX", "TSX:ELD", "Example Gold")})
    assert holdings == "Jane Doe holds a position in Example Gold (NYSE: EGX)."


def test_sentences_follow_one_another() -> None:
    given = {"authors": ("jane",), "terms": {"companies": ("TSX:ELD",)}}
    _, holdings = told(disclosure=Disclosure(positions=("TSXV:RUA",)), **given)
    assert holdings == (
        "The publisher holds a position in Example Rutile (TSXV: RUA). "
        "Jane Doe holds a position in Example Gold (TSX: ELD)."
    )


def test_a_briefing_without_interests_has_no_notice() -> None:
    assert disclosure.view(briefing(), settings()) is None
    assert disclosure.view(briefing(disclosure=Disclosure()), settings()) is None
    assert disclosure.view(briefing(authors=("jane",), terms={"companies": ("TSXV:RUA",)}), settings()) is None


def test_the_sources_are_joined_as_in_a_sentence() -> None:
    assert ending("Found via {sources}.", "Reuters", "Trivium China") == "Found via Reuters and Trivium China."
    assert ending("Found via {sources}.", "Reuters", "Reuters") == "Found via Reuters."
    assert ending("Über {sources}.", "a", "b", language="de") == "Über a und b."


def test_a_sentence_about_sources_goes_where_there_are_none() -> None:
    assert ending("No advice. Found via {sources}. All rights reserved.") == "No advice. All rights reserved."
    assert ending("Found via {sources}.") == ""
    assert ending("No advice") == "No advice"


def test_braces_in_a_sources_name_are_text() -> None:
    assert ending("Via {sources}.", "{sources} {0}") == "Via {sources} {0}."


def test_other_braces_in_a_disclaimer_are_text() -> None:
    assert ending("{x} {sources} {}.", "Reuters") == "{x} Reuters {}."


def test_a_disclaimer_is_one_of_the_settings_or_a_text_or_the_default() -> None:
    site = settings(default_disclaimer="standard")
    assert disclosure.disclaimer_text(briefing(disclaimer="clean"), site) == "We hold nothing."
    assert disclosure.disclaimer_text(briefing(disclaimer="My own words."), site) == "My own words."
    assert disclosure.disclaimer_text(briefing(), site) == "This is no advice."
    assert disclosure.disclaimer_text(briefing(), settings()) == ""
    assert disclosure.disclaimer(briefing(), settings()) is None


def test_a_disclaimer_that_denies_interests_conflicts_with_a_sponsor() -> None:
    (message,) = conflicts(disclosure=PAID)
    assert message == (
        "the disclaimer “clean” says that nobody has an interest, but Example Rutile (TSXV: RUA) is the sponsor"
    )


def test_a_disclaimer_that_denies_interests_conflicts_with_positions_and_holdings() -> None:
    given = {"authors": ("jane",), "terms": {"companies": ("TSX:ELD",)}}
    messages = conflicts(disclosure=Disclosure(positions=("TSXV:RUA",)), **given)
    assert [message.partition(", but ")[2] for message in messages] == [
        "there are positions in Example Rutile (TSXV: RUA)",
        "Jane Doe holds Example Gold (TSX: ELD)",
    ]


def test_a_default_disclaimer_conflicts_as_well() -> None:
    assert conflicts(settings(default_disclaimer="clean"), disclaimer="", disclosure=PAID)


def test_a_disclaimer_that_says_nothing_of_interests_conflicts_with_none() -> None:
    assert conflicts(disclaimer="standard", disclosure=PAID) == []
    assert conflicts(disclaimer="A text of its own.", disclosure=PAID) == []
    assert conflicts() == []


def test_an_unconflicted_disclaimer_written_out_conflicts_all_the_same() -> None:
    assert conflicts(disclaimer="We hold nothing.", disclosure=PAID)


def test_a_sponsor_by_another_listing_or_case_is_named_and_a_name_with_a_colon_stays() -> None:
    known = settings(companies={"TSXV:RUA": Company("TSXV:RUA", "Example Rutile", listings=("OTC:EXRU",))})
    assert disclosure.position("otc:exru", known).name == "Example Rutile"
    assert disclosure.position("Foo: Bar Inc.", known).ticker == "Foo: Bar Inc."


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Facts via {sources}, see example.org. This is no advice.", "This is no advice."),
        ("The U.S. facts come from {sources}. No advice.", "No advice."),
        ("信息来自{sources}。本文不构成投资建议。", "本文不构成投资建议。"),
    ],
)
def test_without_sources_only_the_sentence_that_names_them_goes(text: str, left: str) -> None:
    assert disclosure.disclaimer_text(briefing(disclaimer=text, sources=()), settings()) == left


def test_a_conflict_is_an_error_at_the_disclaimer() -> None:
    place = Span("content/briefings/ore.md", 1, key="disclaimer")
    found = list(disclosure.check(briefing(disclaimer="clean", disclosure=PAID), settings()))
    assert [(d.code, d.severity, d.span) for d in found] == [("conflicted-disclaimer", "error", place)]


def test_a_disclaimer_that_names_sources_where_there_are_none_is_a_warning() -> None:
    found = list(disclosure.check(briefing(disclaimer="Via {sources}.", sources=()), settings()))
    assert codes(found) == ["no-sources"]
    assert found[0].severity == "warning"
    assert not list(disclosure.check(briefing(disclaimer="Via {sources}."), settings()))


def test_a_draft_of_which_sources_are_required_is_told_so_once() -> None:
    draft = briefing(disclaimer="Via {sources}.", sources=(), draft=True)
    assert not list(disclosure.check(draft, settings(require=("sources",))))
    assert codes(list(disclosure.check(draft, settings(require=())))) == ["no-sources"]

"""Tickers as editors paste them."""

from __future__ import annotations

import pytest
from newsdesk import marked, story
from newsroom import settings

from generator.lint.tickers import ticker_format, ticker_unknown
from generator.model import Company, Disclosure

SITE = settings(
    companies={
        "TSX:ELD": Company("TSX:ELD", "Example Gold", listings=("TSX:ELD", "NYSE:EGX")),
        "TSXV:RUA": Company("TSXV:RUA", "Example Rutile", listings=("TSXV:RUA", "OTCQB:RUAXF")),
        "NYSEAMERICAN:XYZ": Company("NYSEAMERICAN:XYZ", "Example Zinc"),
        "HKEX:0486": Company("HKEX:0486", "Example Aluminum"),
        "LSE:EXA": Company("LSE:EXA", "Example Ash"),
    }
)

ILL_WRITTEN = {
    "Example Rutile (TSX-V:RUA) drills.": ["TSX-V:RUA"],
    "Example Rutile (TSXV RUA) drills.": ["TSXV RUA"],
    "Example Rutile (TSX-V: RUA) drills.": ["TSX-V: RUA"],
    "Example Rutile (TSX.V: RUA) drills.": ["TSX.V: RUA"],
    "Example Rutile (TSX Venture: RUA) drills.": ["TSX Venture: RUA"],
    "Example Rutile (TSX VENTURE:RUA) drills.": ["TSX VENTURE:RUA"],
    "Example Rutile (TSXV:RUA) drills.": ["TSXV:RUA"],
    "Example Rutile (TSXV : RUA) drills.": ["TSXV : RUA"],
    "Example Rutile (TSXV-RUA) drills.": ["TSXV-RUA"],
    "Example Rutile (RUA: TSXV) drills.": ["RUA: TSXV"],
    "Example Rutile (RUA.V) drills.": ["RUA.V"],
    "Example Gold (ELD.TO) mills.": ["ELD.TO"],
    "Example Gold (NYSE EGX) mills.": ["NYSE EGX"],
    "Example Gold, TSX:ELD, mills.": ["TSX:ELD"],
    "Example Rutile (TSX-V: RUA; OTCQB:RUAXF) drills.": ["TSX-V: RUA", "OTCQB:RUAXF"],
    "Example Rutile (TSXV RUA, OTCQB RUAXF) drills.": ["TSXV RUA", "OTCQB RUAXF"],
    "Shares of $RUA rose.": ["$RUA"],
    "Example Zinc (NYSE-American: XYZ) smelts.": ["NYSE-American: XYZ"],
    "Example Zinc (NYSE American:XYZ) smelts.": ["NYSE American:XYZ"],
    "**Example Rutile** (TSX-V:RUA) *drills*.": ["TSX-V:RUA"],
    "> Example Rutile (TSX-V:RUA) drills.": ["TSX-V:RUA"],
    "| Company |\n|---|\n| Rutile (TSX-V:RUA) |": ["TSX-V:RUA"],
    "Wrapped over a line (TSX-V:\nRUA) it stays.": ["TSX-V:"],
}

WELL_WRITTEN = [
    "Example Rutile (TSXV: RUA) drills.",
    "Example Rutile (TSXV:\u00a0RUA; OTCQB: RUAXF) drills.",
    "Example Rutile (TSXV:\nRUA) drills.",
    "Example Zinc (NYSE American: XYZ) smelts.",
    "The Metals Company (NASDAQ: TMC) dives, and so did its peer (Nasdaq: ABC).",
    "Rusal (HKEX: 0486) smelts.",
    "Teck (TSX: TECK.B) digs.",
    "Listed on the TSX Venture Exchange since 2019.",
    "It trades on the TSX-V and in New York.",
    "The TSX 60 and the ASX 200 fell (TSX 60, ASX 200).",
    "The company moves up from the TSXV to the TSX: a first.",
    "On the NYSE: Freeport rose.",
    "The exchange (NYSE American) is small.",
    "A listing in Toronto (TSX) and London (LSE).",
    "Our aim: to AIM: A new market for the small.",
    "CSE: 101 is a course, AIM: US policy a book.",
    "$TSLA and $MP rose, $5 was paid.",
    "The ratio is 3:1 and the time 12:30.",
    "See `TSX-V:RUA` in the code, and [the page](https://example.org/TSX-V:RUA).",
    "https://example.org/quote/TSX:ELD",
    "In site.yaml, write `TSXV:RUA`.",
    "He wrote to info.V and A.L and U.S.A.V today.",
    "(OTC PINK) and (NYSE ARCA)",
    "The (TSX IPO) market and an (ASX LTD) note.",
    "The CEO (NYSE veteran) left.",
]


@pytest.mark.parametrize("text", ILL_WRITTEN)
def test_a_ticker_in_another_form_is_told(text: str) -> None:
    assert marked(ticker_format, text, SITE) == ILL_WRITTEN[text]


@pytest.mark.parametrize("text", WELL_WRITTEN)
def test_a_ticker_in_good_form_is_left_alone(text: str) -> None:
    assert marked(ticker_format, text, SITE) == []


@pytest.mark.parametrize(
    ("text", "proper"),
    [
        ("(TSX-V:RUA)", "write TSXV: RUA"),
        ("(TSXV RUA)", "write TSXV: RUA"),
        ("(TSX Venture: RUA)", "write TSXV: RUA"),
        ("(OTC-QB: RUAXF)", "write OTCQB: RUAXF"),
        ("(NYSE MKT: XYZ)", "write NYSE American: XYZ"),
        ("(RUA.V)", "write TSXV: RUA"),
        ("(ELD: TSX)", "write TSX: ELD"),
        ("$RUA", "write TSXV: RUA"),
    ],
)
def test_the_remedy_is_the_ticker_as_it_should_be(text: str, proper: str) -> None:
    assert [d.help for d in ticker_format(story(text, SITE)) if d.help == proper] == [proper]


def test_headline_and_summary_are_read_too() -> None:
    assert marked(ticker_format, "x", SITE, title="Rutile (TSX-V:RUA) drills") == ["TSX-V:RUA"]
    assert marked(ticker_format, "x", SITE, summary="Rutile (TSX-V:RUA) drills.") == ["TSX-V:RUA"]


UNKNOWN = {
    "A stranger (TSXV: NEW) drills.": ["TSXV: NEW"],
    "A stranger (TSX-V:NEW) drills.": ["TSX-V:NEW"],
    "A stranger (TSXV NEW) drills.": ["TSXV NEW"],
    "Twice (TSXV: NEW), and again (TSXV: NEW).": ["TSXV: NEW"],
    "Elsewhere Example Gold is (ASX: ELD).": ["ASX: ELD"],
    "Two strangers (NYSE: AAA; NYSE: BBB).": ["NYSE: AAA", "NYSE: BBB"],
}

KNOWN = [
    "Example Gold (TSX: ELD; NYSE: EGX) mills.",
    "Example Rutile (TSX-V:RUA) drills.",
    "Example Rutile (TSXV: RUA; OTCQB: RUAXF) drills.",
    "Example Rutile (OTC: RUAXF) drills.",
    "Example Zinc (NYSE American: XYZ) smelts.",
    "Example Zinc (NYSE MKT: XYZ) smelts.",
    "Example Aluminum (HKEX: 0486).",
    "Example Ash (AIM: EXA) burns.",
    "$TSLA rose.",
    "The TSX and the NYSE fell.",
]


@pytest.mark.parametrize("text", UNKNOWN)
def test_a_ticker_of_no_company_of_the_site_is_told_once(text: str) -> None:
    assert marked(ticker_unknown, text, SITE) == UNKNOWN[text]


@pytest.mark.parametrize("text", KNOWN)
def test_a_company_of_the_site_is_known_by_each_listing(text: str) -> None:
    assert marked(ticker_unknown, text, SITE) == []


def test_front_matter_is_read_first() -> None:
    told = marked(
        ticker_unknown,
        "It (TSXV: NEW) drills.",
        SITE,
        companies=["TSX:ELD", "TSXV:NEW", "A company by its name"],
        disclosure={"sponsor": "CSE:SPN", "compensation": "C$1", "positions": ["tsx:eld", "ASX:POS"]},
    )
    assert told == ['"TSXV:NEW"', '"CSE:SPN"', '"ASX:POS"']


def test_a_symbol_that_the_site_has_elsewhere_is_what_was_meant() -> None:
    (found,) = ticker_unknown(story("It (ASX: ELD) mills.", SITE))
    assert found.message == "ASX:ELD is not among the companies of site.yaml"
    assert found.help == "did you mean TSX:ELD? Otherwise add it: companies: {ASX:ELD: …}"


def test_a_sponsor_by_name_is_no_ticker() -> None:
    disclosure = {"sponsor": "Example Exploration Inc.", "compensation": "C$1"}
    assert isinstance(story("x", SITE, disclosure=disclosure).briefing.disclosure, Disclosure)
    assert marked(ticker_unknown, "x", SITE, disclosure=disclosure) == []

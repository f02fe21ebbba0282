"""Dollars, and whose they are."""

from __future__ import annotations

import pytest
from newsdesk import lint, marked, story
from newsroom import settings

from generator.lint.money import bare_dollar, house_dollar

BARE = {
    "It raised $5 million.": ["$5 million"],
    "It raised $5-million, or $0.10 a share.": ["$5-million", "$0.10"],
    "A plant for $1.2bn.": ["$1.2bn"],
    "Some $25K a year.": ["$25K"],
    "A $5 million US stockpile.": ["$5 million"],
    "A loan of $ 5 million.": ["$ 5 million"],
    "They paid \\$10 million.": ["$10 million"],
    "It was **$249**.": ["$249"],
    "It paid C$5 million ($3.6 million).": ["$3.6 million"],
    "It paid C$5 million (about $3.6 million).": ["$3.6 million"],
    "It paid $3.6 million, or C$5 million.": ["$3.6 million"],
    "It paid US$3 million or C$4 million, and $5 million more.": ["$5 million"],
    "It paid US$3 million. Later it paid $4 million.": ["$4 million"],
    "€5 million and $6 million.": ["$6 million"],
    "They pay $5 to the US.": ["$5"],
    "It cost $100 million dollars.": ["$100 million dollars"],
    "| Price |\n|---|\n| $5 |": ["$5"],
    "Text wrapped after $5\nmillion.": ["$5"],
    "A dividend of $4.5 billion. The rest is C$4.5 billion.": ["$4.5 billion"],
    "The note[^1].\n\n[^1]: It raised $5 million.": ["$5 million"],
}

CLEAR = [
    "It raised C$5 million.",
    "Gold costs US$2,350/oz.",
    "A$3 million, NZ$4, HK$5, S$6, NT$7, R$8, MX$9 and CLP$10.",
    "AU$3 million and CA$4 million and CDN$5.",
    "U.S.$5 million and US $5 million and USD $5 million.",
    "$5 million USD, $5M CAD and $5 million U.S.",
    "$5 million (US) and $6 million (Canadian).",
    "$5 million Canadian for the rest.",
    "$5 million in US dollars.",
    "$5 million in Canadian funds.",
    "CAD 5 million, USD 6 million.",
    "5 million US dollars and six million dollars.",
    "$TSLA rose.",
    "`$5 million` in code, [a link](https://example.org/$5).",
    "It rose from US$2,000 to $2,350.",
    "Between US$5 million and $7 million.",
    "It paid US$5 million. The $5 million is gone, all $5M.",
    "All amounts are in US dollars. It raised $5 million.",
    "It raised $5 million. (Dollar figures here are Canadian dollars.)",
    "US dollars unless otherwise said: $5 million.",
    "| Price (US$) | Cost |\n|---|---|\n| $5 | $6 |",
    "> It raised $5 million.",
    "It costs $0.",
    "Aus$5 million, J$5 million, Ş$5 million.",
    "US\\$5 million.",
    "The script prints $HOME and $x.",
]


@pytest.mark.parametrize("text", BARE)
def test_dollars_of_nobody_are_told(text: str) -> None:
    assert marked(bare_dollar, text) == BARE[text]


@pytest.mark.parametrize("text", CLEAR)
def test_dollars_that_say_whose_they_are_are_left_alone(text: str) -> None:
    assert marked(bare_dollar, text) == []


def test_headline_and_summary_are_read_too() -> None:
    assert marked(bare_dollar, "x", title="A loan of $5 million") == ["$5 million"]
    assert marked(bare_dollar, "x", summary="A loan of $5 million.") == ["$5 million"]


def test_a_headline_may_leave_out_what_the_text_says() -> None:
    assert marked(bare_dollar, "Gold passed US$5,000.", title="Gold passes $5,000") == []


def test_the_remedy_names_the_dollars_of_the_briefing() -> None:
    (strangers,) = bare_dollar(story("It raised $5 million."))
    assert strangers.help.startswith("write US$5 million or C$5 million; or say once for the site")
    (known,) = bare_dollar(story("It raised A$5 million. It paid $6 million."))
    assert known.help.startswith("write A$6 million or US$6 million; or ")


def test_a_house_s_own_dollar_needs_no_name_until_another_comes_in() -> None:
    house = lint(dollar="US$")
    assert marked(bare_dollar, "It raised $5 million.", house) == []
    assert marked(bare_dollar, "It raised $5 million and US$6 million.", house) == []
    assert marked(bare_dollar, "It raised $5 million. The rest is C$6 million.", house) == ["$5 million"]
    (found,) = bare_dollar(story("It raised $5 million. The rest is 6 million Canadian dollars.", house))
    assert "speaks of C$ too" in found.message
    assert found.help == "write US$5 million"


@pytest.mark.parametrize(
    ("fields", "dollar"),
    [
        ({}, ""),
        ({"timezone": "America/Toronto"}, ""),
        ({"timezone": "America/New_York"}, "US$"),
        ({"language": "en-US"}, "US$"),
        ({"language": "en-CA", "timezone": "America/New_York"}, ""),
        ({"language": "en-US", "timezone": "America/Toronto"}, "US$"),
        ({"lint": lint(dollar="C$").lint, "language": "en-US"}, "C$"),
    ],
)
def test_a_publication_of_the_united_states_writes_in_its_own_dollars(fields: dict[str, object], dollar: str) -> None:
    assert house_dollar(settings(**fields)) == dollar

"""Prices with and without a day."""

from __future__ import annotations

import pytest
from newsdesk import marked
from newsroom import settings

from generator.lint.prices import undated_price

UNDATED = {
    "Gold trades at US$2,350 an ounce.": ["US$2,350"],
    "Gold is trading around US$2,350/oz.": ["US$2,350"],
    "The gold price is US$2,350.": ["US$2,350"],
    "Copper is now trading above US$9,900 a tonne.": ["US$9,900"],
    "The shares change hands at C$0.45.": ["C$0.45"],
    "Its stock closed at C$1.20.": ["C$1.20"],
    "Spot uranium sits at US$92 a pound.": ["US$92"],
    "Spodumene sells for US$850 a tonne.": ["US$850"],
    "Lithium prices are hovering. The lithium price stands at $9,800.": ["$9,800"],
    "Shares traded at 45 cents.": ["45 cents"],
}

DATED_OR_NO_PRICE = [
    "Gold closed at US$2,350 an ounce on Friday.",
    "On Monday gold traded at US$2,350 an ounce.",
    "Gold traded at US$2,350 an ounce on February 20.",
    "In January 1980 gold peaked; it traded at $850 an ounce.",
    "It was Tuesday. Gold traded at US$2,350 an ounce.",
    "As of the time of writing, gold trades at US$2,350.",
    "Gold trades at US$2,350, down from last week.",
    "Copper settled at US$9,900 yesterday.",
    "The study assumes that gold trades at US$1,800 an ounce.",
    "At a gold price of US$1,800 the NPV is US$1 billion.",
    "The floor under which gold is sold at US$1,800 is fixed.",
    "The shares were sold at C$0.45 in a private placement.",
    "Gold would trade at US$3,000.",
    "The company trades metals.",
    "The mine sold gold worth US$5 million.",
    "All-in sustaining costs were US$1,200 an ounce.",
    "The company is worth US$5 billion.",
    "> Gold trades at US$2,350.",
    "`Gold trades at US$2,350`",
    "A pound of cobalt cost under $10 last week.",
    "The spot price went through $5,000 as Asian markets opened on Monday.",
    "It buys the oxide for at least $110 a kilogram.",
    "Trading in nickel had resumed.",
    "Tickets sell for $20.",
]


@pytest.mark.parametrize("text", UNDATED)
def test_a_price_of_no_day_is_told(text: str) -> None:
    assert marked(undated_price, text) == UNDATED[text]


@pytest.mark.parametrize("text", DATED_OR_NO_PRICE)
def test_a_price_with_a_day_and_what_is_no_market_s_price_are_left_alone(text: str) -> None:
    assert marked(undated_price, text) == []


def test_other_languages_are_left_alone() -> None:
    assert marked(undated_price, "Gold trades at US$2,350 an ounce.", settings(language="de")) == []

"""Phrases of promoters, and phrases like them that are none."""

from __future__ import annotations

import pytest
from newsdesk import lint, marked
from newsroom import settings

from generator.lint.hype import hype

ADVICE = {
    "This is a golden opportunity.": ["golden opportunity"],
    "This is a golden opportunity for investors to\nbuy.": ["golden opportunity"],
    "You can't lose with gold.": ["can't lose"],
    "You can’t lose with gold.": ["can’t lose"],
    "Investors cannot lose here.": ["cannot lose"],
    "The shares are set to soar.": ["set to soar"],
    "The shares are *set\nto **soar*** now.": ["set"],
    "The stock is poised to skyrocket.": ["poised to skyrocket"],
    "The share price will explode.": ["share price will explode"],
    "Uranium goes to the moon.": ["to the moon"],
    "It promises guaranteed returns? No: it pays guaranteed returns.": ["guaranteed returns"],
    "Here are risk-free profits.": ["risk-free profits"],
    "It is a sure thing.": ["a sure thing"],
    "A once-in-a-lifetime opportunity awaits.": ["once-in-a-lifetime opportunity"],
    "There is massive upside.": ["massive upside"],
    "We call it a screaming buy.": ["screaming buy"],
    "A potential ten-bagger.": ["ten-bagger"],
    "A multibagger in the making.": ["multibagger"],
    "It is a no-brainer investment.": ["no-brainer investment"],
    "Get in on the ground floor.": ["Get in on the ground floor"],
    "Time to back up the truck.": ["back up the truck"],
    "Buy now, before it's too late to invest.": ["Buy now", "before it's too late to invest"],
    "You could double your money.": ["double your money"],
    "The company is deeply undervalued.": ["deeply undervalued"],
    "A hidden gem among junior explorers.": ["hidden gem"],
    "It has nowhere to go but up.": ["nowhere to go but up"],
    "Investors should buy the shares.": ["Investors should buy"],
    "## A golden opportunity": ["golden opportunity"],
    "[A golden opportunity](https://example.org/set-to-soar)": ["golden opportunity"],
}

NEWS = [
    "Copper demand is set to soar by 2035.",
    "The mine's output is poised to double.",
    "Costs of power are set to surge, and imports are about to triple.",
    "He called it a “golden opportunity”.",
    'The minister spoke of "a golden opportunity" for Chile.',
    "> This is a golden opportunity.",
    "It is not a golden opportunity.",
    "It is a golden opportunity for Canada and its partners to write rules of their own.",
    "A golden opportunity to listen.",
    "Small change, huge gain in efficiency, and massive gains in trade.",
    "Nobody should call gold a sure thing.",
    "There is no such thing as a sure thing.",
    "Beware of promises such as guaranteed returns.",
    "Prices skyrocketed in 1980.",
    "The price has soared.",
    "The program was a game-changer.",
    "The project guarantees a minimum price of $110.",
    "The floor price is guaranteed for ten years.",
    "The risk-free rate fell.",
    "Analysts rate it a buy.",
    "Canada lost the mine.",
    "The rocket landed on the Moon.",
    "The town is a hidden gem of the coast.",
    "Shares doubled last year.",
    "`a golden opportunity`",
    "```\nset to soar\n```",
    "<p>A golden opportunity</p>",
    "[a link](https://example.org/golden-opportunity)",
    "The court has ruled.",
    "Buy-side analysts met.",
    "The opportunity is golden.",
]


@pytest.mark.parametrize("text", ADVICE)
def test_a_phrase_that_reads_as_advice_is_told(text: str) -> None:
    assert marked(hype, text) == ADVICE[text]


@pytest.mark.parametrize("text", NEWS)
def test_news_and_quotations_are_left_alone(text: str) -> None:
    assert marked(hype, text) == []


def test_headline_and_summary_are_read_too() -> None:
    assert marked(hype, "x", title="Gold is set to soar") == ["set to soar"]
    assert marked(hype, "x", summary="A golden opportunity for copper.") == ["golden opportunity"]


def test_a_site_adds_phrases_of_its_own() -> None:
    own = lint(hype_phrases=("district-scale", "world class asset (really)"))
    text = "A District-scale play, and a world\nclass asset (really); no “district-scale” one, not districts-scale."
    assert marked(hype, text, own) == ["District-scale", "world", "district-scale"]
    assert marked(hype, text) == []


def test_a_site_in_another_language_has_its_own_phrases_alone() -> None:
    french = settings(language="fr", lint=lint(hype_phrases=("occasion en or",)).lint)
    assert marked(hype, "Une occasion en or, a golden opportunity.", french) == ["occasion en or"]

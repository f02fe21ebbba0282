"""Grades and historical estimates as press releases and their readers put them."""

from __future__ import annotations

import pytest
from newsdesk import marked
from newsroom import settings

from generator.lint.assays import grade_unit, historical_estimate

WITHOUT_UNIT = {
    "Hole 12 assayed 3.4 gold over 12 m.": ["3.4 gold"],
    "The company drilled 12 m of 3.4 gold.": ["3.4 gold"],
    "It intersected 12 metres grading 3.4 Au from 40 m.": ["3.4 Au"],
    "It cut 12.5 m at 1.25 copper and 0.2 gold.": ["1.25 copper"],
    "Assays of up to 34.5 gold, it said.": ["34.5 gold"],
    "Samples returned 120 silver over two metres.": ["120 silver"],
    "The core averaged 0.5 Cu.": ["0.5 Cu"],
    "Grades of 2.1 uranium over 3 m were reported.": ["2.1 uranium"],
    "The best was 8 m @ 5.6 Au, from surface.": ["5.6 Au"],
    "It hit 15 m of **2.2 AuEq**.": ["2.2 AuEq"],
}

WITHOUT_LENGTH = {
    "Drilling returned 3.4 g/t gold.": ["3.4 g/t"],
    "Hole 7 intersected 0.5% Cu.": ["0.5% Cu"],
    "The hole cut 12 grams of gold per tonne.": ["12 grams of gold per tonne"],
    "The drill holes assayed 1.2 percent copper, the company said.": ["1.2 percent copper"],
    "Drilling hit 450 ppm uranium.": ["450 ppm uranium"],
}

COMPLETE = [
    "Hole 12 returned 3.4 g/t Au over 12 m.",
    "It drilled 12 m of 3.4 g/t.",
    "It intersected 12 metres of 3.4 g/t gold, including 1 m of 20 g/t.",
    "Drilling cut 40 feet at 0.1 oz/ton gold.",
    "Hole 3 intersected 0.5% Cu over 100 m.",
    "Hole 3 intersected good copper. It graded 0.5% Cu. The interval was 100 m.",
    "The drill hit a 12-metre interval that graded 0.5% Cu.",
    "Ten meters at 5 grams of gold per metric ton may be one rich meter of 50 grams and nine of nothing.",
    "The deposit holds 1.2 million tonnes at 3.4 g/t gold.",
    "Inferred resources, defined by drilling, hit 5 Mt at 1.1% Cu.",
    "The mill's head grade averaged 2.1 g/t in the quarter, from drilled reserves.",
    "Grab samples near the drill site returned up to 34 g/t gold.",
    "Trench samples returned 12 g/t gold before the hole was drilled.",
    "The cut-off grade is 0.3 g/t gold; holes hit it everywhere.",
    "The company drilled 3 gold projects and 2 copper prospects.",
    "It returned 2 gold medals and 1 silver.",
    "The drill returned to 5 gold mines.",
    "Copper demand rose 3.4 percent.",
    "In 2024 gold rose, and by 2025 silver did.",
    "The hole drilled in 2024 gold country was dry.",
    "A ring of 18 carat gold was found.",
    "It paid US$3.4 gold royalties over ten years.",
    "Prices averaged 2,350 dollars.",
    "Gold averaged $2,350, silver 30.",
    "Of 10 holes, 3.4 on average hit copper.",
    "| Hole | Interval (m) | Gold (g/t) |\n|---|---|---|\n| 7 | 12.0 | 3.4 |\n\nDrilling hit 3.4 g/t gold.",
    "Ask whether very high assays were capped, and at what value.",
    "Assay results are pending for 12 holes.",
    "`assayed 3.4 gold over 12 m`",
    "The ore is 62% iron, and holes were drilled.",
    "Uranium grading is done by hand.",
]


@pytest.mark.parametrize("text", WITHOUT_UNIT)
def test_a_grade_without_a_unit_is_told(text: str) -> None:
    assert marked(grade_unit, text) == WITHOUT_UNIT[text]


@pytest.mark.parametrize("text", WITHOUT_LENGTH)
def test_a_drill_result_without_its_length_is_told(text: str) -> None:
    assert marked(grade_unit, text) == WITHOUT_LENGTH[text]


@pytest.mark.parametrize("text", COMPLETE)
def test_a_result_with_unit_and_length_is_left_alone(text: str) -> None:
    assert marked(grade_unit, text) == []


HISTORICAL = {
    "The project has a historical resource of 1.2 million ounces.": ["historical resource"],
    "It holds an historic estimate of 40,000 tonnes at 2% copper.": ["historic estimate"],
    "A historical, non-compliant mineral resource estimate of 5 Mt at 1 g/t stands.": [
        "historical, non-compliant mineral resource estimate"
    ],
    "A historical inferred resource of 300,000 ounces of gold was reported in 1987.": ["historical inferred resource"],
    "The resource of 2 Mt of ore is considered historical.": ["resource of 2 Mt of ore is considered historical"],
    "Historic reserves of tin were put at 9,000 tonnes.": ["Historic reserves"],
    "Two historical estimates of gold exist. Both historical estimates differ.": ["historical estimates"],
}

CAVEATED = [
    "The project has a historical resource of 1.2 million ounces. A qualified person has not done sufficient work to "
    "classify the historical estimate as a current mineral resource, and the company is not treating it as current.",
    "The historical estimate of 5 Mt at 1 g/t is not current.\n\n## More\n\nText.",
    "The historical resource of 5 Mt has not been verified by a qualified person.",
    "It has a historical estimate of 5 Mt of ore, which should not be relied upon.[^1]\n\n[^1]: Not to be relied upon.",
    "A historical resource of 1 Moz.[^1]\n\n[^1]: No qualified person has done sufficient work on it.",
    "The historical gold resource is unverified.",
]

NOT_ESTIMATES = [
    "Gold is at a historical high, and reserves are large.",
    "Historic resources of the National Park Service, such as buildings.",
    "By historical estimates, 40 percent of visitors come in summer.",
    "The region's historical mines gave copper.",
    "Historical production was 1.2 million ounces of gold.",
    "The mine is a historic site; resources are inferred.",
    "Historical data on drilling were lost.",
    "The resource is inferred.",
    "`a historical resource of 1.2 million ounces`",
]


@pytest.mark.parametrize("text", HISTORICAL)
def test_a_historical_resource_without_the_caveat_is_told_once(text: str) -> None:
    assert marked(historical_estimate, text) == HISTORICAL[text]


@pytest.mark.parametrize("text", [*CAVEATED, *NOT_ESTIMATES])
def test_the_caveat_is_enough_and_other_history_is_no_estimate(text: str) -> None:
    assert marked(historical_estimate, text) == []


@pytest.mark.parametrize("check", [grade_unit, historical_estimate])
def test_other_languages_are_left_alone(check: object) -> None:
    french = settings(language="fr-CA")
    text = "It drilled 12 m of 3.4 gold. The historical resource of 5 Mt of ore stands."
    assert marked(check, text, french) == []  # type: ignore[arg-type]  # one of the two
    assert marked(check, text) != []  # type: ignore[arg-type]  # the same

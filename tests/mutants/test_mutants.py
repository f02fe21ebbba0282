"""Every mutant still applies; `make mutants` sees each caught, which takes some minutes."""

from __future__ import annotations

from mutants.run import MUTANTS, unfit


def test_every_mutant_finds_its_place_in_the_code() -> None:
    assert unfit(MUTANTS) == []


def test_every_mutant_has_a_name_of_its_own() -> None:
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS)

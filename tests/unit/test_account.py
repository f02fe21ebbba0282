"""The score that is told is the one that ranks."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_related import ELSEWHERE, FINANCE, MINE, TERMS, all_of, briefing, cramp, document, listed, search, sites

from generator.related import Account, Accounts, Document, Search
from generator.related.comparison import Comparison
from generator.related.memo import unpacked
from generator.related.scale import UNIT


def accounts(documents: list[Document], key: str, count: int = 5, most: int = 99, room: int | None = None) -> Accounts:
    def load(places):
        return [TERMS[documents[place].digest] for place in places]

    found = Search(documents, count, search(documents, count).memo)
    return found.accounts(key, count if room is None else room, most, load)


def left_out(found: Accounts) -> dict[str, Account]:
    return {one.key: one for one in (*found.missed, *found.copies)}


@given(sites, st.integers(0, 6), st.booleans())
@settings(max_examples=100, deadline=None)
def test_what_is_told_as_shown_is_what_the_page_shows_in_the_order_of_the_scores(documents, count, large):
    with pytest.MonkeyPatch.context() as patch:
        if large:
            cramp(patch)
        answers = all_of(search(documents, count))
        for one, matches in zip(documents, answers, strict=True):
            found = accounts(documents, one.key, count)
            verdicts = [(documents[match.place].key, "pinned" if match.pinned else "computed") for match in matches]
            assert [(account.key, account.verdict) for account in found.shown] == verdicts
            computed = [account for account in found.shown if account.verdict == "computed"]
            outranked = [account for account in found.missed if account.verdict == "outranked"]
            ranked = [(-account.score, account.key) for account in (*computed, *outranked)]
            assert ranked == sorted(ranked)
            assert not outranked or len(found.shown) >= count


@given(sites, st.integers(0, 6))
@settings(max_examples=100, deadline=None)
def test_plain_python_and_matrices_tell_the_same(documents, count):
    with pytest.MonkeyPatch.context() as patch:
        by_hand = [accounts(documents, one.key, count) for one in documents]
        cramp(patch)
        assert [accounts(documents, one.key, count) for one in documents] == by_hand


@given(sites)
@settings(max_examples=100, deadline=None)
def test_a_score_is_made_of_what_is_told_of_it(documents):
    for one in documents:
        found = accounts(documents, one.key)
        for account in (*found.shown, *found.missed, *found.copies):
            product = account.likeness * account.fade * account.standing
            assert account.score == pytest.approx(product, abs=4 / UNIT**2)
            parts = [*(share.part for share in account.shares), account.headlines, account.links]
            assert sum(parts) == pytest.approx(1 if account.likeness else 0)
            assert all(a.part >= b.part for a, b in pairwise(account.shares))
            other = next(document for document in documents if document.key == account.key)
            assert account.days == abs(one.day - other.day)


def test_of_many_briefings_each_has_the_score_by_which_it_was_ranked():
    random = Random(1)
    documents = [
        document(f"b{n:03d}", random.randrange(3000), listed([f"Mine{mine}" for mine in random.sample(range(99), 6)]))
        for n in range(305)
    ]
    memo = unpacked(search(documents, 5).memo, 5)
    ranking = Comparison.unpacked(memo.earlier().comparison).ranking
    for number in (0, 100, 304):
        found = accounts(documents, documents[number].key, most=3)
        told = [*found.shown, *found.missed]
        part = slice(ranking.starts[number], ranking.starts[number] + len(told))
        assert [int(account.score * UNIT**2) for account in told] == ranking.scores[part].tolist()
        assert [account.key for account in told] == [documents[other].key for other in ranking.others[part]]
        assert [account.verdict for account in told] == ["computed"] * 5 + ["outranked"] * 3


def test_what_is_left_out_is_told_with_the_reason():
    documents = [
        briefing("a", "Greenland renews a licence", MINE),
        briefing("b", "Lenders wait for a buyer", FINANCE),
        briefing("b-copy", "Lenders wait for a buyer", FINANCE),
        briefing("c", "Greenland renews a licence", f"{MINE} An earlier edition misspelt the fjord."),
        briefing("d", "The fjord", "A fjord and hunters of Greenland, and the Malmbjerg mine."),
        briefing("e", "Chile passes its royalty", f"{ELSEWHERE} Molybdenum is not in it."),
        briefing("f", "A road to the Malmbjerg mine", "It would lead along the fjord."),
    ]
    documents[0] = documents[0]._replace(shown=("f",))
    found = accounts(documents, "a", count=1)
    assert [account.key for account in found.shown] == ["d"]
    assert {key: account.verdict for key, account in left_out(found).items()} == {
        "b": "outranked",
        "b-copy": "outranked",
        "c": "twin",
        "e": "chance",
        "f": "shown",
    }
    found = accounts(documents, "a", count=2)
    copy = left_out(found)["b-copy"]
    assert (copy.verdict, copy.copied) == ("copy", "b")


def test_a_pinned_one_is_told_even_where_nothing_is_shared():
    documents = [briefing("a", "Tin", "Bisie"), briefing("b", "Chile passes its royalty", ELSEWHERE)]
    documents[0] = documents[0]._replace(pinned=("b",))
    (account,) = accounts(documents, "a").shown
    assert (account.verdict, account.score, account.likeness, account.shares) == ("pinned", 0, 0, ())


def test_a_term_too_common_to_be_compared_has_no_part():
    documents = [briefing(f"b{n:02d}", "", f"tin extra{n // 2} own{n}", "everywhere") for n in range(20)]
    (account,) = accounts(documents, "b00").shown
    parts = {share.term: (share.part > 0, share.topic) for share in account.shares}
    assert parts == {
        "extra0": (True, False),
        "everywhere": (False, True),
        "tin": (False, False),
    }


def test_where_there_is_room_for_fewer_the_others_are_outranked():
    documents = [briefing(f"b{n}", "", f"tin from Bisie with extra{n} and more{n}") for n in range(6)]
    documents += [briefing(f"other{n}", "", f"something{n} different{n}") for n in range(8)]
    found = accounts(documents, "b0", count=4, room=2)
    assert [account.key for account in found.shown] == ["b1", "b2"]
    assert [(account.key, account.verdict) for account in found.missed[:2]] == [
        ("b3", "outranked"),
        ("b4", "outranked"),
    ]


def test_no_more_are_told_than_are_wanted_but_all_copies_are_counted():
    licence = briefing("", "Greenland renews a licence", MINE)
    documents = [licence._replace(key=f"copy{n}") for n in range(9)]
    documents += [briefing(f"other{n}", "", f"something{n} different{n}") for n in range(30)]
    found = accounts(documents, "copy3", most=2)
    assert (len(found.copies), found.copies_in_all) == (2, 8)


def test_a_search_without_its_memo_has_no_accounts_to_give():
    documents = [briefing("a", "Tin", "Bisie")]
    with pytest.raises(ValueError, match="another search"):
        Search(documents, 5, b"").accounts("a", 5, 3, lambda places: [])

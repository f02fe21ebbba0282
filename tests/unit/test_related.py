import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import related as room
from generator.related import Document, Terms, matrix, plain, related
from generator.related.glossary import Glossary
from generator.related.scale import HALF_LIFE, TOPIC, UNIT, Rows, fade, most_shared, rarity, saturated
from generator.related.terms import KEPT, fold, read

MINE = (
    "The Malmbjerg mine in eastern Greenland has its licence to dig molybdenum until 2039. The ministry said that the "
    "fjord must stay open to hunters. Shipping from the Malmbjerg mine would take twelve weeks of each summer."
)
FINANCE = (
    "European lenders want a steel maker to sign first. Molybdenum from the Malmbjerg mine could serve Europe's "
    "foundries, and the Malmbjerg mine needs half a billion dollars of capital before a road is built."
)
ELSEWHERE = (
    "Chile's congress passed a royalty on copper after four years of debate. Producers pay by their margin and their "
    "sales, and municipalities in the north get a share of the proceeds."
)


def briefing(key, title, text, *topics, day=0, **more):
    return Document(key=key, day=day, terms=read(title, "", text), topics=topics, **more)


def keys(documents, matches):
    return [documents[match.place].key for match in matches]


def numbered(count, *, day=0):
    """Briefings that share one word in a row of pairs: a with b, c with d."""
    texts = [f"quartz{n // 2:04d} vein{n:04d} assay{n:04d}" for n in range(count)]
    return [briefing(f"b{n:04d}", "", text, day=day) for n, text in enumerate(texts)]


def test_two_briefings_on_one_mine_find_each_other_without_a_common_topic():
    documents = [
        briefing("licence", "Greenland renews a licence", MINE, "greenland"),
        briefing("lenders", "Lenders wait for a buyer", FINANCE, "finance"),
        briefing("royalty", "Chile passes its royalty", ELSEWHERE, "chile"),
    ]
    first, second, third = related(documents, 5)
    assert keys(documents, first) == ["lenders"]
    assert keys(documents, second) == ["licence"]
    assert third == ()
    assert "Malmbjerg" in " ".join(first[0].reasons)


def test_what_is_shared_is_said_as_the_editor_spells_it():
    documents = [
        briefing("a", "Prices rise", "Buyers of the metal wait.", "Gallium", "export controls"),
        briefing("b", "Customs slows", "Permits for crystals take months.", "Gallium", "export controls"),
        briefing("c", "Chile passes its royalty", ELSEWHERE, "Copper"),
    ]
    ((match,), _, _) = related(documents, 5)
    assert set(match.reasons) == {"Gallium", "export controls"}


def test_a_reason_is_never_a_stem():
    documents = [
        briefing("a", "Antimony smelters close", "The smelters were the last ones in Bolivia."),
        briefing("b", "Antimony smelters reopen", "A buyer for the smelters came from Oman."),
        briefing("c", "Chile passes its royalty", ELSEWHERE),
    ]
    ((match,), _, _) = related(documents, 5)
    assert " ".join(match.reasons).casefold() == "antimony smelters"


def test_no_two_reasons_say_the_same_word():
    glossary = Glossary()
    glossary.counts(Terms("Malmbjerg mine\nMalmbjerg\nGreenland", b"\1\1\1"), ())
    assert list(glossary.reasons([[0, 1, 2]])) == [("Malmbjerg mine", "Greenland")]


def test_plain_words_are_reasons_only_where_no_name_is_shared():
    glossary = Glossary()
    glossary.counts(Terms("smelter\nBolivia\ntariff", b"\1\1\1"), ())
    assert list(glossary.reasons([[0, 1, 2], [0, 2]])) == [("Bolivia",), ("smelter", "tariff")]


def test_an_editors_spelling_of_a_topic_goes_before_the_texts():
    glossary = Glossary()
    glossary.counts(Terms("rare earths", b"\1"), ("Rare Earths",))
    assert list(glossary.reasons([[0]])) == [("Rare Earths",)]


def test_spellings_count_together_and_never_as_a_topic():
    glossary = Glossary()
    assert glossary.counts(Terms("mine\nmines", b"\3\4"), ()) == {0: 7}
    assert glossary.counts(Terms("mine\nmines", b"\xff\xff"), ()) == {0: TOPIC - 1}


def test_a_plural_and_a_hyphen_do_not_part_a_term():
    assert fold("Export-Controls") == fold("export control")
    assert fold("miner’s") == fold("miner")
    assert fold("gas") == "gas"
    assert fold("process") == "process"


def test_a_topic_tells_more_than_any_mention():
    assert saturated(TOPIC) > saturated(TOPIC - 1)


def test_a_briefing_nearly_the_same_is_no_related_article():
    text = f"{MINE} {FINANCE}"
    documents = [
        briefing("a", "Greenland renews a licence", text),
        briefing("b", "Greenland renews a licence", f"{text} An earlier edition misspelt the fjord."),
        briefing("c", "Lenders wait for a buyer", FINANCE),
        briefing("d", "Chile passes its royalty", ELSEWHERE),
    ]
    found = related(documents, 5)
    assert "b" not in keys(documents, found[0])
    assert "a" not in keys(documents, found[1])


def test_of_two_copies_only_one_is_shown():
    documents = [
        briefing("a", "Greenland renews a licence", MINE),
        briefing("b", "Lenders wait for a buyer", FINANCE),
        briefing("c", "Lenders wait for a buyer", FINANCE),
        briefing("d", "Chile passes its royalty", ELSEWHERE),
    ]
    assert keys(documents, related(documents, 5)[0]) == ["b"]


def test_equals_stand_in_the_order_of_their_keys():
    texts = {
        "z": "tin ore from Bisie",
        "b": "gold dust from Bisie",
        "m": "iron sand from Bisie",
        "a": "lead pipe from Bisie",
    }
    documents = [briefing(key, "", text) for key, text in texts.items()]
    documents += [briefing(f"other{n}", "", f"something{n} different{n}") for n in range(8)]
    assert keys(documents, related(documents, 5)[0]) == ["a", "b", "m"]


def test_the_nearer_in_time_comes_first():
    documents = [
        briefing("now", "", "tin ore from Bisie", day=5000),
        briefing("a", "", "gold dust from Bisie", day=2000),
        briefing("b", "", "lead pipe from Bisie", day=4990),
        *(briefing(f"other{n}", "", f"something{n} different{n}") for n in range(8)),
    ]
    assert keys(documents, related(documents, 5)[0]) == ["b", "a"]


def test_a_fade_is_mild():
    assert fade(0) == 1024
    assert fade(HALF_LIFE) == 512
    assert fade(365) > 700
    assert fade(100 * 365) > 0


def test_every_pinned_one_shows_and_computed_ones_fill_up():
    documents = [briefing(f"b{n}", "", f"tin from Bisie with extra{n} and more{n}") for n in range(6)]
    documents += [briefing(f"other{n}", "", f"something{n} different{n}") for n in range(8)]
    documents[0] = replace(documents[0], pinned=("other3", "b5", "nobody", "b0", "b5"))
    found = related(documents, 4)[0]
    assert keys(documents, found) == ["other3", "b5", "b1", "b2"]
    assert [match.pinned for match in found] == [True, True, False, False]
    assert found[0].reasons == ()
    assert "Bisie" in found[1].reasons
    assert keys(documents, related(documents, 1)[0]) == ["other3", "b5"]


def test_what_the_page_shows_anyway_is_not_computed():
    documents = [briefing(f"b{n}", "", f"tin from Bisie with extra{n} and more{n}") for n in range(4)]
    documents += [briefing(f"other{n}", "", f"something{n} different{n}") for n in range(8)]
    documents[0] = replace(documents[0], shown=("b1",))
    assert keys(documents, related(documents, 4)[0]) == ["b2", "b3"]


def test_what_shares_little_is_not_related():
    documents = [
        briefing("a", "Greenland renews a licence", f"{MINE} The debate took months."),
        briefing("b", "Chile passes its royalty", ELSEWHERE),
        briefing("c", "Niger takes a uranium mine", "The junta told the French operator to hand over Somair's shafts."),
    ]
    assert related(documents, 5) == ((), (), ())


@pytest.mark.parametrize("count", [0, 1])
def test_a_site_too_small_has_nothing_related(count):
    assert related(numbered(count), 5) == ((),) * count


@pytest.mark.parametrize("method", [plain, matrix])
def test_an_empty_text_is_like_nothing(method, monkeypatch):
    monkeypatch.setattr(room, "_likeness", lambda total: method)
    assert related([Document("a", 0, Terms()), Document("b", 0, Terms())], 5) == ((), ())
    assert related([], 5) == ()


def test_texts_of_any_script_are_read():
    documents = [
        briefing("a", "Никель Норильска дорожает", "Завод в Норильске сократил выпуск."),
        briefing("b", "Экспорт меди", "Порт Дудинка ждёт груз, никель Норильска уходит в Китай."),
        briefing("c", "稀土 出口 管制", "镓 锗 石墨"),
        briefing("d", "稀土 价格", "出口 商人"),
        *(briefing(f"other{n}", "", f"something{n} different{n}") for n in range(8)),
    ]
    found = related(documents, 5)
    assert keys(documents, found[0]) == ["b"]
    assert keys(documents, found[2]) == ["d"]


def test_ten_thousand_equal_briefings_are_not_related():
    one = briefing("", "Greenland renews a licence", MINE, "greenland")
    found = related([replace(one, key=f"b{n:05d}") for n in range(10_000)], 5)
    assert set(found) == {()}


def test_copies_by_the_hundred_neither_hide_what_is_related_nor_show():
    lender = briefing("lenders", "Lenders wait for a buyer", FINANCE)
    licence = briefing("", "Greenland renews a licence", MINE)
    documents = [*numbered(500), *(replace(licence, key=f"copy{n:03d}") for n in range(100)), lender]
    found = related(documents, 5)
    assert keys(documents, found[-1]) == ["copy000"]
    assert keys(documents, found[550]) == ["lenders"]


def test_a_text_of_a_megabyte_has_no_more_terms_than_another():
    text = " ".join(f"word{n % 50_000}" for n in range(110_000)) + " " + "x" * 1_000_000
    terms = read("", "", text)
    assert len(terms.counts) == len(terms.spelled.split("\n")) == KEPT


def test_moving_a_paragraph_changes_no_term():
    one, two = MINE, ELSEWHERE
    assert read("", "", f"{one}\n\n{two}") == read("", "", f"{two}\n\n{one}")


def test_a_title_tells_more_than_a_text_and_a_stop_word_nothing():
    terms = read("Antimony", "", "The tungsten would be from there.")
    assert dict(zip(terms.spelled.split("\n"), terms.counts, strict=True)) == {"Antimony": 8, "tungsten": 1}


def test_a_possessive_is_shown_as_the_name_and_a_weekday_not_at_all():
    assert read("", "", "On Monday Rio Tinto’s board met.").spelled.split("\n")[0] == "Rio Tinto"
    assert "Monday" not in read("", "", "On Monday Rio Tinto’s board met.").spelled


def test_a_phrase_does_not_cross_a_full_stop():
    assert "Gallium Germanium" not in read("", "", "They buy Gallium. Germanium is scarce.").spelled
    assert "Gallium Germanium" in read("", "", "They buy Gallium Germanium.").spelled


def test_the_capital_of_a_sentence_is_no_name():
    assert read("", "", "Prices rose. The prices fell.").spelled.split("\n")[0] == "prices"


def test_rarity_is_exact():
    assert rarity(1, 1) == 16
    assert rarity(1, 3) == 32
    assert rarity(1, 2**20 - 1) == 320


def test_the_commonest_terms_go_before_the_work_explodes():
    assert most_shared({1: 5, 20: 3}, 100) == 25
    assert most_shared({1: 5, 300: 1, 2_000: 50}, 10_000) == 1_999


def test_a_common_word_relates_nobody_on_a_large_site():
    documents = [briefing(f"b{n:03d}", "", f"tin extra{n} more{n}") for n in range(60)]
    documents += [briefing(f"c{n:03d}", "", f"extra{n}b more{n}b") for n in range(100)]
    assert set(related(documents, 5)) == {()}


words = st.sampled_from(
    ["tin", "Bisie", "export controls", "gallium", "Chile", "rail", "port", "smelters", "Oman", "levy"]
)
texts = st.dictionaries(words, st.integers(1, 255), max_size=8).map(
    lambda counts: Terms("\n".join(counts), bytes(counts.values()))
)
sites = st.lists(
    st.tuples(texts, st.lists(words, max_size=2), st.integers(-3000, 3000), st.lists(st.integers(0, 30), max_size=2)),
    max_size=25,
).map(
    lambda rows: [
        Document(f"b{n}", day, terms, tuple(topics), tuple(f"b{pin}" for pin in pins))
        for n, (terms, topics, day, pins) in enumerate(rows)
    ]
)


@given(sites, st.integers(0, 6))
@settings(max_examples=150, deadline=None)
def test_plain_python_and_matrices_agree(documents, count):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "_likeness", lambda total: plain)
        by_hand = related(documents, count)
        patch.setattr(room, "_likeness", lambda total: matrix)
        patch.setattr(matrix, "_WORK", 40)
        patch.setattr(matrix, "_ROWS", 3)
        assert related(documents, count) == by_hand


@given(st.lists(st.dictionaries(st.integers(0, 12), st.integers(1, TOPIC), max_size=8), max_size=20), st.integers(1, 9))
@settings(max_examples=150, deadline=None)
def test_plain_python_and_matrices_weigh_and_rank_alike(rows, most):
    counts = Rows.of(rows)
    weights = plain.weighed(counts)
    assert matrix.weighed(counts) == weights
    assert all(sum(weight**2 for weight in weights[n].values()) <= UNIT**2 * 1.01 for n in range(len(rows)))
    days = [n * n * 7 for n in range(len(rows))]
    by_hand, by_matrix = (method.neighbours(weights, days, most) for method in (plain, matrix))
    assert list(by_hand.rankings) == list(by_matrix.rankings)
    assert by_hand.originals == by_matrix.originals


@pytest.mark.parametrize("method", [plain, matrix])
def test_a_briefing_stands_for_itself_where_its_twins_come_later(method):
    """The first has so few terms to compare that it is not like itself, though it is like a fuller copy."""
    weights = Rows.of([{0: UNIT * 45 // 100}, {0: UNIT}])
    found = method.neighbours(weights, [0, 0], 5)
    assert list(found.originals) == [0, 0]
    assert list(found.rankings) == [[], []]


@given(sites, st.randoms(use_true_random=False))
@settings(max_examples=80, deadline=None)
def test_the_order_of_the_briefings_changes_nothing(documents, random):
    def by_key(documents):
        found = related(documents, 5)
        return {
            document.key: [(documents[match.place].key, match.reasons, match.pinned) for match in matches]
            for document, matches in zip(documents, found, strict=True)
        }

    shuffled = list(documents)
    random.shuffle(shuffled)
    assert by_key(shuffled) == by_key(documents)


def python(program, **environment):
    done = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, **environment}, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def test_no_hash_seed_shows():
    program = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "import test_related as t\n"
        "texts = [t.MINE, t.FINANCE, t.ELSEWHERE, t.MINE + t.ELSEWHERE, t.FINANCE + t.ELSEWHERE]\n"
        "print(t.related([t.briefing(str(n), '', text, 'tin', 'Oman') for n, text in enumerate(texts)], 5))"
    )
    assert python(program, PYTHONHASHSEED="1") == python(program, PYTHONHASHSEED="2")


def test_a_small_site_does_not_wait_for_scipy():
    program = (
        "import sys; from generator.related import *\n"
        "related([Document(key, 0, Terms('tin', b'1')) for key in 'ab'], 5)\n"
        "print({'scipy', 'numpy'} & sys.modules.keys())"
    )
    assert python(program) == "set()"


def test_a_likeness_below_the_floor_is_chance():
    """One plain word in common, of some twenty each, is no relation."""
    documents = [
        briefing(f"b{n}", "", "tariff " + " ".join(f"plain{n}{letter}" for letter in "abcdefghijklmnopqrst"))
        for n in range(2)
    ]
    assert related(documents, 5) == ((), ())

import os
import subprocess
import sys
from pathlib import Path
from random import Random
from threading import Barrier

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import related as room
from generator.related import (
    Document,
    Search,
    Terms,
    change,
    choice,
    comparison,
    large,
    matrix,
    related,
    terms,
    threads,
)
from generator.related.glossary import Numbers
from generator.related.scale import (
    HALF_LIFE,
    LIKENESS_BITS,
    STANDING,
    TOPIC,
    UNIT,
    fade,
    most_mentioned,
    most_shared,
    rarity,
    saturated,
    score,
    standing,
    steady,
)
from generator.related.terms import KEPT, fold, mark, read

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


TERMS = {}
"""By their digest, those of all briefings of the tests."""


def document(key, day, terms, *more):
    TERMS[terms.digest] = terms
    return Document(key, day, terms.digest, *more)


def briefing(key, title, text, *topics, day=0):
    return document(key, day, read(title, "", text), topics)


def search(documents, count, memo=b""):
    return related(documents, count, lambda places: [TERMS[documents[place].digest] for place in places], memo)


def all_of(found):
    return tuple(found.of(place) for place in range(len(found)))


def matches(documents, count):
    return all_of(search(documents, count))


def keys(documents, found):
    return [documents[match.place].key for match in found]


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
    first, second, third = matches(documents, 5)
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
    ((match,), _, _) = matches(documents, 5)
    assert set(match.reasons) == {"Gallium", "export controls"}


def test_a_reason_is_never_a_stem():
    documents = [
        briefing("a", "Antimony smelters close", "The smelters were the last ones in Bolivia."),
        briefing("b", "Antimony smelters reopen", "A buyer for the smelters came from Oman."),
        briefing("c", "Chile passes its royalty", ELSEWHERE),
    ]
    ((match,), _, _) = matches(documents, 5)
    assert " ".join(match.reasons).casefold() == "antimony smelters"


def told(*spellings):
    numbers = Numbers()
    shared = [(numbers[spelling], False) for spelling in spellings]
    glossary, order = numbers.glossary()
    (reasons,) = glossary.reasons([[(order.index(number), topic) for number, topic in shared]])
    return reasons


def test_no_two_reasons_say_the_same_word():
    assert told("Malmbjerg mine", "Malmbjerg", "Greenland") == ("Malmbjerg mine", "Greenland")


def test_plain_words_are_reasons_only_where_no_name_is_shared():
    assert told("smelter", "Bolivia", "tariff") == ("Bolivia",)
    assert told("smelter", "tariff") == ("smelter", "tariff")


@pytest.mark.parametrize("method", ["plain", "matrix"])
@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ((Terms("rare earths", b"\1"), ()), (Terms("tin", b"\1"), ("Rare Earths",)), "Rare Earths"),
        ((Terms("tin", b"\1"), ("rare Earths",)), (Terms("tin", b"\1"), ("Rare Earths", "ores")), "rare Earths"),
        ((Terms("Prices", b"\1"), ()), (Terms("price", b"\1"), ()), "price"),
        ((Terms("price", b"\1"), ()), (Terms("Prices", b"\1"), ()), "price"),
        ((Terms("Mine\nmines", b"\1\1"), ()), (Terms("MINES", b"\1"), ()), "Mine"),
    ],
)
def test_a_term_is_spelled_as_the_first_does_unless_the_other_knows_better(method, one, other, reason, monkeypatch):
    """An editor's word goes before the texts', and one without the capital of a sentence before one with it."""
    monkeypatch.setattr(room, "SMALL", 0 if method == "matrix" else 300)
    documents = [document("a", 0, *one, ("b",)), document("b", 0, *other)]
    assert reason in search(documents, 5).of(0)[0].reasons


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
    found = matches(documents, 5)
    assert "b" not in keys(documents, found[0])
    assert "a" not in keys(documents, found[1])


def test_of_two_copies_only_one_is_shown():
    documents = [
        briefing("a", "Greenland renews a licence", MINE),
        briefing("b", "Lenders wait for a buyer", FINANCE),
        briefing("c", "Lenders wait for a buyer", FINANCE),
        briefing("d", "Chile passes its royalty", ELSEWHERE),
    ]
    assert keys(documents, matches(documents, 5)[0]) == ["b"]


def test_equals_stand_in_the_order_of_their_keys():
    texts = {
        "z": "tin ore from Bisie",
        "b": "gold dust from Bisie",
        "m": "iron sand from Bisie",
        "a": "lead pipe from Bisie",
    }
    documents = [briefing(key, "", text) for key, text in texts.items()]
    documents += [briefing(f"other{n}", "", f"something{n} different{n}") for n in range(8)]
    assert keys(documents, matches(documents, 5)[0]) == ["a", "b", "m"]


def test_the_nearer_in_time_comes_first():
    documents = [
        briefing("now", "", "tin ore from Bisie", day=5000),
        briefing("a", "", "gold dust from Bisie", day=2000),
        briefing("b", "", "lead pipe from Bisie", day=4990),
        *(briefing(f"other{n}", "", f"something{n} different{n}") for n in range(8)),
    ]
    assert keys(documents, matches(documents, 5)[0]) == ["b", "a"]


def test_a_fade_is_mild():
    assert fade(0) == 1024
    assert fade(HALF_LIFE) == 512
    assert fade(365) > 700
    assert fade(100 * 365) > 0


def test_every_pinned_one_shows_and_computed_ones_fill_up():
    documents = [briefing(f"b{n}", "", f"tin from Bisie with extra{n} and more{n}") for n in range(6)]
    documents += [briefing(f"other{n}", "", f"something{n} different{n}") for n in range(8)]
    documents[0] = documents[0]._replace(pinned=("other3", "b5", "nobody", "b0", "b5"))
    found = matches(documents, 4)[0]
    assert keys(documents, found) == ["other3", "b5", "b1", "b2"]
    assert [match.pinned for match in found] == [True, True, False, False]
    assert found[0].reasons == ()
    assert "Bisie" in found[1].reasons
    assert keys(documents, matches(documents, 1)[0]) == ["other3", "b5"]


def test_what_the_page_shows_anyway_is_not_computed():
    documents = [briefing(f"b{n}", "", f"tin from Bisie with extra{n} and more{n}") for n in range(4)]
    documents += [briefing(f"other{n}", "", f"something{n} different{n}") for n in range(8)]
    documents[0] = documents[0]._replace(shown=("b1",))
    assert keys(documents, matches(documents, 4)[0]) == ["b2", "b3"]


FILLER = [briefing(f"other{n}", "", f"something{n} different{n}") for n in range(30)]


@pytest.mark.parametrize("small", [0, 300])
def test_a_text_that_says_anothers_headline_goes_before_one_that_shares_a_word(small, monkeypatch):
    monkeypatch.setattr(room, "SMALL", small)
    long = " ".join(f"word{n} word{n}" for n in range(60))
    documents = [
        briefing("a", "", f"Bisie Bisie {long} As we said, smelters of antimony reopen."),
        briefing("b", "Antimony smelters reopen", "A buyer came from Oman."),
        briefing("c", "Chile passes its royalty", f"Bisie {ELSEWHERE}"),
        *FILLER,
    ]
    found = matches(documents, 5)
    assert keys(documents, found[0])[:1] == ["b"]
    assert keys(documents, found[1]) == ["a"]


def test_a_headline_in_other_words_is_none():
    documents = [
        briefing("a", "", "Rail and port."),
        briefing("b", "Antimony smelters reopen", "A buyer came from Oman."),
        *FILLER,
    ]
    assert matches(documents, 5)[0] == ()


@pytest.mark.parametrize("small", [0, 300])
def test_who_is_led_to_shows_who_leads_there_and_not_the_other_way_round(small, monkeypatch):
    monkeypatch.setattr(room, "SMALL", small)
    documents = [
        briefing("a", "Greenland renews a licence", MINE)._replace(links=("b", "nobody", "a")),
        briefing("b", "Chile passes its royalty", ELSEWHERE),
        *FILLER,
    ]
    found = matches(documents, 5)
    assert keys(documents, found[0]) == []
    assert keys(documents, found[1]) == ["a"]


@pytest.mark.parametrize("small", [0, 300])
def test_what_others_lead_to_goes_before_its_equals(small, monkeypatch):
    monkeypatch.setattr(room, "SMALL", small)
    documents = [briefing(key, "", f"{key}xx ore from Bisie") for key in "abcd"]
    linking = [one._replace(links=("c",)) for one in FILLER[:3]]
    assert keys(documents, matches([*documents, *linking, *FILLER[3:]], 5)[0]) == ["c", "b", "d"]


@pytest.mark.parametrize("small", [0, 300])
def test_what_led_to_a_briefing_goes_before_what_followed(small, monkeypatch):
    monkeypatch.setattr(room, "SMALL", small)
    documents = [
        briefing(key, "", f"{key}xx ore from Bisie", day=day) for key, day in zip("abc", (100, 101, 99), strict=True)
    ]
    assert keys(documents, matches([*documents, *FILLER], 5)[0]) == ["c", "b"]


def test_a_score_is_likeness_faded_and_multiplied_and_has_an_end():
    whole = UNIT * UNIT
    assert score(whole, 0, STANDING) == whole
    assert score(whole, HALF_LIFE, STANDING) == whole // 2
    assert score(whole, -HALF_LIFE, STANDING) == whole // 4
    assert score(whole, 0, 30) == whole * 3 // 2
    assert score(whole, 0, 90) == (1 << LIKENESS_BITS) - 1


def test_each_doubling_of_the_links_to_a_briefing_adds_a_fifth():
    assert [standing(links) for links in (0, 1, 3, 7)] == [20, 24, 28, 32]


def test_the_commonest_words_of_headlines_go_before_the_work_explodes():
    assert most_mentioned({}, 0) == 0
    assert most_mentioned({3: 4, 300: 50}, 256) == 300
    assert most_mentioned({3: 4, 9000: 50, 9500: 50}, 10_000) == 9499


def test_marks_are_of_all_words_and_of_the_headline_and_sorted():
    terms = read("Antimony smelters", "", " ".join(f"word{n}" for n in range(200)))
    numbers = [int.from_bytes(terms.mentioned[n : n + 4], "little") for n in range(0, len(terms.mentioned), 4)]
    assert numbers == sorted(set(numbers))
    assert {mark(f"word{n}") for n in range(200)} < set(numbers)
    assert terms.headline == marked(["antimony", "Smelter", "antimony smelters"])
    assert mark("Export-Controls") == mark("export control")


def test_every_part_of_the_terms_has_a_part_in_their_digest():
    parts = ("tin", b"\1", b"\2\0\0\0", b"\3\0\0\0")
    others = [Terms(*parts[:n], b"" if n else "", *parts[n + 1 :]) for n in range(4)]
    assert len({Terms(*parts).digest, *(other.digest for other in others)}) == 5
    assert Terms("", b"", b"\2\0\0\0").digest != Terms("", b"", b"", b"\2\0\0\0").digest


def test_what_shares_little_is_not_related():
    documents = [
        briefing("a", "Greenland renews a licence", f"{MINE} The debate took months."),
        briefing("b", "Chile passes its royalty", ELSEWHERE),
        briefing("c", "Niger takes a uranium mine", "The junta told the French operator to hand over Somair's shafts."),
    ]
    assert matches(documents, 5) == ((), (), ())


@pytest.mark.parametrize("count", [0, 1])
def test_a_site_too_small_has_nothing_related(count):
    assert matches(numbered(count), 5) == ((),) * count


@pytest.mark.parametrize("small", [0, 300])
def test_an_empty_text_is_like_nothing(small, monkeypatch):
    monkeypatch.setattr(room, "SMALL", small)
    assert matches([document("a", 0, Terms()), document("b", 0, Terms())], 5) == ((), ())
    assert matches([], 5) == ()


def test_texts_of_any_script_are_read():
    documents = [
        briefing("a", "Никель Норильска дорожает", "Завод в Норильске сократил выпуск."),
        briefing("b", "Экспорт меди", "Порт Дудинка ждёт груз, никель Норильска уходит в Китай."),
        briefing("c", "稀土 出口 管制", "镓 锗 石墨"),
        briefing("d", "稀土 价格", "出口 商人"),
        *(briefing(f"other{n}", "", f"something{n} different{n}") for n in range(8)),
    ]
    found = matches(documents, 5)
    assert keys(documents, found[0]) == ["b"]
    assert keys(documents, found[2]) == ["d"]


def test_ten_thousand_equal_briefings_are_not_related():
    one = briefing("", "Greenland renews a licence", MINE, "greenland")
    found = matches([one._replace(key=f"b{n:05d}") for n in range(10_000)], 5)
    assert set(found) == {()}


def test_copies_by_the_hundred_neither_hide_what_is_related_nor_show():
    lender = briefing("lenders", "Lenders wait for a buyer", FINANCE)
    licence = briefing("", "Greenland renews a licence", MINE)
    documents = [*numbered(500), *(licence._replace(key=f"copy{n:03d}") for n in range(100)), lender]
    found = matches(documents, 5)
    assert keys(documents, found[-1]) == ["copy000"]
    assert keys(documents, found[550]) == ["lenders"]


def test_a_text_of_a_megabyte_has_no_more_terms_than_another():
    text = " ".join(f"word{n % 50_000}" for n in range(110_000)) + " " + "x" * 1_000_000
    terms = read("", "", text)
    assert len(terms.counts) == len(terms.spelled.split("\n")) == KEPT


def test_moving_a_paragraph_changes_no_term():
    one, two = MINE, ELSEWHERE
    assert read("", "", f"{one}\n\n{two}") == read("", "", f"{two}\n\n{one}")


def test_terms_do_not_depend_on_what_was_read_before(monkeypatch):
    text = "Gallium from Sivas, not Gallium from Brno. " * 3
    before = read("Gallium's price", "What a mine in Sivas costs", text)
    monkeypatch.setattr(terms, "_MOST_KNOWN", 2)
    monkeypatch.setattr(terms, "_SPLIT", type(terms._SPLIT)())
    assert read("Gallium's price", "What a mine in Sivas costs", text) == before


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
    assert rarity(1, 1) == 4
    assert rarity(1, 3) == 8
    assert rarity(1, 2**20 - 1) == 80
    assert rarity(32, 31) == 3
    assert rarity(32, 0) == 1


def test_one_briefing_more_seldom_counts():
    assert [steady(total) for total in (0, 1, 31, 32, 33, 34, 10_000, 10_001)] == [0, 1, 31, 32, 32, 34, 9728, 9728]


def test_the_commonest_terms_go_before_the_work_explodes():
    assert most_shared({1: 5, 20: 3}, 100) == 25
    assert most_shared({1: 5, 300: 1, 2_000: 50}, 10_000) == 1_999


def test_a_common_word_relates_nobody_on_a_large_site():
    documents = [briefing(f"b{n:03d}", "", f"tin extra{n} more{n}") for n in range(60)]
    documents += [briefing(f"c{n:03d}", "", f"extra{n}b more{n}b") for n in range(100)]
    assert set(matches(documents, 5)) == {()}


words = st.sampled_from(
    ["tin", "Tin", "Bisie", "export controls", "gallium", "Chile", "rail", "port", "ports", "smelters", "Oman", "levy"]
)
counts = st.dictionaries(words, st.integers(1, 255), max_size=8)
editions = st.builds(
    lambda text, edit: {**text, **edit},
    st.sampled_from([{"tin": 9, "Bisie": 9, "rail": 9, "Oman": 9}, {"levy": 9, "Chile": 9, "port": 9, "gallium": 9}]),
    st.dictionaries(words, st.sampled_from([1, 9]), max_size=4),
)
some_words = st.lists(words, max_size=4)


def marked(some):
    """The marks of words, as `read` gives them."""
    return b"".join(number.to_bytes(4, "little") for number in sorted({mark(word) for word in some}))


texts = st.builds(
    lambda text, more, title: Terms("\n".join(text), bytes(text.values()), marked([*text, *more]), marked(title)),
    counts | editions,
    some_words,
    some_words,
)
names = st.integers(0, 30).map("b{}".format)
some_names = st.lists(names, max_size=2).map(tuple)
topics = st.lists(words, max_size=2).map(tuple)
days = st.integers(-3000, 3000)
documents = st.builds(document, st.just(""), days, texts, topics, some_names, some_names, some_names)
sites = st.dictionaries(names, documents, max_size=25).map(
    lambda site: [document._replace(key=key) for key, document in site.items()]
)


def cramp(patch):
    """Matrices even for the smallest site, and little at a time and in reserve, so that it meets all bounds."""
    patch.setattr(room, "SMALL", 0)
    patch.setattr(matrix, "_WORK", 40)
    patch.setattr(matrix, "_ROWS", 3)
    patch.setattr(matrix, "_PAIRS", 5)
    patch.setattr(comparison, "RESERVE", 1)
    patch.setattr(comparison, "_MANY", 1)
    patch.setattr(comparison, "_UNUSED", 100)
    patch.setattr(change, "_MANY", 1)


@given(sites, st.integers(0, 6))
@settings(max_examples=150, deadline=None)
def test_plain_python_and_matrices_agree(documents, count):
    with pytest.MonkeyPatch.context() as patch:
        by_hand = matches(documents, count)
        cramp(patch)
        assert matches(documents, count) == by_hand


edits = st.lists(
    st.tuples(names, st.sampled_from([(), ("day",), ("digest",), ("topics",), ("links",), ("pinned", "shown")]), sites),
    max_size=4,
)


def edited(documents, edits):
    """With some added, removed, or given some fields of another."""
    site = {document.key: document for document in documents}
    for key, fields, others in edits:
        for other in others[:1]:
            if key not in site:
                site[key] = other._replace(key=key)
            elif fields:
                site[key] = site[key]._replace(**{field: getattr(other, field) for field in fields})
            else:
                del site[key]
    return list(site.values())


@given(sites, st.lists(st.tuples(edits, st.integers(3, 4)), max_size=6), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_a_memo_changes_nothing_but_the_time(documents, steps, random):
    with pytest.MonkeyPatch.context() as patch:
        cramp(patch)
        patch.setattr(large, "SPARE", 2)
        patch.setattr(choice, "SPARE", 2)
        memo = search(documents, 3).memo
        for some, count in steps:
            documents = edited(documents, some)
            random.shuffle(documents)
            found, clean = search(documents, count, memo), search(documents, count)
            assert all_of(found) == all_of(clean)
            assert [found.answer(place) for place in range(len(found))] == [
                clean.answer(place) for place in range(len(clean))
            ]
            memo = found.memo


@given(sites, st.randoms(use_true_random=False))
@settings(max_examples=80, deadline=None)
def test_the_order_of_the_briefings_changes_nothing(documents, random):
    def by_key(documents):
        found = matches(documents, 5)
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
        "print(t.matches([t.briefing(str(n), '', text, 'tin', 'Oman') for n, text in enumerate(texts)], 5))"
    )
    assert python(program, PYTHONHASHSEED="1") == python(program, PYTHONHASHSEED="2")


def test_a_small_site_does_not_wait_for_numpy():
    program = (
        "import sys; from generator.related import *\n"
        "related([Document(key, 0, b'') for key in 'ab'], 5, lambda places: [Terms('tin', b'1') for _ in places])\n"
        "print({'scipy', 'numpy'} & sys.modules.keys())"
    )
    assert python(program) == "set()"


def test_a_likeness_below_the_floor_is_chance():
    """One plain word in common, of some twenty each, is no relation."""
    documents = [
        briefing(f"b{n}", "", "tariff " + " ".join(f"plain{n}{letter}" for letter in "abcdefghijklmnopqrst"))
        for n in range(2)
    ]
    assert matches(documents, 5) == ((), ())


def listed(terms):
    """Terms with as many counts as they have lines."""
    return Terms("\n".join(terms), b"\2" * len(terms))


@pytest.fixture(scope="module")
def many():
    """Invented briefings, each on some of a hundred mines, beyond what plain Python compares."""
    random = Random(1)
    return [
        document(f"b{n:03d}", random.randrange(3000), listed([f"Mine{mine}" for mine in random.sample(range(100), 6)]))
        for n in range(405)
    ]


CHANGES = {
    "an edited body": lambda site: [site[0]._replace(digest=site[1].digest), *site[1:]],
    "a new briefing": lambda site: [*site, site[3]._replace(key="new")],
    "a briefing away": lambda site: site[:100] + site[101:],
    "another day": lambda site: [site[0]._replace(day=5000), *site[1:]],
    "another link": lambda site: [site[0]._replace(links=("b399",)), *site[1:]],
    "another topic": lambda site: [site[0]._replace(topics=("Mine7",)), *site[1:]],
    "another order": lambda site: site[::-1],
    "a pin": lambda site: [site[0]._replace(pinned=("b399",)), *site[1:]],
    "shown anyway": lambda site: [site[0]._replace(shown=("b399",)), *site[1:]],
}


@pytest.mark.parametrize("name", CHANGES)
def test_after_a_change_no_terms_but_those_of_what_changed_are_loaded(name, many):
    memo = search(many, 5).memo
    documents = CHANGES[name](many)
    asked = []

    def load(places):
        asked.extend(documents[place] for place in places)
        return [TERMS[documents[place].digest] for place in places]

    found = related(documents, 5, load, memo)
    compared = {(one.key, one.day, one.digest, one.topics, one.links) for one in many}
    assert asked == [one for one in documents if (one.key, one.day, one.digest, one.topics, one.links) not in compared]
    assert all_of(found) == matches(documents, 5)


PINNING = {
    "the pinned one is away": lambda site: site[:-1],
    "the pinned one is back": lambda site: [*site, site[3]._replace(key="new")],
    "the pinned one is edited": lambda site: [*site[:-1], site[-1]._replace(digest=site[2].digest)],
    "the pinned one has a copy before it": lambda site: [*site, site[-1]._replace(key="a copy")],
    "the shown one has a copy before it": lambda site: [*site, site[0]._replace(key="a copy")],
    "the one that pins is edited": lambda site: [*site[:50], site[50]._replace(digest=site[2].digest), *site[51:]],
}


@pytest.mark.parametrize("name", PINNING)
def test_a_pin_is_followed_whatever_became_of_either(name, many):
    site = [*many[:50], many[50]._replace(pinned=("b404", "new"), shown=("b000",)), *many[51:]]
    documents = PINNING[name](site)
    assert all_of(search(documents, 5, search(site, 5).memo)) == matches(documents, 5)


def test_one_that_equals_those_left_out_is_ranked_by_its_key(many):
    alike = [document(f"b{n}x", 0, listed(["Bisie", f"vein{n}"])) for n in range(60)]
    site = [*many, *alike]
    documents = [*site, document("a", 0, listed(["Bisie", "quartz"]))]
    found = search(documents, 20, search(site, 20).memo)
    assert all_of(found) == matches(documents, 20)
    assert keys(documents, found.of(len(many)))[0] == "a"


def test_who_stands_for_a_pinned_copy_decides_what_shows_beside_it(many):
    """Of three editions the first stands for the second, and the second for the third."""
    copies = [
        document("x1", 0, listed(["m1", "m2", "m3", "m4", "a1"])),
        document("x2", 0, listed(["m1", "m2", "m3", "m4", "n1", "n2"])),
        document("x3", 0, listed(["m3", "m4", "n1", "n2", "c1"])),
    ]
    site = [*many, document("y", 0, listed(["c1", "r1", "r2"]), (), ("x2",)), *copies]
    documents = [one for one in site if one.key != "x1"]
    before, after = search(site, 5), search(documents, 5, search(site, 5).memo)
    assert keys(site, before.of(len(many))) == ["x2", "x3"]
    assert keys(documents, after.of(len(many))) == ["x2"]


def test_who_stands_for_a_copy_that_the_text_leads_to_decides_what_shows(many):
    copies = [
        document("x1", 0, listed(["m1", "m2", "m3", "m4", "a1"])),
        document("x2", 0, listed(["m1", "m2", "m3", "m4", "n1", "n2"])),
        document("x3", 0, listed(["m3", "m4", "n1", "n2", "c1"])),
    ]
    site = [*many, document("y", 0, listed(["c1", "r1", "r2"]), (), (), (), ("x2",)), *copies]
    documents = [one for one in site if one.key != "x1"]
    before, after = search(site, 5), search(documents, 5, search(site, 5).memo)
    assert keys(site, before.of(len(many))) == ["x3"]
    assert keys(documents, after.of(len(many))) == []


def test_a_headline_whose_word_more_texts_say_is_told_by_its_other_words(many):
    def saying(key, said, headline=()):
        return document(key, 0, Terms(f"own{key}", b"\2", marked([*said, *headline]), marked(headline)))

    told = [saying("y", [], ["tin", "ore", "gold"]), saying("z", [], ["tin", "ore", "iron"])]
    site = [*many, saying("one", ["tin", "ore"]), *told]
    documents = [*site, *(saying(f"more{n}", ["iron"]) for n in range(3))]
    found = search(documents, 5, search(site, 5).memo)
    assert keys(site, search(site, 5).of(len(many))) == ["y", "z"]
    assert keys(documents, found.of(len(many))) == ["z", "y"]
    assert all_of(found) == matches(documents, 5)


@pytest.mark.parametrize(
    "damage",
    [
        lambda memo: b"",
        lambda memo: b"related2",
        lambda memo: b"garbage" * 100,
        lambda memo: memo[:-1],
        lambda memo: memo + b"0",
        lambda memo: memo.replace(b"Mine", b"Rail", 1),
        lambda memo: bytes([memo[0] ^ 1]) + memo[1:],
    ],
)
def test_a_damaged_memo_changes_nothing(damage, many):
    found = search(many, 5)
    again = search(CHANGES["a pin"](many), 5, damage(found.memo))
    assert all_of(again) == matches(CHANGES["a pin"](many), 5)
    assert search(many, 5, damage(found.memo)).memo == found.memo


def in_parts(documents, count=5, memo=b"", threads=1):
    asked = Search(documents, count, memo)
    return asked.sought(lambda places: [TERMS[documents[place].digest] for place in places], threads)


def test_the_second_part_of_a_memo_is_asked_for_only_where_something_changed(many):
    answers, comparison = in_parts(many)
    same = Search(many, 5, answers, later=None)
    assert all_of(same.repeated()) == all_of(search(many, 5))
    asked = []
    changed = CHANGES["an edited body"](many)
    again = Search(changed, 5, answers, later=lambda: asked.append(1) or comparison)
    found = again.found(again.sought(lambda places: [TERMS[changed[place].digest] for place in places])[0])
    assert all_of(found) == matches(changed, 5)
    assert asked == [1]


@pytest.mark.parametrize(
    "other",
    [
        lambda many, comparison: b"",
        lambda many, comparison: comparison[:-1],
        lambda many, comparison: comparison[:99] + bytes([comparison[99] ^ 1]) + comparison[100:],
        lambda many, comparison: in_parts(many[1:])[1],
    ],
)
def test_a_second_part_that_is_damaged_or_anothers_changes_nothing(other, many):
    answers, comparison = in_parts(many)
    changed = CHANGES["an edited body"](many)
    again = Search(changed, 5, answers, lambda: other(many, comparison))
    found = again.found(again.sought(lambda places: [TERMS[changed[place].digest] for place in places])[0])
    assert all_of(found) == matches(changed, 5)


@pytest.mark.parametrize("name", CHANGES)
def test_threads_change_nothing_but_the_time(name, many, monkeypatch):
    monkeypatch.setattr(matrix, "_WORK", 200)
    memo = b"".join(in_parts(many))
    assert b"".join(in_parts(many, threads=3)) == memo
    changed = CHANGES[name](many)
    assert in_parts(changed, memo=memo, threads=3) == in_parts(changed, memo=memo)


def test_threads_work_side_by_side_and_answer_in_order():
    meeting = Barrier(3)
    found = threads.spread(lambda task: (meeting.wait(10), task)[1], range(9), 3)
    assert list(found) == list(range(9))


def test_threads_do_not_hurry_ahead_of_whoever_asks():
    begun = []
    found = threads.spread(begun.append, range(99), 2)
    next(found)
    found.close()
    assert len(begun) < 9


def test_what_goes_wrong_in_a_thread_is_told():
    with pytest.raises(ZeroDivisionError):
        list(threads.spread(lambda task: 1 // task, [2, 1, 0, 1], 2))


def test_a_memo_for_another_count_changes_nothing(many):
    assert all_of(search(many, 3, search(many, 5).memo)) == matches(many, 3)


def test_equal_digests_mean_equal_matches_though_places_move(many):
    found, moved = search(many, 5), search(many[::-1], 5)
    assert [found.answer(place) for place in range(405)] == [moved.answer(404 - place) for place in range(405)]
    other = search(CHANGES["a pin"](many), 5)
    assert [place for place in range(405) if found.answer(place) != other.answer(place)] == [0]


def test_nothing_is_loaded_nor_imported_where_nothing_changed(tmp_path, many):
    (tmp_path / "memo").write_bytes(search(many, 5).memo)
    program = (
        "import sys; from pathlib import Path; from generator.related import *\n"
        f"documents = [Document(*fields) for fields in {list(map(tuple, many))!r}]\n"
        f"found = related(documents, 5, None, Path({str(tmp_path / 'memo')!r}).read_bytes())\n"
        "print({'scipy', 'numpy'} & sys.modules.keys(), found.of(0))"
    )
    assert python(program) == f"set() {search(many, 5).of(0)}"

"""Made-up briefings, the same ones for the same number and seed."""

from __future__ import annotations

import random
import tomllib
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate, count
from pathlib import Path

TAXONOMIES = ("tags", "companies", "commodities", "countries")

_FIRST, _LAST = datetime(2016, 1, 4, 6, tzinfo=UTC), datetime(2025, 12, 30, 18, tzinfo=UTC)
_DISCLAIMERS = ("standard", "standard", "standard", "holdings")
_LARGEST = 0.074  # a tag drawn with this chance, 3 to 6 times over, is on about 28 % of the briefings

_WORDS = {
    kind: words.split()
    for kind, words in tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8")).items()
}
_SENTENCES = (
    "The {a} {n} in {country} {v} the {a2} {n2} after a {a3} {n3}.",
    "{company} {v} a {a} {n} near the {project} deposit, where {commodity} was found in {year}.",
    "Prices of {commodity} moved by {small} percent, and the {a} {n} {v2} its {n2}.",
    "It isn't clear whether the {a} {n} can carry {big} tonnes of {commodity} a year.",
    "A {a} {n} at {project} {v} {big} tonnes, **the most since {year}**, and {v2} the {a2} {n2}.",
    "Officials in {country} say that the {n} *{v}* the {a} {n2}, while the {n3} did not.",
    "According to [a {a} {n}](https://example.com/reports/{big}), the {n2} {v} the {a2} {n3}.",
    "For {commodity}, the {a} {n} matters less than the {n2}: the {a2} {n3} {v} it twice in {small} months.",
    "The {topic} debate turned when the {a} {n} {v} its {n2} and {company} {v2} a {n3}.",
    "No {n} has {v} the {project} project so far, though a {a} {n2} {v2} the {n3}.",
    "Both {country} and its {a} {n} depend on {commodity}, and the {topic} file shows how the {n2} {v} the {n3}.",
    "Analysts compare it with the {a} {n} of {year}, when the {a2} {n2} {v} {small} {n3} contracts.",
)
_TITLES = (
    "{country} weighs {topic} as {commodity} {n} tightens",
    "{company} {v} {commodity} {n} at {project}",
    "Why the {a} {n} matters for {commodity}",
    "{commodity} and {topic}: what the {a} {n} {v}",
    "In {country}, a {a} {n} and a {a2} {n2}",
)
_HEADINGS = ("What happened in {country}", "The {a} {n}", "Who holds the {n}", "{topic}: the {a} side", "What to watch")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a briefing's facts would come from."""

    name: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Briefing:
    """A briefing before any generator's front matter."""

    slug: str
    date: datetime
    title: str
    summary: str
    author: str
    tags: tuple[str, ...]
    companies: tuple[str, ...]
    commodities: tuple[str, ...]
    countries: tuple[str, ...]
    sources: tuple[Source, ...]
    disclaimer: str
    note: str
    body: str

    @property
    def path(self) -> str:
        """Its address on every peer's site, without slashes around it."""
        return f"{self.date:%Y/%m}/{self.slug}"


def corpus(number: int, seed: int = 1) -> tuple[Briefing, ...]:
    """So many briefings, oldest first, each later than the one before."""
    return tuple(_briefings(number, seed, range(number)))


def one_more(number: int, seed: int = 1) -> Briefing:
    """A briefing that is newer than all of a corpus."""
    return _briefings(number, seed, range(number, number + 1))[0]


def _briefings(number: int, seed: int, places: range) -> list[Briefing]:
    tags = _Names([_tag(rank) for rank in range(30 + number // 50)])
    companies = _Names([f"Example Mining {one}" for one in range(1, 21 + number // 100)])
    countries = _Names([f"Example Republic {one}" for one in range(1, 41)])
    commodities = _Names(_WORDS["commodities"])
    # Names that few briefings share, as in real text; drawn once for all, so that each is in several.
    projects = _Names(["Example-" + _word(random.Random(f"project {one}")).title() for one in range(20 + number // 5)])
    step = (_LAST - _FIRST) / max(1, number)
    made = []
    for place in places:
        chance = random.Random(f"{seed} {place}")
        topics = {
            "tags": tags.draw(chance, chance.randint(3, 6)),
            "companies": companies.draw(chance, chance.randint(1, 2)),
            "commodities": commodities.draw(chance, chance.randint(1, 2)),
            "countries": countries.draw(chance, chance.randint(1, 2)),
        }
        made.append(_briefing(place, _FIRST + place * step, topics, projects.draw(chance, 3), chance))
    return made


class _Names:
    """Names by rank, the first drawn most often, as by Zipf and Mandelbrot."""

    def __init__(self, names: Sequence[str]) -> None:
        ranks = range(1, len(names) + 1)
        offset = next(q for q in count(1) if q > 9 or 1 / (1 + q) < _LARGEST * sum(1 / (rank + q) for rank in ranks))
        self._names = names
        self._steps = list(accumulate(1 / (rank + offset) for rank in ranks))

    def draw(self, chance: random.Random, number: int) -> tuple[str, ...]:
        """So many different names."""
        drawn: dict[str, None] = {}
        while len(drawn) < number:
            drawn[self._names[bisect(self._steps, chance.random() * self._steps[-1])]] = None
        return tuple(drawn)


def _tag(rank: int) -> str:
    """A tag of two words; with a number once the words are used up."""
    turn, subject = divmod(rank, len(_WORDS["subjects"]))
    again, turn = divmod(turn, len(_WORDS["aspects"]))
    # Shifted by the subject, so that the first tags differ in both words.
    words = f"{_WORDS['subjects'][subject]} {_WORDS['aspects'][(turn + subject) % len(_WORDS['aspects'])]}"
    return f"{words} {again + 1}" if again else words


def _word(chance: random.Random) -> str:
    return "".join(chance.choices(_WORDS["syllables"], k=chance.randint(3, 4)))


def _briefing(
    place: int, day: datetime, topics: dict[str, tuple[str, ...]], projects: tuple[str, ...], chance: random.Random
) -> Briefing:
    prose = _Prose(topics, projects, chance)
    title = prose.fill(chance.choice(_TITLES))
    note = f"Desk note {place}."
    return Briefing(
        slug=f"{'-'.join(_slug_words(title)[:6])}-{place}",
        date=day.replace(microsecond=0),
        title=title,
        summary=f"{prose.sentence(plain=True)} {prose.sentence(plain=True)}",
        author=f"Example Author {chance.randint(1, 8)}",
        **topics,
        sources=tuple(_source(prose, one, chance) for one in chance.sample(range(1, 26), chance.randint(1, 3))),
        disclaimer=chance.choice(_DISCLAIMERS),
        note=note,
        body=f"{prose.body()}\n\n{note}\n",
    )


def _slug_words(title: str) -> list[str]:
    return "".join(sign if sign.isalnum() else " " for sign in title.lower()).split()


def _source(prose: _Prose, number: int, chance: random.Random) -> Source:
    title = prose.fill("A {a} {n} for {commodity}", start=False)
    return Source(f"Example Wire {number}", title, f"https://example.com/wire-{number}/{chance.randint(1, 99_999)}")


class _Prose:
    """Sentences about a briefing's topics."""

    def __init__(self, topics: dict[str, tuple[str, ...]], projects: tuple[str, ...], chance: random.Random) -> None:
        self._topics, self._projects, self._chance = topics, projects, chance

    def fill(self, pattern: str, *, start: bool = True) -> str:
        """A pattern with words for its names."""
        pick = self._chance.choice
        text = pattern.format_map(
            {
                "country": pick(self._topics["countries"]),
                "company": pick(self._topics["companies"]),
                "commodity": pick(self._topics["commodities"]),
                "topic": pick(self._topics["tags"]),
                "project": pick(self._projects),
                "n": pick(_WORDS["nouns"]),
                "n2": pick(_WORDS["nouns"]),
                "n3": pick(_WORDS["nouns"]),
                "a": pick(_WORDS["adjectives"]),
                "a2": pick(_WORDS["adjectives"]),
                "a3": pick(_WORDS["adjectives"]),
                "v": pick(_WORDS["verbs"]),
                "v2": pick(_WORDS["verbs"]),
                "year": self._chance.randint(1961, 2015),
                "small": self._chance.randint(2, 24),
                "big": self._chance.randint(1_000, 99_999),
            }
        )
        return text[0].upper() + text[1:] if start else text

    def sentence(self, *, plain: bool = False) -> str:
        """One sentence; a plain one has no markup."""
        return self.fill(self._chance.choice(_SENTENCES[:4] if plain else _SENTENCES))

    def paragraph(self) -> str:
        """Some sentences."""
        return " ".join(self.sentence() for _ in range(self._chance.randint(3, 4)))

    def body(self) -> str:
        """A briefing's text in Markdown: sections of paragraphs, with a list in one and a quote in the next."""
        blocks = [self.paragraph()]
        for place, heading in enumerate(self._chance.sample(_HEADINGS, 3)):
            blocks += [f"## {self.fill(heading)}", self.paragraph(), self.paragraph()]
            if place == 0:
                blocks.append("\n".join(f"- {self.sentence()}" for _ in range(3)))
            elif place == 1:
                blocks += [f"> {self.sentence()}", self.paragraph()]
        return "\n\n".join(blocks)

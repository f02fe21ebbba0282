"""Promise 2 by a state machine: whatever happens to a site, a build gives what a clean build gives.

HEADFRAME_STEPS=20000 makes a long run of it, each time another; by default it is short, and the same each time.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from newsroom import png

from sites.builder import Answer, Builder, Request
from sites.runner import Snapshot, difference, snapshot, tree

RECORD = ".headframe.json"
STAGE = ".headframe-stage"
STEPS_A_RUN = 15
STEPS = int(os.environ.get("HEADFRAME_STEPS", "0"))

NAMES = ["one", "two", "2025/three", "2025/four", "2026-01-05-five", "six"]
SLUGS = ["one", "two", "three", "other"]
TAGS = ["gallium", "Gallium", "GALLIUM", "zinc", "Zinc", "export controls", "export  Controls"]
TICKERS = ["TSXV:AAA", "tsxv:aaa", "OTC:AAAEX", "TSX:BBB"]
WORDS = ["gallium", "zinc", "export", "smelter", "tariff", "quota"]
CLOCK = [datetime(2026, month, day, 12, tzinfo=UTC) for month in (1, 2, 3) for day in (1, 10, 20)]
PIXELS = {
    size: b"GIF89a" + size.to_bytes(2, "little") + b"\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff;"
    for size in (1, 2, 3)
}

TIME = bytes.fromhex("0000000774494d4507ea0214090000") + zlib.crc32(bytes.fromhex("74494d4507ea0214090000")).to_bytes(4)
WEBP = bytes.fromhex("52494646 1a000000 57454250 5650384c 0d000000 2f00000010071011118888fe0700")
"""A picture of one pixel."""

words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)
moments = st.one_of(
    st.sampled_from(CLOCK).map(lambda at: at.date().isoformat()),
    st.sampled_from(CLOCK).map(lambda at: at.strftime("%Y-%m-%dT%H:%M")),
    st.sampled_from(CLOCK).map(lambda at: (at + timedelta(hours=1)).isoformat()),
)
names = st.sampled_from([*NAMES, *SLUGS, "one.md", "two.md", "briefings/2025/three.md"])
links = st.sampled_from(
    [
        *("[a](one.md)", "[b](/briefings/two.md#x)", "[c](../pages/about.md)", "![d](media/a.gif)", "[e](media/b.csv)"),
        "![f](/media/c.png)",
        "```chart\ntitle: Ore\ndescription: How much.\nbar: media/b.csv\nx: tonnes\ny: mine\n```",
    ]
)
bodies = st.lists(st.one_of(words, words, links), max_size=3).map("\n\n".join)
corrections = st.fixed_dictionaries({"date": moments, "text": words})
PARTS: dict[str, st.SearchStrategy[Any]] = {
    "title": words,
    "date": moments,
    "body": bodies,
    "summary": words,
    "tags": st.lists(st.sampled_from(TAGS), max_size=3),
    "companies": st.lists(st.sampled_from(TICKERS), max_size=2),
    "authors": st.lists(st.sampled_from(["jane", "Jane Example", "A Guest", "a guest"]), max_size=2),
    "sources": st.lists(
        st.one_of(
            st.sampled_from(["Wire", "The Wire", "wire", "Gazette"]),
            st.fixed_dictionaries({"name": st.just("Wire"), "title": words, "date": st.just("2026-01-02")}),
        ),
        max_size=2,
    ),
    "disclaimer": st.sampled_from(["standard", "independent", "Found via {sources}. So.", "Words."]),
    "disclosure": st.fixed_dictionaries({"positions": st.lists(st.sampled_from(TICKERS), min_size=1, max_size=2)}),
    "corrections": st.lists(corrections, max_size=2),
    "updated": moments,
    "series": st.sampled_from(["Watch", "watch", "Other"]),
    "related": st.lists(
        st.one_of(names, st.just({"title": "Elsewhere", "url": "https://elsewhere.example.com/"})), max_size=2
    ),
    "recommended": st.lists(names, max_size=2),
    "image": st.fixed_dictionaries(
        {"src": st.sampled_from(["media/a.gif", "media/b.gif", "media/c.png"]), "alt": words}
    ),
    "videos": st.just([{"title": "A film", "url": "https://video.example.com/"}]),
    "extra": st.fixed_dictionaries({"kicker": words}),
    "expires": moments,
    "draft": st.booleans(),
    "id": st.sampled_from(["first", "second"]),
    "slug": st.sampled_from(SLUGS),
    "aliases": st.lists(st.sampled_from(["/old/", "/old", "/old/deeper/", "/2026/02/gone/"]), max_size=1),
}
COMPANY = {"name": "Alpha Example", "listings": ["TSXV:AAA", "OTC:AAAEX"]}
JANE = {"name": "Jane Example", "holdings": ["TSXV:AAA"]}
SETTINGS: dict[str, object] = {
    "title": "A machine",
    "url": "https://example.org/",
    "require": [],
    "per_page": 3,
    "taxonomies": ["tags", "companies"],
    "companies": {"TSXV:AAA": COMPANY},
    "authors": {"jane": JANE},
    "disclaimers": {"standard": "Found via {sources}. Not advice.", "independent": "Nobody has an interest."},
    "related": {"count": 2},
    "search": True,
    "cards": False,
}
CHOICES: dict[str, list[object]] = {
    "title": ["A machine", "Another machine"],
    "description": ["A description", ""],
    "url": ["https://example.org/", "https://example.org/brief/", "https://example.com/"],
    "language": ["en", "de", "ar"],
    "timezone": ["UTC", "America/Toronto", "Pacific/Auckland"],
    "permalink": ["/{year}/{month}/{slug}/", "/{slug}/", "/{year}/{slug}.html"],
    "per_page": [1, 2, 3, 20],
    "taxonomies": [["tags", "companies"], ["tags"], ["companies", "tags"], ["companies"]],
    "companies": [{"TSXV:AAA": COMPANY}, {}, {"TSXV:AAA": {**COMPANY, "name": "Renamed Example"}}],
    "authors": [{"jane": JANE}, {}, {"jane": {**JANE, "bio": "Jane is made up.", "holdings": []}}],
    "disclaimers": [
        SETTINGS["disclaimers"],
        {"standard": "Other words. Found via {sources}.", "independent": "Nobody."},
        {"standard": "Words.", "independent": {"text": "Nobody has an interest.", "unconflicted": True}},
    ],
    "default_disclaimer": ["standard", "independent", ""],
    "related": [{"count": count} for count in (0, 1, 2, 5)],
    "feed": [{"items": 2}, {"full_text": False}, {"authority": "example.org", "start": "2025-01-01"}, {}],
    "navigation": [[{"title": "Tags", "url": "/tags/"}], []],
    "markdown": ["full", "commonmark"],
    "search": [True, False],
    "cards": [True, False],
    "pictures": [{"widths": [16, 20]}, {"widths": [18], "sizes": "50vw"}, {"widths": []}],
}
LAYOUTS: dict[str, list[str]] = {
    "briefing.html": [
        '{% extends "headframe/briefing.html" %}',
        '{% extends "headframe/briefing.html" %}{% block standfirst %}{% include "kicker.html" %}{% endblock %}',
        '{% extends "base.html" %}{% block content %}{{ briefing.body | html }}{% endblock %}',
    ],
    "kicker.html": ["<p>{{ briefing.extra.kicker }}</p>", "<p>kicker</p>"],
    "macros.html": [
        '{% from "headframe/macros.html" import mark, when, authors, cards, pager with context %}',
    ],
    "404.html": [
        '{% extends "base.html" %}',
        '{% import "own/words.html" as words %}{{ words.lost() }}',
        '{% include ["own/nothing.html", "own/words.html"] %}{% set name = "a" %}{% include "own/" ~ name ~ ".html" %}',
        '{% set name = "icons/own.svg" %}{% include "assets/" ~ name %}{% set url = asset %}{{ url("css/own.css") }}',
    ],
    "own/words.html": ["{% macro lost() %}Lost{% endmacro %}", "{% macro lost() %}Gone{% endmacro %}words"],
    "own/nothing.html": ["nothing"],
    "own/a.html": ["a", "b"],
    "list.html": ['{% extends "headframe/list.html" %}{% block content %}{{ heading }}{% endblock %}'],
    "feed-item.html": ["{{ item.title }}", "{{ item.summary }}"],
    "sitemap.xml": ["{% for entry in entries %}{{ entry.url }} {% endfor %}"],
    "assets/css/headframe.css": [
        "p { margin: 1px }",
        ":root { --ink: #123 }",
        'p { margin: 2px; background: url("../icons/own.svg") }',
    ],
    "assets/css/feed.css": ["rss { margin: 1px }", "rss { margin: 2px }"],
    "assets/css/own.css": ["a { margin: 1px }", '@import "feed.css"; a { margin: 2px }'],
    "assets/icons/own.svg": ["<svg>1</svg>", "<svg>2</svg>"],
}
MEDIA: dict[str, list[bytes]] = {
    "a.gif": list(PIXELS.values()),
    "b.gif": list(PIXELS.values()),
    "b.csv": [b"mine,tonnes\nA,2", b"mine,tonnes\nA,3", b"long, long"],
    "c.png": [*(png(size, 9) for size in (17, 19, 24)), png(24, 9)[:-12] + TIME + png(24, 9)[-12:]],
    "c.png.16w.webp": [WEBP],
    "deep/c.txt": [b"c", b"d"],
}
BROKEN: dict[str, list[bytes]] = {
    "content/briefings/broken.md": [
        b"---\ntitle: [\n---\n",
        b"",
        b"---\ntitle: \xff\n---\n",
        b"---\ntitle: a\ndate: 2026-01-01\n---\n[x](no.md)\n",
        b"---\ntitle: a\ndate: 2026-01-01\nimage: {src: media/no.gif, alt: no}\n---\n",
    ],
    "content/pages/tags.md": [b"---\ntitle: Tags\n---\n"],
    "content/terms/tag/zinc.md": [b"On zinc.\n", b""],
    "content/media/broken.png": [b"", png(3, 3)[:-1], png(9000, 1)[:16] + b"\0\0\xff\xff" * 2 + png(9000, 1)[24:]],
    "layouts/cards/headline.ttf": [b"", b"no font"],
    "layouts/terms.html": [b"{% for %}", b"{{ nothing }}", b'{% include "no.html" %}', b'{{ asset("no.css") }}'],
}
WARNED: dict[str, list[bytes]] = {
    "content/briefings/notes.txt": [b"left out", b"left out"],
    "content/pages/odd.md": [b"---\ntitle: Odd\n---\na\x01b\n", b"---\ntitle: Odd\ndraft: true\n---\na\n"],
    "content/pages/subscribe.md": [b"---\ntitle: Subscribe\n---\n", b"---\ntitle: Get it\n---\n"],
    "content/terms/tags/zinc.md": [
        b"Zinc.\n",
        b"---\nsummary: On zinc.\n---\n[a](/briefings/one.md)\n",
        b"---\nsummary: Zinc.\n---\n",
    ],
    "content/terms/companies/tsxv-aaa.md": [b"A company.\n", b"---\ndraft: true\n---\n[c](/pages/about.md)\n"],
    "content/pages/about.md": [b"---\ntitle: About\n---\n[a](../briefings/one.md)\n"],
}
places = st.integers(0, 999)


def some(things: list[Any], place: int) -> Any:
    """One of some things, by a number that shrinks."""
    return things[place % len(things)]


class Machine(RuleBasedStateMachine):
    """A site on disk with its cache and its output, and all that may happen to them between two builds."""

    builder: Builder

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp(prefix="headframe-machine-"))
        self.site = self.root / "site"
        self.output = self.site / "public"
        self.settings = dict(SETTINGS)
        self.briefings: dict[str, dict[str, Any]] = {}
        self.as_of = CLOCK[-1]
        self.previewed: frozenset[str] = frozenset()
        self.jobs = 1
        self.coarse = False
        self.caches: list[bytes] = []
        self.clean: tuple[object, Answer, dict[str, bytes]] | None = None
        self.good: dict[str, bytes] = {}
        self.failures = 0
        self.foreign: dict[Path, dict[str, bytes]] = {}
        self.in_the_way: list[Path] = []
        self.is_record_lost = False

    @initialize(coarse=st.booleans())
    def begin(self, coarse: bool) -> None:
        self.coarse = coarse
        self._write_settings()
        for name in NAMES[:3]:
            self.briefings[name] = {"title": f"Title of {name}", "date": "2026-01-15", "body": "Text on zinc."}
            self._write(name)
        self._lay("content/media/a.gif", PIXELS[1])
        self._lay("content/media/b.csv", b"mine,tonnes\nA,2")
        self._lay("content/pages/about.md", b"---\ntitle: About\n---\nAbout.\n")

    def teardown(self) -> None:
        shutil.rmtree(self.root, ignore_errors=True)

    # The editor

    @rule(name=st.sampled_from(NAMES), title=words, date=moments, tags=PARTS["tags"], body=bodies)
    def write_a_briefing(self, name: str, title: str, date: str, tags: list[str], body: str) -> None:
        self.briefings[name] = {"title": title, "date": date, "tags": tags, "body": body}
        self._write(name)

    @precondition(lambda self: self.briefings)
    @rule(place=places, part=st.sampled_from(sorted(PARTS)), data=st.data())
    def edit_a_part(self, place: int, part: str, data: st.DataObject) -> None:
        self._edit(some(sorted(self.briefings), place), part, data.draw(PARTS[part]))

    @precondition(lambda self: self.briefings)
    @rule(place=places, part=st.sampled_from(["title", "body", "tags", "companies", "sources"]), data=st.data())
    def edit_what_others_show(self, place: int, part: str, data: st.DataObject) -> None:
        self._edit(some(sorted(self.briefings), place), part, data.draw(PARTS[part]))

    @precondition(lambda self: self.briefings)
    @rule(place=places, part=st.sampled_from(sorted(PARTS.keys() - {"title", "date", "body"})))
    def remove_a_part(self, place: int, part: str) -> None:
        name = some(sorted(self.briefings), place)
        self.briefings[name].pop(part, None)
        self._write(name)

    @precondition(lambda self: self.briefings)
    @rule(place=places, to=st.sampled_from(NAMES))
    def rename_a_briefing(self, place: int, to: str) -> None:
        name = some(sorted(self.briefings), place)
        self.briefings[to] = self.briefings.pop(name)
        self._file(to).parent.mkdir(parents=True, exist_ok=True)
        self._file(name).replace(self._file(to))

    @precondition(lambda self: len(self.briefings) > 1)
    @rule(one=places, other=places)
    def swap_two_briefings(self, one: int, other: int) -> None:
        a, b = some(sorted(self.briefings), one), some(sorted(self.briefings), other)
        self.briefings[a], self.briefings[b] = self.briefings[b], self.briefings[a]
        aside = self.root / "aside"
        self._file(a).replace(aside)
        if a != b:
            self._file(b).replace(self._file(a))
        aside.replace(self._file(b))

    @precondition(lambda self: self.briefings)
    @rule(place=places)
    def delete_a_briefing(self, place: int) -> None:
        name = some(sorted(self.briefings), place)
        del self.briefings[name]
        self._file(name).unlink()

    @precondition(lambda self: self.briefings)
    @rule(place=places, letter=st.sampled_from("xyz"), keeps_time=st.booleans(), by_rename=st.booleans())
    def edit_and_keep_the_size(self, place: int, letter: str, keeps_time: bool, by_rename: bool) -> None:
        name = some(sorted(self.briefings), place)
        briefing = self.briefings[name]
        briefing["title"] = briefing["title"][:-1] + letter
        file = self._file(name)
        before = file.stat()
        if by_rename:
            aside = self.root / "aside"
            aside.write_bytes(self._text(name))
            aside.replace(file)
        else:
            self._write(name)
        if keeps_time:
            os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))

    @rule(place=places, seconds=st.sampled_from([-86400, 0, 86400]))
    def touch_a_source(self, place: int, seconds: int) -> None:
        file = some(self._sources(), place)
        when = file.stat().st_mtime_ns + seconds * 10**9
        os.utime(file, ns=(when, when))

    @rule(name=st.sampled_from(sorted(MEDIA)), place=places)
    def lay_media(self, name: str, place: int) -> None:
        self._lay(f"content/media/{name}", some(MEDIA[name], place))

    @rule(name=st.sampled_from(sorted(MEDIA)))
    def remove_media(self, name: str) -> None:
        (self.site / "content/media" / name).unlink(missing_ok=True)

    @rule(key=st.sampled_from(sorted(CHOICES)), place=places)
    def change_a_setting(self, key: str, place: int) -> None:
        self.settings[key] = some(CHOICES[key], place)
        self._write_settings()

    @rule(path=st.sampled_from(sorted(WARNED)), place=places)
    def lay_something_odd(self, path: str, place: int) -> None:
        self._lay(path, some(WARNED[path], place))

    @rule(path=st.sampled_from(sorted(BROKEN)), place=places)
    def make_a_mistake(self, path: str, place: int) -> None:
        self._lay(path, some(BROKEN[path], place))

    # The designer

    @rule(name=st.sampled_from(sorted(LAYOUTS)), place=places)
    def lay_a_layout(self, name: str, place: int) -> None:
        self._lay(f"layouts/{name}", some(LAYOUTS[name], place).encode())

    @rule(name=st.sampled_from(sorted(LAYOUTS)))
    def remove_a_layout(self, name: str) -> None:
        (self.site / "layouts" / name).unlink(missing_ok=True)

    @rule()
    def remove_all_layouts(self) -> None:
        shutil.rmtree(self.site / "layouts", ignore_errors=True)

    # The clock and the options

    @rule(as_of=st.sampled_from(CLOCK), seconds=st.sampled_from([0, 0, -1, 1]))
    def move_the_clock(self, as_of: datetime, seconds: int) -> None:
        self.as_of = as_of + timedelta(seconds=seconds)

    @rule(previewed=st.sampled_from([frozenset(), frozenset({"draft"}), frozenset({"draft", "scheduled", "expired"})]))
    def preview(self, previewed: frozenset[str]) -> None:
        self.previewed = previewed

    @rule(name=st.sampled_from(["public", "elsewhere/public"]))
    def choose_an_output_folder(self, name: str) -> None:
        self._clear_the_way()
        self.output = self.site / name

    @rule(jobs=st.sampled_from([1, 2]))
    def choose_jobs(self, jobs: int) -> None:
        self.jobs = jobs

    # Who does as he likes in public/

    @precondition(lambda self: self._outputs())
    @rule(place=places, how=st.sampled_from(["delete", "alter", "touch", "link", "folder", "full folder", "append"]))
    def vandalise_an_output(self, place: int, how: str) -> None:
        file = some(self._outputs(), place)
        before = file.stat()
        if how == "touch":
            os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns + 10**9))
        elif how == "alter":
            data = file.read_bytes()
            file.write_bytes(bytes([data[0] ^ 1]) + data[1:] if data else b"")
            os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
        elif how == "append":
            file.write_bytes(file.read_bytes() + b" ")
        else:
            self._replace(file, how)
        self.is_record_lost |= file.name == RECORD and how not in ("touch", "append")

    def _replace(self, file: Path, how: str) -> None:
        file.unlink()
        if how == "link":
            target = self.root / "target"
            target.write_bytes(b"somebody's")
            file.symlink_to(target)
        elif how != "delete":
            file.mkdir()
            if how == "full folder":
                (file / "mine").write_bytes(b"mine")
                self.in_the_way.append(file)
            elif file.name == RECORD:
                self.in_the_way.append(file)

    @rule(path=st.sampled_from(["CNAME", "mine/notes.txt", "2026/01/mine.txt", "tags/zinc/mine.txt"]))
    def lay_something_into_the_output(self, path: str) -> None:
        file = self.output / path
        if not file.parent.exists() or file.parent.is_dir():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(b"mine")
            self.foreign.setdefault(self.output, {})[path] = b"mine"

    @rule()
    def delete_the_output(self) -> None:
        self._clear_the_way()
        shutil.rmtree(self.output, ignore_errors=True)
        self.foreign.pop(self.output, None)
        self.is_record_lost = False

    # And in .headframe/

    @precondition(lambda self: self._cache.is_file())
    @rule(how=st.sampled_from(["delete", "truncate", "garbage", "foreign", "flip", "all"]), place=places)
    def vandalise_the_cache(self, how: str, place: int) -> None:
        data = self._cache.read_bytes()
        if how == "all":
            shutil.rmtree(self._cache.parent)
        elif how == "delete":
            self._cache.unlink()
        elif how == "truncate":
            self._cache.write_bytes(data[: len(data) * place // 1000])
        elif how == "garbage":
            self._cache.write_bytes(b"garbage" * place)
        elif how == "foreign":
            self._cache.write_bytes(data.replace(b"owner1 ", b"owner2 "))
        else:
            at = len(data) * place // 1000
            self._cache.write_bytes(data[:at] + bytes([data[at] ^ 255]) + data[at + 1 :])

    @precondition(lambda self: self.caches)
    @rule(place=places)
    def put_an_old_cache_back(self, place: int) -> None:
        self._cache.parent.mkdir(exist_ok=True)
        self._cache.write_bytes(some(self.caches, place))

    @precondition(lambda self: self._derived())
    @rule(place=places, how=st.sampled_from(["delete", "empty", "garbage", "flip", "swap"]))
    def vandalise_what_is_kept_of_pictures(self, place: int, how: str) -> None:
        file = some(self._derived(), place)
        data = file.read_bytes()
        if how == "delete":
            file.unlink()
        elif how == "swap":
            file.write_bytes(some(self._derived(), place + 1).read_bytes()[:40])
        else:
            at = len(data) * place // 1000
            flipped = data[:at] + bytes([data[at] ^ 255]) + data[at + 1 :]
            file.write_bytes({"empty": b"", "garbage": b"garbage" * 9, "flip": flipped}[how])

    # What happens during a build

    @rule(moment=st.integers(1, 160))
    def crash(self, moment: int) -> None:
        self._expect_no_fault(self._built(moment=moment))

    @precondition(lambda self: self.briefings)
    @rule(moment=st.integers(1, 160), place=places, letter=st.sampled_from("xyz"))
    def edit_during_a_build(self, moment: int, place: int, letter: str) -> None:
        name = some(sorted(self.briefings), place)
        briefing = self.briefings[name]
        briefing["title"] = briefing["title"][:-1] + letter
        self._expect_no_fault(self._built(moment=moment, edited=self._file(name), text=self._text(name)))
        self._write(name)

    # What must hold

    @invariant()
    def built_as_clean(self) -> None:
        if not self.site.exists():
            return
        clean, expected = self._clean_build()
        before = self._seen()
        answer = self._built()
        self._expect_no_fault(answer)
        if clean.result is None:
            self._check_refusal(clean, answer, before)
            return
        if answer.result is None:
            assert self._may_be_refused(answer), answer.errors
            assert difference(before, self._seen()) == {}
            self.delete_the_output()
            answer = self._built()
            before = {}
        assert answer.result is not None, answer.errors or answer.fault
        self.in_the_way.clear()
        self.is_record_lost = False
        assert difference(expected | self.foreign.get(self.output, {}), tree(self.output)) == {}
        assert answer.result.diagnostics == clean.result.diagnostics
        assert answer.result.briefings == clean.result.briefings
        self._check_lists(answer, before, expected)
        self._check_that_nothing_is_left_to_do(clean)
        self.failures = 0
        self.good = {str(file): file.read_bytes() for file in self._sources()}
        if self._cache.is_file():
            self.caches = [*self.caches[-3:], self._cache.read_bytes()]

    def _check_refusal(self, clean: Answer, answer: Answer, before: Snapshot) -> None:
        assert answer.result is None
        assert answer.errors == clean.errors
        assert difference(before, self._seen()) == {}
        self.failures += 1
        if self.failures > 1:
            self._put_back()

    def _check_lists(self, answer: Answer, before: Snapshot, expected: Mapping[str, bytes]) -> None:
        """What a build says that it did is what can be seen."""
        assert answer.result is not None
        published, after = answer.result.published, self._seen()
        ours = sorted(expected.keys() - {RECORD})
        assert sorted((*published.written, *published.unchanged)) == ours
        assert list(published.written) == [p for p in ours if _bytes(before, p) != _bytes(after, p)]
        assert [p for p in published.unchanged if before[p] != after[p]] == []
        assert [p for p in published.removed if p in expected] == []
        assert {p for p in before if _bytes(before, p) is not None and p not in after} - {RECORD} <= {
            *published.removed
        }

    def _check_that_nothing_is_left_to_do(self, clean: Answer) -> None:
        before = self._seen()
        again = self._built()
        assert again.result is not None, again
        assert clean.result is not None
        assert (again.result.published.written, again.result.published.removed) == ((), ())
        assert again.result.diagnostics == clean.result.diagnostics
        assert difference(before, self._seen()) == {}

    def _may_be_refused(self, answer: Answer) -> bool:
        """Whether the build may say that somebody's file is in the way."""
        return {d.code for d in answer.errors} <= {"in-the-way", "unwritable"} and bool(
            self.in_the_way or self.is_record_lost or self.foreign
        )

    def _expect_no_fault(self, answer: Answer) -> None:
        assert answer.fault == "", answer.fault

    # The means

    @property
    def _cache(self) -> Path:
        return self.site / ".headframe/cache.sqlite"

    def _seen(self) -> Snapshot:
        return {p: s for p, s in snapshot(self.output, without=[STAGE]).items() if not _is_folder(s)}

    def _derived(self) -> list[Path]:
        return sorted(self._cache.parent.glob("derived/*/*"))

    def _outputs(self) -> list[Path]:
        return sorted(
            p for p in self.output.rglob("*") if p.is_file() and not p.is_symlink() and not self._is_foreign(p)
        )

    def _is_foreign(self, file: Path) -> bool:
        return file.relative_to(self.output).as_posix() in self.foreign.get(self.output, {})

    def _sources(self) -> list[Path]:
        return sorted(p for name in ("content", "layouts") for p in (self.site / name).rglob("*") if p.is_file())

    def _file(self, name: str) -> Path:
        return self.site / f"content/briefings/{name}.md"

    def _lay(self, path: str, data: bytes) -> None:
        file = self.site / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)

    def _edit(self, name: str, part: str, value: object) -> None:
        self.briefings[name][part] = value
        self._write(name)

    def _write(self, name: str) -> None:
        self._lay(f"content/briefings/{name}.md", self._text(name))

    def _text(self, name: str) -> bytes:
        fields = self.briefings[name]
        lines = [f"{key}: {json.dumps(value)}" for key, value in fields.items() if key != "body"]
        return "\n".join(["---", *lines, "---", "", fields["body"], ""]).encode()

    def _write_settings(self) -> None:
        lines = [f"{key}: {json.dumps(value)}\n" for key, value in self.settings.items()]
        self._lay("content/site.yaml", "".join(lines).encode())

    def _put_back(self) -> None:
        """Bring the sources to what they were when a build was last well."""
        for file in self._sources():
            if str(file) not in self.good:
                file.unlink()
        for path, data in self.good.items():
            file = Path(path)
            if not file.is_file() or file.read_bytes() != data:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(data)
        self._read_back()

    def _read_back(self) -> None:
        """Know again what the files say."""
        self.settings = dict(_fields(self.site.joinpath("content/site.yaml").read_text("utf-8")))
        self.briefings = {}
        for name in NAMES:
            if self._file(name).is_file():
                _, matter, body = self._file(name).read_text("utf-8").split("---\n", 2)
                self.briefings[name] = {**dict(_fields(matter)), "body": body.strip("\n")}

    def _clear_the_way(self) -> None:
        for place in self.in_the_way:
            shutil.rmtree(place, ignore_errors=True)
        self.in_the_way.clear()

    def _built(self, **how: Any) -> Answer:
        options: dict[str, Any] = {"as_of": self.as_of, "previewed": self.previewed, "jobs": self.jobs} | how
        return self.builder(Request(self.site, self.output, coarse=self.coarse, **options))

    def _clean_build(self) -> tuple[Answer, dict[str, bytes]]:
        """A build of the same sources in a fresh folder; the last one's if nothing has changed."""
        sources = {file.relative_to(self.site): file.read_bytes() for file in self._sources()}
        asked = (sources, self.as_of, self.previewed)
        if self.clean is None or self.clean[0] != asked:
            fresh = self.root / "fresh"
            shutil.rmtree(fresh, ignore_errors=True)
            for path, data in sources.items():
                file = fresh / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(data)
            answer = self.builder(Request(fresh, fresh / "public", self.as_of, self.previewed))
            self._expect_no_fault(answer)
            self.clean = asked, answer, tree(fresh / "public")
        return self.clean[1:]


def _fields(matter: str) -> list[tuple[str, Any]]:
    pairs = (line.partition(": ") for line in matter.splitlines())
    return [(key, json.loads(value)) for key, _, value in pairs]


def _is_folder(state: tuple[int, int, bytes]) -> bool:
    return state[0] & 0o170000 == 0o040000


def _bytes(seen: Snapshot, path: str) -> bytes | None:
    """A regular file's bytes, None if there is none."""
    state = seen.get(path)
    return state[2] if state and state[0] & 0o170000 == 0o100000 else None


@pytest.fixture
def builder() -> Iterator[Builder]:
    builder = Builder()
    yield builder
    builder.close()


def test_whatever_happens_to_a_site_a_build_gives_what_a_clean_build_gives(builder: Builder) -> None:
    class ThisMachine(Machine):
        pass

    ThisMachine.builder = builder
    run_state_machine_as_test(
        ThisMachine,
        settings=settings(
            max_examples=STEPS // STEPS_A_RUN or 10,
            stateful_step_count=STEPS_A_RUN,
            deadline=None,
            derandomize=not STEPS,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

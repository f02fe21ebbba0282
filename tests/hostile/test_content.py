"""Bodies and front matter that want to exhaust a build: each is done, or refused in plain words, within a gigabyte."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from sites import runner
from sites.runner import AS_OF, Site, difference, snapshot

LIMITED = Path(runner.__file__).parent / "limited.py"
MEMORY = 2 << 30
"""Bytes of address space, of which numeric libraries reserve half and use little."""
RESIDENT = 1 << 30
"""Bytes of memory in use."""

SETTINGS = "title: T\nurl: https://example.org/\nrequire: []\nsearch: false\ncards: false\n"
TRUSTING = SETTINGS.replace("search: false", "search: true") + "html: trusted\n"
HEAD = "---\ntitle: A\ndate: 2026-02-20\n---\n"


def matter(more: str) -> str:
    return f"---\ntitle: A\ndate: 2026-02-20\n{more}\n---\nText.\n"


def laughs(depth: int) -> str:
    lines = ["extra:", "  a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [f"  a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, depth)]
    return "\n".join(lines)


FILES: dict[str, Callable[[], str]] = {
    "10,000 nested quotes": lambda: HEAD + ">" * 10_000 + " a\n",
    "10,000 nested quotes with spaces": lambda: HEAD + "> " * 10_000 + "a\n",
    "10,000 nested lists": lambda: HEAD + "- " * 10_000 + "a\n",
    "2,000 lines of nested lists": lambda: HEAD + "".join(f"{' ' * 2 * n}- a\n" for n in range(2000)),
    "100,000 brackets": lambda: HEAD + "[" * 100_000 + "\n",
    "100,000 image brackets": lambda: HEAD + "![" * 100_000 + "\n",
    "50,000 pairs of brackets": lambda: HEAD + "[" * 50_000 + "a" + "](b)" * 50_000 + "\n",
    "100,000 asterisks": lambda: HEAD + "*" * 100_000 + "a\n",
    "50,000 emphases": lambda: HEAD + "*a _b " * 50_000 + "\n",
    "50,000 emphases of three": lambda: HEAD + "a***b" * 50_000 + "\n",
    "100,000 backticks of growing length": lambda: HEAD + "".join("e" + "`" * n for n in range(1, 450)) + "\n",
    "100,000 angle brackets": lambda: HEAD + "<" * 100_000 + "\n",
    "50,000 open elements": lambda: HEAD + "<b>" * 50_000 + "\n",
    "50,000 open blocks": lambda: HEAD + "<div>\n" * 50_000 + "\n",
    "50,000 comments": lambda: HEAD + "<!-- a " * 50_000 + "\n",
    "50,000 attributes": lambda: HEAD + "<a " + " ".join(f"a{n}='x'" for n in range(50_000)) + ">x</a>\n",
    "100,000 entities": lambda: HEAD + "&amp;" * 100_000 + "&#0;&#x110000;\n",
    "a table of 100,000 cells": lambda: HEAD + "|a" * 1000 + "\n" + "|-" * 1000 + "\n" + ("|b" * 1000 + "\n") * 100,
    "50,000 footnotes": lambda: HEAD + "".join(f"[^{n}]: a\n" for n in range(50_000)) + "[^1]\n",
    "a footnote in itself": lambda: HEAD + "x[^1]\n\n[^1]: y[^1] z[^2]\n\n[^2]: y[^1]\n",
    "50,000 reference links": lambda: HEAD + "".join(f"[{n}]: /a{n}\n" for n in range(50_000)) + "[1] [2]\n",
    "a long reference used 2,000 times": lambda: HEAD + f"[a]: /{'x' * 5_000}\n\n" + "[a] " * 2_000 + "\n",
    "10,000 headings of one name": lambda: HEAD + "# A\n\n" * 10_000,
    "100,000 quotation marks": lambda: HEAD + "\"'" * 50_000 + "\n",
    "a body of 5 MB": lambda: HEAD + "A sentence on gallium with some words in it. " * 120_000 + "\n",
    "30,000 paragraphs": lambda: HEAD + "A sentence on *gallium* with [a link](/about/).\n\n" * 30_000,
    "a line of 5 MB": lambda: HEAD + "a" * 5_000_000 + "\n",
    "a heading of 1 MB": lambda: HEAD + "# " + "word " * 200_000 + "\n",
    "a billion laughs": lambda: matter(laughs(10)),
    "10,000-deep brackets": lambda: matter(f"extra: {'[' * 10_000}{']' * 10_000}"),
    "10,000-deep braces": lambda: matter(f"extra: {'{a: ' * 10_000}1{'}' * 10_000}"),
    "10,000-deep hyphens": lambda: matter("extra:\n  " + "- " * 10_000 + "a"),
    "10,000-deep blocks": lambda: matter("extra:\n" + "".join(f"{' ' * n}a:\n" for n in range(1, 3000))),
    "an unclosed quote of 1 MB": lambda: matter('summary: "' + "a" * 1_000_000),
    "30,000 unknown fields": lambda: matter("\n".join(f"field{n}: {n}" for n in range(30_000))),
    "3,000 times one field": lambda: matter("summary: a\n" * 3_000),
    "100,000 question marks": lambda: matter("? " * 50_000),
    "100,000 anchors": lambda: matter("extra: [" + ", ".join(f"&a{n} x" for n in range(20_000)) + "]"),
    "a title of 1 MB": lambda: f"---\ntitle: {'word ' * 200_000}\ndate: 2026-02-20\n---\nText.\n",
    "a title of one word of 100 kB": lambda: f"---\ntitle: {'w' * 100_000}\ndate: 2026-02-20\n---\nText.\n",
    "a tag of 100 kB": lambda: matter(f"tags: [{'tag' * 30_000}]"),
    "200 tags": lambda: matter(f"tags: [{', '.join(f'tag {n}' for n in range(200))}]"),
    "10,000 tags": lambda: matter(f"tags: [{', '.join(f'tag {n}' for n in range(10_000))}]"),
    "10,000 sources": lambda: matter(f"sources: [{', '.join(f'source {n}' for n in range(10_000))}]"),
    "10,000 aliases": lambda: matter(f"aliases: [{', '.join(f'/old/{n}/' for n in range(10_000))}]"),
    "a number of 100,000 digits": lambda: matter(f"extra: {{n: {'9' * 100_000}, f: {'9' * 5_000}.5e99999}}"),
    "years out of this world": lambda: (
        "---\ntitle: A\ndate: 0001-01-01T00:00+14:00\nupdated: 9999-12-31T23:59-12:00\n---\n"
    ),
    "combining marks without end": lambda: HEAD + "a" + "\u0301" * 100_000 + "\n",
    "emoji and right to left": lambda: matter('summary: "\U0001f469\u200d\U0001f680\u202e\u2066gnp.exe\U0001f1e8"'),
    "1 MB of carriage returns": lambda: HEAD.replace("\n", "\r") + "a\r" * 500_000,
    "no line feed": lambda: "---" + "a" * 1_000_000,
    "1 MB of hyphens": lambda: "-" * 1_000_000,
    "1 MB of NUL": lambda: HEAD + "\0" * 1_000_000,
}


HTML: dict[str, Callable[[], str]] = {
    "a tag that is never closed": lambda: "<p " * 70_000,
    "an inline tag that is never closed": lambda: "<b " * 70_000,
    "a comment that is never closed": lambda: "<!-- " * 40_000,
    "a declaration that is never closed": lambda: "<!x " * 50_000,
    "an attribute that is never closed": lambda: '<p a="' * 40_000,
    "a script that is never closed": lambda: "<script>" * 25_000,
    "an element that hides, never closed": lambda: "<template>" * 20_000,
    "the way back from a note that is never closed": lambda: '<a class="footnote-backref" ' * 8_000,
    "one address many times": lambda: "<img src=" * 50_000,
    "addresses in other letters": lambda: '<a href="x&amp;y">x</a> ' * 40_000,
    "a word that could be a scheme": lambda: "<b>x</b> " + "a" * 400_000,
    "a link full of spaces": lambda: "</div>\n\nx ](" + " " * 200_000 + "y",
}


@pytest.mark.parametrize("html", ["sanitize", "trusted"])
@pytest.mark.parametrize("name", HTML)
def test_hostile_html_is_built_or_refused_within_the_time_of_a_command(name: str, html: str, tmp_path: Path) -> None:
    site = Site.new(tmp_path / "site", TRUSTING.replace("trusted", html))
    site.write("content/briefings/hostile.md", f"{HEAD}<div>\n{HTML[name]()}\n")
    limited(site)
    limited(site, "check")


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_briefing_is_built_or_refused_in_plain_words(name: str, tmp_path: Path) -> None:
    site = Site.new(tmp_path / "site", SETTINGS)
    site.briefing("good", "A good one on gallium.", tags=["gallium"])
    site.build()
    site.write("content/briefings/hostile.md", FILES[name]())
    before = snapshot(site.output)
    done = limited(site)
    if done.returncode:
        assert "content/briefings/hostile.md" in done.stderr
        assert "error[" in done.stderr
        assert len(done.stderr) < 1_000 * done.stderr.count("error[") + 1_000
        assert difference(before, snapshot(site.output)) == {}
    else:
        assert "Title of good" in site.page("/")
        for path in ("feed.xml", "atom.xml", "sitemap.xml"):
            ElementTree.fromstring((site.output / path).read_bytes())


def limited(site: Site, command: str = "build") -> subprocess.CompletedProcess[str]:
    """A build or check that ends in one of two ways, in bearable memory."""
    arguments = [command, "--site", str(site.folder), "--as-of", AS_OF.isoformat()]
    done = runner.run([str(LIMITED), "AS", str(MEMORY), *arguments])
    assert done.returncode in (0, 1), done.stderr[-2000:]
    assert "Traceback" not in done.stderr, done.stderr[-2000:]
    assert "MemoryError" not in done.stderr
    assert int(done.stdout.split()[-1]) * 1024 < RESIDENT
    return done


UNSEEN = [0xAD, 0x200B, 0x200E, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF, 0x1FFFE]
CONTROLS = [*range(0x20), 0x7F, *range(0x80, 0xA0), *UNSEEN]
FIELDS: dict[str, Callable[[str], object]] = {
    "title": lambda c: f"A{c}title",
    "summary": lambda c: f"A{c}summary",
    "author": lambda c: f"An{c}author",
    "tags": lambda c: [f"a{c}tag"],
    "sources": lambda c: [{"name": f"A{c}source", "title": f"A{c}title"}],
    "disclaimer": lambda c: f"A longer{c}disclaimer text",
    "related": lambda c: [{"title": f"A{c}pin", "url": "https://example.com/"}],
    "videos": lambda c: [{"title": f"A{c}video", "url": "https://example.com/"}],
    "image": lambda c: {"src": "https://example.com/a.png", "alt": f"An{c}alt", "credit": f"A{c}credit"},
    "disclosure": lambda c: {"sponsor": f"A{c}sponsor", "compensation": f"C${c}1", "positions": [f"A{c}position"]},
    "corrections": lambda c: [{"date": "2026-02-21", "text": f"A{c}correction"}],
    "series": lambda c: f"A{c}series",
    "extra": lambda c: {f"k{c}": f"v{c}"},
}


def test_control_characters_in_every_field_break_no_xml(tmp_path: Path) -> None:
    """Escaped in YAML they pass the reader of files, which drops the bare ones."""
    site = Site.new(tmp_path / "site", f"{SETTINGS}feed: {{items: 1000}}\n")
    for number, code in enumerate(CONTROLS):
        character = chr(code)
        site.briefing(
            f"b{number}",
            f"A{character}body &#{code}; &#x{code:x};",
            **{name: make(character) for name, make in FIELDS.items()},
            slug=f"b{number}",
        )
    refused = {d.span.path for d in site.errors() if d.severity == "error"}
    for path in refused:
        (site.folder / path).unlink()
    assert len(refused) < len(CONTROLS) // 2
    site.build()
    files = [path for path in site.tree() if path.endswith(".xml")]
    assert len(files) > 5
    for path in files:
        ElementTree.fromstring((site.output / path).read_bytes())
    json.loads(site.page("feed.json"))
    for path, data in site.tree().items():
        if path.endswith((".html", ".xml", ".json")):
            text = data.decode("utf-8")
            assert not set(text) & {chr(c) for c in range(0x20) if c not in (9, 10, 13)}, path
            assert "\ufffe" not in text, path


def test_an_escaped_surrogate_is_refused_or_dropped(tmp_path: Path) -> None:
    site = Site.new(tmp_path / "site", SETTINGS)
    site.write("content/briefings/a.md", '---\ntitle: "a \\ud800 \\udfff b"\ndate: 2026-02-20\n---\n&#xD800; \\ud800\n')
    if not site.errors():
        ElementTree.fromstring((site.output / "feed.xml").read_bytes())


SITES: dict[str, str] = {
    "a billion laughs": "title: T\nurl: https://example.org/\n" + laughs(10).replace("extra", "authors"),
    "10,000-deep": "title: T\nurl: https://example.org/\nauthors: " + "[" * 10_000,
    "10,000 taxonomies": SETTINGS + f"taxonomies: {json.dumps([f't{n}' for n in range(10_000)])}\n",
    "a title of 1 MB": f"title: {'word ' * 200_000}\nurl: https://example.org/\n",
    "1 MB of spaces": " " * 1_000_000,
    "a permalink of 100 kB": f"title: T\nurl: https://example.org/\npermalink: /{'a' * 100_000}/{{slug}}/",
    "a permalink that formats": "title: T\nurl: https://example.org/\npermalink: /{slug.__class__}/{0}/{slug!r:>9999}/",
}


@pytest.mark.parametrize("name", SITES)
def test_hostile_settings_are_built_with_or_refused_in_plain_words(name: str, tmp_path: Path) -> None:
    site = Site.new(tmp_path / "site", SITES[name])
    site.briefing("a")
    done = limited(site)
    assert done.returncode == 0 or "error[" in done.stderr

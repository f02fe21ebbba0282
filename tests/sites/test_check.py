"""`headframe check` on whole sites: what a build would tell, and what a careful desk would catch."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from generator.desk.check import Checked, check
from generator.lint.feeds import Preview
from generator.model import LINTS
from generator.request import Options
from sites.runner import AS_OF, REPOSITORY, Site, run, shown, snapshot

SETTINGS = """\
title: T
url: https://example.org/brief/
require: []
search: false
cards: false
companies: {"TSXV:RUA": Example Rutile}
feed: {authority: example.org, start: 2022-01-01}
"""
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c63680000008200"
    "8177cd72b60000000049454e44ae426082"
)
"""A grey dot."""

LONG = " ".join(f"Word {n} of a briefing on ore and its price in the region of Example-{n % 17}." for n in range(60))


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site.new(tmp_path / "site", SETTINGS)


def checked(site: Site, *, external: bool = False, **options: Any) -> Checked:
    chosen = {"site": site.folder, "output": site.output, "as_of": AS_OF, "jobs": 1, **options}
    return check(Options(**chosen), external=external)


def found(site: Site, **options: Any) -> list[str]:
    return [shown(d) for d in checked(site, **options).diagnostics]


def codes(site: Site, **options: Any) -> list[str]:
    return [d.code for d in checked(site, **options).diagnostics]


# This repository's own site


def test_the_own_site_has_nothing_to_find(tmp_path: Path) -> None:
    done = checked(Site.copy_of(REPOSITORY, tmp_path / "site"))
    assert [shown(d) for d in done.diagnostics] == []
    assert done.briefings == len(list((REPOSITORY / "content/briefings").rglob("*.md")))


def test_the_own_site_passes_the_command(tmp_path: Path) -> None:
    site = Site.copy_of(REPOSITORY, tmp_path / "site")
    done = run(["-m", "generator", "check", "--site", str(site.folder), "--as-of", AS_OF.isoformat()])
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "43 briefings checked: nothing found\n"


# All together


def test_what_a_build_would_tell_is_told_as_well(site: Site) -> None:
    site.briefing("ore", "It raised $5 million.")
    site.write("content/briefings/notes.txt", "x")
    site.write("content/briefings/bad.md", "---\ntitle: Bad\nsouces: [x]\n---\n")
    assert found(site) == [
        "content/briefings/bad.md:1:1: error[missing-field]",
        "content/briefings/bad.md:3:1: error[unknown-field]",
        "content/briefings/notes.txt: warning[file-ignored]",
        "content/briefings/ore.md:6:11: warning[bare-dollar]",
    ]


def test_nothing_is_written_but_the_cache(site: Site) -> None:
    site.briefing("ore", "It raised $5 million.")
    site.build()
    before = snapshot(site.folder, without=[".headframe"])
    site.briefing("tin", "It raised C$5 million.")
    before |= {k: v for k, v in snapshot(site.folder).items() if k.endswith("tin.md")}
    checked(site)
    assert snapshot(site.folder, without=[".headframe"]).keys() == before.keys()


def test_a_site_that_was_never_built_is_left_without_an_output_folder(site: Site) -> None:
    site.briefing("ore")
    assert checked(site).preview is None
    assert not site.output.exists()


@pytest.mark.parametrize("jobs", [1, 3])
def test_the_findings_are_the_same_for_any_number_of_processes(site: Site, jobs: int) -> None:
    for number in range(60):
        site.briefing(f"ore-{number}", f"Number {number} raised $5 million. [x](/none/)")
    done = checked(site, jobs=jobs)
    assert len(done.diagnostics) == 120
    assert done.diagnostics == checked(site, jobs=3 - jobs + 1).diagnostics


# Severity and silence


def test_a_site_sets_how_grave_a_finding_is(site: Site) -> None:
    site.briefing("ore", "It raised $5 million, a golden opportunity. [x](/none/)")
    site.write("content/site.yaml", f"{SETTINGS}lint: {{bare-dollar: error, hype: off}}\n")
    assert [(d.code, d.severity) for d in checked(site).diagnostics] == [
        ("bare-dollar", "error"),
        ("dead-link", "warning"),
    ]


@pytest.mark.parametrize("severity", ["fatal", "[off]", "1"])
def test_a_severity_that_there_is_not_is_an_error(site: Site, severity: str) -> None:
    site.write("content/site.yaml", f"{SETTINGS}lint: {{bare-dollar: {severity}}}\n")
    with pytest.raises(Exception, match=r"lint\.bare-dollar must be off or warning or error"):
        checked(site)


def test_a_code_that_there_is_not_is_an_error_with_the_nearest(site: Site) -> None:
    site.write("content/site.yaml", f"{SETTINGS}lint: {{bare-dolar: off}}\n")
    with pytest.raises(Exception, match="there is no field bare-dolar in lint"):
        checked(site)
    site.write("content/site.yaml", SETTINGS)
    site.briefing("ore", lint_ignore=["bare-dolar"])
    (finding,) = checked(site).diagnostics
    assert (finding.code, finding.severity, finding.help) == ("unknown-lint", "error", "did you mean bare-dollar?")


def test_a_briefing_leaves_a_code_unsaid_and_others_do_not(site: Site) -> None:
    site.briefing("ore", "It raised $5 million, a golden opportunity.", lint_ignore=["bare-dollar"])
    site.briefing("tin", "It raised $5 million, they say.")
    assert found(site) == [
        "content/briefings/ore.md:7:25: warning[hype]",
        "content/briefings/tin.md:6:11: warning[bare-dollar]",
    ]


def test_a_standing_page_leaves_a_code_unsaid(site: Site) -> None:
    page = "---\ntitle: About\n{more}---\n[x](/none/) ![](../media/rig.png)\n"
    site.write("content/media/rig.png", PNG)
    site.write("content/pages/about.md", page.format(more=""))
    assert codes(site) == ["dead-link", "alt-missing"]
    site.write("content/pages/about.md", page.format(more="lint_ignore: [dead-link, alt-missing]\n"))
    assert codes(site) == []


def test_the_introduction_of_a_topic_is_read_as_a_standing_page_is(site: Site) -> None:
    site.briefing("ore", tags=["ore"])
    site.write("content/terms/tags/ore.md", "It raised $5 million. [x](/none/)\n")
    assert found(site) == ["content/terms/tags/ore.md:1:27: warning[dead-link]"]
    site.write("content/terms/tags/ore.md", "---\nlint_ignore: [dead-link]\n---\n[x](/none/)\n")
    assert found(site) == []


def test_how_a_site_is_checked_makes_no_page_stale(site: Site) -> None:
    site.briefing("ore")
    site.briefing("tin")
    site.build()
    before = site.tree()
    codes_off = ", ".join(f"{code}: off" for code in LINTS)
    site.write(
        "content/site.yaml", f"{SETTINGS}lint: {{{codes_off}, dollar: C$, hype_phrases: [x], longest_summary: 99}}\n"
    )
    assert site.build().reasons == ()
    site.briefing("ore", lint_ignore=[*LINTS])
    reasons = site.build().reasons
    assert {path for path, _ in reasons} == {"2026/02/ore/index.html", "feed.xml", "atom.xml", "feed.json"}
    assert site.tree() == before


# Which texts


def test_drafts_are_read_before_they_are_published(site: Site) -> None:
    site.briefing("ore", "It raised $5 million.", draft=True)
    site.briefing("tin", "It raised $5 million.", date="2030-01-01")
    assert codes(site) == ["bare-dollar", "bare-dollar"]


def test_a_briefing_with_an_error_has_to_be_mended_first(site: Site) -> None:
    site.write("content/briefings/bad.md", "---\ntitle: Bad\n---\nIt raised $5 million.\n")
    done = checked(site)
    assert ([d.code for d in done.diagnostics], done.briefings) == (["missing-field"], 1)


# Links


def test_a_link_too_long_to_be_a_file_is_dead(site: Site) -> None:
    """The output folder is asked for it once a build has made one."""
    site.briefing("ore", f"[x](/{'a' * 300}/)")
    site.build()
    assert codes(site) == ["dead-link"]


def test_links_that_lead_nowhere_are_told_wherever_they_are(site: Site) -> None:
    site.write(
        "content/site.yaml", f"{SETTINGS}navigation:\n- {{title: A, url: /abuot/}}\n- {{title: Tags, url: /tags/}}\n"
    )
    site.write("content/pages/about.md", "---\ntitle: About\n---\n[x](/nowhere/)\n")
    site.briefing(
        "ore",
        "[a](/none/) [b](../tin/) [c](/brief/about/) [d](https://example.org/brief/none/)\n"
        '[e](/about/) [f](/tags/) [g](/) [h](/feed.xml) <a href="/about#x">i</a>',
        related=[{"title": "Gone", "url": "https://example.org/brief/gone/"}],
    )
    assert [(shown(d), d.message) for d in checked(site).diagnostics] == [
        ("content/briefings/ore.md:4:36: warning[dead-link]", "there is no /gone/ on the site"),
        ("content/briefings/ore.md:7:5: warning[dead-link]", "there is no /none/ on the site"),
        ("content/briefings/ore.md:7:17: warning[dead-link]", "there is no /2026/02/tin/ on the site"),
        ("content/briefings/ore.md:7:30: warning[dead-link]", "there is no /brief/about/ on the site"),
        ("content/briefings/ore.md:7:49: warning[dead-link]", "there is no /none/ on the site"),
        ("content/briefings/ore.md:8:57: warning[dead-link]", "there is no #x on /about/"),
        ("content/pages/about.md:4:5: warning[dead-link]", "there is no /nowhere/ on the site"),
        ("content/site.yaml:9:19: warning[dead-link]", "there is no /abuot/ on the site"),
    ]


def test_a_link_to_a_part_of_a_page_is_followed_to_the_part(site: Site) -> None:
    site.briefing(
        "tin", "## The mine\n\nText.[^1]\n\n[^1]: A note.", sources=["Reuters"], lint_ignore=["source-unlinked"]
    )
    site.briefing(
        "ore",
        "## A part\n\n[1](#a-part) [2](#apart) [3](tin.md#the-mine) [4](tin.md#the-mime) [5](/2026/02/tin/#sources)\n"
        "[6](/2026/02/tin/#fn1) [7](/#content) [8](tin.md#disclosure)",
    )
    told = checked(site).diagnostics
    assert [(d.span.line, d.span.column, d.message) for d in told] == [
        (8, 18, "there is no #apart on /2026/02/ore/"),
        (8, 51, "there is no #the-mime on /2026/02/tin/"),
        (9, 43, "there is no #disclosure on /2026/02/tin/"),
    ]
    assert [d.help for d in told[:2]] == ["did you mean #a-part?", "did you mean #the-mine?"]


def test_a_link_to_what_waits_names_its_file_and_may_come_from_what_waits_too(site: Site) -> None:
    site.briefing("tin", date="2030-01-01")
    site.briefing("ore", "[x](/2030/01/tin/)")
    site.briefing("zinc", "[x](/2030/01/tin/)", date="2030-01-02")
    (finding,) = checked(site).diagnostics
    assert finding.span.path == "content/briefings/ore.md"
    assert finding.message == "the link leads to content/briefings/tin.md, which is not public at this time"
    assert codes(site, previewed=frozenset({"scheduled"})) == []


def test_what_others_laid_into_the_output_folder_may_be_linked_to(site: Site) -> None:
    site.briefing("ore", "[x](/press/kit.zip) [y](/old/)")
    site.briefing("old", slug="old", aliases=["/old/"])
    site.build()
    site.write("public/press/kit.zip", "x")
    assert codes(site) == []
    site.briefing("old", slug="old")
    assert codes(site) == ["dead-link"]


def test_where_there_are_errors_links_wait(site: Site) -> None:
    site.briefing("ore", "[x](/2026/02/tin/)")
    site.write("content/media/rig.png", PNG)
    site.write("content/briefings/tin.md", "---\ntitle: Tin\n---\n")
    assert codes(site) == ["missing-field"]


# Media and copies


def test_media_that_nothing_shows_are_told(site: Site) -> None:
    for name in ("used", "front", "extra", "draft", "layout", "css", "srcset", "a b", "orphan"):
        site.write(f"content/media/{name}.png", PNG)
    site.briefing(
        "ore",
        '![A rig](../media/used.png)\n\n<img srcset="/media/srcset.png 2x" alt="A rig">\n\n![A](<../media/a b.png>)',
        image={"src": "media/front.png", "alt": "A"},
        extra={"map": "media/extra.png"},
    )
    site.write("content/pages/draft.md", "---\ntitle: D\ndraft: true\n---\n![A rig](../media/draft.png)\n")
    site.write(
        "layouts/page.html", '{% extends "base.html" %}{% block content %}<img src="/media/layout.png">{% endblock %}'
    )
    site.write("layouts/assets/css/own.css", "body { background: url(/media/css.png) }")
    assert [d.span.path for d in checked(site).diagnostics if d.code == "orphan-media"] == ["content/media/orphan.png"]


def test_a_briefing_told_twice_is_told_of(site: Site) -> None:
    site.briefing("2026-01-01-first", LONG, date="2026-01-01")
    site.briefing("2026-02-01-second", f"{LONG} And a word.", date="2026-02-01")
    site.briefing("2026-02-02-draft", LONG, date="2026-02-02", draft=True)
    (finding,) = checked(site).diagnostics
    assert shown(finding) == "content/briefings/2026-02-01-second.md:2:8: warning[duplicate-story]"
    assert "content/briefings/2026-01-01-first.md" in finding.message
    site.briefing("2026-02-01-second", LONG, date="2026-02-01", lint_ignore=["duplicate-story"])
    assert codes(site) == []


# Subscribers


def test_a_renamed_file_would_come_to_subscribers_again(site: Site) -> None:
    site.briefing("2026-02-20-ore", LONG, title="On ore")
    site.briefing("2026-02-19-tin", "Tin.", title="On tin", date="2026-02-19")
    site.build()
    assert checked(site).preview == Preview(0, 0, 0)
    (site.folder / "content/briefings/2026-02-20-ore.md").rename(site.folder / "content/briefings/ore-rises.md")
    site.briefing("2026-02-19-tin", "Tin, and more.", title="On tin", date="2026-02-19")
    site.briefing("2026-02-21-zinc", "Zinc.", title="On zinc", date="2026-02-21")
    done = checked(site)
    assert done.preview == Preview(new=1, updated=1, resurfaced=1)
    assert [(shown(d), d.help) for d in done.diagnostics] == [
        ("content/briefings/ore-rises.md:1:1: error[feed-guid]", "add id: 2026-02-20-ore to its front matter")
    ]
    site.briefing("ore-rises", LONG, title="On ore", id="2026-02-20-ore")
    assert checked(site).preview == Preview(new=1, updated=1, resurfaced=0)
    assert codes(site) == []


def test_the_feeds_of_topics_count_too(site: Site) -> None:
    site.write("content/site.yaml", SETTINGS.replace("feed: {", "feed: {items: 1, "))
    site.briefing("2026-02-01-ore", "Ore.", title="On ore", date="2026-02-01", tags=["ore"])
    site.briefing("2026-02-02-tin", "Tin.", title="On tin", date="2026-02-02", tags=["tin"])
    site.build()
    (site.folder / "content/briefings/2026-02-01-ore.md").rename(site.folder / "content/briefings/ore.md")
    done = checked(site)
    assert [d.code for d in done.diagnostics] == ["feed-guid"]
    assert done.preview == Preview(0, 0, 0)


def test_an_item_that_comes_back_into_a_short_feed_is_not_new(site: Site) -> None:
    site.write("content/site.yaml", SETTINGS.replace("feed: {", "feed: {items: 1, "))
    site.briefing("ore", date="2026-02-01")
    site.briefing("tin", date="2026-02-02")
    site.build()
    (site.folder / "content/briefings/tin.md").unlink()
    assert checked(site).preview == Preview(0, 0, 0)


def test_another_authority_is_told_once(site: Site) -> None:
    for name in ("ore", "tin"):
        site.briefing(name, title=f"On {name}", lint_ignore=["feed-guid"])
    site.build()
    site.write("content/site.yaml", SETTINGS.replace("authority: example.org", "authority: example.com"))
    done = checked(site)
    assert [shown(d) for d in done.diagnostics] == ["content/site.yaml:7:19: error[feed-guid]"]
    assert done.preview == Preview(new=0, updated=0, resurfaced=2)


def test_a_feed_that_somebody_damaged_is_no_feed(site: Site) -> None:
    site.briefing("ore")
    site.build()
    site.write("public/feed.json", "{")
    assert checked(site).preview == Preview(0, 0, 0)


# Other sites


@pytest.fixture
def server() -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response({"/alive": 200, "/moved": 301, "/closed": 403}.get(self.path, 404))
            self.send_header("Location", "/alive")
            self.end_headers()

        do_GET = do_HEAD  # noqa: N815 - the library's name

        def log_message(self, *_: Any) -> None: ...

    served = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=served.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{served.server_address[1]}"
    served.shutdown()
    served.server_close()
    thread.join()


def test_links_to_other_sites_are_followed_only_when_asked(site: Site, server: str) -> None:
    site.briefing(
        "ore",
        f"[a]({server}/alive) [b]({server}/gone) <{server}/moved>",
        sources=[{"name": "Wire", "url": f"{server}/gone"}, f"{server}/closed"],
    )
    assert checked(site) == checked(site, external=False)
    assert codes(site) == []
    done = checked(site, external=True)
    assert [(d.code, d.severity, d.span.line) for d in done.diagnostics] == [
        ("dead-link", "warning", n) for n in (4, 7, 7)
    ]
    assert done.answers is not None
    assert (done.answers.asked, done.answers.unanswered) == (
        4,
        ((f"{server}/closed", "the server answers 403 Forbidden"),),
    )
    again = checked(site, external=True).answers
    assert again is not None
    assert (again.asked, again.remembered) == (2, 2)


def test_a_link_that_moved_is_no_error_and_one_that_is_dead_may_be(site: Site, server: str) -> None:
    site.write("content/site.yaml", f"{SETTINGS}lint: {{dead-link: error}}\n")
    site.briefing("ore", f"[a]({server}/gone) [b]({server}/moved)")
    assert [d.severity for d in checked(site, external=True).diagnostics] == ["error", "warning"]
    site.write("content/site.yaml", f"{SETTINGS}lint: {{dead-link: off}}\n")
    done = checked(site, external=True)
    assert (done.diagnostics, done.answers) == ((), None)

"""The examples of the CommonMark specification, each the body of a briefing, through a whole build."""

from __future__ import annotations

import json

import pytest

from sites.runner import REPOSITORY, Site

EXAMPLES = json.loads((REPOSITORY / "tests/data/commonmark-0.31.2.json").read_text("utf-8"))
SETTINGS = """\
title: CommonMark
url: https://example.org/
require: []
permalink: /{slug}/
markdown: commonmark
html: trusted
related: {count: 0}
search: false
cards: false
"""
PROBE = "The mark of a body."
OPENING = '<div class="e-content">'


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site with a briefing for each example, and one to see what stands around a body."""
    site = Site.new(tmp_path_factory.mktemp("commonmark") / "site", SETTINGS)
    for example in EXAMPLES:
        number = example["number"]
        matter = f"---\ntitle: Example {number}\ndate: 2026-01-01\n---\n"
        site.write(f"content/briefings/example-{number}.md", matter + example["markdown"])
    site.briefing("probe", PROBE)
    assert [d.message for d in site.build().diagnostics] == ["there is no briefing or page ./target.md"]
    return site


def body(site: Site, slug: str, closing: str) -> str:
    """The HTML between the tags of `.e-content`, without the line feeds at its ends."""
    page = site.page(slug)
    return page[page.index(OPENING) + len(OPENING) : page.rindex(closing)].strip("\n")


def test_every_example_of_the_specification_comes_out_byte_for_byte(site: Site) -> None:
    assert len(EXAMPLES) == 652
    probe = site.page("probe")
    after = probe.index(f"{PROBE}</p>") + len(f"{PROBE}</p>\n")
    closing = probe[after : probe.index("</article>")]
    closing = closing[: closing.index("<", closing.rindex("</div>\n</div>"))] + "</div>\n</div>"
    assert body(site, "probe", closing) == f"<p>{PROBE}</p>"
    wrong = [e["number"] for e in EXAMPLES if body(site, f"example-{e['number']}", closing) != e["html"].strip("\n")]
    assert wrong == []

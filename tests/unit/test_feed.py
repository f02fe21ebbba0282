"""Feeds that readers understand, and that change only when the news does."""

from __future__ import annotations

import json as json_module
import locale
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace

from generator.feed import atom, json, rss
from generator.templates import Layouts
from generator.views import (
    CorrectionView,
    Day,
    DisclosureView,
    Feed,
    FeedItem,
    Link,
    Person,
    Picture,
    Prose,
    SourceView,
)

NAMES = {
    "a": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
}
NOTICE = "Disseminated on behalf of Example Mining (TSXV:EXM), a fictitious company, which paid C$10,000 & expenses."
HOLDINGS = "The author holds shares of Fictitious Gold (TSX:FIC)."

GALLIUM = FeedItem(
    guid="tag:example.org,2024:a1",
    url="https://example.org/2026/02/gallium/",
    title="China widens gallium & germanium controls",
    summary="Export licences for gallium & germanium take longer < a year after they began.",
    body=Prose("digest"),
    published="2026-02-20T00:00:00+01:00",
    updated="2026-02-22T09:30:00+01:00",
    authors=(Person("The desk", "https://example.org/authors/desk/"), Person("Example Author", "")),
    categories=("China", "export controls", "gallium"),
    image=Picture("https://example.org/media/Rig.JPG?v=1", "A drill rig", "Example Agency & Sons", 800, 600),
    sources=(
        SourceView("Reuters", "https://example.org/sources/reuters/", "On <gallium>", "https://example.com/a?b=1&c=2"),
        SourceView("Example Wire", ""),
        SourceView("Example Post", "", url="https://example.com/post", date=Day("2026-02-18", "", "Feb 18, 2026")),
    ),
    corrections=(CorrectionView(Day("2026-02-22", "", "Feb 22, 2026"), "It is 30 days, not < 3.", Link("", "")),),
    disclaimer="No advice & no offer.",
)
SPONSORED = replace(
    GALLIUM,
    guid="tag:example.org,2024:a2",
    url="https://example.org/2026/02/sponsored/",
    title="Example Mining drills",
    published="2026-02-20T00:00:00+01:00",
    disclosure=DisclosureView(NOTICE, HOLDINGS),
    authors=(),
    categories=(),
    image=None,
)
COPPER = replace(
    GALLIUM,
    guid="tag:example.org,2024:a3",
    url="https://example.org/2026/01/copper/",
    title="Copper at a record",
    published="2026-01-06T18:05:09-03:30",
    updated="2026-01-06T18:05:09-03:30",
    image=Picture("https://example.org/media/chart", "", ""),
)
FEED = Feed(
    guid="tag:example.org,2024:feed",
    title="Example Briefing & Co.",
    description="Mining < geopolitics, a fictitious example.",
    url="https://example.org/feed.xml",
    page="https://example.org/",
    language="en-CA",
    items=(GALLIUM, SPONSORED, COPPER),
    updated="2026-02-22T09:30:00+01:00",
    hub="https://hub.example.org/",
    stylesheet="https://example.org/assets/css/feed.css?a=1&b=2",
)
EMPTY = replace(FEED, items=(), updated="", hub="", stylesheet="", description="")

Write = Callable[[Feed, Callable[[FeedItem], str]], bytes]
XML = pytest.mark.parametrize("write", [rss, atom])
EVERY = pytest.mark.parametrize("write", [rss, atom, json])


def content(item: FeedItem) -> str:
    return f'<p>{item.guid}: 1 &lt; 2 &amp; ]]> <a href="{item.url}">more</a></p>'


def read(data: bytes) -> Any:
    """What feedparser understands, without what it would make safe or absolute."""
    found = feedparser.parse(data, sanitize_html=False, resolve_relative_uris=False)
    assert not found.bozo, found.get("bozo_exception")
    return found


def one(write: Write, item: FeedItem) -> Any:
    """The element of a feed's only briefing."""
    root = etree.fromstring(write(replace(FEED, items=(item,)), content))
    return root.find(".//item") if write is rss else root.find("a:entry", NAMES)


# What readers see


@XML
def test_a_reader_lists_the_briefings_in_the_feeds_order(write: Write) -> None:
    found = read(write(FEED, content))
    assert [entry.id for entry in found.entries] == [item.guid for item in FEED.items]
    assert [entry.title for entry in found.entries] == [item.title for item in FEED.items]
    assert [entry.link for entry in found.entries] == [item.url for item in FEED.items]


@XML
def test_a_reader_gets_each_briefing_whole(write: Write) -> None:
    found = read(write(FEED, content))
    assert [entry.content[0].value for entry in found.entries] == [content(item) for item in FEED.items]
    assert [entry.content[0].type for entry in found.entries] == ["text/html"] * 3


@XML
def test_a_reader_gets_authors_and_topics(write: Write) -> None:
    first, second, _ = read(write(FEED, content)).entries
    assert [author.name for author in first.authors] == ["The desk", "Example Author"]
    assert [tag.term for tag in first.tags] == ["China", "export controls", "gallium"]
    assert "tags" not in second


@XML
def test_a_reader_gets_the_instant_of_first_publication(write: Write) -> None:
    found = read(write(FEED, content))
    assert [datetime(*entry.published_parsed[:6], tzinfo=UTC) for entry in found.entries] == [
        datetime.fromisoformat(item.published) for item in FEED.items
    ]


@XML
def test_a_reader_gets_the_feeds_own_title_page_and_language(write: Write) -> None:
    channel = read(write(FEED, content)).feed
    assert (channel.title, channel.subtitle, channel.link) == (FEED.title, FEED.description, FEED.page)
    assert channel.get("language") == "en-CA"
    assert channel.generator == "Headframe"


@XML
def test_a_feed_names_itself_and_its_hub(write: Write) -> None:
    links = {link.rel: link for link in read(write(FEED, content)).feed.links}
    assert links["self"].href == FEED.url
    assert links["self"].type == {rss: "application/rss+xml", atom: "application/atom+xml"}[write]
    assert links["hub"].href == FEED.hub
    assert "hub" not in {link.rel for link in read(write(EMPTY, content)).feed.links}


@XML
def test_an_image_comes_with_its_size_type_text_and_credit(write: Write) -> None:
    image = one(write, GALLIUM).find("media:content", NAMES)
    assert dict(image.attrib) == {
        "url": GALLIUM.image.src if GALLIUM.image else "",
        "medium": "image",
        "type": "image/jpeg",
        "width": "800",
        "height": "600",
    }
    assert image.findtext("media:description", namespaces=NAMES) == "A drill rig"
    assert image.findtext("media:credit", namespaces=NAMES) == "Example Agency & Sons"


@XML
def test_what_is_not_known_of_an_image_is_left_out(write: Write) -> None:
    image = one(write, COPPER).find("media:content", NAMES)
    assert dict(image.attrib) == {"url": "https://example.org/media/chart", "medium": "image"}
    assert len(image) == 0
    assert one(write, SPONSORED).find("media:content", NAMES) is None


def test_the_summary_is_text_in_atom_and_html_in_rss() -> None:
    assert one(atom, GALLIUM).findtext("a:summary", namespaces=NAMES) == GALLIUM.summary
    assert one(atom, GALLIUM).find("a:summary", NAMES).get("type", "text") == "text"
    assert one(rss, GALLIUM).findtext("description") == (
        "Export licences for gallium &amp; germanium take longer &lt; a year after they began."
    )


@EVERY
def test_whoever_sees_only_the_summary_sees_the_disclosure_first(write: Write) -> None:
    if write is json:
        teaser = json_module.loads(json(FEED, content))["items"][1]["summary"]
    else:
        teaser = read(write(FEED, content)).entries[1].summary.replace("&amp;", "&").replace("&lt;", "<")
    assert teaser == f"{NOTICE} {HOLDINGS} {SPONSORED.summary}"


@XML
def test_a_briefing_without_a_summary_keeps_its_content_apart(write: Write) -> None:
    bare = replace(GALLIUM, summary="")
    entry = read(write(replace(FEED, items=(bare,)), content)).entries[0]
    assert entry.content[0].value == content(bare)
    assert one(write, bare).find("a:summary", NAMES) is None


# The letter of each format


def test_rss_guids_are_opaque() -> None:
    root = etree.fromstring(rss(FEED, content))
    assert [dict(guid.attrib) for guid in root.iterfind(".//guid")] == [{"isPermaLink": "false"}] * 3


def test_rss_dates_keep_their_offset_and_speak_english() -> None:
    root = etree.fromstring(rss(FEED, content))
    assert [date.text for date in root.iterfind(".//pubDate")] == [
        "Fri, 20 Feb 2026 00:00:00 +0100",
        "Fri, 20 Feb 2026 00:00:00 +0100",
        "Tue, 06 Jan 2026 18:05:09 -0330",
    ]
    assert root.findtext("channel/lastBuildDate") == "Sun, 22 Feb 2026 09:30:00 +0100"


def test_rss_has_no_build_date_where_there_is_no_news() -> None:
    assert b"lastBuildDate" not in rss(EMPTY, content)


def test_an_empty_atom_feed_has_a_date_that_never_moves() -> None:
    assert b"<updated>2005-12-01T00:00:00+00:00</updated>" in atom(EMPTY, content)


def test_rss_titles_spell_special_characters_as_readers_need_them() -> None:
    titled = replace(GALLIUM, title="M&A <b> &amp; R&#38;D", categories=("S&P",))
    data = rss(replace(FEED, items=(titled,)), content)
    assert b"<title>M&#x26;A &#x3C;b&gt; &#x26;amp; R&#x26;#38;D</title>" in data
    assert b"<category>S&#x26;P</category>" in data
    assert etree.fromstring(data).findtext(".//item/title") == titled.title


def test_atom_titles_are_plain_text() -> None:
    title = one(atom, replace(GALLIUM, title="M&A <b>")).find("a:title", NAMES)
    assert (title.text, title.get("type", "text")) == ("M&A <b>", "text")


def test_atom_has_what_rfc_4287_requires() -> None:
    for feed in (FEED, EMPTY):
        root = etree.fromstring(atom(feed, content))
        for name in ("id", "title", "updated", "author"):
            assert len(root.findall(f"a:{name}", NAMES)) == 1, name
        for entry in root.iterfind("a:entry", NAMES):
            for name in ("id", "title", "updated", "published", "content", "link"):
                assert len(entry.findall(f"a:{name}", NAMES)) == 1, name


def test_atom_entries_changed_at_the_same_second_differ_below_it() -> None:
    root = etree.fromstring(atom(FEED, content))
    dates = [date.text for date in root.iterfind("a:entry/a:updated", NAMES)]
    assert len(set(dates)) == len(dates)
    assert [re.sub(r"\.\d+", "", date or "") for date in dates] == [item.updated for item in FEED.items]


def test_an_atom_entry_changes_only_by_itself() -> None:
    alone = one(atom, COPPER).findtext("a:updated", namespaces=NAMES)
    assert f"<updated>{alone}</updated>".encode() in atom(FEED, content)


@XML
def test_the_stylesheet_instruction_stands_before_the_root(write: Write) -> None:
    data = write(replace(FEED, stylesheet='https://example.org/a?b=1&c="?><script>'), content)
    instruction = etree.fromstring(data).getprevious()
    assert instruction.target == "xml-stylesheet"
    assert instruction.text == 'type="text/css" href="https://example.org/a?b=1&amp;c=&quot;?&gt;&lt;script&gt;"'
    assert b"xml-stylesheet" not in write(EMPTY, content)


def test_json_feed_keeps_its_musts() -> None:
    for feed in (FEED, EMPTY):
        document = json_module.loads(json(feed, content))
        assert_is_json_feed(document)
        assert document["feed_url"] == FEED.url
        assert document["home_page_url"] == FEED.page
        assert [item["id"] for item in document["items"]] == [item.guid for item in feed.items]


def assert_is_json_feed(document: dict[str, Any]) -> None:
    """The MUSTs of jsonfeed.org/version/1.1 for the members that a feed of ours may have."""
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert isinstance(document["title"], str)
    assert isinstance(document["items"], list)
    for hub in document.get("hubs", []):
        assert set(hub) == {"type", "url"}
    ids = [item["id"] for item in document["items"]]
    assert all(isinstance(each, str) and each for each in ids)
    assert len(set(ids)) == len(ids)
    for item in document["items"]:
        assert isinstance(item["content_html"], str)
        assert not {"author", "content_text", "tag"} & set(item), "of version 1, or not of ours"
        for date in ("date_published", "date_modified"):
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", item[date])
        for url in ("url", "image"):
            assert urlsplit(item.get(url, "https://absent/")).scheme == "https"
        assert all(isinstance(tag, str) for tag in item.get("tags", []))
    for author in (a for owner in (document, *document["items"]) for a in owner.get("authors", [])):
        assert set(author) & {"name", "url", "avatar"}


def test_json_feed_carries_what_the_xml_feeds_do() -> None:
    document = json_module.loads(json(FEED, content))
    first, second, _ = document["items"]
    assert document["language"] == "en-CA"
    assert document["hubs"] == [{"type": "WebSub", "url": FEED.hub}]
    assert first == {
        "id": GALLIUM.guid,
        "url": GALLIUM.url,
        "title": GALLIUM.title,
        "summary": GALLIUM.summary,
        "image": "https://example.org/media/Rig.JPG?v=1",
        "date_published": GALLIUM.published,
        "date_modified": GALLIUM.updated,
        "authors": [{"name": "The desk", "url": "https://example.org/authors/desk/"}, {"name": "Example Author"}],
        "tags": ["China", "export controls", "gallium"],
        "content_html": content(GALLIUM),
    }
    assert not {"authors", "tags", "image"} & set(second)


# Whatever the text


def printable(text: str) -> str:
    """What XML and JSON can carry of a text, by the letter of XML 1.0, without DEL and C1."""
    return "".join(
        c
        for c in text
        if c in "\t\n\r" or " " <= c < "\x7f" or "\xa0" <= c < "\ud800" or "\ue000" <= c < "\ufffe" or c > "\uffff"
    )


ANY_TEXT = st.text(
    st.one_of(st.characters(), st.characters(categories=["Cc", "Cs"]), st.sampled_from("&<>\"']]>;#amp"))
).filter(lambda text: printable(text).strip() != "")

# feedparser mends a text that could be UTF-8 read as Latin-1.
UNLIKE_MOJIBAKE = ANY_TEXT.filter(lambda text: not re.search("[\xc2-\xf4]", text))


@settings(max_examples=150, deadline=None)
@given(title=ANY_TEXT, summary=ANY_TEXT, author=ANY_TEXT, topic=ANY_TEXT, html=ANY_TEXT)
def test_any_text_arrives_as_it_was_less_its_control_characters(
    title: str, summary: str, author: str, topic: str, html: str
) -> None:
    item = replace(GALLIUM, title=title, summary=summary, authors=(Person(author, ""),), categories=(topic,))
    feed = replace(FEED, title=title, description=summary, items=(item,))
    item_of_rss = etree.fromstring(rss(feed, lambda item: html)).find("channel/item")
    entry = etree.fromstring(atom(feed, lambda item: html)).find("a:entry", NAMES)
    member = json_module.loads(json(feed, lambda item: html))["items"][0]
    wanted = [printable(text) for text in (title, author, topic, html)]
    assert [
        item_of_rss.findtext("title"),
        item_of_rss.findtext("dc:creator", namespaces=NAMES),
        item_of_rss.findtext("category"),
        item_of_rss.findtext("content:encoded", namespaces=NAMES),
    ] == wanted
    assert [
        entry.findtext("a:title", namespaces=NAMES),
        entry.findtext("a:author/a:name", namespaces=NAMES),
        entry.find("a:category", NAMES).get("term"),
        entry.findtext("a:content", namespaces=NAMES),
    ] == wanted
    assert [member["title"], member["authors"][0]["name"], member["tags"][0], member["content_html"]] == wanted
    assert entry.findtext("a:summary", namespaces=NAMES) == member["summary"] == printable(summary)


@settings(max_examples=150, deadline=None)
@given(title=UNLIKE_MOJIBAKE, author=UNLIKE_MOJIBAKE, topic=UNLIKE_MOJIBAKE)
def test_feedparser_reads_any_text_back(title: str, author: str, topic: str) -> None:
    item = replace(GALLIUM, title=title, authors=(Person(author, ""),), categories=(topic,))
    for write in (rss, atom):
        entry = read(write(replace(FEED, items=(item,)), content)).entries[0]
        assert entry.title == printable(title).strip()
        assert entry.author.strip() == printable(author).strip()
        assert entry.tags[0].term.strip() == printable(topic).strip()


@EVERY
def test_a_title_of_control_characters_alone_is_still_a_feed(write: Write) -> None:
    blank = replace(FEED, title="\x00", items=(replace(GALLIUM, title="\x07\ud800", summary=""),))
    data = write(blank, content)
    assert GALLIUM.url.encode() in data
    if write is json:
        assert_is_json_feed(json_module.loads(data))
    else:
        assert read(data).entries[0].title == GALLIUM.url


@XML
def test_an_empty_feed_is_well_formed(write: Write) -> None:
    found = read(write(EMPTY, content))
    assert found.entries == []
    assert found.feed.title == FEED.title


@XML
def test_xmllint_finds_no_fault(write: Write, tool: Callable[[str], str], tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_bytes(write(FEED, content))
    subprocess.run([tool("xmllint"), "--noout", "--nonet", str(path)], check=True, timeout=60)


# Same in, same out


@EVERY
def test_two_calls_give_the_same_bytes(write: Write) -> None:
    assert write(FEED, content) == write(FEED, content)


def test_an_item_is_the_same_in_every_feed_that_carries_it() -> None:
    def of(feed: Feed) -> list[bytes]:
        items = etree.fromstring(rss(feed, content)).iterfind(".//item")
        return [etree.tostring(item, with_tail=False) for item in items]

    whole = of(FEED)
    assert of(replace(FEED, url="https://example.org/tags/x/feed.xml", items=FEED.items[:2])) == whole[:2]
    assert of(FEED) == whole


@EVERY
def test_an_item_whose_html_changed_changes(write: Write) -> None:
    write(FEED, content)
    assert b"anew" in write(FEED, lambda item: "anew")


@XML
def test_the_process_keeps_its_locale(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    def flip(*arguments: object) -> str:
        raise AssertionError(f"the locale was touched: {arguments}")

    monkeypatch.setattr(locale, "setlocale", flip)
    write(FEED, content)


def test_neither_time_zone_nor_locale_nor_hash_seed_changes_a_feed() -> None:
    program = (
        "import hashlib, locale, contextlib, test_feed as t\n"
        "with contextlib.suppress(locale.Error): locale.setlocale(locale.LC_ALL, '')\n"
        "for write in (t.rss, t.atom, t.json): print(hashlib.sha256(write(t.FEED, t.content)).hexdigest())\n"
    )
    machines = (
        {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"},
        {"TZ": "Asia/Kathmandu", "LC_ALL": "de_DE.UTF-8", "PYTHONHASHSEED": "2"},
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=Path(__file__).parent,
            env=os.environ | machine,
            check=True,
            capture_output=True,
            timeout=60,
        ).stdout
        for machine in machines
    }
    assert len(seen) == 1


# The HTML of an entry


@pytest.fixture(scope="module")
def html(tmp_path_factory: pytest.TempPathFactory) -> Callable[[FeedItem], str]:
    layouts = Layouts.of_site(tmp_path_factory.mktemp("site"), "/", lambda body: "<p>The body &amp; more.</p>")
    return lambda item: layouts.render("feed-item.html", {"item": item})


def test_an_entry_opens_with_the_disclosure(html: Callable[[FeedItem], str]) -> None:
    for item in (SPONSORED, replace(SPONSORED, body=None)):
        assert html(item).startswith(f"<p><strong>{NOTICE.replace('&', '&amp;')}</strong></p>\n<p><strong>{HOLDINGS}<")


def test_an_entry_shows_body_sources_corrections_and_disclaimer_in_this_order(html: Callable[[FeedItem], str]) -> None:
    parts = (
        "<p>The body &amp; more.</p>",
        "<h2>Sources</h2>",
        '<cite><a href="https://example.org/sources/reuters/">Reuters</a></cite>, '
        '<a href="https://example.com/a?b=1&amp;c=2">On &lt;gallium&gt;</a></li>',
        "<li><cite>Example Wire</cite></li>",
        '<a href="https://example.com/post">the original</a>, <time datetime="2026-02-18">Feb 18, 2026</time></li>',
        "<h2>Corrections</h2>",
        '<li><time datetime="2026-02-22">Feb 22, 2026</time>: It is 30 days, not &lt; 3.</li>',
        "<p><small>No advice &amp; no offer.</small></p>",
    )
    places = [html(GALLIUM).find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)


def test_an_entry_without_its_body_shows_the_summary_instead(html: Callable[[FeedItem], str]) -> None:
    text = html(replace(GALLIUM, body=None))
    assert text.startswith("<p>Export licences for gallium &amp; germanium")
    assert "<h2>Sources</h2>" in text
    assert "No advice" in text
    assert "The body" not in text
    assert GALLIUM.summary.split()[0] not in html(GALLIUM)


def test_an_entry_with_nothing_to_add_is_its_body(html: Callable[[FeedItem], str]) -> None:
    bare = replace(GALLIUM, sources=(), corrections=(), disclaimer="")
    assert html(bare).strip() == "<p>The body &amp; more.</p>"


def test_an_entry_means_the_same_without_style_or_script(html: Callable[[FeedItem], str]) -> None:
    assert not re.search(r"<(?:script|style|iframe)|\b(?:class|style|on\w+)=", html(replace(SPONSORED)))

"""Promise 6: no template, YAML tag, HTML or link in content runs anything, at build or in the reader's browser."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import html5lib
import pytest

from generator import address
from sites.runner import REPOSITORY, Site

ATTACKS = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</textarea></style></noscript><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    '" autofocus onfocus=alert(1) x="',
    "' onmouseover='alert(1)",
    "--><script>alert(1)</script><!--",
    "]]><script>alert(1)</script>",
    "<!--<script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "\\u003cscript\\u003ealert(1)",
    "\u2028\u2029<script>alert(1)</script>",
    "<?xml-stylesheet href='javascript:alert(1)'?>",
    "<!ENTITY x SYSTEM 'file:///etc/passwd'>&x;",
    "{{ 70001 * 70003 }}",
    "{% for x in (1).__class__.__mro__ %}{{ x }}{% endfor %}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{# a comment #}",
    "${7*7} <%= 7*7 %> #{7*7}",
    "%(title)s {title} {0}",
    "javascript:alert(1)",
]
BODIES = [
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<SCRIPT SRC=//evil.example.com/x.js></SCRIPT>",
    "<script type='application/ld+json'>{}</script>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<img src=x onerror=alert(1)>",
    "<img src='jav\tascript:alert(1)'>",
    "<a href='javascript:alert(1)'>x</a> <a href=' &#106;avascript:alert(1)'>x</a> <a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href='java\nscript:alert(1)'>x</a> <a href='&#x01;javascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a> <a href='vbscript:x'>x</a>",
    "[x](javascript:alert(1)) [x](JAVASCRIPT:alert(1)) [x](&#106;avascript:alert(1)) [x](<java\tscript:alert(1)>)",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==) ![x](data:image/svg+xml,<svg/onload=alert(1)>)",
    "[x](vbscript:msgbox) ![x](javascript:alert(1)) <javascript:alert(1)> <vbscript:x>",
    "[x]: javascript:alert(1)\n\n[x] ![x]",
    '[x](/a "\\" onmouseover=alert(1) x=\\"") ![" onerror=alert(1) x="](/a)',
    "[x](https://example.com/\"onmouseover=alert(1)) ![x](https://example.com/'onerror=alert(1))",
    '```js" onmouseover="alert(1)\ncode\n```',
    "## Heading <img src=x onerror=alert(1)> {#id onclick=alert(1)}\n\n{onclick=alert(1)}\n",
    "| <script>alert(1)</script> | b |\n|---|---|\n| <img src=x onerror=alert(1)> | [x](javascript:x) |",
    "x[^1]\n\n[^1]: <script>alert(1)</script> [x](javascript:alert(1))",
    "<iframe src=//evil.example.com srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=x></object><embed src=x><applet></applet><base href=//evil.example.com/>",
    "<form action=//evil.example.com><input name=x><button formaction=javascript:alert(1)>x</button></form>",
    "<meta http-equiv=refresh content='0;url=//evil.example.com'><link rel=stylesheet href=//evil.example.com/x.css>",
    "<style>body{background:url(//evil.example.com)}</style><p style='position:fixed'>x</p>",
    "<video onloadstart=alert(1) src=x poster='javascript:alert(1)'></video><audio src='javascript:alert(1)'></audio>",
    "<img srcset='javascript:alert(1) 1x, data:text/html,x 2x'>",
    "<details open ontoggle=alert(1)>x</details> <p onclick\n=\nalert(1)>x</p>",
    "</div></main></body></html><script>alert(1)</script>",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<p id=disclosure>spoof</p><p id=sources>spoof</p><a name=related id=related>spoof</a>",
    "<template><script>alert(1)</script></template>",
    "<textarea><script>alert(1)</script>",
    "<title><script>alert(1)</script>",
    "<xmp><script>alert(1)</script></xmp><plaintext>",
    *ATTACKS,
]
URLS = {"href", "src", "action", "formaction", "poster", "cite", "background", "data", "xlink:href", "longdesc"}
SETTINGS = """\
url: https://example.org/
require: []
taxonomies: [tags, companies]
feed: {items: 1000, hub: "https://hub.example.com/"}
related: {count: 3}
search: false
cards: false
"""


def settings(text: str) -> str:
    """Settings with a text in every field that takes one."""
    fields = {
        "title": f"T {text}",
        "description": f"D {text}",
        "authors": {
            "jane": {"name": f"A {text}", "bio": f"B {text}", "url": f"https://example.com/{safe_in_url(text)}"},
        },
        "companies": {"TSX:AAA": {"name": f"C {text}"}},
        "disclaimers": {"standard": f"Found via {{sources}}. {text}"},
        "default_disclaimer": "standard",
        "navigation": [{"title": f"N {text}", "url": f"https://example.com/{safe_in_url(text)}"}],
    }
    return SETTINGS + "".join(f"{key}: {json.dumps(value)}\n" for key, value in fields.items())


def safe_in_url(text: str) -> str:
    """What of a text a URL may hold as the settings and the front matter have it; quotes and < stay."""
    return re.sub(r"[\s\x00-\x20\x7f-\x9f\u2028\u2029\\]", "", text)


def fields(text: str, number: int) -> dict[str, Any]:
    """Front matter with a text in every field that takes one."""
    url = f"https://example.com/{safe_in_url(text)}"
    return {
        "title": f"{text} title",
        "date": f"2026-02-{number % 28 + 1:02}T0{number % 10}:00",
        "summary": f"{text} summary",
        "authors": ["jane", f"{text} author {number}"],
        "tags": [f"{text} tag {number}"],
        "companies": ["TSX:AAA", f"{text} company {number}"],
        "sources": [f"{text} wire {number}", {"name": f"{text} name {number}", "title": f"{text} title", "url": url}],
        "disclaimer": f"{text} disclaimer {{sources}}",
        "related": [{"title": f"{text} pin", "url": url}],
        "videos": [{"title": f"{text} video", "url": url}],
        "image": {"src": url, "alt": f"{text} alt", "credit": f"{text} credit"},
        "disclosure": {"sponsor": f"{text} sponsor", "compensation": f"{text} paid", "positions": [f"{text} position"]},
        "corrections": [{"date": "2026-02-28", "text": f"{text} correction"}],
        "series": f"{text} series {number}",
        "extra": {"key": f"{text} extra", "list": [text]},
    }


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site whose every field and body attacks; the default layouts."""
    site = Site.new(tmp_path_factory.mktemp("hostile") / "site", settings(" ".join(ATTACKS)))
    for number, attack in enumerate(ATTACKS):
        site.briefing(f"field-{number}", attack, **fields(attack, number))
    for number, body in enumerate(BODIES):
        site.briefing(f"body-{number}", body, tags=["bodies"], title=f"Body {number}")
        site.write(f"content/pages/page-{number}.md", f"---\ntitle: {json.dumps(body)}\n---\n{body}\n")
    site.build()
    return site


@pytest.fixture(scope="module")
def elements(hostile: Site) -> list[tuple[str, Any]]:
    """Every element of every page, with the page's path."""
    pages = [path for path in hostile.tree() if path.endswith(".html")]
    return [(path, e) for path in pages for e in parsed(hostile.page(path)).iter() if isinstance(e.tag, str)]


def parsed(html: str) -> Any:
    """A page as browsers read it."""
    return html5lib.parse(html, namespaceHTMLElements=False)


def test_no_element_of_a_page_runs_or_loads_anything(elements: list[tuple[str, Any]]) -> None:
    forbidden = {"iframe", "object", "embed", "applet", "base", "form", "input", "button", "style", "template", "math"}
    found = {(path, e.tag) for path, e in elements if e.tag.lower() in forbidden}
    assert found == set()


def test_the_only_script_element_is_json_ld_that_parses(elements: list[tuple[str, Any]]) -> None:
    scripts = [(path, e) for path, e in elements if e.tag.lower().endswith("script")]
    assert scripts
    for path, script in scripts:
        assert script.attrib == {"type": "application/ld+json"}, path
        assert len(script) == 0, path
        assert json.loads(script.text)["@context"] == "https://schema.org", path
    pages = [path for path, _ in scripts]
    assert len(pages) == len(set(pages))


def test_no_element_has_a_handler_or_a_style(elements: list[tuple[str, Any]]) -> None:
    found = [
        (path, name, value)
        for path, e in elements
        for name, value in e.attrib.items()
        if str(name).lower().startswith("on") or str(name).lower() in {"style", "srcdoc", "formaction"}
    ]
    assert found == []


def test_no_url_of_a_page_runs_script(elements: list[tuple[str, Any]]) -> None:
    found = [
        (path, name, value)
        for path, e in elements
        for name, value in e.attrib.items()
        if str(name).rpartition("}")[2] in URLS and address.is_dangerous(value)
    ]
    assert found == []
    candidates = [
        (path, candidate)
        for path, e in elements
        for candidate in e.attrib.get("srcset", "").split(",")
        if address.is_dangerous(candidate.strip())
    ]
    assert candidates == []


def test_no_page_refreshes_itself_or_loads_from_elsewhere(elements: list[tuple[str, Any]]) -> None:
    refreshing = [path for path, e in elements if e.tag == "meta" and "http-equiv" in e.attrib]
    assert refreshing == []
    loaded = [
        (path, e.attrib["href"])
        for path, e in elements
        if e.tag == "link" and e.attrib.get("rel") in {"stylesheet", "icon", "preload", "manifest"}
    ]
    assert {href.split("/")[1] for _, href in loaded} == {"assets"}


def test_the_ids_of_a_page_are_its_own(hostile: Site) -> None:
    for path in hostile.tree():
        if path.endswith(".html"):
            ids = re.findall(r'<[a-z][^<>]*?\sid="(disclosure|sources|related|corrections)"', hostile.page(path))
            assert len(ids) == len(set(ids)), path


def test_each_page_ends_where_it_should(elements: list[tuple[str, Any]]) -> None:
    bodies = [(path, e) for path, e in elements if e.tag == "body" and not path.startswith("old/")]
    assert len(bodies) > 100
    for path, body in bodies:
        assert [e.tag for e in body if isinstance(e.tag, str)][-1] == "footer", path
        assert len(list(body.iter("main"))) == 1, path


def test_template_syntax_in_content_is_text(hostile: Site) -> None:
    product = str(70001 * 70003).encode()
    assert [path for path, data in hostile.tree().items() if product in data] == []
    assert [path for path, data in hostile.tree().items() if b"&lt;class" in data or b"<class" in data] == []
    number = ATTACKS.index("{{ 70001 * 70003 }}")
    page = hostile.page(f"2026/02/field-{number}/")
    assert page.count("{{ 70001 * 70003 }}") >= 10
    document = parsed(page)
    content = next(e for e in document.iter("div") if e.attrib.get("class") == "e-content")
    assert "".join(content.itertext()).strip() == "{{ 70001 * 70003 }}"
    assert "{{ 70001 * 70003 }} title" in hostile.page("feed.xml")


def test_every_attack_in_a_title_is_read_as_it_was_written(hostile: Site) -> None:
    for number, attack in enumerate(ATTACKS):
        document = parsed(hostile.page(f"2026/02/field-{number}/"))
        heading = next(document.iter("h1"))
        assert "".join(heading.itertext()).split() == f"{attack} title".split(), attack


def test_feeds_and_sitemaps_are_well_formed_and_declare_no_entity(hostile: Site) -> None:
    files = [path for path in hostile.tree() if path.endswith(".xml")]
    assert len(files) > 30
    for path in files:
        data = (hostile.output / path).read_bytes()
        assert b"<!DOCTYPE" not in data, path
        assert b"<!ENTITY" not in re.sub(rb"<!\[CDATA\[.*?\]\]>", b"", data, flags=re.DOTALL), path
        ElementTree.fromstring(data)


def test_html_in_feeds_is_as_harmless_as_in_pages(hostile: Site) -> None:
    feed = json.loads(hostile.page("feed.json"))
    assert len(feed["items"]) == len(ATTACKS) + len(BODIES)
    fragments = [item["content_html"] for item in feed["items"]]
    root = ElementTree.fromstring((hostile.output / "feed.xml").read_bytes())
    fragments += [e.text or "" for e in root.iter("{http://purl.org/rss/1.0/modules/content/}encoded")]
    root = ElementTree.fromstring((hostile.output / "atom.xml").read_bytes())
    fragments += [e.text or "" for e in root.iter("{http://www.w3.org/2005/Atom}content")]
    assert len(fragments) == 3 * len(feed["items"])
    for fragment in fragments:
        for e in html5lib.parseFragment(fragment, namespaceHTMLElements=False).iter():
            if not isinstance(e.tag, str):
                continue
            assert e.tag.lower() not in {"script", "style", "iframe", "object", "embed", "form", "base", "svg", "math"}
            for name, value in e.attrib.items():
                assert not str(name).lower().startswith("on"), fragment
                assert str(name).lower() not in {"style", "srcdoc"}, fragment
                assert str(name) not in URLS or not address.is_dangerous(value), fragment


BAD_URLS = [
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "java\tscript:alert(1)",
    " javascript:alert(1)",
    "\u0001javascript:alert(1)",
    "vbscript:x",
    "data:text/html,<script>alert(1)</script>",
    "data:image/svg+xml,<svg onload=alert(1)>",
    "//evil.example.com/x",
    "file:///etc/passwd",
    "https://",
    "http://exa mple.com",
]


@pytest.mark.parametrize("url", BAD_URLS)
def test_a_url_that_could_run_script_is_an_error_in_every_field(url: str, tmp_path: Path) -> None:
    site = Site.new(tmp_path / "site", SETTINGS + "title: T\n")
    places: dict[str, dict[str, Any]] = {
        "source": {"sources": [{"name": "a", "url": url}]},
        "pin": {"related": [{"title": "a", "url": url}]},
        "video": {"videos": [{"title": "a", "url": url}]},
        "image": {"image": {"src": url, "alt": "a"}},
    }
    for name, given in places.items():
        site.briefing(name, **given)
    errors = [d for d in site.errors() if d.severity == "error"]
    assert {d.span.path for d in errors} == {f"content/briefings/{name}.md" for name in places}
    assert not site.output.exists()


@pytest.mark.parametrize("url", BAD_URLS)
@pytest.mark.parametrize("field", ["author", "company", "navigation", "hub", "url"])
def test_a_url_that_could_run_script_is_an_error_in_every_setting(field: str, url: str, tmp_path: Path) -> None:
    given: dict[str, Any] = {
        "author": {"authors": {"a": {"name": "A", "url": url}}},
        "company": {"companies": {"TSX:A": {"name": "A", "url": url}}},
        "navigation": {"navigation": [{"title": "A", "url": url}]},
        "hub": {"feed": {"hub": url}},
        "url": {"url": url},
    }[field]
    values = {"title": "T", "url": "https://example.org/", "require": [], **given}
    site = Site.new(tmp_path / "site", json.dumps(values))
    assert [d for d in site.errors() if d.severity == "error" and d.span.path == "content/site.yaml"]


@pytest.mark.parametrize(
    "tag",
    [
        "!!python/object/apply:os.system ['touch pwned']",
        "!!python/name:os.system",
        "!!python/object/new:subprocess.check_output [['touch', 'pwned']]",
        "!include /etc/passwd",
        "!!binary aGVsbG8=",
        "!!set {a, b}",
    ],
)
@pytest.mark.parametrize("path", ["content/briefings/a.md", "content/pages/a.md", "content/site.yaml"])
def test_a_yaml_tag_runs_nothing(path: str, tag: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    site = Site.new(tmp_path / "site")
    text = f"title: {tag}\nurl: https://example.org/\n"
    site.write(path, text if path.endswith(".yaml") else f"---\ntitle: {tag}\ndate: 2026-01-01\n---\n")
    errors = [d for d in site.errors() if d.severity == "error"]
    assert {d.span.path for d in errors} == {path}
    assert not (tmp_path / "pwned").exists()


def test_with_trusted_html_a_body_may_hold_html_and_a_field_still_may_not(tmp_path: Path) -> None:
    site = Site.new(tmp_path / "site", f"{SETTINGS}title: T\nhtml: trusted\n")
    attack = "<u onclick=alert(1)>x</u>"
    site.briefing("a", f"{attack}\n\n[x](javascript:alert(1))", **fields(attack, 1))
    site.build()
    page = site.page("2026/02/a/")
    assert page.count(attack) == 1
    assert page.count("&lt;u onclick") > 10
    assert "javascript:" not in page


def test_the_attacks_are_attacks() -> None:
    """So that the tests above can fail: as HTML, most of them run."""
    alive = 0
    for text in BODIES:
        document = parsed(f"<div>{text}</div>")
        for e in document.iter():
            if isinstance(e.tag, str):
                attributes = {str(name).lower(): value for name, value in e.attrib.items()}
                alive += e.tag.lower().endswith("script") or any(name.startswith("on") for name in attributes)
    assert alive > 20


def test_no_layout_that_ships_holds_a_handler_a_style_or_a_script_but_those_of_the_search_page() -> None:
    ours = re.compile(r'<script (?:type="application/ld\+json"|defer src="\{\{ asset\("search/[a-z]+\.js"\) \}\}")>')

    for file in sorted((REPOSITORY / "layouts").rglob("*.html")):
        text = file.read_text("utf-8")
        assert not re.search(r"\son[a-z]+\s*=|\sstyle\s*=|<style|javascript:", text), file
        assert [tag for tag in re.findall(r"<script[^>]*>", text) if not ours.fullmatch(tag)] == [], file

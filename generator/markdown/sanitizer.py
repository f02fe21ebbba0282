"""Raw HTML in a body: what a news page has a use for stays, the rest is dropped with a warning."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

import nh3
from markdown_it.token import Token

from generator.diagnostic import Diagnostic, Span
from generator.markdown.dialect import FLATTEN, PAGE_IDS, TooMuchError
from generator.markdown.place import Locator
from generator.markdown.references import ATTRIBUTE, TAG, is_unsafe, unescaped, unsafe

_TEXT = (
    "abbr b bdi bdo br cite code del dfn em i ins kbd mark q rp rt ruby s samp small span strong sub sup time u var wbr"
)
_BLOCKS = "aside blockquote dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p pre section summary ul"
_TABLES = "caption col colgroup table tbody td tfoot th thead tr"
_MEDIA = "a audio img picture source track video"
TAGS = frozenset(f"{_TEXT} {_BLOCKS} {_TABLES} {_MEDIA}".split())

EVERYWHERE = frozenset({"class", "dir", "id", "lang", "role", "tabindex", "title"})
_OWN = {
    "a": "href hreflang rel type",
    "audio": "controls loop muted preload src",
    "blockquote": "cite",
    "col": "span",
    "colgroup": "span",
    "del": "cite datetime",
    "details": "open",
    "img": "alt decoding height loading sizes src srcset width",
    "ins": "cite datetime",
    "li": "value",
    "ol": "reversed start type",
    "q": "cite",
    "source": "height media sizes src srcset type width",
    "td": "colspan headers rowspan",
    "th": "abbr colspan headers rowspan scope",
    "time": "datetime",
    "track": "default kind label src srclang",
    "video": "controls height loop muted playsinline poster preload src width",
}
ATTRIBUTES = {tag: frozenset(names.split()) for tag, names in _OWN.items()}

PAGE_CLASSES = frozenset({"author", "badge", "dateline", "disclaimer", "notice", "rel", "sources"})
"""Classes of the packaged theme that say what a part of the page is."""

_MICROFORMATS = ("h-", "p-", "u-", "dt-", "e-")
_REMEDY = "take it out; html: trusted in site.yaml keeps it, and whatever else any author writes"
_FRAMES = frozenset({"embed", "frame", "iframe", "object"})
_SCHEME = re.compile(r"(?<![a-z0-9+.-])([a-z][a-z0-9+.-]*+):", re.IGNORECASE)
_NEVER = frozenset({"javascript", "vbscript"})
_MAX_DEPTH = 300
_VOID = "area base br col embed hr img input link meta source track wbr"
_CLOSED_BY_THE_NEXT = "colgroup dd dt li p rp rt tbody td tfoot th thead tr"
_UNCLOSED = frozenset(f"{_VOID} {_CLOSED_BY_THE_NEXT}".split())
_UNSEEN = re.compile(r"[^!-~]+")
_ATTRIBUTE_NAME = re.compile(r"[a-z][a-z0-9_:.-]*")


def clean(markup: str) -> str:
    """The HTML with the allowed elements and attributes alone. TooMuchError where it nests beyond measure."""
    _check_depth(markup)
    return nh3.clean(
        markup,
        tags=set(TAGS),
        attributes={"*": set(EVERYWHERE), **{tag: set(names) for tag, names in ATTRIBUTES.items()}},
        attribute_filter=_filter,
        generic_attribute_prefixes={"aria-"},
        link_rel=None,
        # Any scheme that the body names, made-up ones too, but for those that run script; `lift` looks again.
        url_schemes={s.lower() for s in _SCHEME.findall(html.unescape(markup))} - _NEVER,
    )


def _filter(_element: str, name: str, value: str) -> str | None:
    if name == "class":
        return " ".join(own for own in value.split() if not _is_reserved(own)) or None
    return None if name == "id" and value in PAGE_IDS else value


def _is_reserved(name: str) -> bool:
    """Whether a class tells readers' tools, or readers, that an element is the page's own: its author, its notice."""
    return name in PAGE_CLASSES or name.startswith(_MICROFORMATS)


def _check_depth(markup: str) -> None:
    """An HTML parser's time grows by the square of the depth, and open formatting elements multiply."""
    depth: dict[str, int] = {}
    total = 0
    for closing, element in re.findall(r"<(/?)([a-zA-Z][^\t\n\f\r />]*+)", markup):
        name = element.lower()
        if name in _UNCLOSED:
            continue
        if not closing:
            depth[name] = depth.get(name, 0) + 1
            total += 1
        elif depth.get(name, 0):
            depth[name] -= 1
            total -= 1
        if total > _MAX_DEPTH:
            raise TooMuchError("body-too-deep", 0, f"the HTML nests more than {_MAX_DEPTH} elements deep", FLATTEN)


def dropped(tokens: Sequence[Token], locator: Locator) -> Iterator[Diagnostic]:
    """A warning for each tag and attribute of raw HTML that `clean` drops."""
    for token in tokens:
        first = token.map[0] if token.map else 0
        if token.type == "html_block":
            yield from _dropped_from(token.content, first, locator)
        breaks = 0
        for child in token.children or ():
            if child.type == "html_inline":
                yield from _dropped_from(child.content, first + breaks, locator)
            breaks += child.content.count("\n") + child.type.endswith("break")


def _dropped_from(content: str, line: int, locator: Locator) -> Iterator[Diagnostic]:
    if content.startswith("<!--"):
        content = content.partition("-->")[2]
    counted = 0
    for tag in TAG.finditer(content):
        line += content.count("\n", counted, tag.start())
        counted = tag.start()
        if tag[1]:
            continue
        span = locator.on_line(line, tag[0])
        name = tag[2].lower()
        if name in TAGS:
            yield from _dropped_attributes(name, tag[3], span)
        else:
            remedy = "link to it, or name a film under videos: in front matter" if name in _FRAMES else _REMEDY
            yield Diagnostic("html-dropped", f"<{_shown(name)}> was dropped", span, remedy, "warning")


def _dropped_attributes(element: str, attributes: str, span: Span) -> Iterator[Diagnostic]:
    lost: list[str] = []
    for match in ATTRIBUTE.finditer(attributes):
        name, value = match[1].lower(), unescaped(match[2] or "")
        known = name in EVERYWHERE or name.startswith("aria-") or name in ATTRIBUTES.get(element, ())
        if is_unsafe(name, value):
            yield unsafe(name, value, span)
        elif not known:
            lost.append(name)
        elif name == "id" and value in PAGE_IDS:
            message = f'id="{value}" was dropped from <{element}>: the page has an element of that name'
            yield Diagnostic("html-dropped", message, span, "choose another id", "warning")
        elif name == "class" and any(_is_reserved(own) for own in value.split()):
            message = f'class="{_shown(value)}" of <{element}> was dropped where it is the page\'s own'
            yield Diagnostic("html-dropped", message, span, "choose another class", "warning")
    if not all(_ATTRIBUTE_NAME.fullmatch(name) for name in lost):
        message = f"parts of <{element}> were dropped: its quotation marks do not match"
        yield Diagnostic("html-dropped", message, span, 'write one " before and one after each value', "warning")
    elif lost:
        names = ", ".join(_shown(name) for name in dict.fromkeys(lost[:5]))
        message = f"{names} of <{element}> was dropped"
        yield Diagnostic("html-dropped", message, span, _REMEDY, "warning")


def _shown(name: str) -> str:
    return _UNSEEN.sub("", name)[:40]

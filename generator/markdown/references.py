"""The URLs in a body's HTML: those that depend on the rest of the site are lifted out, and put back when it is known.

The patterns follow the HTML standard's tokenizer (section 13.2.5), so that they see the tags that a browser sees.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Sequence
from html.entities import html5

from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token
from msgspec.structs import replace

from generator import address
from generator.diagnostic import Diagnostic, Span
from generator.markdown.place import Locator
from generator.model import Reference

LIFTED = frozenset({"href", "src", "srcset", "poster", "cite"})
_URLS = LIFTED | {
    *("action", "background", "by", "classid", "codebase", "data", "dynsrc", "formaction", "from", "icon"),
    *("longdesc", "lowsrc", "manifest", "ping", "profile", "to", "usemap", "values", "xlink:href"),
}

_S = r"[\t\n\f\r ]"
_NAME = r"(?:=[^\t\n\f\r />=]*+|[^\t\n\f\r />=]++)"
_VALUE = r"""(?:"[^"]*+"?+|'[^']*+'?+|[^\t\n\f\r >"'][^\t\n\f\r >]*+)"""
_ATTRIBUTES = rf"(?:[\t\n\f\r /]++|{_NAME}(?:{_S}*+={_S}*+{_VALUE}?+)?+)*+"
ATTRIBUTE = re.compile(rf"({_NAME})(?:{_S}*+={_S}*+({_VALUE})?+)?+")
TAG = re.compile(rf"<(/?)([a-zA-Z][^\t\n\f\r />]*+)({_ATTRIBUTES})>?+")
_RAW_TEXT = "script|style|textarea|title|xmp|iframe|noembed|noframes"
_MARKUP = re.compile(
    r"(?P<comment><!--(?:-?>|.*?(?:--!?>|\Z))|<[!?][^>]*+>?+|</(?![a-zA-Z])[^>]*+>?+)"
    rf"|(?P<open><(?P<raw>{_RAW_TEXT})(?=[\t\n\f\r />]){_ATTRIBUTES}>)"
    rf"(?P<content>.*?)(?=</(?P=raw)[\t\n\f\r />]|\Z)|{TAG.pattern}",
    re.DOTALL | re.IGNORECASE,
)
# The renderer escapes quotes everywhere, so that in its HTML these letters are an attribute. Looking back from the rare
# ones takes a fifth of the time.
_RENDERED = re.compile(r'''="(?:(?<= href=")(?P<href>[^"]*)|(?<= src=")(?P<src>[^"]*))"''')
_ABSOLUTE = ("https://", "http://", "mailto:")
_CHARACTER = re.compile(r"&(?:#[0-9]++;?+|#[xX][0-9a-fA-F]++;?+|[a-zA-Z0-9]++;|[a-zA-Z0-9]++(?!=))")
_CANDIDATE = re.compile(r"[\t\n\f\r ,]*+([^\t\n\f\r ]++)")
_DESCRIPTOR = re.compile(r"(?:\([^)]*+\)?+|[^,(]++)*+")
_LINKING = {"image": "src", "link_open": "href"}
_SHOWN = 60


def attribute(reference: Reference, url: str, extra: str = "") -> str:
    """The attribute with this URL, as the Markdown renderer would have written it, and `extra` after it."""
    if reference.written and url == reference.value:
        text = reference.written
    else:
        text = f'{reference.attribute}="{escapeHtml(url)}"'
    return f"{text} {extra}" if extra else text


def fill(body_html: str, attributes: Sequence[str]) -> str:
    """The HTML with its attributes in place, in the order of the body's references.

    ValueError if there are more or fewer of them.
    """
    if not attributes and "\0" not in body_html:
        return body_html
    parts = body_html.split("\0")
    parts[1::2] = attributes
    return "".join(parts)


def pictures(srcset: str) -> tuple[tuple[str, str], ...]:
    """The URLs of a srcset, each with its descriptor ("2x", "640w" or nothing)."""
    found = []
    at = 0
    while match := _CANDIDATE.match(srcset, at):
        url, at = match[1], match.end()
        descriptor = ""
        if not url.endswith(","):
            following = _DESCRIPTOR.match(srcset, at)
            if following:
                descriptor, at = following[0].strip(), following.end()
        found.append((url.rstrip(","), descriptor))
    return tuple(found)


def drop_unsafe_links(tokens: Sequence[Token], locator: Locator) -> Iterator[Diagnostic]:
    """Take the URL from every Markdown link and picture that could run script."""
    for token in tokens:
        if token.children:
            yield from _drop_unsafe(token.children, token.map[0] if token.map else 0, locator)


def _drop_unsafe(children: Sequence[Token], line: int, locator: Locator) -> Iterator[Diagnostic]:
    for child in children:
        name = _LINKING.get(child.type)
        if name is None:
            continue
        url = str(child.attrs[name])
        if not url.startswith(_ABSOLUTE) and address.is_dangerous(url):
            yield unsafe(name, url, locator.on_line(line, url))
            _disarm(child, name)


def _disarm(child: Token, name: str) -> None:
    """A link without target is still an element; a picture without source is only its text."""
    del child.attrs[name]
    if child.type == "image":
        child.type, child.attrs = "text", {}
        child.content = "".join(c.content for c in child.children or ())


def unsafe(name: str, url: str, span: Span) -> Diagnostic:
    """The warning for a URL that was dropped."""
    shown = "".join(c if c.isprintable() else " " for c in url[:_SHOWN]) + ("…" if len(url) > _SHOWN else "")
    message = f'{name}="{shown}" was dropped: following it could run script'
    return Diagnostic("unsafe-link", message, span, "link to an http or https address", "warning")


def is_unsafe(name: str, value: str) -> bool:
    """Whether an attribute, its value unescaped, holds a URL that could run script."""
    if name not in _URLS:
        return False
    if name == "srcset":
        return any(address.is_dangerous(url) for url, _ in pictures(value))
    if name == "values":
        return any(address.is_dangerous(url) for url in value.split(";"))
    return address.is_dangerous(value)


def lift(markup: str, locator: Locator, *, raw: bool) -> tuple[str, tuple[Reference, ...], list[Diagnostic]]:
    """The HTML with NUL n NUL for each attribute whose URL is relative, those attributes, and what was dropped.

    `raw` says that the HTML is not the Markdown renderer's alone.
    """
    lifting = _Lifting(locator)
    if not raw:
        markup = lifting.rendered(markup)
    elif "<" in markup:
        markup = _MARKUP.sub(lifting.markup, markup)
    return markup, tuple(lifting.references), lifting.warnings


class _Lifting:
    """What a walk over a body's HTML has found so far."""

    def __init__(self, locator: Locator) -> None:
        self.references: list[Reference] = []
        self.warnings: list[Diagnostic] = []
        self._locator = locator

    def rendered(self, markup: str) -> str:
        """The Markdown renderer's HTML."""
        pieces: list[str] = []
        at = 0
        for found in _RENDERED.finditer(markup):
            name = found.lastgroup or ""
            text = found[name]
            if text.startswith(_ABSOLUTE):
                continue
            value = html.unescape(text) if "&" in text else text
            if address.is_relative(value):
                reference = Reference(name, value, self._place(value), "a" if name == "href" else "img")
                pieces += markup[at : found.start() - len(name)], self._marker(reference)
                at = found.end()
        return "".join((*pieces, markup[at:]))

    def markup(self, match: re.Match[str]) -> str:
        """A tag, a comment, or an element whose content is no markup."""
        if match["comment"] is not None:
            # A browser may see links here: within <noscript> or SVG, comments and scripts end elsewhere.
            return TAG.sub(lambda tag: self._tag(tag, lifted=False), match[0])
        if match["open"] is not None:
            content = TAG.sub(lambda tag: self._tag(tag, lifted=False), match["content"])
            return TAG.sub(self._tag, match["open"]) + content
        return TAG.sub(self._tag, match[0])

    def _tag(self, tag: re.Match[str], *, lifted: bool = True) -> str:
        closing, element, attributes = tag.groups()
        if closing or "=" not in attributes:
            return tag[0]
        names = tuple(a[1].lower() for a in ATTRIBUTE.finditer(attributes))
        if _URLS.isdisjoint(names):
            return tag[0]
        replaced = ATTRIBUTE.sub(self._attribute(element.lower(), names, lifted=lifted), attributes)
        head, tail = tag.start(3) - tag.start(), tag.end(3) - tag.start()
        return tag[0][:head] + replaced + tag[0][tail:]

    def _attribute(self, element: str, names: tuple[str, ...], *, lifted: bool) -> Callable[[re.Match[str]], str]:
        earlier: set[str] = set()

        def replaced(match: re.Match[str]) -> str:
            name = match[1].lower()
            counts = name not in earlier  # a browser goes by the first of several
            earlier.add(name)
            value = unescaped(match[2] or "")
            if is_unsafe(name, value):
                self.warnings.append(unsafe(name, value, self._place(value)))
                return ""
            if not (lifted and counts) or name not in LIFTED or not match[2] or not _depends_on_site(name, value):
                return match[0]
            beside = tuple(other for other in names if other != name)
            found = Reference(name, value, self._place(value), element, beside)
            return self._marker(found if attribute(found, value) == match[0] else replace(found, written=match[0]))

        return replaced

    def _place(self, value: str) -> Span:
        return self._locator.target("" if value.startswith("#fn") else value)

    def _marker(self, reference: Reference) -> str:
        self.references.append(reference)
        return f"\0{len(self.references) - 1}\0"


def _depends_on_site(name: str, value: str) -> bool:
    if name == "srcset":
        return any(address.is_relative(url) for url, _ in pictures(value))
    return address.is_relative(value)


def unescaped(value: str) -> str:
    """An attribute's value as a browser reads it, without its quotes (section 13.2.5.72 of the HTML standard)."""
    if value[:1] in ("'", '"'):
        value = value[1:-1] if len(value) > 1 and value[-1] == value[0] else value[1:]
    return _CHARACTER.sub(_character, value) if "&" in value else value


def _character(match: re.Match[str]) -> str:
    written = match[0]
    return html.unescape(written) if written[1] == "#" or written[1:] in html5 else written

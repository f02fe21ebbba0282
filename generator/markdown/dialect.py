"""The dialects of Markdown, as parsers, each built once: CommonMark, and CommonMark with a newsroom's extras."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.footnote import footnote_plugin

from generator import slug
from generator.markdown import prose, typography

PAGE_IDS = frozenset(
    {"content", "disclosure", "corrections", "sources", "disclaimer", "videos", "recommended", "related"}
    | {"topic-beside", "topic-disclosed"}
)
"""The ids of the pages that show a body, which no heading and no element of one takes."""

FLATTEN = "flatten the lists and quotations: three levels are plenty for a reader"

_MAX_DEPTH = 40
_MAX_BRACKET_STEPS = 4_000_000
_LONG = 5_000

# Only these start something; markdown-it's own set also stops at the marks of plugins that are not in use.
_TERMINATORS = re.compile(r"[\n!&*<\[\\\]^_`~]")
_TERMINATORS_OF_COMMONMARK = re.compile(r"[\n!&*<\[\\\]_`]")
_BRACKETS = re.compile(r"[\[\]]")
_NORMAL_URL = re.compile(
    r"(?:https?://[a-z0-9.-]+(?=[/?#]|\Z)|(?![/.]*/)[a-z0-9._/-]*)[A-Za-z0-9/._~=&+,-]*(?:\?[A-Za-z0-9/._~=&+,-]*)?(?:#[A-Za-z0-9_-]*)?"
)


class TooMuchError(Exception):
    """A body that would take more depth or time than any reader has; `line` counts from 0 in the body."""

    def __init__(self, code: str, line: int, message: str, remedy: str) -> None:
        super().__init__(message)
        self.code, self.line, self.message, self.help = code, line, message, remedy


def parser(mode: str, source: str) -> MarkdownIt:
    """The parser for a text: rules whose marks do not occur in it are left out, which saves a fifth of the time."""
    if mode == "commonmark":
        return _commonmark()
    # One character is found ten times as fast as two.
    footnotes = "^" in source and ("[^" in source or "^[" in source)
    return _full(footnotes, "|" in source, "~" in source and "~~" in source, "\\" in source or "&" in source)


@cache
def _commonmark() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"maxNesting": _MAX_DEPTH}, renderer_cls=_StandardRenderer)
    return _guarded(md, _TERMINATORS_OF_COMMONMARK)


@cache
def _full(footnotes: bool, tables: bool, strikethrough: bool, escapes: bool) -> MarkdownIt:
    options = {"maxNesting": _MAX_DEPTH, "typographer": True, "xhtmlOut": False}
    md = MarkdownIt("commonmark", options, renderer_cls=_Renderer)
    if footnotes:
        footnote_plugin(md)
        for rule in _FOOTNOTE_RULES:
            md.add_render_rule(rule.__name__, rule)
    md.enable(["table"] if tables else [])
    md.enable(["strikethrough"] if strikethrough else [])
    md.disable([] if escapes else ["escape", "entity", "text_join"])
    md.core.ruler.after("inline", "typography", typography.typeset)
    return _guarded(md, _TERMINATORS)


def _guarded(md: MarkdownIt, terminators: re.Pattern[str]) -> MarkdownIt:
    tokenize = md.block.tokenize

    def tokenize_to_a_depth(state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803 markdown-it's names
        # At this depth markdown-it skips the rest without a word.
        if state.level >= _MAX_DEPTH:
            message = f"lists and quotations nest more than {_MAX_DEPTH // 2 - 1} deep"
            raise TooMuchError("body-too-deep", startLine, message, FLATTEN)
        tokenize(state, startLine, endLine)

    md.block.tokenize = tokenize_to_a_depth  # type: ignore[method-assign]  # markdown-it's hook
    md.block.ruler.before("table", "prose", prose.paragraph)
    md.core.ruler.at("normalize", _normalize)
    md.core.ruler.at("inline", _inline)
    md.inline.terminator_re = terminators
    md.validateLink = _any_link  # type: ignore[method-assign]  # markdown-it's hook
    md.normalizeLink = _normal_link  # type: ignore[method-assign]  # markdown-it's hook
    return md


def _any_link(url: str) -> bool:
    """Every link is one: those that run script lose their target later, with a warning."""
    return True


def _normal_link(url: str) -> str:
    """As markdown-it does it, but at once for the letters that it leaves alone."""
    return url if _NORMAL_URL.fullmatch(url) else normalizeLink(url)


def _normalize(state: StateCore) -> None:
    """Line ends are plain by now."""
    state.src = state.src.replace("\0", "\ufffd")


def _inline(state: StateCore) -> None:
    """Prose leaves its text as the token's content and its HTML as the token's markup; all else has children."""
    normal_link, typeset, before = state.md.normalizeLink, state.md.options.typographer, ""
    for token in state.tokens:
        if token.type == "inline":
            found = prose.read(token.content, normal_link, typeset=typeset)
            if found and (before != "heading_open" or found[0] == found[1]):  # `dress` looks at a heading's spans
                token.children, (token.content, token.markup) = None, found
            else:
                token.children = _parsed(token, state)
        before = token.type


def _parsed(token: Token, state: StateCore) -> list[Token]:
    if len(token.content) > _LONG:
        _check_brackets(token)
    return state.md.inline.parse(token.content, state.md, state.env, [])


def _check_brackets(token: Token) -> None:
    """Each bracket that nothing closes costs a walk to the paragraph's end, up to the depth limit."""
    content, unclosed = token.content, 0
    for bracket in _BRACKETS.findall(content):
        unclosed = unclosed + 1 if bracket == "[" else max(unclosed - 1, 0)
    if min(unclosed, _MAX_DEPTH) * len(_TERMINATORS.findall(content)) > _MAX_BRACKET_STEPS:
        message = f"{unclosed:,} opening brackets of one paragraph are never closed"
        remedy = "close them, or write \\[ for a bracket that starts no link"
        raise TooMuchError("body-too-complex", token.map[0] if token.map else 0, message, remedy)


def dress(tokens: Sequence[Token]) -> None:
    """Give every heading an id, and every aligned cell a class in place of its inline style."""
    taken: dict[str, int] = {}
    for number, token in enumerate(tokens):
        if token.type == "heading_open":
            line = tokens[number + 1]
            text = line.content if line.markup else _text(line.children or ())
            token.attrs["id"] = _heading_id(text, taken)
        elif token.attrs and token.tag in ("th", "td"):
            align = str(token.attrs.pop("style", "")).removeprefix("text-align:")
            token.attrs["class"] = f"align-{align}"


def _text(children: Sequence[Token]) -> str:
    return "".join(c.content if c.type in ("text", "code_inline") else " " for c in children if c.type != "html_inline")


def _heading_id(text: str, taken: dict[str, int]) -> str:
    base = _slug(text) or "section"
    number = taken.get(base, int(base in PAGE_IDS or bool(_NOTE_ID.fullmatch(base)))) + 1
    name = base if number == 1 else f"{base}-{number}"
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    taken[base] = number
    taken.setdefault(name, 1)
    return name


_NOTE_ID = re.compile(r"fn(?:ref)?[0-9]+(?:-[0-9]+)?|chart-[0-9]+(?:-[a-z-]+)?")
# The same few headings return in every briefing.
_slug = lru_cache(maxsize=4096)(slug.make)


class _StandardRenderer(RendererHTML):
    """HTML as the CommonMark suite has it: markdown-it leaves the line break out of an empty quotation.

    What is commonest, paragraphs, text and emphasis, has a short way of its own, which halves the time of the whole.
    """

    def blockquote_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return self.renderToken(tokens, idx, options, env).rstrip("\n") + "\n"

    def render(self, tokens: Sequence[Token], options: OptionsDict, env: EnvType) -> str:
        rendered = []
        for number, token in enumerate(tokens):
            if token.type == "inline":
                rendered.append(token.markup or self.renderInline(token.children or (), options, env))
            elif token.tag == "p" and token.nesting:
                if not token.hidden:
                    rendered.append("<p>" if token.nesting == 1 else "</p>\n")
            elif token.type in self.rules:
                rendered.append(self.rules[token.type](tokens, number, options, env))
            else:
                rendered.append(self.renderToken(tokens, number, options, env))
        return "".join(rendered)

    def renderInline(self, tokens: Sequence[Token], options: OptionsDict, env: EnvType) -> str:  # noqa: N802 markdown-it's name
        rendered = []
        for number, token in enumerate(tokens):
            if token.type == "text":
                rendered.append(escapeHtml(token.content))
            elif token.type in self.rules:
                rendered.append(self.rules[token.type](tokens, number, options, env))
            elif token.attrs or not token.nesting:
                rendered.append(self.renderToken(tokens, number, options, env))
            else:
                rendered.append(f"<{token.tag}>" if token.nesting == 1 else f"</{token.tag}>")
        return "".join(rendered)


class _Renderer(_StandardRenderer):
    """HTML5 whose wide tables scroll in a frame of their own, which a keyboard can reach."""

    def table_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        count = env["tables"] = env.get("tables", 0) + 1
        label = "Table" if count == 1 else f"Table {count}"
        return f'<div class="table" role="region" tabindex="0" aria-label="{label}">\n<table>\n'

    def chart(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Where a chart will stand."""
        return f"<p>{tokens[idx].meta['mark']}</p>\n"

    def table_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</table>\n</div>\n"


def _note(token: Token) -> tuple[int, str]:
    """The footnote's number, and the number of this reference to it."""
    number = token.meta["id"] + 1
    again = token.meta.get("subId", 0)
    return number, f"{number}-{again + 1}" if again > 0 else str(number)


def footnote_ref(self: object, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    """A footnote's mark."""
    number, reference = _note(tokens[idx])
    mark = f'<a href="#fn{number}" id="fnref{reference}" role="doc-noteref">[{number}]</a>'
    return f'<sup class="footnote-ref">{mark}</sup>'


def footnote_block_open(self: object, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    """The start of the footnotes."""
    return '<section class="footnotes" role="doc-endnotes" aria-label="Footnotes">\n<ol>\n'


def footnote_open(self: object, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    """The start of a footnote."""
    return f'<li id="fn{_note(tokens[idx])[0]}">'


def footnote_anchor(self: object, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
    """The way back from a footnote; the variation selector keeps the arrow from becoming an emoji."""
    reference = _note(tokens[idx])[1]
    label = f'class="footnote-backref" role="doc-backlink" aria-label="Back to reference {reference}"'
    return f' <a href="#fnref{reference}" {label}>\u21a9\ufe0e</a>'


_FOOTNOTE_RULES = (footnote_ref, footnote_block_open, footnote_open, footnote_anchor)

"""Markdown: an editor's body to HTML that is safe to publish, its links still open."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from markdown_it.token import Token

from generator import excerpt, fingerprint
from generator.diagnostic import Diagnostic, Span
from generator.markdown import brackets, dialect, notes, plain, references, sanitizer
from generator.markdown.charts import Charts, misspelled
from generator.markdown.dialect import PAGE_IDS
from generator.markdown.place import Locator
from generator.markdown.references import attribute, fill, pictures
from generator.model import Body, Rendered

__all__ = ["PAGE_IDS", "attribute", "fill", "pictures", "render"]

LEAD_CHARACTERS = 200
"""What a first paragraph is cut to where it stands for a summary."""

_MAX_WARNINGS = 50
_RAW = frozenset({"html_block", "html_inline"})


def render(text: str, path: str, first_line: int, *, mode: str, html: str) -> tuple[Rendered, tuple[Diagnostic, ...]]:
    """The body and what is to be said of it. After an error the body is empty.

    `path` is relative to content/; `first_line` is the line of the file on which `text` begins; `mode` is
    full or commonmark, `html` sanitize or trusted, as in site.yaml.
    """
    source = _normal(text)
    locator = Locator(source, f"content/{path}", first_line)
    try:
        return _rendered(source, locator, mode, html)
    except dialect.TooMuchError as excess:
        return _refused(excess.code, excess.message, excess.help, locator.line(excess.line))
    except RecursionError:
        return _refused("body-too-deep", "the body nests too deep", dialect.FLATTEN, locator.line(0))


def _normal(text: str) -> str:
    """The text with plain line ends and no character that a page cannot hold."""
    source = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    try:
        source.encode()
    except UnicodeEncodeError:
        return source.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return source


def _rendered(source: str, locator: Locator, mode: str, html: str) -> tuple[Rendered, tuple[Diagnostic, ...]]:
    parser = dialect.parser(mode, source)
    env: dict[str, object] = {}
    tokens = parser.parse(source, env)
    warnings = list(references.drop_unsafe_links(tokens, locator))
    charts: Charts | None = None
    if mode == "full":
        dialect.dress(tokens)
        if "[^" in source:
            warnings += islice(notes.halves(tokens, source, env, locator), _MAX_WARNINGS)
        if any(sign in source for sign in brackets.SIGNS):
            warnings += islice(brackets.without_link(tokens, env, locator), _MAX_WARNINGS)
        if "```" in source or "~~~" in source:
            warnings += islice(misspelled(tokens, locator), _MAX_WARNINGS)
        charts = Charts.of(tokens, source, locator) if "chart" in source else None
    text, lead = plain.of(tokens)
    markup = parser.renderer.render(tokens, parser.options, env)
    raw = "<" in source and _has_raw_html(tokens)
    if raw and html == "sanitize":
        warnings += sanitizer.dropped(tokens, locator)
        markup = sanitizer.clean(markup)
    markup, found, unsafe = references.lift(markup, locator, raw=raw)
    if charts:
        markup = charts.opened(markup)
    told = {w.message for w in warnings}
    warnings += (w for w in unsafe if w.message not in told)
    body = Body(
        digest=fingerprint.of_text(markup),
        references=found,
        lead=excerpt.cut(lead, LEAD_CHARACTERS),
        words=text.count(" "),
        is_blank=not markup.strip(),
        charts=charts.charts if charts else (),
    )
    return Rendered(body, markup, text), (*_at_most(warnings), *(charts.found if charts else ()))


def _has_raw_html(tokens: Sequence[Token]) -> bool:
    return any(t.type in _RAW or (t.children is not None and any(c.type in _RAW for c in t.children)) for t in tokens)


def _at_most(warnings: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The first warnings, and a last one that counts the rest: a page pasted from elsewhere has thousands."""
    if len(warnings) <= _MAX_WARNINGS:
        return tuple(warnings)
    last = warnings[_MAX_WARNINGS - 1]
    more = f"{len(warnings) - _MAX_WARNINGS + 1} more things in this body were dropped"
    help_ = "mend those above it, and these are told"
    return (*warnings[: _MAX_WARNINGS - 1], Diagnostic(last.code, more, last.span, help_, "warning"))


def _refused(code: str, message: str, remedy: str, span: Span) -> tuple[Rendered, tuple[Diagnostic, ...]]:
    nothing = Rendered(Body(fingerprint.of_text(""), is_blank=True), "", "")
    return nothing, (Diagnostic(code, message, span, remedy),)

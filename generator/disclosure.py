"""Who paid, who holds, and what a briefing must therefore say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator import calendar
from generator.diagnostic import Diagnostic, Span
from generator.model import COMPANIES, Author, Briefing, Company, Disclaimer, Settings
from generator.views import DisclosureView, Position

_CITATION = "{sources}"
_SENTENCE_END = re.compile(r"(?<=[^A-Z\s][.!?؟])\s+|(?<=[。！？])\s*")
_TICKER = re.compile(r"([A-Za-z]+):(\S+)")


def disclaimer(briefing: Briefing, settings: Settings) -> Disclaimer | None:
    """The disclaimer that a briefing carries: by key, as a literal text, or the site's default."""
    wanted = briefing.disclaimer or settings.default_disclaimer
    if not wanted:
        return None
    by_text = (known for known in settings.disclaimers.values() if known.text == wanted)
    return settings.disclaimers.get(wanted) or next(by_text, Disclaimer("", wanted))


def disclaimer_text(briefing: Briefing, settings: Settings) -> str:
    """The disclaimer as it reads: {sources} becomes the sources' names; without any, its sentence goes."""
    chosen = disclaimer(briefing, settings)
    if chosen is None:
        return ""
    if _CITATION not in chosen.text:
        return chosen.text
    names = list(dict.fromkeys(source.name for source in briefing.sources))
    if not names:
        sentences = _SENTENCE_END.split(chosen.text)
        return " ".join(sentence for sentence in sentences if _CITATION not in sentence).strip()
    return chosen.text.replace(_CITATION, calendar.joined(names, settings.language))


def position(ticker: str, settings: Settings) -> Position:
    """A company, given by a ticker or by its name, as a notice names it: "Eldorado Gold", "TSX: ELD"."""
    company = settings.company(ticker) or Company(ticker, "")
    is_name = ticker.casefold() == company.name.casefold()
    return Position(company.name, spaced(company.ticker if is_name else ticker), company.url)


def spaced(ticker: str) -> str:
    """A ticker as it reads in a sentence: "TSX: ELD". What is no ticker stays as it is."""
    return _TICKER.sub(r"\1: \2", ticker) if _TICKER.fullmatch(ticker) else ticker


def named(company: Position) -> str:
    """The company's name with its ticker, as in a sentence."""
    return f"{company.name} ({company.ticker})" if company.name else company.ticker


def view(briefing: Briefing, settings: Settings) -> DisclosureView | None:
    """The notice that opens the briefing, or None where nobody paid and nobody holds."""
    disclosed = briefing.disclosure
    sponsor = position(disclosed.sponsor, settings) if disclosed and disclosed.sponsor else None
    notice = (
        f"Disseminated on behalf of {named(sponsor)}, which paid {_clause(disclosed.compensation)}"
        if disclosed and sponsor
        else ""
    )
    positions = tuple(position(t, settings) for t in disclosed.positions) if disclosed else ()
    holdings = _holdings(briefing, positions, settings)
    if not notice and not holdings:
        return None
    return DisclosureView(notice, holdings, sponsor, disclosed.compensation if disclosed else "", positions)


def _clause(compensation: str) -> str:
    text = compensation.strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _holdings(briefing: Briefing, positions: tuple[Position, ...], settings: Settings) -> str:
    sentences = []
    if positions:
        names = calendar.joined([named(p) for p in positions], settings.language)
        sentences.append(f"The publisher holds a position in {names}.")
    for author, tickers in _conflicted_authors(briefing, settings):
        names = calendar.joined([named(position(t, settings)) for t in tickers], settings.language)
        sentences.append(f"{author.name} holds a position in {names}.")
    return " ".join(sentences)


def _conflicted_authors(briefing: Briefing, settings: Settings) -> Iterator[tuple[Author, list[str]]]:
    """The authors who hold what they write about, each with those tickers in the briefing's order, a company once."""
    written: dict[str, str] = {}
    for ticker in briefing.terms.get(COMPANIES, ()):
        written.setdefault(_main_ticker(ticker, settings), ticker)
    for name in briefing.authors:
        author = settings.author(name)
        if author and author.holdings:
            holdings = {_main_ticker(t, settings) for t in author.holdings}
            held = [ticker for main, ticker in written.items() if main in holdings]
            if held:
                yield author, held


def _main_ticker(ticker: str, settings: Settings) -> str:
    """What all listings of one company, however spelled, have in common."""
    company = settings.company(ticker)
    return (company.ticker if company else ticker).casefold()


def check(briefing: Briefing, settings: Settings) -> Iterator[Diagnostic]:
    """What a briefing's disclaimer may not say, and what it cannot say."""
    chosen = disclaimer(briefing, settings)
    if chosen is None:
        return
    span = Span(f"content/{briefing.path}", 1, key="disclaimer")
    is_told = briefing.draft and "sources" in settings.require  # in the words of a missing field
    if _CITATION in chosen.text and not briefing.sources and not is_told:
        message = "the disclaimer names {sources}, and the briefing has none; that sentence was left out"
        yield Diagnostic("no-sources", message, span, "add sources: to the front matter", "warning")
    if chosen.unconflicted:
        for interest in _interests(briefing, settings):
            message = f"the disclaimer “{chosen.key}” says that nobody has an interest, but {interest}"
            yield Diagnostic("conflicted-disclaimer", message, span, "choose a disclaimer that discloses it")


def _interests(briefing: Briefing, settings: Settings) -> Iterator[str]:
    disclosed = briefing.disclosure
    if disclosed and disclosed.sponsor:
        yield f"{named(position(disclosed.sponsor, settings))} is the sponsor"
    if disclosed and disclosed.positions:
        yield f"there are positions in {', '.join(named(position(t, settings)) for t in disclosed.positions)}"
    for author, tickers in _conflicted_authors(briefing, settings):
        yield f"{author.name} holds {', '.join(named(position(t, settings)) for t in tickers)}"

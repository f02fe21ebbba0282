"""Tickers: how they are written, and whether the site knows the company."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generator.diagnostic import Diagnostic
from generator.lint.prose import Passage
from generator.lint.story import Story, finding, shown
from generator.lint.vocabulary import words
from generator.model import COMPANIES, Settings
from generator.schema import closest

_SPELLINGS = {
    "TSXV": r"TSX[ .-]?V(?:enture|ENTURE)?(?:[ ](?:Exchange|EXCHANGE))?|TSXv",
    "NYSE American": r"NYSE[ -](?:American|AMERICAN|MKT)|NYSEAMERICAN",
    "NYSE Arca": r"NYSE[ -](?:Arca|ARCA)|NYSEARCA",
    "NASDAQ": r"NASDAQ|Nasdaq",
    "OTCQB": r"OTC[ -]?QB",
    "OTCQX": r"OTC[ -]?QX",
    "OTC Pink": r"OTC[ -]?(?:Pink|PINK|PK|MKTS|Markets)|OTC",
    "Cboe Canada": r"(?:Cboe|CBOE)(?:[ ](?:Canada|CANADA))?|NEO",
    **{
        name: name
        for name in (
            "TSX",
            "NYSE",
            "CSE",
            "ASX",
            "LSE",
            "AIM",
            "JSE",
            "HKEX",
            "SSE",
            "SZSE",
            "FSE",
            "NZX",
            "OSE",
            "TSE",
        )
    },
}
"""Exchanges, longer names first, each with the ways in which it is written."""

_AS_WRITTEN = frozenset({"NASDAQ", "OTC Pink", "Cboe Canada"})
"""Those of which every spelling is a good one."""

_ALIKE = {
    "NYSE American": ("NYSEAMERICAN", "NYSE-AMERICAN", "NYSEMKT", "AMEX", "NYSE"),
    "NYSE Arca": ("NYSEARCA", "NYSE-ARCA", "NYSE"),
    "TSXV": ("TSXV", "TSX-V", "TSX.V", "CVE"),
    "OTCQB": ("OTCQB", "OTC", "OTCMKTS", "OTCPK"),
    "OTCQX": ("OTCQX", "OTC", "OTCMKTS", "OTCPK"),
    "OTC Pink": ("OTC", "OTCPK", "OTCPINK", "OTCMKTS", "OTCQB", "OTCQX"),
    "Cboe Canada": ("CBOE", "NEO"),
    "LSE": ("LSE", "LON", "AIM"),
    "AIM": ("AIM", "LSE", "LON"),
    "HKEX": ("HKEX", "SEHK", "HKG"),
}
"""How site.yaml may call an exchange, where that is not the name itself."""

_ORDINARY_WORDS = frozenset({"AIM", "CSE", "Cboe Canada", "FSE", "OSE", "OTC Pink", "SSE", "TSE"})
"""Names that mean other things too: they count within brackets, where tickers stand."""

_NUMERIC = frozenset({"HKEX", "SSE", "SZSE", "TSE"})
_NO_SYMBOLS = words("ALL AMERICAN AND ARCA CA CEO ETF FOR INC INDEX IPO LTD MKT NOT PINK QB QX THE UK US VENTURE")
_SUFFIXES = {"V": "TSXV", "TO": "TSX", "CN": "CSE", "NE": "Cboe Canada", "AX": "ASX", "L": "LSE"}
"""What stands behind a symbol on finance sites, and the exchange that it means."""

_EXCHANGE = "|".join(spelling for spelling in _SPELLINGS.values())
_HINT = re.compile(r"[A-Z](?:SX|YSE|SE\b|ASDAQ|TC|BOE|EO\b|IM\b|KEX|ZX)|Nasdaq|Cboe")
"""What each exchange's name has: a text without it is not searched."""

_SYMBOL = r"(?:[A-Z][A-Z0-9]{0,5}|[0-9]{3,6})(?:[.-][A-Z]{1,3})?"
_WITH_COLON = re.compile(rf"(?<![\w.:/-])(?P<exchange>{_EXCHANGE})(?P<between>\s*:\s*)(?P<symbol>{_SYMBOL})(?![\w/-])")
_BRACKETS = re.compile(r"[(\[]([^()\[\]]{3,90})[)\]]")
_PART = re.compile(r"[^;,\s][^;,]*(?<!\s)")
_WITHOUT_COLON = re.compile(rf"(?P<exchange>{_EXCHANGE})[ \u00a0-]+(?P<symbol>{_SYMBOL})")
_REVERSED = re.compile(rf"(?P<symbol>{_SYMBOL})\s*[:-]\s*(?P<exchange>{_EXCHANGE})")
_CASHTAG = re.compile(r"(?<![\w$])\$(?P<symbol>[A-Z]{1,5})(?![\w$])")
_SUFFIXED = re.compile(rf"(?<![\w.])(?P<symbol>[A-Z]{{1,5}})\.(?P<suffix>{'|'.join(_SUFFIXES)})(?![\w.])")
_TICKER = re.compile(r"[A-Za-z0-9.-]+:[A-Za-z0-9.&-]+")


@dataclass(frozen=True, slots=True)
class _Ticker:
    """A ticker in a text: its `exchange` by the name used here; `proper` is how it should read."""

    exchange: str
    symbol: str
    written: str
    start: int
    end: int
    proper: str

    @property
    def names(self) -> tuple[str, ...]:
        """What site.yaml may call it."""
        return tuple(f"{name}:{self.symbol}".casefold() for name in _ALIKE.get(self.exchange, (self.exchange,)))


def ticker_format(story: Story) -> Iterator[Diagnostic]:
    """Tickers that do not read like “(TSXV: RUA)”."""
    known = _known(story.settings)
    for passage in story.passages:
        for ticker in (*_tickers(passage), *_of_other_places(passage, known)):
            if " ".join(ticker.written.replace("\u00a0", " ").split()) != ticker.proper:
                message = f"“{shown(ticker.written)}” is not how a ticker is written here"
                span = passage.span(ticker.start, ticker.end)
                yield finding("ticker-format", message, span, f"write {ticker.proper}")


def ticker_unknown(story: Story) -> Iterator[Diagnostic]:
    """Tickers that are not among site.yaml's companies, each once."""
    known = _known(story.settings)
    told: set[str] = set()
    for key, name in _in_front_matter(story):
        if name.casefold() not in known and name.casefold() not in told:
            told.add(name.casefold())
            yield _unknown(name, story, key=key)
    for passage in story.passages:
        for ticker in _tickers(passage):
            names = set(ticker.names)
            if not names & known and not names & told:
                told |= names
                yield _unknown(ticker.proper.replace(": ", ":"), story, passage=passage, ticker=ticker)


def _unknown(
    name: str, story: Story, *, key: str = "", passage: Passage | None = None, ticker: _Ticker | None = None
) -> Diagnostic:
    span = passage.span(ticker.start, ticker.end) if passage and ticker else story.place(key)
    symbol = name.rpartition(":")[2].casefold()
    tickers = list(_all(story.settings))
    near = next((t for t in tickers if t.rpartition(":")[2].casefold() == symbol), "") or closest(name, tickers)
    entry = name.replace(" ", "")
    help_ = f"did you mean {near}? Otherwise add it" if near else "add it"
    message = f"{name} is not among the companies of site.yaml"
    return finding("ticker-unknown", message, span, f"{help_}: companies: {{{entry}: …}}")


def _in_front_matter(story: Story) -> Iterator[tuple[str, str]]:
    """The tickers of the front matter by their dotted keys."""
    briefing = story.briefing
    named = [(f"{COMPANIES}.{n}", name) for n, name in enumerate(briefing.terms.get(COMPANIES, ()))]
    if briefing.disclosure:
        named.append(("disclosure.sponsor", briefing.disclosure.sponsor))
        named += [(f"disclosure.positions.{n}", name) for n, name in enumerate(briefing.disclosure.positions)]
    return ((key, name) for key, name in named if _TICKER.fullmatch(name))


def _all(settings: Settings) -> Iterator[str]:
    for company in settings.companies.values():
        yield from dict.fromkeys((company.ticker, *company.listings))


def _known(settings: Settings) -> frozenset[str]:
    return frozenset(ticker.casefold() for ticker in _all(settings))


def _tickers(passage: Passage) -> Iterator[_Ticker]:
    """The tickers of a text, with their exchanges."""
    text = passage.text
    if not _HINT.search(text):
        return
    for match in _WITH_COLON.finditer(text):
        ticker = _ticker(match)
        if ticker and (ticker.exchange not in _ORDINARY_WORDS or _is_in_brackets(text, match.start())):
            yield ticker
    for brackets in _BRACKETS.finditer(text):
        for part in _PART.finditer(text, *brackets.span(1)):
            found = _WITHOUT_COLON.fullmatch(text, *part.span()) or _REVERSED.fullmatch(text, *part.span())
            ticker = _ticker(found) if found and found["symbol"] not in _NO_SYMBOLS else None
            if ticker and ticker.exchange not in _ORDINARY_WORDS:
                yield ticker


def _ticker(match: re.Match[str]) -> _Ticker | None:
    written, symbol = match["exchange"], match["symbol"]
    exchange = next(name for name, spelling in _SPELLINGS.items() if re.fullmatch(spelling, written))
    if symbol[0].isdigit() and exchange not in _NUMERIC:
        return None
    shown_name = written if exchange in _AS_WRITTEN else exchange
    return _Ticker(exchange, symbol, match[0], match.start(), match.end(), f"{shown_name}: {symbol}")


def _of_other_places(passage: Passage, known: frozenset[str]) -> Iterator[_Ticker]:
    """Symbols of companies that the site knows, written as on social media and finance sites."""
    if not known:
        return
    for match in _CASHTAG.finditer(passage.text):
        name = next((name for name in sorted(known) if name.endswith(f":{match['symbol'].casefold()}")), "")
        if name:
            exchange = name.partition(":")[0].upper()
            yield _Ticker(exchange, match["symbol"], match[0], *match.span(), f"{exchange}: {match['symbol']}")
    for match in _SUFFIXED.finditer(passage.text):
        exchange = _SUFFIXES[match["suffix"]]
        ticker = _Ticker(exchange, match["symbol"], match[0], *match.span(), f"{exchange}: {match['symbol']}")
        if known.intersection(ticker.names):
            yield ticker


def _is_in_brackets(text: str, at: int) -> bool:
    before = text[max(at - 90, 0) : at]
    return max(before.rfind("("), before.rfind("[")) > max(before.rfind(")"), before.rfind("]"))

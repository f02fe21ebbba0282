"""Visits web addresses on other people's servers, many at once, politely."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urljoin, urlsplit

from msgspec import Struct

import generator
from generator import address

if TYPE_CHECKING:
    import httpx

_PERMANENT = frozenset({301, 308})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_GONE = frozenset({404, 410})
_BUSY = frozenset({429, 503})
_UNKNOWN_NAME = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})
_AGENT = f"headframe/{generator.__version__} (link check)"
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052

Verdict = Literal["alive", "moved", "dead", "unanswered"]


class Answer(Struct, frozen=True):
    """What became of a web address. `detail` is where it has moved to for good, or else what is wrong with it.

    Dead is what is so for certain; a server that fails, is slow or turns programs away leaves it unanswered. `at` is
    when it was asked, in seconds since the epoch; `reached` says that some server did answer.
    """

    verdict: Verdict
    detail: str = ""
    at: float = 0.0
    reached: bool = False


NO_SUCH_HOST = Answer("dead", "names a host that does not exist")


@dataclass(frozen=True, slots=True)
class Manners:
    """How other people's servers are treated; times are in seconds.

    No host gets more than `per_host` requests at once, nor two within a `pause`. One that says when to come back is
    asked again then, `retries` times at most, if that is within `longest_wait`.
    """

    at_once: int = 24
    per_host: int = 2
    pause: float = 0.5
    timeout: float = 15.0
    retries: int = 2
    longest_wait: float = 30.0
    redirects: int = 8


def visited(urls: Sequence[str], manners: Manners) -> Iterator[tuple[str, Answer]]:
    """Each address with what became of it, as answers come in."""
    if not urls:
        return
    with asyncio.Runner() as runner:
        visitor = runner.run(_visitor(manners))
        try:
            waiting = runner.run(visitor.begun(urls))
            while waiting:
                done, waiting = runner.run(visitor.next(waiting))
                yield from done
        finally:
            runner.run(visitor.close())


async def _visitor(manners: Manners) -> _Visitor:
    import httpx  # 0.1 s, for those who ask for it

    limits = httpx.Limits(max_connections=manners.at_once, max_keepalive_connections=manners.at_once)
    headers = {"User-Agent": _AGENT, "Accept": "text/html,*/*;q=0.8"}
    client = httpx.AsyncClient(timeout=manners.timeout, limits=limits, headers=headers)
    return _Visitor(client, manners, asyncio.Semaphore(manners.at_once))


class _EndError(Exception):
    """The end of a way, with the answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.detail)
        self.answer = answer


@dataclass
class _Gate:
    """What a host is spared; it `opens` for the next request on the loop's clock."""

    places: asyncio.Semaphore
    opens: float = 0.0


_Tasks = set["asyncio.Task[tuple[str, Answer]]"]


@dataclass
class _Visitor:
    """One client for all addresses, and a gate for each host."""

    client: httpx.AsyncClient
    manners: Manners
    places: asyncio.Semaphore
    gates: dict[str, _Gate] = field(default_factory=dict)

    async def begun(self, urls: Iterable[str]) -> _Tasks:
        """A task for each address."""
        return {asyncio.create_task(self._visit(url)) for url in urls}

    async def next(self, waiting: _Tasks) -> tuple[list[tuple[str, Answer]], _Tasks]:
        """What has come in, at least one answer, and what has not."""
        done, rest = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        return [task.result() for task in done], rest

    async def close(self) -> None:
        """Let go of what is still under way."""
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.client.aclose()

    async def _visit(self, url: str) -> tuple[str, Answer]:
        import httpx

        try:
            return url, await self._follow(url)
        except _EndError as end:
            return url, end.answer
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, ValueError):
            return url, Answer("dead", "is no web address")
        except (httpx.HTTPError, OSError) as error:
            return url, failure(error)

    async def _follow(self, url: str) -> Answer:
        """Where an address leads, redirect by redirect."""
        here, is_permanent = url, True
        for _ in range(self.manners.redirects + 1):
            _ = urlsplit(here).port  # ValueError for one beyond 65535, which the client would trip over
            status, location = await self._ask(here, is_guarded=_host(here) != _host(url))
            if status not in _REDIRECTS or not location:
                moved = here != url and is_permanent
                is_new = moved and status < HTTPStatus.BAD_REQUEST
                return Answer("moved", here, reached=True) if is_new else answer_of(status)
            here = urljoin(here, location).partition("#")[0]
            is_permanent = is_permanent and status in _PERMANENT
            if not address.is_web(here):
                return Answer("dead", f"redirects to {here}, which is no web address", reached=True)
        return Answer("dead", f"redirects more than {self.manners.redirects} times", reached=True)

    async def _ask(self, url: str, *, is_guarded: bool) -> tuple[int, str]:
        """The status of an address and where it redirects to. A server that is busy is asked again when it says so."""
        for attempt in range(self.manners.retries + 1):
            status, headers = await self._send("HEAD", url, is_guarded=is_guarded)
            if status >= HTTPStatus.BAD_REQUEST and status not in _BUSY:
                status, headers = await self._send("GET", url, is_guarded=is_guarded)
            if status not in _BUSY:
                break
            wait = seconds_of(headers.get("retry-after", ""), time.time())
            if wait is None or wait > self.manners.longest_wait or attempt == self.manners.retries:
                break
            gate = self._gate(url)
            gate.opens = max(gate.opens, asyncio.get_running_loop().time() + wait)
        return status, headers.get("location", "")

    async def _send(self, method: str, url: str, *, is_guarded: bool) -> tuple[int, httpx.Headers]:
        """One request, when its host's gate is open; nothing is read of a page but its head."""
        gate, clock = self._gate(url), asyncio.get_running_loop().time
        async with gate.places:
            while (wait := gate.opens - clock()) > 0:
                await asyncio.sleep(wait)
            gate.opens = clock() + self.manners.pause
            async with self.places:
                options = await self._pinned(url) if is_guarded else {"url": url}
                response = await self.client.send(self.client.build_request(method, **options), stream=True)
                await response.aclose()
                return response.status_code, response.headers

    async def _pinned(self, url: str) -> dict[str, Any]:
        """A request to a public address of a host to which a server has sent us.

        The name is looked up once, here: looked up again, it could lead to a machine of the editor's own network.
        """
        import httpx

        whole = httpx.URL(url)
        found = await asyncio.get_running_loop().getaddrinfo(whole.host, None, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        private = [known for known in addresses if not is_public(known)]
        if private:
            raise _EndError(Answer("dead", f"redirects to {url}, on a private network ({private[0]})", reached=True))
        return {
            "url": whole.copy_with(host=addresses[0]),
            "headers": {"Host": whole.netloc.decode("ascii"), "Connection": "close"},
            "extensions": {"sni_hostname": whole.host},
        }

    def _gate(self, url: str) -> _Gate:
        host = _host(url)
        if host not in self.gates:
            self.gates[host] = _Gate(asyncio.Semaphore(self.manners.per_host))
        return self.gates[host]


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").lower()


def answer_of(status: int) -> Answer:
    """What a status says of an address: that it is gone, or that a program may not know."""
    if status in _GONE:
        return Answer("dead", f"is gone: the server answers {_named(status)}", reached=True)
    if status >= HTTPStatus.BAD_REQUEST:
        return Answer("unanswered", f"the server answers {_named(status)}", reached=True)
    return Answer("alive", reached=True)


def _named(status: int) -> str:
    """A status with its words (RFC 9110, section 15)."""
    known = {one.value: one.phrase for one in HTTPStatus}
    return f"{status} {known.get(status, '')}".strip()


def failure(error: BaseException) -> Answer:
    """What an error says of an address: that there is no such host, that it proves nothing of itself, or nothing."""
    for cause in _causes(error):
        if isinstance(cause, socket.gaierror) and cause.errno in _UNKNOWN_NAME:
            return NO_SUCH_HOST
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Answer("dead", f"has no valid certificate: {cause.verify_message}")
    reason = str(error) or type(error).__name__
    return Answer("unanswered", f"no answer: {reason}")


def _causes(error: BaseException) -> Iterator[BaseException]:
    known: BaseException | None = error
    while known is not None:
        yield known
        known = known.__cause__ or known.__context__


def seconds_of(retry_after: str, now: float) -> float | None:
    """How long a server asks to be left alone (RFC 9110, section 10.2.3); `now` in seconds since the epoch."""
    text = retry_after.strip()
    if text.isdecimal():
        return float(text)
    try:
        return max(parsedate_to_datetime(text).timestamp() - now, 0.0)
    except ValueError:
        return None


def is_public(ip: str) -> bool:
    """Whether an IP address is one of the open internet, also where it is an IPv4 address in IPv6's clothes."""
    known = ipaddress.ip_address(ip.partition("%")[0])
    if isinstance(known, ipaddress.IPv6Address):
        if known in _NAT64:
            known = ipaddress.IPv4Address(int(known) & 0xFFFFFFFF)
        else:
            known = known.ipv4_mapped or known.sixtofour or known
    return known.is_global and not known.is_multicast

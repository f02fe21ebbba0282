"""A preview's application on loopback, asked with the very bytes that a test gives."""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator.serve.app import Shown
from generator.serve.channel import Channel

PATIENCE_SECONDS = 30


@dataclass
class Answer:
    """A response: its headers by their names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Served:
    """A folder that is served."""

    folder: Path
    port: int
    shown: Shown
    channel: Channel
    missed: list[None] = field(default_factory=list)
    loop: asyncio.AbstractEventLoop | None = None

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """An answer; the path goes as it is."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        try:
            connection.putrequest(method, path, skip_host="Host" in headers)
            for name, value in headers.items():
                connection.putheader(name.replace("_", "-"), value)
            connection.endheaders()
            response = connection.getresponse()
            return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        finally:
            connection.close()

    def do(self, act: Callable[[], None]) -> None:
        """Have something done where the channel lives."""
        assert self.loop is not None
        self.loop.call_soon_threadsafe(act)

    def raw(self, request: bytes) -> bytes:
        """All that comes back for some bytes."""
        with socket.create_connection(("127.0.0.1", self.port), PATIENCE_SECONDS) as connection:
            connection.sendall(request)
            return b"".join(iter(lambda: connection.recv(65536), b""))


def heard(channel: Channel, mark: str, then: Callable[[], None] = lambda: None) -> list[dict[str, Any]]:
    """What a page of an edition is told when it comes to listen, and of what happens `then`."""
    texts = asyncio.run(texts_heard(channel, mark, then))
    assert texts.pop(0).startswith("retry: ")
    return [json.loads(text.partition("data: ")[2]) for text in texts]


async def texts_heard(channel: Channel, mark: str, then: Callable[[], None]) -> list[str]:
    """The same, as it is sent."""
    texts: list[str] = []

    async def listen() -> None:
        async for text in channel.events(mark):
            texts.append(text)  # noqa: PERF401 - it may never end

    listener = asyncio.create_task(listen())
    for act in (then, listener.cancel):
        for _ in range(5):  # turns of the loop, in which the listener comes to rest
            await asyncio.sleep(0)
        act()
    await asyncio.gather(listener, return_exceptions=True)
    return texts

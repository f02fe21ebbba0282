"""What the preview's tests share."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from loopback import PATIENCE_SECONDS, Served

from generator.serve.app import Shown, application
from generator.serve.channel import Channel
from generator.serve.port import listening
from generator.serve.preview import SERVER


@pytest.fixture
def serving() -> Iterator[Callable[..., Served]]:
    """Serves folders, each on a port of its own, until the test ends."""
    running: list[tuple[uvicorn.Server, Served, threading.Thread]] = []

    def serve(folder: Path, home: str = "/") -> Served:
        ear = listening(0)
        served = Served(folder, ear.getsockname()[1], Shown(home), Channel("run"))
        app = application(folder, served.shown, served.channel, served.port, lambda: served.missed.append(None))
        server = uvicorn.Server(uvicorn.Config(app, **SERVER))

        async def run() -> None:
            served.loop = asyncio.get_running_loop()
            await server.serve([ear])

        thread = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
        thread.start()
        running.append((server, served, thread))
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not server.started:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        return served

    yield serve
    for server, served, thread in running:
        served.do(served.channel.close)
        server.should_exit = True
        thread.join(PATIENCE_SECONDS)
        assert not thread.is_alive()

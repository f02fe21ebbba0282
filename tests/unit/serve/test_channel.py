"""What a page is told of the editions since its own, whenever it comes to listen."""

from __future__ import annotations

import asyncio

import pytest
from loopback import PATIENCE_SECONDS, heard, texts_heard

from generator.serve.channel import Channel

ERROR = {"title": "1 error", "diagnostics": []}
RELOAD_ALL = {"type": "reload", "paths": None}
MENDED = {"type": "mended"}


def of(channel: Channel, *changes: list[str] | None) -> str:
    """Editions with these changes; the mark of the last."""
    for paths in changes:
        channel.changed(paths)
    return channel.mark


@pytest.fixture
def channel() -> Channel:
    channel = Channel("run")
    channel.changed(None)
    return channel


def test_a_page_of_this_edition_has_nothing_to_do(channel: Channel) -> None:
    assert heard(channel, channel.mark) == [MENDED]


def test_a_page_is_told_of_what_changes_while_it_listens(channel: Channel) -> None:
    told = heard(channel, channel.mark, lambda: channel.changed(["/a/", "/b/"]))
    assert told == [MENDED, {"type": "reload", "paths": ["/a/", "/b/"]}]


def test_a_page_is_told_of_what_changed_before_it_listened(channel: Channel) -> None:
    mark = of(channel, ["/old/"])
    of(channel, ["/b/"], ["/a/", "/c.css"])
    assert heard(channel, mark) == [MENDED, {"type": "reload", "paths": ["/a/", "/b/", "/c.css"]}]


def test_a_page_of_another_run_is_loaded_anew() -> None:
    for mark in ("other.1", "run.999", "run.x", "run.-1", "", "run", "run.²"):
        assert heard(of_edition(1), mark) == [MENDED, RELOAD_ALL], mark


def test_a_change_of_everything_is_told_without_paths(channel: Channel) -> None:
    mark = channel.mark
    of(channel, ["/a/"], None)
    assert heard(channel, mark) == [MENDED, RELOAD_ALL]


def test_very_many_paths_are_everything(channel: Channel) -> None:
    mark = channel.mark
    channel.changed([f"/{n}/" for n in range(10_000)])
    assert heard(channel, mark) == [MENDED, RELOAD_ALL]


def test_a_page_that_slept_for_long_is_loaded_anew(channel: Channel) -> None:
    mark = channel.mark
    of(channel, *[["/a/"]] * 1000)
    assert heard(channel, mark) == [MENDED, RELOAD_ALL]
    assert heard(of_edition(1000), "run.999") == [MENDED, {"type": "reload", "paths": ["/a/"]}]


def of_edition(number: int) -> Channel:
    channel = Channel("run")
    of(channel, *[["/a/"]] * number)
    return channel


def test_styles_alone_need_no_reload(channel: Channel) -> None:
    mark = of(channel, ["/assets/a.css"])
    assert heard(channel, "run.1") == [MENDED, {"type": "style", "paths": ["/assets/a.css"]}]
    again = of_edition(1)
    of(again, ["/assets/a.css"], ["/a/"])
    assert heard(again, "run.1") == [MENDED, {"type": "reload", "paths": ["/a/", "/assets/a.css"]}]
    assert mark == "run.2"


def test_an_error_is_told_with_its_edition_and_until_it_is_mended(channel: Channel) -> None:
    def happen() -> None:
        channel.failed(ERROR)

    assert heard(channel, channel.mark, happen) == [MENDED, {"type": "error", "edition": 2, **ERROR}]


def test_a_page_opened_amid_an_error_is_told_of_it_until_it_is_mended() -> None:
    channel = of_edition(1)
    channel.failed(ERROR)
    assert heard(channel, channel.mark, channel.mended) == [{"type": "error", "edition": 2, **ERROR}, MENDED]


def test_an_error_that_stays_is_told_again() -> None:
    channel = of_edition(1)
    channel.failed(ERROR)
    told = heard(channel, channel.mark, lambda: channel.failed(ERROR))
    assert [event["edition"] for event in told] == [2, 3]


def test_an_error_is_told_once(channel: Channel) -> None:
    channel.failed(ERROR)
    told = heard(channel, channel.mark, lambda: channel.changed(["/a/"]))
    assert [event["type"] for event in told] == ["error", "reload"]


def test_what_is_mended_is_told_before_what_has_changed(channel: Channel) -> None:
    channel.failed(ERROR)

    def happen() -> None:
        channel.mended()
        channel.changed(["/a/"])

    assert [event["type"] for event in heard(channel, channel.mark, happen)] == ["error", "mended", "reload"]


def test_nothing_is_told_before_the_first_edition() -> None:
    channel = Channel("run")
    assert heard(channel, "of an earlier run.9") == []
    channel = Channel("run")
    assert heard(channel, channel.mark, lambda: channel.changed(None)) == [MENDED, RELOAD_ALL]


def test_each_event_carries_the_mark_with_which_to_come_back(channel: Channel) -> None:
    texts = asyncio.run(texts_heard(channel, channel.mark, lambda: channel.changed(["/\udc80\n/"])))
    assert texts[1] == 'id: run.1\ndata: {"type": "mended"}\n\n'
    assert texts[2] == 'id: run.2\ndata: {"type": "reload", "paths": ["/\\udc80\\n/"]}\n\n'


def test_listeners_are_let_go_when_it_closes(channel: Channel) -> None:
    async def listen() -> list[str]:
        listener = asyncio.ensure_future(texts_of(channel))
        await asyncio.sleep(0)
        channel.close()
        return await asyncio.wait_for(listener, PATIENCE_SECONDS)

    assert len(asyncio.run(listen())) == 2
    assert len(asyncio.run(texts_of(channel))) == 1


async def texts_of(channel: Channel) -> list[str]:
    return [text async for text in channel.events(channel.mark)]


def test_a_listener_that_leaves_is_forgotten(channel: Channel) -> None:
    async def leave() -> int:
        events = channel.events(channel.mark)
        await anext(events)
        await anext(events)
        waiting = asyncio.ensure_future(anext(events))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        return len(channel._waiting)

    assert asyncio.run(leave()) == 0

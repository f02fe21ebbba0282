"""A preview with a builder that does as it is told."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from msgspec import structs
from newsroom import lay

from generator.diagnostic import Diagnostic, Span, UserError
from generator.request import Options
from generator.serve import preview as preview_room
from generator.serve.news import News
from generator.serve.preview import options, preview
from generator.serve.watch import Watch

BUSY = News(done=True, failed=True, diagnostics=(Diagnostic("busy", "another build", Span("lock")),))
BAD = News(done=True, failed=True, diagnostics=(Diagnostic("odd", "odd", Span("content/x")),))
GOOD = News(done=True, briefings=1)
PART = News(done=False, written=("index.html",))


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return lay(tmp_path / "site", {"content/site.yaml": "title: A\nurl: https://example.org/\n"})


class Script:
    """A workshop whose builds bring forth what is written here; the last ends the preview, as Ctrl-C does."""

    def __init__(self, *builds: Sequence[News | Exception]) -> None:
        self._builds = [list(build) for build in builds]
        self.did: list[str] = []

    def __call__(self, _options: Options) -> Script:
        return self

    def start(self) -> None:
        self.did.append("start")

    def build(self) -> Iterator[News]:
        self.did.append("build")
        for news in self._builds.pop(0):
            if isinstance(news, Exception):
                raise news
            yield news

    def close(self) -> None:
        self.did.append("close")

    @property
    def is_over(self) -> bool:
        return not self._builds


class Told:
    """A listener that has the next build begin until the script is over."""

    def __init__(self, script: Script, wake: Callable[[], None]) -> None:
        self._script = script
        self._wake = wake
        self.lines: list[object] = []

    def _go_on(self) -> None:
        if self._script.is_over:
            os.kill(os.getpid(), signal.SIGINT)
        else:
            self._wake()

    def moved(self, port: int, taken: int) -> None:
        self.lines.append(("moved", port, taken))

    def polling(self) -> None:
        self.lines.append("polling")

    def started(self, url: str, news: News) -> None:
        assert url.startswith("http://127.0.0.1:")
        self.lines.append(("started", news))
        self._go_on()

    def built(self, changed: Sequence[str], news: News, *, mended: bool) -> None:
        self.lines.append(("built", tuple(changed), news, mended))
        self._go_on()


@pytest.fixture
def told(site: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[object]]:
    """Runs a script, and gives what its listener was told."""

    def run(*builds: Sequence[News | Exception], does: Sequence[str] = ()) -> list[object]:
        script = Script(*builds)
        watches: list[Watch] = []
        monkeypatch.setattr(preview_room, "_BUSY_SECONDS", 0.001)
        monkeypatch.setattr(preview_room, "Workshop", script)
        monkeypatch.setattr(preview_room, "Watch", lambda site: watches.append(Watch(site)) or watches[-1])  # type: ignore[func-returns-value]  # None
        listener = Told(script, lambda: watches[-1].wake())
        handlers = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
        try:
            preview(options(site), listener, 0)
        finally:
            assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == handlers
            assert script.did[-1] == "close"
        assert not does or script.did == list(does)
        return listener.lines

    return run


Run = Callable[..., list[object]]


def test_a_preview_begins_with_a_build_and_ends_with_its_builder(told: Run) -> None:
    assert told([GOOD], does=["start", "build", "close"]) == [("started", GOOD)]


def test_each_change_is_one_more_build(told: Run) -> None:
    assert told([GOOD], [BAD], [BAD], [GOOD], [GOOD]) == [
        ("started", GOOD),
        ("built", (), BAD, False),
        ("built", (), BAD, False),
        ("built", (), GOOD, True),
        ("built", (), GOOD, False),
    ]


def test_a_first_build_that_failed_can_be_mended(told: Run) -> None:
    assert told([BAD], [GOOD]) == [("started", BAD), ("built", (), GOOD, True)]


def test_what_parts_of_a_build_wrote_is_told_with_the_last(told: Run) -> None:
    whole = structs.replace(GOOD, written=tuple(dict.fromkeys((*PART.written, *GOOD.written))))
    assert told([PART, GOOD], [PART, PART, GOOD]) == [("started", GOOD), ("built", (), whole, False)]


def test_another_build_is_waited_for_in_silence(told: Run) -> None:
    assert told([BUSY], [BUSY], [GOOD], [BUSY], [GOOD]) == [("started", GOOD), ("built", (), GOOD, False)]


@pytest.mark.parametrize("before", [[], [[GOOD]]])
def test_a_fault_of_ours_ends_it_and_is_raised(before: list[list[News]], told: Run) -> None:
    with pytest.raises(ZeroDivisionError):
        told(*before, [ZeroDivisionError("ours")])


def test_two_previews_of_a_site_are_one_too_many(site: Path, told: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    caught: list[UserError] = []

    def try_another(url: str, _news: News) -> None:
        with pytest.raises(UserError) as raised:
            preview(options(site), Told(Script(), lambda: None), 0)
        caught.append(raised.value)
        assert raised.value.diagnostics[0].help == f"look at {url}, or stop that one first"
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(Told, "started", staticmethod(try_another))
    told([GOOD])
    assert [error.diagnostics[0].code for error in caught] == ["busy"]


def test_a_cache_that_cannot_be_kept_is_an_error(site: Path) -> None:
    lay(site, {".headframe": "a file"})
    with pytest.raises(UserError) as caught:
        preview(options(site), Told(Script(), lambda: None), 0)
    assert [d.code for d in caught.value.diagnostics] == ["unwritable"]

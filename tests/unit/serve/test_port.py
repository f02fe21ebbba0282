"""Which port a preview gets."""

from __future__ import annotations

import socket
from contextlib import closing

import pytest
from loopback import PATIENCE_SECONDS

from generator.diagnostic import UserError
from generator.serve import port as port_room
from generator.serve.port import listening


def number(ear: socket.socket) -> int:
    port: int = ear.getsockname()[1]
    return port


def test_port_0_is_any_free_one() -> None:
    with closing(listening(0)) as ear:
        assert number(ear) > 1023


def test_only_this_machine_is_listened_to() -> None:
    with closing(listening(0)) as ear:
        assert ear.getsockname()[0] == "127.0.0.1"


def test_a_free_port_is_had_and_answers_at_once() -> None:
    with closing(listening(0)) as ear:
        free = number(ear)
    with (
        closing(listening(free)) as ear,
        socket.create_connection(("127.0.0.1", free), PATIENCE_SECONDS) as connection,
    ):
        assert number(ear) == free
        assert connection.getpeername()[1] == free


def test_a_taken_port_gives_the_next_free_one() -> None:
    with closing(listening(0)) as taken, closing(listening(number(taken))) as ear:
        assert number(taken) < number(ear) <= number(taken) + 100


def test_a_port_can_be_had_again_as_soon_as_it_is_left() -> None:
    with closing(listening(0)) as ear:
        port = number(ear)
        with socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS) as client:
            served, _ = ear.accept()
            served.close()  # first, so that it is this side that has to wait for stray packets
            assert client.recv(1) == b""
    with closing(listening(port)) as ear:
        assert number(ear) == port


def test_where_all_ports_are_taken_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(port_room, "_TRIED", 1)
    with closing(listening(0)) as taken:
        port = number(taken)
        with pytest.raises(UserError) as caught:
            listening(port)
    (error,) = caught.value.diagnostics
    assert (error.code, error.span.path) == ("no-port", f"127.0.0.1:{port}")
    assert error.message == f"port {port} cannot be opened: address already in use"


def test_a_port_that_may_not_be_had_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    class Refused(socket.socket):
        def bind(self, _address: object) -> None:
            raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket, "socket", Refused)
    with pytest.raises(UserError) as caught:
        listening(80)
    assert caught.value.diagnostics[0].message == "port 80 cannot be opened: permission denied"

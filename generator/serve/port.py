"""The port on which this machine's browsers find the preview."""

from __future__ import annotations

import errno
import os
import socket

from generator.diagnostic import Diagnostic, Span, UserError

HOST = "127.0.0.1"
"""This machine, and none other."""
_TRIED = 100


def listening(port: int) -> socket.socket:
    """A socket that listens at a port or the next free one, for port 0 at any free one. UserError if there is none."""
    last = min(port + _TRIED, 65536) if port else 1
    reason = ""
    for candidate in range(port, last):
        found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if os.name == "posix":  # elsewhere it would let two programs have the same port
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind((HOST, candidate))
            found.listen()
        except OSError as error:
            found.close()
            reason = (error.strerror or str(error)).lower()
            if error.errno != errno.EADDRINUSE:
                break
        else:
            return found
    message = f"port {port} cannot be opened: {reason}"
    raise UserError([Diagnostic("no-port", message, Span(f"{HOST}:{port}"), "choose another --port")])

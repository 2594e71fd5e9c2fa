"""How the supervisor's question to a program is judged: real sockets, and an asker that does not run itself."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from hotline.services import asked
from hotline.supervisor import Health

LIMIT_S = 0.3


@contextmanager
def server(*, answers: bool) -> Iterator[int]:
    """A server in a thread of its own, so that it goes on while the asker's loop stands; its port."""
    held: list[socket.socket] = []

    def serve(listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            held.append(connection)
            if answers:
                time.sleep(LIMIT_S / 3)
                connection.sendall(b"here")

    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=serve, args=(listener,))
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()
        for connection in held:
            connection.close()


async def test_a_program_that_answered_while_the_supervisor_stood_still_is_well() -> None:
    with server(answers=True) as port:
        asyncio.get_running_loop().call_later(LIMIT_S / 10, time.sleep, LIMIT_S * 3)
        assert await asked("127.0.0.1", port, b"", b"here", LIMIT_S) is Health.WELL


async def test_a_program_that_does_not_answer_is_silent_after_one_limit() -> None:
    with server(answers=False) as port:
        began = time.monotonic()
        assert await asked("127.0.0.1", port, b"", b"here", LIMIT_S) is Health.SILENT
        assert time.monotonic() - began < 2 * LIMIT_S


async def test_a_program_that_does_not_answer_is_silent_though_the_supervisor_stood_still() -> None:
    with server(answers=False) as port:
        asyncio.get_running_loop().call_later(LIMIT_S / 10, time.sleep, LIMIT_S * 3)
        assert await asked("127.0.0.1", port, b"", b"here", LIMIT_S) is Health.SILENT

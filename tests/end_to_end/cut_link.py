"""The way between the desk and Asterisk's manager interface, which a test can cut and mend. No pytest in here."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class CutLink:
    """Passes bytes on, both ways; `cut` breaks what is open and refuses what comes until `mend`."""

    def __init__(self, host: str, target: int) -> None:
        self._host = host
        self._target = target
        self._open: set[asyncio.StreamWriter] = set()
        self._whole = True
        self.taken = 0
        """Connections passed on so far."""
        self.refused = 0
        """Connections refused while the link was cut."""

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[int]:
        """The port to connect to."""
        server = await asyncio.start_server(self._pass, self._host, 0)
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            self.cut()
            server.close()

    def cut(self) -> None:
        """As when a network goes: nobody says good-bye."""
        self._whole = False
        for writer in self._open:
            writer.transport.abort()

    def mend(self) -> None:
        self._whole = True

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._whole:
            self.refused += 1
            writer.transport.abort()
            return
        self.taken += 1
        back_reader, back_writer = await asyncio.open_connection(self._host, self._target)
        ends = {writer, back_writer}
        self._open |= ends
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(_pump(reader, back_writer))
                both.create_task(_pump(back_reader, writer))
        finally:
            self._open -= ends


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while block := await reader.read(1 << 16):
            writer.write(block)
            await writer.drain()
    writer.close()

"""The desk's figures for whoever looks after this machine: told over a socket in the run folder, which only its owner
may open. The same that `/metrics` tells a signed-in administrator; what they mean is `hotline.status`'s.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

LIMIT_S = 1.0

Figures = Mapping[str, Any]


@asynccontextmanager
async def telling(socket: Path, figures: Callable[[], Figures]) -> AsyncIterator[None]:
    """While inside, whoever opens the socket is told the figures of that moment."""

    async def tell(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(json.dumps(figures()).encode())
        writer.close()

    server = await asyncio.start_unix_server(tell, socket)
    try:
        yield
    finally:
        server.close()
        socket.unlink(missing_ok=True)


async def told(socket: Path, limit_s: float = LIMIT_S) -> Figures | None:
    """What the desk says now; None when it is away or says nothing in time."""
    try:
        async with asyncio.timeout(limit_s):
            reader, writer = await asyncio.open_unix_connection(socket)
            try:
                figures: Figures = json.loads(await reader.read())
            finally:
                writer.close()
    except (OSError, TimeoutError, ValueError):
        return None
    return figures

"""A FastAGI server of thirty lines, so that the dialplan is tested without our own server."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

from tests.asterisk.harness import BIND


@dataclass(slots=True)
class Session:
    """One connection of Asterisk to the stub server."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    variables: dict[str, str]

    @property
    def arguments(self) -> list[str]:
        """call, dialed, caller, trunk, walks that met nobody, the handover in force (dialplan.contract)."""
        return [self.variables.get(f"agi_arg_{number}", "") for number in range(1, 7)]

    async def command(self, line: str) -> str:
        self.writer.write(line.encode() + b"\n")
        await self.writer.drain()
        return (await asyncio.wait_for(self.reader.readline(), 30)).decode()

    async def hand_over(self, packed: str) -> None:
        await self.command(f'SET VARIABLE HOTLINE_HANDOVER "{packed}"')


Serve = Callable[[Session], Awaitable[None]]


@dataclass(slots=True)
class StubAgi:
    """One coroutine a script; what came in is kept."""

    scripts: dict[str, Serve]
    sessions: list[Session] = field(default_factory=list)

    def of(self, script: str) -> list[Session]:
        return [session for session in self.sessions if session.variables["agi_network_script"] == script]

    @contextlib.asynccontextmanager
    async def on(self, port: int) -> AsyncIterator[StubAgi]:
        server = await asyncio.start_server(self._serve, BIND, port)
        try:
            yield self
        finally:
            server.close()
            for session in self.sessions:
                session.writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        variables: dict[str, str] = {}
        while line := (await reader.readline()).decode().rstrip("\n"):
            name, _, value = line.partition(":")
            variables[name] = value.strip()
        session = Session(reader, writer, variables)
        self.sessions.append(session)
        try:
            await self.scripts[variables["agi_network_script"]](session)
        finally:
            writer.close()


def hands_over(packed: str) -> Serve:
    """A flow that answers and hands over at once."""

    async def serve(session: Session) -> None:
        await session.command("ANSWER")
        await session.hand_over(packed)

    return serve

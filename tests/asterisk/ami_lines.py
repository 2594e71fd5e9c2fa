"""A few lines of AMI spoken by hand, so that the tests trust no library of ours. No pytest in here."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.asterisk.harness import BIND, PASSWORD, Exchange

Message = dict[str, list[str]]
LIMIT_S = 20
"""For one line of Asterisk's, on a machine that does much else."""


class Manager:
    """One signed-in connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def message(self) -> Message:
        found: Message = {}
        while line := (await asyncio.wait_for(self.reader.readline(), LIMIT_S)).decode().rstrip("\r\n"):
            key, _, value = line.partition(": ")
            found.setdefault(key, []).append(value)
        return found

    async def act(self, action: str, **fields: str) -> Message:
        lines = [f"Action: {action}", "ActionID: mine", *(f"{key}: {value}" for key, value in fields.items())]
        self.writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        await self.writer.drain()
        while True:
            message = await self.message()
            if "Response" in message and message.get("ActionID") == ["mine"]:
                return message

    async def event(self, name: str) -> Message:
        while True:
            message = await self.message()
            if message.get("Event") == [name]:
                return message


@asynccontextmanager
async def manager(exchange: Exchange, user: str, password: str = PASSWORD) -> AsyncIterator[Manager]:
    reader, writer = await asyncio.open_connection(BIND, exchange.plan.addresses.ami_port)
    try:
        await asyncio.wait_for(reader.readline(), LIMIT_S)
        client = Manager(reader, writer)
        answer = await client.act("Login", Username=user, Secret=password)
        if answer["Response"] != ["Success"]:
            raise PermissionError(answer["Message"][0])
        yield client
    finally:
        writer.close()

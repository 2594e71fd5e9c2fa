"""A process that writes in groups and says what was acknowledged, until it is killed. Run by `test_group`."""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from store import audit
from store.engine import Database
from store.keys import Keys

NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)


async def write(database: Database, writer: int) -> None:
    number = 0
    while True:
        subject = f"{writer}-{number}"

        async def unit(session: AsyncSession, subject: str = subject) -> None:
            await audit.append(session, at=NOW, actor="a", action="written", subject=subject)

        await database.grouped(unit)
        os.write(1, f"{subject}\n".encode())
        number += 1


async def main(url: str, keys: Path) -> None:
    database = Database(url, Keys.load(keys))
    async with asyncio.TaskGroup() as writers:
        for writer in range(20):
            writers.create_task(write(database, writer))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))

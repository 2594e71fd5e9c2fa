"""A process that moves tickets in bursts and says what was acknowledged, until it is killed. Run by its test."""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from store.engine import Database
from store.keys import Keys
from tests.life.casework import rules
from ticketing.casework.together import Together, Wish
from ticketing.states import Actor, Move

NOW = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)
LIFE = (Move.ACCEPT, Move.TRANSFER, Move.SIGN, Move.CONTACT, Move.HANDLE, *(Move.ADD_UNIT,) * 10_000)


async def live(database: Database, together: Together, number: str, version: int) -> None:
    for step in LIFE:
        note = {"unit": "庐阳区残联"} if step in (Move.TRANSFER, Move.ADD_UNIT) else {}
        wish = Wish(number=number, version=version, move=step, role=Actor.SUPERVISOR, actor="an", now=NOW, note=note)
        made = await database.joined(together.moves, wish)
        version = made.version
        os.write(1, f"{number} {made.version} {made.state}\n".encode())


async def main(url: str, keys: Path, version: int, numbers: list[str]) -> None:
    database, together = Database(url, Keys.load(keys)), Together(rules("anhui-12385"))
    async with asyncio.TaskGroup() as lives:
        for number in numbers:
            lives.create_task(live(database, together, number, version))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]))

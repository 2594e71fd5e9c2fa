"""A worker that kills itself with SIGKILL after the n-th step of taking recordings in. Run by `test_killed`."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import datetime
from pathlib import Path

from recordings.archive import Archive
from recordings.sweep import Intake
from store.engine import Database
from store.keys import Keys


async def main(url: str, folder: Path, steps: int, now: datetime) -> None:
    done: list[str] = []

    def after(step: str) -> None:
        done.append(step)
        if len(done) == steps:
            os.kill(os.getpid(), signal.SIGKILL)

    keys = Keys.load(folder / "keys.json")
    database = Database(url, keys)
    archive = Archive(root=folder / "recordings" / "archive", keys=keys, after=after)
    await Intake(database=database, archive=archive, folder=folder / "recordings").sweep(now=now)
    await database.close()
    print(" ".join(done))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), datetime.fromisoformat(sys.argv[4])))

"""Workers that kill themselves with SIGKILL after the n-th step of taking recordings in. Run by `test_killed`.

One process that has everything imported forks a worker for each line of its input, a JSON list.
It answers with a line: the exit code of the worker and the steps that it made.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from datetime import datetime
from pathlib import Path

from recordings.archive import Archive
from recordings.sweep import Intake
from store.engine import Database
from store.keys import Keys


async def work(url: str, folder: Path, kill_after: int, now: datetime) -> None:
    done: list[str] = []

    def after(step: str) -> None:
        done.append(step)
        (folder / "steps").write_text(" ".join(done))
        if len(done) == kill_after:
            os.kill(os.getpid(), signal.SIGKILL)

    database = Database(url, Keys.load(folder / "keys.json"))
    archive = Archive(root=folder / "recordings" / "archive", keys=database.keys, after=after)
    await Intake(database=database, archive=archive, folder=folder / "recordings").sweep(now=now)
    await database.close()


def serve() -> None:
    for line in sys.stdin:
        url, folder, kill_after, now = json.loads(line)
        child = os.fork()
        if child == 0:
            asyncio.run(work(url, Path(folder), kill_after, datetime.fromisoformat(now)))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        print(json.dumps([os.waitstatus_to_exitcode(status), (Path(folder) / "steps").read_text()]), flush=True)


if __name__ == "__main__":
    serve()

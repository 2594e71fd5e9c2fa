"""A worker killed with SIGKILL between any two steps loses nothing and doubles nothing."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from recordings import chain, flac
from recordings.archive import Archive
from recordings.listening import RecordingFilter, list_recordings, open_audio
from recordings.record import State
from recordings.sweep import Intake
from store import audit
from store.engine import Database
from store.keys import Keys
from tests.recordings import killed
from tests.recordings.audio import CALL, NOW, make_folders, put, raw, stereo, talked, tone

LATER = NOW + timedelta(hours=1)
STEPS = ("read", "encoded", "sealed", "renamed", "verified", "committed", "removed", "removed")


Worker = Callable[[str, Path, int], Awaitable[tuple[int, str]]]


@pytest.fixture(scope="module")
def workers() -> Iterator[subprocess.Popen[str]]:
    """The process that forks workers."""
    process = subprocess.Popen(
        [sys.executable, killed.__file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    )
    yield process
    process.communicate(timeout=30)


@pytest.fixture
def run_worker(workers: subprocess.Popen[str]) -> Worker:
    """Runs one worker: its exit code (-9: killed) and the steps that it made."""

    async def run(url: str, folder: Path, kill_after: int) -> tuple[int, str]:
        assert workers.stdin and workers.stdout
        workers.stdin.write(json.dumps([url, str(folder), kill_after, LATER.isoformat()]) + "\n")
        answer = await asyncio.wait_for(asyncio.to_thread(workers.stdout.readline), timeout=60)
        code, steps = json.loads(answer)
        return code, steps

    return run


@pytest.mark.parametrize("kill_after", range(1, len(STEPS) + 1))
async def test_a_worker_killed_after_any_step_loses_nothing(
    database: Database, tmp_path: Path, keys: Keys, run_worker: Worker, kill_after: int
) -> None:
    folder = make_folders(tmp_path)
    keys.save(tmp_path / "keys.json")
    await put(database, talked(1))
    (folder / "incoming" / f"{CALL}.caller.sln").write_bytes(raw(tone(1, 440)))
    (folder / "incoming" / f"{CALL}.seat.sln").write_bytes(raw(tone(1, 880, 0.1)))

    assert await run_worker(database.url, tmp_path, kill_after) == (-9, " ".join(STEPS[:kill_after]))
    archive = Archive(root=folder / "archive", keys=keys)
    await Intake(database=database, archive=archive, folder=folder).sweep(now=LATER)

    async with database.read() as session:
        (record,) = (await list_recordings(session, RecordingFilter())).items
        assert (await audit.verify(session)).sound
        assert await chain.verify(session, archive) == ()
    assert record.state is State.READY
    with open_audio(archive, record) as audio:
        assert np.array_equal(flac.decode(audio.read()), stereo(1))
    assert list((folder / "incoming").iterdir()) == []
    assert [path.name for path in archive.root.rglob("*") if path.is_file()] == [f"{CALL}.flac.sealed"]


async def test_the_steps_are_the_ones_that_are_tried(
    database: Database, tmp_path: Path, keys: Keys, run_worker: Worker
) -> None:
    folder = make_folders(tmp_path)
    keys.save(tmp_path / "keys.json")
    await put(database, talked(1))
    for side in ("caller", "seat"):
        (folder / "incoming" / f"{CALL}.{side}.sln").write_bytes(raw(tone(1, 440)))
    assert await run_worker(database.url, tmp_path, 99) == (0, " ".join(STEPS))

"""The supervisor with real processes: what it starts, restarts, frees and stops."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from hotline.settings import write_whole
from hotline.supervisor import (
    AlreadyRunning,
    Health,
    Service,
    ServiceFailed,
    Supervisor,
    command_line,
    the_only_one,
)

SLEEPER = "import sys, time, pathlib; pathlib.Path(sys.argv[1]).touch(); time.sleep(60)"


def service(folder: Path, name: str, code: str = SLEEPER, **more: object) -> Service:
    mark = folder / f"{name}.ready"

    async def probe() -> Health:
        return Health.WELL if mark.exists() else Health.AWAY

    return Service(
        name=name,
        argv=(sys.executable, "-c", code, str(mark)),
        log_file=folder / f"{name}.log",
        **{"probe": probe, **more},  # type: ignore[arg-type]
    )


async def until(condition: Callable[[], bool | Awaitable[bool]], limit_s: float = 10.0) -> None:
    async with asyncio.timeout(limit_s):
        while not condition():
            await asyncio.sleep(0.01)


STARTING = """
import asyncio, pathlib, sys
from hotline.supervisor import Health, Service, Supervisor
from hotline.up import end_by_signals, until_stopped

folder = pathlib.Path(sys.argv[1])

async def never():
    return Health.AWAY

async def whole():
    end_by_signals(asyncio.current_task())
    argv = (sys.executable, "-c", "import time; time.sleep(60)", str(folder))
    service = Service(name="slow", argv=argv, log_file=folder / "log", probe=never)
    supervisor = Supervisor([service], process_file=folder / "p.json")
    await supervisor.start()
    await until_stopped(supervisor)

try:
    asyncio.run(whole())
except asyncio.CancelledError:
    sys.exit(7)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
async def test_what_is_still_starting_is_ended_too(tmp_path: Path, number: signal.Signals) -> None:
    starting = await asyncio.create_subprocess_exec(sys.executable, "-c", STARTING, str(tmp_path))
    await until(lambda: (tmp_path / "p.json").exists(), 30)
    pid = json.loads((tmp_path / "p.json").read_text())["slow"]
    assert str(tmp_path).encode() in command_line(pid)
    starting.send_signal(number)
    async with asyncio.timeout(20):
        assert await starting.wait() == 7
    assert command_line(pid) == b""
    assert not (tmp_path / "p.json").exists()


def test_a_run_folder_has_one_supervisor(tmp_path: Path) -> None:
    second = the_only_one(tmp_path)
    with the_only_one(tmp_path), pytest.raises(AlreadyRunning, match=f"a hotline runs in {tmp_path} already: Ctrl-C"):
        second.__enter__()
    with the_only_one(tmp_path):
        pass


async def test_services_start_in_order_and_all_are_stopped(tmp_path: Path) -> None:
    supervisor = Supervisor([service(tmp_path, "one"), service(tmp_path, "two")], process_file=tmp_path / "p.json")
    await supervisor.start()
    pids = [supervisor.pid("one"), supervisor.pid("two")]
    assert all(pids)
    assert json.loads((tmp_path / "p.json").read_text()) == {"one": pids[0], "two": pids[1]}
    await supervisor.stop()
    assert [command_line(pid) for pid in pids if pid] == [b"", b""]
    assert not (tmp_path / "p.json").exists()


async def test_a_program_that_dies_is_started_again(tmp_path: Path) -> None:
    supervisor = Supervisor([service(tmp_path, "one")], process_file=tmp_path / "p.json")
    await supervisor.start()
    first = supervisor.pid("one")
    assert first
    os.kill(first, signal.SIGKILL)
    await until(lambda: supervisor.pid("one") not in (None, first))
    assert supervisor.restarts["one"] == 1
    await supervisor.stop()


class Told:
    """A probe that answers what it is told to, one after the other, and is well after that."""

    def __init__(self, *answers: Health) -> None:
        self.answers = list(answers)

    async def __call__(self) -> Health:
        return self.answers.pop(0) if self.answers else Health.WELL


async def test_a_program_that_hangs_is_killed_and_started_again(tmp_path: Path) -> None:
    hangs = service(tmp_path, "one", probe=Told(Health.WELL, Health.WELL, Health.SILENT), watched_every_s=0.02)
    supervisor = Supervisor([hangs], process_file=tmp_path / "p.json")
    await supervisor.start()
    first = supervisor.pid("one")
    await until(lambda: supervisor.pid("one") not in (None, first))
    assert supervisor.restarts["one"] == 1
    await supervisor.stop()


async def test_a_program_that_hangs_while_it_is_started_again_is_killed_at_once_too(tmp_path: Path) -> None:
    """It has its port already: callers would wait for it until the limit of a start, which is for slow machines."""
    probe = Told(Health.WELL, Health.SILENT, Health.AWAY, Health.SILENT)
    hangs = service(tmp_path, "one", probe=probe, watched_every_s=0.02, ready_limit_s=60)
    supervisor = Supervisor([hangs], process_file=tmp_path / "p.json")
    await supervisor.start()
    first = supervisor.pid("one")
    await until(lambda: supervisor.restarts["one"] == 2 and supervisor.pid("one") is not None)
    assert supervisor.pid("one") != first
    await supervisor.stop()


async def test_the_first_start_is_given_its_time(tmp_path: Path) -> None:
    slow = service(tmp_path, "one", probe=Told(Health.AWAY, Health.SILENT, Health.SILENT), watched_every_s=0.02)
    supervisor = Supervisor([slow], process_file=tmp_path / "p.json")
    await supervisor.start()
    assert supervisor.restarts["one"] == 0
    await supervisor.stop()


async def test_a_program_that_is_given_patience_is_killed_only_for_bad_answers_in_a_row(tmp_path: Path) -> None:
    bad, well = Health.SILENT, Health.WELL
    told = Told(well, bad, bad, well, bad, bad, well, bad, bad, bad)
    supervisor = Supervisor(
        [service(tmp_path, "one", probe=told, watched_every_s=0.02, patience=3)], process_file=tmp_path / "p.json"
    )
    await supervisor.start()
    first = supervisor.pid("one")
    await until(lambda: supervisor.pid("one") not in (None, first))
    assert supervisor.restarts["one"] == 1
    assert told.answers == []
    await supervisor.stop()


@pytest.mark.parametrize("turns", range(6))
async def test_a_program_that_dies_while_it_is_asked_is_started_again_too(tmp_path: Path, turns: int) -> None:
    """`turns`: of the loop, between its end and the bad answer: what asyncio knows of a process goes bit by bit."""
    asked = 0

    async def dies_of_it() -> Health:
        nonlocal asked
        asked += 1
        if asked > 1:
            return Health.WELL
        pid = supervisor.pid("one")
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        while supervisor.pid("one") is not None:
            await asyncio.sleep(0)
        for _ in range(turns):
            await asyncio.sleep(0)
        return Health.AWAY

    watched = service(tmp_path, "one", pulse=dies_of_it, watched_every_s=0.02)
    supervisor = Supervisor([watched], process_file=tmp_path / "p.json")
    await supervisor.start()
    first = supervisor.pid("one")
    await until(lambda: supervisor.pid("one") not in (None, first), 5)
    assert supervisor.restarts["one"] == 1
    await supervisor.stop()


async def test_a_watcher_that_fails_itself_goes_on_watching(tmp_path: Path) -> None:
    asked = 0

    async def breaks() -> Health:
        nonlocal asked
        asked += 1
        if asked == 1:
            raise ZeroDivisionError
        return Health.SILENT if asked == 2 else Health.WELL

    watched = service(tmp_path, "one", pulse=breaks, watched_every_s=0.02)
    supervisor = Supervisor([watched], process_file=tmp_path / "p.json")
    await supervisor.start()
    first = supervisor.pid("one")
    await until(lambda: supervisor.pid("one") not in (None, first), 10)
    await supervisor.stop()


async def test_a_program_with_a_pulse_of_its_own_is_watched_by_that(tmp_path: Path) -> None:
    pulse = Told(Health.WELL, Health.SILENT)
    watched = service(tmp_path, "one", probe=Told(), pulse=pulse, watched_every_s=0.02)
    supervisor = Supervisor([watched], process_file=tmp_path / "p.json")
    await supervisor.start()
    first = supervisor.pid("one")
    await until(lambda: supervisor.pid("one") not in (None, first))
    assert pulse.answers == []
    await supervisor.stop()


async def test_a_program_that_ends_at_once_is_an_error_with_its_last_words(tmp_path: Path) -> None:
    broken = service(tmp_path, "broken", code="raise SystemExit('the port is taken')")
    good = service(tmp_path, "good")
    supervisor = Supervisor([good, broken], process_file=tmp_path / "p.json")
    with pytest.raises(ServiceFailed, match="the port is taken"):
        await supervisor.start()
    assert supervisor.pid("good") is None


async def test_leftovers_of_a_killed_supervisor_are_ended_but_nothing_else(tmp_path: Path) -> None:
    folder, neighbour = tmp_path / "anhui", tmp_path / "anhui-12345"
    for site in (folder, neighbour):
        site.mkdir()
    waiting = (sys.executable, "-c", "import time; time.sleep(60)")
    ours = await asyncio.create_subprocess_exec(sys.executable, "-c", SLEEPER, str(folder / "ours.ready"))
    ours_too = await asyncio.create_subprocess_exec(*waiting, "--run", str(folder))
    strangers = [
        await asyncio.create_subprocess_exec(*waiting),
        await asyncio.create_subprocess_exec(*waiting, "--run", str(neighbour)),
        await asyncio.create_subprocess_exec(*waiting, str(neighbour / "asterisk.conf")),
    ]
    remembered = {f"program {n}": process.pid for n, process in enumerate([ours, ours_too, *strangers])}
    (folder / "p.json").write_text(json.dumps(remembered))
    supervisor = Supervisor([service(folder, "one")], process_file=folder / "p.json")
    await supervisor.start()
    assert [await asyncio.wait_for(one.wait(), 5) for one in (ours, ours_too)] == [-signal.SIGTERM, -signal.SIGTERM]
    await supervisor.stop()
    for stranger in strangers:
        assert stranger.returncode is None
        stranger.kill()
        await stranger.wait()


def test_who_reads_a_file_of_the_run_folder_while_it_is_written_finds_it_whole(tmp_path: Path) -> None:
    path, texts = tmp_path / "processes.json", {json.dumps({"desk": n, "filler": "x" * 50_000}) for n in (1, 2)}
    write_whole(path, next(iter(texts)))
    done = threading.Event()

    def keep_writing() -> None:
        while not done.is_set():
            for text in texts:
                write_whole(path, text)

    writer = threading.Thread(target=keep_writing)
    writer.start()
    try:
        assert {path.read_text() for _ in range(2_000)} <= texts
    finally:
        done.set()
        writer.join()

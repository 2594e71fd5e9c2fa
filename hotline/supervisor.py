"""Starts the programs of one hotline, watches them, starts again what dies, ends what hangs, stops all it started.

Knows programs by their command line only; what a program means stands in `hotline.up`. Nothing here ends a process
that this supervisor did not start.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import json
import os
import signal
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path

import structlog

from hotline.settings import write_whole

log = structlog.get_logger()

STOP_LIMIT_S = 8.0
"""How long a program may take over SIGTERM before it is killed."""
BACKOFF_S = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
"""Pauses before starts after deaths in a row; a program that lived `STEADY_S` begins again at the first."""
STEADY_S = 20.0


class ServiceFailed(Exception):
    """A program did not come up; the sentence names its log."""

    code = "service-failed"


class AlreadyRunning(Exception):
    """Another supervisor runs what is in this run folder; the sentence names the folder and the mend."""

    code = "already-running"


@contextlib.contextmanager
def the_only_one(folder: Path) -> Iterator[None]:
    """While it holds, no other supervisor runs what is in `folder`: it would end these programs, under their calls, as
    leftovers. AlreadyRunning. The lock goes with the process, however that ends."""
    with (folder / "supervisor.lock").open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            mend = "Ctrl-C ends it where it was started; HOTLINE_RUN names another folder for a second one"
            raise AlreadyRunning(f"a hotline runs in {folder} already: {mend}") from None
        yield


class Health(Enum):
    """What a program says when it is asked how it is."""

    WELL = auto()
    AWAY = auto()
    """Nobody is there: not started yet, or gone. Whoever asks is refused at once, so nobody waits."""
    SILENT = auto()
    """Somebody is there and does not answer in time: whoever asks it waits."""


Probe = Callable[[], Awaitable[Health]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One program: how it is started, how one sees that it is ready, and how one sees that it still answers."""

    name: str
    argv: Sequence[str]
    log_file: Path
    probe: Probe
    ready_limit_s: float = 30.0
    watched_every_s: float | None = None
    """How often the program is asked while it runs; None: only its death counts."""
    pulse: Probe | None = None
    """What is asked while it runs, when that is another question than whether it is ready."""
    patience: int = 1
    """After how many bad answers in a row a watched program is killed, so that whoever waits on it is freed."""
    env: dict[str, str] = field(default_factory=dict)


class Supervisor:
    """Runs services in the order given, and stops them in the reverse order."""

    def __init__(self, services: Sequence[Service], *, process_file: Path) -> None:
        self._services = services
        self._process_file = process_file
        self._running: dict[str, asyncio.subprocess.Process] = {}
        self._watchers: list[asyncio.Task[None]] = []
        self.restarts: dict[str, int] = {service.name: 0 for service in services}

    async def start(self) -> None:
        """Start each service when its predecessor is ready; ServiceFailed (all stopped again) if one is not."""
        await stop_leftovers(self._process_file)
        try:
            for service in self._services:
                await self._launch(service, patient=True)
                self._watchers.append(asyncio.create_task(self._keep_watching(service), name=f"watch {service.name}"))
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """SIGTERM in the reverse order, SIGKILL after the limit."""
        for watcher in self._watchers:
            watcher.cancel()
        await asyncio.gather(*self._watchers, return_exceptions=True)
        for service in reversed(self._services):
            process = self._running.pop(service.name, None)
            if process is not None:
                await end_process(process)
        self._process_file.unlink(missing_ok=True)

    def pid(self, name: str) -> int | None:
        """The process id of a service, None while it is down."""
        process = self._running.get(name)
        return process.pid if process is not None and process.returncode is None else None

    async def _launch(self, service: Service, *, patient: bool) -> None:
        service.log_file.parent.mkdir(parents=True, exist_ok=True)
        with service.log_file.open("ab") as out:
            process = await asyncio.create_subprocess_exec(
                *service.argv,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                env={**os.environ, **service.env},
                start_new_session=True,
            )
        self._running[service.name] = process
        self._remember()
        await self._until_ready(service, process, patient=patient)
        log.info("service ready", action="service-ready", service=service.name, pid=process.pid)

    async def _until_ready(self, service: Service, process: asyncio.subprocess.Process, *, patient: bool) -> None:
        """ServiceFailed when it ends or is not well in time. A watched program that is started again among callers is
        killed as soon as it is silent (not `patient`): they would wait for it as long as for one that hangs later."""
        hasty = not patient and service.watched_every_s is not None
        try:
            async with asyncio.timeout(service.ready_limit_s):
                while (health := await service.probe()) is not Health.WELL:
                    if process.returncode is not None:
                        raise ServiceFailed(f"{service.name} ended with code {process.returncode}: {tail(service)}")
                    if health is Health.SILENT and hasty:
                        process.kill()
                        raise ServiceFailed(f"{service.name} hung while it started: {tail(service)}")
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise ServiceFailed(
                f"{service.name} was not ready within {service.ready_limit_s:.0f} s: {tail(service)}"
            ) from None

    async def _keep_watching(self, service: Service) -> None:
        """Whatever goes wrong in watching, the program stays watched: unwatched, it would be gone at its next death."""
        while True:
            try:
                await self._watch(service)
            except Exception:
                log.exception("watching failed, watching anew", action="watch-failed", service=service.name)
                await asyncio.sleep(BACKOFF_S[-1] if service.watched_every_s is None else service.watched_every_s)

    async def _watch(self, service: Service) -> None:
        """Start it again after each death, for ever."""
        deaths = 0
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            await self._until_dead(service, self._running[service.name])
            deaths = 0 if loop.time() - began > STEADY_S else deaths
            log.warning("service died", action="service-died", service=service.name)
            await asyncio.sleep(BACKOFF_S[min(deaths, len(BACKOFF_S) - 1)])
            deaths += 1
            self.restarts[service.name] += 1
            try:
                await self._launch(service, patient=False)
            except (ServiceFailed, OSError) as error:
                log.error("service not restarted", action="service-failed", service=service.name, why=str(error))
                await end_process(self._running[service.name])

    async def _until_dead(self, service: Service, process: asyncio.subprocess.Process) -> None:
        ended, bad, pulse = asyncio.create_task(process.wait()), 0, service.pulse or service.probe
        try:
            while not ended.done():
                await asyncio.wait({ended}, timeout=service.watched_every_s)
                if ended.done():
                    break
                bad = 0 if await pulse() is Health.WELL else bad + 1
                if bad >= service.patience and process.returncode is None:
                    log.error("service hangs, killing it", action="service-hung", service=service.name, pid=process.pid)
                    with contextlib.suppress(ProcessLookupError):  # it has just ended by itself
                        process.kill()
                    await ended
        finally:
            ended.cancel()

    def _remember(self) -> None:
        alive = {name: process.pid for name, process in self._running.items() if process.returncode is None}
        write_whole(self._process_file, json.dumps(alive))


def tail(service: Service, lines: int = 8) -> str:
    """The last lines of a service's log, for an error message."""
    try:
        text = service.log_file.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-lines:]
    except FileNotFoundError:
        text = []
    return "\n".join([f"(log: {service.log_file})", *text])


async def end_process(process: asyncio.subprocess.Process) -> None:
    """End one process that we started: politely, then by force."""
    if process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), STOP_LIMIT_S)
        except TimeoutError:
            process.kill()
            await process.wait()


async def stop_leftovers(process_file: Path) -> None:
    """End what an earlier supervisor of the same run folder left behind when it was killed.

    A process id is trusted only while its command line still names this run folder: ids are reused.
    """
    try:
        remembered: dict[str, int] = json.loads(process_file.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return
    folder = process_file.parent
    for name, pid in remembered.items():
        if not works_in(folder, pid):
            continue
        log.warning("ending a leftover", action="leftover", service=name, pid=pid)
        os.kill(pid, signal.SIGTERM)
        deadline = asyncio.get_running_loop().time() + STOP_LIMIT_S
        while works_in(folder, pid):
            if asyncio.get_running_loop().time() > deadline:
                os.kill(pid, signal.SIGKILL)
            await asyncio.sleep(0.05)


def works_in(folder: Path, pid: int) -> bool:
    """Whether a process was started on this folder or something in it: `anhui-2` beside `anhui` is another one's."""
    mark = os.fsencode(folder)
    return any(word == mark or word.startswith(mark + b"/") for word in command_line(pid).split(b"\0"))


def command_line(pid: int) -> bytes:
    """A process's command line, empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""

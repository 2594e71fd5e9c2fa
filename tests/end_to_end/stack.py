"""One whole running hotline for the end-to-end tests: `hotline up` as a user starts it, on free ports, in a folder
of its own, with a clock that tests can set. No pytest in here."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from asterisk_conf.desk import SippSeat
from asterisk_conf.ports import free_port
from asterisk_conf.program import Program
from asterisk_conf.programs import ensure_sipp
from asterisk_conf.sipp import SippCaller
from hotline.settings import Addresses, RunFolder, home
from hotline.site import load
from workdays.zone import SHANGHAI

PROJECT = Path(__file__).resolve().parents[2]
START_LIMIT_S = 120
STOP_LIMIT_S = 40
LOOK_S = 0.1
"""Between two looks at what a test waits for: each look costs the programs under test a little of the machine."""
OPEN = datetime(2026, 11, 18, 9, 30, tzinfo=SHANGHAI)
"""A Wednesday morning."""
CLOSED = datetime(2026, 11, 18, 20, 0, tzinfo=SHANGHAI)


@dataclass(slots=True)
class Stack:
    """A running hotline. `start` returns when it is ready; `stop` ends it as Ctrl-C does."""

    folder: Path
    site: Path = PROJECT / "sites" / "anhui.toml"
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    calls_made: int = 0

    @property
    def run(self) -> RunFolder:
        return RunFolder(self.folder / "run")

    @property
    def addresses(self) -> Addresses:
        return self.run.read_addresses()

    def start(self, at: datetime = OPEN) -> None:
        self.run.root.mkdir(parents=True, exist_ok=True)
        self.set_clock(at)
        with (self.folder / "up.log").open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "hotline", "up", str(self.site), "--demo", "--free-ports"],
                cwd=PROJECT,
                env={**os.environ, "HOTLINE_RUN": str(self.run.root), **self.environment},
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        self.wait_for(lambda: "desk:" in self.log(), START_LIMIT_S, "the hotline to come up")

    def stop(self) -> int:
        """Ctrl-C; the exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(STOP_LIMIT_S)

    def log(self) -> str:
        return (self.folder / "up.log").read_text(errors="replace")

    def set_clock(self, at: datetime) -> None:
        """From now on it is `at` for every program of this hotline."""
        self.run.set_clock(at)

    def wait_for(self, condition: Callable[[], Any], limit_s: float, what: str) -> Any:
        """The condition's first true value. Fails with the logs' last lines."""
        until = time.monotonic() + limit_s
        while time.monotonic() < until:
            if self.process is not None and self.process.poll() is not None:
                break
            if value := condition():
                return value
            time.sleep(LOOK_S)
        raise AssertionError(f"waited {limit_s} s for {what}\n{self.log()[-3000:]}\n{self.service_logs()}")

    def service_logs(self) -> str:
        return "\n".join(f"--- {path.name}\n{path.read_text()[-2000:]}" for path in self.run.logs.glob("*.log"))

    def logged(self, action: str) -> list[str]:
        """What the services logged as this action."""
        lines = (line for path in self.run.logs.glob("*.log") for line in path.read_text(errors="replace").splitlines())
        return [line for line in lines if f'"{action}"' in line]

    def hotline(self, *words: str) -> Any:
        """The JSON answer of a `hotline` command on this hotline."""
        return json.loads(self.command(*words, "--json"))

    def command(self, *words: str, says: str | None = None) -> str:
        """What a `hotline` command on this hotline prints; `says` is what it reads."""
        done = subprocess.run(
            [sys.executable, "-m", "hotline", *words],
            cwd=PROJECT,
            env={**os.environ, "HOTLINE_RUN": str(self.run.root), **self.environment},
            input=says,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def citizen(self, **wishes: Any) -> SippSeat:
        """Somebody whom seats reach through the outbound trunk, who answers."""
        self.calls_made += 1
        trunk = load(self.site).outbound
        assert trunk is not None
        return SippSeat(
            program=sipp(),
            target=(self.addresses.bind, self.addresses.sip),
            folder=self.folder / f"citizen-{self.calls_made}",
            seat="citizen",
            password=None,
            source=load(self.site).plan.trunks[trunk.trunk].host,
            port=trunk.port,
            **wishes,
        )

    def caller(self, **wishes: Any) -> SippCaller:
        """Somebody who dials this hotline through the provincial trunk."""
        self.calls_made += 1
        return SippCaller(
            program=sipp(),
            target=(self.addresses.bind, self.addresses.sip),
            folder=self.folder / f"caller-{self.calls_made}",
            **wishes,
        )

    @asynccontextmanager
    async def on_the_line(self, **wishes: Any) -> AsyncIterator[SippCaller]:
        """A caller who is on the telephone while the body runs, and hangs up at its end."""
        caller = self.caller(**{"length_s": 90, **wishes})
        calling = asyncio.create_task(caller.call())
        try:
            yield caller
        finally:
            caller.hang_up()
            await calling


@cache
def sipp() -> Program:
    """What places test calls, looked for once."""
    return ensure_sipp(home(), progress=lambda _: None)


def site_that_calls_out(folder: Path) -> Path:
    """Anhui's site file, whose outbound trunk listens on a port that nobody uses."""
    text = (PROJECT / "sites" / "anhui.toml").read_text(encoding="utf-8")
    path = folder / "anhui.toml"
    path.write_text(text.replace('trunk = "province"', f'trunk = "province"\nport = {free_port("127.0.0.2")}'))
    return path


async def until_async(condition: Callable[[], Awaitable[Any]], limit_s: float, what: str) -> Any:
    """The condition's first true value; fails after the limit."""
    deadline = time.monotonic() + limit_s
    while time.monotonic() < deadline:
        if value := await condition():
            return value
        await asyncio.sleep(LOOK_S)
    raise AssertionError(f"waited {limit_s} s for {what}")

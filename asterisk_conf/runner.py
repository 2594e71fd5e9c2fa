"""Start, reload and stop one Asterisk in the foreground of its own run folder. Several run side by side.

Readiness is a condition (its control socket says it has fully booted), never a pause.
"""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

from asterisk_conf.errors import StartError
from asterisk_conf.program import Program

BOOT_LIMIT_S = 40.0
COMMAND_LIMIT_S = 15.0
STOP_LIMIT_S = 8.0
_POLL_S = 0.05


class RunningAsterisk:
    """An Asterisk process that this program started."""

    def __init__(self, program: Program, config: Path, process: asyncio.subprocess.Process) -> None:
        self._program = program
        self._config = config
        self._process = process

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """How it ended; None while it runs."""
        return self._process.returncode

    async def wait(self) -> int:
        """Until it ends by itself; the exit code."""
        return await self._process.wait()

    async def command(self, text: str, *, limit_s: float = COMMAND_LIMIT_S) -> str:
        """The answer of one CLI command. StartError when Asterisk does not answer in time."""
        return await cli(self._program, self._config, text, limit_s=limit_s)

    async def reload(self) -> None:
        """Take over a newly rendered configuration; calls go on."""
        await self.command("core reload")

    async def stop(self, *, limit_s: float = STOP_LIMIT_S) -> None:
        """End it: asked first, killed after `limit_s` seconds."""
        if self._process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            self._process.terminate()
        try:
            await asyncio.wait_for(self._process.wait(), limit_s)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await asyncio.wait_for(self._process.wait(), STOP_LIMIT_S)


async def cli(program: Program, config: Path, text: str, *, limit_s: float = COMMAND_LIMIT_S) -> str:
    """Ask the running Asterisk of this configuration one CLI command."""
    process = await asyncio.create_subprocess_exec(
        *program.argv("-C", str(config), "-rx", text), env=program.env(), stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    try:
        output, _ = await asyncio.wait_for(process.communicate(), limit_s)
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        raise StartError(f"Asterisk did not answer `{text}` within {limit_s:.0f} s.", place=str(config)) from None
    answer = output.decode("utf-8", "replace")
    if process.returncode != 0:
        raise StartError(f"Asterisk does not take `{text}`: {answer.strip()[-200:]}", place=str(config))
    return answer


async def start(program: Program, config: Path, *, output: Path, limit_s: float = BOOT_LIMIT_S) -> RunningAsterisk:
    """Start Asterisk with `config` (asterisk.conf) and wait until it has fully booted.

    What it writes to its console goes to the file `output`. StartError names the reason when it ends or is late.
    """
    output.parent.mkdir(parents=True, exist_ok=True)
    with output.open("ab") as console:
        process = await asyncio.create_subprocess_exec(
            *program.argv("-f", "-n", "-C", str(config)), env=program.env(), stdin=asyncio.subprocess.DEVNULL,
            stdout=console, stderr=console, start_new_session=True,
        )  # fmt: skip
    running = RunningAsterisk(program, config, process)
    try:
        await asyncio.wait_for(_booted(running, output), limit_s)
    except TimeoutError:
        await running.stop()
        raise StartError(f"Asterisk did not boot within {limit_s:.0f} s.", place=str(output)) from None
    except BaseException:
        await running.stop()
        raise
    return running


async def _booted(running: RunningAsterisk, output: Path) -> None:
    while True:
        if running.returncode is not None:
            last = output.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-3:]
            raise StartError(
                f"Asterisk ended at once with code {running.returncode}: {' / '.join(last)}", place=str(output),
                mend="Read the log folder's `messages`.",
            )  # fmt: skip
        try:
            if "fully booted" in await running.command("core waitfullybooted"):
                return
        except StartError:
            await asyncio.sleep(_POLL_S)

"""The programs of a running hotline, as tests end them and wait for them to be started again. No pytest in here."""

from __future__ import annotations

import asyncio
import json
import os
import signal

from asterisk_conf.programs import ensure_asterisk
from asterisk_conf.runner import cli
from hotline.settings import home
from hotline.supervisor import command_line
from tests.end_to_end.stack import Stack, until_async


def pid_of(hotline: Stack, service: str) -> int:
    pid: int = json.loads(hotline.run.processes.read_text())[service]
    return pid


def killed(hotline: Stack, service: str) -> int:
    """Ends the program at once; the process id that it had."""
    pid = pid_of(hotline, service)
    os.kill(pid, signal.SIGKILL)
    return pid


async def crash(hotline: Stack, service: str) -> int:
    """Ends the program as a crash does, and comes back when it has been started again; its new process id."""
    return await started_anew(hotline, service, killed(hotline, service))


async def started_anew(hotline: Stack, service: str, before: int) -> int:
    """The program's new process id, once it is another one than `before` and listens."""

    async def look() -> int | None:
        pid = pid_of(hotline, service)
        return pid if pid != before and command_line(pid) else None

    pid: int = await until_async(look, 30, f"{service} to be started again")
    at = hotline.addresses
    port = {"agi": at.agi, "desk": at.web, "asterisk": at.ami}[service]
    await until_async(lambda: answers(hotline, port), 30, f"{service} to listen")
    return pid


async def asterisk_says(hotline: Stack, command: str) -> str:
    """The answer of one command on the console of the hotline's Asterisk."""
    program = ensure_asterisk(home(), progress=lambda _: None).program
    return await cli(program, hotline.run.telephony.etc / "asterisk.conf", command)


async def answers(hotline: Stack, port: int) -> bool:
    """Whether somebody listens there."""
    try:
        _, writer = await asyncio.open_connection(hotline.addresses.bind, port)
    except OSError:
        return False
    writer.close()
    return True

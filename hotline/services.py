"""The programs of one running hotline, as the supervisor starts them, and how one sees that each is well.

Asterisk first (everything talks to it), then the AGI server, then the desk. Only descriptions and probes here.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from pathlib import Path

from asterisk_conf.errors import StartError
from asterisk_conf.program import Program
from asterisk_conf.runner import cli
from dialplan.contract import Script
from hotline.settings import Addresses, RunFolder
from hotline.supervisor import Service

PING_LIMIT_S = 1.2
"""How long the AGI server may take over a ping before it counts as hung (docs/decisions/0003)."""
CONNECT_LIMIT_S = 1.0


def services(
    site_file: Path, run: RunFolder, addresses: Addresses, asterisk: Program, *, desktop: Path
) -> list[Service]:
    """In the order of their start."""
    config = run.telephony.etc / "asterisk.conf"
    python = (sys.executable, "-m", "hotline", "serve", str(site_file), "--run", str(run.root))

    async def asterisk_is_up() -> bool:
        try:
            return "fully booted" in await cli(asterisk, config, "core waitfullybooted")
        except StartError:
            return False

    async def agi_answers() -> bool:
        return await pings(addresses.bind, addresses.agi)

    async def desk_answers() -> bool:
        return await desk_serves(addresses.bind, addresses.web)

    return [
        Service(
            name="asterisk",
            argv=asterisk.argv("-f", "-n", "-C", str(config)),
            env=asterisk.env({}),
            log_file=run.logs / "asterisk.log",
            ready=asterisk_is_up,
        ),
        Service(
            name="agi",
            argv=(*python, "--role", "agi"),
            log_file=run.logs / "agi.log",
            ready=agi_answers,
            alive=agi_answers,
        ),
        Service(
            name="desk",
            argv=(*python, "--role", "ami,web,worker", "--desktop", str(desktop)),
            log_file=run.logs / "desk.log",
            ready=desk_answers,
        ),
    ]


async def says(host: str, port: int, request: bytes, wanted: bytes) -> bool:
    """Whether a server answers a request with what it should begin with."""
    try:
        async with asyncio.timeout(CONNECT_LIMIT_S):
            reader, writer = await asyncio.open_connection(host, port)
            try:
                writer.write(request)
                return await reader.readexactly(len(wanted)) == wanted
            finally:
                writer.close()
    except (OSError, TimeoutError, asyncio.IncompleteReadError):
        return False


async def desk_serves(host: str, port: int) -> bool:
    """Whether the web API answers."""
    request = f"GET /api/v1/site HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    return await says(host, port, request.encode(), b"HTTP/1.1 200")


async def pings(host: str, port: int) -> bool:
    """Whether the AGI server takes the ping script and closes the connection in time."""
    try:
        async with asyncio.timeout(PING_LIMIT_S):
            reader, writer = await asyncio.open_connection(host, port)
            try:
                writer.write(f"agi_network: yes\nagi_network_script: {Script.PING}\n\n".encode())
                return await reader.read(1) == b""
            finally:
                writer.close()
                with contextlib.suppress(OSError):
                    await writer.wait_closed()
    except (OSError, TimeoutError):
        return False

"""The programs of one running hotline, as the supervisor starts them, and how one sees that each is well.

Asterisk first (everything talks to it), then the AGI server, then the desk. Only descriptions and probes here.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from asterisk_conf.errors import StartError
from asterisk_conf.program import Program
from asterisk_conf.runner import cli
from dialplan.contract import Script
from hotline.settings import Addresses, RunFolder
from hotline.supervisor import Health, Service

PING_LIMIT_S = 1.2
"""How long the AGI server may take over a ping before it counts as hung (docs/decisions/0003)."""
ASTERISK_LIMIT_S = 4.0
"""How long Asterisk may take to greet whoever opens its manager port. Killing it ends every call, so it is given four
tries: it has said nothing for half a minute then, and no call begins or is heard either."""
DESK_LIMIT_S = 5.0
"""How long the desk may take over one small request. Calls go on without it, so it is given three tries."""
LATE_S = 0.25
"""Who notices so much after a limit that it has passed did not run itself meanwhile (a machine that was paused, or has
too much to do): the answer may have come long ago."""
TRIES = 3


def services(
    site_file: Path, run: RunFolder, addresses: Addresses, program: Program, *, desktop: Path
) -> list[Service]:
    """In the order of their start."""
    config = run.telephony.etc / "asterisk.conf"
    python = (sys.executable, "-m", "hotline", "serve", str(site_file), "--run", str(run.root))
    return [
        Service(
            name="asterisk",
            argv=program.argv("-f", "-n", "-C", str(config)),
            env=program.env({}),
            log_file=run.logs / "asterisk.log",
            probe=lambda: booted(program, config),
            pulse=lambda: asterisk_health(addresses.bind, addresses.ami),
            watched_every_s=4.0,
            patience=4,
        ),
        Service(
            name="agi",
            argv=(*python, "--role", "agi"),
            log_file=run.logs / "agi.log",
            probe=lambda: agi_health(addresses.bind, addresses.agi),
            watched_every_s=0.5,
        ),
        Service(
            name="desk",
            argv=(*python, "--role", "ami,web,worker", "--desktop", str(desktop)),
            log_file=run.logs / "desk.log",
            probe=lambda: desk_health(addresses.bind, addresses.web),
            watched_every_s=5.0,
            patience=3,
        ),
    ]


async def booted(program: Program, config: Path) -> Health:
    """How an Asterisk that was just started is: well when it says itself that it takes calls."""
    try:
        answer = await cli(program, config, "core waitfullybooted")
    except StartError:
        return Health.AWAY
    return Health.WELL if "fully booted" in answer else Health.AWAY


async def asterisk_health(host: str, port: int) -> Health:
    """How a running Asterisk is: well when its manager port greets; no sign-in, so it costs nearly nothing."""
    return await asked(host, port, b"", b"Asterisk Call Manager", ASTERISK_LIMIT_S)


async def agi_health(host: str, port: int) -> Health:
    """How the AGI server is: well when it takes the ping script and closes the connection in time."""
    request = f"agi_network: yes\nagi_network_script: {Script.PING}\n\n"
    return await asked(host, port, request.encode(), b"", PING_LIMIT_S)


async def desk_health(host: str, port: int) -> Health:
    """How the desk is: well when the web API answers."""
    request = f"GET /api/v1/site HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    return await asked(host, port, request.encode(), b"HTTP/1.1 200", DESK_LIMIT_S)


async def asked(host: str, port: int, request: bytes, wanted: bytes, limit_s: float) -> Health:
    """Well when a server answers a request with what begins with `wanted`; empty: with the end of the connection.

    Silent only if we were awake to hear it; else it is asked again, so that no healthy program is ended for our sleep.
    """
    loop = asyncio.get_running_loop()
    for _ in range(TRIES):
        until = loop.time() + limit_s
        health = await _asked_once(host, port, request, wanted, limit_s)
        if health is not Health.SILENT or loop.time() - until < LATE_S:
            break
    return health


async def _asked_once(host: str, port: int, request: bytes, wanted: bytes, limit_s: float) -> Health:
    try:
        async with asyncio.timeout(limit_s):
            reader, writer = await asyncio.open_connection(host, port)
            try:
                writer.write(request)
                answer = await (reader.readexactly(len(wanted)) if wanted else reader.read(1))
            finally:
                writer.close()
    except TimeoutError:
        return Health.SILENT
    except (OSError, asyncio.IncompleteReadError):
        return Health.AWAY
    return Health.WELL if answer == wanted else Health.AWAY

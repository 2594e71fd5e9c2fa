"""A small site on a real Asterisk for tests: plan, start, a stub FastAGI server, seats. No pytest in here."""

from __future__ import annotations

import asyncio
import math
import struct
import wave
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from asterisk_conf.plan import Addresses, QueueRules, Run, Secrets, TelephonyPlan
from asterisk_conf.ports import free_port, rtp_range
from asterisk_conf.programs import Asterisk
from asterisk_conf.render import write
from asterisk_conf.runner import RunningAsterisk, start
from dialplan.contract import NUMBER_SOUNDS, Sound
from routing.plan import Level, Office, Plan, Seat, Trunk
from workdays.hours import Hours

BIND = "127.0.0.1"
TRUNK_ADDRESS = "127.0.0.2"
SEAT_ADDRESS = "127.0.0.3"
PASSWORD = "a-test-password"


def office(name: str, division: str, areas: tuple[str, ...], seats: int, first_extension: int) -> Office:
    return Office(
        id=name, names={"zh": name}, level=Level.CITY, division=division, area_codes=areas, hours=Hours(always=True),
        seats=tuple(
            Seat(id=f"{name}-{number:02d}", office=name, extension=str(first_extension + number))
            for number in range(1, seats + 1)
        ),
    )  # fmt: skip


def routing_plan() -> Plan:
    offices = (
        office("anhui", "340000", (), 2, 8000),
        office("hefei", "340100", ("0551",), 2, 8100),
        office("fuyang", "341200", ("0558",), 1, 8200),
        office("bozhou", "341600", ("0558",), 1, 8300),
    )
    return Plan(
        number="12385", home="anhui", offices={each.id: each for each in offices},
        trunks={"anhui-main": Trunk(id="anhui-main", host=TRUNK_ADDRESS, area_code="0551")},
        retired_areas={"0565": "0551"},
    )  # fmt: skip


def tone(path: Path, pitch: float, seconds: float) -> Path:
    """A 16-bit 8 kHz WAV with one pitch."""
    samples = (round(8000 * math.sin(2 * math.pi * pitch * n / 8000)) for n in range(int(8000 * seconds)))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
    return path


def test_sounds(folder: Path) -> dict[str, dict[str, Path]]:
    """Every sound that the dialplan and the queues play, as short tones."""
    folder.mkdir(parents=True, exist_ok=True)
    names = [*(sound.value for sound in Sound), *NUMBER_SOUNDS]
    short = tone(folder / "short.wav", 700, 0.1)
    return {"zh": dict.fromkeys(names, short) | {Sound.APOLOGY.value: tone(folder / "apology.wav", 600, 0.4)}}


def telephony_plan(root: Path, asterisk: Asterisk, **changes: object) -> TelephonyPlan:
    routing = routing_plan()
    seats = {seat.id: PASSWORD for each in routing.offices.values() for seat in each.seats}
    first, last = rtp_range()
    values: dict[str, object] = {
        "routing": routing, "run": Run(root=root), "asterisk": asterisk,
        "addresses": Addresses(
            bind=BIND, sip_port=free_port(BIND), http_port=free_port(BIND), ami_port=free_port(BIND),
            agi_port=free_port(BIND), rtp_first=first, rtp_last=last,
        ),
        "secrets": Secrets(ami=PASSWORD, ami_watch=PASSWORD, seats=seats),
        "queue": QueueRules(ring_s=4, announce_every_s=15, offer_every_s=6, wrapup_guard_s=1),
        "sounds": test_sounds(root / "test-sounds"), "desk_phones": frozenset(seats),
    } | changes  # fmt: skip
    return TelephonyPlan(**values)  # type: ignore[arg-type]


@asynccontextmanager
async def running(plan: TelephonyPlan) -> AsyncIterator[RunningAsterisk]:
    """The plan's Asterisk, rendered, started and stopped again."""
    config = write(plan)
    server = await start(plan.asterisk.program, config, output=plan.run.log / "console")
    try:
        yield server
    finally:
        await server.stop()


def complaints(plan: TelephonyPlan) -> list[str]:
    """The warnings and errors of this Asterisk's log."""
    log = (plan.run.log / "messages").read_text(encoding="utf-8", errors="replace")
    return [line for line in log.splitlines() if "ERROR[" in line or "WARNING[" in line]


@dataclass(slots=True)
class AgiSession:
    """One connection of Asterisk to the stub server."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    variables: dict[str, str]

    async def command(self, line: str) -> str:
        self.writer.write(line.encode() + b"\n")
        await self.writer.drain()
        return (await asyncio.wait_for(self.reader.readline(), 20)).decode()

    async def hand_over(self, packed: str) -> None:
        await self.command(f'SET VARIABLE HOTLINE_HANDOVER "{packed}"')


Serve = Callable[[AgiSession], Awaitable[None]]


@dataclass(slots=True)
class StubAgi:
    """A FastAGI server for tests: one coroutine a script; what came in is kept."""

    scripts: dict[str, Serve]
    sessions: list[dict[str, str]] = field(default_factory=list)
    _server: asyncio.Server | None = None

    async def listen(self, port: int) -> None:
        self._server = await asyncio.start_server(self._serve, BIND, port)

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
            await asyncio.wait_for(self._server.wait_closed(), 5)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        variables: dict[str, str] = {}
        while line := (await reader.readline()).decode().strip():
            name, _, value = line.partition(": ")
            variables[name] = value
        self.sessions.append(variables)
        try:
            await self.scripts[variables["agi_network_script"]](AgiSession(reader, writer, variables))
        finally:
            writer.close()

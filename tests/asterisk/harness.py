"""A small site on a real Asterisk for tests: plan, start, callers, seats, a stub FastAGI server. No pytest in here."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from asterisk_conf.check import complaints
from asterisk_conf.desk import SippSeat
from asterisk_conf.installed import Asterisk
from asterisk_conf.plan import Addresses, QueueRules, Run, Secrets, TelephonyPlan
from asterisk_conf.ports import free_port, rtp_range
from asterisk_conf.program import Program
from asterisk_conf.render import records_stereo, write
from asterisk_conf.runner import RunningAsterisk, start
from asterisk_conf.sipp import SippCaller
from dialplan.contract import NUMBER_SOUNDS, Sound
from recordings.names import read_incoming
from recordings.pcm import RATE, take
from routing.outbound import Outbound
from routing.plan import Level, Office, Plan, Seat, Trunk
from tests.tones import tone
from workdays.hours import Hours

BIND = "127.0.0.1"
TRUNK_ADDRESS = "127.0.0.2"
SEAT_ADDRESS = "127.0.0.3"
PASSWORD = "a-test-password"
CALLER_PITCH, SEAT_PITCH, APOLOGY_PITCH, GOODBYE_PITCH, CUT_OFF_PITCH = 440, 1000, 600, 1700, 2300
NOTICE_PITCH = 2700
OFFER_PITCH, POSITION_PITCH, SECOND_PITCH = 1300, 1500, 1900


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


def site_sounds(folder: Path) -> dict[str, dict[str, Path]]:
    """Every sound that the dialplan and the queues play, as short tones."""
    folder.mkdir(parents=True, exist_ok=True)
    names = [*(sound.value for sound in Sound), *NUMBER_SOUNDS]
    sounds = dict.fromkeys(names, tone(folder / "short.wav", 700, 0.1))
    sounds[Sound.APOLOGY] = tone(folder / "apology.wav", APOLOGY_PITCH, 0.5)
    sounds[Sound.GOODBYE] = tone(folder / "goodbye.wav", GOODBYE_PITCH, 0.5)
    sounds[Sound.CUT_OFF] = tone(folder / "cut-off.wav", CUT_OFF_PITCH, 0.5)
    sounds[Sound.OFFER] = tone(folder / "offer.wav", OFFER_PITCH, 0.5)
    sounds[Sound.RECORDED] = tone(folder / "recorded.wav", NOTICE_PITCH, 0.5)
    sounds[Sound.POSITION_BEFORE] = tone(folder / "position.wav", POSITION_PITCH, 0.5)
    sounds["digits/2"] = tone(folder / "second.wav", SECOND_PITCH, 0.5)
    return {"zh": sounds}


def outbound(**changes: Any) -> Outbound:
    """Calling out by the test site's trunk, to a free port."""
    values = {"trunk": "anhui-main", "shown": "12385", "own": ("12385",), "ring_s": 4}
    return Outbound(**{**values, "port": free_port(TRUNK_ADDRESS), **changes})


def telephony_plan(root: Path, asterisk: Asterisk, **changes: Any) -> TelephonyPlan:
    """The test site in `root`, on free ports; every seat has a desk telephone."""
    routing = routing_plan()
    seats = {seat.id: PASSWORD for each in routing.offices.values() for seat in each.seats}
    first, last = rtp_range()
    values: dict[str, Any] = {
        "routing": routing, "run": Run(root=root), "asterisk": asterisk,
        "addresses": Addresses(
            bind=BIND, sip_port=free_port(BIND), http_port=free_port(BIND), ami_port=free_port(BIND),
            agi_port=free_port(BIND), rtp_first=first, rtp_last=last,
        ),
        "secrets": Secrets(ami=PASSWORD, seats=seats),
        "queue": QueueRules(ring_s=4, announce_every_s=15, offer_every_s=6, wrapup_guard_s=1),
        "sounds": site_sounds(root / "test-sounds"), "desk_phones": frozenset(seats),
    } | changes  # fmt: skip
    return TelephonyPlan(**values)


@dataclass(slots=True)
class Exchange:
    """A running test site."""

    plan: TelephonyPlan
    asterisk: RunningAsterisk
    sipp: Program
    folder: Path
    calls: int = 0

    @property
    def target(self) -> tuple[str, int]:
        return self.plan.addresses.bind, self.plan.addresses.sip_port

    def caller(self, **changes: Any) -> SippCaller:
        """Somebody on the trunk who speaks a steady tone."""
        self.calls += 1
        folder = self.folder / f"caller-{self.calls}"
        folder.mkdir()
        values = {"length_s": 8.0, "audio": tone(folder / "says.wav", CALLER_PITCH, 10)} | changes
        return SippCaller(program=self.sipp, target=self.target, folder=folder, **values)

    def desk(self, name: str, **changes: Any) -> SippSeat:
        """A seat's desk telephone, not yet registered."""
        self.calls += 1
        folder = self.folder / f"seat-{self.calls}"
        folder.mkdir()
        values = {"audio": tone(folder / "says.wav", SEAT_PITCH, 10), "source": SEAT_ADDRESS, "password": PASSWORD}
        return SippSeat(program=self.sipp, target=self.target, folder=folder, seat=name, **(values | changes))

    def citizen(self, **changes: Any) -> SippSeat:
        """Somebody whom seats call through the outbound trunk, who speaks the tone of a caller."""
        outbound = self.plan.outbound
        assert outbound is not None
        host = self.plan.routing.trunks[outbound.trunk].host
        folder = self.folder / f"citizen-{self.calls}"
        folder.mkdir()
        values = {"audio": tone(folder / "says.wav", CALLER_PITCH, 10), "source": host, "port": outbound.port}
        return SippSeat(
            program=self.sipp, target=self.target, folder=folder, seat="citizen", password=None, **(values | changes)
        )

    @asynccontextmanager
    async def seat(self, name: str, **changes: Any) -> AsyncIterator[SippSeat]:
        """A seat's telephone, registered and signed in to its office's queue."""
        queue = name.rpartition("-")[0]
        async with self.desk(name, **changes).signed_in() as phone:
            answer = await self.asterisk.command(f"queue add member PJSIP/{name} to {queue} penalty 0 as {name}")
            assert "Added" in answer, answer
            yield phone
            await self.asterisk.command(f"queue remove member PJSIP/{name} from {queue}")

    def complaints(self) -> list[str]:
        return complaints(self.plan.run)

    def queue_log(self) -> list[list[str]]:
        """The queue log's rows: time, call id, queue, agent, event, data…"""
        text = (self.plan.run.log / "queue_log").read_text()
        return [line.split("|") for line in text.splitlines()]

    def queue_events(self) -> list[str]:
        return [f"{row[4]} {row[2]}" for row in self.queue_log()]

    def recorded(self) -> str:
        """The call id of the only recording there is: one file, or two where Asterisk cannot interleave."""
        paths = list(self.plan.run.incoming.iterdir())
        (call_id,) = {found.call_id for path in paths if (found := read_incoming(path.name))}
        assert len(paths) == (1 if records_stereo(self.plan.asterisk.version) else 2), paths
        return call_id

    def voices(self) -> tuple[list[int], list[int]]:
        """What the caller and the seat said until now, from the only recording, as the archive reads it."""
        self.recorded()
        paths = self.plan.run.incoming.iterdir()
        samples = take({found.form: path for path in paths if (found := read_incoming(path.name))}).samples
        return samples[:, 0].tolist(), samples[:, 1].tolist()

    def seconds_recorded(self) -> float:
        """How much the caller's side of the only recording holds until now."""
        return len(self.voices()[0]) / RATE

    async def channels(self) -> int:
        return int((await self.asterisk.command("core show channels count")).split()[0])

    async def recorders(self) -> int:
        """How many record the only caller at this moment."""
        shown = (await self.asterisk.command("core show channels concise")).splitlines()
        (caller,) = (line.partition("!")[0] for line in shown if line.startswith("PJSIP/trunk-"))
        return (await self.asterisk.command(f"mixmonitor list {caller}")).count("0x")

    async def until(self, condition: Callable[[], bool], *, limit_s: float = 15.0) -> None:
        """Wait on a condition of the outside world."""
        async with asyncio.timeout(limit_s):
            while not condition():
                await asyncio.sleep(0.02)

    async def all_hung_up(self, limit_s: float = 10.0) -> None:
        async with asyncio.timeout(limit_s):
            while await self.channels():
                await asyncio.sleep(0.05)


@asynccontextmanager
async def running(plan: TelephonyPlan, sipp: Program) -> AsyncIterator[Exchange]:
    """The plan's Asterisk, rendered, started and stopped again."""
    config = write(plan)
    server = await start(plan.asterisk.program, config, output=plan.run.log / "console")
    try:
        yield Exchange(plan, server, sipp, plan.run.root)
    finally:
        await server.stop(limit_s=0.1)  # a test's Asterisk has nothing to save


@dataclass(slots=True)
class Opener:
    """Opens exchanges for one test and closes them after it."""

    installation: Asterisk
    sipp: Program
    folder: Path
    stack: AsyncExitStack
    opened: list[Exchange] = field(default_factory=list)

    async def __call__(self, **changes: Any) -> Exchange:
        root = self.folder / str(len(self.opened))
        root.mkdir()
        plan = telephony_plan(root, self.installation, **changes)
        exchange = await self.stack.enter_async_context(running(plan, self.sipp))
        self.opened.append(exchange)
        return exchange

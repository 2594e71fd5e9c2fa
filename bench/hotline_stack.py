"""A running hotline and a bare Asterisk for the whole-call benches, and the CPU time that their processes have used.

Both have the same prefix, modules, SIP endpoints, queue and sounds; the bare one has a dialplan of four lines, and
neither AMI clients, AGI, CEL nor our programs.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import signal
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

import aiohttp

from asterisk_conf.desk import SippSeat
from asterisk_conf.program import Program
from asterisk_conf.programs import ensure_sipp
from asterisk_conf.render import write as write_asterisk
from asterisk_conf.runner import start
from asterisk_conf.sipp import SippCaller
from bench.cpu import cpu_seconds_of
from hotline.demo import PASSWORD
from hotline.plans import free_addresses, seat_password, telephony_plan
from hotline.preparation import ensure_tools
from hotline.prompts import prepare_prompts
from hotline.settings import PROJECT, RunFolder, home
from hotline.site import Site, load
from hotline.up import bring_up
from workdays.zone import SHANGHAI

READY_LIMIT_S = 20.0
ANSWER_AFTER_S = 0.05
"""Between ringing and the answer of the first seat."""
PACKET_S = 0.02
"""The time of a packet. Each seat answers at another moment of it: how its packets lie between the caller's makes a
talk dearer or cheaper (bare, every seat after 50, 55 or 60 ms, at the same time: 131.9, 135.7, 141.0 ms a call)."""
OPEN = datetime(2026, 11, 18, 9, 30, tzinfo=SHANGHAI)
SITE = """
id = "bench"
number = "12385"
home = "anhui"
regulations = ["anhui-12385"]
languages = ["zh"]
[names]
zh = "测试热线"
[hours.always]
always = true
source = "bench"
[[trunks]]
id = "trunk"
host = "127.0.0.2"
[[offices]]
id = "anhui"
names = {{ zh = "安徽省残联" }}
level = "province"
division = "340000"
hours = "always"
seats = [
{seats}
]
"""


def bench_site(folder: Path, seats: int) -> tuple[Site, Path]:
    """A site of one office whose seats have desk telephones; the rest as in the Anhui site."""
    lines = [f'  {{ id = "anhui-{n:02d}", extension = "80{n:02d}", desk_phone = true }},' for n in range(1, seats + 1)]
    shipped = (PROJECT / "sites" / "anhui.toml").read_text()
    tail = shipped[shipped.index("[[pause_reasons]]") :]
    path = folder / "bench.toml"
    tail = re.sub(r"wrap_up_s = \d+", "wrap_up_s = 0", tail)
    path.write_text(SITE.format(seats="\n".join(lines)) + tail)
    return load(path), path


def cpu_seconds(pids: Sequence[int]) -> float:
    """User and system time of these processes so far."""
    return sum(map(cpu_seconds_of, pids))


@dataclass(slots=True)
class Contender:
    """Something that takes calls: where, and which processes do the work."""

    name: str
    target: tuple[str, int]
    pids: tuple[int, ...]
    folder: Path
    sipp: Program
    made: int = 0

    def caller(self, **wishes: object) -> SippCaller:
        self.made += 1
        folder = self.folder / f"caller-{self.made}"
        return SippCaller(program=self.sipp, target=self.target, folder=folder, **wishes)  # type: ignore[arg-type]


@asynccontextmanager
async def ours(seats: int, talk_s: float) -> AsyncIterator[Contender]:
    """The whole hotline, every seat signed in and ready."""
    with tempfile.TemporaryDirectory(prefix="hlb-") as name:
        folder = Path(name)
        site, path = bench_site(folder, seats)
        run = RunFolder(folder / "run")
        run.root.mkdir()
        run.clock.write_text(str((OPEN - datetime.now(SHANGHAI)) / timedelta(seconds=1)))
        supervisor, addresses, _ = await bring_up(
            site, path, run, ensure_tools(quiet), free_ports=True, demo=True, progress=quiet
        )
        try:
            secrets = run.secrets()
            pids = tuple(json.loads(run.processes.read_text()).values())
            sipp = ensure_sipp(home(), progress=quiet)
            found = Contender("ours", (addresses.bind, addresses.sip), pids, folder, sipp)
            passwords = {f"anhui-{n:02d}": seat_password(secrets, f"anhui-{n:02d}") for n in range(1, seats + 1)}
            desk = f"http://{addresses.bind}:{addresses.web}"
            async with seats_in(found, passwords, talk_s), agents_at_work(desk, list(passwords)):
                yield found
        finally:
            await supervisor.stop()


@asynccontextmanager
async def bare(seats: int, talk_s: float) -> AsyncIterator[Contender]:
    """Asterisk alone: Answer, Playback, MixMonitor, Queue."""
    with tempfile.TemporaryDirectory(prefix="hlb-") as name:
        folder = Path(name)
        site, _ = bench_site(folder, seats)
        run = RunFolder(folder / "run")
        run.create()
        tools = ensure_tools(quiet)
        sounds = await asyncio.to_thread(prepare_prompts, site, run, tools.espeak, quiet)
        secrets = run.secrets()
        plan = telephony_plan(site, run, free_addresses(site.ports.bind), secrets, tools.asterisk, sounds)
        config = write_asterisk(replace(plan))
        strip_to_bare(run)
        process = await start(tools.asterisk.program, config, output=run.logs / "console")
        try:
            sipp = ensure_sipp(home(), progress=quiet)
            at = (plan.addresses.bind, plan.addresses.sip_port)
            found = Contender("bare", at, (process.pid,), folder, sipp)
            async with seats_in(found, dict(plan.secrets.seats), talk_s):
                await join_queue(tools.asterisk.program, config, list(plan.secrets.seats))
                yield found
        finally:
            await process.stop()


def strip_to_bare(run: RunFolder) -> None:
    """Four lines of dialplan that play what our flow plays, and no CEL, no manager."""
    clips = played_clips(run)
    (run.telephony.etc / "extensions.conf").write_text(
        f"""[from-trunk]
exten => _[+0-9]!,1,Answer()
 same => n,Playback({"&".join(clips)})
 same => n,MixMonitor({run.telephony.incoming}/${{UNIQUEID}}.raw,D)
 same => n,Queue(anhui)
[from-seat]
[hotline-waiting-keys]
"""
    )
    (run.telephony.etc / "cel.conf").write_text("[general]\nenable=no\n")
    (run.telephony.etc / "manager.conf").write_text("[general]\nenabled=no\n")


def played_clips(run: RunFolder) -> list[str]:
    """The clips of a call in office hours: greeting, notice, connecting."""
    from ivr_flows.rendered_book import load_book
    from ivr_flows.utterance import Utterance

    book = load_book(run.prompts)
    said = (Utterance(prompt="greeting"), Utterance(prompt="recording-notice"))
    last = Utterance(prompt="connecting", params={"office": "anhui"})
    return [clip for utterance in (*said, last) for clip in book.audio(utterance, "zh")]


@asynccontextmanager
async def seats_in(contender: Contender, passwords: dict[str, str], talk_s: float) -> AsyncIterator[None]:
    """Every seat's telephone registered, answering at once, spread evenly over the time of a packet."""
    async with AsyncExitStack() as stack:
        for number, (seat, password) in enumerate(passwords.items()):
            phone = SippSeat(
                program=contender.sipp,
                target=contender.target,
                folder=contender.folder / seat,
                seat=seat,
                password=password,
                talk_s=talk_s,
                answer_after_s=ANSWER_AFTER_S + PACKET_S * number / len(passwords),
            )
            await stack.enter_async_context(phone.signed_in())
        yield


@asynccontextmanager
async def agents_at_work(desk: str, seats: Sequence[str]) -> AsyncIterator[None]:
    """An agent's browser at each seat: signed in, ready, and opening the screen pop of each call that rings."""
    async with AsyncExitStack() as stack:
        agents = [await stack.enter_async_context(Agent.signed_in(desk, seat)) for seat in seats]
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(agent.work()) for agent in agents]
            async with asyncio.timeout(READY_LIMIT_S):
                await asyncio.gather(*(agent.ready.wait() for agent in agents))
            yield
            for task in tasks:
                task.cancel()


@dataclass(slots=True)
class Agent:
    """What the seat page asks of the desk, without the page."""

    browser: aiohttp.ClientSession
    csrf: dict[str, str]
    ready: asyncio.Event = field(default_factory=asyncio.Event)

    @classmethod
    @asynccontextmanager
    async def signed_in(cls, desk: str, seat: str) -> AsyncIterator[Agent]:
        async with aiohttp.ClientSession(desk, cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
            async with browser.post("/api/v1/session", json={"username": seat, "password": PASSWORD}) as answer:
                session = await answer.json()
            yield cls(browser, {"X-CSRF-Token": session["csrf"]})

    async def work(self) -> None:
        """Become ready, then take what the page shows: each call that rings is followed by its pop. Until cancelled."""
        async with self.browser.ws_connect("/api/v1/live") as live:
            async with self.browser.put("/api/v1/seat/state", json={"state": "ready"}, headers=self.csrf) as answer:
                assert answer.status == HTTPStatus.OK, await answer.text()
            self.ready.set()
            rings = ""
            async for message in live:
                frame = json.loads(message.data)
                if frame["type"] == "ring":
                    assert not rings, f"no pop for {rings}"
                    rings = frame["call"]["id"]
                elif frame["type"] == "pop":
                    assert frame["call_id"] == rings, frame
                    rings = ""


async def join_queue(asterisk: Program, config: Path, seats: list[str]) -> None:
    """Put the seats behind the bare queue: nobody signs in there."""
    from asterisk_conf.runner import cli

    for seat in seats:
        await cli(asterisk, config, f"queue add member PJSIP/{seat} to anhui penalty 0 as {seat}")


def end_like_ctrl_c() -> None:
    """A bench that is told to end (SIGTERM) ends its Asterisks and telephones too, instead of leaving them behind."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def command_line(what: str, measure: Callable[..., Coroutine[Any, Any, object]], **counts: int) -> None:
    """The command of a bench of calls: an option for each count that it is measured with; the result as JSON."""
    parser = argparse.ArgumentParser(description=what)
    parser.add_argument("--json", action="store_true")
    for name, count in counts.items():
        parser.add_argument(f"--{name}", type=int, default=count, help=f"default: {count}")
    options = vars(parser.parse_args())
    indent = None if options.pop("json") else 2
    end_like_ctrl_c()
    print(json.dumps(asyncio.run(measure(**options)), indent=indent, ensure_ascii=False))


def quiet(_: str) -> None:
    """No progress lines."""


async def settle(contender: Contender) -> None:
    """Until the CPU time of the contender stands still: intake of recordings belongs to the calls before."""
    before = -1.0
    while (now := cpu_seconds(contender.pids)) - before > 0.03:
        before = now
        await asyncio.sleep(1.5)

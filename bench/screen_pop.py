"""Screen pop bench: from the bytes of AgentCalled leaving Asterisk to the WebSocket frame at the seat's browser.

Two processes: the desk (real AMI client, board, seat desk, aiohttp, SQLite), and the load (an exchange in memory behind
a real AMI socket, 200 seats and 3 supervisors on WebSockets), so that both ends of the way read one clock. Blocks
alternate between two equal halves, A and B: how far their figures differ is the noise.
`python -m bench.screen_pop --json`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp

from ami.fake_asterisk import Headers
from ami.fake_server import FakeServer
from store.engine import Database, sqlite_url
from store.keys import Keys
from store.migrate import migrate
from store.sign_ins import open_sign_in
from store.users import NewUser, Role, add_user
from tests.web.house import SECRET, a_site, open_desk
from web.guard import COOKIE

SEATS = 200
SUPERVISORS = 3
CALLS_PER_S = 5.0
LIMIT_MS = 5.0
TALK_S = 2.0


def now() -> datetime:
    """The real time: sign-ins must be valid in both processes."""
    return datetime.now(UTC)


async def desk(folder: Path, ami_port: int) -> None:
    """The measured process: tells its port on stdout, then serves until stdin closes."""
    database = Database(sqlite_url(folder / "hotline.sqlite"), Keys.load(folder / "keys"))
    try:
        async with open_desk(database, folder, a_site(SEATS), ami_port=ami_port, now=now) as house:
            print(house.url, flush=True)
            await asyncio.to_thread(sys.stdin.read)
    finally:
        await database.close()


async def sign_in_everybody(folder: Path) -> tuple[dict[str, str], list[str]]:
    """Users and sessions straight in the database: seat -> cookie, and the supervisors' cookies."""
    url = sqlite_url(folder / "hotline.sqlite")
    keys = Keys.fresh()
    keys.save(folder / "keys")
    await migrate(url)
    database = Database(url, keys)
    try:
        seats, watching = {}, []
        async with database.write() as session:
            for seat in (seat for seat, office in a_site(SEATS).seats.items() if office == "hefei"):
                new = NewUser(username=seat, name=seat, password="x", role=Role.AGENT, office="hefei", seat=seat)
                seats[seat] = (await open_sign_in(session, await add_user(session, new, now=now()), now=now()))[0]
            for number in range(SUPERVISORS):
                new = NewUser(username=f"s{number}", name="s", password="x", role=Role.SUPERVISOR, office="anhui")
                watching.append((await open_sign_in(session, await add_user(session, new, now=now()), now=now()))[0])
        return seats, watching
    finally:
        await database.close()


class Load:
    """Calls placed, and when their rings arrived."""

    def __init__(self, server: FakeServer) -> None:
        self.server = server
        self.sent: dict[str, float] = {}
        self.took_ms: dict[str, float] = {}
        self._told = server.world.emit
        server.world.emit = self._emit

    def _emit(self, name: str, headers: Headers) -> None:
        if name == "AgentCalled":
            self.sent[dict(headers)["Uniqueid"]] = time.perf_counter()
        self._told(name, headers)

    async def listen(self, browser: aiohttp.ClientSession, cookie: str) -> None:
        """One seat's browser."""
        async with browser.ws_connect("/api/v1/live", headers={"Cookie": f"{COOKIE}={cookie}"}) as socket:
            async for message in socket:
                came = time.perf_counter()
                if message.data.startswith('{"type":"ring"'):
                    call = json.loads(message.data)["call"]["id"]
                    self.took_ms[call] = (came - self.sent[call]) * 1000

    async def block(self, seconds: float, first_seat: int) -> list[float]:
        """Calls at the rate for a while; what each ring took, in ms."""
        before = len(self.took_ms)
        calls: list[str] = []
        loop = asyncio.get_running_loop()
        start = loop.time()
        async with asyncio.TaskGroup() as group:
            for number in range(int(seconds * CALLS_PER_S)):
                await asyncio.sleep(max(0.0, start + number / CALLS_PER_S - loop.time()))
                seat = f"hefei-{(first_seat + number) % SEATS + 1:02}"
                calls.append(call := self.server.world.arrive(f"138{before + number:08}", "055112385", name="欧阳娜娜"))
                group.create_task(self._live(call, seat))
        async with asyncio.timeout(5):
            while any(call not in self.took_ms for call in calls):
                await asyncio.sleep(0.01)
        return [self.took_ms[call] for call in calls]

    async def _live(self, call: str, seat: str) -> None:
        world = self.server.world
        world.join(call, "hefei")
        leg = world.ring(call, seat)
        await asyncio.sleep(0.5)
        world.answer(leg)
        await asyncio.sleep(TALK_S)
        world.finish(call)


@asynccontextmanager
async def a_desk(folder: Path, ami_port: int) -> AsyncIterator[str]:
    """The desk in its own process; its address."""
    arguments = (sys.executable, "-m", "bench.screen_pop", "--desk", str(folder), str(ami_port))
    process = await asyncio.create_subprocess_exec(
        *arguments, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        async with asyncio.timeout(60):
            yield (await process.stdout.readline()).decode().strip()
    finally:
        process.stdin.close()
        try:
            async with asyncio.timeout(20):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()


def figures(took: Sequence[float]) -> dict[str, float]:
    """Median, p99 and the worst, in ms."""
    ordered = sorted(took)
    p99 = ordered[min(len(ordered) - 1, round(len(ordered) * 0.99))]
    return {
        "median_ms": round(statistics.median(ordered), 3),
        "p99_ms": round(p99, 3),
        "worst_ms": round(ordered[-1], 3),
    }


async def measure(*, rounds: int, block_s: float) -> dict[str, Any]:
    """The whole bench."""
    halves: dict[str, list[list[float]]] = {"A": [], "B": []}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seats, watching = await sign_in_everybody(folder)
        site = a_site(SEATS)
        async with FakeServer(list(site.plan.offices), site.seats, secret=SECRET) as server:
            load = Load(server)
            for seat in seats:
                server.world.add("hefei", seat)
            process = a_desk(folder, server.port)
            url = await process.__aenter__()
            connector = aiohttp.TCPConnector(limit=0)
            try:
                async with aiohttp.ClientSession(url, connector=connector) as browser:
                    ears = [asyncio.create_task(load.listen(browser, c)) for c in (*seats.values(), *watching)]
                    await asyncio.sleep(3)
                    await load.block(2.0, 0)
                    for number in range(rounds):
                        for half in ("A", "B") if number % 2 == 0 else ("B", "A"):
                            halves[half].append(await load.block(block_s, number * 50))
                    for ear in ears:
                        ear.cancel()
                    await asyncio.gather(*ears, return_exceptions=True)
            finally:
                await process.__aexit__(None, None, None)
    every = [took for blocks in halves.values() for block in blocks for took in block]
    by_block = [figures(block)["p99_ms"] for blocks in halves.values() for block in blocks]
    whole = figures(every)
    return {
        "seats": SEATS,
        "supervisors": SUPERVISORS,
        "calls_per_s": CALLS_PER_S,
        "calls": len(every),
        **whole,
        "median_of_block_p99_ms": round(statistics.median(by_block), 3),
        "halves": {half: figures([took for block in blocks for took in block]) for half, blocks in halves.items()},
        "load_average": round(os.getloadavg()[0], 1),
        "reach_ms": LIMIT_MS,
        "reached": whole["p99_ms"] <= LIMIT_MS,
        "rounds": rounds,
    }


def run(*, rounds: int = 2, block_s: float = 8.0) -> dict[str, Any]:
    """The whole bench, from a program."""
    return asyncio.run(measure(rounds=rounds, block_s=block_s))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--block-s", type=float, default=8.0)
    parser.add_argument("--desk", nargs=2, metavar=("FOLDER", "AMI_PORT"))
    found = parser.parse_args()
    if found.desk:
        asyncio.run(desk(Path(found.desk[0]), int(found.desk[1])))
        return
    print(json.dumps(run(rounds=found.rounds, block_s=found.block_s), indent=None if found.json else 2))


if __name__ == "__main__":
    main()

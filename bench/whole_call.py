"""What a whole recorded queue call of 10 s costs in CPU: ours (Asterisk, AGI, AMI, facts, ticket, archive) beside bare.

Bare is Asterisk alone with the same Answer, Playback, Queue and MixMonitor in four lines of dialplan. Blocks of calls
alternate between both, both running all the time; bare a second time is the A/A control, and each of our blocks is
compared with both bare ones of its round. What both use when idle is measured too and taken off: no part of a call.

Then ours, bare and a second bare take their calls at the same time, so that what else the machine does falls on all
three alike: there the ratio of a round swings by 3 to 5 %, that of alternating blocks by 10 to 15 %, so these have the
more rounds (the median of 18 is known to about 3 %). Much of the swing is luck: whether a call's packets come when
Asterisk is awake for it anyway. Two starts of the same differ by up to 9 %, so all begins anew several times, each time
in another order.

The calls of a block begin together, and then share much of the desk's work: what comes at one time is written in one
transaction. So last, at the same time again and of one start, the calls of a block begin a quarter of a second apart.

`python -m bench.whole_call --json`.
"""

from __future__ import annotations

import asyncio
import math
import struct
import tempfile
import time
import wave
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

from asterisk_conf.sipp import CallReport, SippCaller
from bench import blocks
from bench.blocks import Contest
from bench.hotline_stack import Contender, bare, command_line, cpu_seconds, ours, settle

TALK_S = 10.0
CALLS = 12
STARTS, STARTS_TOGETHER = 6, 2
"""Of the alternating blocks; of those at the same time."""
TURNS, TOGETHER = 3, 5
"""Rounds of a start. More would outlast a desk telephone's registration, ten minutes."""
APART_S = 0.25
IDLE_S = 30.0
"""The desk does something every half minute (its sign-ins' recheck, `web.keys.recheck_s`, has that beat) that takes it
some 25 ms: 20 s held it or not, and a call came out by 1 to 2 ms dearer or cheaper."""


def speech(path: Path, seconds: float) -> Path:
    """Something to say that is neither silence nor one tone: a sweep."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        frames = (
            round(6000 * math.sin(2 * math.pi * (300 + 40 * (n / 8000)) * n / 8000)) for n in range(int(8000 * seconds))
        )
        file.writeframes(b"".join(struct.pack("<h", frame) for frame in frames))
    return path


async def block(contender: Contender, audio: Path, calls: int, *, apart_s: float = 0.0) -> dict[str, float]:
    """One block of calls; CPU seconds over the whole block, idle share taken off by the caller."""

    async def one(caller: SippCaller, after_s: float) -> CallReport:
        await asyncio.sleep(after_s)
        return await caller.call()

    await settle(contender)
    began, before = time.monotonic(), cpu_seconds(contender.pids)
    callers = [
        contender.caller(dialed="12385", caller=f"1380551{n:04d}", audio=audio, length_s=60.0) for n in range(calls)
    ]
    reports = await asyncio.gather(*(one(caller, apart_s * number) for number, caller in enumerate(callers)))
    assert all(report.ended_by == "hotline" and lasted(report) >= TALK_S for report in reports), (
        f"{contender.name}: a caller talked to no seat"
    )
    await settle(contender)
    return {"cpu_s": cpu_seconds(contender.pids) - before, "wall_s": time.monotonic() - began}


async def idle(contender: Contender) -> float:
    """CPU seconds a second when nobody calls."""
    await settle(contender)
    before = cpu_seconds(contender.pids)
    await asyncio.sleep(IDLE_S)
    return (cpu_seconds(contender.pids) - before) / IDLE_S


def lasted(report: CallReport) -> float:
    """Seconds from answer to end; what is played before the seat answers is shorter than the talk."""
    answered, ended = report.when("answered"), report.when("hung-up")
    return 0.0 if answered is None or ended is None else ended - answered


@asynccontextmanager
async def running(names: Iterable[str], calls: int) -> AsyncIterator[dict[str, Contender]]:
    """These contestants, warm, begun in this order."""
    async with AsyncExitStack() as stack:
        yield {
            name: await stack.enter_async_context((ours if name == "ours" else bare)(calls, TALK_S)) for name in names
        }


async def at_rest(contenders: Mapping[str, Contender], audio: Path, calls: int) -> dict[str, float]:
    """What each uses when idle, after calls that warm it up."""
    await asyncio.gather(*(block(contender, audio, calls) for contender in contenders.values()))
    rests = await asyncio.gather(*(idle(contender) for contender in contenders.values()))
    return dict(zip(contenders, rests, strict=True))


def a_call(seen: Mapping[str, float], rest: float, calls: int) -> blocks.Measure:
    """What a call of this block cost, without and with what is used when idle."""
    return {
        "cpu_s_per_call": (seen["cpu_s"] - rest * seen["wall_s"]) / calls,
        "with_idle_s": seen["cpu_s"] / calls,
    }


async def in_turns(names: Sequence[str], audio: Path, calls: int) -> tuple[Contest, dict[str, float]]:
    """Alternating blocks of one start, and what each contestant uses when idle."""
    async with running(names, calls) as contenders:
        resting = await at_rest(contenders, audio, calls)

        async def one(name: str) -> blocks.Measure:
            return a_call(await block(contenders[name], audio, calls), resting[name], calls)

        contest = await blocks.run_async({name: partial(one, name) for name in ("bare", "ours")}, blocks=TURNS)
    return contest, resting


async def at_the_same_time(names: Sequence[str], audio: Path, calls: int, *, apart_s: float = 0.0) -> Contest:
    """Blocks of all contestants side by side, of one start."""
    async with running(names, calls) as contenders:
        resting = await at_rest(contenders, audio, calls)
        found: dict[str, list[blocks.Measure]] = {name: [] for name in names}
        for _ in range(TOGETHER):
            seen = await asyncio.gather(*(block(one, audio, calls, apart_s=apart_s) for one in contenders.values()))
            for name, one in zip(names, seen, strict=True):
                found[name].append(a_call(one, resting[name], calls))
    return blocks.contest_of(found)


async def measure(starts: int, calls: int) -> dict[str, object]:
    """Run it all."""
    turns, rests, sides = [], [], []
    with tempfile.TemporaryDirectory() as scratch:
        audio = speech(Path(scratch) / "speech.wav", 40)
        for number in range(starts):
            contest, resting = await in_turns(("bare", "ours")[:: -1 if number % 2 else 1], audio, calls)
            turns.append(contest)
            rests.append(resting)
        for number in range(min(starts, STARTS_TOGETHER)):
            order = ("bare", "ours", "bare again")[:: -1 if number % 2 else 1]
            sides.append(await at_the_same_time(order, audio, calls))
        apart = await at_the_same_time(("bare", "ours", "bare again"), audio, calls, apart_s=APART_S)
    contest = blocks.joined(turns)
    return {
        "calls_a_block": calls,
        "talk_s": TALK_S,
        "medians": contest.medians,
        "spreads": contest.spreads,
        "idle_cpu": rests,
        **beside_bare(contest),
        "at_the_same_time": beside_bare(blocks.joined(sides)),
        "begun_apart": {"apart_s": APART_S} | beside_bare(apart),
        "wanted": 1.15,
    }


def beside_bare(contest: Contest) -> dict[str, object]:
    """How much dearer ours is, and a second bare."""
    return {
        "rounds": contest.rounds,
        "ours_to_bare": round(contest.ratio("cpu_s_per_call", "ours", "bare"), 3),
        "middle_half": [round(ratio, 3) for ratio in contest.middle_half("cpu_s_per_call", "ours", "bare")],
        "a_a_control": round(contest.ratio("cpu_s_per_call", "bare again", "bare"), 3),
    }


if __name__ == "__main__":
    command_line("CPU of a whole recorded call", measure, starts=STARTS, calls=CALLS)

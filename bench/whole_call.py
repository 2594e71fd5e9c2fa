"""What a whole recorded queue call of 10 s costs in CPU: ours (Asterisk, AGI, AMI, facts, ticket, archive) beside bare.

Bare is Asterisk alone with the same Answer, Playback, Queue and MixMonitor in four lines of dialplan. Blocks of calls
alternate between both, both running all the time; bare a second time is the A/A control, and each of our blocks is
compared with both bare ones of its round. What both use when idle is measured too and taken off: no part of a call.

Then ours, bare and a second bare take their calls at the same time, so that what else the machine does falls on all
three alike: there the ratio of a round swings by 3 to 5 %, that of alternating blocks by 10 to 15 %; two starts of the
same still differ by up to 9 %. With so many at work each call costs more than alone, ours and bare alike. Much of the
swing is luck: whether a call's packets come when Asterisk is awake for it anyway.

`python -m bench.whole_call --json`.
"""

from __future__ import annotations

import asyncio
import math
import struct
import tempfile
import time
import wave
from pathlib import Path

from asterisk_conf.sipp import CallReport
from bench import blocks
from bench.blocks import Contest
from bench.hotline_stack import Contender, bare, command_line, cpu_seconds, ours, settle

TALK_S = 10.0
CALLS = 12
ROUNDS = 5
"""Of alternating blocks; twice as many of those at the same time, which are shorter. More would outlast a desk
telephone's registration, ten minutes."""
IDLE_S = 20.0


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


async def block(contender: Contender, audio: Path, calls: int) -> dict[str, float]:
    """One block of calls at once; CPU seconds a call over the whole block, idle share taken off by the caller."""
    await settle(contender)
    began, before = time.monotonic(), cpu_seconds(contender.pids)
    callers = [
        contender.caller(dialed="12385", caller=f"1380551{n:04d}", audio=audio, length_s=60.0) for n in range(calls)
    ]
    reports = await asyncio.gather(*(caller.call() for caller in callers))
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


async def in_turns(rounds: int, calls: int) -> tuple[Contest, dict[str, float]]:
    """Alternating blocks, and what each contestant uses when idle."""
    with tempfile.TemporaryDirectory() as scratch:
        audio = speech(Path(scratch) / "speech.wav", 40)
        async with ours(calls, TALK_S) as mine, bare(calls, TALK_S) as plain:
            await block(mine, audio, calls)
            await block(plain, audio, calls)
            resting = {"ours": await idle(mine), "bare": await idle(plain)}

            async def one(contender: Contender) -> dict[str, float]:
                seen = await block(contender, audio, calls)
                used = seen["cpu_s"] - resting[contender.name] * seen["wall_s"]
                return {"cpu_s_per_call": used / calls, "with_idle_s": seen["cpu_s"] / calls}

            contest = await blocks.run_async({"bare": lambda: one(plain), "ours": lambda: one(mine)}, blocks=rounds)
    return contest, resting


async def at_the_same_time(rounds: int, calls: int) -> Contest:
    """Blocks of all contestants side by side."""
    with tempfile.TemporaryDirectory() as scratch:
        audio = speech(Path(scratch) / "speech.wav", 40)
        async with ours(calls, TALK_S) as mine, bare(calls, TALK_S) as plain, bare(calls, TALK_S) as control:
            contenders = {"bare": plain, "ours": mine, "bare again": control}
            rests = await asyncio.gather(*(idle(contender) for contender in contenders.values()))
            resting = dict(zip(contenders, rests, strict=True))
            found: dict[str, list[blocks.Measure]] = {name: [] for name in contenders}
            for number in range(rounds + 1):  # the first warms up
                seen = await asyncio.gather(*(block(one, audio, calls) for one in contenders.values()))
                for (name, kept), one in zip(found.items(), seen, strict=True):
                    if number:
                        kept.append({"cpu_s_per_call": (one["cpu_s"] - resting[name] * one["wall_s"]) / calls})
    return blocks.contest_of(found)


async def measure(rounds: int, calls: int) -> dict[str, object]:
    """Run it all."""
    contest, resting = await in_turns(rounds, calls)
    together = await at_the_same_time(2 * rounds, calls)
    return {
        "calls_a_block": calls,
        "talk_s": TALK_S,
        "medians": contest.medians,
        "spreads": contest.spreads,
        "idle_cpu": resting,
        "rounds": contest.rounds,
        "ours_to_bare": round(contest.ratio("cpu_s_per_call", "ours", "bare"), 3),
        "a_a_control": round(contest.ratio("cpu_s_per_call", "bare again", "bare"), 3),
        "at_the_same_time": {
            "rounds": together.rounds,
            "ours_to_bare": round(together.ratio("cpu_s_per_call", "ours", "bare"), 3),
            "a_a_control": round(together.ratio("cpu_s_per_call", "bare again", "bare"), 3),
        },
        "wanted": 1.15,
    }


if __name__ == "__main__":
    command_line("CPU of a whole recorded call", measure, rounds=ROUNDS, calls=CALLS)

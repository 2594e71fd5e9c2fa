"""What our program adds between a caller's INVITE and the first prompt, at 10 calls a second, beside a bare dialplan.

Blocks of calls alternate between ours and bare (`bench.hotline_stack`); bare a second time is the A/A control.
`python -m bench.setup_time --json`.
"""

from __future__ import annotations

import asyncio
import statistics

from bench import blocks
from bench.hotline_stack import Contender, bare, command_line, ours
from bench.sip_probe import first_sound_s

CALLS_A_SECOND = 10
CALLS = 200


async def block(contender: Contender, calls: int) -> dict[str, float]:
    """One block at the fixed rate; milliseconds from INVITE to the first RTP packet."""

    async def one(number: int) -> float:
        await asyncio.sleep(number / CALLS_A_SECOND)
        return await first_sound_s(contender.target, source="127.0.0.2", caller=f"1380551{number:04d}")

    times = [1000 * seconds for seconds in await asyncio.gather(*(one(number) for number in range(calls)))]
    return {"p50_ms": statistics.median(times), "p99_ms": statistics.quantiles(times, n=100)[98]}


async def measure(rounds: int, calls: int) -> dict[str, object]:
    """Run it all."""
    async with ours(1, 10) as mine, bare(1, 10) as plain:
        for contender in (mine, plain):
            await block(contender, 20)
        contest = await blocks.run_async(
            {"bare": lambda: block(plain, calls), "ours": lambda: block(mine, calls)}, blocks=rounds
        )
    added = {figure: round(contest.difference(figure, "ours", "bare"), 2) for figure in ("p50_ms", "p99_ms")}
    noise = contest.difference("p99_ms", "bare again", "bare")
    return {
        "calls_a_second": CALLS_A_SECOND,
        "calls_a_block": calls,
        "medians": contest.medians,
        "spreads": contest.spreads,
        "added": added,
        "a_a_control_p99_ms": round(noise, 2),
        "wanted_added_p99_ms": 5.0,
    }


if __name__ == "__main__":
    command_line("Set-up time that our program adds", measure, rounds=5, calls=CALLS)

"""FastAGI bench: four-command sessions a second, CPU a command and p99, ours beside its rivals and its limit.

One client for all, in this process, on a core of its own; each server in a process on the other. `bare` parses nothing
and keeps nothing: what it reaches on an event loop is the limit of that loop. `python -m bench.agi_sessions --json`.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial

from bench import agi_load, blocks
from bench.cpu import cpu_seconds_of

CONTENDERS = (
    "ours@uvloop",  # what `hotline serve` runs; also the A/A control
    "bare@uvloop",
    "one-task@uvloop",  # as bare, but one task a call: no server with a flow in a task can do better
    "panoramisk@uvloop",
    "ours@asyncio",
    "bare@asyncio",
    "panoramisk@asyncio",  # as panoramisk comes
    "pyst2@threads",
)
COMMANDS_A_SESSION = 4
OF_LIMIT, OF_PANORAMISK = 0.9, 2.0
"""What is to be reached."""
_REST_S = 0.05
_AT_REST_S = 0.0005
"""Who uses less CPU than this in `_REST_S` does nothing."""
_LONGEST_REST = 40


@dataclass(slots=True)
class Server:
    """A contender in its own process."""

    process: subprocess.Popen[str]
    port: int

    def cpu_seconds(self) -> float:
        """User and system time of all its threads, ended ones too."""
        return cpu_seconds_of(self.process.pid)

    def come_to_rest(self) -> None:
        """Wait until it has done with what the clients left behind, or it would do that in the next one's block."""
        for _ in range(_LONGEST_REST):
            before = self.cpu_seconds()
            time.sleep(_REST_S)
            if self.cpu_seconds() - before < _AT_REST_S:
                return


@contextmanager
def serving(name: str, core: int) -> Iterator[Server]:
    """Start a contender, and end it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.agi_contenders", name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        os.sched_setaffinity(process.pid, {core})
        assert process.stdout is not None
        yield Server(process=process, port=int(process.stdout.readline()))
    finally:
        process.terminate()
        process.wait(10)


def one_block(server: Server, sessions: int, at_once: int) -> blocks.Measure:
    """Rates in sessions a second (of time, and of the server's CPU), `cpu_us` a command, `p99_ms` of a session."""
    before = server.cpu_seconds()
    block = agi_load.run(("127.0.0.1", server.port), sessions=sessions, at_once=at_once)
    server.come_to_rest()
    cpu = server.cpu_seconds() - before
    return {
        "sessions_per_s": sessions / block.seconds,
        "sessions_per_cpu_s": sessions / cpu,
        "cpu_us": cpu / sessions / COMMANDS_A_SESSION * 1e6,
        "p99_ms": statistics.quantiles(block.latencies, n=100)[98] * 1e3,
    }


def measure(*, rounds: int = 11, sessions: int = 3000, at_once: int = 16) -> dict[str, object]:
    """Run it all, in turns; medians and ratios."""
    cores = sorted(os.sched_getaffinity(0))
    with ExitStack() as stack:
        servers = {name: stack.enter_context(serving(name, cores[0])) for name in CONTENDERS}
        stack.callback(os.sched_setaffinity, 0, set(cores))
        os.sched_setaffinity(0, {cores[-1]})
        for server in servers.values():
            one_block(server, 300, at_once)  # warm
        contestants = {name: partial(one_block, server, sessions, at_once) for name, server in servers.items()}
        contest = blocks.run(contestants, blocks=rounds)
    return {**report(contest), "rounds": rounds, "sessions_a_block": sessions, "at_once": at_once}


def report(contest: blocks.Contest) -> dict[str, object]:
    """Medians rounded, ratios by time and by CPU, and whether what is to be reached is reached."""

    def ratios(of: str, to: str) -> dict[str, float]:
        return {
            "by_time": round(contest.ratio("sessions_per_s", of, to), 3),
            "by_cpu": round(contest.ratio("sessions_per_cpu_s", of, to), 3),
        }

    of_limit = {loop: ratios(f"ours@{loop}", f"bare@{loop}") for loop in ("uvloop", "asyncio")}
    of_panoramisk = {
        "as_each_comes": ratios("ours@uvloop", "panoramisk@asyncio"),
        "both_uvloop": ratios("ours@uvloop", "panoramisk@uvloop"),
        "both_asyncio": ratios("ours@asyncio", "panoramisk@asyncio"),
    }
    return {
        "servers": {
            name: {figure: round(value, 2 if figure == "p99_ms" else 1) for figure, value in figures.items()}
            for name, figures in contest.medians.items()
        },
        "of_limit": of_limit,
        "of_one_task_on_uvloop": ratios("ours@uvloop", "one-task@uvloop"),
        "of_panoramisk": of_panoramisk,
        "of_pyst2": ratios("ours@uvloop", "pyst2@threads"),
        "a_a_control": ratios("ours@uvloop again", "ours@uvloop"),
        "reached": {
            "of_limit_on_uvloop": of_limit["uvloop"]["by_time"] >= OF_LIMIT,
            "of_panoramisk": of_panoramisk["as_each_comes"]["by_time"] >= OF_PANORAMISK,
        },
    }


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="on one line")
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--sessions", type=int, default=3000)
    parser.add_argument("--at-once", type=int, default=16)
    options = parser.parse_args()
    found = measure(rounds=options.rounds, sessions=options.sessions, at_once=options.at_once)
    print(json.dumps(found, indent=None if options.json else 2, ensure_ascii=False))


if __name__ == "__main__":
    main()

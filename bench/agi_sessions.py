"""FastAGI bench: four-command sessions a second, CPU a command and p99, ours beside its rivals and its limit.

One client for all; blocks interleaved; medians over the rounds; `bare` (parses nothing) on the same event loop is the
limit; the same server twice (`ours` and `control`) tells the noise. `python -m bench.agi_sessions --json`.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from bench import agi_load

CONTENDERS = (
    "bare@uvloop",
    "ours@uvloop",
    "bare@asyncio",
    "ours@asyncio",
    "panoramisk@uvloop",
    "panoramisk@asyncio",
    "pyst2@threads",
)
CONTROL = ("ours@uvloop", "control: ours@uvloop")
COMMANDS_A_SESSION = 4
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Server:
    """A contender in its own process."""

    process: subprocess.Popen[str]
    port: int

    @classmethod
    def start(cls, name: str, core: int | None) -> Server:
        process = subprocess.Popen(
            [sys.executable, "-m", "bench.agi_contenders", name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        if core is not None:
            os.sched_setaffinity(process.pid, {core})
        assert process.stdout is not None
        return cls(process=process, port=int(process.stdout.readline()))

    def cpu_seconds(self) -> float:
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICK

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


def measure(*, rounds: int = 7, sessions: int = 3000, at_once: int = 16) -> dict[str, object]:
    """Run it all. Rates are sessions a second; `cpu_us` microseconds of server CPU a command; `p99_ms` of a session."""
    cores = sorted(os.sched_getaffinity(0))
    server_core, client_core = (cores[0], cores[-1]) if len(cores) > 1 else (None, None)
    names = [*CONTENDERS, CONTROL[1]]
    servers = {name: Server.start(name.removeprefix("control: "), server_core) for name in names}
    if client_core is not None:
        os.sched_setaffinity(0, {client_core})
    try:
        samples = _rounds(servers, rounds=rounds, sessions=sessions, at_once=at_once)
    finally:
        os.sched_setaffinity(0, set(cores))
        for server in servers.values():
            server.stop()
    return _report(samples)


def _rounds(
    servers: dict[str, Server], *, rounds: int, sessions: int, at_once: int
) -> dict[str, list[tuple[float, float, float]]]:
    samples: dict[str, list[tuple[float, float, float]]] = {name: [] for name in servers}
    for server in servers.values():
        agi_load.run(("127.0.0.1", server.port), sessions=300, at_once=at_once)
    for number in range(rounds):
        order = list(servers) if number % 2 == 0 else list(reversed(servers))
        for name in order:
            server = servers[name]
            before = server.cpu_seconds()
            block = agi_load.run(("127.0.0.1", server.port), sessions=sessions, at_once=at_once)
            cpu = server.cpu_seconds() - before
            p99 = statistics.quantiles(block.latencies, n=100)[98]
            samples[name].append((sessions / block.seconds, cpu / sessions, p99))
    return samples


def _report(samples: dict[str, list[tuple[float, float, float]]]) -> dict[str, object]:
    median = {
        name: {
            "sessions_per_s": round(statistics.median(rate for rate, _, _ in rows)),
            "sessions_per_cpu_s": round(1 / max(1e-9, statistics.median(cpu for _, cpu, _ in rows))),
            "cpu_us": round(statistics.median(cpu for _, cpu, _ in rows) / COMMANDS_A_SESSION * 1e6, 1),
            "p99_ms": round(statistics.median(p99 for _, _, p99 in rows) * 1e3, 2),
        }
        for name, rows in samples.items()
    }

    def ratio(first: str, second: str, key: str) -> float:
        """The median of the rounds' own ratios: a slow spell of the machine falls on both."""
        column = 0 if key == "sessions_per_s" else 1
        pairs = zip(samples[first], samples[second], strict=True)
        ratios = [a[column] / b[column] for a, b in pairs]
        return round(statistics.median(ratios if column == 0 else [1 / value for value in ratios]), 3)

    both = ("sessions_per_s", "sessions_per_cpu_s")
    return {
        "servers": median,
        "of_limit_uvloop": {key: ratio("ours@uvloop", "bare@uvloop", key) for key in both},
        "of_limit_asyncio": {key: ratio("ours@asyncio", "bare@asyncio", key) for key in both},
        "of_panoramisk_best_loop": {key: ratio("ours@uvloop", "panoramisk@uvloop", key) for key in both},
        "of_panoramisk_asyncio": {key: ratio("ours@asyncio", "panoramisk@asyncio", key) for key in both},
        "of_pyst2_threads": {key: ratio("ours@uvloop", "pyst2@threads", key) for key in both},
        "a_a_control": {key: ratio(*CONTROL, key) for key in both},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="FastAGI bench")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--sessions", type=int, default=3000)
    parser.add_argument("--at-once", type=int, default=16)
    options = parser.parse_args()
    result = measure(rounds=options.rounds, sessions=options.sessions, at_once=options.at_once)
    print(json.dumps(result, indent=None if options.json else 2, ensure_ascii=False))


if __name__ == "__main__":
    main()

"""`make bench`: every benchmark, one after the other, each in its own process; the figures go to docs/benchmarks.md.

The page holds what was measured on this machine, also where a goal was missed. `python -m bench NAME …` runs some
only and keeps the others' figures.
"""

from __future__ import annotations

import ast
import json
import os
import platform
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from workdays.zone import SHANGHAI

PAGE = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
FIGURES = PAGE.with_suffix(".json")
LIMIT_S = 4500
DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
Result = Mapping[str, Any]
Row = tuple[str, str, str, bool | None]
"""(what, wanted, measured, reached); nothing wanted: reached is None"""
Rows = list[Row]


@dataclass(frozen=True, slots=True)
class Bench:
    """One benchmark: its module, and how its headline rows are read out of its result."""

    module: str
    rows: Callable[[Result], Rows]


def at_least(what: str, wanted: float, value: float, unit: str = "×") -> Row:
    return what, f"≥ {wanted:g} {unit}", f"{value:g} {unit}", value >= wanted


def at_most(what: str, wanted: float, value: float, unit: str) -> Row:
    return what, f"≤ {wanted:g} {unit}", f"{value:g} {unit}", value <= wanted


def for_comparison(what: str, value: float, unit: str = "×") -> Row:
    return what, "–", f"{value:g} {unit}", None


def agi_rows(found: Result) -> Rows:
    limit, panoramisk = found["of_limit"], found["of_panoramisk"]
    return [
        at_least("FastAGI sessions/s beside the limit, both on uvloop as served", 0.9, limit["uvloop"]["by_time"]),
        for_comparison("… by the server's own CPU, where the client is the slower one", limit["uvloop"]["by_cpu"]),
        for_comparison("… both on asyncio's own loop", limit["asyncio"]["by_time"]),
        at_least("FastAGI sessions/s beside panoramisk as it comes", 2.0, panoramisk["as_each_comes"]["by_time"]),
    ]


def call_rows(found: Result) -> Rows:
    together, apart = found["at_the_same_time"], found["begun_apart"]
    return [
        at_most("CPU of a whole recorded call beside a bare dialplan", 1.15, found["ours_to_bare"], "×"),
        swing(found),
        for_comparison("… control: bare beside bare", found["a_a_control"]),
        at_most("… both at the same time, which swings far less", 1.15, together["ours_to_bare"], "×"),
        swing(together),
        for_comparison("… control: bare beside bare", together["a_a_control"]),
        for_comparison(f"… the same, calls begun {apart['apart_s']} s apart", apart["ours_to_bare"]),
        for_comparison("… control: bare beside bare", apart["a_a_control"]),
    ]


def swing(found: Result) -> Row:
    """Between which ratios half of the rounds lay."""
    low, high = found["middle_half"]
    return "… half of the rounds", "–", f"{low:g} to {high:g} ×", None


def setup_rows(found: Result) -> Rows:
    return [at_most("added set-up time p99 at 10 calls/s", 5.0, found["added"]["p99_ms"], "ms")]


def ami_rows(found: Result) -> Rows:
    lost = found["lost"]["ours"] + found["damaged_names"]["ours"]
    return [
        at_least("AMI events/s beside plain panoramisk", 0.8, found["ratio"]),
        at_most("AMI events lost or corrupted", 0, lost, "events"),
    ]


def pop_rows(found: Result) -> Rows:
    return [at_most("screen pop p99, 200 seats, 5 calls/s", 5.0, found["p99_ms"], "ms")]


def clock_rows(found: Result) -> Rows:
    return [
        at_most("clocks of 100,000 open tickets, one core", 2.0, found["recompute"]["cpu_seconds"], "s"),
        at_most("one due", 50.0, found["due"]["us"], "µs"),
    ]


def list_rows(found: Result) -> Rows:
    rows = []
    for name, called in DATABASES.items():
        search, inbox = found[name]["search"], found[name]["inbox"]
        rows += [
            at_most(
                f"search, 1 to 4 characters, 1,000,000 tickets, {called}: first page p99", 20, search["p99_ms"], "ms"
            ),
            at_most(f"hits that differ from LIKE, {called}", 0, search["differs_from_like"], "hits"),
            at_most(f"inbox page by office, state and due time, {called}: p99", 20, inbox["p99_ms"], "ms"),
        ]
    return rows


def event_rows(found: Result) -> Rows:
    rows = []
    for name, called in DATABASES.items():
        rate = found["medians"][f"{name}, group"]["events_per_s"]
        rows += [
            at_least(f"ticket events acknowledged from disk, group commit, {called}", 5000, round(rate), "/s"),
            at_least(f"… beside one commit each, {called}", 1, round(found[f"{name}_to_one_commit_each"], 2)),
        ]
    return rows


def tick_rows(found: Result) -> Rows:
    rows = []
    for name, called in DATABASES.items():
        quiet, busy = found["nothing_due"][name]["p99_ms"], found["due"][name]["tickets_per_s"]
        rows += [
            at_most(f"scheduler tick over 100,000 open tickets, nothing due, {called}: p99", 20, quiet, "ms"),
            at_least(f"tickets done a second when many fall due at once, {called}", 334, round(busy), "/s"),
        ]
    return rows


VERDICTS = {True: "reached", False: "**missed**", None: ""}

BENCHES = (
    Bench("agi_sessions", agi_rows),
    Bench("ami_stream", ami_rows),
    Bench("screen_pop", pop_rows),
    Bench("setup_time", setup_rows),
    Bench("whole_call", call_rows),
    Bench("clocks", clock_rows),
    Bench("ticket_lists", list_rows),
    Bench("ticket_events", event_rows),
    Bench("scheduler_ticks", tick_rows),
)


def run(bench: Bench) -> Result:
    """The bench's JSON. Its own progress and errors go to our standard error."""
    print(f"bench: {bench.module} …", file=sys.stderr, flush=True)
    done = subprocess.run(
        [sys.executable, "-m", f"bench.{bench.module}", "--json"],
        stdout=subprocess.PIPE,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    if done.returncode:
        sys.exit(f"bench: {bench.module} failed ({done.returncode}); its last lines:\n{done.stdout[-4000:]}")
    found: Result = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def machine() -> str:
    """What it ran on."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    python = f"Python {platform.python_version()} of the {'system' if sys.base_prefix == '/usr' else 'user'}"
    system = f"{platform.system()} {platform.release()}, {python}"
    return f"{os.cpu_count()} cores ({model}), {system}"


def page(results: Mapping[str, Result], rows: Mapping[str, Rows]) -> str:
    """docs/benchmarks.md."""
    lines = [
        "# Benchmarks",
        "",
        "Written by `make bench`; figures as measured, also where they fall short. Contestants take turns block by",
        "block in one run, each in its own process; figures are medians over the blocks, and one contestant beside",
        "another is the median of the rounds, each round by itself. “Control” entries run the same contestant",
        "twice: their distance from 1 is the noise.",
        "",
        f"{datetime.now(SHANGHAI):%Y-%m-%d}, {machine()}.",
        "",
        "| what | wanted | measured | |",
        "|---|---|---|---|",
    ]
    for name in results:
        lines += [f"| {what} | {wanted} | {value} | {VERDICTS[ok]} |" for what, wanted, value, ok in rows[name]]
    lines += ["", "All figures, with medians, spreads and controls: [benchmarks.json](benchmarks.json)."]
    if "agi_sessions" in results:
        lines += ["", *agi_table(results["agi_sessions"])]
    for name in results:
        lines += ["", f"## Method: `bench/{name}.py`", "", method(name)]
    return "\n".join(lines) + "\n"


def agi_table(found: Result) -> list[str]:
    """Every FastAGI server of the bench, on its event loop."""
    lines = [
        "FastAGI servers, one and the same client, four commands a session:",
        "",
        "| server | sessions/s | server's CPU a command | p99 of a session |",
        "|---|---|---|---|",
    ]
    for name, one in found["servers"].items():
        lines.append(f"| {name} | {one['sessions_per_s']:,.0f} | {one['cpu_us']:g} µs | {one['p99_ms']:g} ms |")
    return lines


def method(name: str) -> str:
    """What the bench says of itself at the top of its file, without its command."""
    said = ast.get_docstring(ast.parse((PAGE.parent.parent / "bench" / f"{name}.py").read_text(encoding="utf-8"))) or ""
    return re.sub(r" ?`python -m [^`]*`\. ?", "", said).strip()


def main(names: list[str]) -> int:
    """Run them; 0 even where a goal is missed: the page says so. It is written anew after each, so none is lost."""
    results: dict[str, Result] = json.loads(FIGURES.read_text(encoding="utf-8")) if names else {}
    for bench in BENCHES:
        if names and bench.module not in names:
            continue
        results[bench.module] = run(bench)
        for what, wanted, value, ok in bench.rows(results[bench.module]):
            print(f"{VERDICTS[ok] or 'beside'} {what}: {value} (wanted {wanted})", flush=True)
        ordered = {one.module: results[one.module] for one in BENCHES if one.module in results}
        FIGURES.write_text(json.dumps(ordered, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        rows = {one.module: one.rows(ordered[one.module]) for one in BENCHES if one.module in ordered}
        PAGE.write_text(page(ordered, rows), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

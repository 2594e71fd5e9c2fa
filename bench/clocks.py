"""Clocks: 100,000 open tickets recomputed, one `due`, one routing decision. `python -m bench.clocks --json`.

Every block begins with a calendar that remembers nothing, as after a late holiday notice. Tickets start on working
and rest days over eight months, under three regulations, some extended.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from bench.blocks import Measure, run
from hotline.site import load as load_site
from routing.decide import decide
from ticketing import packs
from ticketing.clocks.event import Event, Matter
from ticketing.clocks.foresee import foresee
from ticketing.clocks.run import clocks
from ticketing.pack import EventKind, Pack
from workdays.calendar import Calendar
from workdays.zone import SHANGHAI

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=SHANGHAI)
SITE = Path(__file__).resolve().parent.parent / "sites" / "anhui.toml"
STARTS = {
    "anhui-12385": EventKind.TRANSFERRED,
    "anhui-12345": EventKind.TRANSFERRED,
    "shanghai-962200": EventKind.DISPATCHED,
}
Ticket = tuple[Pack, tuple[Event, ...]]


def tickets(number: int) -> list[Ticket]:
    """Open tickets, the same ones every time."""
    chance = random.Random(12385)
    found: list[Ticket] = []
    for _ in range(number):
        regulation = chance.choice(list(STARTS))
        at = NOW - timedelta(minutes=chance.randrange(240 * 24 * 60))
        events = [Event(kind=STARTS[regulation], at=at, nature=chance.choice(("help", "consultation")))]
        if chance.random() < 0.2:
            events.append(Event(kind=EventKind.CONTACTED, at=at + timedelta(hours=3)))
        if chance.random() < 0.1:
            events.append(Event(kind=EventKind.EXTENSION_GRANTED, at=at + timedelta(days=1)))
        found.append((packs.load(regulation), tuple(events)))
    return found


def recompute(many: list[Ticket]) -> Measure:
    """Every clock of every ticket, from a cold calendar."""
    calendar = Calendar()
    wall, cpu = time.perf_counter(), time.process_time()
    running = sum(len(clocks(pack=pack, events=events, calendar=calendar, now=NOW)) for pack, events in many)
    return {
        "seconds": time.perf_counter() - wall,
        "cpu_seconds": time.process_time() - cpu,
        "clocks": float(running),
    }


def each(work: Callable[[], object], times: int) -> Measure:
    """Microseconds of one call."""
    work()
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(times):
        work()
    return {
        "us": (time.perf_counter() - wall) / times * 1e6,
        "cpu_us": (time.process_time() - cpu) / times * 1e6,
    }


def one_due(times: int) -> Measure:
    """`transferred` under 20 working days, the calendar warm."""
    pack, calendar, matter = packs.load("anhui-12385"), Calendar(), Matter()
    kind = EventKind.TRANSFERRED
    return each(lambda: foresee(pack=pack, event=kind, at=NOW, calendar=calendar, matter=matter), times)


def one_decision(times: int) -> Measure:
    """The longest way through the evidence: a mobile caller on a trunk without area."""
    plan, caller = load_site(SITE).plan, "13003020000"
    return each(
        lambda: decide(dialed="12385", trunk="province", caller=caller, history=None, now=NOW, plan=plan), times
    )


def measure(*, number: int = 100_000, blocks: int = 5, times: int = 20_000) -> dict[str, object]:
    """Medians of interleaved blocks."""
    many = tickets(number)
    recomputed = run({"recompute": lambda: recompute(many)}, blocks=blocks)
    due = run({"due": lambda: one_due(times)}, blocks=blocks)
    decision = run({"decide": lambda: one_decision(times)}, blocks=blocks)
    return {
        "tickets": number,
        "recompute": dict(recomputed.medians["recompute"]),
        "due": dict(due.medians["due"]),
        "decide": dict(decision.medians["decide"]),
        "a_a_control": recomputed.ratio("seconds", "recompute again", "recompute"),
        "reached": {
            "100,000 tickets in 2 s of one core": recomputed.medians["recompute"]["cpu_seconds"] <= number / 50_000,
            "one due in 50 us": due.medians["due"]["us"] <= 50,
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Clocks and routing bench")
    parser.add_argument("--json", action="store_true", help="one line")
    parser.add_argument("--tickets", type=int, default=100_000)
    parser.add_argument("--blocks", type=int, default=5)
    options = parser.parse_args()
    result = measure(number=options.tickets, blocks=options.blocks)
    print(json.dumps(result, indent=None if options.json else 2, ensure_ascii=False))


if __name__ == "__main__":
    main()

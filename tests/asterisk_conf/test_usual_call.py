"""How far the usual call walks through the rendered dialplan: in office hours, answered, and hung up by the seat.

Each step is a snapshot of the channel for the manager and the event log: 16 to 40 µs of CPU in every call.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from asterisk_conf.render import render
from dialplan.jumps import targets
from dialplan.source import Dialplan, Step, parse
from tests.asterisk_conf.site import fixed_plan

TAKEN = ("hotline-queue,s,1", "hotline-queue,s,wait", "hotline-queue,talked,1", "hotline-queue,done,1")
"""Branches that this call takes: handed over to the queue, a seat is free, they talked, somebody hung up."""


def walk(plan: Dialplan) -> Iterator[Step]:
    step = plan.find("from-trunk", "_[+0-9]XXXX", "1")
    while step is not None:
        yield step
        ahead = [to for to in targets(step) if step.application == "Goto" or str(to) in TAKEN]
        context, extension, priority = step.context, step.extension, str(step.priority + 1)
        if ahead:
            context, extension, priority = ahead[0].context, ahead[0].extension, ahead[0].priority
        step = plan.find(context, extension, priority)


def test_a_usual_call_is_recorded_queued_and_ended_within_23_steps(tmp_path: Path) -> None:
    steps = [step.application for step in walk(parse(render(fixed_plan(tmp_path))["extensions.conf"]))]
    assert [name for name in steps if name not in ("MSet", "Set", "Goto", "GotoIf")] == [
        "AGI", "Answer", "MixMonitor", "Queue", "Hangup",
    ]  # fmt: skip
    assert len(steps) <= 23, steps

"""The AGI bench itself: every contender speaks, and the report's arithmetic holds."""

from __future__ import annotations

import os

import pytest

from bench import agi_sessions, blocks


@pytest.mark.parametrize("name", agi_sessions.CONTENDERS)
def test_every_contender_serves_the_client(name: str) -> None:
    with agi_sessions.serving(name, min(os.sched_getaffinity(0))) as server:
        figures = agi_sessions.one_block(server, sessions=20, at_once=4)
    assert figures["sessions_per_s"] > 0 and figures["p99_ms"] > 0


def test_the_report_says_what_is_reached() -> None:
    rates = {"ours@uvloop": 900.0, "bare@uvloop": 1000.0, "panoramisk@asyncio": 450.0}

    def measured(name: str) -> blocks.Measure:
        rate = rates.get(name, 800.0)
        return {"sessions_per_s": rate, "sessions_per_cpu_s": 2 * rate, "cpu_us": 1.0, "p99_ms": 1.0}

    contest = blocks.run({name: lambda name=name: measured(name) for name in agi_sessions.CONTENDERS}, blocks=2)  # type: ignore[misc]
    found = agi_sessions.report(contest)
    assert found["of_limit"] == {
        "uvloop": {"by_time": 0.9, "by_cpu": 0.9},
        "asyncio": {"by_time": 1.0, "by_cpu": 1.0},
    }
    assert found["reached"] == {"of_limit_on_uvloop": True, "of_panoramisk": True}
    assert found["a_a_control"] == {"by_time": 1.0, "by_cpu": 1.0}

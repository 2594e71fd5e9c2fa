"""The method of the benchmarks: what is compared with what."""

from __future__ import annotations

import asyncio

import pytest

from bench import blocks


def test_a_machine_that_slows_down_does_not_change_how_two_contestants_compare() -> None:
    slower = iter(range(1, 100))
    contest = blocks.run({"one": lambda: {"ms": 10.0}, "two": lambda: {"ms": 20.0}}, blocks=3)
    assert contest.ratio("ms", "two", "one") == 2
    drifting = {"one": lambda: {"ms": 10.0 * next(slower)}, "two": lambda: {"ms": 20.0 * next(slower)}}
    assert blocks.run(drifting, blocks=4).ratio("ms", "two", "one") == pytest.approx(2, rel=0.05)


def test_each_block_is_compared_with_both_blocks_of_the_other_in_its_round() -> None:
    times = {"one": iter([10.0, 30.0, 40.0, 20.0]), "two": iter([40.0, 60.0])}

    async def measured(name: str) -> dict[str, float]:
        await asyncio.sleep(0)
        return {"ms": next(times[name])}

    contest = asyncio.run(blocks.run_async({"one": lambda: measured("one"), "two": lambda: measured("two")}, blocks=2))
    assert contest.difference("ms", "two", "one") == 25  # 40 beside 10 and 30, 60 beside 40 and 20
    assert contest.ratio("ms", "two", "one") == 2


def test_the_control_is_the_same_contestant_beside_itself() -> None:
    contest = blocks.run({"one": lambda: {"ms": 10.0}, "two": lambda: {"ms": 20.0}}, blocks=2)
    assert contest.ratio("ms", "one again", "one") == 1


def test_what_ran_side_by_side_is_a_contest_too_each_round_by_itself() -> None:
    whole = blocks.contest_of(
        {"one": [{"ms": 1.0}, {"ms": 2.0}, {"ms": 3.0}], "two": [{"ms": 2.0}, {"ms": 4.0}, {"ms": 9.0}]}
    )
    assert whole.blocks == 3
    assert whole.medians == {"one": {"ms": 2.0}, "two": {"ms": 4.0}}
    assert whole.ratio("ms", "two", "one") == 2


def test_the_rounds_of_several_starts_count_alike() -> None:
    starts = [
        blocks.contest_of({"one": [{"ms": 1.0}, {"ms": 2.0}], "two": [{"ms": 2.0}, {"ms": 6.0}]}),
        blocks.contest_of({"one": [{"ms": 10.0}], "two": [{"ms": 50.0}]}),
    ]
    whole = blocks.joined(starts)
    assert (whole.blocks, whole.ratio("ms", "two", "one")) == (3, 3.0)


def test_how_much_rounds_swing_is_told_by_the_middle_half_of_them() -> None:
    ratios = [1.9, 1.1, 1.0, 1.2, 0.4]
    contest = blocks.contest_of({"one": [{"ms": 1.0}] * 5, "two": [{"ms": ratio} for ratio in ratios]})
    assert contest.middle_half("ms", "two", "one") == (1.0, 1.2)

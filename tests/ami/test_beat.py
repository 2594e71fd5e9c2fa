"""Work that can wait is done together at the beats of the clock."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ami.beat import AtBeat, until_beat

EVERY_S = 0.02


@given(beat=st.integers(0, 10**8), first=st.floats(0.0001, 0.0199), second=st.floats(0.0001, 0.0199))
def test_whatever_comes_between_two_beats_is_done_at_the_second_one(beat: int, first: float, second: float) -> None:
    before = beat * EVERY_S
    done = [now + until_beat(now, EVERY_S) for now in (before + first, before + second)]
    assert done == pytest.approx([before + EVERY_S] * 2, abs=1e-6)


async def test_work_that_is_asked_for_several_times_is_done_once() -> None:
    done, first = [], asyncio.Event()

    def work() -> None:
        done.append(len(done))
        first.set()

    beat = AtBeat(work, EVERY_S)
    beat.ask()
    beat.ask()
    assert not done
    async with asyncio.timeout(10):
        await first.wait()
    await asyncio.sleep(3 * EVERY_S)  # a second time would have come by now
    assert done == [0]


async def test_work_can_be_asked_for_again_and_dropped() -> None:
    done, again = [], asyncio.Event()

    def work() -> None:
        done.append(len(done))
        again.set()

    beat = AtBeat(work, EVERY_S)
    beat.ask()
    beat.drop()
    beat.ask()
    async with asyncio.timeout(10):
        await again.wait()
    beat.ask()
    beat.drop()
    await asyncio.sleep(3 * EVERY_S)  # what was dropped would have come by now
    assert done == [0]

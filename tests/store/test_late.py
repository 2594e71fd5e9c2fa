"""Who waits too long is told so, each in its turn, by one timer; with the last answer the timer goes."""

from __future__ import annotations

import asyncio

import pytest

from store.late import Late


async def test_each_is_told_when_it_has_waited_for_its_own_time() -> None:
    loop, late = asyncio.get_running_loop(), Late(0.1, TimeoutError)
    begun, told = loop.time(), []
    answers: list[asyncio.Future[None]] = [loop.create_future() for _ in range(3)]
    for place, answer in enumerate(answers):
        answer.add_done_callback(lambda _: told.append(loop.time() - begun))
        loop.call_later(0.05 * place, late.watch, answer)
    async with asyncio.timeout(10):
        done = await asyncio.gather(*answers, return_exceptions=True)
    assert [type(one) for one in done] == [TimeoutError] * 3
    assert all(moment >= 0.1 + 0.05 * place for place, moment in enumerate(told))


async def test_who_was_answered_is_told_nothing_and_leaves_no_timer() -> None:
    loop, late = asyncio.get_running_loop(), Late(0.05, TimeoutError)
    first, second, third = (loop.create_future() for _ in range(3))
    for answer in (first, second, third):
        late.watch(answer)
    second.set_result("kept")
    late.forget_answered()
    with pytest.raises(TimeoutError):
        await first
    assert second.result() == "kept"
    with pytest.raises(TimeoutError):
        await third
    late.watch(answered := loop.create_future())
    answered.set_result(None)
    late.forget_answered()
    assert late._timer is None

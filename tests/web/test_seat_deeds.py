"""What the desk does to a seat by itself, where Asterisk refuses it."""

from __future__ import annotations

import asyncio

import pytest

from ami.errors import RefusedError
from ami.repeated import TELL_AGAIN_S, RepeatedFailures
from web.seat_deeds import SeatDeeds
from web.seat_rules import Pause

DEED = Pause(reason="no-answer")


class Refusing:
    """Asterisk, which refuses while told so."""

    def __init__(self) -> None:
        self.refuses = True
        self.asked: asyncio.Queue[str] = asyncio.Queue()

    async def pause(self, seat: str, reason: str | None) -> None:
        self.asked.put_nowait(seat)
        if self.refuses:
            raise RefusedError("QueuePause", f"{seat} is not in a queue")


async def test_a_seat_that_cannot_be_set_is_asked_for_each_second_and_told_of_once_a_minute(
    caplog: pytest.LogCaptureFixture,
) -> None:
    actions, clock = Refusing(), [0.0]
    failures = RepeatedFailures(now=lambda: clock[0])
    deeds = SeatDeeds(actions=actions, offices_of=lambda seat: ("hefei",), failures=failures)  # type: ignore[arg-type]
    running = asyncio.create_task(deeds.run())

    async def asks(times: int) -> None:
        for _ in range(times):
            deeds.ask("hefei-01", DEED)
            await asyncio.wait_for(actions.asked.get(), 5)

    await asks(3)
    assert [record.message for record in caplog.records] == ["a seat could not be set"]
    actions.refuses = False
    await asks(1)
    actions.refuses = True
    await asks(2)
    assert len(caplog.records) == 2, "told anew after it went well in between"
    clock[0] += TELL_AGAIN_S
    await asks(2)
    assert len(caplog.records) == 3, "and where it fails still, or again"
    running.cancel()

"""The screen pop comes beside the frame that says that a call rings; the page asks only when none comes."""

import logging

import pytest
from sqlalchemy import text

from tests.web.house import House
from tests.web.test_masking import looks_in_the_log
from tests.web.test_seats import ready, signed_in_with_phone


async def test_a_ring_is_followed_by_the_very_pop_that_the_page_could_ask_for(house: House) -> None:
    person = await signed_in_with_phone(house)
    async with person.live("ko") as live:
        await ready(person)
        call = house.world.arrive("05511234567", "055112385")
        house.world.join(call, "hefei")
        house.world.ring(call, "hefei-01")
        told = await live.until("pop")
        assert [frame["type"] for frame in live.seen if frame["type"] in ("ring", "pop")] == ["ring", "pop"]
        assert told["call_id"] == call
        asked = await person.get(f"/api/v1/calls/{call}/pop", **{"Accept-Language": "ko"})
        assert told["pop"] == asked.body
        assert told["pop"]["call"]["number"] == "05511234567"
    (shown,) = await looks_in_the_log(house, "call-shown")
    assert shown.subject == f"call:{call}"


async def test_a_pop_that_cannot_be_made_leaves_the_seat_its_frames_and_the_page_may_ask(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    person = await signed_in_with_phone(house)
    async with person.live() as live:
        await ready(person)
        async with house.database.write() as session:
            await session.execute(text("ALTER TABLE ticket RENAME TO ticket_away"))
        with caplog.at_level(logging.WARNING):
            call = house.world.arrive("05511234567", "055112385")
            house.world.join(call, "hefei")
            leg = house.world.ring(call, "hefei-01")
            await house.until(lambda: "a screen pop was not told" in caplog.text)
        async with house.database.write() as session:
            await session.execute(text("ALTER TABLE ticket_away RENAME TO ticket"))
        house.world.answer(leg)
        await live.until("answered")
        assert "pop" not in {frame["type"] for frame in live.seen}
    assert (await person.get(f"/api/v1/calls/{call}/pop")).status == 200

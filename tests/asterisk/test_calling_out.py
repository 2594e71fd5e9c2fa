"""外呼 on a real Asterisk: the desk rings a seat, then the citizen behind the outbound trunk; recorded, its story told.

The story is told twice: live by AMI, and again out of Asterisk's files, as after a desk that was killed in the middle.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from ami.actions import UnsafeValueError
from ami.errors import RefusedError
from ami.facts import FactReader
from ami.lines import SeatState
from ami.replay import replay
from dialplan.contract import Sound
from store.facts import CallFact, FactKind
from store.fold import fold
from store.folded import CallState, Outcome
from tests.asterisk.harness import CALLER_PITCH, NOTICE_PITCH, SEAT_PITCH, Exchange, Opener, outbound, site_sounds
from tests.asterisk.test_voice_transfer import Desk, desk_of
from tests.tones import loudest, tone

CALL = "out-1795000000.1"
NUMBER = "13955101234"
SEAT = "hefei-01"
LEG = "PJSIP/hefei-01-00000000"


class Caller(Desk):
    """A desk that writes down what it hears."""

    def __init__(self, exchange: Exchange) -> None:
        super().__init__(exchange)
        self.exchange = exchange
        self.reader = FactReader(self.board.seats)
        self.facts: list[CallFact] = []

    async def read(self) -> None:
        async for event in self.client.events():
            self.board.apply(event)
            self.facts += self.reader.read(event)

    async def calls(self, *, seat: str = SEAT, number: str = NUMBER) -> None:
        await self.actions.call_out(seat, CALL, number, language="zh", ring_s=2)

    async def outcome(self) -> Outcome | None:
        """How it came out, once it has; told the same by Asterisk's files."""
        await self.exchange.until(lambda: FactKind.ENDED in {fact.kind for fact in self.facts})
        await self.exchange.all_hung_up()
        live = fold(self.facts)
        log = self.exchange.plan.run.log / "cel-custom" / "calls.csv"
        if live.legs:
            await self.exchange.until(lambda: every_leg_has_ended(log.read_text()))
            again = replay(log.read_text().splitlines(), (), set(self.board.seats)).facts
            assert {fact.id for fact in again} == {fact.id for fact in self.facts}
            assert (fold(again).outcome, fold(again).legs[0].outcome) == (live.outcome, live.legs[0].outcome)
        return live.outcome


def every_leg_has_ended(log: str) -> bool:
    """Whether Asterisk's file tells the end of each leg that it tells the beginning of."""
    told = [line.partition(",")[0] for line in log.splitlines()]
    return 0 < told.count("CHAN_START") == told.count("HANGUP")


@asynccontextmanager
async def desk_that_calls(exchange: Exchange) -> AsyncIterator[Caller]:
    async with desk_of(exchange, Caller(exchange)) as desk:
        assert isinstance(desk, Caller)
        yield desk


async def test_a_seat_calls_a_citizen_who_hears_the_notice_and_both_are_recorded_apart(open_exchange: Opener) -> None:
    exchange = await open_exchange(outbound=outbound(prefix="9"))
    async with (
        desk_that_calls(exchange) as desk,
        exchange.seat(SEAT) as seat,
        exchange.citizen().signed_in() as citizen,
    ):
        await desk.calls()
        rang = await citizen.happened("ringing")
        await exchange.until(lambda: CALL in desk.board.calls and desk.board.calls[CALL].state is CallState.TALKING)
        line = desk.board.calls[CALL]
        assert (line.caller, line.seat) == (NUMBER, SEAT)
        assert (desk.board.seats[SEAT].state, desk.board.seats[SEAT].call_id) == (SeatState.TALKING, CALL)
        await exchange.until(lambda: loudest(citizen.heard(), SEAT_PITCH) > 0.5)
        start = exchange.seconds_recorded()
        await exchange.until(lambda: exchange.seconds_recorded() > start + 2)
        await desk.client.action("Hangup", {"Channel": LEG})
        await citizen.happened("hung-up")
        assert await desk.outcome() is Outcome.ANSWERED
    assert f"sip:9{NUMBER}@" in rang.detail and "<sip:12385@" in rang.detail
    assert exchange.recorded() == CALL
    for phone, other in ((citizen, SEAT_PITCH), (seat, CALLER_PITCH)):
        assert loudest(phone.heard(), NOTICE_PITCH) > 0.5, "who is called and who calls both hear that it is recorded"
        assert loudest(phone.heard(), other) > 0.5
    by_citizen, by_seat = exchange.voices()
    assert loudest(by_citizen, CALLER_PITCH) > 0.5 > loudest(by_citizen, SEAT_PITCH)
    assert loudest(by_seat, SEAT_PITCH) > 0.5 > loudest(by_seat, CALLER_PITCH)
    talked = fold(desk.facts).talked_s
    assert talked is not None and 1.5 < talked < 10
    assert exchange.complaints() == []


@pytest.mark.parametrize(
    ("citizen", "outcome"),
    [
        ({"refuses_with": 486}, Outcome.BUSY),
        ({"refuses_with": 603}, Outcome.REJECTED),
        ({"refuses_with": 480}, Outcome.NO_ANSWER),
        ({"refuses_with": 503}, Outcome.FAILED),
        ({"refuses_with": 404}, Outcome.FAILED),
        ({"answer_after_s": 30}, Outcome.NO_ANSWER),
    ],
)
async def test_a_citizen_who_is_not_reached(open_exchange: Opener, citizen: dict[str, Any], outcome: Outcome) -> None:
    exchange = await open_exchange(outbound=outbound(ring_s=2))
    async with (
        desk_that_calls(exchange) as desk,
        exchange.seat(SEAT) as seat,
        exchange.citizen(**citizen).signed_in(),
    ):
        await desk.calls()
        await seat.happened("hung-up")
        assert await desk.outcome() is outcome
    assert list(exchange.plan.run.incoming.iterdir()) == [], "nobody talked, nothing was recorded"


async def test_a_seat_that_does_not_take_its_phone_calls_nobody(open_exchange: Opener) -> None:
    exchange = await open_exchange(outbound=outbound())
    async with (
        desk_that_calls(exchange) as desk,
        exchange.seat(SEAT, answer_after_s=30) as seat,
        exchange.citizen().signed_in() as citizen,
    ):
        await desk.calls()
        await seat.happened("cancelled")
        assert await desk.outcome() is Outcome.SEAT_NO_ANSWER
    assert citizen.events == []


async def test_a_seat_without_a_phone_ends_the_call_at_once(open_exchange: Opener) -> None:
    exchange = await open_exchange(outbound=outbound())
    async with desk_that_calls(exchange) as desk:
        await desk.calls()
        assert await desk.outcome() is Outcome.SEAT_NO_ANSWER


async def test_a_seat_that_hangs_up_while_it_rings_cancels(open_exchange: Opener) -> None:
    exchange = await open_exchange(outbound=outbound())
    async with (
        desk_that_calls(exchange) as desk,
        exchange.seat(SEAT),
        exchange.citizen(answer_after_s=30).signed_in() as citizen,
    ):
        await desk.calls()
        await citizen.happened("ringing")
        await desk.client.action("Hangup", {"Channel": LEG})
        await citizen.happened("cancelled")
        assert await desk.outcome() is Outcome.CANCELLED


@pytest.mark.parametrize("leaves", [LEG, "PJSIP/trunk-anhui-main-00000001"], ids=["seat", "citizen"])
async def test_who_leaves_while_both_hear_the_notice_ends_an_answered_call_without_a_talk(
    open_exchange: Opener, tmp_path: Path, leaves: str
) -> None:
    sounds = site_sounds(tmp_path / "sounds")
    sounds["zh"][Sound.RECORDED] = tone(tmp_path / "long.wav", NOTICE_PITCH, 12)
    exchange = await open_exchange(outbound=outbound(), sounds=sounds)
    async with (
        desk_that_calls(exchange) as desk,
        exchange.seat(SEAT) as seat,
        exchange.citizen().signed_in() as citizen,
    ):
        await desk.calls()
        await exchange.until(lambda: loudest(citizen.heard(), NOTICE_PITCH) > 0.5)
        await desk.client.action("Hangup", {"Channel": leaves})
        await seat.happened("hung-up")
        assert await desk.outcome() is Outcome.LEFT_EARLY


async def test_a_number_of_no_allowed_kind_is_not_dialled(open_exchange: Opener) -> None:
    exchange = await open_exchange(outbound=outbound())
    async with desk_that_calls(exchange) as desk, exchange.seat(SEAT) as seat:
        for number in ("0013105551234", "16800000", "62612345", "8102"):
            with pytest.raises(RefusedError, match="Extension does not exist"):
                await desk.calls(number=number)
    assert seat.events == []


async def test_what_is_no_number_or_no_call_of_ours_is_not_even_sent(open_exchange: Opener) -> None:
    exchange = await open_exchange(outbound=outbound())
    async with desk_that_calls(exchange) as desk:
        for call, number, language in (
            ("1795000000.1", NUMBER, "zh"),
            (CALL, "13955101234,1", "zh"),
            (CALL, NUMBER, "zh,X=y"),
        ):
            with pytest.raises(UnsafeValueError):
                await desk.actions.call_out(SEAT, call, number, language=language, ring_s=2)

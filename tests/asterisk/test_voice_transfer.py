"""话务转接 on a real Asterisk: a seat hands its caller on to another office; one recording has both."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from ami.actions import Actions
from ami.board import Board
from ami.client import AmiClient
from ami.errors import RefusedError
from ami.link import AmiAddress, AmiLimits
from dialplan.contract import HANDED_ON, Action, Handover, Hop
from tests.asterisk.harness import CALLER_PITCH, PASSWORD, SEAT_PITCH, Exchange, Opener
from tests.asterisk.stub_agi import StubAgi, hands_over
from tests.tones import loudest

HEFEI = "1|queue|zh|dialed-area|hefei:20"


class Desk:
    """The desk's own manager account at work, with no more rights than it has in service."""

    def __init__(self, exchange: Exchange) -> None:
        at = exchange.plan.addresses
        address = AmiAddress(host=at.bind, port=at.ami_port, username="hotline", secret=PASSWORD)
        seats = {seat.id: office.id for office in exchange.plan.routing.offices.values() for seat in office.seats}
        self.client = AmiClient(address, now=lambda: datetime.now(UTC), limits=AmiLimits(first_retry_s=0.05))
        self.board = Board(seats, datetime.now(UTC))
        self.actions = Actions(self.client)

    async def read(self) -> None:
        async for event in self.client.events():
            self.board.apply(event)

    async def hand_on(self, exchange: Exchange, seat: str, *offices: str) -> None:
        """As soon as the seat talks, it gives its caller to these offices."""
        await exchange.until(lambda: any(self.board.leg_of(seat, call) for call in self.board.calls))
        (call,) = self.board.calls
        chain = tuple(Hop(office=office, seconds=30) for office in offices)
        leg = self.board.leg_of(seat, call)
        assert leg is not None
        await self.actions.hand_on(call, leg, Handover(action=Action.QUEUE, reason=HANDED_ON, chain=chain))


@asynccontextmanager
async def desk_of(exchange: Exchange, desk: Desk | None = None) -> AsyncIterator[Desk]:
    desk = desk or Desk(exchange)
    tasks = [asyncio.create_task(desk.client.run()), asyncio.create_task(desk.read())]
    try:
        await exchange.until(lambda: desk.board.up)
        yield desk
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def test_the_caller_talks_on_with_the_other_office_and_the_recording_has_both(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    stub = StubAgi({"incoming": hands_over(HEFEI)})
    async with (
        stub.on(exchange.plan.addresses.agi_port),
        desk_of(exchange) as desk,
        exchange.seat("hefei-01") as first,
        exchange.seat("fuyang-01") as second,
    ):
        caller = exchange.caller(length_s=30)
        call = asyncio.create_task(caller.call())
        await first.happened("answered")
        start = exchange.seconds_recorded()
        await exchange.until(lambda: exchange.seconds_recorded() > start + 1)
        await desk.hand_on(exchange, "hefei-01", "fuyang", "anhui")
        await first.happened("hung-up")
        await exchange.until(lambda: "hefei" in {row[2] for row in exchange.queue_log() if row[4] == "BLINDTRANSFER"})
        await second.happened("answered")
        middle = exchange.seconds_recorded()
        await exchange.until(lambda: exchange.seconds_recorded() > middle + 2)
        caller.hang_up()
        assert (await call).ended_by == "caller"
        await exchange.all_hung_up()
    connects = [event for event in exchange.queue_events() if event.startswith("CONNECT")]
    assert connects == ["CONNECT hefei", "CONNECT fuyang"]
    said_by_caller, said_by_seats = exchange.voices()
    after = int(middle * 8000)
    assert loudest(said_by_seats[:after], SEAT_PITCH) > 0.5
    assert loudest(said_by_seats[after:], SEAT_PITCH) > 0.5
    assert loudest(said_by_caller[after:], CALLER_PITCH) > 0.5
    assert exchange.complaints() == []


async def test_where_nobody_is_any_more_the_next_office_of_the_chain_takes_the_caller(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    stub = StubAgi({"incoming": hands_over(HEFEI)})
    async with (
        stub.on(exchange.plan.addresses.agi_port),
        desk_of(exchange) as desk,
        exchange.seat("hefei-01"),
        exchange.seat("anhui-01") as home,
    ):
        caller = exchange.caller(length_s=30)
        call = asyncio.create_task(caller.call())
        await desk.hand_on(exchange, "hefei-01", "fuyang", "anhui")
        await home.happened("answered")
        caller.hang_up()
        assert (await call).ended_by == "caller", "who was handed on talks until they have enough"


async def test_who_is_gone_cannot_be_handed_on(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    async with desk_of(exchange) as desk:
        with pytest.raises(RefusedError, match="No such channel"):
            await desk.actions.hand_on("1795000000.1", "1795000000.2", Handover(action=Action.QUEUE))

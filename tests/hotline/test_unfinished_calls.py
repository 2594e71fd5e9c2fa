"""A desk that was killed between writing a call out down and ringing the seat: the call ends all the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ami.board import Board
from ami.snapshot import LinkChanged
from hotline.unfinished_calls import PATIENCE, UnfinishedCalls
from store.calls import get_call, take_in
from store.engine import Database
from store.facts import CallFact, FactKind
from store.fold import CallState, Outcome

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


async def test_an_old_wish_without_an_end_is_ended_a_young_one_and_a_call_that_came_in_are_not(
    database: Database,
) -> None:
    old, young, came_in = "out-1.1", "out-1.2", "1700000000.1"
    begun = {"seat": "hefei-01", "office": "hefei", "number": "13805510001"}
    facts = [
        CallFact(call_id=old, at=NOW - PATIENCE - timedelta(seconds=1), kind=FactKind.CALLED_OUT, data=begun),
        CallFact(call_id=young, at=NOW - timedelta(seconds=9), kind=FactKind.CALLED_OUT, data=begun),
        CallFact(call_id=came_in, at=NOW - timedelta(hours=1), kind=FactKind.ARRIVED, data={"dialed": "12385"}),
    ]
    async with database.write() as session:
        await take_in(session, facts)
    put: list[CallFact] = []
    board = Board({"hefei-01": "hefei"}, NOW)
    watch = UnfinishedCalls(database=database, board=board, put=put.extend, now=lambda: NOW)
    await watch.look()
    assert put == [], "while Asterisk cannot be asked nothing is known to be over"
    board.apply(LinkChanged(NOW, True))
    await watch.look()
    assert [fact.call_id for fact in put] == [old]
    async with database.write() as session:
        await take_in(session, put)
        call = await get_call(session, old)
    assert call is not None and (call.state, call.outcome) == (CallState.ENDED, Outcome.SEAT_NO_ANSWER)
    put.clear()
    await watch.look()
    assert put == []

"""Calls that nobody ended: the exchange broke down under them, or the desk before it rang a seat for a call out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ami.board import Board
from ami.channels import Channel
from ami.snapshot import LinkChanged, LiveChannel, Resync, Snapshot
from hotline.unfinished_calls import PATIENCE, UnfinishedCalls
from store.calls import get_call
from store.engine import Database
from store.facts import CallFact, FactKind
from store.folded import CallState, Outcome
from ticketing.intake import take_in
from ticketing.reading import get_ticket, ticket_of_call
from ticketing.record import Offices
from ticketing.states import State

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
OFFICES = Offices(home="anhui", divisions={"anhui": "340000", "hefei": "340100"})
CUT, TALKED, OUT, LIVES = "1700000000.1", "1700000000.2", "out-1.1", "1700000000.3"
HEARD = NOW - timedelta(minutes=5)


def fact(call_id: str, kind: FactKind, **data: str) -> CallFact:
    return CallFact(call_id=call_id, at=HEARD, kind=kind, data=data)


STORY = [
    *(fact(call_id, FactKind.ARRIVED, dialed="12385", caller="13855112345") for call_id in (CUT, TALKED, LIVES)),
    fact(CUT, FactKind.QUEUED, office="hefei"),
    fact(TALKED, FactKind.ANSWERED, office="hefei", seat="hefei-01"),
    fact(OUT, FactKind.CALLED_OUT, seat="hefei-01", office="hefei", number="13805510001"),
]


class Desk:
    """The watch, with a board and a clock that the test sets."""

    def __init__(self, database: Database) -> None:
        self.database, self.now = database, NOW
        self.put: list[CallFact] = []
        self.board = Board({"hefei-01": "hefei"}, NOW)
        self.asked: list[datetime] = []
        self.watch = UnfinishedCalls(
            database=database,
            board=self.board,
            put=self.put.extend,
            missed=lambda: self.asked.append(self.now),
            now=lambda: self.now,
        )

    async def take(self, facts: list[CallFact]) -> None:
        async with self.database.write() as session:
            await take_in(session, facts, offices=OFFICES, now=self.now)

    def asterisk_has(self, *calls: str) -> None:
        channels = tuple(LiveChannel(channel(call_id), "", HEARD) for call_id in calls)
        self.board.apply(Resync(self.now, Snapshot(channels=channels)))

    async def look_after(self, passed: timedelta) -> list[str]:
        self.now += passed
        await self.watch.look()
        return sorted(fact.call_id for fact in self.put)


def channel(call_id: str) -> Channel:
    name = f"PJSIP/trunk-anhui-{call_id}"
    return Channel(name, call_id, call_id, "Up", "13855112345", "", "hotline-incoming", "incoming")


async def test_calls_that_went_down_with_the_exchange_end_and_who_had_not_been_answered_is_to_be_called_back(
    database: Database,
) -> None:
    desk = Desk(database)
    await desk.take(STORY)
    assert await desk.look_after(timedelta(hours=1)) == [], "while Asterisk cannot be asked nothing is known to be over"
    broke = desk.now
    desk.board.apply(LinkChanged(broke, False))
    desk.asterisk_has(LIVES)
    assert await desk.look_after(timedelta()) == []
    assert await desk.look_after(PATIENCE - timedelta(seconds=1)) == []
    assert await desk.look_after(timedelta(seconds=1)) == sorted([CUT, TALKED, OUT])
    await desk.take(desk.put)
    async with database.read() as session:
        cut, talked, out = [await get_call(session, call_id) for call_id in (CUT, TALKED, OUT)]
        number = await ticket_of_call(session, CUT)
        ticket = await get_ticket(session, number or "")
    assert cut is not None and (cut.state, cut.outcome, cut.ended_at) == (CallState.ENDED, Outcome.FAILED, broke)
    assert talked is not None and (talked.outcome, talked.ended_at) == (Outcome.ANSWERED, broke)
    assert out is not None and out.outcome is Outcome.SEAT_NO_ANSWER
    assert (ticket.state, ticket.title) == (State.OPEN, "来电因系统故障中断，请回电")
    desk.put.clear()
    assert await desk.look_after(PATIENCE) == []


async def test_asterisks_files_are_asked_for_the_end_of_a_call_and_what_they_tell_is_taken(database: Database) -> None:
    desk = Desk(database)
    await desk.take(STORY[:1])
    desk.asterisk_has()
    assert await desk.look_after(timedelta()) == []
    assert desk.asked == [], "its end may just be on its way"
    assert await desk.look_after(PATIENCE / 2) == []
    assert desk.asked == [desk.now]
    await desk.take([fact(CUT, FactKind.ENDED)])  # the ledger found it
    assert await desk.look_after(PATIENCE / 2) == []
    assert len(desk.asked) == 1


async def test_time_in_which_asterisk_could_not_be_asked_does_not_count(database: Database) -> None:
    desk = Desk(database)
    await desk.take(STORY[:1])
    desk.asterisk_has()
    assert await desk.look_after(timedelta()) == []
    desk.board.apply(LinkChanged(desk.now, False))
    assert await desk.look_after(PATIENCE) == []
    desk.asterisk_has()
    assert await desk.look_after(timedelta()) == []
    assert await desk.look_after(PATIENCE) == [CUT]

"""Screen pops: what seats see while their phones ring, made for all that ring at the same moment in one go.

    popped = await database.joined(pops.of, Ring(call_id=…, facts=…, actor=…, shown=True, now=…))

A joint of `store.group`. The draft ticket of a call exists from its first pop on, before the agent speaks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from store import audit
from store.calls import CallRecord, ensure_calls, get_calls
from store.facts import CallFact, FactKind
from ticketing.casework.people import call_shown
from ticketing.intake import take_in
from ticketing.reading import histories
from ticketing.record import Offices, TicketLine, TicketRecord
from ticketing.repository import tickets_begun_by


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """A phone that rings and whose seat wants to see for whom.

    `facts` say what is known of the call, in case the pop is quicker than its facts. `shown`: this is when the actor
    sees the caller; the audit log tells it.
    """

    call_id: str
    facts: Sequence[CallFact]
    actor: str
    shown: bool
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Pop:
    """What a seat is shown when a call rings."""

    call: CallRecord
    ticket: TicketRecord
    history: Sequence[TicketLine]


class Pops:
    """The joint. Keep one: a group is made of wishes for the same joint."""

    def __init__(self, offices: Offices) -> None:
        self._offices = offices

    async def of(self, session: AsyncSession, rings: Sequence[Ring]) -> list[Pop]:
        """What each of these seats sees."""
        now = max(ring.now for ring in rings)
        calls = await self._calls(session, rings, now)
        callers = {call.id: call.caller for call in calls.values() if call.caller is not None}
        earlier = await histories(session, callers)
        actors = {ring.call_id: ring.actor for ring in reversed(rings)}  # whose phone rang first
        tickets = await tickets_begun_by(
            session, [calls[call_id] for call_id in sorted(calls)], offices=self._offices, now=now, actors=actors
        )
        seen = [call_shown(ring.call_id, actor=ring.actor, now=ring.now) for ring in rings if ring.shown]
        await audit.append_all(session, seen)
        return [
            Pop(call=calls[ring.call_id], ticket=tickets[ring.call_id], history=earlier.get(ring.call_id, ()))
            for ring in rings
        ]

    async def _calls(self, session: AsyncSession, rings: Sequence[Ring], now: datetime) -> dict[str, CallRecord]:
        """Their records, locked; made, and filled in from the rings' facts, where they are not there yet.

        Who waits where is told a moment later than the phone rings: the rings say it.
        """
        wanted = {ring.call_id for ring in rings}
        calls = await get_calls(session, sorted(wanted), lock=True)
        facts = [fact for ring in rings if not _heard_of(calls.get(ring.call_id)) for fact in ring.facts]
        if facts:
            taken = await take_in(session, facts, offices=self._offices, now=now)
            calls |= {changed.after.id: changed.after for changed in taken.changes if changed.after.id in wanted}
        absent = sorted(wanted - calls.keys())
        if absent:
            await ensure_calls(session, dict.fromkeys(absent, now))
            calls |= await get_calls(session, absent, lock=True)
        queues = {ring.call_id: office for ring in rings if (office := _queue_of(ring))}
        return {call_id: _placed(call, queues.get(call_id)) for call_id, call in calls.items()}


def _heard_of(call: CallRecord | None) -> bool:
    """Whether somebody has told of the call's arrival, with who calls."""
    return call is not None and call.dialed is not None


def _queue_of(ring: Ring) -> str | None:
    """The office for whose queue the phone rings."""
    return next((str(fact.data["office"]) for fact in ring.facts if fact.kind is FactKind.QUEUED), None)


def _placed(call: CallRecord, queue: str | None) -> CallRecord:
    return replace(call, office=queue) if call.office is None and queue else call

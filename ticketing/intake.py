"""What a call's facts mean for tickets: an answered call gets a draft, a message or a wish for a call back a ticket.

    async with database.write() as session:
        taken = await take_in(session, facts, offices=offices, now=now)

Use it wherever facts enter the store (worker, AMI reader, spool); it is as idempotent as `store.calls.take_in`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from store import audit, calls
from store.calls import CallChange
from store.facts import CallFact, FactKind
from ticketing.fields import Changes
from ticketing.reading import get_ticket
from ticketing.record import Offices, TicketRecord
from ticketing.repository import change, drafts_of, follow_call, move
from ticketing.states import Actor, Move, State

TITLES = {
    FactKind.MESSAGE_LEFT: {"zh": "语音留言", "ko": "음성 메시지"},
    FactKind.CALLBACK_ASKED: {"zh": "请求回电", "ko": "회신 요청"},
    FactKind.ENDED: {"zh": "来电因系统故障中断，请回电", "ko": "시스템 장애로 끊긴 전화, 회신 요망"},
}
"""Titles of tickets that make themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What taking facts in did: the calls that changed, and the tickets made or found for them."""

    changes: tuple[CallChange, ...]
    tickets: tuple[str, ...]
    """Their numbers."""


async def take_in(session: AsyncSession, facts: Sequence[CallFact], *, offices: Offices, now: datetime) -> Intake:
    """Fold facts into calls and make the tickets that they ask for, all in the caller's transaction."""
    taken = await calls.take_in(session, facts)
    wanting = [changed for changed in taken.changes if _wants_ticket(changed)]
    numbers = await drafts_of(session, [changed.after for changed in wanting], offices=offices, now=now)
    for changed in taken.changes:
        call, asked = changed.after, _asked(changed)
        if asked is not None:
            await _register(session, await get_ticket(session, numbers[call.id]), asked, changed, now=now)
        elif changed not in wanting and changed.before is not None and changed.before.caller != call.caller:
            await follow_call(session, call, offices=offices, now=now)
    return Intake(changes=taken.changes, tickets=tuple(numbers[changed.after.id] for changed in wanting))


def _wants_ticket(changed: CallChange) -> bool:
    return _asked(changed) is not None or any(fact.kind is FactKind.ANSWERED for fact in changed.facts)


def _asked(changed: CallChange) -> CallFact | None:
    """What among the new facts asks for a ticket that nobody writes on the telephone: a message, the wish for a call
    back, or that the exchange broke down under somebody who came in and had not been answered."""
    kinds = {fact.kind: fact for fact in changed.facts}
    end, call = kinds.get(FactKind.ENDED), changed.after
    lost = end if end is not None and end.data.get("lost") and call.dialed and call.caller else None
    return kinds.get(FactKind.MESSAGE_LEFT) or kinds.get(FactKind.CALLBACK_ASKED) or lost


async def _register(
    session: AsyncSession, ticket: TicketRecord, asked: CallFact, changed: CallChange, *, now: datetime
) -> None:
    """Nobody will write this ticket on the telephone: title it and register it, so that it waits in the inbox."""
    if ticket.state is not State.DRAFT or changed.after.answered_at is not None:
        return
    titles = TITLES[asked.kind]
    texts = {} if ticket.title else {"title": titles.get(changed.after.language or "zh", titles["zh"])}
    number = asked.data.get("number")
    caller = {"contact": number[:32]} if isinstance(number, str) and number else {}
    if texts or caller:
        changes = Changes(texts=texts, caller=caller)
        ticket = await change(
            session, ticket.number, version=ticket.version, changes=changes, actor=audit.SYSTEM, now=now
        )
    await move(
        session,
        ticket.number,
        version=ticket.version,
        step=Move.REGISTER,
        role=Actor.SYSTEM,
        actor=audit.SYSTEM,
        now=now,
    )

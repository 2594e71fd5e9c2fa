"""What time does to one ticket, in one transaction: each effect at most once, its move, its audit entry, its news.

The row of the ticket is locked, so workers that meet at one ticket go one after the other; the second finds the key
of the effect taken. A worker that dies half-way leaves nothing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from store import audit, outbox
from store.tables.ticket import Ticket
from store.tables.ticket_time import TicketAgenda, TicketEffect
from store.upsert import insert_into
from ticketing.casework.clock_rows import Moved, presents_of, write_clocks
from ticketing.errors import IllegalMove
from ticketing.life.bars import Present
from ticketing.life.effects import Effect, effects
from ticketing.life.judge import by_itself
from ticketing.life.rules import Rules
from ticketing.repository import move
from ticketing.states import Move


async def next_ticket(session: AsyncSession, *, now: datetime) -> Ticket | None:
    """A ticket that time has something to do with, locked; those that another worker holds are passed over."""
    query = (
        select(Ticket)
        .join(TicketAgenda, TicketAgenda.ticket_id == Ticket.id)
        .where(TicketAgenda.next_at <= now)
        .order_by(TicketAgenda.next_at, Ticket.id)
        .limit(1)
        .with_for_update(of=Ticket, skip_locked=True)
    )
    return await session.scalar(query.execution_options(populate_existing=True))


async def let_time_pass(session: AsyncSession, row: Ticket, rules: Rules, *, now: datetime) -> tuple[Effect, ...]:
    """Do what is due to this locked ticket and write its clocks; the effects that were done now."""
    done = []
    presents = await presents_of(session, row, rules, now=now)
    for number, present in enumerate(presents):
        for effect in effects(present, patience=rules.patience):
            if number and effect.clock is None:
                continue  # archiving is decided by the first regulation alone
            current = replace(present, story=presents[0].story)
            if await _do(session, row, current, effect):
                done.append(effect)
                presents = await presents_of(session, row, rules, now=now)
    await write_clocks(session, row, rules, presents, settled=True)
    return tuple(done)


async def recount(session: AsyncSession, row: Ticket, rules: Rules, *, now: datetime) -> tuple[Moved, ...]:
    """Compute the deadlines of a locked ticket by another calendar: an audit entry and news for each that moved."""
    agenda = await session.get(TicketAgenda, row.id)
    waiting = agenda is not None and agenda.next_at is not None and agenda.next_at <= now
    presents = await presents_of(session, row, rules, now=now)
    moved = await write_clocks(session, row, rules, presents, settled=not waiting)
    for one in moved:
        details = {
            "regulation": one.regulation,
            "clock": one.clock,
            "article": one.article,
            "was": one.was.isoformat() if one.was else None,
            "now": one.now.isoformat() if one.now else None,
            "provisional": one.provisional,
        }
        subject = f"ticket:{row.number}"
        await audit.append(
            session, at=now, actor=audit.SYSTEM, action="deadline-moved", subject=subject, details=details
        )
        news = {"number": row.number, "office": row.office, "clock": one.clock}
        await outbox.publish(session, "deadline-moved", news, at=now)
    return moved


async def _do(session: AsyncSession, row: Ticket, present: Present, effect: Effect) -> bool:
    """Whether the effect was still to be done, and is done now."""
    if effect.move is Move.SUPERVISE and effect.note.get("ground") in present.story.supervised:
        return False
    if not await _claimed(session, row, present, effect):
        return False
    if effect.move is not None:
        try:
            ruling = by_itself(present, effect)
        except IllegalMove:  # an effect before this one changed the state: then it is news only
            effect = replace(effect, move=None)
        else:
            await move(
                session,
                row.number,
                version=row.version,
                step=ruling.step.move,
                role=ruling.step.role,
                actor=ruling.step.actor,
                now=present.now,
                note=ruling.step.note,
            )
    await _tell(session, row, present, effect)
    return True


async def _claimed(session: AsyncSession, row: Ticket, present: Present, effect: Effect) -> bool:
    insert = insert_into(session, TicketEffect).values(
        ticket_id=row.id,
        key=f"{present.pack.id}/{effect.key}",
        kind=effect.kind.value,
        regulation=present.pack.id,
        article=effect.article,
        clock=effect.clock,
        since=effect.since,
        done_at=present.now,
    )
    won = await session.execute(insert.on_conflict_do_nothing().returning(TicketEffect.key))
    return won.scalar_one_or_none() is not None


async def _tell(session: AsyncSession, row: Ticket, present: Present, effect: Effect) -> None:
    details = {"regulation": present.pack.id, "article": effect.article, "clock": effect.clock, "key": effect.key}
    await audit.append(
        session,
        at=present.now,
        actor=audit.SYSTEM,
        action=f"time-{effect.kind}",
        subject=f"ticket:{row.number}",
        details=details,
    )
    news = {"number": row.number, "office": row.office, "kind": effect.kind.value, "clock": effect.clock}
    await outbox.publish(session, "ticket-time", news, at=present.now)

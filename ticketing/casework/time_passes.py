"""What time does to tickets, some in one transaction: each effect at most once, its move, its audit entry, its news.

The rows of the tickets are locked, so workers that meet at one ticket go one after the other; the second finds the
keys of the effects taken. A worker that dies half-way leaves nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from store import audit
from store.engine import keys_of
from store.tables.ticket import Ticket
from store.tables.ticket_time import TicketAgenda
from ticketing.casework.case import Case, presents
from ticketing.casework.case_reading import cases_by_id, read_effects
from ticketing.casework.case_rows import CaseRows
from ticketing.errors import IllegalMove
from ticketing.life.bars import Present
from ticketing.life.effects import Effect, effects
from ticketing.life.judge import by_itself
from ticketing.life.rules import Rules
from ticketing.states import Move


async def due_tickets(session: AsyncSession, *, now: datetime, most: int) -> Sequence[str]:
    """Ids of tickets that time has something to do with, locked; those that another worker holds are passed over."""
    query = (
        select(Ticket.id)
        .join(TicketAgenda, TicketAgenda.ticket_id == Ticket.id)
        .where(TicketAgenda.next_at <= now)
        .order_by(TicketAgenda.next_at, Ticket.id)
        .limit(most)
        .with_for_update(of=Ticket, skip_locked=True)
    )
    return (await session.scalars(query)).all()


async def let_time_pass(session: AsyncSession, tickets: Sequence[str], rules: Rules, *, now: datetime) -> int:
    """Do what is due to these locked tickets and write their clocks; how many effects were done now."""
    await audit.locked_head(session)
    cases, rows = await cases_by_id(session, tickets), CaseRows(keys=keys_of(session))
    await read_effects(session, cases)
    done = sum(_passed(case, rows, rules, now=now) for case in cases)
    await rows.write(session)
    return done


async def recount(session: AsyncSession, tickets: Sequence[str], rules: Rules, *, now: datetime) -> int:
    """Compute the deadlines of locked tickets by another calendar: an audit entry and news for each that moved."""
    await audit.locked_head(session)
    rows, count = CaseRows(keys=keys_of(session)), 0
    for case in await cases_by_id(session, tickets):
        waiting = case.next_at is not None and case.next_at <= now
        moved = rows.settle(case, presents(case, rules, rows.keys, now=now), rules, at_once=waiting)
        rows.deadlines(case, moved, now)
        count += len(moved)
    await rows.write(session)
    return count


def _passed(case: Case, rows: CaseRows, rules: Rules, *, now: datetime) -> int:
    done = 0
    for number, present in enumerate(presents(case, rules, rows.keys, now=now)):
        for effect in effects(present, patience=rules.patience):
            if number and effect.clock is None:
                continue  # archiving is decided by the first regulation alone
            done += _do(case, rows, replace(present, story=case.story), effect)
    rows.settle(case, presents(case, rules, rows.keys, now=now), rules, at_once=False)
    return done


def _do(case: Case, rows: CaseRows, present: Present, effect: Effect) -> bool:
    """Whether the effect was still to be done, and is done now."""
    key = f"{present.pack.id}/{effect.key}"
    if key in case.taken or (effect.move is Move.SUPERVISE and effect.note.get("ground") in present.story.supervised):
        return False
    case.taken.add(key)
    if effect.move is not None:
        with suppress(IllegalMove):  # an effect before this one changed the state: then it is news only
            case.make(by_itself(present, effect))
        rows.made(case)
    rows.did(case, present, effect)
    return True

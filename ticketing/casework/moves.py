"""Making a move under the regulation: judged, made, its clocks written, all in the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from store.tables.ticket import Ticket
from ticketing.casework.clock_rows import presents_of, write_clocks
from ticketing.casework.links import join
from ticketing.errors import InvalidField, TicketNotFound
from ticketing.life.bars import Present
from ticketing.life.duties import Duty, duties
from ticketing.life.judge import Offer, judge, offers
from ticketing.life.rules import Rules
from ticketing.record import TicketRecord
from ticketing.repository import move
from ticketing.states import Actor, Move


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a ticket stands: under each regulation, what its role may do (by the first), and what is owed."""

    presents: tuple[Present, ...]
    offers: tuple[Offer, ...]
    duties: tuple[Duty, ...]


async def standing(session: AsyncSession, number: str, rules: Rules, *, role: Actor, now: datetime) -> Standing:
    """Where the ticket is and what may be done. TicketNotFound."""
    presents = await presents_of(session, await _row(session, number), rules, now=now)
    main = presents[0]
    return Standing(presents=presents, offers=offers(main, role), duties=duties(main.pack, main.story))


async def make_move(
    session: AsyncSession,
    number: str,
    *,
    version: int,
    step: Move,
    role: Actor,
    actor: str,
    note: Mapping[str, str],
    rules: Rules,
    now: datetime,
) -> TicketRecord:
    """Make a move as the regulation wants it.

    TicketNotFound, TicketConflict; IllegalMove and BarredMove with what is allowed instead; InvalidField for the note.
    """
    if step is Move.SPLIT:
        raise InvalidField("move", "splitting makes a second ticket", "ask for the split itself")
    row = await _row(session, number, lock=True)
    presents = await presents_of(session, row, rules, now=now)
    office: str | None = None
    if row.version == version:  # an old version is a conflict, whatever the move
        ruling = judge(presents[0], move=step, role=role, actor=actor, note=note)
        note, now = ruling.step.note, ruling.step.at
        note, office = _between_offices(presents[0], step, note, row.office)
    if step is Move.JOIN:
        return await join(
            session,
            number,
            into=note.get("other", ""),
            reason=note.get("reason", ""),
            version=version,
            role=role,
            actor=actor,
            rules=rules,
            now=now,
        )
    ticket = await move(
        session, number, version=version, step=step, role=role, actor=actor, now=now, note=note, office=office
    )
    await write_clocks(session, row, rules, await presents_of(session, row, rules, now=now), settled=False)
    return ticket


def _between_offices(
    present: Present, step: Move, note: Mapping[str, str], office: str
) -> tuple[Mapping[str, str], str | None]:
    """A transfer to another office of the hotline takes the ticket there, a return that is granted brings it back."""
    if step is Move.TRANSFER and note.get("office"):
        return {**note, "from_office": office}, note["office"]
    if step is Move.GRANT_RETURN:
        sent = present.story.last(Move.TRANSFER)
        return note, sent.note.get("from_office") if sent is not None else None
    return note, None


async def _row(session: AsyncSession, number: str, *, lock: bool = False) -> Ticket:
    query = select(Ticket).where(Ticket.number == number)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    row = await session.scalar(query)
    if row is None:
        raise TicketNotFound(f"there is no ticket {number}; look at the number again")
    return row

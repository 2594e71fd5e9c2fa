"""Moves made together write what moves made one by one write, and each answers for itself."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from store import audit
from store.engine import Database
from store.tables.audit import AuditEntry
from store.tables.outbox import OutboxMessage
from store.tables.ticket import Ticket, TicketChange
from store.tables.ticket_time import TicketAgenda, TicketEvent
from tests.life.casework import House, rules
from ticketing.casework.together import Made, Wish, moves_together
from ticketing.errors import IllegalMove, TicketConflict, TicketNotFound
from ticketing.reading import timeline
from ticketing.repository import move
from ticketing.states import Actor, Move, State


def wish(house: House, number: str, version: int, step: Move, **note: str) -> Wish:
    return Wish(number=number, version=version, move=step, role=Actor.SUPERVISOR, actor="an", now=house.now, note=note)


async def rows(database: Database, ticket: str) -> list[Any]:
    """What the ticket left in each table; sealed values opened, what names the ticket or a place left out."""
    async with database.read() as session:
        row = (await session.scalars(select(Ticket).where(Ticket.number == ticket))).one()
        steps = [(s.version, s.move, s.from_state, s.to_state, s.fields, s.after, s.role, s.actor)
                 for s in await timeline(session, ticket)]  # fmt: skip
        events = await session.scalars(
            select(TicketEvent).where(TicketEvent.ticket_id == row.id).order_by(TicketEvent.id)
        )
        agenda = await session.get(TicketAgenda, row.id)
        entries = select(AuditEntry).where(AuditEntry.subject == f"ticket:{ticket}").order_by(AuditEntry.seq)
        news = await session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
        return [
            (row.state, row.version, row.updated_at),
            steps,
            [(e.at, e.kind, e.nature, e.clock, e.until, e.length_number, e.length_unit, e.basis) for e in events],
            agenda and (agenda.next_at, agenda.failures),
            [(e.at, e.actor, e.action, e.details) for e in await session.scalars(entries)],
            [{**n.payload, "number": ""} for n in news if n.payload.get("number") == ticket],
        ]


@pytest.fixture
def house(database: Database) -> House:
    return House(database=database, rules=rules("anhui-12385"))


async def test_a_move_made_together_leaves_the_same_rows_as_one_made_alone(house: House) -> None:
    alone, together = await house.ticket(), await house.ticket()
    version = await house.version(alone)
    steps = [
        (Move.ACCEPT, {}),
        (Move.TRANSFER, {"unit": "庐阳区残联"}),
        (Move.SIGN, {}),
        (Move.CONTACT, {"how": "电话"}),
    ]
    for count, (step, note) in enumerate(steps):
        async with house.database.write() as session:
            await move(
                session, alone, version=version + count, step=step, role=Actor.SUPERVISOR, actor="an",
                now=house.now, note=note,
            )  # fmt: skip
    wishes = [wish(house, together, version + count, step, **note) for count, (step, note) in enumerate(steps)]
    made = await asyncio.gather(*(house.database.joined(moves_together, one) for one in wishes))
    assert made[-1] == Made(number=together, version=version + 4, state=State.CONTACTED)
    assert await rows(house.database, together) == await rows(house.database, alone)
    async with house.database.read() as session:
        assert (await audit.verify(session)).sound


async def test_each_move_answers_for_itself(house: House) -> None:
    number, other = await house.ticket(), await house.ticket()
    version = await house.version(number)
    wishes = [
        wish(house, number, version, Move.ACCEPT),
        wish(house, number, version, Move.TRANSFER),
        wish(house, "nobody", 1, Move.ACCEPT),
        wish(house, other, version, Move.ARCHIVE),
        wish(house, other, version, Move.REDO),
        wish(house, other, version, Move.ACCEPT),
    ]
    joined = (house.database.joined(moves_together, one) for one in wishes)
    answers = await asyncio.gather(*joined, return_exceptions=True)
    kinds = [type(answer) for answer in answers]
    assert kinds == [Made, TicketConflict, TicketNotFound, IllegalMove, ValueError, Made]
    async with house.database.read() as session:
        assert (await audit.verify(session)).sound
        made = select(TicketChange.move).where(TicketChange.move == Move.ACCEPT.value)
        assert len((await session.scalars(made)).all()) == 2

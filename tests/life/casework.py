"""Tickets of a real database that live under a regulation: made, moved and left to time, for tests."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from store.engine import Database
from store.tables.audit import AuditEntry
from store.tables.ticket import Ticket
from store.tables.ticket_time import TicketClock, TicketEffect
from tests.life.case import at, filled
from ticketing.casework.moves import make_move, standing
from ticketing.fields import check
from ticketing.life.effects import Patience
from ticketing.life.rules import Rules
from ticketing.life.scheduler import Scheduler, Tick
from ticketing.packs import load
from ticketing.record import Offices, TicketRecord
from ticketing.repository import change, new_ticket, save
from ticketing.states import Actor, Move
from web.views.tickets import nested
from workdays.calendar import Calendar

OFFICES = Offices(divisions={"anhui": "340000", "hefei": "340100"}, home="anhui")


def rules(*packs: str, calendar: Calendar | None = None) -> Rules:
    return Rules(packs=tuple(map(load, packs)), calendar=calendar or Calendar(), patience=Patience())


@dataclass
class House:
    """A database, its rules, and a clock that a test sets."""

    database: Database
    rules: Rules
    now: datetime = field(default_factory=lambda: at("2026-09-01 09:00"))

    async def ticket(self, title: str = "坡道被占用", *, nature: str = "complaint", number: str = "13800138000") -> str:
        """A registered ticket that has every field which its regulation requires, or a reason for its absence."""
        async with self.database.write() as session:
            made = await new_ticket(
                session, office="hefei", channel="letter", offices=OFFICES, now=self.now, actor="an"
            )
            given = {"title": title, "nature": nature, "caller.name": "张三", "caller.number": number}
            changes = check(nested(self._rest(given) | given))
            made = await change(session, made.number, version=made.version, changes=changes, actor="an", now=self.now)
            made = await save(session, made.number, version=made.version, role=Actor.AGENT, actor="an", now=self.now)
        return made.number

    def _rest(self, given: Collection[str]) -> dict[str, str]:
        """The other required fields: what a caller may keep to themselves with a reason, a word for the rest."""
        wanted = [field for field in self.rules.main.fields if field.required and field.id not in given]
        return {f"not_given.{field.id}" if field.may_be_withheld else field.id: "未提供" for field in wanted}

    async def do(self, number: str, move: Move, role: Actor = Actor.SUPERVISOR, **note: str) -> TicketRecord:
        """Make a move; what it needs and is not said gets the first choice."""
        async with self.database.write() as session:
            offers = (await standing(session, number, self.rules, role=role, now=self.now)).offers
            wanted = next((offer.needs for offer in offers if offer.move is move), ())
            return await make_move(
                session,
                number,
                version=await self.version(number),
                step=move,
                role=role,
                actor=f"some-{role}",
                note={**filled(wanted), **note},
                rules=self.rules,
                now=self.now,
            )

    async def transferred(self, **more: str) -> str:
        number = await self.ticket(**more)
        await self.do(number, Move.ACCEPT)
        await self.do(number, Move.TRANSFER)
        return number

    def scheduler(self) -> Scheduler:
        return Scheduler(self.database, self.rules, now=lambda: self.now)

    async def tick(self, when: str | None = None) -> Tick:
        if when is not None:
            self.now = at(when)
        return await self.scheduler().tick()

    async def version(self, number: str) -> int:
        return (await self.row(number)).version

    async def row(self, number: str) -> Ticket:
        async with self.database.read() as session:
            return (await session.scalars(select(Ticket).where(Ticket.number == number))).one()

    async def clocks(self, number: str) -> dict[str, TicketClock]:
        row = await self.row(number)
        async with self.database.read() as session:
            found = await session.scalars(select(TicketClock).where(TicketClock.ticket_id == row.id))
            return {one.clock: one for one in found}

    async def effects(self) -> Sequence[str]:
        """Kinds of all effects that were done, sorted."""
        async with self.database.read() as session:
            return sorted(await session.scalars(select(TicketEffect.kind)))

    async def audited(self, action: str) -> list[AuditEntry]:
        async with self.database.read() as session:
            found = await session.scalars(select(AuditEntry).where(AuditEntry.action == action))
            return list(found)

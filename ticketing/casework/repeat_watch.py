"""Repeats as tickets come in: kept in an index, written down as links with their evidence, supervised where due.

    watch = RepeatWatch(database, rules, now=clock.now)
    await watch.run()                   # until cancelled; or `await watch.tick()` once

The index is in memory and is filled from the database at the start. Several workers may watch: a link and the
supervision of a repeat are each written once.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from datetime import datetime

import structlog
from sqlalchemy import Select, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from store.engine import Database
from store.errors import StoreError
from store.tables.outbox import OutboxMessage
from store.tables.person import Person
from store.tables.ticket import Ticket
from store.tables.ticket_link import TicketLink
from store.tables.ticket_time import TicketEffect
from store.upsert import insert_into
from ticketing.casework.chronicle import story_of
from ticketing.errors import TicketError
from ticketing.life.judge import SYSTEM
from ticketing.life.rules import Rules
from ticketing.repeats.explanation import explained, sentence
from ticketing.repeats.index import Matter, RepeatIndex
from ticketing.repeats.suggestion import Bounds, Suggestion, suggest
from ticketing.repository import move
from ticketing.states import Actor, Move, State, allowed

log = structlog.get_logger(__name__)

EVERY_S = 5.0
KIND = "repeats"
_PAGE = 500
_NOT_YET = frozenset({State.DRAFT.value, State.VOID.value})
_Row = tuple[Ticket, Person | None]
_TICKETS = (
    select(Ticket, Person)
    .join(Person, Person.id == Ticket.person_id, isouter=True)
    .where(Ticket.state.not_in(_NOT_YET))
)


_NEWS = select(OutboxMessage.id, OutboxMessage.topic, OutboxMessage.payload)


class RepeatWatch:
    """One worker's watch."""

    def __init__(
        self, database: Database, rules: Rules, *, now: Callable[[], datetime], bounds: Bounds | None = None
    ) -> None:
        self._database = database
        self._rules = rules
        self._now = now
        self._bounds = bounds or Bounds()
        self._index = RepeatIndex()
        self._persons: dict[str, str] = {}
        self._heard: int | None = None
        """The last news that was heard; writers take turns, so news come in the order of their ids."""

    async def run(self) -> None:
        """Tick until cancelled."""
        while True:
            try:
                await self.tick()
            except (SQLAlchemyError, StoreError, TimeoutError, OSError) as error:
                log.warning("repeats could not be looked for", action="repeats-failed", error=type(error).__name__)
            await asyncio.sleep(EVERY_S)

    async def tick(self) -> int:
        """Take in what has changed, and look what it repeats; how many repeats were written down for the first time.

        The first tick only fills the index: what was there before this worker started was looked at by another one.
        """
        now, heard = self._now(), self._heard
        self._index.drop_before(now - self._bounds.window)
        if heard is None:
            self._heard = await self._last_news()
            async for page in self._window(now - self._bounds.window):
                self._index_all(page)
            return 0
        found = 0
        async for page in self._news(heard):
            for number in self._index_all(page):
                found += await self._looked(number)
        return found

    async def _looked(self, number: str) -> int:
        """The same for a ticket that may just have moved on; it is looked at again with its next change."""
        try:
            return await self.look(number)
        except TicketError as error:
            log.warning("a repeat could not be noted", action="repeat-failed", error=type(error).__name__)
            return 0

    def _index_all(self, tickets: Iterable[_Row]) -> list[str]:
        """Their numbers."""
        matters = [self._matter(*ticket) for ticket in tickets]
        for matter in matters:
            self._index.put(matter)
        return [matter.ticket for matter in matters]

    async def look(self, number: str) -> int:
        """Write down what this ticket repeats; how many suggestions were new."""
        matter = self._index.get(number)
        if matter is None:
            return 0
        async with self._database.write() as session:
            row = await session.scalar(select(Ticket).where(Ticket.number == number).with_for_update())
            if row is None:
                return 0
            dissatisfied = (await story_of(session, row)).dissatisfied
            found = suggest(self._index, matter, self._rules.main, dissatisfied=dissatisfied, bounds=self._bounds)
            return sum([await self._written(session, row, one) for one in found])

    async def _written(self, session: AsyncSession, row: Ticket, suggestion: Suggestion) -> bool:
        evidence = explained(suggestion)
        alike = {one["ticket"]: one for one in evidence.pop("alike")}
        query = select(Ticket.id, Ticket.number).where(Ticket.number.in_(alike))
        new = 0
        for other, number in await session.execute(query):
            values = {
                "ticket_id": row.id,
                "other_id": other,
                "kind": f"{KIND}:{suggestion.kind}",
                "at": self._now(),
                "actor": SYSTEM,
                "evidence": {**evidence, "alike": alike[number]},
            }
            insert = insert_into(session, TicketLink).values(values).on_conflict_do_nothing()
            new += len((await session.execute(insert.returning(TicketLink.other_id))).all())
        await self._supervise(session, row, suggestion)
        return new > 0

    async def _supervise(self, session: AsyncSession, row: Ticket, suggestion: Suggestion) -> None:
        """Open the supervision that the pack asks for, once a repeat; a ticket that nobody handles yet waits for it."""
        entry = suggestion.supervision
        state = State(row.state)
        if entry is None or Move.SUPERVISE not in allowed(state, Actor.SYSTEM):
            return
        claim = insert_into(session, TicketEffect).values(
            ticket_id=row.id,
            key=f"{self._rules.main.id}/{suggestion.key}",
            kind="supervise",
            regulation=self._rules.main.id,
            article=entry.article,
            clock=None,
            since=self._now(),
            done_at=self._now(),
        )
        won = await session.execute(claim.on_conflict_do_nothing().returning(TicketEffect.key))
        if won.scalar_one_or_none() is None or entry.id in (await story_of(session, row)).supervised:
            return
        note = {"ground": entry.id, "article": entry.article, "reason": sentence(suggestion)}
        await move(
            session,
            row.number,
            version=row.version,
            step=Move.SUPERVISE,
            role=Actor.SYSTEM,
            actor=SYSTEM,
            now=self._now(),
            note=note,
        )

    async def _last_news(self) -> int:
        async with self._database.read() as session:
            return await session.scalar(select(func.max(OutboxMessage.id))) or 0

    async def _window(self, since: datetime) -> AsyncIterator[Sequence[_Row]]:
        """The tickets that somebody touched since then, page by page."""
        last = ""
        while True:
            query = _TICKETS.where(Ticket.updated_at >= since, Ticket.id > last).order_by(Ticket.id).limit(_PAGE)
            rows = await self._read(query)
            if not rows:
                return
            yield rows
            last = rows[-1][0].id

    async def _news(self, heard: int) -> AsyncIterator[Sequence[_Row]]:
        """The tickets of which there is news since `heard`. A draft, which every call has, is left unread."""
        while True:
            query = _NEWS.where(OutboxMessage.id > heard).order_by(OutboxMessage.id).limit(_PAGE)
            async with self._database.read() as session:
                news = (await session.execute(query)).all()
            told = [one.payload for one in news if one.topic == "ticket-changed"]
            numbers = {ticket["number"] for ticket in told if ticket["state"] not in _NOT_YET}
            if numbers:
                yield await self._read(_TICKETS.where(Ticket.number.in_(numbers)).order_by(Ticket.id))
            if news:
                self._heard = heard = news[-1].id
            if len(news) < _PAGE:
                return

    async def _read(self, query: Select[Ticket, Person]) -> list[_Row]:
        async with self._database.read() as session:
            return [(ticket, person) for ticket, person in await session.execute(query)]

    def _matter(self, ticket: Ticket, person: Person | None) -> Matter:
        hashes = [ticket.caller_hash]
        if person is not None:
            hashes += [person.id_number_hash, person.number_hash]
        texts = (ticket.title, ticket.situation, ticket.appeal)
        return Matter(ticket=ticket.number, at=ticket.created_at, person=self._person(hashes), texts=texts)

    def _person(self, hashes: Iterable[str | None]) -> str | None:
        """One key for all numbers that were ever seen together: the same telephone, or the same ID number."""
        known = [one for one in hashes if one]
        key = next((self._persons[one] for one in known if one in self._persons), known[0] if known else None)
        if key is not None:
            self._persons.update(dict.fromkeys(known, key))
        return key

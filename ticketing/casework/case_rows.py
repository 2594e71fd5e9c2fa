"""Writes cases: what was made of them, as rows of every table, with one statement a table however many tickets.

The rows are those that `ticketing.steps` writes for a single change: step, events, clocks, audit entry, news.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from store import audit, outbox
from store.audit import Line
from store.keys import Keys
from store.many import insert, update, write_all
from store.search.keeping import keep
from store.tables.base import Base
from store.tables.ticket import Ticket, TicketChange
from store.tables.ticket_time import TicketAgenda, TicketClock, TicketEffect, TicketEvent
from store.wanted_rows import Write
from ticketing.casework import clock_rows
from ticketing.casework.case import Case, Entry, TicketRow, row_of
from ticketing.casework.clock_rows import Moved, settle
from ticketing.casework.unit_rows import keep_helper
from ticketing.clocks.event import Event
from ticketing.life.bars import Present
from ticketing.life.effects import Effect
from ticketing.life.rules import Rules

_TICKET, _CHANGE, _EVENT, _CLOCK, _AGENDA, _EFFECT = (
    Base.metadata.tables[table.__tablename__]
    for table in (Ticket, TicketChange, TicketEvent, TicketClock, TicketAgenda, TicketEffect)
)
_CHANGES = ("ticket_id", "version", "at", "actor", "move", "from_state", "to_state", "fields", "sealed", "role")
_EVENTS = (
    "ticket_id", "at", "kind", "nature", "complex", "urgent", "clock", "until", "length_number", "length_unit", "basis",
)  # fmt: skip
_CLOCK_KEY = ("ticket_id", "regulation", "clock")
_CLOCKS = (*_CLOCK_KEY, *clock_rows.COLUMNS)
_AGENDAS = ("ticket_id", "next_at", "failures")
_EFFECTS = ("ticket_id", "key", "kind", "regulation", "article", "clock", "since", "done_at")
_JSON = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(slots=True, kw_only=True)
class CaseRows:
    """Rows of a few or many cases, in the order in which things were done. Fill it, then `write`."""

    keys: Keys
    tickets: dict[str, TicketRow] = field(default_factory=dict)
    helpers: list[tuple[str, str | None]] = field(default_factory=list)
    """Tickets and who is to handle them too, in order; None: nobody any more."""
    elsewhere: list[str] = field(default_factory=list)
    """Tickets that are another office's now."""
    changes: list[tuple[Any, ...]] = field(default_factory=list)
    events: list[tuple[Any, ...]] = field(default_factory=list)
    clocks: dict[tuple[str, str, str], tuple[Any, ...]] = field(default_factory=dict)
    gone: list[tuple[str, str, str]] = field(default_factory=list)
    agenda: dict[str, tuple[datetime | None, int]] = field(default_factory=dict)
    effects: list[tuple[Any, ...]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    news: list[tuple[datetime, str, dict[str, Any]]] = field(default_factory=list)

    def made(self, case: Case) -> None:
        """Take over the steps that were made of a case; it has none to be written afterwards."""
        for entry in case.entries:
            step = entry.step
            self.changes.append(_change(self.keys, case.id, entry))
            self.events += [_event(case.id, event) for event in entry.events]
            fields = sorted(step.note)
            details = {"version": entry.version, "state": entry.after.value, "fields": fields}
            self._log(case, step.at, step.actor, f"ticket-{step.move}", details)
            news = {"number": case.number, "version": entry.version, "state": entry.after.value, "office": entry.office}
            self.news.append((step.at, "ticket-changed", news))
        self.helpers += [(case.id, unit) for unit in case.helpers]
        case.helpers.clear()
        case.entries.clear()

    def did(self, case: Case, present: Present, effect: Effect) -> None:
        """An effect of time."""
        key, pack = f"{present.pack.id}/{effect.key}", present.pack.id
        what = (effect.kind.value, pack, effect.article, effect.clock, effect.since, present.now)
        self.effects.append((case.id, key, *what))
        details = {"regulation": pack, "article": effect.article, "clock": effect.clock, "key": effect.key}
        self._log(case, present.now, audit.SYSTEM, f"time-{effect.kind}", details)
        news = {"number": case.number, "office": case.office, "kind": effect.kind.value, "clock": effect.clock}
        self.news.append((present.now, "ticket-time", news))

    def deadlines(self, case: Case, moved: Sequence[Moved], now: datetime) -> None:
        """Deadlines that another calendar moved."""
        for one in moved:
            details = {
                "regulation": one.regulation,
                "clock": one.clock,
                "article": one.article,
                "was": one.was.isoformat() if one.was else None,
                "now": one.now.isoformat() if one.now else None,
                "provisional": one.provisional,
            }
            self._log(case, now, audit.SYSTEM, "deadline-moved", details)
            news = {"number": case.number, "office": case.office, "clock": one.clock}
            self.news.append((now, "deadline-moved", news))

    def settle(self, case: Case, presents: tuple[Present, ...], rules: Rules, *, at_once: bool) -> tuple[Moved, ...]:
        """Its clocks, its due time and its place on the agenda, as far as they are other than before.

        `at_once`: the scheduler is to look at it now. The answer: deadlines that moved.
        """
        settled = settle(case, presents, rules, at_once=at_once)
        for key, values in settled.rows:
            case.clocks[key] = values
            self.clocks[(case.id, *key)] = values
        for key in settled.gone:
            del case.clocks[key]
            self.gone.append((case.id, *key))
        case.due_at = settled.due_at
        self._keep_row(case)
        self.look_again(case, settled.next_at)
        return settled.moved

    def unsettled(self, case: Case, now: datetime) -> None:
        """Its story was not read: the scheduler is to look at it at once, and counts its deadlines."""
        self._keep_row(case)
        self.look_again(case, now)

    def _keep_row(self, case: Case) -> None:
        now = row_of(case)
        if now == case.written:
            return
        if now.office != case.written.office:
            self.elsewhere.append(case.id)
        case.written = self.tickets[case.id] = now

    def look_again(self, case: Case, at: datetime | None, *, failures: int = 0) -> None:
        """When time is to look at the ticket."""
        if (at, failures) != (case.next_at, case.failures):
            case.next_at, case.failures = at, failures
            self.agenda[case.id] = (at, failures)

    def _log(self, case: Case, at: datetime, actor: str, action: str, details: dict[str, Any]) -> None:
        self.lines.append(Line(at=at, actor=actor, action=action, subject=f"ticket:{case.number}", details=details))

    async def write(self, session: AsyncSession) -> None:
        """Write it all in the caller's transaction, and wake those who listen for news."""
        await self.send(session)
        if self.news:
            await outbox.ring(session)

    async def send(self, session: AsyncSession, *more: Write) -> None:
        """The same, and `more` with it, for who rings once for many of these."""
        clocks = [(*key, *values) for key, values in self.clocks.items()]
        writes = [
            insert(_CHANGE, _CHANGES, self.changes),
            insert(_EVENT, _EVENTS, self.events),
            insert(_CLOCK, _CLOCKS, clocks, replace_by=_CLOCK_KEY),
            insert(_AGENDA, _AGENDAS, [(key, *look) for key, look in self.agenda.items()], replace_by=("ticket_id",)),
            insert(_EFFECT, _EFFECTS, self.effects),
            outbox.rows_of(self.news),
            *more,
        ]
        if self.lines:
            writes.append(await audit.chained(session, self.lines))
        tickets = [(*row, ticket) for ticket, row in self.tickets.items()]
        await write_all(session, [*writes, update(_TICKET, "id", TicketRow._fields, tickets)])
        for ticket, regulation, clock in self.gone:
            chosen = (_CLOCK.c.ticket_id == ticket) & (_CLOCK.c.regulation == regulation) & (_CLOCK.c.clock == clock)
            await session.execute(delete(_CLOCK).where(chosen))
        for ticket, unit in self.helpers:
            await keep_helper(session, ticket, unit)
        for ticket in self.elsewhere:  # the office is a part of what the search knows
            await keep(session, await session.get_one(Ticket, ticket, populate_existing=True))


def _change(keys: Keys, ticket: str, entry: Entry) -> tuple[Any, ...]:
    step, sealed = entry.step, None
    if step.note:
        document = _JSON({"before": {}, "after": dict(step.note)})
        sealed = keys.seal(document, f"ticket-change:{ticket}:{entry.version}")
    places = (ticket, entry.version, step.at, step.actor, step.move.value, entry.before.value, entry.after.value)
    return (*places, sorted(step.note), sealed, step.role.value)


def _event(ticket: str, event: Event) -> tuple[Any, ...]:
    length = (event.length.number, event.length.unit.value) if event.length else (None, None)
    said = (event.nature, event.complex, event.urgent, event.clock, event.until)
    return (ticket, event.at, event.kind.value, *said, *length, event.basis)

"""One step in a ticket's life: its line in the timeline, its audit entry and its news, in the caller's transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from store import audit, outbox
from store.engine import keys_of
from store.search.keeping import keep
from store.tables.ticket import Ticket, TicketChange
from ticketing.casework.chronicle import keep_events, keep_nature
from ticketing.fields import Changes
from ticketing.life.story import Step
from ticketing.states import Actor, Move, State


async def add_step(
    session: AsyncSession,
    row: Ticket,
    *,
    now: datetime,
    actor: str,
    move: Move | None,
    source: State | None,
    changes: Changes | None = None,
    before: Mapping[str, str] | None = None,
    kept: bool = True,
    also: Sequence[str] = (),
    role: Actor | None = None,
) -> None:
    """One step of the timeline, the events that clocks see in it, its audit entry and its news.

    `kept` False: the values are a note, not fields. `also` names fields that changed and whose values need no record.
    """
    changes = changes or Changes()
    if move is None:  # a move changes neither texts nor office
        await keep(session, row)
    row.version += 1
    row.updated_at = now
    name = move.value if move else ("changed" if source else "created")
    values = dict(changes.values if kept else changes.extra)
    fields = sorted((*values, *also))
    session.add(
        TicketChange(
            ticket_id=row.id,
            version=row.version,
            at=now,
            actor=actor,
            move=name,
            from_state=source.value if source else None,
            to_state=row.state,
            fields=fields,
            sealed=_sealed(session, row, before or {}, values),
            role=role.value if role else None,
        )
    )
    step = Step(move=move, at=now, role=role or Actor.SYSTEM, actor=actor, note=changes.extra) if move else None
    await _keep_for_clocks(session, row, step, changes, now=now)
    await _tell(session, row, name, fields, actor=actor, now=now)


async def _keep_for_clocks(
    session: AsyncSession, row: Ticket, step: Step | None, changes: Changes, *, now: datetime
) -> None:
    """The events of a move; without one, that the nature was written: limits depend on it."""
    if step is not None:
        await keep_events(session, row, step)
    elif "nature" in changes.texts:
        await keep_nature(session, row, at=now)


def _sealed(session: AsyncSession, row: Ticket, before: Mapping[str, str], values: Mapping[str, str]) -> bytes | None:
    """The values before and after; None when the step has none."""
    if not values:
        return None
    document = json.dumps({"before": dict(before), "after": dict(values)}, ensure_ascii=False)
    return keys_of(session).seal(document, f"ticket-change:{row.id}:{row.version}")


async def _tell(
    session: AsyncSession, row: Ticket, name: str, fields: Sequence[str], *, actor: str, now: datetime
) -> None:
    """The audit entry and the news."""
    details = {"version": row.version, "state": row.state, "fields": list(fields)}
    subject = f"ticket:{row.number}"
    await audit.append(session, at=now, actor=actor, action=f"ticket-{name}", subject=subject, details=details)
    news = {"number": row.number, "version": row.version, "state": row.state, "office": row.office}
    await outbox.publish(session, "ticket-changed", news, at=now)

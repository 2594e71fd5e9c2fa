"""One step in a ticket's life: its line in the timeline, its audit entry and its news, in the caller's transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from store import audit, outbox
from store.engine import keys_of
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
    row.version += 1
    row.updated_at = now
    action = "changed" if source else "created"
    name = move.value if move else action
    values = {**changes.texts, **{f"caller.{key}": value for key, value in changes.caller.items()}}
    values |= {f"extra.{key}" if kept else key: value for key, value in changes.extra.items()}
    sealed = None
    if values:
        document = json.dumps({"before": dict(before or {}), "after": values}, ensure_ascii=False)
        sealed = keys_of(session).seal(document, f"ticket-change:{row.id}:{row.version}")
    session.add(
        TicketChange(
            ticket_id=row.id,
            version=row.version,
            at=now,
            actor=actor,
            move=name,
            from_state=source.value if source else None,
            to_state=row.state,
            fields=sorted((*values, *also)),
            sealed=sealed,
            role=role.value if role else None,
        )
    )
    if move is not None:
        said = Step(move=move, at=now, role=role or Actor.SYSTEM, actor=actor, note=changes.extra)
        await keep_events(session, row, said)
    elif "nature" in changes.texts:
        await keep_nature(session, row, at=now)
    details = {"version": row.version, "state": row.state, "fields": sorted((*values, *also))}
    await audit.append(
        session, at=now, actor=actor, action=f"ticket-{name}", subject=f"ticket:{row.number}", details=details
    )
    news = {"number": row.number, "version": row.version, "state": row.state, "office": row.office}
    await outbox.publish(session, "ticket-changed", news, at=now)

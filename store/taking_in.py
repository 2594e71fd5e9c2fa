"""Taking facts into the database, a whole group in a few statements: this runs several times in every call.

What a call is, is decided by `fold`; what rows hold, by `call_rows`. Only plain statements here, no ORM objects.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from store import outbox
from store.call_record import CallChange, TakenIn
from store.call_rows import (
    FACT_COLUMNS,
    CallRow,
    columns_of_fold,
    fact_of_row,
    record_of_fold,
    record_of_row,
    row_of_fact,
)
from store.engine import keys_of
from store.facts import CallFact, FactKind
from store.fold import fold, only_told
from store.folded import CallState, Folded
from store.keys import Keys
from store.many import insert, update, write_all
from store.tables.base import Base
from store.tables.call import Call, Fact, Leg
from store.upsert import insert_missing
from store.wanted_rows import Write

_BATCH = 500
_CALL, _FACT, _LEG = (Base.metadata.tables[table.__tablename__] for table in (Call, Fact, Leg))
# Built once: every call passes here several times, and building costs as much as running.
_KNOWN = select(_FACT.c.id).where(_FACT.c.id.in_(bindparam("ids", expanding=True)))
_STORIES = select(_FACT).where(_FACT.c.call_id.in_(bindparam("calls", expanding=True)))
_LOCKED = (
    select(_CALL)
    .where(_CALL.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(_CALL.c.id)
    .with_for_update(key_share=True)  # who only points at it need not wait
)
_LEGS_GONE = delete(_LEG).where(_LEG.c.call_id.in_(bindparam("calls", expanding=True)))
_LEG_KINDS = {FactKind.RINGING, FactKind.RING_NO_ANSWER, FactKind.ANSWERED, FactKind.SEAT_LEFT, FactKind.ENDED}
_LEG_COLUMNS = ("seat", "office", "rang_at", "answered_at", "left_at", "talked_s", "outcome")


async def take_in(session: AsyncSession, facts: Sequence[CallFact]) -> TakenIn:
    """Fold facts into their calls, within the caller's transaction; tells the outbox (`call-changed`, the call's id) of
    those that changed.

    Idempotent by fact id and independent of order. Two processes may take the same facts: the call's row is locked.
    Locks are taken in one order, so that writers never wait in a circle: calls (sorted), the audit head, the rest.
    """
    connection = await session.connection()
    fresh = await _fresh(connection, facts)
    if not fresh:
        return TakenIn(changes=(), known=len(facts))
    rows = await _locked_calls(connection, fresh, insert_missing(session, _CALL))
    if connection.dialect.name == "postgresql":  # another process may have been quicker before the lock
        fresh = await _fresh(connection, fresh)
    keys = keys_of(session)
    new: dict[str, list[CallFact]] = defaultdict(list)
    for fact in sorted(fresh, key=lambda fact: fact.at):
        new[fact.call_id].append(fact)
    if new:
        told = [row_of_fact(keys, fact) for fact in fresh]
        await write_all(session, [insert(_FACT, FACT_COLUMNS, told, unless_there=True)])
    new = {call_id: facts for call_id, facts in new.items() if not _unmoved(rows[call_id], facts)}
    stories = await _stories(connection, keys, rows, new)
    changes = await _write(session, keys, rows, {call_id: fold(stories[call_id]) for call_id in sorted(new)}, new)
    return TakenIn(changes=changes, known=len(facts) - len(fresh))


def _unmoved(row: CallRow, facts: Sequence[CallFact]) -> bool:
    """Whether the call stays what its row says."""
    return row.version > 0 and only_told(facts, arrived_at=row.arrived_at, language=row.language)


async def _fresh(connection: AsyncConnection, facts: Sequence[CallFact]) -> list[CallFact]:
    """Those that are not here yet, each once: after an outage whole files are read again."""
    unique = {fact.id: fact for fact in reversed(facts)}
    ids = list(unique)
    for start in range(0, len(ids), _BATCH):
        for (name,) in await connection.execute(_KNOWN, {"ids": ids[start : start + _BATCH]}):
            del unique[name]
    return list(unique.values())


async def _locked_calls(
    connection: AsyncConnection, facts: Sequence[CallFact], insert_calls: Any
) -> dict[str, CallRow]:
    """The rows of these facts' calls, locked; bare ones are made where there is none."""
    first: dict[str, Any] = {}
    for fact in facts:
        first[fact.call_id] = min(fact.at, first.get(fact.call_id, fact.at))
    rows = await _lock(connection, sorted(first))
    absent = sorted(first.keys() - rows.keys())
    if absent:
        bare = {"version": 0, "state": CallState.FLOW.value}
        values = [{"id": call_id, "arrived_at": first[call_id], **bare} for call_id in absent]
        await connection.execute(insert_calls, values)
        rows |= await _lock(connection, absent)
    return rows


async def _lock(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, CallRow]:
    rows: dict[str, CallRow] = {}
    for start in range(0, len(ids), _BATCH):
        for row in await connection.execute(_LOCKED, {"ids": ids[start : start + _BATCH]}):
            rows[row.id] = row
    return rows


async def _stories(
    connection: AsyncConnection, keys: Keys, rows: Mapping[str, CallRow], new: Mapping[str, list[CallFact]]
) -> dict[str, list[CallFact]]:
    """All the facts of the calls that changed; of a call that was not known before, they are the new ones."""
    stories = {call_id: list(facts) for call_id, facts in new.items()}
    older = [call_id for call_id in new if rows[call_id].version]
    for start in range(0, len(older), _BATCH):
        some = older[start : start + _BATCH]
        stories |= {call_id: [] for call_id in some}
        for row in await connection.execute(_STORIES, {"calls": some}):
            stories[row.call_id].append(fact_of_row(keys, row))
    return stories


async def _write(
    session: AsyncSession,
    keys: Keys,
    rows: Mapping[str, CallRow],
    folded: Mapping[str, Folded],
    new: Mapping[str, list[CallFact]],
) -> tuple[CallChange, ...]:
    changes, columns = [], []
    for call_id, call in folded.items():
        row = rows[call_id]
        values = columns_of_fold(keys, call, row)
        columns.append((*values.values(), call_id))
        before = record_of_row(keys, row) if row.version else None
        changes.append(CallChange(before=before, after=record_of_fold(call, values), facts=tuple(new[call_id])))
    if columns:
        moved = [call for call_id, call in folded.items() if any(fact.kind in _LEG_KINDS for fact in new[call_id])]
        news = [(max(fact.at for fact in new[call_id]), "call-changed", {"call_id": call_id}) for call_id in folded]
        legs = await _legs_anew(session, moved)
        await write_all(session, [update(_CALL, "id", tuple(values), columns), legs, outbox.rows_of(news)])
        await outbox.ring(session)
    return tuple(changes)


async def _legs_anew(session: AsyncSession, calls: Iterable[Folded]) -> Write:
    """The legs of these calls, to be written in the place of those that are there: they are gone already."""
    having = [call for call in calls if call.legs]
    if having:
        gone = {"calls": [call.call_id for call in having]}
        await (await session.connection()).execute(_LEGS_GONE, gone)
    rows = [
        (call.call_id, position, *(getattr(leg, name) for name in _LEG_COLUMNS))
        for call in having
        for position, leg in enumerate(call.legs)
    ]
    return insert(_LEG, ("call_id", "position", *_LEG_COLUMNS), rows)

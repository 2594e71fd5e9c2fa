"""Taking facts into the database, a whole group in a few statements: this runs several times in every call.

What a call is, is decided by `fold`; what rows hold, by `call_rows`. Only plain statements here, no ORM objects.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, delete
from sqlalchemy.ext.asyncio import AsyncSession

from store import outbox
from store.at_once import Reader, at_once
from store.call_reading import calls_by_id, facts_by_call, known_facts
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
from store.held import held_by
from store.keys import Keys
from store.many import insert, on_postgresql, update, write_all
from store.tables.base import Base
from store.tables.call import Call, Fact, Leg
from store.wanted_rows import Write

_CALL, _FACT, _LEG = (Base.metadata.tables[table.__tablename__] for table in (Call, Fact, Leg))
_BARE = ("id", "arrived_at", "version", "state")
_LEGS_GONE = delete(_LEG).where(_LEG.c.call_id.in_(bindparam("calls", expanding=True)))
_LEG_KINDS = {FactKind.RINGING, FactKind.RING_NO_ANSWER, FactKind.ANSWERED, FactKind.SEAT_LEFT, FactKind.ENDED}
_LEG_COLUMNS = ("seat", "office", "rang_at", "answered_at", "left_at", "talked_s", "outcome")


async def take_in(session: AsyncSession, facts: Sequence[CallFact]) -> TakenIn:
    """Fold facts into their calls, within the caller's transaction; tells the outbox (`call-changed`, the call's id) of
    those that changed.

    Idempotent by fact id and independent of order. Two processes may take the same facts: the call's row is locked.
    Locks are taken in one order, so that writers never wait in a circle: calls (sorted), the audit head, the rest.
    """
    unique = {fact.id: fact for fact in reversed(facts)}  # after an outage whole files are read again
    fresh, rows = await at_once(session, lambda reader: _fresh(reader, unique), locks=True)
    if not fresh:
        return TakenIn(changes=(), known=len(facts))
    fresh, rows = await _with_absent(session, fresh, rows)
    keys = keys_of(session)
    new: dict[str, list[CallFact]] = defaultdict(list)
    for fact in sorted(fresh, key=lambda fact: fact.at):
        new[fact.call_id].append(fact)
    if new:
        told = [row_of_fact(keys, fact) for fact in fresh]
        await write_all(session, [insert(_FACT, FACT_COLUMNS, told, unless_there=True)])
    new = {call_id: facts for call_id, facts in new.items() if not _unmoved(rows[call_id], facts)}
    stories = await _stories(session, keys, rows, new)
    changes = await _write(session, keys, rows, {call_id: fold(stories[call_id]) for call_id in sorted(new)}, new)
    return TakenIn(changes=changes, known=len(facts) - len(fresh))


def _unmoved(row: CallRow, facts: Sequence[CallFact]) -> bool:
    """Whether the call stays what its row says."""
    return row.version > 0 and only_told(facts, arrived_at=row.arrived_at, language=row.language)


def _fresh(reader: Reader, facts: Mapping[str, CallFact]) -> tuple[list[CallFact], dict[str, CallRow]]:
    """Those of these facts (by id) that are not here yet, and the rows of their calls, locked, where there are any."""
    known = known_facts(reader, facts)
    fresh = [fact for name, fact in facts.items() if name not in known]
    return fresh, calls_by_id(reader, {fact.call_id for fact in fresh}, lock=True)


async def _with_absent(
    session: AsyncSession, facts: list[CallFact], rows: dict[str, CallRow]
) -> tuple[list[CallFact], dict[str, CallRow]]:
    """The same with bare rows of calls that were not there. Another process may have been quicker before the lock."""
    first: dict[str, datetime] = {}
    for fact in facts:
        first[fact.call_id] = min(fact.at, first.get(fact.call_id, fact.at))
    absent = sorted(first.keys() - rows.keys())
    bare = [(call_id, first[call_id], 0, CallState.FLOW.value) for call_id in absent]
    await write_all(session, [insert(_CALL, _BARE, bare, unless_there=True)])

    def look(reader: Reader) -> tuple[list[CallFact], dict[str, CallRow]]:
        known = known_facts(reader, [fact.id for fact in facts]) if reader.on_postgresql else ()
        return [fact for fact in facts if fact.id not in known], rows | calls_by_id(reader, absent, lock=True)

    return await at_once(session, look, locks=True) if absent or on_postgresql(session) else (facts, rows)


async def _stories(
    session: AsyncSession, keys: Keys, rows: Mapping[str, CallRow], new: Mapping[str, list[CallFact]]
) -> dict[str, list[CallFact]]:
    """All the facts of the calls that changed; of a call that was not known before, they are the new ones."""
    older = [call_id for call_id in new if rows[call_id].version]
    told = await at_once(session, lambda reader: facts_by_call(reader, older)) if older else {}
    stories = {call_id: list(facts) for call_id, facts in new.items() if call_id not in told}
    return stories | {call_id: [fact_of_row(keys, row) for row in rows] for call_id, rows in told.items()}


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
        await (await held_by(session)).connection.execute(_LEGS_GONE, gone)
    rows = [
        (call.call_id, position, *(getattr(leg, name) for name in _LEG_COLUMNS))
        for call in having
        for position, leg in enumerate(call.legs)
    ]
    return insert(_LEG, ("call_id", "position", *_LEG_COLUMNS), rows)

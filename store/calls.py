"""Calls in the database: taking facts in, and reading calls back. The rules of what a call is are in `fold`.

async with database.write() as session:
    taken = await take_in(session, facts)      # idempotent by fact id, in any order
async with database.read() as session:
    page = await list_calls(session, CallFilter(office="hefei"))
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, literal, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from store import outbox
from store.call_record import CallChange, CallFilter, CallRecord, LegRecord, TakenIn
from store.engine import keys_of
from store.facts import CallFact, FactKind
from store.fold import CallState, Folded, Outcome, fold
from store.keys import Keys
from store.numbers import canonical
from store.paging import LIMIT, Page, clamp, cursor_of, place_of
from store.tables.call import Call, Fact, Leg
from store.upsert import insert_into

__all__ = [
    "CallChange",
    "CallFilter",
    "CallRecord",
    "LegRecord",
    "TakenIn",
    "ensure_call",
    "get_call",
    "last_office",
    "legs",
    "list_calls",
    "number_hash",
    "take_in",
    "timeline",
]

PERSONAL = ("caller", "number", "digits")
"""Keys of a fact's data that may name a person; they are kept sealed."""

_BATCH = 500


async def take_in(session: AsyncSession, facts: Sequence[CallFact]) -> TakenIn:
    """Fold facts into their calls, within the caller's transaction; tells the outbox (`call-changed`, the call's id).

    Idempotent by fact id and independent of order. Two processes may take the same facts: the call's row is locked.
    Locks are taken in one order, so that writers never wait in a circle: calls (sorted), the audit head, the rest.
    """
    known = await _known(session, [fact.id for fact in facts])
    by_call: dict[str, dict[str, CallFact]] = defaultdict(dict)
    for fact in facts:
        if fact.id not in known:
            by_call[fact.call_id].setdefault(fact.id, fact)
    changes = []
    for call_id in sorted(by_call):
        change = await _take_in_one(session, call_id, list(by_call[call_id].values()))
        if change is not None:
            changes.append(change)
    return TakenIn(changes=tuple(changes), known=len(facts) - sum(len(change.facts) for change in changes))


async def ensure_call(session: AsyncSession, call_id: str, *, at: datetime) -> None:
    """Make the bare record of a call of which no fact has arrived (yet), e.g. for a recording found on disk."""
    bare = {"id": call_id, "version": 0, "state": CallState.FLOW.value, "arrived_at": at}
    await session.execute(insert_into(session, Call).values(bare).on_conflict_do_nothing())


async def get_call(session: AsyncSession, call_id: str) -> CallRecord | None:
    """One call, or None."""
    row = await session.get(Call, call_id)
    return None if row is None else _record(keys_of(session), row)


async def list_calls(
    session: AsyncSession, which: CallFilter, *, limit: int = LIMIT, cursor: str | None = None
) -> Page[CallRecord]:
    """Calls by time of arrival, newest first. BadCursor."""
    query = select(Call).order_by(Call.arrived_at.desc(), Call.id.desc()).limit(clamp(limit) + 1)
    if which.offices is not None:
        query = query.where(Call.office.in_(which.offices))
    for column, wanted in ((Call.state, which.state), (Call.outcome, which.outcome), (Call.seat, which.seat)):
        if wanted is not None:
            query = query.where(column == str(wanted))
    if which.number is not None:
        query = query.where(Call.caller_hash == number_hash(keys_of(session), which.number))
    if which.since is not None:
        query = query.where(Call.arrived_at >= which.since)
    if which.until is not None:
        query = query.where(Call.arrived_at < which.until)
    if cursor is not None:
        query = query.where(tuple_(Call.arrived_at, Call.id) < tuple_(*_typed(cursor)))
    rows = list(await session.scalars(query))
    shown = rows[: clamp(limit)]
    more = cursor_of(shown[-1].arrived_at, shown[-1].id) if len(rows) > len(shown) else None
    return Page([_record(keys_of(session), row) for row in shown], more)


async def timeline(session: AsyncSession, call_id: str) -> tuple[CallFact, ...]:
    """All the facts of a call in order of time, personal data opened."""
    rows = await session.scalars(select(Fact).where(Fact.call_id == call_id).order_by(Fact.at, Fact.id))
    return tuple(_fact(keys_of(session), row) for row in rows)


async def legs(session: AsyncSession, call_id: str) -> tuple[LegRecord, ...]:
    """The seats' parts in a call, in order."""
    rows = await session.scalars(select(Leg).where(Leg.call_id == call_id).order_by(Leg.position))
    return tuple(
        LegRecord(
            seat=row.seat,
            office=row.office,
            rang_at=row.rang_at,
            answered_at=row.answered_at,
            left_at=row.left_at,
            talked_s=row.talked_s,
            outcome=row.outcome,
        )
        for row in rows
    )


async def last_office(session: AsyncSession, caller: str, *, before_call: str | None = None) -> str | None:
    """The office that last answered this number (for `routing.decision.History`), or None."""
    query = (
        select(Call.office)
        .where(Call.caller_hash == number_hash(keys_of(session), caller))
        .where(Call.answered_at.is_not(None), Call.office.is_not(None))
        .order_by(Call.arrived_at.desc())
        .limit(1)
    )
    if before_call is not None:
        query = query.where(Call.id != before_call)
    return await session.scalar(query)


def number_hash(keys: Keys, number: str) -> str:
    """The look-up hash of a telephone number, however it is written."""
    return keys.lookup_hash("number", canonical(number))


async def _known(session: AsyncSession, ids: list[str]) -> set[str]:
    """Those of the facts that are here already: after an outage whole files are read again."""
    found: set[str] = set()
    for start in range(0, len(ids), _BATCH):
        found.update(await session.scalars(select(Fact.id).where(Fact.id.in_(ids[start : start + _BATCH]))))
    return found


async def _take_in_one(session: AsyncSession, call_id: str, facts: list[CallFact]) -> CallChange | None:
    keys = keys_of(session)
    await ensure_call(session, call_id, at=min(fact.at for fact in facts))
    row = await session.scalar(
        select(Call)
        .where(Call.id == call_id)
        .with_for_update(key_share=True)  # rows that only point at the call need not wait
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise LookupError(f"the record of call {call_id} could not be made")
    new = await _add_facts(session, keys, facts)
    if not new:
        return None
    before = _record(keys, row) if row.version else None
    folded = fold(await timeline(session, call_id))
    await session.execute(update(Call).where(Call.id == call_id).values(_columns(keys, folded, row)))
    await session.refresh(row)
    await _store_legs(session, folded)
    await outbox.publish(session, "call-changed", {"call_id": call_id}, at=max(fact.at for fact in new))
    return CallChange(before=before, after=_record(keys, row), facts=tuple(new))


async def _add_facts(session: AsyncSession, keys: Keys, facts: list[CallFact]) -> list[CallFact]:
    rows = []
    for fact in facts:
        personal = {key: fact.data[key] for key in PERSONAL if fact.data.get(key)}
        rows.append(
            {
                "id": fact.id,
                "call_id": fact.call_id,
                "at": fact.at,
                "kind": fact.kind.value,
                "data": {key: value for key, value in fact.data.items() if key not in personal},
                "sealed": keys.seal(json.dumps(personal), f"fact:{fact.id}") if personal else None,
            }
        )
    insert = insert_into(session, Fact).on_conflict_do_nothing().returning(Fact.id)
    won = set(await session.scalars(insert, rows))
    return sorted((fact for fact in facts if fact.id in won), key=lambda fact: fact.at)


def _columns(keys: Keys, folded: Folded, row: Call) -> dict[str, Any]:
    caller = folded.caller
    sealed, hashed = row.caller_sealed, row.caller_hash
    if caller is not None and hashed != number_hash(keys, caller):
        sealed, hashed = keys.seal(caller, f"call:{folded.call_id}:caller"), number_hash(keys, caller)
    plain = (
        "dialed trunk channel area_code area_name office evidence reason language arrived_at queued_at answered_at "
        "ended_at waited_s talked_s seat cause recording_path"
    )
    return {name: getattr(folded, name) for name in plain.split()} | {
        "version": row.version + 1,
        "state": folded.state.value,
        "outcome": folded.outcome and folded.outcome.value,
        "caller_sealed": sealed,
        "caller_hash": hashed,
    }


async def _store_legs(session: AsyncSession, folded: Folded) -> None:
    await session.execute(delete(Leg).where(Leg.call_id == folded.call_id))
    names = ("seat", "office", "rang_at", "answered_at", "left_at", "talked_s", "outcome")
    session.add_all(
        Leg(call_id=folded.call_id, position=position, **{name: getattr(leg, name) for name in names})
        for position, leg in enumerate(folded.legs)
    )
    await session.flush()


def _record(keys: Keys, row: Call) -> CallRecord:
    caller = keys.open(row.caller_sealed, f"call:{row.id}:caller") if row.caller_sealed else None
    same = (
        "id version dialed trunk channel caller_hash area_code area_name office evidence reason language arrived_at "
        "queued_at answered_at ended_at waited_s talked_s seat cause recording_path"
    )
    return CallRecord(
        caller=caller,
        state=CallState(row.state),
        outcome=Outcome(row.outcome) if row.outcome else None,
        **{name: getattr(row, name) for name in same.split()},
    )


def _fact(keys: Keys, row: Fact) -> CallFact:
    data: Mapping[str, Any] = row.data
    if row.sealed is not None:
        data = {**data, **json.loads(keys.open(row.sealed, f"fact:{row.id}"))}
    return CallFact(id=row.id, call_id=row.call_id, at=row.at, kind=FactKind(row.kind), data=data)


def _typed(cursor: str) -> tuple[Any, Any]:

    at, key = place_of(cursor)
    return literal(at, Call.arrived_at.type), literal(key)

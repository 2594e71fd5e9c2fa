"""Calls in the database: taking facts in, and reading calls back. The rules of what a call is are in `fold`.

async with database.write() as session:
    taken = await take_in(session, facts)      # idempotent by fact id, in any order
async with database.read() as session:
    page = await list_calls(session, CallFilter(office="hefei"))
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from store.at_once import at_once
from store.call_reading import calls_by_id
from store.call_record import CallChange, CallFilter, CallRecord, LegRecord, TakenIn
from store.call_rows import fact_of_row, number_hash, record_of_row
from store.engine import keys_of
from store.facts import CallFact, FactKind
from store.folded import CallState
from store.held import held_by
from store.paging import LIMIT, Page, clamp, cursor_of, place_of
from store.tables.base import Base
from store.tables.call import Call, Fact, Leg
from store.taking_in import take_in
from store.upsert import insert_missing

__all__ = [
    "CallChange",
    "CallFilter",
    "CallRecord",
    "LegRecord",
    "TakenIn",
    "ensure_call",
    "ensure_calls",
    "facts_of",
    "get_call",
    "get_calls",
    "last_office",
    "legs",
    "list_calls",
    "number_hash",
    "take_in",
    "timeline",
    "unfinished",
]


_CALL, _FACT = (Base.metadata.tables[table.__tablename__] for table in (Call, Fact))
_GOING_ON = tuple(state.value for state in CallState if state is not CallState.ENDED)
_ONE = select(_CALL).where(_CALL.c.id == bindparam("call"))
_ONE_LOCKED = _ONE.with_for_update(key_share=True)  # rows that only point at the call need not wait


async def ensure_call(session: AsyncSession, call_id: str, *, at: datetime) -> None:
    """Make the bare record of a call of which no fact has arrived (yet), e.g. for a recording found on disk."""
    await ensure_calls(session, {call_id: at})


async def ensure_calls(session: AsyncSession, arrived: Mapping[str, datetime]) -> None:
    """The same for several calls, each with the time from which it is known."""
    bare = {"version": 0, "state": CallState.FLOW.value}
    values = [{"id": call_id, "arrived_at": at, **bare} for call_id, at in sorted(arrived.items())]
    await session.execute(insert_missing(session, _CALL), values)


async def get_call(session: AsyncSession, call_id: str, *, lock: bool = False) -> CallRecord | None:
    """One call, or None. `lock`: until the transaction ends nobody else folds facts into it."""
    row = (await (await held_by(session)).connection.execute(_ONE_LOCKED if lock else _ONE, {"call": call_id})).first()
    return None if row is None else record_of_row(keys_of(session), row)


async def get_calls(session: AsyncSession, call_ids: Collection[str], *, lock: bool = False) -> dict[str, CallRecord]:
    """Those of these calls that are known, by id. `lock` as above, in the order of their ids."""
    keys = keys_of(session)
    rows = await at_once(session, lambda reader: calls_by_id(reader, call_ids, lock=lock), locks=lock)
    return {call_id: record_of_row(keys, row) for call_id, row in rows.items()}


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
    return Page([record_of_row(keys_of(session), row) for row in shown], more)


async def unfinished(session: AsyncSession) -> dict[str, datetime]:
    """The calls of which no end is known, and when something was last heard of each."""
    last = func.coalesce(func.max(Fact.at), Call.arrived_at).label("heard_of")
    query = select(Call.id, last).outerjoin(Fact, Fact.call_id == Call.id).where(Call.state.in_(_GOING_ON))
    rows = await session.execute(query.group_by(Call.id, Call.arrived_at))
    return {row.id: row.heard_of for row in rows}


async def timeline(session: AsyncSession, call_id: str) -> tuple[CallFact, ...]:
    """All the facts of a call in order of time, personal data opened."""
    rows = await session.scalars(select(Fact).where(Fact.call_id == call_id).order_by(Fact.at, Fact.id))
    return tuple(fact_of_row(keys_of(session), row) for row in rows)


async def facts_of(
    session: AsyncSession, call_ids: Collection[str], kinds: Collection[FactKind]
) -> dict[str, list[CallFact]]:
    """The facts of some kinds, of several calls, in order of time."""
    names = [kind.value for kind in kinds]
    query = select(_FACT).where(_FACT.c.call_id.in_(call_ids), _FACT.c.kind.in_(names)).order_by(_FACT.c.at, _FACT.c.id)
    found: dict[str, list[CallFact]] = {call_id: [] for call_id in call_ids}
    for row in await session.execute(query):
        found[row.call_id].append(fact_of_row(keys_of(session), row))
    return found


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


def _typed(cursor: str) -> tuple[Any, Any]:

    at, key = place_of(cursor)
    return literal(at, Call.arrived_at.type), literal(key)

"""Calls and their facts by id, asked past SQLAlchemy: every call passes here several times. Only reading.

    rows = await at_once(session, lambda reader: calls_by_id(reader, ids, lock=True), locks=True)

What the rows mean is `store.call_rows`'s.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import Any, cast

import orjson
from sqlalchemy import JSON, LargeBinary, Table

from store.at_once import Reader
from store.call_rows import CallRow, FactRow
from store.tables.base import Base
from store.tables.call import Call, Fact
from store.types import UtcDateTime

_CALL, _FACT = (Base.metadata.tables[table.__tablename__] for table in (Call, Fact))


def calls_by_id(reader: Reader, ids: Collection[str], *, lock: bool = False) -> dict[str, CallRow]:
    """The rows of those of these calls that are known, by id. `lock`: until the transaction ends nobody else changes
    them; in the order of their ids, so that writers never wait in a circle."""
    after = "ORDER BY id"
    if lock and reader.on_postgresql:
        after += " FOR NO KEY UPDATE"  # rows that only point at the call need not wait
    return {row.id: row for row in _rows(reader, _CALL, "id", sorted(ids), after)}


def facts_by_call(reader: Reader, call_ids: Collection[str]) -> dict[str, list[FactRow]]:
    """The rows of all facts of these calls, by call, in no order."""
    found: dict[str, list[FactRow]] = {call_id: [] for call_id in call_ids}
    for row in _rows(reader, _FACT, "call_id", list(call_ids)):
        found[row.call_id].append(row)
    return found


def known_facts(reader: Reader, ids: Collection[str]) -> set[str]:
    """Those of these facts that are here, by id."""
    statement = f"SELECT id FROM {_FACT.name} WHERE {reader.one_of('id', 'text')}"  # noqa: S608 - our own names
    return {name for (name,) in reader.rows(statement, reader.listed(list(ids)))}


def _rows(reader: Reader, table: Table, key: str, values: Sequence[str], after: str = "") -> Iterator[Any]:
    """Whole rows of a table in which the key is one of these texts; each column is an attribute."""
    if not values:
        return iter(())
    names, kinds = _columns(table)
    statement = f"SELECT {', '.join(names)} FROM {table.name} WHERE {reader.one_of(key, 'text')} {after}"  # noqa: S608 - our own names
    make = _row_of(table)
    read = {UtcDateTime: reader.time, LargeBinary: _bytes, JSON: _document}
    places = [(place, read[kind]) for place, kind in enumerate(kinds) if kind in read]
    return (make(_as_read(row, places)) for row in reader.rows(statement, reader.listed(values)))


def _as_read(row: Sequence[Any], places: Sequence[tuple[int, Any]]) -> list[Any]:
    values = list(row)
    for place, read in places:
        values[place] = read(values[place])
    return values


def _bytes(kept: Any) -> bytes | None:
    return None if kept is None else bytes(kept)


def _document(kept: Any) -> Any:
    return orjson.loads(kept) if isinstance(kept, str | bytes) else kept


@lru_cache
def _columns(table: Table) -> tuple[tuple[str, ...], tuple[type[Any], ...]]:
    columns = tuple(table.columns)
    return tuple(column.name for column in columns), tuple(type(column.type) for column in columns)


@lru_cache
def _row_of(table: Table) -> Any:
    """Makes a row, whose columns are attributes, of their values in the table's order."""
    return cast("Any", namedtuple(f"{table.name}_row", [column.name for column in table.columns]))._make

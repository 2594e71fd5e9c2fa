"""Many rows as PostgreSQL takes them: an array for each column, one statement for several tables. Nothing else.

PostgreSQL's notation of an array is JSON's list in other brackets, but for control characters and bytes. The driver
would write it value by value in Python; JSON's encoder does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import JSON, Column, LargeBinary
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Dialect

from store.driver_errors import as_sqlalchemy
from store.held import Held
from store.wanted_rows import Spelled, Write, on_conflict

_CONTROL = re.compile(r'\\[^"\\]')
"""How JSON writes a control character; it may also be an escaped backslash and what follows it."""
_QUOTED = str.maketrans({'"': '\\"', "\\": "\\\\"})
_DIALECT: Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]


async def send(held: Held, writes: Sequence[Write]) -> None:
    """In one trip, and few statements: the driver waits for its turn in the event loop at each of them."""
    connection, driver = held
    with as_sqlalchemy(connection.dialect, "writing in one trip"):
        async with driver.pipeline(), driver.cursor() as cursor:
            for some in _at_once(writes):
                values = [_array(*column) for write in some for column in write.by_column()]
                await cursor.execute(_statement(tuple(write.spelled for write in some)), values)


def _at_once(writes: Sequence[Write]) -> Iterator[list[Write]]:
    """Inserts that follow one another make one statement, unless it is the same table again."""
    some: list[Write] = []
    for write in writes:
        if some and (write.updates or some[-1].updates or any(write.table is other.table for other in some)):
            yield some
            some = []
        some.append(write)
    yield some


@lru_cache
def _statement(spelled: tuple[Spelled, ...]) -> str:
    """The same text however many rows, so that both sides keep it prepared."""
    *before, last = (_update(one) if one.updates else _insert(one) for one in spelled)
    named = (f"w{place} AS ({text})" for place, text in enumerate(before))
    return f"WITH {', '.join(named)} {last}" if before else last


def _insert(write: Spelled) -> str:
    into = f"INSERT INTO {write.table.name} ({', '.join(write.names)})"
    return f"{into} SELECT * FROM {_unnest(write)}{on_conflict(write)}"  # noqa: S608 - our own names


def _update(write: Spelled) -> str:
    table, (*columns, key) = write.table.name, write.names
    changed = ", ".join(f"{name} = new.{name}" for name in columns)
    source = f"{_unnest(write)} AS new ({', '.join(write.names)})"
    return f"UPDATE {table} SET {changed} FROM {source} WHERE {table}.{key} = new.{key}"  # noqa: S608 - our own names


def _unnest(write: Spelled) -> str:
    """`ROWS FROM (unnest(%s::text[]), json_array_elements(%s::json), …)`"""
    return f"ROWS FROM ({', '.join(_elements(write.table.c[name]) for name in write.names)})"


def _elements(column: Column[Any]) -> str:
    if _is_list_of_json(column):
        return "json_array_elements(%s::json)"
    return f"unnest(%s::{column.type.compile(_DIALECT)}[])"


def _is_list_of_json(column: Column[Any]) -> bool:
    """JSON values travel as one JSON list, unless one may be absent: that is not the same as null."""
    return isinstance(column.type, JSON) and not column.nullable


def _array(column: Column[Any], values: Sequence[Any]) -> str:
    if isinstance(column.type, LargeBinary):
        return "{" + ",".join("NULL" if value is None else f'"\\\\x{value.hex()}"' for value in values) + "}"
    if _is_list_of_json(column):
        return _text(values)
    if isinstance(column.type, JSON):
        values = [None if value is None else _text(value) for value in values]
    text = _text(values)
    if _CONTROL.search(text) is None:
        return "{" + text[1:-1] + "}"
    quoted = (f'"{value.translate(_QUOTED)}"' if isinstance(value, str) else _text(value) for value in values)
    return "{" + ",".join(quoted) + "}"


def _text(value: Any) -> str:
    return orjson.dumps(value).decode()

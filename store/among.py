"""Rows whose columns hold one of many texts, as one parameter: the statement is the same however many there are.

    rows = await among(session, _EVENTS, {_EVENT.c.ticket_id: ids})

The query is a constant of its module. What it becomes with its conditions is put together once: SQLAlchemy needs
longer for that than a database for a few rows.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Result, Select, Text, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from store.many import on_postgresql


async def among(
    session: AsyncSession, query: Select[*tuple[Any, ...]], wanted: Mapping[Column[Any], Sequence[str]]
) -> Result[*tuple[Any, ...]]:
    """The rows of the query in which each of these columns holds one of its texts."""
    postgres = on_postgresql(session)
    values = {column.name: list(texts) if postgres else json.dumps(list(texts)) for column, texts in wanted.items()}
    return await session.execute(_narrowed(query, tuple(wanted), postgres=postgres), values)


@lru_cache(maxsize=64)
def _narrowed(
    query: Select[*tuple[Any, ...]], columns: tuple[Column[Any], ...], *, postgres: bool
) -> Select[*tuple[Any, ...]]:
    return query.where(*(_holds(column, postgres=postgres) for column in columns))


def _holds(column: Column[Any], *, postgres: bool) -> ColumnElement[bool]:
    if postgres:
        return column == any_(bindparam(column.name, type_=ARRAY(Text())))
    listed = func.json_each(bindparam(column.name, type_=Text())).table_valued("value")
    return column.in_(select(listed.c.value))

"""Every row of a chained table in the order of its number, also of one that was written over by hand.

SQLite keeps any text in any column: one row whose time is no time must not hide the others. What a row's contents
prove is not judged here.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from store.tables.base import Base

Row = TypeVar("Row", bound=Base)

PAGE = 500
"""Rows read at a time."""
_UNREADABLE = (ValueError, TypeError, SQLAlchemyError)


async def walk(
    session: AsyncSession, table: type[Row], seq: InstrumentedAttribute[int], *conditions: ColumnElement[bool]
) -> AsyncIterator[tuple[int, Row | None]]:
    """Number and row, lowest number first; None for a row that cannot be read."""
    last: int | None = None
    while True:
        after = conditions if last is None else (*conditions, seq > last)
        numbers = (await session.scalars(select(seq).where(*after).order_by(seq).limit(PAGE))).all()
        if not numbers:
            return
        page = select(table).where(seq >= numbers[0], seq <= numbers[-1], *conditions).order_by(seq)
        for number, row in zip(numbers, await _read(session, page, table, seq, numbers), strict=True):
            yield number, row
        last = numbers[-1]


async def _read(
    session: AsyncSession,
    page: Select[Row],
    table: type[Row],
    seq: InstrumentedAttribute[int],
    numbers: Sequence[int],
) -> list[Row | None]:
    """All at once; where that fails, one by one."""
    try:
        return list(await session.scalars(page))
    except _UNREADABLE:
        return [await _alone(session, select(table).where(seq == number)) for number in numbers]


async def _alone(session: AsyncSession, one: Select[Row]) -> Row | None:
    try:
        return (await session.scalars(one)).one_or_none()
    except _UNREADABLE:
        return None

"""`INSERT … ON CONFLICT`, which SQLAlchemy spells once for each database."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession


def insert_into(session: AsyncSession, table: type[Any] | Table) -> Any:
    """The insert of this session's database; it has `on_conflict_do_nothing` and `on_conflict_do_update`."""
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def insert_missing(session: AsyncSession, table: Table) -> Any:
    """An insert that passes over rows that are there. Built once: building costs as much as running."""
    return _insert_missing(session.get_bind().dialect.name, table)


@lru_cache
def _insert_missing(dialect: str, table: Table) -> Any:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(table).on_conflict_do_nothing()

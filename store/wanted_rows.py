"""Rows that are to be written into one table with one statement: what `many` asks each database for.

Only what both databases spell alike is spelled here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Table

Rows = Sequence[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Spelled:
    """What decides how the statement is spelled: all but the rows."""

    table: Table
    names: tuple[str, ...]
    """Columns in the order of the tuples; of an update the last one is the key."""
    updates: bool = False
    replace_by: tuple[str, ...] = ()
    """An inserted row takes the place of the one with this key."""
    unless_there: bool = False
    """A row that is there already stays as it is."""


@dataclass(frozen=True, slots=True)
class Write:
    """Rows, and what is to be done with them."""

    spelled: Spelled
    rows: Rows

    @property
    def table(self) -> Table:
        """Where they go."""
        return self.spelled.table

    @property
    def updates(self) -> bool:
        """Whether rows are changed that are there."""
        return self.spelled.updates

    def by_column(self) -> Iterator[tuple[Column[Any], Sequence[Any]]]:
        """Each column with its values."""
        columns = (self.table.c[name] for name in self.spelled.names)
        return zip(columns, zip(*self.rows, strict=True), strict=True)


def on_conflict(write: Spelled) -> str:
    """The clause by which a row that is there already takes the new values, or stays as it is."""
    if write.unless_there:
        return " ON CONFLICT DO NOTHING"
    if not write.replace_by:
        return ""
    changed = ", ".join(f"{name} = excluded.{name}" for name in write.names if name not in write.replace_by)
    return f" ON CONFLICT ({', '.join(write.replace_by)}) DO UPDATE SET {changed}"

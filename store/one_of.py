"""`column IN (many values)` as one parameter, so that the statement is the same however many there are."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import BigInteger, ColumnElement, Text, any_, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute


def one_of(
    session: AsyncSession, column: InstrumentedAttribute[int] | InstrumentedAttribute[str], values: Sequence[int | str]
) -> ColumnElement[bool]:
    """Whether the column holds one of these texts or whole numbers."""
    if session.get_bind().dialect.name == "postgresql":
        kind = Text() if values and isinstance(values[0], str) else BigInteger()
        return column == any_(literal(list(values), ARRAY(kind)))
    listed = func.json_each(literal(json.dumps(list(values)))).table_valued("value")
    return column.in_(select(listed.c.value))

"""Pages of a list: an opaque cursor that names the last row seen, so that rows that arrive meanwhile do no harm."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar

from store.errors import BadCursor

Item = TypeVar("Item")

LIMIT = 50
"""Items a page unless asked otherwise."""
MOST = 500
"""Items a page at most."""


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """One page; `next` is the cursor of the following one, or None at the end."""

    items: Sequence[Item]
    next: str | None


def clamp(limit: int) -> int:
    """A page size between 1 and `MOST`."""
    return max(1, min(limit, MOST))


def cursor_of(at: datetime, key: str) -> str:
    """The cursor of a row in a list ordered by time and key, newest first."""
    return base64.urlsafe_b64encode(json.dumps([at.isoformat(), key]).encode()).decode().rstrip("=")


def place_of(cursor: str) -> tuple[datetime, str]:
    """The reverse of `cursor_of`; BadCursor for anything else."""
    try:
        at, key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        place = datetime.fromisoformat(at), str(key)
        place[0].astimezone(UTC)  # OverflowError at both ends of the calendar
    except (ValueError, TypeError, OverflowError, RecursionError, binascii.Error) as error:
        raise BadCursor("this cursor is not one of ours; ask for the first page again") from error
    if place[0].tzinfo is None or not place[1].isascii() or not place[1].isprintable():
        raise BadCursor("this cursor is not one of ours; ask for the first page again")
    return place

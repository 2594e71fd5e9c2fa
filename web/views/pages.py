"""Pages of lists that hang on one ticket: steps, links, files. The cursor is the place of the next item, in digits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import Field, StringConstraints

MOST = 500
"""Items a page, unless fewer are asked for."""

Cursor = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,9}$")]
Limit = Annotated[int, Field(ge=1, le=MOST)]


def start_of(cursor: str | None) -> int:
    """Where the page begins."""
    return int(cursor or "0")


def page(found: Sequence[Any], start: int, limit: int) -> dict[str, Any]:
    """`found` holds one item more than the page when there is a next one."""
    return {"items": list(found[:limit]), "next": str(start + limit) if len(found) > limit else None}

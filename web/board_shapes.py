"""What the live board answers, as pydantic models (OpenAPI)."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from web.seat_shapes import Seat


class BoardCall(BaseModel):
    """A caller who waits."""

    call_id: str
    caller_display: str
    hidden: bool
    position: int
    waited_s: float


class BoardSeat(Seat):
    """A seat on the board, and who is bound to it."""

    agent_name: str | None


class BoardOffice(BaseModel):
    """An office on the board."""

    id: str
    name: str
    open: bool
    opens_at: str | None
    waiting: list[BoardCall]
    longest_wait_s: float
    seats: list[BoardSeat]
    answered_today: int
    abandoned_today: int


class BoardLinks(BaseModel):
    """The ways to Asterisk."""

    ami: Literal["up", "down"]
    agi: Literal["up", "down"]


class Board(BaseModel):
    """The live board."""

    at: str
    offices: list[BoardOffice]
    links: BoardLinks

"""Shapes of the routes about recordings past their retention, for OpenAPI and validation."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

Kept = Literal["ticket-open", "supervised", "on-hold"]


class OldRecording(BaseModel):
    """A recording past its retention. `kept`: what keeps it all the same; empty: it may stand on a list."""

    id: str
    office: str | None
    kind: Literal["call", "message"]
    started_at: str
    seconds: float
    tickets: list[str]
    kept: list[Kept]
    listed: str | None
    """The list that it stands on and that waits for approval: it goes on no other."""


class OldRecordings(BaseModel):
    """The oldest first, at most 5,000."""

    retention_days: int
    items: list[OldRecording]


class DestructionItem(BaseModel):
    """A recording on a list, and what became of it."""

    recording: str
    office: str | None
    started_at: str
    seconds: float
    destroyed_at: str | None
    kept: list[Kept]


class DestructionList(BaseModel):
    """A list of recordings to be destroyed (销毁清册). Approving it names its hash. `mine`: I proposed it."""

    id: str
    hash: str
    retention_days: int
    before: str
    proposed_by: str
    proposed_by_name: str
    proposed_at: str
    approved_by: str | None
    approved_by_name: str | None
    approved_at: str | None
    mine: bool
    items: list[DestructionItem]


class DestructionLists(BaseModel):
    """The newest first."""

    items: list[DestructionList]


class Approval(BaseModel):
    """Which list, as it was read."""

    hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class HoldReason(BaseModel):
    """Why; kept sealed."""

    reason: Annotated[str, Field(min_length=4, max_length=500)]

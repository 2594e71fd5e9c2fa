"""Bodies and answers of the routes about a ticket's life and about people, as pydantic models (OpenAPI)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from ticketing.clocks.state import Status
from ticketing.states import Move, State
from web.bodies import NO_NUL, Body, Short
from web.shapes import Bar, ErrorBody

Label = dict[str, str]
Note = dict[
    Annotated[str, StringConstraints(max_length=64, pattern=NO_NUL)],
    Annotated[str, StringConstraints(max_length=5_000, pattern=NO_NUL)],
]


MOST_MOVES = 500
"""Moves of one list."""


class MoveMade(Body):
    """POST /tickets/{number}/moves. `as`: on whose behalf it is written down; your own role if left out."""

    version: Annotated[int, Field(ge=0, le=2**31)]
    move: Move
    acting: Annotated[Short | None, Field(alias="as")] = None
    note: Note = Field(default_factory=dict)


class MoveWished(MoveMade):
    """One of many moves. `key`: the same move under the same key is done once, like `Idempotency-Key`."""

    ticket: Short
    key: Annotated[str | None, Field(min_length=1, max_length=64, pattern=NO_NUL)] = None


class MovesMade(Body):
    """POST /tickets/moves."""

    moves: Annotated[list[MoveWished], Field(min_length=1, max_length=MOST_MOVES)]


class MoveAnswered(BaseModel):
    """What became of one of many moves. `conflict`: somebody changed the ticket; `failed`: our fault, look again."""

    ticket: str
    key: str | None
    result: Literal["done", "refused", "conflict", "failed"]
    version: int | None
    """After the move; of a conflict, the present one."""
    state: str | None
    error: ErrorBody | None
    bars: list[Bar]


class MovesAnswered(BaseModel):
    """The answers, in the order of the moves."""

    items: list[MoveAnswered]


class Option(BaseModel):
    """A choice of a need. `advice`: what the caller is to be told with it."""

    id: str
    label: Label
    article: str
    advice: str


class Need(BaseModel):
    """A value that goes with a move. `all_of`: every option must be given, joined by commas.

    `known`: of a handling unit's name, those with a sign-in, each with the offices where it has one; another may be
    written too.
    """

    name: str
    label: Label
    kind: Literal["text", "long", "choice", "time", "number"]
    required: bool
    article: str
    all_of: bool
    known: dict[str, list[str]]
    options: list[Option]


class Offer(BaseModel):
    """A move of this role. With bars it is shown but cannot be made."""

    move: Move
    label: Label
    to: str | None
    needs: list[Need]
    bars: list[Bar]


class Duty(BaseModel):
    """What is still owed on the ticket, and the move that does it."""

    code: str
    text: str
    label: Label
    article: str
    move: Move


class Suggested(BaseModel):
    """A ground for supervision with what speaks for it. `certain`: it opens by itself within seconds."""

    ground: str
    label: Label
    article: str
    supervisor: str
    owed: list[str]
    evidence: list[str]
    certain: bool


class Ground(BaseModel):
    """A ground on which a ticket is supervised."""

    ground: str
    label: Label
    article: str


class Standing(BaseModel):
    """GET /tickets/{number}/moves."""

    version: int
    role: str
    may_act_as: list[str]
    regulation: str
    state: str
    supervised: list[Ground]
    lead: str | None
    """The unit that handles it, or leads; `beside`: those that handle it too."""
    beside: list[str]
    offers: list[Offer]
    duties: list[Duty]
    suggested: list[Suggested]


class Skipped(BaseModel):
    """A day that did not count."""

    date: str
    why: str


class Clock(BaseModel):
    """A time limit that runs on a ticket, with how it was counted. `right`: of something that may be done, not must."""

    regulation: str
    right: bool
    clock: str
    label: Label
    article: str
    limit: int
    unit: str
    status: Status
    late: bool
    started: str
    stopped: str | None
    due: str | None
    first_due: str
    warn_at: str | None
    extensions: int
    provisional: bool
    counted: list[str]
    skipped: list[Skipped]
    explanation: list[str]
    notes: list[str]


class Clocks(BaseModel):
    """GET /tickets/{number}/clocks."""

    items: list[Clock]
    next: None


class Said(BaseModel):
    """A value of a note for reading. `text_label`: what a choice is called; null for somebody's own words."""

    name: str
    label: Label
    text: str
    text_label: Label | None


class TimelineStep(BaseModel):
    """One step of a ticket's life. `role`: as what the actor did it (`caller`: an agent wrote down what one said).

    `actor` is the sign-in, `actor_name` the person's name (with the sign-in where two share it).
    """

    version: int
    at: str
    actor: str
    actor_name: str
    role: str | None
    move: Move | None
    label: Label | None
    from_state: Annotated[State | None, Field(alias="from")]
    to: State
    fields: list[str]
    note: dict[str, str]
    said: list[Said]


class Timeline(BaseModel):
    """GET /tickets/{number}/timeline."""

    items: list[TimelineStep]
    next: str | None


class Flaw(BaseModel):
    """What is wrong with a value, or does not fit another."""

    place: str
    code: str
    message: str
    mend: str


class Person(BaseModel):
    """A person; masked unless a reason was given."""

    id: str
    version: int
    masked: bool
    fields: dict[str, str]
    offered: dict[str, str]
    flaws: list[Flaw]
    tickets: list[str]
    perhaps_the_same: list[str]


class Look(Body):
    """POST /tickets/{number}/look, /persons/{id}/look, /calls/{id}/look: why; it goes into the audit log."""

    reason: Annotated[str, StringConstraints(min_length=1, max_length=500)]


class Merge(Body):
    """POST /persons/{id}/merge: into which other record."""

    version: Annotated[int, Field(ge=0, le=2**31)]
    into: Short


class Attachment(BaseModel):
    """A file of a ticket."""

    id: str
    ticket: str
    at: str
    actor: str
    actor_name: str
    name: str
    media_type: str
    size: int
    sha256: str


class Attachments(BaseModel):
    """GET /tickets/{number}/attachments."""

    items: list[Attachment]
    next: str | None

"""What the API answers, as pydantic models: they document it (OpenAPI). What it is sent: `web.bodies`."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel

from store.folded import CallState, Outcome
from ticketing.states import State


class ErrorBody(BaseModel):
    """What went wrong: a stable code, a sentence for people, the place, the mend."""

    code: str
    message: str
    place: str | None = None
    mend: str | None = None
    fields: list[FieldError] | None = None


class FieldError(BaseModel):
    """What is wrong with one of several fields."""

    place: str
    message: str


class Bar(BaseModel):
    """Why the regulation does not allow a move now."""

    code: str
    text: str
    label: dict[str, str]
    article: str


class Error(BaseModel):
    """Every answer that is no success. `ticket`: as it is now, beside `version-conflict`.

    `bars`: beside `barred-move`; `who`: has the seat, beside `seat-taken`.
    """

    error: ErrorBody
    ticket: Ticket | None = None
    bars: list[Bar] | None = None
    who: str | None = None


class Area(BaseModel):
    """Where a number is at home."""

    code: str | None
    name: str | None


class Reason(BaseModel):
    """Why this office answers."""

    evidence: str | None
    text: str | None


class Call(BaseModel):
    """One call."""

    id: str
    direction: Literal["inbound", "outbound"]
    number: str | None
    caller_display: str
    hidden: bool
    area: Area | None
    dialed: str | None
    trunk: str | None
    office: str | None
    office_name: str | None
    reason: Reason
    language: str | None
    state: CallState
    outcome: Outcome | None
    arrived_at: str
    queued_at: str | None
    answered_at: str | None
    ended_at: str | None
    waited_s: float | None
    talked_s: float | None
    seat: str | None
    ticket: str | None


class SoundLevel(BaseModel):
    """How loud a channel is, in dB below full scale."""

    peak_db: float
    rms_db: float


class Recording(BaseModel):
    """One recording. `levels`: of each channel, where they were measured."""

    id: str
    kind: Literal["call", "message"]
    call_id: str
    ticket: str | None
    office: str | None
    started_at: str
    seconds: float
    sha256: str | None
    channels: int
    state: Literal["ready", "salvaged", "missing", "destroyed"]
    note: str | None = None
    levels: list[SoundLevel] = []


class Moment(BaseModel):
    """One thing that happened in a call."""

    at: str
    kind: str
    text: str
    data: dict[str, Any]


class CallDetail(Call):
    """A call with its story."""

    timeline: list[Moment]
    tickets: list[str]
    recordings: list[Recording]
    masked: bool
    """Whether the number is withheld until the reader says why."""


class FieldOption(BaseModel):
    """A choice of a field."""

    id: str
    label: dict[str, str]


class Field(BaseModel):
    """A field of the ticket's form. `id`: the path of its value. `may_be_withheld`: a reason may stand in for it."""

    id: str
    label: dict[str, str]
    kind: Literal["text", "long", "choice", "date", "number", "phone"]
    required: bool
    may_be_withheld: bool = False
    options: list[FieldOption] = []
    hint: dict[str, str] = {}


class TicketLine(BaseModel):
    """A ticket in a list."""

    number: str
    state: State
    title: str | None
    caller_display: str
    office: str
    created_at: str
    updated_at: str
    due_at: str | None
    """The next due time of its clocks; null when none runs."""
    call_id: str | None
    version: int


class Ticket(BaseModel):
    """A whole ticket. `masked`: the paths withheld, none when it is open to the reader; `opened`: why it is."""

    number: str
    version: int
    state: State
    channel: str
    call_id: str | None
    office: str
    nature: str | None
    field: str | None
    caller: dict[str, str]
    title: str
    situation: str
    appeal: str
    answer: str
    extra: dict[str, Any]
    not_given: dict[str, str]
    created_at: str
    updated_at: str
    created_by: str
    created_by_name: str
    recordings: list[Recording]
    messages: list[Recording]
    fields: list[Field]
    person: str | None
    """Id of the person that it is about."""
    masked: list[str]
    opened: Literal["call-in-progress", "look"] | None


class Pop(BaseModel):
    """The screen pop."""

    call: Call
    ticket: Ticket
    history: list[TicketLine]
    knowledge: list[dict[str, Any]]


class CallPage(BaseModel):
    """Calls."""

    items: list[Call]
    next: str | None


class TicketPage(BaseModel):
    """Tickets."""

    items: list[TicketLine]
    next: str | None


class RecordingPage(BaseModel):
    """Recordings."""

    items: list[Recording]
    next: str | None


class Peaks(BaseModel):
    """A recording's waveform: the loudest of each slice, 0 to 1, for each channel."""

    channels: list[list[float]]
    seconds: float

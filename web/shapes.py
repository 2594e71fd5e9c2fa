"""What the API answers, as pydantic models: they document it (OpenAPI). What it is sent: `web.bodies`."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel


class ErrorBody(BaseModel):
    """What went wrong: a stable code, a sentence for people, the place, the mend."""

    code: str
    message: str
    place: str | None = None
    mend: str | None = None
    fields: list[dict[str, str]] | None = None


class Error(BaseModel):
    """Every answer that is no success."""

    error: ErrorBody


class SessionUser(BaseModel):
    """Who is signed in."""

    id: str
    name: str
    role: Literal["agent", "supervisor", "leader", "unit", "archivist", "admin"]
    office: str | None
    office_name: str | None


class Session(BaseModel):
    """A sign-in."""

    user: SessionUser
    seat: str | None
    csrf: str
    language: str


class Named(BaseModel):
    """An id and its names by language."""

    id: str
    name: dict[str, str]


class OfficeInfo(Named):
    """An office of the site."""

    level: str


class Site(BaseModel):
    """The site, for everybody."""

    id: str
    number: str
    name: dict[str, str]
    languages: list[str]
    regulation: str
    offices: list[OfficeInfo]
    calls_out: bool
    """Whether seats can call out."""
    channels: list[Named]
    """The ways by which matters reach the hotline, as its regulations name them."""
    pause_reasons: list[Named]


class Phone(BaseModel):
    """The SIP account of a seat's phone."""

    ws: str
    uri: str
    username: str
    password: str
    display_name: str


class Seat(BaseModel):
    """A seat now."""

    id: str
    office: str
    state: Literal["offline", "ready", "paused", "ringing", "talking", "wrap-up"]
    reason: str | None
    since: str
    wrap_up_ends: str | None
    call_id: str | None
    registered: bool | None
    """Whether its phone is there; null when not known."""


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
    state: Literal["flow", "queued", "ringing", "dialing", "talking", "ended"]
    outcome: str | None
    arrived_at: str
    queued_at: str | None
    answered_at: str | None
    ended_at: str | None
    waited_s: float | None
    talked_s: float | None
    seat: str | None
    ticket: str | None


class Recording(BaseModel):
    """One recording."""

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


class TicketLine(BaseModel):
    """A ticket in a list."""

    number: str
    state: str
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
    """A whole ticket."""

    number: str
    version: int
    state: str
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
    recordings: list[Recording]
    messages: list[Recording]
    fields: list[dict[str, Any]]
    person: str | None
    """Id of the person that it is about."""
    masked: list[str]
    """Paths whose values are withheld: `caller.name`, `situation` …; empty when the ticket is open to the reader."""
    opened: Literal["call-in-progress", "look"] | None
    """Why it is open to the reader."""


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


class Board(BaseModel):
    """The live board."""

    at: str
    offices: list[dict[str, Any]]
    links: dict[str, str]

"""A ticket as it is read: frozen records. Pure; the repository fills them, web and command line show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ticketing.states import Move, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a ticket is: what decides first who may see it."""

    office: str
    state: State
    units: frozenset[str] = frozenset()
    """The handling units that have it, lead and others, by their keys (`store.handling`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRecord:
    """A whole ticket. `caller` is opened personal data (fields.CALLER_FIELDS): mask it for those who may not see it."""

    id: str
    number: str
    version: int
    state: State
    channel: str
    call_id: str | None
    calls: tuple[str, ...]
    """Every call that belongs to the ticket, the first one included."""
    office: str
    person_id: str | None
    """Whom `caller` describes."""
    caller: Mapping[str, str]
    nature: str | None
    field: str | None
    title: str
    situation: str
    appeal: str
    answer: str
    extra: Mapping[str, str]
    not_given: Mapping[str, str]
    """Field id -> why the caller did not give it."""
    created_by: str
    created_at: datetime
    updated_at: datetime
    units: frozenset[str] = frozenset()
    """The handling units that have it, by their keys."""

    @property
    def place(self) -> Place:
        """Where it is."""
        return Place(office=self.office, state=self.state, units=self.units)

    def value(self, path: str) -> str:
        """The value of a field by its id (`caller.name`, `situation`, `extra.…`), '' when it is empty."""
        head, dot, tail = path.partition(".")
        if not dot:
            return str(getattr(self, path, None) or "")
        return str((self.caller if head == "caller" else self.extra).get(tail) or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketHead:
    """What decides who may see a ticket."""

    number: str
    place: Place
    created_by: str
    calls: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketLine:
    """A ticket in a list."""

    number: str
    version: int
    state: State
    title: str
    office: str
    call_id: str | None
    caller_name: str | None
    caller_number: str | None
    created_at: datetime
    updated_at: datetime
    due_at: datetime | None = None
    """The next due time of its open clocks; past when it is late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRecord:
    """One step of a ticket's timeline. `before` and `after` hold the changed fields, opened."""

    version: int
    at: datetime
    actor: str
    move: Move | None
    """None when only fields were changed."""
    from_state: State | None
    to_state: State
    fields: tuple[str, ...]
    before: Mapping[str, str]
    after: Mapping[str, str]
    role: str | None = None
    """As what the actor did it (`states.Actor`): an agent writes down what a caller says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offices:
    """What ticket numbers need to know of a site: each office's division code, and the home office."""

    divisions: Mapping[str, str]
    home: str

"""Which tickets somebody sees: the one place that says it, for lists and searches as for a single ticket. Pure.

Offices first; a handling unit (承办单位) of these sees only what was transferred to it, or what it handles beside
another unit, and nothing before that. What comes on top (one's own seat's calls) is `views.tickets`'.
"""

from __future__ import annotations

from dataclasses import dataclass

from store.handling import unit_key
from store.users import Role, UserRecord
from ticketing.listing import TicketFilter
from ticketing.record import Place
from ticketing.states import State
from web.permissions import scope

UNIT_SEES = frozenset(State) - {State.DRAFT, State.OPEN, State.ACCEPTED, State.REFUSED, State.ANSWERED, State.VOID}
"""The states of a ticket that was transferred."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """None in a field: any."""

    offices: frozenset[str] | None
    states: frozenset[State] | None = None
    unit: str | None = None
    """The key of the unit that one speaks for; '' for a sign-in that has none: it sees nothing."""

    @classmethod
    def of(cls, user: UserRecord, home: str) -> Sight:
        """What this user sees."""
        offices = scope(user.role, user.office, home)
        if user.role is not Role.UNIT:
            return cls(offices=offices)
        return cls(offices=offices, states=UNIT_SEES, unit=unit_key(user.unit or ""))

    @property
    def bound(self) -> bool:
        """Whether only what is one's own unit's is seen, whatever else one has to do with a ticket."""
        return self.unit is not None

    def sees_office(self, office: str | None) -> bool:
        """Whether what belongs to this office may be seen, as far as it goes by offices."""
        return self.offices is None or (office is not None and office in self.offices)

    def sees(self, place: Place) -> bool:
        """Whether a ticket that is there may be seen."""
        return (
            self.sees_office(place.office)
            and (self.states is None or place.state in self.states)
            and (self.unit is None or self.unit in place.units)
        )

    def within(self, office: str | None) -> tuple[str, ...] | None:
        """The offices to list: all that may be seen, or of these the one that was asked for."""
        if office is not None:
            return (office,) if self.sees_office(office) else ()
        return None if self.offices is None else tuple(sorted(self.offices))

    def filter(self, *, office: str | None, state: State | None) -> TicketFilter:
        """The tickets to list: of all that may be seen those of an office and in a state, if these are asked for."""
        states = (None if self.states is None else tuple(sorted(self.states))) if state is None else (state,)
        if state is not None and self.states is not None and state not in self.states:
            states = ()
        if self.unit == "":
            states = ()
        return TicketFilter(offices=self.within(office), states=states, unit=self.unit)

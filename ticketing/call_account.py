"""The account of a span's calls (件件有回音): what became of each, by office and seat, and what is owed. Pure.

A call is accounted for when somebody answered it, when it was told that the line is closed, or when a ticket that is
more than a draft has its matter. Every other one is named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from routing.outbound import is_outgoing
from store.call_record import CallRecord
from store.folded import CallState, Outcome
from ticketing.states import State

IN_TIME_S = 15.0
"""A call is to be answered in so many seconds (GB/T 33358-2016, as reported)."""
_TOLD = frozenset({Outcome.ANSWERED, Outcome.TOLD_CLOSED})
_NOTHING = frozenset({State.DRAFT, State.VOID})


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeAccount:
    """An office's calls that came in."""

    office: str
    arrived: int
    answered: int
    in_time: int
    abandoned: int
    messages: int
    callbacks: int
    told_closed: int
    other: int

    @property
    def connected_percent(self) -> float | None:
        """接通率: answered among those that were to be answered; None where there were none."""
        wanted = self.arrived - self.told_closed
        return round(100 * self.answered / wanted, 2) if wanted else None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatAccount:
    """A seat: what it answered, what it let ring, what it placed."""

    seat: str
    answered: int
    talked_s: float
    rang_unanswered: int
    placed: int
    placed_without_ticket: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A call of which nothing came yet. `why`: `no-ticket` or `draft`."""

    call: str
    office: str
    outcome: str
    why: str
    ticket: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The whole of it."""

    offices: tuple[OfficeAccount, ...]
    seats: tuple[SeatAccount, ...]
    owed: tuple[Owed, ...]


Tickets = Mapping[str, Sequence[tuple[str, State]]]
"""Call -> the numbers and states of its tickets."""


def account(calls: Sequence[CallRecord], tickets: Tickets, unanswered: Mapping[str, int]) -> Account:
    """Of calls that have ended; `unanswered`: seat -> rings that it did not take."""
    ended = [call for call in calls if call.state is CallState.ENDED]
    came = [call for call in ended if not is_outgoing(call.id)]
    offices = sorted({call.office or "" for call in came})
    return Account(
        offices=tuple(_office(name, [call for call in came if (call.office or "") == name]) for name in offices),
        seats=_seats(ended, tickets, unanswered),
        owed=tuple(owed for call in came if (owed := _owed(call, tickets.get(call.id, ()))) is not None),
    )


def _office(name: str, calls: Sequence[CallRecord]) -> OfficeAccount:
    outcomes = Counter(call.outcome for call in calls)
    known = (Outcome.ANSWERED, Outcome.ABANDONED, Outcome.MESSAGE, Outcome.CALLBACK, Outcome.TOLD_CLOSED)
    answered = [call for call in calls if call.outcome is Outcome.ANSWERED]
    return OfficeAccount(
        office=name,
        arrived=len(calls),
        answered=len(answered),
        in_time=sum(call.waited_s is not None and call.waited_s <= IN_TIME_S for call in answered),
        abandoned=outcomes[Outcome.ABANDONED],
        messages=outcomes[Outcome.MESSAGE],
        callbacks=outcomes[Outcome.CALLBACK],
        told_closed=outcomes[Outcome.TOLD_CLOSED],
        other=len(calls) - sum(outcomes[one] for one in known),
    )


def _seats(calls: Sequence[CallRecord], tickets: Tickets, unanswered: Mapping[str, int]) -> tuple[SeatAccount, ...]:
    names = sorted({call.seat for call in calls if call.seat} | set(unanswered))
    found = []
    for name in names:
        own = [call for call in calls if call.seat == name]
        placed = [call for call in own if is_outgoing(call.id)]
        answered = [call for call in own if not is_outgoing(call.id) and call.outcome is Outcome.ANSWERED]
        found.append(
            SeatAccount(
                seat=name,
                answered=len(answered),
                talked_s=round(sum(call.talked_s or 0 for call in own), 1),
                rang_unanswered=unanswered.get(name, 0),
                placed=len(placed),
                placed_without_ticket=sum(not tickets.get(call.id) for call in placed),
            )
        )
    return tuple(found)


def _owed(call: CallRecord, tickets: Sequence[tuple[str, State]]) -> Owed | None:
    if call.outcome in _TOLD or any(state not in _NOTHING for _, state in tickets):
        return None
    draft = next((number for number, state in tickets if state is State.DRAFT), None)
    return Owed(
        call=call.id,
        office=call.office or "",
        outcome=call.outcome.value if call.outcome else "",
        why="draft" if draft else "no-ticket",
        ticket=draft,
    )

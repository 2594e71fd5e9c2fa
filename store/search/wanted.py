"""What is searched for, and under which conditions; and the condition as SQL. Decisions only, nothing is run here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, literal, or_

from store.search import tokens
from store.search.folding import fold
from store.tables.search import TicketText
from store.tables.ticket import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Tickets whose text holds one of the `needles`, or that are one of the caller's (`callers`, `persons`: hashes).

    None in a condition means any. `below`: only tickets entered before this place.
    """

    needles: tuple[str, ...]
    caller_hashes: tuple[str, ...] = ()
    name_hashes: tuple[str, ...] = ()
    offices: tuple[str, ...] | None = None
    states: tuple[str, ...] | None = None
    due_before: datetime | None = None
    below: int | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """What a ticket's row must fulfil beside its text."""
        found: list[ColumnElement[bool]] = []
        if self.offices is not None:
            found.append(Ticket.office.in_(self.offices))
        if self.states is not None:
            found.append(Ticket.state.in_(self.states))
        if self.due_before is not None:
            found.append(Ticket.due_at < self.due_before)
        return found

    def checks(self) -> list[ColumnElement[bool]]:
        """The same for a ticket that is already found: written so that no database looks for tickets this way round.

        Without statistics SQLite would go through all tickets of an office to see which of them are candidates.
        """
        found: list[ColumnElement[bool]] = []
        if self.offices is not None:
            found.append(Ticket.office.concat("").in_(self.offices))
        if self.states is not None:
            found.append(Ticket.state.concat("").in_(self.states))
        if self.due_before is not None:
            found.append(func.coalesce(Ticket.due_at, Ticket.due_at) < literal(self.due_before, Ticket.due_at.type))
        return found

    def in_text(self, dialect: str) -> ColumnElement[bool]:
        """Whether a text holds one of the needles. No pattern language: % and _ are signs like any other."""
        return or_(*(_holds(needle, dialect) for needle in self.needles))

    def tokens(self) -> tuple[Sequence[int], ...]:
        """For each needle the tokens that its texts have."""
        return tuple(tokens.of_needle(needle) for needle in self.needles)

    def office_tokens(self) -> Sequence[int]:
        """Tokens of which a text has one; none: any office."""
        return tokens.of_offices(self.offices or ())


def needles_of(words: str) -> tuple[str, ...]:
    """What to look for when somebody types this: the words, and a number without its spaces and dashes."""
    word = fold(words).strip()
    bare = "".join(sign for sign in word if sign not in " -").removeprefix("+")
    both = (word, bare) if bare.isdigit() else (word,)
    return tuple(dict.fromkeys(needle for needle in both if needle))


def _holds(needle: str, dialect: str) -> ColumnElement[bool]:
    place = func.strpos if dialect == "postgresql" else func.instr
    return place(TicketText.text, literal(needle)) > 0

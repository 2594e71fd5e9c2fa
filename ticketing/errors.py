"""What can go wrong with a ticket. Pure; each error has a stable `code` and a sentence that names place and mend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar


class TicketError(Exception):
    """The base of every error of this folder."""

    code: ClassVar[str] = "ticket-error"


class TicketNotFound(TicketError):
    """There is no ticket of this number."""

    code = "ticket-not-found"


class TicketConflict(TicketError):
    """Somebody changed the ticket since it was read. Read it again and repeat the change."""

    code = "version-conflict"

    def __init__(self, number: str, *, sent: int, current: int) -> None:
        super().__init__(f"ticket {number} is at version {current}, not {sent}: read it again, then repeat the change")
        self.number = number
        self.current = current


class InvalidField(TicketError):
    """A field that a ticket does not have, or a value that it cannot hold."""

    code = "invalid-field"

    def __init__(self, place: str, problem: str, mend: str) -> None:
        super().__init__(f"{place}: {problem}; {mend}")
        self.place = place
        self.problem = problem
        self.mend = mend


class NoteWrong(InvalidField):
    """What was said with a move is not what the move wants. `kind` says how, `choices` (id -> names) what would do."""

    def __init__(
        self, place: str, problem: str, mend: str, *, kind: str, choices: Mapping[str, Mapping[str, str]] | None = None
    ) -> None:
        super().__init__(place, problem, mend)
        self.kind = kind
        self.choices = dict(choices or {})


class IllegalMove(TicketError):
    """A move that this state or this role does not allow."""

    code = "illegal-move"

    def __init__(self, move: str, *, state: str, role: str, allowed: Sequence[str]) -> None:
        may = ", ".join(allowed) or "nothing"
        super().__init__(f"{move} is not possible for {role} while the ticket is {state}; possible: {may}")
        self.move = move
        self.state = state
        self.allowed = tuple(allowed)


class BadNumber(TicketError):
    """A text that is no ticket number: wrong length, not digits, or the check digit does not fit."""

    code = "bad-ticket-number"

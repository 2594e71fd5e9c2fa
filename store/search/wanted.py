"""What is searched for, and under which conditions; and the conditions as SQL. Decisions only, nothing is run here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from store.at_once import Reader
from store.handling import HANDLED
from store.search import tokens
from store.search.folding import fold

Condition = tuple[str, object]
"""SQL with one `?`, and its value."""


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
    unit: str | None = None
    """The key of the handling unit that has them."""
    due_before: datetime | None = None
    below: int | None = None

    def tokens(self) -> tuple[Sequence[int], ...]:
        """For each needle the tokens that its texts have."""
        return tuple(tokens.of_needle(needle) for needle in self.needles)

    def office_tokens(self) -> Sequence[int]:
        """Tokens of which a text has one; none: any office."""
        return tokens.of_offices(self.offices or ())

    def every_token(self) -> list[int]:
        """What to read of the postings."""
        return list({*self.office_tokens(), *(token for many in self.tokens() for token in many)})

    def of_text(self, reader: Reader) -> list[Condition]:
        """What a row of `ticket_text` must fulfil for its office; it follows the ticket's in the same transaction."""
        if self.offices is None:
            return []
        return [(reader.one_of("ticket_text.office", "text"), reader.listed(self.offices))]

    def of_ticket(self, reader: Reader) -> list[Condition]:
        """What a row of `ticket` must fulfil beside its office.

        Those asked about are already known. SQLite, which has no statistics, is not to look for others this way round.
        """
        state = "ticket.state" if reader.on_postgresql else "(ticket.state || '')"
        found: list[Condition] = []
        if self.states is not None:
            found.append((reader.one_of(state, "text"), reader.listed(self.states)))
        if self.unit is not None:
            found.append((HANDLED, self.unit))
        if self.due_before is not None:
            found.append(("coalesce(ticket.due_at, ticket.due_at) < ?", reader.moment(self.due_before)))
        return found

    def held(self, reader: Reader) -> tuple[str, tuple[object, ...]]:
        """Whether a text holds one of the needles. No pattern language: % and _ are signs like any other."""
        place = "strpos" if reader.on_postgresql else "instr"
        return f"({' OR '.join([f'{place}(ticket_text.text, ?) > 0'] * len(self.needles))})", self.needles


def needles_of(words: str) -> tuple[str, ...]:
    """What to look for when somebody types this: the words, and a number without its spaces and dashes."""
    word = fold(words).strip()
    bare = "".join(sign for sign in word if sign not in " -").removeprefix("+")
    both = (word, bare) if bare.isdigit() else (word,)
    return tuple(dict.fromkeys(needle for needle in both if needle))

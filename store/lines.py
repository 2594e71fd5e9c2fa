"""What a list shows of a ticket, read by keys. Which tickets, and in which order: `store.inbox`, `store.search`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from store.at_once import Reader


class Line(NamedTuple):
    """A ticket's row without its texts."""

    id: str
    number: str
    version: int
    state: str
    title: str
    office: str
    origin_call_id: str | None
    person_id: str | None
    created_at: datetime
    updated_at: datetime
    due_at: datetime | None
    seq: int | None
    sealed: bytes | None
    """Who called, sealed (`store.persons.opened`)."""


_COLUMNS = ", ".join(f"ticket.{name}" for name in Line._fields[:-1])
_TIMES = slice(Line._fields.index("created_at"), Line._fields.index("seq"))


def lines_of(reader: Reader, ids: Sequence[str]) -> list[Line]:
    """The lines of tickets with these ids, in this order."""
    return _read(reader, reader.one_of("ticket.id", "text"), ids, "id") if ids else []


def lines_at(reader: Reader, seqs: Sequence[int]) -> list[Line]:
    """The lines of tickets at these places of the search index, in this order."""
    return _read(reader, reader.one_of("ticket.seq"), seqs, "seq") if seqs else []


def lines_of_call(reader: Reader, call_id: str) -> list[Line]:
    """The lines of a call's tickets."""
    return lines_of(
        reader, [key for (key,) in reader.rows("SELECT ticket_id FROM ticket_call WHERE call_id = ?", call_id)]
    )


def lines_of_caller(reader: Reader, caller_hash: str, *, but: str, limit: int) -> list[Line]:
    """The lines of a caller's tickets but for those in one state, the newest first."""
    condition = "ticket.caller_hash = ? AND ticket.state <> ? ORDER BY ticket.created_at DESC, ticket.id DESC LIMIT ?"
    return _lines(reader, condition, caller_hash, but, limit)


def _read(reader: Reader, condition: str, keys: Sequence[str] | Sequence[int], key: str) -> list[Line]:
    known = {getattr(line, key): line for line in _lines(reader, condition, reader.listed(keys))}
    return [known[one] for one in keys if one in known]


def _lines(reader: Reader, condition: str, *values: object) -> list[Line]:
    source = "ticket LEFT JOIN person ON person.id = ticket.person_id"
    rows = reader.rows(f"SELECT {_COLUMNS}, person.sealed FROM {source} WHERE {condition}", *values)  # noqa: S608 - names of ours
    times = ((reader.time(at) for at in row[_TIMES]) for row in rows)
    return [Line(*row[: _TIMES.start], *at, *row[_TIMES.stop :]) for row, at in zip(rows, times, strict=True)]

"""The questions that a search asks of texts and tickets. What is asked when: `finding`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import chain

from store.at_once import Reader
from store.search.postings import BLOCK, BLOCK_BITS
from store.search.wanted import Condition, Wanted

_Query = tuple[str, tuple[object, ...]]
_ENDLESS = 1 << 40
_NEWEST = 2
"""Blocks whose postings the first look brings along."""


class _Kind(IntEnum):
    HIGHEST = 0
    SURE = 1
    POSTING = 2


_NOTHING = "CAST(NULL AS bigint) AS token, CAST(NULL AS bytea) AS docs"
_SURE = f"{_Kind.SURE.value} AS kind, ticket.seq AS seq, {_NOTHING}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstLook:
    """What one statement tells: the highest place, what needs no postings, and the newest blocks' postings."""

    highest: int
    sure: Sequence[int]
    """Pending texts that match, tickets of the caller."""
    blocks: Sequence[int]
    """Downwards, at least one."""
    postings: Mapping[int, Mapping[int, bytes]]


def first_look(reader: Reader, wanted: Wanted, *, limit: int) -> FirstLook:
    """Begin a search."""
    top = _ENDLESS if wanted.below is None else wanted.below - 1
    looks = [
        _highest(),
        _pending(reader, wanted, limit),
        *_of_caller(reader, wanted, limit),
        _newest(reader, wanted, top),
    ]
    query = " UNION ALL ".join(f"SELECT * FROM ({one}) AS look{place}" for place, (one, _) in enumerate(looks))  # noqa: S608 - names of ours, values are bound
    rows = reader.rows(query, *chain.from_iterable(values for _, values in looks))
    highest = min(next(seq or 0 for kind, seq, *_ in rows if kind == _Kind.HIGHEST), top)
    known: dict[int, dict[int, bytes]] = {}
    for kind, block, token, docs in rows:
        if kind == _Kind.POSTING:
            known.setdefault(block, {})[token] = bytes(docs)
    block = highest >> BLOCK_BITS
    return FirstLook(
        highest=highest,
        sure=[seq for kind, seq, *_ in rows if kind == _Kind.SURE],
        blocks=range(block, max(block - _NEWEST, -1), -1),
        postings=known,
    )


def matching(reader: Reader, wanted: Wanted, seqs: Sequence[int]) -> list[int]:
    """Those of these places that fulfil everything. States are looked at first: they stand in an index by place."""
    held, needles = wanted.held(reader)
    of_ticket = wanted.of_ticket(reader)
    first = "ticket" if of_ticket else "ticket_text"
    conditions = [(reader.one_of(f"{first}.seq"), reader.listed(seqs)), *of_ticket, *wanted.of_text(reader)]
    joined = (
        "ticket CROSS JOIN ticket_text WHERE ticket_text.seq = ticket.seq AND" if of_ticket else "ticket_text WHERE"
    )
    query = f"SELECT ticket_text.seq FROM {joined} {_all(conditions)} AND {held}"  # noqa: S608 - names of ours, values are bound
    return [seq for (seq,) in reader.rows(query, *(value for _, value in conditions), *needles)]


def in_states(reader: Reader, wanted: Wanted, *, lowest: int, below: int, most: int) -> list[int]:
    """Places between two of tickets in the wanted states, in no order; so many of them at most."""
    walked = f"SELECT seq FROM ticket WHERE {reader.one_of('state', 'text')} AND seq >= ? AND seq < ? LIMIT ?"  # noqa: S608 - as above
    return reader.numbers(walked, reader.listed(wanted.states or ()), lowest, below, most)


def of_unit(reader: Reader, unit: str) -> list[int]:
    """Places of all tickets that a handling unit has, alone or beside others."""
    helped = "ticket_helper JOIN ticket ON ticket.id = ticket_helper.ticket_id WHERE ticket_helper.unit = ?"
    return reader.numbers(
        f"SELECT seq FROM ticket WHERE unit = ? AND seq IS NOT NULL UNION SELECT seq FROM {helped} AND seq IS NOT NULL",  # noqa: S608 - as above
        unit,
        unit,
    )


def _highest() -> _Query:
    return f"SELECT {_Kind.HIGHEST.value} AS kind, max(seq) AS seq, {_NOTHING} FROM ticket_text", ()  # noqa: S608 - as above


def _newest(reader: Reader, wanted: Wanted, top: int) -> _Query:
    """Postings of the highest blocks below a place."""
    highest = f"(SELECT coalesce(max(seq), 0) / {BLOCK} FROM ticket_text WHERE seq <= ?)"  # noqa: S608 - as above
    blocks = ", ".join(f"{highest} - {number}" for number in range(_NEWEST))
    columns = f"{_Kind.POSTING.value} AS kind, block AS seq, token, docs"
    query = f"SELECT {columns} FROM ticket_posting WHERE {reader.one_of('token')} AND block IN ({blocks})"  # noqa: S608 - as above
    return query, (reader.listed(wanted.every_token()), *[top] * _NEWEST)


def _pending(reader: Reader, wanted: Wanted, limit: int) -> _Query:
    """Texts that the postings do not know yet."""
    held, needles = wanted.held(reader)
    of_ticket = wanted.of_ticket(reader)
    conditions = [*_below(wanted, "ticket_text.seq"), *wanted.of_text(reader), *of_ticket]
    said = " AND ".join(["ticket_text.pending > 0", *(sql for sql, _ in conditions)])
    joined = (
        "ticket_text CROSS JOIN ticket WHERE ticket.seq = ticket_text.seq AND" if of_ticket else "ticket_text WHERE"
    )
    columns = _SURE.replace("ticket.seq", "ticket_text.seq")
    query = f"SELECT {columns} FROM {joined} {said} AND {held} ORDER BY ticket_text.seq DESC LIMIT ?"  # noqa: S608 - as above
    return query, (*(value for _, value in conditions), *needles, limit)


def _of_caller(reader: Reader, wanted: Wanted, limit: int) -> list[_Query]:
    """Tickets of people of exactly this name, and of this number."""
    office = [] if wanted.offices is None else [(reader.one_of("ticket.office", "text"), reader.listed(wanted.offices))]
    rest = [*office, *wanted.of_ticket(reader), *_below(wanted, "ticket.seq")]
    named = "person CROSS JOIN ticket WHERE ticket.person_id = person.id AND"
    both = (
        ("person.name_hash", named, wanted.name_hashes),
        ("ticket.caller_hash", "ticket WHERE", wanted.caller_hashes),
    )
    found: list[_Query] = []
    for column, joined, hashes in both:
        conditions = [(reader.one_of(column, "text"), reader.listed(hashes)), *rest]
        query = f"SELECT {_SURE} FROM {joined} {_all(conditions)} AND ticket.seq IS NOT NULL"  # noqa: S608 - as above
        if hashes:
            values = (*(value for _, value in conditions), limit)
            found.append((f"{query} ORDER BY ticket.seq + 0 DESC LIMIT ?", values))
    return found


def _below(wanted: Wanted, column: str) -> list[Condition]:
    return [] if wanted.below is None else [(f"{column} + 0 < ?", wanted.below)]


def _all(conditions: Sequence[Condition]) -> str:
    return " AND ".join(sql for sql, _ in conditions)

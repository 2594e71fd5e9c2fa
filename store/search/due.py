"""Searching in the order of due times: of what the postings name, the tickets whose clocks run, the first due first.

A rare word has few candidates: their due times are looked up. With a common one, the inbox is walked in its order, and
what the postings do not name is passed over. Either way each is compared with its text before it is shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from store.at_once import Reader, Rows
from store.inbox import Inbox, places_of
from store.search.candidates import Candidates
from store.search.looks import first_look, matching
from store.search.postings import BLOCK_BITS
from store.search.wanted import Wanted

FEW = 12_000
"""So many candidates are asked for their due times."""
_SURE = 20_000
"""Pending texts and tickets of a caller that are known beforehand, at most."""
_WALK = 500
"""Tickets of an inbox at first; then twice as many, and so on."""
_CHUNK = 100


def due_of(reader: Reader, wanted: Wanted, which: Inbox, *, limit: int, few: int = FEW) -> Sequence[str]:
    """The ids of the first tickets of an inbox that a search finds, in its order."""
    look = first_look(reader, wanted, limit=_SURE)
    sure = frozenset(look.sure)
    candidates = Candidates.read(reader, wanted, range(look.highest >> BLOCK_BITS, -1, -1))
    if candidates.count() <= few:
        pieces = _asked(reader, which, [*sure, *candidates.downwards(look.highest + 1)])
    else:
        pieces = _walked(reader, which, candidates, sure)
    found: list[str] = []
    for piece in pieces:
        doubtful = [seq for *_, seq in piece if seq not in sure]
        hits = sure.union(matching(reader, wanted, doubtful) if doubtful else ())
        found += [key for _, key, seq in piece if seq in hits]
        if len(found) >= limit:
            break
    return found[:limit]


def _asked(reader: Reader, which: Inbox, seqs: Sequence[int]) -> Iterator[Rows]:
    """Of these places those whose clocks run, in order."""
    after = "" if which.after is None else "AND (due_at, id) > (?, ?)"
    values = () if which.after is None else (reader.moment(which.after[0]), which.after[1])
    query = f"""
        SELECT due_at, id, seq FROM ticket
        WHERE {reader.one_of("seq")} AND due_at IS NOT NULL {after} ORDER BY due_at, id
    """  # noqa: S608 - names of ours, values are bound
    return _pieces(reader.rows(query, reader.listed(seqs), *values))


def _walked(reader: Reader, which: Inbox, candidates: Candidates, sure: AbstractSet[int]) -> Iterator[Rows]:
    """Of an inbox what is sure or a candidate."""
    size = _WALK
    while rows := places_of(reader, which, limit=size):
        named = sure | set(candidates.among([seq for *_, seq in rows if seq is not None]))
        yield from _pieces([row for row in rows if row[2] in named])
        at = reader.time(rows[-1][0])
        if len(rows) < size or at is None:
            return
        which, size = replace(which, after=(at, rows[-1][1])), size * 2


def _pieces(rows: Rows) -> Iterator[Rows]:
    return (rows[start : start + _CHUNK] for start in range(0, len(rows), _CHUNK))

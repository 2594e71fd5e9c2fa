"""Postings as rows, many at a time; written with the one statement that is spelled apart for each database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection

from store.at_once import Reader, reader_of
from store.search import postings

_MANY = 500
_WRITE = """
    INSERT INTO ticket_posting (block, token, docs)
    SELECT %s, token, docs FROM unnest(%s::bigint[], %b::bytea[]) AS new (token, docs)
    ON CONFLICT (block, token) DO UPDATE SET docs = excluded.docs
"""
_WRITE_SQLITE = """
    INSERT INTO ticket_posting (block, token, docs) VALUES (?, ?, ?)
    ON CONFLICT (block, token) DO UPDATE SET docs = excluded.docs
"""


def read(reader: Reader, blocks: Sequence[int], tokens: Sequence[int]) -> dict[int, dict[int, bytes]]:
    """Block -> token -> postings; what a block has not is left out."""
    query = f"SELECT block, token, docs FROM ticket_posting WHERE {reader.one_of('block')} AND {reader.one_of('token')}"  # noqa: S608 - our own names
    found: dict[int, dict[int, bytes]] = {}
    for start in range(0, len(tokens), _MANY):
        some = reader.listed(tokens[start : start + _MANY])
        for block, token, docs in reader.rows(query, reader.listed(blocks), some):
            found.setdefault(block, {})[token] = bytes(docs)
    return found


def merge(connection: Connection, block: int, additions: Mapping[int, Iterable[int]]) -> None:
    """Add places to a block's postings. Call inside a writing transaction."""
    known = read(reader_of(connection), [block], list(additions)).get(block, {})
    write(
        connection,
        block,
        {
            token: postings.add(known[token], places) if token in known else postings.pack(places)
            for token, places in additions.items()
        },
    )


def write(connection: Connection, block: int, docs: Mapping[int, bytes]) -> None:
    """Set postings of a block."""
    if not docs:
        return
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_WRITE, (block, list(docs), list(docs.values())))
    else:
        connection.exec_driver_sql(_WRITE_SQLITE, [(block, token, one) for token, one in docs.items()])

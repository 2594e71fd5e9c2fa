"""Postings as rows, many at a time: the few statements that are spelled apart for SQLite and PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection

from store.search import postings

_MANY = 500
_READ = "SELECT block, token, docs FROM ticket_posting WHERE block = ANY(%s) AND token = ANY(%s)"
_READ_SQLITE = """
    SELECT block, token, docs FROM ticket_posting
    WHERE block IN (SELECT value FROM json_each(?)) AND token IN (SELECT value FROM json_each(?))
"""
_WRITE = """
    INSERT INTO ticket_posting (block, token, docs)
    SELECT %s, token, docs FROM unnest(%s::bigint[], %b::bytea[]) AS new (token, docs)
    ON CONFLICT (block, token) DO UPDATE SET docs = excluded.docs
"""
_WRITE_SQLITE = """
    INSERT INTO ticket_posting (block, token, docs) VALUES (?, ?, ?)
    ON CONFLICT (block, token) DO UPDATE SET docs = excluded.docs
"""


def read(connection: Connection, block: int, tokens: Sequence[int]) -> dict[int, bytes]:
    """Token -> its postings in a block; tokens that the block has not are left out."""
    return read_blocks(connection, [block], tokens).get(block, {})


def read_blocks(connection: Connection, blocks: Sequence[int], tokens: Sequence[int]) -> dict[int, dict[int, bytes]]:
    """Block -> token -> postings."""
    found: dict[int, dict[int, bytes]] = {}
    for start in range(0, len(tokens), _MANY):
        some = tokens[start : start + _MANY]
        if connection.dialect.name == "postgresql":
            rows = connection.exec_driver_sql(_READ, (list(blocks), list(some))).all()
        else:
            rows = connection.exec_driver_sql(_READ_SQLITE, (json.dumps(list(blocks)), json.dumps(list(some)))).all()
        for block, token, docs in rows:
            found.setdefault(block, {})[token] = bytes(docs)
    return found


def merge(connection: Connection, block: int, additions: Mapping[int, Iterable[int]]) -> None:
    """Add places to a block's postings. Call inside a writing transaction."""
    known = read(connection, block, list(additions))
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

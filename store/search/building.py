"""The whole index at once, for tickets that have none: in the migration, and where databases are made in bulk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, insert, literal, select, text, tuple_

from store.search import rows
from store.search.keeping import text_of
from store.search.postings import BLOCK, BLOCK_BITS, pack
from store.search.tokens import number, of_text
from store.tables.base import Base
from store.tables.search import TicketText
from store.tables.ticket import Ticket

_TICKET, _TEXT = (Base.metadata.tables[table.__tablename__] for table in (Ticket, TicketText))
_PAGE, _PIECE = 2000, 20_000
_NUMBER = """
    UPDATE ticket SET seq = (SELECT ticket_text.seq FROM ticket_text WHERE ticket_text.ticket_id = ticket.id)
    WHERE seq IS NULL
"""


def build(connection: Connection) -> int:
    """Texts and postings of every ticket that has no text yet, oldest first, in the caller's transaction; how many."""
    made = 0
    for page in _unknown(connection):
        values = [{"ticket_id": row.id, "office": row.office, "text": text_of(row), "pending": 0} for row in page]
        connection.execute(insert(_TEXT), values)
        made += len(values)
    if made:
        connection.execute(text(_NUMBER))
        build_postings(connection)
    return made


def build_postings(connection: Connection) -> None:
    """The postings of all texts, block by block in memory, each written in order."""
    last = connection.execute(text("SELECT max(seq) FROM ticket_text")).scalar_one()
    query = select(_TEXT.c.seq, _TEXT.c.text, _TEXT.c.office)
    for block in range((last or 0) // BLOCK + 1):
        first = block << BLOCK_BITS
        texts = connection.execute(query.where(_TEXT.c.seq.between(first, first + BLOCK - 1)))
        docs = postings_of((seq - first, words, office) for seq, words, office in texts)
        for start in range(0, len(docs), _PIECE):
            rows.write(connection, block, dict(docs[start : start + _PIECE]))


def postings_of(texts: Iterable[tuple[int, str, str]]) -> list[tuple[int, bytes]]:
    """(place in the block, folded text, office) of a whole block -> its postings by token, in order."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, words, office in texts:
        for token in of_text(words, office):
            places[token].append(place)
    return sorted((number(token), pack(found)) for token, found in places.items())


def _unknown(connection: Connection) -> Iterator[Sequence[Row[Any]]]:
    """Tickets without a text in the order in which they were entered, a page at a time."""
    names = ("id", "created_at", "office", "number", "title", "situation", "appeal", "answer")
    at, key = _TICKET.c.created_at, _TICKET.c.id
    query = select(*(_TICKET.c[name] for name in names)).where(_TICKET.c.seq.is_(None)).order_by(at, key).limit(_PAGE)
    page = connection.execute(query).all()
    while page:
        yield page
        place = tuple_(literal(page[-1].created_at, at.type), literal(page[-1].id, key.type))
        page = connection.execute(query.where(tuple_(at, key) > place)).all()

"""Takes pending texts into the postings, in small transactions, so that nobody waits for it. One a worker.

Whatever it has half done is right already: postings only say where to look, and a text stays pending, and is looked
through itself, until all of its tokens are there.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from sqlalchemy import Connection, bindparam, func, select, update
from sqlalchemy.exc import SQLAlchemyError

from store.engine import Database
from store.search import rows
from store.search.keeping import keep
from store.search.postings import BLOCK, BLOCK_BITS
from store.search.tokens import number, of_text
from store.tables.base import Base
from store.tables.search import TicketText
from store.tables.ticket import Ticket

log = structlog.get_logger(__name__)

EVERY_S = 20.0
ENOUGH = 256
"""Fewer pending texts are left for later: looking them through costs a search about a millisecond."""
MOST = 512
"""Texts a round."""
_TOKENS = 300
"""Tokens a transaction."""
_STRAYS = 100

_TEXT = Base.metadata.tables[TicketText.__tablename__]


@dataclass(frozen=True, slots=True)
class _Pending:
    seq: int
    text: str
    office: str
    pending: int


class SearchIndexer:
    """Several may run: a token's postings are read and written in one transaction."""

    def __init__(self, database: Database, *, enough: int = ENOUGH) -> None:
        self._database = database
        self._enough = enough

    async def run(self) -> None:
        """Until cancelled. A database that is away is waited for."""
        while True:
            try:
                while await self.tick():
                    pass
            except (SQLAlchemyError, TimeoutError, OSError) as error:
                log.warning("the index waits", action="search-index-failed", error=type(error).__name__)
            await asyncio.sleep(EVERY_S)

    async def tick(self) -> int:
        """Take in one round of pending texts, if there are enough; how many."""
        await self._adopt()
        async with self._database.read() as session:
            waiting = select(_TEXT.c.seq, _TEXT.c.text, _TEXT.c.office, _TEXT.c.pending).where(_TEXT.c.pending > 0)
            found = await session.execute(waiting.order_by(_TEXT.c.seq).limit(MOST))
            texts = [_Pending(*row) for row in found]
        if len(texts) < self._enough:
            return 0
        for block, additions in _additions(texts).items():
            tokens = sorted(additions)
            for start in range(0, len(tokens), _TOKENS):
                some = {token: additions[token] for token in tokens[start : start + _TOKENS]}
                await self._merge(block, some)
        await self._settle(texts)
        return len(texts)

    async def _merge(self, block: int, additions: dict[int, list[int]]) -> None:
        def work(connection: Connection) -> None:
            rows.merge(connection, block, additions)

        async with self._database.write() as session:
            await (await session.connection()).run_sync(work)

    async def _settle(self, texts: Sequence[_Pending]) -> None:
        """They need no looking through any more, but for those that have changed again meanwhile."""
        change = update(_TEXT).where(_TEXT.c.seq == bindparam("which"), _TEXT.c.pending == bindparam("was"))
        async with self._database.write() as session:
            await session.execute(change.values(pending=0), [{"which": one.seq, "was": one.pending} for one in texts])

    async def _adopt(self) -> None:
        """Tickets that an older release wrote beside this one."""
        stray = select(Ticket).where(Ticket.seq.is_(None)).order_by(Ticket.created_at, Ticket.id).limit(_STRAYS)
        async with self._database.read() as session:
            if await session.scalar(select(func.count()).select_from(stray.subquery())) == 0:
                return
        async with self._database.write() as session:
            for row in await session.scalars(stray.with_for_update()):
                await keep(session, row)


def _additions(texts: Sequence[_Pending]) -> dict[int, dict[int, list[int]]]:
    """Block -> token -> places."""
    found: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for one in texts:
        block, place = one.seq >> BLOCK_BITS, one.seq % BLOCK
        for token in of_text(one.text, one.office):
            found[block][number(token)].append(place)
    return found

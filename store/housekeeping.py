"""What would grow for ever is tidied: told news, ended sign-ins, yesterday's answers, spool files long since taken in,
and who was at which seat when, once the recordings of that time may go too.

Answers are those that a request sent twice is answered with; spool files name callers.

Calls, tickets, recordings and the audit log are not touched here: they are archives, kept and destroyed by rule.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from sqlalchemy import delete
from sqlalchemy.exc import SQLAlchemyError

from store import outbox, seat_spans
from store.engine import Database
from store.tables.request import AnsweredRequest
from store.tables.user import SignIn

KEEP = timedelta(days=7)
"""Long enough to look into what went wrong last week."""

ANSWERS = timedelta(days=1)
"""How long the answer to a request with a key is remembered, at least."""

_LOG = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tidied:
    """How many of each were removed."""

    messages: int
    spool_files: int


async def tidy(database: Database, spool: Path, *, now: datetime, seats: timedelta, keep: timedelta = KEEP) -> Tidied:
    """One round. Only spool files under `done/` are removed; quarantine waits for a person. `seats`: see `run`."""
    async with database.write() as session:
        messages = await outbox.prune(session, now=now, keep=keep)
        await session.execute(delete(SignIn).where(SignIn.expires_at < now))
        await seat_spans.prune(session, now - seats)
        await session.execute(delete(AnsweredRequest).where(AnsweredRequest.at < now - ANSWERS))
    files = await asyncio.to_thread(_remove_old, spool / "done", (now - keep).timestamp())
    return Tidied(messages=messages, spool_files=files)


async def run(
    database: Database, spool: Path, now: Callable[[], datetime], *, seats: timedelta, every_s: float = 3600
) -> None:
    """Tidy for ever; cancel to stop. A round that fails is told and the next one tries again.

    `seats`: how long it is kept when a seat was at its place and when away (decision 96).
    """
    while True:
        try:
            done = await tidy(database, spool, now=now(), seats=seats)
        except (SQLAlchemyError, OSError) as error:
            _LOG.error("housekeeping failed", action="housekeeping.failed", why=type(error).__name__)
        else:
            _LOG.info("tidied", action="housekeeping", messages=done.messages, spool_files=done.spool_files)
        await asyncio.sleep(every_s)


def _remove_old(folder: Path, before: float) -> int:
    removed = 0
    for path in folder.glob("*.jsonl"):
        if path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
            removed += 1
    return removed

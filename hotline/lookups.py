"""What flows ask of the store, answered within a caller's patience: the store's adapters behind the flows' ports.

A database that is slow or away costs the caller nothing: the answer is then that nothing is known.
"""

from __future__ import annotations

import asyncio

import structlog
from sqlalchemy.exc import SQLAlchemyError

from ivr_flows.lookups import CaseProgress, CasesUnavailable
from ivr_flows.told import told
from routing.decision import History
from store.calls import last_office
from store.engine import Database
from ticketing.errors import TicketError
from ticketing.numbers import parse
from ticketing.reading import get_ticket
from workdays.zone import local

log = structlog.get_logger()

HISTORY_LIMIT_S = 0.25
"""Asked before the first prompt ends; a caller does not notice this much."""
CASE_LIMIT_S = 2.0


class StoredHistory:
    """`HistoryLookup` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def history(self, caller: str) -> History:
        """The office that answered this number last; nothing when the database is slow."""
        try:
            async with asyncio.timeout(HISTORY_LIMIT_S), self._database.peek() as session:
                return History(last_office=await last_office(session, caller))
        except (SQLAlchemyError, TimeoutError, OSError) as error:
            log.warning("history not known", action="history-unavailable", why=type(error).__name__)
            return History()


class StoredCases:
    """`CaseLookup` on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def progress(self, ticket: str) -> CaseProgress | None:
        """How the ticket of these digits stands; None for a number that is none or not given out."""
        try:
            number = parse(ticket)
            async with asyncio.timeout(CASE_LIMIT_S), self._database.read() as session:
                found = await get_ticket(session, number)
        except TicketError:
            return None
        except (SQLAlchemyError, TimeoutError, OSError) as error:
            log.warning("cases not known", action="cases-unavailable", why=type(error).__name__)
            raise CasesUnavailable from error
        state = told(found.state)
        if state is None:
            return None
        return CaseProgress(state=state, office=found.office, since=local(found.updated_at).date())

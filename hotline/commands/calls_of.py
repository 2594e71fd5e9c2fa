"""Every call of a span, read page by page for the reports. No command here."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from store.calls import CallFilter, CallRecord, list_calls
from ticketing.rates import Span


async def calls_of(session: AsyncSession, span: Span) -> list[CallRecord]:
    """Those that arrived in the span."""
    which, found, cursor = CallFilter(since=span.since, until=span.until), list[CallRecord](), None
    while True:
        page = await list_calls(session, which, limit=500, cursor=cursor)
        found += page.items
        cursor = page.next
        if cursor is None:
            return found

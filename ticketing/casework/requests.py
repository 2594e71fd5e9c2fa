"""Idempotency: a request sent twice with one key is done once and answered the same.

answer = await answered(session, actor=…, key=…, request=…)      # RequestReused when the key meant something else
…                                                                # otherwise do it, in the same transaction
await keep_answer(session, …)
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from store.tables.request import AnsweredRequest
from store.upsert import insert_into
from ticketing.errors import TicketError

KEPT = timedelta(days=1)
"""How long an answer is remembered."""


class RequestReused(TicketError):
    """The key came with another request before. Make a new key for each request."""

    code: ClassVar[str] = "idempotency-key-reused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What was answered before."""

    status: int
    body: Mapping[str, Any]


def hash_of(request: Mapping[str, Any]) -> str:
    """SHA-256 of a request's path and body, whatever the order of its keys."""
    text = json.dumps(request, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


async def answered(session: AsyncSession, *, actor: str, key: str, request: Mapping[str, Any]) -> Answered | None:
    """The earlier answer, or None: do it now. Call inside `write()`, where a second sender waits for the first."""
    row = await session.get(AnsweredRequest, (actor, key))
    if row is None:
        return None
    if row.request_hash != hash_of(request):
        raise RequestReused(f"the key {key!r} was used for another request; make a new one")
    return Answered(status=row.status, body=row.answer)


async def keep_answer(
    session: AsyncSession,
    *,
    actor: str,
    key: str,
    request: Mapping[str, Any],
    status: int,
    body: Mapping[str, Any],
    now: datetime,
) -> None:
    """Remember the answer, and forget those older than `KEPT`. `body` must name no person: it is kept in the open."""
    values = {
        "actor": actor,
        "key": key,
        "request_hash": hash_of(request),
        "status": status,
        "answer": dict(body),
        "at": now,
    }
    await session.execute(insert_into(session, AnsweredRequest).values(values))
    await session.execute(delete(AnsweredRequest).where(AnsweredRequest.at < now - KEPT))

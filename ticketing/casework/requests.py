"""Idempotency: a request sent twice with one key is done once and answered the same, for a day (`store.housekeeping`).

answers = await Answers.read(session, [(actor, key), …])
before = answers.before(request)      # None: do it now; RequestReused when the key meant something else
answers.keep(request, body, at=now)   # also for a second one in the same transaction
await answers.write(session)
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from store.among import among
from store.many import insert, write_all
from store.tables.base import Base
from store.tables.request import AnsweredRequest
from store.wanted_rows import Write
from ticketing.errors import TicketError

_TABLE = Base.metadata.tables[AnsweredRequest.__tablename__]
_GIVEN = select(*(_TABLE.c[name] for name in ("actor", "key", "request_hash", "answer")))
_COLUMNS = ("actor", "key", "request_hash", "status", "answer", "at")
_TEXT = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


class RequestReused(TicketError):
    """The key came with another request before. Make a new key for each request."""

    code: ClassVar[str] = "idempotency-key-reused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What somebody asks for under a key of theirs."""

    actor: str
    key: str
    content: Mapping[str, Any]
    """Path and body."""

    @property
    def hash(self) -> str:
        """SHA-256 of the content, whatever the order of its keys."""
        return hashlib.sha256(_TEXT(self.content).encode()).hexdigest()


@dataclass(slots=True)
class Answers:
    """The answers that were given under some keys. Read them inside `write()`: a second sender waits for the first."""

    _given: dict[tuple[str, str], tuple[str, Mapping[str, Any]]]
    """Actor and key -> the request's hash and the answer."""
    _new: list[tuple[Any, ...]] = field(default_factory=list)

    @classmethod
    async def read(cls, session: AsyncSession, keys: Sequence[tuple[str, str]]) -> Answers:
        """Look up what was answered under these keys of these actors."""
        if not keys:
            return cls({})
        actors, named = sorted({actor for actor, _ in keys}), sorted({key for _, key in keys})
        rows = await among(session, _GIVEN, {_TABLE.c.actor: actors, _TABLE.c.key: named})
        return cls({(actor, key): (digest, answer) for actor, key, digest, answer in rows})

    def before(self, request: Request) -> Mapping[str, Any] | None:
        """The earlier answer, or None: do it now. RequestReused."""
        given = self._given.get((request.actor, request.key))
        if given is None:
            return None
        if given[0] != request.hash:
            raise RequestReused(f"the key {request.key!r} was used for another request; make a new one")
        return given[1]

    def keep(self, request: Request, body: Mapping[str, Any], *, at: datetime) -> None:
        """Remember the answer. `body` must name no person: it is kept in the open."""
        digest = request.hash
        self._given[request.actor, request.key] = (digest, body)
        self._new.append((request.actor, request.key, digest, 200, dict(body), at))

    def rows(self) -> Write:
        """What was answered since the last time, to be written with whatever else is."""
        new, self._new = self._new, []
        return insert(_TABLE, _COLUMNS, new)

    async def write(self, session: AsyncSession) -> None:
        """The same by itself."""
        await write_all(session, [self.rows()])

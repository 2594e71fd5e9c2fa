"""Events as signed HTTP calls: from the outbox to whoever was signed up, at least once, in the order they can be sent.

The body is `{"id", "topic", "at", "data"}`; `data` holds ids only. `X-Hotline-Signature: t=<unix>,v1=<hex>` is
HMAC-SHA256 over `<t>.<body>` with the receiver's secret; `X-Hotline-Delivery` is the same for each attempt, so that a
receiver can drop what it has. How bytes are sent is the caller's: `Post`.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar
from urllib.parse import urlsplit

import structlog
from sqlalchemy import delete, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from store import audit, outbox
from store.engine import Database, keys_of
from store.errors import StoreError
from store.tables.webhook import Webhook, WebhookDelivery
from ticketing.errors import TicketError

log = structlog.get_logger(__name__)

Post = Callable[[str, bytes, Mapping[str, str]], Awaitable[int]]
"""(URL, body, headers) -> HTTP status; OSError or TimeoutError when it could not be sent. It has a time limit."""

READER = "webhooks"
EVERY_S = 2.0
IDLE_S = 10.0
"""Between two looks while nobody is signed up."""
TAKEN_AT_ONCE = 500
ATTEMPTS = 12
"""With waits of 5 s, 10 s, 20 s … this gives up after almost six hours."""
FIRST_WAIT = timedelta(seconds=5)
LEASE = timedelta(minutes=2)
"""A worker that dies while sending leaves the message to another after this."""


_ENABLED = select(Webhook).where(Webhook.disabled.is_(False))
_ANYBODY = select(Webhook.id).where(Webhook.disabled.is_(False)).limit(1)


class BadWebhook(TicketError):
    """A receiver that cannot be: not http(s), or without a host."""

    code: ClassVar[str] = "bad-webhook"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Due:
    webhook: str
    message: int
    url: str
    secret: str
    body: bytes


async def sign_up(
    session: AsyncSession, *, url: str, secret: str, topics: Sequence[str], actor: str, now: datetime
) -> str:
    """Add a receiver of these topics (none: all); its id. BadWebhook."""
    parts = urlsplit(url)
    if parts.scheme not in ("https", "http") or not parts.hostname or len(secret) < 16:
        raise BadWebhook("a webhook needs an http(s) address with a host, and a secret of 16 characters or more")
    key = uuid.uuid4().hex
    sealed = keys_of(session).seal(secret, f"webhook:{key}")
    session.add(
        Webhook(id=key, url=url, secret_sealed=sealed, topics=sorted(set(topics)), created_at=now, disabled=False)
    )
    details = {"host": parts.hostname, "topics": sorted(set(topics))}
    await audit.append(session, at=now, actor=actor, action="webhook-added", subject=f"webhook:{key}", details=details)
    return key


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """Somebody who is told, and how much has not reached them."""

    id: str
    url: str
    topics: tuple[str, ...]
    waiting: int
    given_up: int


async def receivers(session: AsyncSession) -> tuple[Receiver, ...]:
    """Every receiver, oldest first."""
    count = select(WebhookDelivery.webhook_id, WebhookDelivery.gave_up, func.count())
    counted = await session.execute(count.group_by(WebhookDelivery.webhook_id, WebhookDelivery.gave_up))
    missing = {(hook, gave_up): number for hook, gave_up, number in counted}
    return tuple(
        Receiver(
            id=row.id,
            url=row.url,
            topics=tuple(row.topics),
            waiting=missing.get((row.id, False), 0),
            given_up=missing.get((row.id, True), 0),
        )
        for row in await session.scalars(select(Webhook).order_by(Webhook.created_at, Webhook.id))
    )


async def end(session: AsyncSession, webhook: str, *, actor: str, now: datetime) -> None:
    """Remove a receiver with all that has not reached it. BadWebhook when there is none."""
    row = await session.get(Webhook, webhook)
    if row is None:
        raise BadWebhook(f"there is no webhook {webhook}; see `hotline webhook list`")
    await session.execute(delete(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook))
    await session.delete(row)
    await audit.append(session, at=now, actor=actor, action="webhook-removed", subject=f"webhook:{webhook}")


def signature(secret: str, body: bytes, now: datetime) -> str:
    """The value of `X-Hotline-Signature`."""
    moment = int(now.timestamp())
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"


class WebhookSender:
    """One worker's sender."""

    def __init__(self, database: Database, post: Post, *, now: Callable[[], datetime]) -> None:
        self._database = database
        self._post = post
        self._now = now

    async def run(self) -> None:
        """Tick until cancelled."""
        while True:
            pause = IDLE_S
            try:
                if await self._anybody():
                    pause = EVERY_S
                    await self.tick()
            except (SQLAlchemyError, StoreError, TimeoutError, OSError) as error:
                log.warning("webhooks could not be sent", action="webhooks-failed", error=type(error).__name__)
            await asyncio.sleep(pause)

    async def tick(self) -> int:
        """Take what is new from the outbox, send what is due; how many arrived."""
        while await self._take() == TAKEN_AT_ONCE:
            pass
        arrived = 0
        while (due := await self._next()) is not None:
            arrived += await self._send(due)
        return arrived

    async def _anybody(self) -> bool:
        async with self._database.peek() as session:
            return await session.scalar(_ANYBODY) is not None

    async def _take(self) -> int:
        """One delivery for each receiver of each new message; how many messages there were."""
        async with self._database.write() as session:
            hooks = list(await session.scalars(_ENABLED))
            messages = await outbox.claim(session, READER, now=self._now(), limit=TAKEN_AT_ONCE)
            session.add_all(
                WebhookDelivery(
                    webhook_id=hook.id,
                    message_id=message.id,
                    topic=message.topic,
                    at=message.at,
                    payload=dict(message.payload),
                    attempts=0,
                    next_at=self._now(),
                    gave_up=False,
                )
                for message in messages
                for hook in hooks
                if message.at >= hook.created_at and (not hook.topics or message.topic in hook.topics)
            )
            return len(messages)

    async def _next(self) -> _Due | None:
        """The next due delivery, leased to this worker."""
        query = (
            select(WebhookDelivery, Webhook)
            .join(Webhook, Webhook.id == WebhookDelivery.webhook_id)
            .where(WebhookDelivery.next_at <= self._now(), WebhookDelivery.gave_up.is_(False))
            .where(Webhook.disabled.is_(False))
            .order_by(WebhookDelivery.next_at, WebhookDelivery.message_id)
            .limit(1)
            .with_for_update(of=WebhookDelivery, skip_locked=True)
        )
        async with self._database.write() as session:
            found = (await session.execute(query)).first()
            if found is None:
                return None
            delivery, hook = found
            delivery.next_at = self._now() + LEASE
            secret = keys_of(session).open(hook.secret_sealed, f"webhook:{hook.id}")
            return _Due(webhook=hook.id, message=delivery.message_id, url=hook.url, secret=secret, body=_body(delivery))

    async def _send(self, due: _Due) -> bool:
        headers = {
            "Content-Type": "application/json",
            "X-Hotline-Delivery": f"{due.webhook}-{due.message}",
            "X-Hotline-Signature": signature(due.secret, due.body, self._now()),
        }
        try:
            status = await self._post(due.url, due.body, headers)
        except (OSError, TimeoutError) as error:
            log.info("a webhook was not reached", action="webhook-missed", error=type(error).__name__)
            status = 0
        arrived = 200 <= status < 300
        async with self._database.write() as session:
            if arrived:
                gone = delete(WebhookDelivery).where(WebhookDelivery.webhook_id == due.webhook)
                await session.execute(gone.where(WebhookDelivery.message_id == due.message))
            else:
                await self._again(session, due, status)
        return arrived

    async def _again(self, session: AsyncSession, due: _Due, status: int) -> None:
        row = await session.get(WebhookDelivery, (due.webhook, due.message), with_for_update=True)
        if row is None:
            return
        row.attempts += 1
        row.next_at = self._now() + FIRST_WAIT * 2 ** (row.attempts - 1)
        row.gave_up = row.attempts >= ATTEMPTS
        if row.gave_up:
            details = {"message": due.message, "topic": row.topic, "status": status}
            subject = f"webhook:{due.webhook}"
            await audit.append(
                session, at=self._now(), actor=audit.SYSTEM, action="webhook-gave-up", subject=subject, details=details
            )


def _body(delivery: WebhookDelivery) -> bytes:
    shape = {
        "id": delivery.message_id,
        "topic": delivery.topic,
        "at": delivery.at.isoformat(),
        "data": delivery.payload,
    }
    return json.dumps(shape, ensure_ascii=False, separators=(",", ":")).encode()

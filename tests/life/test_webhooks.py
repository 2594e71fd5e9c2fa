"""Webhooks: signed, once for each receiver when all goes well, again when it does not, given up in the end."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from store.engine import Database
from store.tables.webhook import WebhookDelivery
from tests.life.casework import House, rules
from ticketing.casework.webhooks import ATTEMPTS, BadWebhook, WebhookSender, sign_up

SECRET = "a secret of twenty letters"


class Receiver:
    """Whoever is told."""

    def __init__(self) -> None:
        self.status = 200
        self.got: list[tuple[str, bytes, Mapping[str, str]]] = []

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        await asyncio.sleep(0)
        if self.status == 0:
            raise ConnectionRefusedError
        self.got.append((url, body, headers))
        return self.status

    @property
    def topics(self) -> list[str]:
        return [json.loads(body)["topic"] for _, body, _ in self.got]


async def signed_up(database: Database, *topics: str) -> tuple[House, Receiver, WebhookSender]:
    house, receiver = House(database, rules("anhui-12385")), Receiver()
    async with database.write() as session:
        await sign_up(session, url="https://example.org/in", secret=SECRET, topics=topics, actor="zhou", now=house.now)
    return house, receiver, WebhookSender(database, receiver.post, now=lambda: house.now)


async def test_a_change_arrives_once_signed_and_without_personal_data(database: Database) -> None:
    house, receiver, sender = await signed_up(database, "ticket-changed")
    number = await house.ticket()
    assert await sender.tick() == 3  # made, written, registered
    assert await sender.tick() == 0
    url, body, headers = receiver.got[-1]
    assert url == "https://example.org/in" and json.loads(body)["data"]["number"] == number
    assert "13800138000" not in body.decode() and "张三" not in body.decode()
    moment, digest = (part.split("=", 1)[1] for part in headers["X-Hotline-Signature"].split(","))
    assert hmac.new(SECRET.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest() == digest
    assert len({headers["X-Hotline-Delivery"] for _, _, headers in receiver.got}) == 3


async def test_only_the_topics_asked_for_arrive(database: Database) -> None:
    house, receiver, sender = await signed_up(database, "ticket-time")
    await house.transferred()
    await house.tick("2026-10-20 09:00")
    await sender.tick()
    assert receiver.topics == ["ticket-time"]


async def test_what_is_refused_comes_again_later_under_the_same_id_until_it_is_given_up(database: Database) -> None:
    house, receiver, sender = await signed_up(database, "ticket-time")
    await house.transferred()
    await house.tick("2026-10-20 09:00")
    receiver.status = 503
    for _ in range(ATTEMPTS + 3):
        await sender.tick()
        await sender.tick()
        house.now += timedelta(hours=6)
    assert len(receiver.got) == ATTEMPTS
    assert len({headers["X-Hotline-Delivery"] for _, _, headers in receiver.got}) == 1
    assert len(await house.audited("webhook-gave-up")) == 1


async def test_a_receiver_that_is_away_gets_it_when_it_is_back(database: Database) -> None:
    house, receiver, sender = await signed_up(database, "ticket-time")
    await house.transferred()
    await house.tick("2026-10-20 09:00")
    receiver.status = 0
    assert await sender.tick() == 0
    receiver.status = 204
    assert await sender.tick() == 0, "not before its time"
    house.now += timedelta(seconds=6)
    assert await sender.tick() == 1
    async with database.read() as session:
        assert await session.scalar(select(func.count()).select_from(WebhookDelivery)) == 0


async def test_two_senders_share_the_work(database: Database) -> None:
    house, receiver, sender = await signed_up(database, "ticket-changed")
    other = WebhookSender(database, receiver.post, now=lambda: house.now)
    await house.ticket()
    assert sum(await asyncio.gather(sender.tick(), other.tick())) <= 3
    await sender.tick()
    assert len(receiver.got) == 3


@pytest.mark.parametrize("url", ["ftp://example.org", "https://", "example.org"])
async def test_an_address_that_cannot_be_is_refused(database: Database, url: str) -> None:
    house = House(database, rules("anhui-12385"))
    with pytest.raises(BadWebhook):
        async with database.write() as session:
            await sign_up(session, url=url, secret=SECRET, topics=(), actor="zhou", now=house.now)

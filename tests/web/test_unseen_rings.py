"""A desk telephone that rings with no browser beside it: the draft is there before anybody answers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from store.engine import Database
from store.tables.ticket import Ticket
from tests.web.house import House, a_site, open_house
from tests.web.test_seats import ready, signed_in_with_phone
from web.site_view import SiteView


def with_desk_phones() -> SiteView:
    """The site, with ordinary telephones at Hefei's seats."""
    site = a_site()
    hefei = site.plan.offices["hefei"]
    seats = tuple(replace(seat, desk_phone=True) for seat in hefei.seats)
    offices = {**site.plan.offices, "hefei": replace(hefei, seats=seats)}
    return replace(site, plan=replace(site.plan, offices=offices))


@pytest.fixture
async def house(desk_database: Database, tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(desk_database, tmp_path, site=with_desk_phones()) as house:
        yield house


async def drafts(house: House) -> list[tuple[str | None, str | None, str]]:
    async with house.database.read() as session:
        return [(one.origin_call_id, one.office, one.created_by) for one in await session.scalars(select(Ticket))]


async def until_drafted(house: House) -> None:
    for _ in range(500):
        if await drafts(house):
            return
    raise AssertionError("no draft")


def rings(house: House) -> str:
    """A call that rings at the first seat."""
    call = house.world.arrive("05511234567", "055112385")
    house.world.join(call, "hefei")
    house.world.ring(call, "hefei-01")
    return call


async def test_a_desk_telephone_without_a_browser_has_its_draft_while_it_rings(house: House) -> None:
    await ready(await signed_in_with_phone(house))
    call = rings(house)
    await until_drafted(house)
    assert await drafts(house) == [(call, "hefei", "system")]
    assert house.desk.shape("hefei-01")["state"] == "ringing"


async def test_where_a_browser_shows_the_pop_nobody_else_makes_a_draft(house: House) -> None:
    person = await signed_in_with_phone(house)
    async with person.live() as live:
        await ready(person)
        call = rings(house)
        await live.until("pop")
    assert house.desk.unseen_rings.empty()
    assert await drafts(house) == [(call, "hefei", "agent")]

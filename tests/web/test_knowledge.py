"""The knowledge base at the desk: everybody who works on tickets finds what was released, nobody else anything."""

from __future__ import annotations

from tests.web.house import House
from ticketing.casework import knowledge_base as base
from ticketing.casework.knowledge_base import Wording
from workdays.calendar import Calendar


async def an_entry(house: House, title: str, *, released: bool = True) -> str:
    now = house.clock.now()
    async with house.database.write() as session:
        wording = Wording(
            title=title, answer="带残疾人证到街道残联申请。", basis="皖残联〔2020〕1号", provider="康复部"
        )
        entry = await base.write(session, wording, packs=(), calendar=Calendar(), actor="li", now=now)
        for reader in ("wang", "zhao"):
            await base.read_by(session, entry.id, by=reader, note="", now=now)
        if released:
            await base.release(session, entry.id, packs=(), actor="wang", now=now)
    return entry.id


async def test_agents_and_units_find_what_was_released(house: House) -> None:
    entry = await an_entry(house, "轮椅补贴怎么申请")
    await an_entry(house, "轮椅还没有发布", released=False)
    for name in ("agent", "unit", "leader", "boss", "archivist"):
        answer = await (await house.person(name)).get("/api/v1/knowledge?q=轮椅 街道")
        assert [(one["id"], one["provider"], one["stale"]) for one in answer.body["items"]] == [
            (entry, "康复部", False)
        ]
    assert (await (await house.person("agent")).get("/api/v1/knowledge?q=盲杖")).body["items"] == []


async def test_strangers_find_nothing(house: House) -> None:
    assert (await (await house.person()).get("/api/v1/knowledge?q=轮椅")).status == 401


async def test_overlong_words_are_refused(house: House) -> None:
    answer = await (await house.person("agent")).get(f"/api/v1/knowledge?q={'轮' * 101}")
    assert answer.status == 422

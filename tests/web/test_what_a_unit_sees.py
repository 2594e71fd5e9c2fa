"""A handling unit (承办单位) sees what was transferred to it or what it handles too, by no way anything else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from store.engine import Database
from store.users import Role, bind_unit, named
from tests.web.house import Clock as StandingClock
from tests.web.house import House, Person, a_site, add_users, open_house
from tests.web.test_ticket_life import move, registered
from web.permissions import GRANTS, ROUTES, Permission

OURS, THEIRS = "蜀山区残联", "合肥市民政局"
BODIES = {
    "/api/v1/tickets/{number}/moves": {"version": 1, "move": "sign"},
    "/api/v1/tickets/{number}/look": {"reason": "核对联系方式"},
    "/api/v1/persons/{id}/look": {"reason": "核对联系方式"},
    "/api/v1/persons/{id}/merge": {"version": 1, "into": "nobody"},
}


@pytest.fixture
async def both(database: Database, tmp_path: Path) -> AsyncIterator[House]:
    """The desk on each of the databases."""
    await add_users(database, StandingClock().now())
    async with open_house(database, tmp_path) as house:
        yield house


async def transferred(house: House, agent: Person, **note: str) -> str:
    """A ticket of Hefei that a unit has."""
    number = str((await registered(house, agent))["number"])
    await move(agent, number, "accept")
    assert (await move(agent, number, "transfer", note={"unit": OURS, **note})).status == 200
    return number


async def listed(person: Person, query: str = "") -> list[str]:
    found = (await person.get(f"/api/v1/tickets{query}")).body["items"]
    return [line["number"] for line in found]


async def test_a_ticket_of_another_unit_is_in_no_list_and_behind_no_path(both: House) -> None:
    agent, ours, theirs = [await both.person(name) for name in ("agent", "unit", "other-unit")]
    number = await transferred(both, agent)
    ticket = (await agent.get(f"/api/v1/tickets/{number}")).body
    file = await attached(agent, number)
    words = [number, "坡道", "坡", "张三", str(ticket["caller"]["number"] or "")]
    queries = ["", "?sort=due", "?state=transferred", "?office=hefei", "?due_before=2027-01-01T00:00:00%2B08:00"]
    for query in (*queries, *(f"?q={quote(word)}" for word in words), *(f"?sort=due&q={quote(w)}" for w in words)):
        assert number in await listed(ours, query) or "13" in query, query
        assert await listed(theirs, query) == [], query
    own = {"{number}": number, "/attachments/{id}": f"/attachments/{file}", "{id}": str(ticket["person"])}
    none = {"{number}": "341126111099999", "/attachments/{id}": "/attachments/none", "{id}": "none"}
    tried = 0
    for (method, path), permission in ROUTES.items():
        if permission not in GRANTS[Role.UNIT] or "{" not in path or permission is Permission.PUBLIC:
            continue
        said = [await tell(theirs, method, path, names) for names in (own, none)]
        assert said[0] == said[1] and said[0][0] == 404, (method, path, said)
        tried += 1
    assert tried >= 13


async def tell(person: Person, method: str, path: str, names: dict[str, str]) -> tuple[int, bytes]:
    """What is answered about a thing: the same for one that is not there."""
    known = path
    for name, value in names.items():
        known = known.replace(name, value)
    answer = await person.ask(method, known, BODIES.get(path, {}) if method != "GET" else None)
    return answer.status, answer.raw


async def attached(person: Person, number: str) -> str:
    sent = {"X-CSRF-Token": person.csrf, "X-File-Name": "a.pdf"}
    path = f"/api/v1/tickets/{number}/attachments"
    content = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"
    async with person.browser.post(path, data=content, headers=sent) as answer:
        assert answer.status == 201
        return str((await answer.json())["id"])


async def test_neither_lots_of_moves_nor_links_nor_the_person_tell_of_it(both: House) -> None:
    agent, ours, theirs = [await both.person(name) for name in ("agent", "unit", "other-unit")]
    number = await transferred(both, agent)
    version = (await agent.get(f"/api/v1/tickets/{number}")).body["version"]
    second = (await agent.post(f"/api/v1/tickets/{number}/split", {"version": version})).body
    changed = {"version": second["version"], "situation": "另一件事", "nature": "request"}
    version = (await agent.patch(f"/api/v1/tickets/{second['number']}", changed)).body["version"]
    await agent.post(f"/api/v1/tickets/{second['number']}/save", {"version": version})
    await move(agent, second["number"], "accept")
    await move(agent, second["number"], "transfer", note={"unit": THEIRS})

    lot = [{"ticket": one, "version": 1, "move": "sign"} for one in (number, "341126111099999")]
    (foreign, absent) = (await theirs.post("/api/v1/tickets/moves", {"moves": lot})).body["items"]
    assert {**foreign, "ticket": ""} == {**absent, "ticket": ""} and foreign["error"]["code"] == "not-found"
    assert (await theirs.get(f"/api/v1/tickets/{second['number']}/links")).body["items"] == []
    assert len((await agent.get(f"/api/v1/tickets/{second['number']}/links")).body["items"]) == 1
    person = (await agent.get(f"/api/v1/tickets/{number}")).body["person"]
    shown = (await theirs.get(f"/api/v1/persons/{person}")).body
    assert (shown["tickets"], shown["perhaps_the_same"]) == ([second["number"]], [])
    assert (await ours.get(f"/api/v1/persons/{person}")).body["tickets"] == [number]


async def test_a_units_live_stream_tells_of_nobodys_calls_and_tickets(both: House) -> None:
    agent, theirs = await both.person("agent"), await both.person("other-unit")
    async with theirs.live() as live:
        hello = await live.until("hello")
        assert (hello["seat"], hello["board"]) == (None, None)
        await transferred(both, agent)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await live.socket.receive_json()


async def test_a_unit_that_handles_it_too_sees_it_beside_the_lead(both: House) -> None:
    agent, ours, theirs = [await both.person(name) for name in ("agent", "unit", "other-unit")]
    number = await transferred(both, agent)
    mine = await transferred_second(both, agent, THEIRS)
    assert await listed(theirs) == [mine]
    assert (await move(agent, number, "add-unit", note={"unit": " 合肥市 民政局"})).status == 200
    assert set(await listed(theirs, "?sort=due")) == {number, mine}
    assert set(await listed(theirs, f"?q={quote('坡道')}")) == {number, mine}
    assert await listed(theirs, f"?q={number}") == [number]
    assert await listed(ours) == [number]
    assert (await theirs.get(f"/api/v1/tickets/{number}/timeline")).status == 200


async def transferred_second(house: House, agent: Person, unit: str) -> str:
    """One by hand: the seat's call has its ticket."""
    made = (await agent.post("/api/v1/tickets", {"channel": "sms"})).body
    path = f"/api/v1/tickets/{made['number']}"
    changed = await agent.patch(path, {"version": made["version"], "situation": "坡道太陡", "nature": "request"})
    await agent.post(f"{path}/save", {"version": changed.body["version"]})
    await move(agent, made["number"], "accept")
    assert (await move(agent, made["number"], "transfer", note={"unit": unit})).status == 200
    return str(made["number"])


@pytest.fixture
async def returning(database: Database, tmp_path: Path) -> AsyncIterator[House]:
    """The same under a regulation by which tickets can be returned."""
    await add_users(database, StandingClock().now())
    async with open_house(database, tmp_path, site=replace(a_site(), regulation="anhui-12345")) as house:
        yield house


async def test_what_a_unit_gave_back_or_what_is_opened_again_is_its_no_more(returning: House) -> None:
    agent, chief, ours, theirs, leader = [
        await returning.person(name) for name in ("agent", "chief", "unit", "other-unit", "leader")
    ]
    number = await transferred(returning, agent, grade="一般")
    await move(agent, number, "add-unit", note={"unit": THEIRS})
    asked = await move(ours, number, "ask-return", note={"reason": "不属本单位职责", "basis": "三定方案"})
    assert asked.body["state"] == "return-asked" and await listed(ours) == [number]
    await move(chief, number, "grant-return", note={"reason": "属实"})
    assert (await listed(ours), await listed(theirs)) == ([], [number])
    await move(agent, number, "transfer", note={"unit": THEIRS, "grade": "一般"})
    assert await listed(theirs) == [number], "lead and helper in one: once"
    assert (await ours.get(f"/api/v1/tickets/{number}")).code == "not-found"
    for who, name, note in (
        (theirs, "sign", {}), (theirs, "contact", {}), (leader, "sign-off", {"signed_by": "分管负责人"}),
        (theirs, "reply", {"text": "已修好"}), (agent, "conclude", {"condition": "signed-and-replied"}),
    ):  # fmt: skip
        done = await move(who, number, name, note=note)
        assert done.status == 200, done.body
    await move(chief, number, "reopen", note={"reason": "又被占用"})
    await move(agent, number, "accept")
    assert (await move(agent, number, "transfer", note={"unit": OURS, "grade": "一般"})).status == 200
    assert (await listed(ours), await listed(theirs)) == ([number], [])


async def test_a_sign_in_that_speaks_for_no_unit_sees_nothing(both: House) -> None:
    agent, ours = await both.person("agent"), await both.person("unit")
    number = await transferred(both, agent)
    async with both.database.write() as session:
        user = await named(session, "unit")
        await bind_unit(session, user.id, "　", now=both.clock.now(), actor="test")
    assert await listed(ours) == [] and await listed(ours, f"?q={number}") == []
    assert (await ours.get(f"/api/v1/tickets/{number}")).status == 404


async def test_who_transfers_is_told_which_units_sign_in(house: House) -> None:
    agent = await house.person("agent")
    number = (await registered(house, agent))["number"]
    await move(agent, number, "accept")
    offers = (await agent.get(f"/api/v1/tickets/{number}/moves")).body["offers"]
    needs = next(offer["needs"] for offer in offers if offer["move"] == "transfer")
    assert next(need["known"] for need in needs if need["name"] == "unit") == {OURS: ["hefei"], THEIRS: ["hefei"]}
    assert all(need["known"] == {} for need in needs if need["name"] != "unit")

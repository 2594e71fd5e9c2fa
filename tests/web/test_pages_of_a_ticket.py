"""Steps, links and files of a ticket come in pages; a page that is the last one says so."""

from __future__ import annotations

from tests.web.house import House
from tests.web.test_ticket_life import move, registered


async def test_the_steps_come_page_by_page_and_none_twice(house: House) -> None:
    person = await house.person("agent")
    number = (await registered(house, person))["number"]
    await move(person, number, "accept")
    await move(person, number, "transfer", note={"unit": "蜀山区残联"})
    path = f"/api/v1/tickets/{number}/timeline"
    whole = (await person.get(path)).body
    assert whole["next"] is None and len(whole["items"]) >= 4
    seen, cursor = [], "0"
    while cursor is not None:
        page = (await person.get(f"{path}?limit=2&cursor={cursor}")).body
        assert len(page["items"]) <= 2
        seen += page["items"]
        cursor = page["next"]
    assert seen == whole["items"]


async def test_links_come_page_by_page(house: House) -> None:
    person = await house.person("agent")
    number = (await registered(house, person))["number"]
    for _ in range(3):
        version = (await person.get(f"/api/v1/tickets/{number}")).body["version"]
        assert (await person.post(f"/api/v1/tickets/{number}/split", {"version": version})).status == 201
    first = (await person.get(f"/api/v1/tickets/{number}/links?limit=2")).body
    second = (await person.get(f"/api/v1/tickets/{number}/links?limit=2&cursor={first['next']}")).body
    assert (len(first["items"]), len(second["items"]), second["next"]) == (2, 1, None)


async def test_a_cursor_that_is_none_and_a_limit_that_is_too_large_are_refused(house: House) -> None:
    person = await house.person("agent")
    number = (await registered(house, person))["number"]
    for what in ("timeline", "links", "attachments"):
        for query in ("cursor=abc", "limit=0", "limit=501"):
            answer = await person.get(f"/api/v1/tickets/{number}/{what}?{query}")
            assert (answer.status, answer.code) == (422, "invalid-field"), (what, query)

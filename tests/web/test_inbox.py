"""The inbox: by office, state and due time; what is overdue stands first."""

from __future__ import annotations

from urllib.parse import quote

from tests.web.house import House
from tests.web.test_ticket_life import move, registered


async def test_due_tickets_come_first_and_those_without_a_clock_not_at_all(house: House) -> None:
    person = await house.person("agent")
    numbers = []
    for _ in range(3):
        ticket = await registered(house, person)
        house.world.abandon(ticket["call_id"])
        await house.until(lambda gone=ticket["call_id"]: gone not in house.desk.board.calls)
        numbers.append(ticket["number"])
        house.clock.move(3600)
    idle, late, soon = numbers
    await move(person, late, "accept")
    house.clock.move(86_400 * 3)
    person = await house.person("agent")
    await move(person, soon, "accept")
    due = (await person.get("/api/v1/tickets?sort=due")).body["items"]
    assert [line["number"] for line in due] == [late, soon]
    assert due[0]["due_at"] < due[1]["due_at"]
    cut = quote(due[1]["due_at"])
    assert [line["number"] for line in (await person.get(f"/api/v1/tickets?due_before={cut}")).body["items"]] == [late]
    newest = (await person.get("/api/v1/tickets?sort=created")).body["items"]
    assert [line["number"] for line in newest] == [soon, late, idle] and newest[2]["due_at"] is None
    assert (await person.get("/api/v1/tickets?state=accepted&office=hefei&sort=due")).body["items"] == due


async def test_an_order_that_does_not_exist_and_a_time_without_a_zone_are_refused(house: House) -> None:
    person = await house.person("agent")
    assert (await person.get("/api/v1/tickets?sort=title")).code == "invalid-field"
    assert (await person.get("/api/v1/tickets?due_before=2026-11-23T10:00:00")).code == "invalid-field"

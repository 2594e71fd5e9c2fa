"""A caller need not say who they are: a stated reason stands in for a required field that may be withheld."""

from __future__ import annotations

from tests.web.house import House
from tests.web.test_calls_and_tickets import a_popped_ticket


async def test_a_reason_is_written_shown_and_cleared_by_the_value(house: House) -> None:
    person = await house.person("agent")
    ticket = await a_popped_ticket(house, person)
    path = f"/api/v1/tickets/{ticket['number']}"
    told = await person.patch(path, {"version": ticket["version"], "not_given.caller.id_number": "来电人不愿提供"})
    assert told.body["not_given"] == {"caller.id_number": "来电人不愿提供"}
    steps = (await person.get(f"{path}/timeline")).body["items"]
    assert steps[-1]["fields"] == ["not_given.caller.id_number"]
    given = await person.patch(path, {"version": told.body["version"], "caller.id_number": "11010519491231002X"})
    assert given.body["not_given"] == {}


async def test_no_reason_helps_where_the_field_is_not_the_callers_own(house: House) -> None:
    person = await house.person("agent")
    ticket = await a_popped_ticket(house, person)
    path = f"/api/v1/tickets/{ticket['number']}"
    for field in ("situation", "caller.nickname", "extra.x"):
        answer = await person.patch(path, {"version": ticket["version"], f"not_given.{field}": "不方便"})
        assert (answer.status, answer.body["error"]["place"]) == (422, f"not_given.{field}")

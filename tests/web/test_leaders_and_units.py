"""Leaders (领导) and handling units (承办单位) at their own sign-ins; what callers say is written down by the agent."""

from __future__ import annotations

import pytest

from store.users import Role
from tests.web.house import House
from tests.web.test_ticket_life import move, registered
from ticketing.states import TABLE, Actor, Move
from web.acting import ACTING
from web.permissions import Permission, may


async def test_a_unit_sees_a_ticket_once_it_is_transferred_signs_and_replies(house: House) -> None:
    person, unit = await house.person("agent"), await house.person("unit")
    number = (await registered(house, person))["number"]
    path = f"/api/v1/tickets/{number}"
    assert (await unit.get(path)).code == "not-found"
    assert (await unit.get("/api/v1/tickets")).body["items"] == []
    assert (await unit.get("/api/v1/tickets?state=open")).body["items"] == []
    await move(person, number, "accept")
    await move(person, number, "transfer", note={"unit": "蜀山区残联"})
    assert [line["number"] for line in (await unit.get("/api/v1/tickets")).body["items"]] == [number]
    assert (await unit.get(f"{path}/moves")).body["role"] == "unit"
    assert (await move(unit, number, "sign")).body["state"] == "signed"
    assert (await move(unit, number, "handle")).body["state"] == "handling"
    assert (await move(unit, number, "conclude")).code == "illegal-move"
    steps = (await person.get(f"{path}/timeline")).body["items"]
    assert [(step["move"], step["actor"], step["role"]) for step in steps][-2:] == [
        ("sign", "unit", "unit"),
        ("handle", "unit", "unit"),
    ]


async def test_a_unit_sees_neither_the_person_nor_the_title_of_a_ticket_that_is_not_transferred(house: House) -> None:
    person, unit = await house.person("agent"), await house.person("unit")
    number = (await registered(house, person))["number"]
    path = f"/api/v1/tickets/{number}"
    ticket = (await person.get(path)).body
    who = f"/api/v1/persons/{ticket['person']}"
    assert (await person.get(who)).status == 200
    assert (await unit.get(who)).status == 404
    assert (await unit.post(f"{who}/look", {"reason": "核对联系方式"})).status == 404
    await move(person, number, "accept")
    await move(person, number, "transfer", note={"unit": "蜀山区残联"})
    version = (await person.get(path)).body["version"]
    second = (await person.post(f"{path}/split", {"version": version})).body["number"]
    assert (await unit.get(who)).status == 200, "now one of the person's tickets is the unit's"
    assert (await unit.get(f"{path}/links")).body["items"] == [], "a draft is not the unit's"
    (shown,) = (await person.get(f"{path}/links")).body["items"]
    assert (shown["ticket"], shown["state"]) == (second, "draft")


async def test_a_ticket_that_is_transferred_to_another_office_is_in_its_inbox_and_not_in_ours(house: House) -> None:
    agent, unit, provincial = [await house.person(name) for name in ("agent", "unit", "provincial")]
    number = (await registered(house, agent))["number"]
    path = f"/api/v1/tickets/{number}"
    assert (await provincial.get(path)).code == "not-found"
    await move(agent, number, "accept")
    needs = {
        need["name"]: need
        for offer in (await agent.get(f"{path}/moves")).body["offers"]
        if offer["move"] == "transfer"
        for need in offer["needs"]
    }
    assert "anhui" in [option["id"] for option in needs["office"]["options"]]
    assert "hefei" not in [option["id"] for option in needs["office"]["options"]]
    await move(agent, number, "transfer", note={"unit": "省残联维权部", "office": "anhui"})
    assert [line["number"] for line in (await provincial.get("/api/v1/tickets")).body["items"]] == [number]
    assert (await unit.get("/api/v1/tickets")).body["items"] == []
    assert (await unit.get(path)).code == "not-found", "nor by its number"
    chief = await house.person("chief")
    assert (await chief.get(path)).body["office"] == "anhui", "the office that took the call still sees it"
    assert (await chief.get("/api/v1/tickets")).body["items"] == [], "but has it no more"


async def test_a_leader_decides_on_an_extension_and_writes_no_fields(house: House) -> None:
    person, leader = await house.person("agent"), await house.person("leader")
    number = (await registered(house, person))["number"]
    await move(person, number, "accept")
    await move(person, number, "transfer", note={"unit": "蜀山区残联"})
    await move(person, number, "ask-extension", note={"reason": "需上门核实"})
    standing = (await leader.get(f"/api/v1/tickets/{number}/moves")).body
    offers = {offer["move"]: offer for offer in standing["offers"]}
    assert standing["may_act_as"] == ["leader"] and offers["grant-extension"]["bars"] == []
    needs = {need["name"]: need for need in offers["grant-extension"]["needs"]}
    note = {name: ",".join(o["id"] for o in need["options"]) for name, need in needs.items() if need["all_of"]}
    note |= {"told": "yes"} if "told" in needs else {}
    assert (await move(leader, number, "grant-extension", note=note)).status == 200
    version = (await leader.get(f"/api/v1/tickets/{number}")).body["version"]
    assert (await leader.patch(f"/api/v1/tickets/{number}", {"version": version, "title": "改"})).code == "forbidden"


async def test_what_a_caller_does_is_written_down_by_the_agent_and_shown_so(house: House) -> None:
    person = await house.person("agent")
    number = (await registered(house, person))["number"]
    assert (await move(person, number, "urge", **{"as": "caller"})).status == 200
    step = (await person.get(f"/api/v1/tickets/{number}/timeline")).body["items"][-1]
    assert (step["move"], step["actor"], step["role"]) == ("urge", "agent", "caller")


@pytest.mark.parametrize("step", [one for one in Move if TABLE[one].actors != {Actor.SYSTEM, Actor.ADMIN}])
def test_every_move_that_is_not_times_alone_can_be_made_by_somebody_in_the_desk(step: Move) -> None:
    hands = {
        role for role, actors in ACTING.items() if may(role, Permission.MOVE_TICKETS) and TABLE[step].actors & {*actors}
    }
    assert hands


def test_every_role_acts_as_itself_first() -> None:
    assert {role: actors[0].value for role, actors in ACTING.items()} == {role: role.value for role in Role}

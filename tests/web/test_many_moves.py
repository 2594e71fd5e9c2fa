"""Many moves over HTTP in one request: each judged and answered by itself, with the rights of whoever asks."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.web.house import Answer, House, Person
from tests.web.test_calls_and_tickets import a_popped_ticket
from tests.web.test_ticket_life import registered
from web.life_shapes import MOST_MOVES

PATH = "/api/v1/tickets/moves"


async def post(person: Person, *moves: dict[str, Any]) -> list[dict[str, Any]]:
    answer = await person.post(PATH, {"moves": list(moves)})
    assert answer.status == 200, answer.body
    return list(answer.body["items"])


def wish(ticket: dict[str, Any], move: str, later: int = 0, **more: Any) -> dict[str, Any]:
    return {"ticket": ticket["number"], "version": ticket["version"] + later, "move": move, **more}


async def state(person: Person, ticket: dict[str, Any]) -> str:
    return str((await person.get(f"/api/v1/tickets/{ticket['number']}")).body["state"])


async def test_each_is_done_refused_with_its_reason_or_a_conflict_and_none_spoils_the_others(house: House) -> None:
    person = await house.person("agent")
    first, second = await registered(house, person), await registered(house, person)
    unit = {"note": {"unit": "蜀山区残联"}}
    items = await post(
        person,
        wish(first, "accept"),
        wish(first, "transfer", 1, **unit),
        wish(second, "accept", -1),
        wish(second, "grant-extension"),
        wish(second, "accept", note={"why": "…"}),
        wish(second, "archive"),
        wish(second, "accept"),
        wish(second, "join", 1, note={"other": first["number"]}),
        wish(second, "grant-extension", 1, **{"as": "supervisor"}),
        {"ticket": "260000000000000", "version": 1, "move": "accept"},
    )
    assert [item["result"] for item in items] == [
        "done", "done", "conflict", "refused", "refused", "refused", "done", "refused", "refused", "refused",
    ]  # fmt: skip
    codes = [item["error"] and item["error"]["code"] for item in items]
    assert codes == [
        None, None, "version-conflict", "illegal-move", "invalid-field", "illegal-move", None, "invalid-field",
        "forbidden", "not-found",
    ]  # fmt: skip
    assert (items[1]["state"], items[1]["version"]) == ("transferred", first["version"] + 2)
    assert (items[2]["version"], items[4]["error"]["place"]) == (second["version"], "note.why")
    assert all(item["error"]["message"] for item in items if item["error"])
    assert (await state(person, first), await state(person, second)) == ("transferred", "accepted")


async def test_what_the_regulation_bars_is_refused_with_its_article_or_the_missing_fields(house: House) -> None:
    chief, agent = await house.person("chief"), await house.person("agent")
    ticket, draft = await registered(house, agent), await a_popped_ticket(house, agent)
    barred, incomplete = await post(chief, wish(ticket, "accept", key="a"), wish(ticket, "grant-extension", 1))
    assert barred["result"] == "done"
    assert (incomplete["error"]["code"], incomplete["bars"][0]["code"]) == ("barred-move", "nothing-asked")
    (item,) = await post(agent, wish(draft, "register"))
    assert item["error"]["code"] == "field-required"
    assert "situation" in [field["place"] for field in item["error"]["fields"]]


async def test_roles_and_sight_are_those_of_a_single_move(house: House) -> None:
    agent, unit, other = await house.person("agent"), await house.person("unit"), await house.person("provincial")
    ticket = await registered(house, agent)
    for person in (unit, other):  # not transferred yet; another office's
        (item,) = await post(person, wish(ticket, "accept"))
        assert item["error"]["code"] == "not-found"
    await post(agent, wish(ticket, "accept"), wish(ticket, "transfer", 1, note={"unit": "蜀山区残联"}))
    (item,) = await post(unit, wish(ticket, "sign", 2))
    assert item["result"] == "done"
    steps = (await agent.get(f"/api/v1/tickets/{ticket['number']}/timeline")).body["items"]
    assert (steps[-1]["actor"], steps[-1]["role"]) == ("unit", "unit")
    admin = await (await house.person("admin")).post(PATH, {"moves": [wish(ticket, "handle", 3)]})
    assert (admin.status, admin.body["error"]["code"]) == (403, "forbidden")


async def test_a_list_that_is_sent_again_is_answered_the_same_and_done_once(house: House) -> None:
    person = await house.person("agent")
    tickets = [await registered(house, person) for _ in range(3)]
    moves = [wish(ticket, "accept", key=f"k{count}") for count, ticket in enumerate(tickets)]
    first, second = await asyncio.gather(post(person, *moves), post(person, *moves))
    assert first == second
    assert await post(person, *moves, moves[0]) == [*first, first[0]]
    (single,) = [
        await person.ask("POST", f"/api/v1/tickets/{tickets[0]['number']}/moves", {
            "version": tickets[0]["version"], "move": "accept",
        }, **{"Idempotency-Key": "k0"})
    ]  # fmt: skip
    assert (single.status, single.body["version"]) == (200, first[0]["version"])
    (reused,) = await post(person, wish(tickets[1], "refuse", key="k0"))
    assert reused["error"]["code"] == "idempotency-key-reused"


async def test_answers_name_no_person(house: House) -> None:
    person = await house.person("agent")
    ticket = await registered(house, person, **{"caller.name": "欧阳张三丰"})
    answer = await person.post(PATH, {"moves": [wish(ticket, "accept"), wish(ticket, "accept"), wish(ticket, "sign")]})
    assert "欧阳" not in str(answer.body) and "138" not in str(answer.body)


async def refused(person: Person, body: dict[str, Any]) -> tuple[int, Answer]:
    answer = await person.post(PATH, body)
    return answer.status, answer


async def test_a_list_that_is_too_long_too_large_or_empty_is_refused_as_a_whole(house: House) -> None:
    person = await house.person("agent")
    ticket = await registered(house, person)
    status, answer = await refused(person, {"moves": [wish(ticket, "accept")] * (MOST_MOVES + 1)})
    assert (status, answer.body["error"]["place"]) == (422, "moves")
    assert str(MOST_MOVES) in answer.body["error"]["fields"][0]["message"]
    assert (await refused(person, {"moves": []}))[0] == 422
    large = [wish(ticket, "accept", note={"reason": "长" * 4_000})] * 100
    status, answer = await refused(person, {"moves": large})
    assert (status, answer.body["error"]["code"]) == (413, "too-large")
    assert await state(person, ticket) == "open"

"""The life of a ticket over HTTP: moves with what they need, clocks that explain themselves, the timeline, people."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import quote

from sqlalchemy import select, update

from store.tables.audit import AuditEntry
from store.tables.user import User
from tests.web.house import Answer, House, Person
from tests.web.test_calls_and_tickets import a_popped_ticket
from ticketing.life.labels import LABELS

CARD = "11010519491231002X12"


async def registered(house: House, person: Person, **fields: str) -> dict[str, Any]:
    """A registered ticket."""
    draft = await a_popped_ticket(house, person)
    path = f"/api/v1/tickets/{draft['number']}"
    filled = {"situation": "坡道被占用", "caller.name": "张三", "nature": "request", **fields}
    changed = (await person.patch(path, {"version": draft["version"], **filled})).body
    saved = await person.post(f"{path}/save", {"version": changed["version"]})
    assert saved.status == 200
    return dict(saved.body)


async def move(person: Person, number: str, name: str, *, key: str | None = None, **body: Any) -> Answer:
    """Make a move at the present version."""
    path = f"/api/v1/tickets/{number}"
    version = (await person.get(path)).body["version"]
    sent = {"version": version, "move": name, **body}
    return await person.ask("POST", f"{path}/moves", sent, **({"Idempotency-Key": key} if key else {}))


async def test_the_moves_of_a_role_come_with_what_each_needs(house: House) -> None:
    person = await house.person("agent")
    ticket = await registered(house, person)
    standing = (await person.get(f"/api/v1/tickets/{ticket['number']}/moves")).body
    assert (standing["role"], standing["state"], standing["regulation"]) == ("agent", "open", "anhui-12385")
    offers = {offer["move"]: offer for offer in standing["offers"]}
    assert {"accept", "refuse", "answer-at-once", "urge"} <= set(offers)
    ground = offers["refuse"]["needs"][0]
    assert ground["name"] == "ground" and ground["options"][0]["article"] == "9(一)" and ground["options"][0]["advice"]
    assert "supervise" not in offers


async def test_a_ticket_is_accepted_transferred_and_its_clock_explains_itself(house: House) -> None:
    person = await house.person("agent")
    number = (await registered(house, person))["number"]
    assert (await move(person, number, "accept")).body["state"] == "accepted"
    assert (await move(person, number, "transfer", note={"unit": "蜀山区残联"})).body["state"] == "transferred"
    clocks = (await person.get(f"/api/v1/tickets/{number}/clocks")).body["items"]
    conclude = next(clock for clock in clocks if clock["clock"] == "conclude")
    assert (conclude["article"], conclude["limit"], conclude["unit"]) == ("9(三)", 20, "WD")
    assert len(conclude["counted"]) == 20 and conclude["due"] and conclude["explanation"]
    assert all(day["why"] for day in conclude["skipped"])
    steps = (await person.get(f"/api/v1/tickets/{number}/timeline")).body["items"]
    assert [step["move"] for step in steps if step["move"]] == ["register", "accept", "transfer"]
    assert steps[-1]["note"] == {"unit": "蜀山区残联"} and steps[-1]["label"]["zh"] == "转办"


async def test_a_missing_value_an_illegal_and_a_barred_move_each_say_what_to_do(house: House) -> None:
    person, chief = await house.person("agent"), await house.person("chief")
    number = (await registered(house, person))["number"]
    missing = await move(person, number, "refuse", note={"told": "yes"})
    assert (missing.status, missing.code, missing.body["error"]["place"]) == (422, "invalid-field", "note.ground")
    illegal = await move(person, number, "conclude")
    assert (illegal.status, illegal.code) == (409, "illegal-move")
    assert "受理 (accept)" in illegal.body["error"]["mend"]
    await move(person, number, "accept")
    barred = await move(chief, number, "grant-extension")
    assert (barred.status, barred.code) == (409, "barred-move")
    (bar,) = barred.body["bars"]
    assert (bar["code"], bar["text"], bar["article"]) == ("nothing-asked", "没有待批的延期申请", "")
    assert bar["label"]["ko"] and bar["label"]["en"]
    assert "没有待批的延期申请" in barred.body["error"]["message"]


async def test_an_old_version_is_a_conflict_with_the_ticket_as_it_is(house: House) -> None:
    person = await house.person("agent")
    ticket = await registered(house, person)
    body = {"version": ticket["version"] - 1, "move": "accept"}
    answer = await person.post(f"/api/v1/tickets/{ticket['number']}/moves", body)
    assert (answer.status, answer.code) == (409, "version-conflict")
    assert answer.body["ticket"]["version"] == ticket["version"]


async def test_the_same_request_twice_is_done_once_and_another_one_under_its_key_is_refused(house: House) -> None:
    person = await house.person("agent")
    ticket = await registered(house, person)
    path = f"/api/v1/tickets/{ticket['number']}/moves"
    body = {"version": ticket["version"], "move": "accept"}
    both = await asyncio.gather(*(person.ask("POST", path, body, **{"Idempotency-Key": "k1"}) for _ in range(3)))
    assert [answer.status for answer in both] == [200, 200, 200]
    assert {answer.body["version"] for answer in both} == {ticket["version"] + 1}
    other = await person.ask("POST", path, {**body, "move": "refuse"}, **{"Idempotency-Key": "k1"})
    assert (other.status, other.code) == (409, "idempotency-key-reused")


async def test_a_seat_writes_down_what_callers_and_units_say_and_a_leaders_word_only_a_supervisor(house: House) -> None:
    person, chief = await house.person("agent"), await house.person("chief")
    number = (await registered(house, person))["number"]
    await move(person, number, "accept")
    await move(person, number, "transfer", note={"unit": "蜀山区残联"})
    assert (await move(person, number, "sign", **{"as": "unit"})).status == 200
    assert (await move(person, number, "sign-off", **{"as": "leader"})).code == "forbidden"
    assert (await move(chief, number, "sign-off", **{"as": "leader"})).code == "barred-move"
    archivist = await house.person("archivist")
    assert (await move(archivist, number, "urge")).code == "illegal-move"


async def test_another_offices_ticket_is_not_found(house: House) -> None:
    person, stranger = await house.person("agent"), await house.person("provincial")
    number = (await registered(house, person))["number"]
    for part in ("moves", "clocks", "timeline"):
        assert (await stranger.get(f"/api/v1/tickets/{number}/{part}")).code == "not-found"


async def person_id(house: House, number: str) -> str:
    found = await house.deps.casework.person_of(number)
    assert found is not None
    return found


async def test_a_person_is_masked_until_somebody_says_why_and_the_look_is_logged(house: House) -> None:
    person = await house.person("agent")
    number = (await registered(house, person, **{"caller.id_number": CARD, "caller.sex": "男"}))["number"]
    path = f"/api/v1/persons/{await person_id(house, number)}"
    masked = (await person.get(path)).body
    assert masked["masked"] and masked["fields"]["id_number"] == "11" + "*" * 18 and masked["flaws"] == []
    assert masked["tickets"] == [number] and "1949-12-31" not in str(masked)
    assert (await person.post(f"{path}/look", {"reason": " "})).status == 422
    opened = (await person.post(f"{path}/look", {"reason": "核对残疾类别"})).body
    assert opened["fields"]["id_number"] == CARD
    assert opened["offered"]["disability_category"] == "视力残疾"
    assert [(flaw["place"], flaw["code"]) for flaw in opened["flaws"]] == [("caller.sex", "contradiction")]
    async with house.database.read() as session:
        (entry,) = await session.scalars(select(AuditEntry).where(AuditEntry.action == "person-opened"))
    assert entry.actor == "agent" and "核对" not in str(entry.details) and CARD not in str(entry.details)


async def test_who_may_not_see_any_of_their_tickets_may_not_see_the_person(house: House) -> None:
    person, stranger = await house.person("agent"), await house.person("provincial")
    path = f"/api/v1/persons/{await person_id(house, (await registered(house, person))['number'])}"
    assert (await stranger.get(path)).code == "not-found"
    assert (await stranger.post(f"{path}/look", {"reason": "好奇一下"})).code == "not-found"
    archivist = await house.person("archivist")
    assert (await archivist.get(path)).status == 200
    assert (await archivist.post(f"{path}/look", {"reason": "好奇一下"})).code == "forbidden"


async def test_two_records_of_one_person_are_found_and_merged_with_their_tickets(house: House) -> None:
    person = await house.person("agent")
    first = await registered(house, person, **{"caller.address": "翠园小区"})
    house.world.abandon(first["call_id"])
    await house.until(lambda: first["call_id"] not in house.desk.board.calls)
    second = await registered(house, person, **{"caller.sex": "女"})
    one, other = [await person_id(house, ticket["number"]) for ticket in (first, second)]
    seen = (await person.get(f"/api/v1/persons/{one}")).body
    assert seen["perhaps_the_same"] == [other]
    merged = await person.post(f"/api/v1/persons/{one}/merge", {"version": seen["version"], "into": other})
    assert merged.status == 200 and set(merged.body["tickets"]) == {first["number"], second["number"]}
    assert merged.body["fields"]["address"] == "***" and merged.body["fields"]["sex"] == "女"
    assert (await person.get(f"/api/v1/persons/{one}")).body["id"] == other
    again = await person.post(f"/api/v1/persons/{one}/merge", {"version": seen["version"], "into": other})
    assert (again.status, again.code) == (409, "person-conflict")


async def test_two_who_gave_no_number_are_not_taken_for_one_person(house: House) -> None:
    person = await house.person("agent")
    first = await registered(house, person, **{"caller.number": "不详", "caller.name": "张三"})
    house.world.abandon(first["call_id"])
    await house.until(lambda: first["call_id"] not in house.desk.board.calls)
    await registered(house, person, **{"caller.number": "不详", "caller.name": "李四"})
    seen = (await person.get(f"/api/v1/persons/{await person_id(house, first['number'])}")).body
    assert seen["perhaps_the_same"] == []


async def test_a_second_matter_gets_its_own_ticket_and_the_same_matter_is_joined(house: House) -> None:
    person = await house.person("agent")
    ticket = await registered(house, person)
    path = f"/api/v1/tickets/{ticket['number']}"
    made = await person.post(f"{path}/split", {"version": ticket["version"]})
    assert (made.status, made.body["state"], made.body["caller"]["name"]) == (201, "draft", "张三")
    (link,) = (await person.get(f"{path}/links")).body["items"]
    assert (link["ticket"], link["kind"], link["outgoing"]) == (made.body["number"], "split-from", False)
    other = (await person.post(f"{path}/split", {"version": ticket["version"] + 1})).body
    joined = await move(person, other["number"], "join", note={"other": ticket["number"], "reason": "同一事项"})
    assert (joined.status, joined.body["state"]) == (200, "void")
    assert {item["kind"] for item in (await person.get(f"{path}/links")).body["items"]} == {"split-from", "joined-into"}
    assert (await move(person, ticket["number"], "split")).status == 422


async def test_a_file_is_added_listed_and_downloaded(house: House) -> None:
    person, stranger = await house.person("agent"), await house.person("provincial")
    path = f"/api/v1/tickets/{(await registered(house, person))['number']}/attachments"
    content = b"%PDF-1.7\n" + b"x" * 400_000 + b"\nstartxref\n9\n%%EOF\n"

    async def send(name: str, body: bytes) -> Answer:
        headers = {"X-CSRF-Token": person.csrf, **({"X-File-Name": quote(name)} if name else {})}
        async with person.browser.post(path, data=body, headers=headers) as answer:
            return Answer(answer.status, await answer.json(), answer.headers, await answer.read())

    made = await send("诊断书.pdf", content)
    assert (made.status, made.body["media_type"], made.body["size"]) == (201, "application/pdf", len(content))
    assert [item["name"] for item in (await person.get(path)).body["items"]] == ["诊断书.pdf"]
    file = await person.get(f"/api/v1/attachments/{made.body['id']}")
    assert file.raw == content and file.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E8")
    assert (await stranger.get(f"/api/v1/attachments/{made.body['id']}")).code == "not-found"
    assert (await send("a.pdf", b"<html>")).code == "invalid-field"
    assert (await send("", content)).code == "invalid-field"
    assert (await send("a.pdf", content * 14)).code == "too-large"
    assert (await person.get("/api/v1/attachments/none")).code == "not-found"


async def test_a_wrong_word_with_a_move_is_answered_with_what_would_do_in_the_readers_language(house: House) -> None:
    person = await house.person("agent")
    number = (await registered(house, person))["number"]
    version = (await person.get(f"/api/v1/tickets/{number}")).body["version"]
    sent = {"version": version, "move": "refuse", "note": {"told": "perhaps", "ground": "commercial"}}
    path = f"/api/v1/tickets/{number}/moves"
    wrong = {}
    for language in ("zh-CN", "ko", "en"):
        answer = await person.ask("POST", path, sent, **{"Accept-Language": language})
        assert (answer.status, answer.code) == (422, "invalid-field")
        wrong[language] = answer.body["error"]
    assert "请从中选择" in wrong["zh-CN"]["mend"] and "Choose among" in wrong["en"]["mend"]
    assert len({error["mend"] for error in wrong.values()}) == 3
    lot = await person.post("/api/v1/tickets/moves", {"moves": [{"ticket": number, **sent}]})
    assert "请从中选择" in lot.body["items"][0]["error"]["mend"]
    extra = await person.ask("POST", path, {**sent, "note": {"colour": "red"}})
    assert "ground" in extra.body["error"]["mend"] and "此环节只接受" in extra.body["error"]["mend"]


async def test_what_time_did_is_told_in_words_with_its_limit_and_article(house: House) -> None:
    person = await house.person("agent")
    number = (await registered(house, person))["number"]
    await move(person, number, "accept")
    await move(person, number, "transfer", note={"unit": "蜀山区残联"})
    await move(person, number, "sign")
    await move(person, number, "ask-extension", note={"reason": "需上门核实", "clock": "conclude"})
    steps = (await person.get(f"/api/v1/tickets/{number}/timeline")).body["items"]
    said = {one["name"]: one for one in steps[-1]["said"]}
    assert said["clock"]["text_label"] == {"zh": "办结", "ko": "종결", "en": "Conclude"}
    supervisor = await house.person("chief")
    await move(supervisor, number, "supervise", note={"ground": "long-unresolved"})
    steps = (await person.get(f"/api/v1/tickets/{number}/timeline")).body["items"]
    (ground,) = steps[-1]["said"]
    assert ground["text_label"]["zh"] == "问题久拖不决，反复反映的"
    assert all(set(LABELS[name]) == {"zh", "ko", "en"} for name in ("article", "from_office"))


async def test_who_handles_a_ticket_and_why_it_is_supervised_is_told_with_its_moves(house: House) -> None:
    person, supervisor = await house.person("agent"), await house.person("chief")
    number = (await registered(house, person))["number"]
    await move(person, number, "accept")
    await move(person, number, "transfer", note={"unit": "蜀山区残联"})
    await move(person, number, "add-unit", note={"unit": "合肥市住建局"})
    await move(supervisor, number, "supervise", note={"ground": "long-unresolved"})
    stands = (await person.get(f"/api/v1/tickets/{number}/moves")).body
    assert (stands["lead"], stands["beside"]) == ("蜀山区残联", ["合肥市住建局"])
    (one_more,) = (offer for offer in stands["offers"] if offer["move"] == "add-unit")
    assert [need["label"]["zh"] for need in one_more["needs"]] == ["协办单位", "理由"]
    steps = (await person.get(f"/api/v1/tickets/{number}/timeline")).body["items"]
    labels = {step["move"]: step["said"][0]["label"]["zh"] for step in steps if step["said"]}
    assert (labels["transfer"], labels["add-unit"]) == ("承办单位", "协办单位")
    (ground,) = stands["supervised"]
    assert (ground["label"]["zh"], ground["article"]) == ("问题久拖不决，反复反映的", "11(二)")


async def test_who_did_something_is_called_by_name_also_when_their_sign_in_has_ended(house: House) -> None:
    person, reader = await house.person("agent"), await house.person("chief")
    path = f"/api/v1/tickets/{(await registered(house, person))['number']}"
    headers = {"X-CSRF-Token": person.csrf, "X-File-Name": "a.pdf"}
    content = b"%PDF-1.7\nstartxref\n9\n%%EOF\n"
    async with person.browser.post(f"{path}/attachments", data=content, headers=headers) as sent:
        assert (await sent.json())["actor_name"] == "张敏"

    async def names() -> set[str]:
        steps = (await reader.get(f"{path}/timeline")).body["items"]
        files = (await reader.get(f"{path}/attachments")).body["items"]
        told = {one["actor_name"] for one in (*steps, *files) if one["actor"] == "agent"}
        return told | {(await reader.get(path)).body["created_by_name"]}

    assert await names() == {"张敏"}
    async with house.database.write() as session:
        await session.execute(update(User).where(User.username == "agent").values(disabled=True))
    assert await names() == {"张敏"}
    async with house.database.write() as session:
        await session.execute(update(User).where(User.username == "second").values(name="张敏"))
    assert await names() == {"张敏 (agent)"}, "two are called so: the sign-in tells them apart"

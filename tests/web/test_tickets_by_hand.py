"""What came by SMS, web, letter or another platform becomes a ticket too: begun by hand at the desk."""

from __future__ import annotations

from sqlalchemy import select

from store.tables.audit import AuditEntry
from tests.web.house import House, Person


async def begun(person: Person, **body: str) -> dict[str, object]:
    answer = await person.post("/api/v1/tickets", body)
    assert answer.status == 201, answer.body
    return dict(answer.body)


async def test_a_message_becomes_a_draft_of_my_office_that_i_fill_in_and_register(house: House) -> None:
    person = await house.person("agent")
    made = await begun(person, channel="sms")
    assert (made["state"], made["channel"], made["office"], made["call_id"]) == ("draft", "sms", "hefei", None)
    path = f"/api/v1/tickets/{made['number']}"
    filled = await person.patch(
        path,
        {"version": made["version"], "caller.name": "王小明", "caller.number": "13805510001", "situation": "坡道坏"},
    )
    assert filled.status == 200
    assert filled.body["caller"] == {"name": "王小明", "number": "13805510001"}, "who types it in sees what they typed"
    saved = await person.post(f"{path}/save", {"version": filled.body["version"]})
    assert saved.body["state"] == "open"
    listed = (await person.get("/api/v1/tickets")).body["items"]
    assert [line["number"] for line in listed] == [made["number"]]


async def test_who_left_only_a_number_to_be_reached_at_is_found_by_it(house: House) -> None:
    person = await house.person("agent")
    made = await begun(person, channel="sms")
    path = f"/api/v1/tickets/{made['number']}"
    filled = await person.patch(path, {"version": made["version"], "caller.contact": "138-0551-0002"})
    (found,) = (await person.get("/api/v1/tickets?q=13805510002")).body["items"]
    assert found["number"] == made["number"]
    assert found["caller_display"].endswith("0002") and "*" in found["caller_display"]
    cleared = await person.patch(path, {"version": filled.body["version"], "caller.contact": "请联系居委会"})
    assert cleared.status == 200
    assert (await person.get("/api/v1/tickets?q=13805510002")).body["items"] == []


async def test_a_quarter_of_an_hour_later_it_is_masked_to_its_maker_too(house: House) -> None:
    person = await house.person("agent")
    made = await begun(person, channel="sms")
    path = f"/api/v1/tickets/{made['number']}"
    await person.patch(path, {"version": made["version"], "caller.name": "王小明"})
    house.clock.move(15 * 60)
    assert (await person.get(path)).body["caller"]["name"] == "王**"


async def test_the_audit_log_tells_who_made_it_and_saw_it(house: House) -> None:
    made = await begun(await house.person("agent"), channel="sms")
    async with house.database.read() as session:
        rows = await session.scalars(select(AuditEntry).where(AuditEntry.subject == f"ticket:{made['number']}"))
        assert [(row.actor, row.action) for row in rows] == [("agent", "ticket-created"), ("agent", "ticket-opened")]


async def test_a_ticket_is_joined_only_into_one_that_i_may_see(house: House) -> None:
    hefei, anhui, boss = [await house.person(name) for name in ("agent", "provincial", "boss")]
    mine, theirs = await begun(hefei, channel="sms"), await begun(anhui, channel="sms")
    path = f"/api/v1/tickets/{mine['number']}/moves"
    for other in (theirs["number"], "261123019999999"):
        move = {"version": mine["version"], "move": "join", "note": {"other": other}}
        assert (await hefei.post(path, move)).status == 404, "as if it were not there"
    move = {"version": mine["version"], "move": "join", "note": {"other": theirs["number"]}}
    assert (await boss.post(path, move)).body["state"] == "void", "who sees all offices may"


async def test_the_same_request_twice_makes_one_ticket(house: House) -> None:
    person = await house.person("agent")
    twice = [
        (await person.ask("POST", "/api/v1/tickets", {"channel": "sms"}, **{"Idempotency-Key": "k1"})).body["number"]
        for _ in range(2)
    ]
    assert twice[0] == twice[1] and len((await person.get("/api/v1/tickets")).body["items"]) == 1


async def test_an_unknown_channel_and_a_foreign_office_are_refused_with_their_place(house: House) -> None:
    person = await house.person("agent")
    for body, place in (({"channel": "pigeon"}, "channel"), ({"channel": "sms", "office": "anhui"}, "office")):
        answer = await person.post("/api/v1/tickets", body)
        assert (answer.status, answer.body["error"]["place"]) == (422, place)
    assert (await person.get("/api/v1/tickets")).body["items"] == []


async def test_a_provincial_supervisor_makes_one_for_a_city(house: House) -> None:
    made = await begun(await house.person("boss"), channel="sms", office="hefei")
    listed = (await (await house.person("agent")).get("/api/v1/tickets")).body["items"]
    assert [line["number"] for line in listed] == [made["number"]]


async def test_who_only_handles_or_keeps_tickets_begins_none(house: House) -> None:
    for name in ("unit", "leader", "archivist", "admin"):
        assert (await (await house.person(name)).post("/api/v1/tickets", {"channel": "sms"})).status == 403


async def test_the_site_tells_its_channels(house: House) -> None:
    told = (await (await house.person()).get("/api/v1/site")).body["channels"]
    assert told == [{"id": "phone", "name": {"zh": "电话"}}, {"id": "sms", "name": {"zh": "短信", "ko": "문자"}}]


async def test_a_ticket_by_hand_hides_no_number_it_has_none(house: House) -> None:
    person = await house.person("agent")
    await person.post("/api/v1/tickets", {"channel": "sms"})
    (line,) = (await person.get("/api/v1/tickets")).body["items"]
    assert line["caller_display"] == "未留号码"
    english = await person.get("/api/v1/tickets", **{"Accept-Language": "en"})
    assert english.body["items"][0]["caller_display"] == "no number given"

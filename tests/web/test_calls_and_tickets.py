"""The screen pop, tickets and calls over HTTP: drafts, changes, conflicts, masking, who sees what."""

from typing import Any

from tests.web.house import FIELDS, House, Person


async def a_ringing_call(house: House, caller: str = "05511234567") -> tuple[str, str]:
    call = house.world.arrive(caller, "055112385")
    house.world.join(call, "hefei")
    leg = house.world.ring(call, "hefei-01")
    await house.until(lambda: house.desk.shape("hefei-01")["state"] == "ringing")
    return call, leg


async def a_popped_ticket(house: House, person: Person, caller: str = "05511234567") -> dict[str, Any]:
    call, _ = await a_ringing_call(house, caller)
    pop = await person.get(f"/api/v1/calls/{call}/pop")
    assert pop.status == 200
    return dict(pop.body["ticket"])


async def test_the_pop_makes_the_draft_before_anybody_has_answered(house: House) -> None:
    person = await house.person("agent")
    call, leg = await a_ringing_call(house)
    pop = (await person.get(f"/api/v1/calls/{call}/pop")).body
    assert (pop["call"]["id"], pop["call"]["number"], pop["call"]["state"]) == (call, "05511234567", "ringing")
    assert (pop["ticket"]["state"], pop["ticket"]["call_id"], pop["ticket"]["office"]) == ("draft", call, "hefei")
    assert pop["ticket"]["caller"]["number"] == "05511234567"
    assert pop["call"]["ticket"] == pop["ticket"]["number"]
    assert [field["id"] for field in pop["ticket"]["fields"]] == [field["id"] for field in FIELDS]
    assert (pop["history"], pop["knowledge"]) == ([], [])
    house.world.answer(leg)
    await house.until(lambda: house.desk.shape("hefei-01")["state"] == "talking")
    await house.store_facts()
    again = (await person.get(f"/api/v1/calls/{call}/pop")).body
    assert again["ticket"]["number"] == pop["ticket"]["number"]
    assert again["call"]["state"] == "talking"


async def test_the_pop_says_why_this_office_rings_although_the_store_has_not_heard_it_yet(house: House) -> None:
    person = await house.person("agent")
    call, _ = await a_ringing_call(house)
    pop = (await person.get(f"/api/v1/calls/{call}/pop")).body
    assert pop["call"]["reason"] == {"evidence": "dialed-area", "text": "拨打的区号"}


async def test_the_second_call_of_a_number_shows_the_first_ones_ticket(house: House) -> None:
    person = await house.person("agent")
    first = await a_popped_ticket(house, person)
    house.world.abandon(first["call_id"])
    await house.until(lambda: first["call_id"] not in house.desk.board.calls)
    call, _ = await a_ringing_call(house)
    pop = (await person.get(f"/api/v1/calls/{call}/pop")).body
    assert [line["number"] for line in pop["history"]] == [first["number"]]


async def test_a_hidden_number_pops_as_hidden(house: House) -> None:
    person = await house.person("agent")
    call, _ = await a_ringing_call(house, "")
    pop = (await person.get(f"/api/v1/calls/{call}/pop")).body
    assert (pop["call"]["hidden"], pop["call"]["number"], pop["call"]["caller_display"]) == (True, None, "号码隐藏")


async def test_a_ticket_is_changed_field_by_field_and_registered(house: House) -> None:
    person = await house.person("agent")
    ticket = await a_popped_ticket(house, person)
    path = f"/api/v1/tickets/{ticket['number']}"
    early = await person.post(f"{path}/save", {"version": ticket["version"]})
    assert (early.status, early.code, early.body["error"]["place"]) == (422, "field-required", "situation")
    changes = {"version": ticket["version"], "caller.name": "刘大爷", "situation": "楼道无障碍坡道损坏"}
    changed = await person.patch(path, changes)
    assert changed.status == 200
    assert (changed.body["caller"]["name"], changed.body["situation"]) == ("刘大爷", "楼道无障碍坡道损坏")
    saved = await person.post(f"{path}/save", {"version": changed.body["version"]})
    assert saved.body["state"] == "open"
    listed = (await person.get("/api/v1/tickets?state=open")).body["items"]
    assert [line["number"] for line in listed] == [ticket["number"]]
    found = (await person.get("/api/v1/tickets?q=05511234567")).body["items"]
    assert [line["number"] for line in found] == [ticket["number"]]


async def test_a_matter_answered_at_once_is_concluded(house: House) -> None:
    person = await house.person("agent")
    ticket = await a_popped_ticket(house, person)
    path = f"/api/v1/tickets/{ticket['number']}"
    changed = await person.patch(path, {"version": ticket["version"], "situation": "询问补贴"})
    saved = await person.post(f"{path}/save", {"version": changed.body["version"], "answered": True})
    assert saved.body["state"] == "concluded"
    again = await person.post(f"{path}/save", {"version": saved.body["version"], "answered": True})
    assert (again.status, again.code) == (409, "illegal-move")


async def test_a_change_on_an_old_version_is_refused_with_the_present_ticket(house: House) -> None:
    person = await house.person("agent")
    ticket = await a_popped_ticket(house, person)
    path = f"/api/v1/tickets/{ticket['number']}"
    await person.patch(path, {"version": ticket["version"], "title": "一"})
    late = await person.patch(path, {"version": ticket["version"], "title": "二"})
    assert (late.status, late.code, late.body["ticket"]["title"]) == (409, "version-conflict", "一")
    late = await person.post(f"{path}/save", {"version": ticket["version"]})
    assert (late.status, late.code) == (409, "version-conflict")


async def test_a_field_that_does_not_exist_is_named(house: House) -> None:
    person = await house.person("agent")
    ticket = await a_popped_ticket(house, person)
    path = f"/api/v1/tickets/{ticket['number']}"
    for field in ("colour", "caller.shoe_size", "state", "situation.deep"):
        answer = await person.patch(path, {"version": ticket["version"], field: "x"})
        assert (answer.status, answer.code, answer.body["error"]["place"]) == (422, "invalid-field", field)
    answer = await person.patch(path, {"title": "x"})
    assert (answer.status, answer.body["error"]["place"]) == (422, "version")


async def test_the_list_of_calls_shows_the_area_that_the_ring_showed(house: House) -> None:
    person = await house.person("agent")
    ticket = await a_popped_ticket(house, person)
    call = ticket["call_id"]
    rang = (await person.get(f"/api/v1/calls/{call}/pop")).body["call"]["area"]
    house.world.abandon(call)
    await house.until(lambda: call not in house.desk.board.calls)
    await house.store_facts()
    (item,) = (await person.get("/api/v1/calls")).body["items"]
    assert item["state"] == "ended"
    assert item["area"] == rang == {"code": "0551", "name": "安徽省合肥市"}


async def test_other_offices_see_neither_the_ticket_nor_the_call_but_the_province_does(house: House) -> None:
    agent = await house.person("agent")
    ticket = await a_popped_ticket(house, agent)
    await house.store_facts()
    number, call = ticket["number"], ticket["call_id"]
    for username, status in (("provincial", 404), ("boss", 200), ("chief", 200), ("second", 200), ("archivist", 200)):
        person = await house.person(username)
        assert (await person.get(f"/api/v1/tickets/{number}")).status == status, username
        assert (await person.get(f"/api/v1/calls/{call}")).status == status, username
        items = (await person.get("/api/v1/calls")).body["items"]
        assert bool(items) is (status == 200), username
    provincial = await house.person("provincial")
    assert (await provincial.patch(f"/api/v1/tickets/{number}", {"version": 1, "title": "x"})).status == 404
    assert (await provincial.get(f"/api/v1/calls/{call}/pop")).status == 404
    assert (await provincial.get("/api/v1/calls?office=hefei")).body["items"] == []


async def test_a_seat_of_another_office_that_serves_the_call_sees_it(house: House) -> None:
    call = house.world.arrive("05511234567", "055112385")
    house.world.join(call, "hefei")
    house.world.ring(call, "anhui-01")
    await house.until(lambda: house.desk.shape("anhui-01")["state"] == "ringing")
    person = await house.person("provincial")
    pop = await person.get(f"/api/v1/calls/{call}/pop")
    assert pop.status == 200
    number = pop.body["ticket"]["number"]
    assert (await person.get(f"/api/v1/tickets/{number}")).status == 200


async def test_archivists_and_administrators_see_masked_numbers_and_names(house: House) -> None:
    agent = await house.person("agent")
    ticket = await a_popped_ticket(house, agent)
    path = f"/api/v1/tickets/{ticket['number']}"
    changes = {"version": ticket["version"], "caller.name": "刘大爷", "caller.id_number": "340104195001011234"}
    await agent.patch(path, changes)
    await house.store_facts()
    for username in ("archivist", "admin"):
        person = await house.person(username)
        seen = (await person.get(path)).body["caller"]
        assert (seen["number"], seen["name"]) == ("055****4567", "刘**")
        assert "19500101" not in seen["id_number"]
        detail = (await person.get(f"/api/v1/calls/{ticket['call_id']}")).body
        assert detail["number"] == "055****4567"
        assert all("05511234567" not in str(moment) for moment in detail["timeline"])
        assert "05511234567" not in str((await person.get("/api/v1/calls")).body)
        assert "05511234567" not in str((await person.get("/api/v1/tickets")).body)


async def test_a_calls_story_is_told_in_the_readers_language(house: House) -> None:
    call, leg = await a_ringing_call(house)
    house.world.answer(leg)
    await house.until(lambda: house.desk.shape("hefei-01")["state"] == "talking")
    house.world.finish(call)
    await house.until(lambda: call not in house.desk.board.calls)
    await house.store_facts()
    person = await house.person("agent", **{"Accept-Language": "ko"})
    detail = (await person.get(f"/api/v1/calls/{call}")).body
    assert (detail["state"], detail["outcome"], detail["seat"]) == ("ended", "answered", "hefei-01")
    said = {moment["kind"]: moment["text"] for moment in detail["timeline"]}
    assert {"arrived", "queued", "ringing", "answered", "seat-left", "ended"} <= set(said)
    assert said["arrived"] == "전화가 걸려 옴"
    assert said["queued"] == "대기 시작: 合肥市(ko), 1번째"
    assert said["answered"] == "좌석이 받음: 合肥市(ko), hefei-01"
    assert len(detail["tickets"]) == 1
    assert detail["office_name"] == "合肥市(ko)"


async def test_lists_refuse_cursors_and_times_that_are_not_ours(house: House) -> None:
    person = await house.person("agent")
    assert (await person.get("/api/v1/calls?cursor=nonsense")).status == 400
    assert (await person.get("/api/v1/tickets?cursor=nonsense")).status == 400
    answer = await person.get("/api/v1/calls?since=2026-11-23T09:00:00")
    assert (answer.status, answer.body["error"]["place"]) == (422, "since")
    assert (await person.get("/api/v1/calls?state=asleep")).status == 422
    assert (await person.get("/api/v1/calls?since=0001-01-01T00:00:00%2B08:00")).status == 422
    assert (await person.get("/api/v1/tickets?q=%00")).status == 400
    assert (await person.get("/api/v1/calls/%00/pop")).status == 400
    assert (await person.get("/api/v1/calls?since=2026-11-23T09:00:00%2B08:00")).status == 200


async def test_a_call_that_nobody_knows_has_no_pop(house: House) -> None:
    person = await house.person("agent")
    assert (await person.get("/api/v1/calls/1795000000.999/pop")).status == 404

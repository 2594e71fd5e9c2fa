"""Who sees numbers and names: the seat while it serves the call, whoever says why, nobody else; masks never return."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from store.tables.audit import AuditEntry
from tests.web.house import House, Person
from tests.web.test_calls_and_tickets import a_ringing_call
from web.looks import LASTS, Looks

CALLER = "13805510101"


async def written(house: House, person: Person) -> dict[str, Any]:
    """A ticket with a name, written while the phone rings; then the caller leaves."""
    call, _ = await a_ringing_call(house, CALLER)
    ticket = (await person.get(f"/api/v1/calls/{call}/pop")).body["ticket"]
    assert (ticket["opened"], ticket["masked"]) == ("call-in-progress", [])
    values = {"caller.name": "张三丰", "situation": f"请打 {CALLER} 找我", "title": "坡道"}
    changed = await person.patch(f"/api/v1/tickets/{ticket['number']}", {"version": ticket["version"], **values})
    assert changed.body["caller"]["name"] == "张三丰"
    house.world.abandon(call)
    await house.until(lambda: house.desk.shape("hefei-01")["state"] != "ringing")
    return dict(changed.body)


async def test_the_callers_own_name_and_address_are_starred_in_free_texts(house: House) -> None:
    person, colleague = await house.person("agent"), await house.person("chief")
    call, _ = await a_ringing_call(house, CALLER)
    ticket = (await person.get(f"/api/v1/calls/{call}/pop")).body["ticket"]
    values = {"caller.name": "欧阳测验", "caller.address": "测验路99号", "situation": "欧阳测验住测验路99号，坡道坏了"}
    await person.patch(f"/api/v1/tickets/{ticket['number']}", {"version": ticket["version"], **values})
    seen = (await colleague.get(f"/api/v1/tickets/{ticket['number']}")).body
    assert seen["situation"] == "欧**住***，坡道坏了" and "situation" in seen["masked"]
    refused = await colleague.patch(
        f"/api/v1/tickets/{ticket['number']}", {"version": seen["version"], "situation": "欧**住***，已修"}
    )
    assert (refused.status, refused.code) == (422, "masked-value")
    looked = await colleague.post(f"/api/v1/tickets/{ticket['number']}/look", {"reason": "核对住址"})
    assert looked.body["situation"] == values["situation"]


async def test_steps_and_files_tell_no_name_and_no_number(house: House) -> None:
    person, colleague = await house.person("agent"), await house.person("chief")
    ticket = await written(house, person)
    path = f"/api/v1/tickets/{ticket['number']}"
    version = (await person.get(path)).body["version"]
    note = {"about": "progress", "text": f"已告知张三丰，电话{CALLER}"}
    looked = await person.post(f"{path}/look", {"reason": "回拨来电人"})
    told = await person.post(f"{path}/moves", {"version": version, "move": "register", "note": {}})
    told = await person.post(f"{path}/moves", {"version": told.body["version"], "move": "tell", "note": note})
    assert (looked.status, told.status) == (200, 200)
    mine, theirs = await person.get(f"{path}/timeline"), await colleague.get(f"{path}/timeline")
    assert mine.body["items"][-1]["note"]["text"] == note["text"], "who gave a reason reads it as it was written"
    assert theirs.body["items"][-1]["note"]["text"] == "已告知张**，电话138****0101"


async def looks_in_the_log(house: House, action: str) -> list[AuditEntry]:
    async with house.database.read() as session:
        return list(await session.scalars(select(AuditEntry).where(AuditEntry.action == action)))


async def test_a_ticket_is_open_at_the_seat_during_the_call_and_masked_after_it(house: House) -> None:
    person = await house.person("agent")
    number = (await written(house, person))["number"]
    after = (await person.get(f"/api/v1/tickets/{number}")).body
    assert after["caller"] == {"number": "138****0101", "name": "张**"}
    assert after["situation"] == "请打 138****0101 找我" and after["title"] == "坡道"
    assert {"caller.name", "caller.number", "situation"} <= set(after["masked"]) and "title" not in after["masked"]
    assert after["opened"] is None


async def test_wrap_up_still_belongs_to_the_call(house: House) -> None:
    person = await house.person("agent")
    await person.put("/api/v1/seat/state", {"state": "ready"})
    call, leg = await a_ringing_call(house, CALLER)
    number = (await person.get(f"/api/v1/calls/{call}/pop")).body["ticket"]["number"]
    house.world.answer(leg)
    await house.until(lambda: house.desk.shape("hefei-01")["state"] == "talking")
    house.world.hang_up(leg)
    await house.until(lambda: house.desk.shape("hefei-01")["state"] == "wrap-up")
    assert (await person.get(f"/api/v1/tickets/{number}")).body["caller"]["number"] == CALLER
    assert (await person.get(f"/api/v1/calls/{call}")).body["number"] == CALLER
    await person.put("/api/v1/seat/state", {"state": "ready"})
    assert (await person.get(f"/api/v1/tickets/{number}")).body["caller"]["number"] == "138****0101"
    assert (await person.get(f"/api/v1/calls/{call}")).body["number"] == "138****0101"


async def test_the_call_at_the_seat_is_one_look_in_the_audit_log(house: House) -> None:
    person = await house.person("agent")
    call, _ = await a_ringing_call(house, CALLER)
    for _ in range(3):
        number = (await person.get(f"/api/v1/calls/{call}/pop")).body["ticket"]["number"]
        await person.get(f"/api/v1/tickets/{number}")
    (entry,) = await looks_in_the_log(house, "call-shown")
    assert (entry.actor, entry.subject, entry.details) == ("agent", f"call:{call}", {"reason": "call in progress"})


async def test_lists_are_masked_for_everybody_even_during_the_call(house: House) -> None:
    person, boss = await house.person("agent"), await house.person("boss")
    await written(house, person)
    await a_ringing_call(house, CALLER)
    for reader in (person, boss):
        for path in ("/api/v1/tickets", "/api/v1/calls"):
            body = (await reader.get(path)).raw.decode()
            assert CALLER not in body and "张三丰" not in body, path
            assert "138****0101" in body, path


async def test_a_reason_opens_the_ticket_its_person_and_its_notes_and_is_logged(house: House) -> None:
    person = await house.person("agent")
    number = (await written(house, person))["number"]
    path = f"/api/v1/tickets/{number}"
    assert (await person.post(f"{path}/look", {"reason": " "})).status == 422
    assert (await person.get(path)).body["opened"] is None
    opened = (await person.post(f"{path}/look", {"reason": "回电联系来电人"})).body
    assert (opened["caller"]["name"], opened["masked"], opened["opened"]) == ("张三丰", [], "look")
    assert (await person.get(path)).body["situation"] == f"请打 {CALLER} 找我"
    about = (await person.get(f"/api/v1/persons/{opened['person']}")).body
    assert (about["masked"], about["fields"]["name"]) == (False, "张三丰")
    (entry,) = await looks_in_the_log(house, "person-opened")
    assert (entry.actor, entry.details["ticket"]) == ("agent", number) and "回电" not in str(entry.details)


async def test_a_look_is_of_one_sign_in_and_ends_by_itself(house: House) -> None:
    person, other = await house.person("agent"), await house.person("second")
    number = (await written(house, person))["number"]
    path = f"/api/v1/tickets/{number}"
    await person.post(f"{path}/look", {"reason": "核对身份"})
    assert (await other.get(path)).body["opened"] is None
    house.clock.move(LASTS.total_seconds() + 1)
    assert (await person.get(path)).body["opened"] is None


async def test_a_calls_number_is_opened_with_a_reason(house: House) -> None:
    person, archivist = await house.person("agent"), await house.person("archivist")
    call = (await written(house, person))["call_id"]
    assert (await person.get(f"/api/v1/calls/{call}")).body["masked"] is True
    opened = (await person.post(f"/api/v1/calls/{call}/look", {"reason": "来电中断，需要回拨"})).body
    assert (opened["number"], opened["masked"]) == (CALLER, False)
    (entry,) = await looks_in_the_log(house, "call-opened")
    assert (entry.actor, entry.subject) == ("agent", f"call:{call}")
    assert (await archivist.post(f"/api/v1/calls/{call}/look", {"reason": "好奇一下"})).code == "forbidden"


async def test_a_mask_is_never_written_over_the_value(house: House) -> None:
    person = await house.person("agent")
    number = (await written(house, person))["number"]
    path = f"/api/v1/tickets/{number}"
    shown = (await person.get(path)).body
    for field, value in (
        ("caller.name", shown["caller"]["name"]),
        ("caller.number", shown["caller"]["number"]),
        ("caller.id_number", "34****************"),
        ("caller.address", "***"),
        ("situation", shown["situation"] + "，已补充"),
        ("answer", "已回电 ***"),
    ):
        refused = await person.patch(path, {"version": shown["version"], field: value})
        assert (refused.status, refused.code, refused.body["error"]["place"]) == (422, "masked-value", field)
    kept = (await person.post(f"{path}/look", {"reason": "核对身份"})).body
    assert kept["caller"] == {"number": CALLER, "name": "张三丰"} and kept["version"] == shown["version"]
    refused = await person.patch(path, {"version": kept["version"], "caller.name": "张**"})
    assert refused.code == "masked-value"


async def test_what_is_not_masked_can_be_written_without_a_look(house: House) -> None:
    person = await house.person("agent")
    number = (await written(house, person))["number"]
    path = f"/api/v1/tickets/{number}"
    version = (await person.get(path)).body["version"]
    done = await person.patch(path, {"version": version, "answer": "坡道将于周五清理", "caller.name": "李四"})
    assert (done.status, done.body["answer"], done.body["caller"]["name"]) == (200, "坡道将于周五清理", "李**")


async def test_nobody_without_the_permission_opens_a_ticket(house: House) -> None:
    person = await house.person("agent")
    number = (await written(house, person))["number"]
    for role in ("archivist", "admin"):
        stranger = await house.person(role)
        assert (await stranger.post(f"/api/v1/tickets/{number}/look", {"reason": "好奇一下"})).code == "forbidden"
    outsider = await house.person("provincial")
    assert (await outsider.post(f"/api/v1/tickets/{number}/look", {"reason": "好奇一下"})).code == "not-found"


def test_looks_are_forgotten_with_the_sign_in() -> None:
    looks, now = Looks(), datetime(2026, 11, 23, tzinfo=UTC)
    looks.grant("a", "ticket:1", now=now)
    looks.grant("b", "ticket:1", now=now)
    looks.end("a")
    assert (looks.holds("a", "ticket:1", now), looks.holds("b", "ticket:1", now)) == (False, True)

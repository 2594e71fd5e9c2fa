"""外呼 at the desk: a seat calls a ticket's person, or back who called; who may, what is refused, how it is told."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from store.engine import Database
from store.facts import CallFact, FactKind, fact_id
from store.tables.audit import AuditEntry
from tests.web.house import Answer, House, Person, a_site, open_house
from tests.web.test_seats import ready, signed_in_with_phone

NUMBER = "13805510001"


async def talked_about(house: House, person: Person, **fields: str) -> str:
    """The number of a registered ticket whose call is over; the seat is ready again."""
    await ready(person)
    call = house.world.arrive(NUMBER, "055112385")
    house.world.join(call, "hefei")
    house.world.answer(house.world.ring(call, "hefei-01"))
    await house.until(lambda: house.desk.board.seats["hefei-01"].call_id == call)
    ticket = (await person.get(f"/api/v1/calls/{call}/pop")).body["ticket"]
    changed = {
        "version": ticket["version"],
        "situation": "咨询补贴",
        "appeal": "如何申请",
        "caller.name": "张三",
        **fields,
    }
    answer = await person.patch(f"/api/v1/tickets/{ticket['number']}", changed)
    assert answer.status == 200, answer.body
    house.world.finish(call)
    await house.until(lambda: call not in house.desk.board.calls)
    await ready(person)
    await house.store_facts()
    return str(ticket["number"])


async def calls(person: Person, where: str, key: str = "k1", **body: str) -> Answer:
    return await person.post(f"/api/v1/{where}/calls", body, **{"Idempotency-Key": key})


async def entries(house: House, action: str) -> list[Any]:
    async with house.database.read() as session:
        query = select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.seq)
        return list(await session.scalars(query))


async def test_the_seat_rings_the_person_is_reached_and_the_call_is_the_tickets(house: House) -> None:
    person = await signed_in_with_phone(house)
    ticket = await talked_about(house, person)
    async with person.live() as live:
        await live.until("hello")
        answer = await calls(person, f"tickets/{ticket}")
        assert answer.status == 201, answer.body
        call = answer.body["id"]
        assert (answer.body["direction"], answer.body["ticket"], answer.body["seat"]) == (
            "outbound",
            ticket,
            "hefei-01",
        )
        assert answer.body["caller_display"] == "138****0001", "the agent need not see the number to call it"
        sent = await house.server.until_seen("Originate")
        assert (sent["Channel"], sent["ChannelId"], sent["Exten"]) == ("PJSIP/hefei-01", call, NUMBER)
        assert (await live.until("outgoing"))["call"]["state"] == "ringing"
        assert house.world.members["hefei", "hefei-01"].paused, "no queue rings the seat meanwhile"
        far = house.world.take(call)
        shown = (await live.until("outgoing"))["call"]
        assert (shown["state"], shown["ticket"]) == ("dialing", ticket)
        seat = (await person.get("/api/v1/seat")).body
        assert (seat["state"], seat["call_id"]) == ("talking", call)
        house.world.reached(far)
        while (shown := (await live.until("outgoing"))["call"])["state"] != "talking":
            assert shown["state"] == "dialing"
        pop = (await person.get(f"/api/v1/calls/{call}/pop")).body
        assert (pop["ticket"]["number"], pop["call"]["number"]) == (ticket, NUMBER)
        house.world.over(call)
        while (shown := (await live.until("outgoing"))["call"])["state"] != "ended":
            assert shown["state"] in ("talking", "dialing")
        assert (shown["outcome"], shown["ticket"]) == ("answered", ticket)
        assert (await person.get("/api/v1/seat")).body["state"] == "wrap-up"
    await house.store_facts()
    story = (await person.get(f"/api/v1/calls/{call}")).body
    assert (story["outcome"], story["tickets"], story["direction"]) == ("answered", [ticket], "outbound")
    told = {moment["kind"]: moment["text"] for moment in story["timeline"]}
    assert told.keys() == {"called-out", "ringing", "dialing", "answered", "seat-left", "ended"}
    assert (told["answered"], told["ended"]) == ("对方接听：hefei-01", "通话结束：已接通")
    assert told["called-out"] == f"座席外呼：{NUMBER}，合肥市，hefei-01，{ticket}"
    of_ticket = (await person.get(f"/api/v1/tickets/{ticket}/calls")).body["items"]
    assert [(one["direction"], one["outcome"]) for one in of_ticket] == [
        ("inbound", "answered"),
        ("outbound", "answered"),
    ]
    (entry,) = await entries(house, "number-dialled")
    assert (entry.actor, entry.subject, entry.details) == (
        "agent",
        f"ticket:{ticket}",
        {"call": call, "seat": "hefei-01"},
    )


@pytest.mark.parametrize(
    ("status", "cause", "outcome", "words"),
    [
        ("BUSY", 17, "busy", "对方占线"),
        ("NOANSWER", 19, "no-answer", "对方无人接听"),
        ("NOANSWER", 0, "no-answer", "对方无人接听"),
        ("REJECTED", 21, "rejected", "对方拒接"),
        ("BUSY", 0, "busy", "对方占线"),
        ("REJECTED", 0, "rejected", "对方拒接"),
        ("CONGESTION", 0, "failed", "线路不通或号码有误"),
        ("CONGESTION", 34, "failed", "线路不通或号码有误"),
        ("CONGESTION", 18, "failed", "线路不通或号码有误"),
        ("CANCEL", 0, "cancelled", "座席在对方接听前挂断"),
    ],
)
async def test_who_is_not_reached_is_told_with_why(
    house: House, status: str, cause: int, outcome: str, words: str
) -> None:
    person = await signed_in_with_phone(house)
    ticket = await talked_about(house, person)
    async with person.live() as live:
        await live.until("hello")
        call = (await calls(person, f"tickets/{ticket}")).body["id"]
        await house.until(lambda: call in house.world.legs)
        house.world.not_reached(house.world.take(call), status, cause)
        while (shown := (await live.until("outgoing"))["call"])["state"] != "ended":
            assert shown["outcome"] is None
        assert shown["outcome"] == outcome
    await house.store_facts()
    story = (await person.get(f"/api/v1/calls/{call}")).body
    assert story["outcome"] == outcome
    assert f"通话结束：{words}" in [moment["text"] for moment in story["timeline"]]


async def test_a_phone_that_is_not_taken_and_one_that_is_gone_end_the_call(house: House) -> None:
    person = await signed_in_with_phone(house)
    ticket = await talked_about(house, person)
    first = (await calls(person, f"tickets/{ticket}")).body["id"]
    await house.until(lambda: first in house.world.legs)
    house.world.hang_up(first, cause=19)
    await house.until(lambda: house.desk.board.seats["hefei-01"].call_id != first)
    house.world.devices["hefei-01"] = "UNAVAILABLE"  # gone, and the desk has not heard of it yet
    second = (await calls(person, f"tickets/{ticket}", "k2")).body["id"]
    await house.until(lambda: second in {fact.call_id for fact in house.facts})
    await house.store_facts()
    for call in (first, second):
        assert (await person.get(f"/api/v1/calls/{call}")).body["outcome"] == "seat-no-answer"


async def test_an_end_that_was_not_heard_live_is_shown_once_and_old_facts_not_at_all(house: House) -> None:
    person = await signed_in_with_phone(house)
    ticket = await talked_about(house, person)
    call = (await calls(person, f"tickets/{ticket}")).body["id"]
    await house.until(lambda: call in house.desk.board.calls)
    house.world.reached(house.world.take(call))
    await house.until(lambda: FactKind.ANSWERED in {fact.kind for fact in house.facts if fact.call_id == call})
    heard = [fact for fact in house.facts if fact.call_id == call]
    async with person.live() as live:
        await live.until("hello")
        end = CallFact(
            id=fact_id(call, FactKind.ENDED),
            call_id=call,
            at=house.clock.now(),
            kind=FactKind.ENDED,
            data={"cause": 16},
        )
        house.desk.outgoing.heard([*heard, end])  # as the ledger tells it: from the beginning
        shown = (await live.until("outgoing"))["call"]
        assert (shown["state"], shown["outcome"], shown["ticket"]) == ("ended", "answered", ticket)
        house.world.over(call)
        await house.until(lambda: call not in house.desk.board.calls)
        house.desk.outgoing.heard([*heard, end])
        live.seen.clear()
        house.desk.hub.to_seat("hefei-01", "marker")
        await live.until("marker")
        assert "ended" not in {frame["call"]["state"] for frame in live.seen if frame["type"] == "outgoing"}


async def test_a_second_click_and_a_repeated_request_ring_once(house: House) -> None:
    person = await signed_in_with_phone(house)
    ticket = await talked_about(house, person)
    clicks = await asyncio.gather(*(calls(person, f"tickets/{ticket}", key) for key in ("a", "b", "c")))
    assert sorted(answer.status for answer in clicks) == [201, 409, 409]
    assert {answer.code for answer in clicks if answer.status == 409} == {"seat-busy"}
    made = next(answer for answer in clicks if answer.status == 201)
    key = "abc"[clicks.index(made)]
    await house.until(lambda: made.body["id"] in house.world.legs)
    lost = await calls(person, f"tickets/{ticket}", key)
    assert (lost.status, lost.body["id"]) == (201, made.body["id"]), "an answer that was lost is given again"
    house.world.over(made.body["id"])
    await house.until(lambda: house.desk.board.seats["hefei-01"].call_id == "")
    again = await calls(person, f"tickets/{ticket}", key)
    assert (again.status, again.body["id"]) == (201, made.body["id"])
    other = await calls(person, f"tickets/{ticket}", key, number="110")
    assert (other.status, other.code) == (409, "idempotency-key-reused")
    assert len([raw for raw in house.server.seen if raw.get("Action") == "Originate"]) == 1


async def test_when_asterisk_is_away_the_attempt_is_on_record_as_failed(house: House) -> None:
    person = await signed_in_with_phone(house)
    ticket = await talked_about(house, person)
    house.server.refuse["Originate"] = "Permission denied"
    answer = await calls(person, f"tickets/{ticket}")
    assert (answer.status, answer.code) == (503, "asterisk-away")
    (attempt,) = [
        one
        for one in (await person.get(f"/api/v1/tickets/{ticket}/calls")).body["items"]
        if one["direction"] == "outbound"
    ]
    assert (attempt["state"], attempt["outcome"]) == ("ended", "seat-no-answer")
    await house.until(lambda: not house.world.members["hefei", "hefei-01"].paused)


@pytest.mark.parametrize(
    ("contact", "code"),
    [
        ("0013105551234", "dial-international"),
        ("16800000", "dial-not-allowed"),
    ],
)
async def test_a_number_that_may_not_be_dialled_is_refused_with_words(house: House, contact: str, code: str) -> None:
    person = await signed_in_with_phone(house)
    ticket = await talked_about(house, person)
    answer = await calls(person, f"tickets/{ticket}", number=contact)
    assert (answer.status, answer.code, answer.body["error"]["place"]) == (422, code, "number")
    assert (await person.get(f"/api/v1/tickets/{ticket}/calls")).body["items"][-1]["direction"] == "inbound"


async def test_the_contact_is_called_where_it_is_a_number_else_the_number_they_called_from(house: House) -> None:
    person = await signed_in_with_phone(house)
    ticket = await talked_about(house, person, **{"caller.contact": "0551-62612345"})
    call = (await calls(person, f"tickets/{ticket}")).body["id"]
    assert (await house.server.until_seen("Originate"))["Exten"] == "055162612345"
    await house.until(lambda: call in house.world.legs)
    house.world.over(call)
    await house.until(lambda: house.desk.board.seats["hefei-01"].call_id == "")
    version = (await person.get(f"/api/v1/tickets/{ticket}")).body["version"]
    await person.post(f"/api/v1/tickets/{ticket}/look", {"reason": "更正联系方式"})
    changed = await person.patch(f"/api/v1/tickets/{ticket}", {"version": version, "caller.contact": "找社区的李主任"})
    assert changed.status == 200, changed.body
    await calls(person, f"tickets/{ticket}", "k2")
    assert (await house.server.until_seen("Originate", 2))["Exten"] == NUMBER


async def test_who_asked_not_to_be_called_is_called_only_for_a_reason_that_is_logged(house: House) -> None:
    person = await signed_in_with_phone(house)
    ticket = await talked_about(house, person, **{"caller.contact_preference": "听力残疾，请发短信"})
    answer = await calls(person, f"tickets/{ticket}")
    assert (answer.status, answer.code, answer.body["error"]["place"]) == (409, "asks-not-to-be-called", "despite")
    assert "短信" in answer.body["error"]["message"]
    typed = await calls(person, f"tickets/{ticket}", number="138 0551 0001")
    assert typed.code == "asks-not-to-be-called", "their own number, typed, is their own number"
    assert (await calls(person, f"tickets/{ticket}", number="110")).status == 201, "others may be called about it"
    await house.server.until_seen("Originate")
    call = house.desk.board.seats["hefei-01"].call_id
    house.world.over(call)
    await house.until(lambda: house.desk.board.seats["hefei-01"].call_id == "")
    despite = await calls(person, f"tickets/{ticket}", "k2", despite="家属要求电话通知紧急情况")
    assert despite.status == 201
    entry = (await entries(house, "number-dialled"))[-1]
    assert set(entry.details) == {"call", "seat", "reason"} and "家属" not in str(entry.details)


async def test_a_caller_who_gave_up_is_called_back_and_the_answered_call_makes_a_ticket(house: House) -> None:
    person = await signed_in_with_phone(house)
    await ready(person)
    missed = house.world.arrive(NUMBER, "055112385")
    house.world.join(missed, "hefei")
    house.world.abandon(missed)
    await house.until(lambda: FactKind.ENDED in {fact.kind for fact in house.facts})
    await house.store_facts()
    answer = await calls(person, f"calls/{missed}")
    assert (answer.status, answer.body.get("ticket")) == (201, None), answer.body
    call = answer.body["id"]
    await house.until(lambda: call in house.world.legs)
    house.world.reached(house.world.take(call))
    await house.until(lambda: house.desk.board.calls[call].state == "talking")
    await house.store_facts()
    (ticket,) = (await person.get(f"/api/v1/calls/{call}")).body["tickets"]
    made = (await person.get(f"/api/v1/tickets/{ticket}")).body
    assert (made["state"], made["call_id"], made["caller"]["number"]) == ("draft", call, NUMBER)


async def test_a_wish_for_a_call_back_is_met_at_the_number_they_gave_and_for_its_ticket(house: House) -> None:
    person = await signed_in_with_phone(house)
    call = "1795000000.77"
    at = house.clock.now()
    kinds = {
        FactKind.ARRIVED: {"dialed": "12385", "caller": NUMBER},
        FactKind.ROUTED: {"office": "hefei", "open": False},
        FactKind.CALLBACK_ASKED: {"number": "055162612345"},
        FactKind.ENDED: {"cause": 16},
    }
    for kind, data in kinds.items():
        house.facts.append(CallFact(call_id=call, at=at, kind=kind, data=data))
    await house.store_facts()
    answer = await calls(person, f"calls/{call}")
    assert answer.status == 201 and answer.body["ticket"]
    assert (await house.server.until_seen("Originate"))["Exten"] == "055162612345"


async def test_who_may_call_and_who_may_not(house: House) -> None:
    person = await signed_in_with_phone(house)
    ticket = await talked_about(house, person)
    for name in ("leader", "unit", "archivist", "admin"):
        assert (await calls(await house.person(name), f"tickets/{ticket}")).status == 403
    for name in ("seatless", "chief"):
        answer = await calls(await house.person(name), f"tickets/{ticket}")
        assert (answer.status, answer.code) == (409, "no-seat")
    assert (await calls(await signed_in_with_phone(house, "provincial"), f"tickets/{ticket}")).status == 404
    without_phone = await calls(await house.person("second"), f"tickets/{ticket}")
    assert (without_phone.status, without_phone.code) == (409, "no-phone")
    assert (await person.post(f"/api/v1/tickets/{ticket}/calls", {})).status == 422, "a key is needed"
    person.csrf = "forged"
    assert (await calls(person, f"tickets/{ticket}")).code == "bad-csrf"


async def test_a_seat_that_talks_calls_nobody_else(house: House) -> None:
    person = await signed_in_with_phone(house)
    ticket = await talked_about(house, person)
    call = house.world.arrive(NUMBER)
    house.world.join(call, "hefei")
    house.world.answer(house.world.ring(call, "hefei-01"))
    await house.until(lambda: house.desk.board.seats["hefei-01"].call_id == call)
    assert (await calls(person, f"tickets/{ticket}")).code == "seat-busy"


async def test_a_hotline_without_an_outbound_trunk_says_so(desk_database: Database, tmp_path: Path) -> None:
    site = replace(a_site(), outbound=None)
    async with open_house(desk_database, tmp_path, site=site) as house:
        person = await signed_in_with_phone(house)
        ticket = await talked_about(house, person)
        assert (await person.get("/api/v1/site")).body["calls_out"] is False
        answer = await calls(person, f"tickets/{ticket}")
        assert (answer.status, answer.code) == (409, "no-calling-out")
        assert "外呼" in answer.body["error"]["message"]


async def test_calls_out_count_neither_as_answered_nor_as_abandoned_today(house: House) -> None:
    person = await signed_in_with_phone(house)
    ticket = await talked_about(house, person)
    before = await house.deps.calls.today(house.clock.now())
    call = (await calls(person, f"tickets/{ticket}")).body["id"]
    await house.until(lambda: call in house.world.legs)
    house.world.reached(house.world.take(call))
    house.world.over(call)
    await house.until(lambda: call not in house.desk.board.calls)
    await house.store_facts()
    assert await house.deps.calls.today(house.clock.now()) == before

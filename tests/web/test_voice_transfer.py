"""话务转接 at the desk: the seat that talks hands its caller on; the other office sees the same call and ticket."""

from __future__ import annotations

from ami.lines import SeatState
from dialplan.contract import HANDED_ON, Handover
from tests.web.house import House, Person
from tests.web.test_seats import ready, signed_in_with_phone


async def talking(house: House, person: Person) -> str:
    """The agent of hefei-01 talks with a caller; the call's id."""
    await ready(person)
    call = house.world.arrive("13805510001", "055112385")
    house.world.join(call, "hefei")
    house.world.answer(house.world.ring(call, "hefei-01"))
    await house.until(lambda: house.desk.board.seats["hefei-01"].call_id == call)
    return call


async def test_the_caller_waits_at_the_other_office_with_the_same_call_and_ticket(house: House) -> None:
    person, other = await signed_in_with_phone(house), await signed_in_with_phone(house, "provincial")
    async with other.live() as live, person.live() as mine:
        await live.until("hello")
        await ready(other)
        call = await talking(house, person)
        ticket = (await person.get(f"/api/v1/calls/{call}/pop")).body["ticket"]["number"]
        answer = await person.post(f"/api/v1/calls/{call}/transfer", {"office": "anhui"})
        assert answer.status == 204
        assert (await mine.until("ended"))["call_id"] == call
        assert house.world.waiting == {"anhui": [call], "hefei": []}
        sent = Handover.unpack(house.world.legs[call].variables["HOTLINE_HANDOVER"])
        assert (sent.reason, [hop.office for hop in sent.chain]) == (HANDED_ON, ["anhui"])
        house.world.ring(call, "anhui-01")
        ring = (await live.until("ring"))["call"]
        assert ring["id"] == call and ring["reason"] == {"evidence": "handed-on", "text": "座席话务转接"}
        assert (await other.get(f"/api/v1/calls/{call}/pop")).body["ticket"]["number"] == ticket
    await house.store_facts()
    story = (await other.get(f"/api/v1/calls/{call}")).body["timeline"]
    told = next(moment for moment in story if moment["kind"] == "handed-on")
    assert told["data"] == {"office": "hefei", "seat": "hefei-01", "to": "anhui", "by": "agent"}
    assert told["text"] == "座席将来电转接至其他单位：安徽省，hefei-01"


async def test_where_nobody_works_the_caller_is_not_sent(house: House) -> None:
    person = await signed_in_with_phone(house)
    call = await talking(house, person)
    answer = await person.post(f"/api/v1/calls/{call}/transfer", {"office": "anhui"})
    assert (answer.status, answer.code, answer.body["error"]["place"]) == (409, "nobody-there", "office")
    assert "安徽省" in answer.body["error"]["message"]
    assert house.desk.board.seats["hefei-01"].call_id == call, "they talk on"


async def test_a_seat_that_pauses_does_not_count_as_working_there(house: House) -> None:
    person, other = await signed_in_with_phone(house), await signed_in_with_phone(house, "provincial")
    await other.put("/api/v1/seat/state", {"state": "paused", "reason": "break"})
    call = await talking(house, person)
    assert (await person.post(f"/api/v1/calls/{call}/transfer", {"office": "anhui"})).code == "nobody-there"


async def test_only_the_seat_that_talks_hands_on(house: House) -> None:
    person, other = await signed_in_with_phone(house), await signed_in_with_phone(house, "second")
    await ready(other)
    call = await talking(house, person)
    for who, id, code in ((other, call, "not-talking"), (person, "1795000000.99", "not-talking")):
        answer = await who.post(f"/api/v1/calls/{id}/transfer", {"office": "hefei"})
        assert (answer.status, answer.code) == (409, code)
    for name in ("leader", "unit", "archivist", "admin"):
        answer = await (await house.person(name)).post(f"/api/v1/calls/{call}/transfer", {"office": "anhui"})
        assert answer.status == 403
    assert (await person.post(f"/api/v1/calls/{call}/transfer", {"office": "nowhere"})).status == 422


async def test_a_caller_who_hung_up_meanwhile_cannot_be_handed_on(house: House) -> None:
    person, other = await signed_in_with_phone(house), await signed_in_with_phone(house, "provincial")
    await ready(other)
    call = await talking(house, person)
    house.server.refuse["BlindTransfer"] = "Channel specified does not exist"
    answer = await person.post(f"/api/v1/calls/{call}/transfer", {"office": "anhui"})
    assert (answer.status, answer.code) == (409, "not-talking")
    await house.store_facts()
    story = (await person.get(f"/api/v1/calls/{call}")).body["timeline"]
    assert "handed-on" not in [moment["kind"] for moment in story]


async def test_a_page_that_lost_the_voice_gives_its_caller_back_to_the_queue(house: House) -> None:
    person = await signed_in_with_phone(house)
    call = await talking(house, person)
    assert (await person.post(f"/api/v1/calls/{call}/voice-gone", {})).status == 204
    await house.until(lambda: house.world.waiting["hefei"] == [call])
    assert house.desk.board.seats["hefei-01"].state is not SeatState.TALKING
    again = await person.post(f"/api/v1/calls/{call}/voice-gone", {})
    assert (again.status, again.code) == (409, "not-talking")


async def test_only_the_seat_that_talks_gives_a_caller_back(house: House) -> None:
    person, other = await signed_in_with_phone(house), await signed_in_with_phone(house, "second")
    call = await talking(house, person)
    for who, id in ((other, call), (person, "1795000000.99")):
        answer = await who.post(f"/api/v1/calls/{id}/voice-gone", {})
        assert (answer.status, answer.code) == (409, "not-talking")
    assert (await (await house.person("leader")).post(f"/api/v1/calls/{call}/voice-gone", {})).status == 403
    assert house.desk.board.seats["hefei-01"].call_id == call, "they talk on"


async def test_a_call_that_ends_at_that_moment_is_no_longer_theirs_to_give_back(house: House) -> None:
    person = await signed_in_with_phone(house)
    call = await talking(house, person)
    house.server.refuse["Hangup"] = "No such channel"
    answer = await person.post(f"/api/v1/calls/{call}/voice-gone", {})
    assert (answer.status, answer.code) == (409, "not-talking")

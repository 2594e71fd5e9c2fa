"""A seat's working day over HTTP, AMI and the live stream: ready, ring, talk, wrap up, pause, away, taken over."""

import asyncio

from ami.errors import LinkLostError
from tests.web.house import House, Live, Person


async def signed_in_with_phone(house: House, username: str = "agent") -> Person:
    person = await house.person(username)
    phone = await person.get("/api/v1/phone")
    assert phone.status == 200
    house.world.register(phone.body["username"])
    await house.until(lambda: house.desk.shape(phone.body["username"])["registered"])
    return person


async def ready(person: Person) -> None:
    answer = await person.put("/api/v1/seat/state", {"state": "ready"})
    assert (answer.status, answer.body["state"]) == (200, "ready")


async def test_a_seat_goes_ready_pauses_with_a_reason_and_goes_home(house: House) -> None:
    person = await signed_in_with_phone(house)
    assert (await person.get("/api/v1/seat")).body["state"] == "offline"
    await ready(person)
    assert house.world.members["hefei", "hefei-01"].paused is False
    answer = await person.put("/api/v1/seat/state", {"state": "paused", "reason": "break"})
    assert (answer.body["state"], answer.body["reason"]) == ("paused", "break")
    assert house.world.members["hefei", "hefei-01"].reason == "break"
    await ready(person)
    answer = await person.put("/api/v1/seat/state", {"state": "offline"})
    assert answer.body["state"] == "offline"
    assert not house.world.members


async def test_a_seat_can_begin_its_day_with_a_pause(house: House) -> None:
    person = await signed_in_with_phone(house)
    answer = await person.put("/api/v1/seat/state", {"state": "paused", "reason": "meeting"})
    assert (answer.body["state"], answer.body["reason"]) == ("paused", "meeting")


async def test_a_pause_needs_one_of_the_sites_reasons(house: House) -> None:
    person = await signed_in_with_phone(house)
    without = await person.put("/api/v1/seat/state", {"state": "paused"})
    assert (without.status, without.code, without.body["error"]["place"]) == (422, "field-required", "reason")
    other = await person.put("/api/v1/seat/state", {"state": "paused", "reason": "wrap-up"})
    assert (other.status, other.code) == (422, "invalid-field")
    strange = await person.put("/api/v1/seat/state", {"state": "talking"})
    assert (strange.status, strange.code, strange.body["error"]["place"]) == (422, "invalid-field", "state")


async def test_a_user_without_a_seat_is_told_so(house: House) -> None:
    person = await house.person("seatless")
    for path in ("/api/v1/seat", "/api/v1/phone"):
        answer = await person.get(path)
        assert (answer.status, answer.code) == (409, "no-seat")


async def test_when_asterisk_is_away_a_wish_is_refused_with_words(house: House) -> None:
    person = await signed_in_with_phone(house)
    await house.server.stop()
    await house.until(lambda: not house.client.health().up)
    answer = await person.put("/api/v1/seat/state", {"state": "ready"})
    assert (answer.status, answer.code) == (503, "asterisk-away")


async def test_a_call_rings_is_answered_ends_and_is_wrapped_up(house: House) -> None:
    person = await signed_in_with_phone(house)
    async with person.live() as live:
        await live.until("hello")
        await ready(person)
        call = house.world.arrive("05511234567", "055112385")
        house.world.join(call, "hefei")
        leg = house.world.ring(call, "hefei-01")
        ring = (await live.until("ring"))["call"]
        assert (ring["id"], ring["number"], ring["state"]) == (call, "05511234567", "ringing")
        assert (ring["office"], ring["office_name"]) == ("hefei", "合肥市")
        assert ring["area"] == {"code": "0551", "name": "安徽省合肥市"}
        assert ring["reason"] == {"evidence": "dialed-area", "text": "拨打的区号"}
        assert (await person.get("/api/v1/seat")).body["call_id"] == call
        house.world.answer(leg)
        answered = (await live.until("answered"))["call"]
        assert answered["id"] == call
        talking = (await live.until("seat"))["seat"]
        assert talking["state"] == "talking"
        await house.until(lambda: house.world.members["hefei", "hefei-01"].reason == "wrap-up")
        assert (await person.get("/api/v1/seat")).body["state"] == "talking"
        house.clock.move(42)
        house.world.finish(call)
        ended = await live.until("ended")
        assert ended["call_id"] == call
        assert ended["talked_s"] == 42
        seat = (await live.until("seat"))["seat"]
        assert (seat["state"], seat["call_id"]) == ("wrap-up", call)
        assert seat["wrap_up_ends"].endswith("+08:00")
        house.clock.move(31)
        house.desk.look_at_the_clock()
        assert (await live.until("notice"))["code"] == "wrap-up-over"
        assert (await live.until("seat"))["seat"]["state"] == "ready"


async def talking(house: House, person: Person, live: Live) -> str:
    """The person's seat is ready, rings and answers; the call."""
    await ready(person)
    call = house.world.arrive("13800000000")
    house.world.join(call, "hefei")
    house.world.answer(house.world.ring(call, "hefei-01"))
    await live.until("answered")
    return call


async def test_a_wrap_up_that_ends_while_asterisk_is_away_ends_when_it_is_back(house: House) -> None:
    person = await signed_in_with_phone(house)
    async with person.live() as live:
        call = await talking(house, person, live)
        await house.until(lambda: house.world.members["hefei", "hefei-01"].paused)
        house.world.finish(call)
        await live.until("ended")
        await house.server.stop()
        await house.until(lambda: not house.desk.board.synced)
        await house.until(lambda: house.client.health().why == "ami-not-connected")  # after "ami-link-lost"
        house.clock.move(31)
        house.desk.look_at_the_clock()
        await house.server.__aenter__()
        await house.until(lambda: house.desk.board.synced)
        house.desk.look_at_the_clock()
        await live.until("notice", code="asterisk-back")
        assert (await live.until("notice"))["code"] == "wrap-up-over"
        assert (await live.until("seat"))["seat"]["state"] == "ready"
    assert [frame["code"] for frame in live.seen if frame["type"] == "notice"] == [
        "asterisk-lost",
        "asterisk-back",
        "wrap-up-over",
    ]
    assert not house.world.members["hefei", "hefei-01"].paused


class Losing:
    """Actions whose link breaks under the first thing that is asked of it."""

    def __init__(self, house: House) -> None:
        self.house, self.then = house, house.desk.deeds.actions
        house.desk.deeds.actions = self  # type: ignore[assignment]

    def __getattr__(self, name: str) -> object:
        async def lost(*_asked: object) -> None:
            self.house.desk.deeds.actions = self.then
            raise LinkLostError(name)

        return lost


async def test_a_seat_that_let_it_ring_is_paused_though_the_link_broke_just_then(house: House) -> None:
    person = await signed_in_with_phone(house)
    await ready(person)
    call = house.world.arrive("13800000000")
    house.world.join(call, "hefei")
    leg, losing = house.world.ring(call, "hefei-01"), Losing(house)
    house.world.no_answer(leg)
    await house.until(lambda: house.desk.deeds.actions is losing.then)
    house.desk.look_at_the_clock()
    await house.until(lambda: house.world.members["hefei", "hefei-01"].reason == "no-answer")


async def test_a_seat_without_its_browser_goes_away_and_home_though_the_link_broke_just_then(house: House) -> None:
    person = await signed_in_with_phone(house)
    async with person.live():
        await ready(person)
    await house.until(lambda: not len(house.desk.hub))
    for seconds, happened in (
        (11, lambda: house.desk.shape("hefei-01")["reason"] == "away"),
        (120, lambda: not house.world.members),
    ):
        losing = Losing(house)
        house.clock.move(seconds)
        house.desk.look_at_the_clock()
        await house.until(lambda: house.desk.deeds.actions is losing.then)  # noqa: B023
        house.desk.look_at_the_clock()
        await house.until(happened)


async def test_saying_ready_ends_wrap_up(house: House) -> None:
    person = await signed_in_with_phone(house)
    async with person.live() as live:
        call = await talking(house, person, live)
        await house.until(lambda: house.world.members["hefei", "hefei-01"].paused)
        house.world.finish(call)
        await live.until("ended")
        await ready(person)
    assert not house.world.members["hefei", "hefei-01"].paused


async def test_a_break_asked_for_while_talking_begins_after_the_call(house: House) -> None:
    person = await signed_in_with_phone(house)
    async with person.live() as live:
        call = await talking(house, person, live)
        answer = await person.put("/api/v1/seat/state", {"state": "paused", "reason": "break"})
        assert answer.body["state"] == "talking"
        house.world.finish(call)
        await live.until("ended")
        seat = (await live.until("seat"))["seat"]
        assert (seat["state"], seat["reason"]) == ("paused", "break")


async def test_a_ring_in_vain_pauses_the_seat_and_says_so(house: House) -> None:
    person = await signed_in_with_phone(house)
    async with person.live() as live:
        await ready(person)
        call = house.world.arrive("13800000000")
        house.world.join(call, "hefei")
        leg = house.world.ring(call, "hefei-01")
        await live.until("ring")
        house.world.no_answer(leg)
        assert (await live.until("ring-stopped"))["why"] == "no-answer"
        await house.until(lambda: house.world.members["hefei", "hefei-01"].reason == "no-answer")
        await house.until(lambda: house.desk.shape("hefei-01")["state"] == "paused")
        seat = (await live.until("seat", seat=house.desk.shape("hefei-01")))["seat"]
        assert (seat["state"], seat["reason"]) == ("paused", "no-answer")
    notices = [frame for frame in live.seen if frame["type"] == "notice"]
    assert [(notice["code"], notice["message"]) for notice in notices] == [
        ("ring-no-answer", "来电未接听，已将您置为示忙")
    ]


async def test_a_caller_who_gives_up_and_a_quicker_colleague_stop_the_ringing(house: House) -> None:
    person = await signed_in_with_phone(house)
    async with person.live() as live:
        await ready(person)
        first = house.world.arrive("13800000001")
        house.world.join(first, "hefei")
        house.world.ring(first, "hefei-01")
        house.world.abandon(first)
        assert (await live.until("ring-stopped"))["why"] == "caller-left"
        second = house.world.arrive("13800000002")
        house.world.join(second, "hefei")
        house.world.ring(second, "hefei-01")
        house.world.answer(house.world.ring(second, "hefei-02"))
        assert (await live.until("ring-stopped"))["why"] == "answered-elsewhere"


async def test_a_second_sign_in_learns_who_has_the_seat_and_may_take_it_over(house: House) -> None:
    first = await signed_in_with_phone(house)
    async with first.live() as live:
        await live.until("hello")
        second = await house.person("agent")
        answer = await second.get("/api/v1/phone")
        assert (answer.status, answer.code, answer.body["who"]) == (409, "seat-taken", "张敏")
        assert (await first.get("/api/v1/phone")).status == 200
        taken = await second.get("/api/v1/phone?take_over=true")
        assert taken.body["username"] == "hefei-01"
        assert (await live.until("signed-out"))["why"] == "taken-over"
        await live.closed()
    assert (await second.get("/api/v1/phone")).status == 200
    assert (await first.get("/api/v1/session")).status == 200


async def test_a_closed_browser_pauses_the_seat_then_takes_it_off_and_a_quick_return_restores_it(house: House) -> None:
    person = await signed_in_with_phone(house)
    async with person.live():
        await ready(person)
    await house.until(lambda: not len(house.desk.hub))
    house.clock.move(9)
    house.desk.look_at_the_clock()
    assert house.world.members["hefei", "hefei-01"].paused is False
    house.clock.move(2)
    house.desk.look_at_the_clock()
    await house.until(lambda: house.world.members["hefei", "hefei-01"].reason == "away")
    await house.until(lambda: house.desk.shape("hefei-01")["reason"] == "away")
    async with person.live() as live:
        assert (await live.until("notice"))["code"] == "back-from-away"
        await house.until(lambda: not house.world.members["hefei", "hefei-01"].paused)
        await house.until(lambda: house.desk.shape("hefei-01")["state"] == "ready")
    await house.until(lambda: not len(house.desk.hub))
    house.clock.move(11)
    house.desk.look_at_the_clock()
    await house.until(lambda: house.desk.shape("hefei-01")["reason"] == "away")
    house.clock.move(120)
    house.desk.look_at_the_clock()
    await house.until(lambda: not house.world.members)


async def test_a_phone_that_unregisters_is_told_to_its_agent(house: House) -> None:
    person = await signed_in_with_phone(house)
    async with person.live() as live:
        await ready(person)
        house.world.unregister("hefei-01")
        while (await live.until("seat"))["seat"]["registered"] is not False:
            pass
        house.clock.move(3)
        house.desk.look_at_the_clock()
        assert (await live.until("notice"))["code"] == "phone-gone"
        house.world.register("hefei-01")
        assert (await live.until("notice"))["code"] == "phone-back"


async def test_two_wishes_at_once_both_get_an_answer(house: House) -> None:
    person = await signed_in_with_phone(house)
    answers = await asyncio.gather(
        person.put("/api/v1/seat/state", {"state": "ready"}),
        person.put("/api/v1/seat/state", {"state": "ready"}),
    )
    assert [answer.status for answer in answers] == [200, 200]


async def test_a_page_that_came_over_https_gets_a_telephone_address_that_it_may_open(house: House) -> None:
    person = await house.person("agent")
    plain = (await person.get("/api/v1/phone")).body
    assert plain["ws"] == "ws://127.0.0.1:8088/ws"
    behind = {"X-Forwarded-Proto": "https", "Host": "desk.example.cn"}
    assert (await person.get("/api/v1/phone", **behind)).body["ws"] == "wss://desk.example.cn/ws"

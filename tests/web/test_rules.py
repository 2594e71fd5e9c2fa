"""The seat's rules, the sign-in limit and the languages, as pure situations."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ami.lines import CallLine, SeatLine, SeatState
from store.folded import CallState
from web import seat_rules as rules
from web.attempts import Attempts
from web.guard import policy
from web.ring_stops import RingStops
from web.seat_rules import Leave, Notice, Pause, SeatMemory, SeatTimes
from web.texts.languages import LANGUAGES, negotiate
from web.texts.say import MESSAGES, say

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TIMES = SeatTimes(wrap_up_s=30, away_after_s=10, offline_after_s=120)
READY = SeatLine(id="hefei-01", office="hefei", state=SeatState.READY, since=NOW, offices=("hefei",))
TALKING = replace(READY, state=SeatState.TALKING, call_id="1.1")
WRAPPING = replace(READY, state=SeatState.WRAP_UP, reason="wrap-up", paused=True, pause_reason="wrap-up")
ON_BREAK = replace(READY, state=SeatState.PAUSED, reason="break", paused=True, pause_reason="break")
AWAY = replace(ON_BREAK, reason="away", pause_reason="away")
HERE = SeatMemory(browsers=1)
GONE = SeatMemory(gone_since=NOW)


def later(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_answering_pauses_for_wrap_up_at_once_so_that_no_call_slips_in() -> None:
    memory, deeds = rules.on_answered(HERE, TALKING, "1.1", TIMES)
    assert deeds == (Pause(reason="wrap-up"),)
    assert memory.last_call == "1.1"


def test_answering_leaves_a_pause_that_was_chosen_before() -> None:
    assert rules.on_answered(HERE, replace(TALKING, paused=True, pause_reason="break"), "1.1", TIMES)[1] == ()


def test_wrap_up_begins_when_the_conversation_ends_and_ends_by_itself() -> None:
    memory, deeds = rules.on_change(HERE, TALKING, WRAPPING, TIMES, NOW)
    assert (memory.wrap_up_ends, list(deeds)) == (later(30), [])
    assert rules.on_time(memory, WRAPPING, TIMES, later(29))[1] == ()
    memory, deeds = rules.on_time(memory, WRAPPING, TIMES, later(30))
    assert deeds == (Pause(reason=None),)
    memory, deeds = rules.on_change(memory, WRAPPING, READY, TIMES, later(31))
    assert (memory.wrap_up_ends, list(deeds)) == (None, [Notice(code="wrap-up-over")])


def test_wrap_up_that_its_agent_ends_is_not_told_to_them() -> None:
    memory = rules.on_change(HERE, TALKING, WRAPPING, TIMES, NOW)[0]
    memory, deeds = rules.on_change(memory, WRAPPING, READY, TIMES, later(20))
    assert (memory.wrap_up_ends, list(deeds)) == (None, [])


NO_ANSWER = replace(ON_BREAK, reason="no-answer", pause_reason="no-answer")
OFFLINE = replace(READY, state=SeatState.OFFLINE, offices=())


@pytest.mark.parametrize(
    ("memory", "line", "deed", "done"),
    [
        (rules.on_change(HERE, TALKING, WRAPPING, TIMES, NOW)[0], WRAPPING, Pause(reason=None), READY),
        (rules.on_answered(HERE, TALKING, "1.1", TIMES)[0], TALKING, Pause(reason="wrap-up"), WRAPPING),
        (rules.on_ring_no_answer(HERE)[0], READY, Pause(reason="no-answer"), NO_ANSWER),
        (replace(HERE, was_ready=True), AWAY, Pause(reason=None), READY),
        (GONE, READY, Pause(reason="away"), AWAY),
        (GONE, ON_BREAK, Leave(), OFFLINE),
    ],
    ids=["wrap-up ends", "answered", "rang in vain", "back from away", "away", "gone for good"],
)  # fmt: skip
def test_what_asterisk_was_not_told_is_asked_again_until_it_shows(
    memory: SeatMemory, line: SeatLine, deed: object, done: SeatLine
) -> None:
    at = later(120 if isinstance(deed, Leave) else 30)
    for _ in range(3):
        memory, deeds = rules.on_time(memory, line, TIMES, at)
        assert deeds == (deed,)
    memory = rules.on_change(memory, line, done, TIMES, at)[0]
    assert deed not in rules.on_time(memory, done, TIMES, at)[1]


def test_a_pause_that_asterisk_made_itself_is_not_made_again_when_somebody_has_ended_it() -> None:
    memory = rules.on_ring_no_answer(HERE)[0]
    assert not rules.on_time(memory, NO_ANSWER, TIMES, later(1))[1]
    memory = rules.on_change(memory, NO_ANSWER, READY, TIMES, later(5))[0]
    assert not rules.on_time(memory, READY, TIMES, later(6))[1]


def test_what_an_agent_says_holds_over_what_was_owed() -> None:
    for owed in (rules.on_ring_no_answer(HERE)[0], replace(HERE, was_ready=True)):
        memory = rules.on_wish(owed)
        assert not rules.on_time(memory, READY, TIMES, later(30))[1]
        assert not rules.on_time(memory, AWAY, TIMES, later(30))[1]


def test_a_site_without_wrap_up_pauses_nobody() -> None:
    assert rules.on_answered(HERE, TALKING, "1.1", replace(TIMES, wrap_up_s=0))[1] == ()


def test_a_wrap_up_from_before_ends_at_once_where_the_site_has_none_any_more() -> None:
    deeds = rules.on_change(HERE, TALKING, WRAPPING, replace(TIMES, wrap_up_s=0), NOW)[1]
    assert deeds == [Pause(reason=None)]


def test_a_wrap_up_found_after_a_restart_gets_its_time_from_now() -> None:
    assert rules.on_change(SeatMemory(), None, WRAPPING, TIMES, NOW)[0].wrap_up_ends == later(30)


@pytest.mark.parametrize(
    ("line", "seconds", "deeds"),
    [
        (READY, 9, ()),
        (READY, 10, (Pause(reason="away"),)),
        (WRAPPING, 10, (Pause(reason="away"),)),
        (ON_BREAK, 10, ()),
        (ON_BREAK, 120, (Leave(),)),
        (AWAY, 60, ()),
        (AWAY, 120, (Leave(),)),
        (TALKING, 10, (Pause(reason="away"),)),
        (replace(TALKING, paused=True, pause_reason="away"), 300, ()),
        (replace(READY, state=SeatState.OFFLINE, offices=()), 300, ()),
    ],
)
def test_a_browser_that_went_away(line: SeatLine, seconds: float, deeds: tuple[object, ...]) -> None:
    assert rules.on_time(GONE, line, TIMES, later(seconds))[1] == deeds


def test_coming_back_restores_readiness_only_when_the_seat_was_ready() -> None:
    memory = rules.on_time(GONE, READY, TIMES, later(10))[0]
    memory, deeds = rules.on_browser(memory, AWAY, NOW)
    assert deeds == (Pause(reason=None),)
    memory, deeds = rules.on_change(memory, AWAY, READY, TIMES, NOW)
    assert (memory.was_ready, list(deeds)) == (False, [Notice(code="back-from-away")])
    memory = rules.on_time(GONE, ON_BREAK, TIMES, later(10))[0]
    assert rules.on_browser(memory, ON_BREAK, NOW)[1] == ()


def test_a_seat_counts_as_away_when_its_last_browser_goes() -> None:
    two = replace(HERE, browsers=2)
    one = rules.on_browser_gone(two, READY, NOW)
    assert one.gone_since is None
    assert rules.on_browser_gone(one, READY, NOW).gone_since == NOW


NO_PHONE = replace(READY, registered=False)
WITH_PHONE = replace(READY, registered=True)
PHONE_GONE, PHONE_BACK = [Notice(code="phone-gone")], [Notice(code="phone-back")]


def test_a_page_that_loads_anew_is_told_nothing_of_its_telephone() -> None:
    """Its old telephone goes, before or after the old page; the new page's comes in a moment."""
    lost_first = rules.on_browser_gone(rules.on_change(HERE, WITH_PHONE, NO_PHONE, TIMES, NOW)[0], NO_PHONE, NOW)
    gone_first = rules.on_change(rules.on_browser_gone(HERE, WITH_PHONE, NOW), WITH_PHONE, NO_PHONE, TIMES, NOW)[0]
    joined_first = rules.on_browser_gone(rules.on_browser(HERE, WITH_PHONE, NOW)[0], WITH_PHONE, NOW)
    for left in (lost_first, gone_first):
        memory, deeds = rules.on_browser(left, NO_PHONE, NOW)
        assert not deeds
        assert not rules.on_time(memory, NO_PHONE, TIMES, later(2))[1]
        assert not rules.on_change(memory, NO_PHONE, WITH_PHONE, TIMES, later(2))[1]
    memory, deeds = rules.on_change(joined_first, WITH_PHONE, NO_PHONE, TIMES, NOW)
    assert not deeds
    assert not rules.on_change(memory, NO_PHONE, WITH_PHONE, TIMES, later(1))[1]


def test_a_telephone_that_stays_away_is_told_once_and_so_is_its_return() -> None:
    memory, deeds = rules.on_change(HERE, WITH_PHONE, NO_PHONE, TIMES, NOW)
    assert not deeds and not rules.on_time(memory, NO_PHONE, TIMES, later(2))[1]
    memory, deeds = rules.on_time(memory, NO_PHONE, TIMES, later(3))
    assert list(deeds) == PHONE_GONE
    assert not rules.on_time(memory, NO_PHONE, TIMES, later(300))[1]
    memory, deeds = rules.on_change(memory, NO_PHONE, WITH_PHONE, TIMES, later(9))
    assert list(deeds) == PHONE_BACK
    assert not rules.on_change(memory, WITH_PHONE, replace(WITH_PHONE, paused=True), TIMES, later(10))[1]


def test_a_page_whose_telephone_never_comes_is_told() -> None:
    memory = rules.on_browser(SeatMemory(), NO_PHONE, NOW)[0]
    assert list(rules.on_time(memory, NO_PHONE, TIMES, later(3))[1]) == PHONE_GONE
    offline = replace(NO_PHONE, state=SeatState.OFFLINE, offices=())
    assert not rules.on_time(rules.on_browser(SeatMemory(), offline, NOW)[0], offline, TIMES, later(3))[1]


def test_a_seat_behind_a_queue_without_any_browser_is_noticed_after_a_restart() -> None:
    assert rules.on_change(SeatMemory(), None, READY, TIMES, NOW)[0].gone_since == NOW


def a_call(state: CallState) -> CallLine:
    return CallLine(id="1.1", caller="", dialed="", trunk="", state=state, arrived_at=NOW)


def test_why_a_ring_stopped_is_told_once_in_whichever_order_asterisk_says_it() -> None:
    stops = RingStops()
    assert stops.not_answered("s", "1.1") == ("s", "1.1", "no-answer")
    assert stops.leg_gone("s", "1.1", a_call(CallState.QUEUED)) is None
    assert not stops.waits("s")
    assert stops.leg_gone("s", "1.1", a_call(CallState.QUEUED)) is None
    assert stops.waits("s")
    assert stops.not_answered("s", "1.1") == ("s", "1.1", "no-answer")
    assert not stops.waits("s")
    assert stops.leg_gone("s", "1.1", a_call(CallState.TALKING)) == ("s", "1.1", "answered-elsewhere")
    assert stops.leg_gone("s", "1.1", None) == ("s", "1.1", "caller-left")
    stops.leg_gone("s", "1.1", a_call(CallState.QUEUED))
    assert stops.caller_left("1.1") == [("s", "1.1", "caller-left")]
    stops.leg_gone("s", "1.1", a_call(CallState.QUEUED))
    assert stops.give_up({}) == [("s", "1.1", "caller-left")]


def test_attempts_open_again_one_by_one_as_they_grow_old() -> None:
    attempts = Attempts(most=2, window=timedelta(seconds=60))
    attempts.failed(("user:a", "from:x"), NOW)
    attempts.failed(("user:a", "from:x"), later(10))
    assert attempts.wait_s(("user:a",), later(20)) == 40
    assert attempts.wait_s(("user:b", "from:x"), later(20)) == 40
    assert attempts.wait_s(("user:b", "from:y"), later(20)) == 0
    assert attempts.wait_s(("user:a",), later(60)) == 0
    attempts.succeeded("user:a")
    assert attempts.wait_s(("from:x",), later(20)) == 40


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "zh-CN"),
        ("", "zh-CN"),
        ("ko", "ko"),
        ("en;q=0.3, ko;q=0.9", "ko"),
        ("de, en;q=0.1", "en"),
        ("zh-TW", "zh-CN"),
        ("ko;q=0, en;q=nonsense", "zh-CN"),
        ("*", "zh-CN"),
    ],
)
def test_the_language_of_an_answer(header: str | None, language: str) -> None:
    assert negotiate(header) == language


@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_every_message_is_there_in_every_language(code: str) -> None:
    for language in LANGUAGES:
        message, mend = say(code, language)
        assert message
        assert mend is None or mend


def test_the_policy_lets_pages_reach_asterisks_websocket_and_nothing_else_that_is_foreign() -> None:
    text = policy("ws://10.0.0.5:8088/ws")
    connect = next(part for part in text.split("; ") if part.startswith("connect-src"))
    assert connect == "connect-src 'self' ws://10.0.0.5:8088"
    assert "http" not in text
    assert "unsafe-eval" not in text

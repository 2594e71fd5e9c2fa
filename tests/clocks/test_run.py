"""How clocks stand as events come: in time, warned, late, extended, suspended, overridden, restarted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from ticketing import packs
from ticketing.clocks.event import Event
from ticketing.clocks.recount import recount
from ticketing.clocks.run import clocks
from ticketing.clocks.state import ClockState, Status
from ticketing.pack import EventKind, Limit, Unit
from workdays.calendar import Calendar
from workdays.zone import SHANGHAI

CALENDAR = Calendar()
K = EventKind


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def run(regulation: str, now: str, *events: Event, calendar: Calendar = CALENDAR) -> dict[str, ClockState]:
    states = clocks(pack=packs.load(regulation), events=events, calendar=calendar, now=at(now))
    return {state.clock.id: state for state in states}


def test_a_ticket_runs_warns_and_is_overdue_a_second_after_close_of_business() -> None:
    transferred = Event(kind=K.TRANSFERRED, at=at("2026-09-25T16:50"))
    for now, status in (
        ("2026-10-26T17:29:59", Status.RUNNING),
        ("2026-10-26T17:30:00", Status.WARNED),
        ("2026-10-29T17:30:00", Status.WARNED),
        ("2026-10-29T17:30:01", Status.OVERDUE),
    ):
        assert run("anhui-12385", now, transferred)["conclude"].status is status, now


def test_a_clock_stops_in_time_up_to_and_including_its_due_second() -> None:
    transferred = Event(kind=K.TRANSFERRED, at=at("2026-09-25T16:50"))
    for when, late in (("2026-10-29T17:30:00", False), ("2026-10-29T17:30:01", True)):
        state = run("anhui-12385", "2026-11-20T09:00", transferred, Event(kind=K.CONCLUDED, at=at(when)))["conclude"]
        assert (state.status, state.late) == (Status.STOPPED, late)


def test_what_has_not_happened_yet_does_not_count() -> None:
    concluded = Event(kind=K.CONCLUDED, at=at("2026-10-10T09:00"))
    state = run("anhui-12385", "2026-10-01T09:00", Event(kind=K.TRANSFERRED, at=at("2026-09-25T16:50")), concluded)
    assert state["conclude"].status is Status.RUNNING


def extension(asked: str, granted: str, **more: object) -> tuple[Event, Event]:
    return (
        Event(kind=K.EXTENSION_ASKED, at=at(asked), clock="conclude"),
        Event(kind=K.EXTENSION_GRANTED, at=at(granted), clock="conclude", **more),  # type: ignore[arg-type]
    )


def test_an_extension_adds_seven_working_days_to_the_day_first_due() -> None:
    transferred = Event(kind=K.TRANSFERRED, at=at("2026-09-25T16:50"))
    state = run("anhui-12385", "2026-11-02T09:00", transferred, *extension("2026-10-29T17:30", "2026-10-30T09:00"))
    assert state["conclude"].due == at("2026-11-09T17:30")
    assert state["conclude"].first_due == at("2026-10-29T17:30")
    assert state["conclude"].extensions == 1 and not state["conclude"].notes


def test_an_extension_asked_for_a_minute_late_is_not_heeded() -> None:
    transferred = Event(kind=K.TRANSFERRED, at=at("2026-09-25T16:50"))
    state = run("anhui-12385", "2026-11-02T09:00", transferred, *extension("2026-10-29T17:31", "2026-10-30T09:00"))
    assert state["conclude"].due == at("2026-10-29T17:30")
    assert state["conclude"].notes == ("asked-late|9(三)|",)


@pytest.mark.parametrize(("is_complex", "extensions"), [(False, 1), (True, 2)])
def test_a_second_extension_needs_an_especially_complex_matter(is_complex: bool, extensions: int) -> None:
    events = (
        Event(kind=K.TRANSFERRED, at=at("2026-09-25T16:50"), complex=is_complex),
        *extension("2026-10-20T09:00", "2026-10-20T10:00"),
        *extension("2026-10-21T09:00", "2026-10-21T10:00"),
        *extension("2026-10-22T09:00", "2026-10-22T10:00"),
    )
    state = run("anhui-12385", "2026-10-23T09:00", *events)["conclude"]
    assert state.extensions == extensions
    assert len(state.notes) == 3 - extensions


def test_an_extension_may_be_shorter_but_not_longer_than_the_first_limit() -> None:
    transferred = Event(kind=K.TRANSFERRED, at=at("2026-09-21T10:00"), nature="consultation")
    for length, due in ((1, "2026-09-28T23:59:59.999999"), (30, "2026-09-30T23:59:59.999999")):
        granted = extension("2026-09-22T09:00", "2026-09-22T10:00", length=Limit(number=length, unit=Unit.WORKING_DAYS))
        assert run("anhui-12345", "2026-09-22T11:00", transferred, *granted)["conclude"].due == at(due)


def test_an_extension_as_granted_needs_its_new_limit() -> None:
    pushed = Event(kind=K.PUSHED, at=at("2026-09-21T10:00"), nature="help")
    told = extension("2026-09-22T09:00", "2026-09-22T10:00", until=at("2026-09-30T17:00"))
    assert run("yanbian-12345", "2026-09-22T11:00", pushed, *told)["conclude"].due == at("2026-09-30T17:00")
    silent = run("yanbian-12345", "2026-09-22T11:00", pushed, *extension("2026-09-22T09:00", "2026-09-22T10:00"))
    assert silent["conclude"].due == at("2026-09-24T10:00") and silent["conclude"].notes == ("no-new-limit|三(一)4|",)


def test_a_filed_case_makes_the_clock_stand_still_where_the_regulation_says_so() -> None:
    pushed = Event(kind=K.PUSHED, at=at("2026-09-21T10:00"), nature="report")
    filed = Event(kind=K.SUSPENDED, at=at("2026-09-22T10:00"), basis="filed-case")
    state = run("yanbian-12345", "2026-10-20T10:00", pushed, filed)["conclude"]
    assert (state.status, state.due) == (Status.SUSPENDED, None)
    resumed = Event(kind=K.RESUMED, at=at("2026-10-20T10:00"))
    state = run("yanbian-12345", "2026-10-20T11:00", pushed, filed, resumed)["conclude"]
    assert (state.status, state.due) == (Status.RUNNING, at("2026-10-22T10:00"))


def test_a_suspension_without_ground_in_the_regulation_is_not_heeded() -> None:
    transferred = Event(kind=K.TRANSFERRED, at=at("2026-09-25T16:50"))
    filed = Event(kind=K.SUSPENDED, at=at("2026-09-28T10:00"), basis="filed-case")
    state = run("anhui-12385", "2026-10-09T10:00", transferred, filed)["conclude"]
    assert state.status is Status.RUNNING and state.notes == ("not-suspended|9(三)|filed-case",)


def test_days_on_which_a_clock_stood_still_are_skipped_and_say_so() -> None:
    pack = packs.load("anhui-12385")
    clock = next(clock for clock in pack.clocks if clock.id == "reply")
    pack = replace(pack, clocks=(replace(clock, yields_to=("filed-case",)),))
    events = (
        Event(kind=K.ACCEPTED, at=at("2026-09-21T10:00")),
        Event(kind=K.SUSPENDED, at=at("2026-09-23T10:00"), basis="filed-case"),
        Event(kind=K.RESUMED, at=at("2026-09-28T10:00")),
    )
    (state,) = clocks(pack=pack, events=events, calendar=CALENDAR, now=at("2026-09-28T11:00"))
    assert state.deadline is not None and state.due == at("2026-10-08T17:30")
    assert state.deadline.counted == tuple(map(date.fromisoformat, COUNTED))
    assert {day.date: day.reason for day in state.deadline.skipped}[date(2026, 9, 23)] == "时限中止"


COUNTED = ("2026-09-22", "2026-09-28", "2026-09-29", "2026-09-30", "2026-10-08")


def test_a_statutory_or_promised_limit_overrides_where_the_regulation_yields() -> None:
    dispatched = Event(kind=K.DISPATCHED, at=at("2026-09-21T10:00"))
    promised = Event(
        kind=K.LIMIT_SET, at=at("2026-09-21T11:00"), until=at("2026-09-23T12:00"), basis="promised", clock="reply"
    )
    state = run("shanghai-962200", "2026-09-21T12:00", dispatched, promised)
    assert state["reply"].due == at("2026-09-23T12:00") and state["reply"].notes == ("limit-overrides|11(二)|promised",)
    transferred = Event(kind=K.TRANSFERRED, at=at("2026-09-21T10:00"))
    state = run("anhui-12385", "2026-09-21T12:00", transferred, replace(promised, clock="conclude"))
    assert state["conclude"].notes == ("limit-not-heeded|9(三)|promised",)


def test_learning_the_nature_later_changes_the_limit_from_its_start() -> None:
    transferred = Event(kind=K.TRANSFERRED, at=at("2026-09-21T10:00"))
    classified = Event(kind=K.CLASSIFIED, at=at("2026-09-22T10:00"), nature="consultation")
    assert run("anhui-12345", "2026-09-22T09:00", transferred, classified)["conclude"].clock.limit.number == 10
    state = run("anhui-12345", "2026-09-22T10:00", transferred, classified)["conclude"]
    assert (state.clock.limit.number, state.due) == (3, at("2026-09-24T23:59:59.999999"))


def test_a_ticket_sent_back_and_transferred_anew_gets_a_new_clock() -> None:
    events = (
        Event(kind=K.TRANSFERRED, at=at("2026-09-21T10:00")),
        Event(kind=K.RETURNED, at=at("2026-09-22T10:00")),
        Event(kind=K.TRANSFERRED, at=at("2026-09-23T10:00")),
    )
    assert run("anhui-12345", "2026-09-22T11:00", *events)["conclude"].status is Status.STOPPED
    state = run("anhui-12345", "2026-09-23T11:00", *events)["conclude"]
    assert (state.status, state.started) == (Status.RUNNING, at("2026-09-23T10:00"))


def test_two_regulations_run_on_one_ticket() -> None:
    events = (
        Event(kind=K.PUSHED, at=at("2026-09-21T10:00"), nature="help"),
        Event(kind=K.TRANSFERRED, at=at("2026-09-21T11:00")),
    )
    assert run("yanbian-12345", "2026-09-21T12:00", *events)["conclude"].due == at("2026-09-24T10:00")
    assert run("anhui-12385", "2026-09-21T12:00", *events)["conclude"].due == at("2026-10-26T17:30")


def test_a_late_holiday_notice_moves_open_deadlines_and_tells_each_move() -> None:
    events = (Event(kind=K.TRANSFERRED, at=at("2026-12-10T10:00")),)
    notice = Calendar(extra_rest={date(2027, 1, 4): "元旦假期"}, extra_work={date(2027, 1, 10): "元旦调休上班"})
    pack = packs.load("anhui-12385")
    (moved,) = recount(pack=pack, events=events, before=CALENDAR, after=notice, now=at("2026-12-11T10:00"))
    assert (moved.clock, moved.article) == ("conclude", "9(三)")
    assert (moved.was, moved.now) == (at("2027-01-08T17:30"), at("2027-01-10T17:30"))
    concluded = Event(kind=K.CONCLUDED, at=at("2026-12-11T09:00"))
    done = (*events, concluded)
    assert not recount(pack=pack, events=done, before=CALENDAR, after=notice, now=at("2026-12-11T10:00"))


def test_a_naive_event_is_refused() -> None:
    with pytest.raises(ValueError, match=r"add \+08:00"):
        Event(kind=K.ACCEPTED, at=datetime(2026, 9, 21))  # noqa: DTZ001 - naive is the mistake under test

"""The board against a telephone exchange in memory: whatever arrives, a resync ends in the truth."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from ami import events as e
from ami.board import Board
from ami.fake_asterisk import FakeAsterisk, Headers
from ami.fake_server import render
from ami.lines import CallChange, SeatChange, SeatState
from ami.reading import typed
from ami.snapshot import LinkChanged, Resync, snapshot_from
from ami.wire import parse_event
from store.folded import CallState

SEATS = {"hefei-01": "hefei", "hefei-02": "hefei", "anhui-01": "anhui"}
START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


class Exchange:
    """A fake exchange whose events are typed and kept, a second apart."""

    def __init__(self) -> None:
        self.at = START
        self.told: list[e.Event] = []
        self.world = FakeAsterisk(self._emit, ["hefei", "anhui"], SEATS)

    def _emit(self, name: str, headers: Headers) -> None:
        self.at += timedelta(seconds=1)
        event = typed(parse_event(render(name, headers).decode()), self.at)
        if event is not None:
            self.told.append(event)

    def resync(self, since: tuple[e.Event, ...] = ()) -> Resync:
        def raw(lines: list[tuple[str, Headers]]) -> list[dict[str, str | list[str]]]:
            return [parse_event(render(name, headers).decode()) for name, headers in lines]

        world = self.world
        lists = raw(world.queue_status()), raw(world.channel_list()), raw(world.device_list())
        return Resync(self.at, snapshot_from(*lists, self.at), since)


def board_of(events: list[e.Event]) -> Board:
    board = Board(SEATS, START)
    for event in events:
        board.apply(event)
    return board


def truth_of(world: FakeAsterisk) -> tuple[object, ...]:
    """What the exchange itself says of calls, seats and queues: an independent reading, straight from its tables."""
    calls, seats = {}, {}
    for call in (leg for leg in world.legs.values() if leg.uniqueid == leg.linkedid):
        others = [leg for leg in world.legs.values() if leg.linkedid == call.uniqueid and leg is not call]
        talking = [leg for leg in others if leg.state == "Up"]
        state = "talking" if talking else "ringing" if others else "queued" if call.queue else "flow"
        calls[call.uniqueid] = (call.caller, call.exten, state)
    for seat in SEATS:
        legs = [leg for leg in world.legs.values() if leg.name.startswith(f"PJSIP/{seat}-")]
        members = [member for member in world.members.values() if member.seat == seat]
        if legs:
            up = [leg for leg in legs if leg.state == "Up"]
            seats[seat] = ("talking" if up else "ringing", (up or legs)[0].linkedid)
        elif not members:
            seats[seat] = ("offline", "")
        else:
            seats[seat] = ("paused" if any(member.paused for member in members) else "ready", "")
    return calls, seats, {queue: list(calls) for queue, calls in world.waiting.items()}


def shown_by(board: Board) -> tuple[object, ...]:
    calls = {line.id: (line.caller, line.dialed, line.state.value) for line in board.calls.values()}
    seats = {line.id: (line.state.value, line.call_id) for line in board.seats.values()}
    return calls, seats, {office: [line.id for line in board.waiting(office)] for office in ("hefei", "anhui")}


def live_a_day(exchange: Exchange, choose: random.Random, steps: int) -> None:
    """Callers come, wait, are answered, give up; seats come, pause, go. Always something that can happen now."""
    world = exchange.world
    for _ in range(steps):
        possible: list[Callable[[], object]] = [lambda: world.arrive(f"138{choose.randrange(10**8):08}")]
        legs = list(world.legs.values())
        for leg in legs:
            mine = [other for other in legs if other.linkedid == leg.uniqueid and other is not leg]
            if leg.linkedid != leg.uniqueid:
                if leg.state != "Up" and world.legs[leg.linkedid].queue:
                    possible += [lambda u=leg.uniqueid: world.answer(u), lambda u=leg.uniqueid: world.no_answer(u)]
            elif leg.bridge:
                possible.append(lambda u=leg.uniqueid: world.finish(u))
            elif leg.queue:
                possible.append(lambda u=leg.uniqueid: world.abandon(u))
                free = [s for s in SEATS if not any(x.name.startswith(f"PJSIP/{s}-") for x in legs)]
                possible += [lambda u=leg.uniqueid, s=seat: world.ring(u, s) for seat in free]
            elif not mine:
                office = choose.choice(["hefei", "anhui"])
                possible.append(lambda u=leg.uniqueid, q=office: world.join(u, q))
        for seat, office in SEATS.items():
            possible += [
                lambda s=seat, q=office: world.add(q, s),
                lambda s=seat, q=office: world.remove(q, s),
                lambda s=seat: world.pause(s, paused=True, reason="break"),
                lambda s=seat: world.pause(s, paused=False),
            ]
        choose.choice(possible)()


@given(seed=st.integers(0, 10**9), steps=st.integers(0, 80))
@settings(max_examples=60, deadline=None)
def test_events_in_order_show_the_truth_at_every_moment(seed: int, steps: int) -> None:
    exchange, choose, board, taken = Exchange(), random.Random(seed), Board(SEATS, START), 0
    for _ in range(steps):
        live_a_day(exchange, choose, 1)
        for event in exchange.told[taken:]:
            board.apply(event)
        taken = len(exchange.told)
        assert shown_by(board) == truth_of(exchange.world)


@given(seed=st.integers(0, 10**9), lose=st.floats(0, 1), twice=st.floats(0, 1), data=st.data())
@settings(max_examples=60, deadline=None)
def test_whatever_was_lost_doubled_or_late_a_resync_ends_in_the_truth(
    seed: int, lose: float, twice: float, data: st.DataObject
) -> None:
    exchange, choose = Exchange(), random.Random(seed)
    live_a_day(exchange, choose, 60)
    heard = [event for event in exchange.told if choose.random() >= lose]
    heard += [event for event in heard if choose.random() < twice]
    choose.shuffle(heard)
    before = data.draw(st.integers(0, len(heard)))
    board = board_of(heard[:before])
    board.apply(exchange.resync())
    assert shown_by(board) == truth_of(exchange.world)
    live_a_day(exchange, choose, 0)


@given(seed=st.integers(0, 10**9), early=st.integers(0, 40))
@settings(max_examples=60, deadline=None)
def test_a_snapshot_that_is_older_than_the_last_events_is_brought_up_to_date_by_them(seed: int, early: int) -> None:
    exchange, choose = Exchange(), random.Random(seed)
    live_a_day(exchange, choose, 40)
    stale, mark = exchange.resync(), max(0, len(exchange.told) - early)
    live_a_day(exchange, choose, 20)
    board = board_of(exchange.told)
    board.apply(Resync(exchange.at, stale.snapshot, tuple(exchange.told[mark:])))
    assert shown_by(board) == truth_of(exchange.world)


@given(seed=st.integers(0, 10**9))
@settings(max_examples=30, deadline=None)
def test_the_same_resync_twice_changes_nothing(seed: int) -> None:
    exchange = Exchange()
    live_a_day(exchange, random.Random(seed), 40)
    board = Board(SEATS, START)
    resync = exchange.resync()
    board.apply(resync)
    assert board.apply(resync) == ()


def test_a_call_is_told_from_arrival_to_end() -> None:
    exchange = Exchange()
    world, board = exchange.world, Board(SEATS, START)
    world.add("hefei", "hefei-01")
    call = world.arrive("13800000000", "055112385")
    world.join(call, "hefei")
    leg = world.ring(call, "hefei-01")
    world.answer(leg)
    world.finish(call)
    changes = [change for event in exchange.told for change in board.apply(event)]
    states = [change.after.state for change in changes if isinstance(change, CallChange)]
    assert list(dict.fromkeys(states)) == [
        CallState.FLOW,
        CallState.QUEUED,
        CallState.RINGING,
        CallState.TALKING,
        CallState.ENDED,
    ]
    seat = [change.after.state for change in changes if isinstance(change, SeatChange)]
    assert list(dict.fromkeys(seat)) == [SeatState.READY, SeatState.RINGING, SeatState.TALKING]
    last = [change.after for change in changes if isinstance(change, CallChange)][-1]
    assert (last.caller, last.dialed, last.trunk, last.office) == ("13800000000", "055112385", "trunk", "hefei")
    assert (last.seat, last.reason, last.language) == ("hefei-01", "dialed-area", "zh")
    assert last.arrived_at < last.queued_at < last.answered_at  # type: ignore[operator]
    assert board.calls == {}


def test_callers_move_up_when_the_first_one_leaves() -> None:
    exchange = Exchange()
    world = exchange.world
    first, second = world.arrive("1"), world.arrive("2")
    world.join(first, "hefei")
    world.join(second, "hefei")
    board = board_of(exchange.told)
    assert [board.calls[call].position for call in (first, second)] == [1, 2]
    told = len(exchange.told)
    world.abandon(first)
    for event in exchange.told[told:]:
        board.apply(event)
    assert board.calls[second].position == 1


def test_who_comes_from_another_queue_has_waited_since_the_first() -> None:
    exchange = Exchange()
    world = exchange.world
    call = world.arrive("1")
    world.join(call, "hefei")
    board = board_of(exchange.told)
    first, told = board.calls[call].waits_since, len(exchange.told)
    world.leave(call, abandoned=True)
    world.join(call, "anhui")
    for event in exchange.told[told:]:
        board.apply(event)
    line = board.calls[call]
    assert (line.office, line.waits_since) == ("anhui", first)
    assert first is not None and line.queued_at is not None and first < line.queued_at


def test_an_event_that_comes_after_the_hangup_does_not_bring_a_call_back() -> None:
    exchange = Exchange()
    call = exchange.world.arrive("1")
    up = exchange.told[-1]
    exchange.world.abandon(call)
    board = board_of(exchange.told)
    board.apply(up)
    assert board.calls == {}


def test_a_seat_that_dials_by_itself_is_talking_but_makes_no_hotline_call() -> None:
    exchange = Exchange()
    exchange.world._leg("hefei-01", caller="hefei-01", context="from-seat", exten="110")
    board = board_of(exchange.told)
    assert board.seats["hefei-01"].state is SeatState.TALKING
    assert board.calls == {}


def test_a_pause_for_wrap_up_is_its_own_state_and_since_is_when_it_began() -> None:
    exchange = Exchange()
    exchange.world.add("hefei", "hefei-01", paused=True, reason="wrap-up")
    began = exchange.at
    exchange.world.register("hefei-01")
    seat = board_of(exchange.told).seats["hefei-01"]
    assert (seat.state, seat.reason, seat.since, seat.registered) == (SeatState.WRAP_UP, "wrap-up", began, True)


def test_a_phone_that_is_not_there_shows() -> None:
    exchange = Exchange()
    exchange.world.unregister("hefei-01")
    assert board_of(exchange.told).seats["hefei-01"].registered is False


def test_a_phone_that_went_in_its_call_stays_gone_when_the_state_is_asked_for_anew() -> None:
    exchange = Exchange()
    world = exchange.world
    world.register("hefei-01")
    world.add("hefei", "hefei-01")
    call = world.arrive("13805510001")
    world.join(call, "hefei")
    world.answer(world.ring(call, "hefei-01"))
    world.unregister("hefei-01")
    world.devices["hefei-01"] = "INUSE"  # to Asterisk, a device in a call is in use whatever its registration
    world.devices["hefei-02"] = "INUSE"
    board = board_of([*exchange.told, exchange.resync()])
    assert board.seats["hefei-01"].registered is False
    assert board.seats["hefei-02"].registered is True, "of whom nothing was known, it is taken to be there"


def test_the_link_shows() -> None:
    board = Board(SEATS, START)
    board.apply(LinkChanged(START, True))
    assert board.up

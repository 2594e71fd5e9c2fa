"""Facts from AMI live, and from Asterisk's files afterwards: the same facts, the same ids, each once."""

import csv
import io
import json
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from ami import events as e
from ami.board import Board
from ami.facts import FactReader, arrival_facts
from ami.fake_asterisk import FakeAsterisk, Headers
from ami.fake_server import render
from ami.reading import typed
from ami.replay import replay
from ami.snapshot import Resync, Snapshot, snapshot_from
from ami.wire import parse_event
from store.facts import CallFact, FactKind
from store.fold import fold
from store.folded import CallState, Outcome

SEATS = {"hefei-01": "hefei", "hefei-02": "hefei"}
START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


class Recorder:
    """A fake exchange that tells AMI events, and writes CEL and queue_log as asterisk_conf's templates say."""

    def __init__(self) -> None:
        self.at = START
        self.told: list[e.Event] = []
        self.cel: list[str] = []
        self.queue_log: list[str] = []
        self.world = FakeAsterisk(self._emit, ["hefei", "anhui"], SEATS)

    def _emit(self, name: str, headers: Headers) -> None:
        self.at += timedelta(seconds=1)
        raw = dict(headers)
        event = typed(parse_event(render(name, headers).decode()), self.at)
        if event is not None:
            self.told.append(event)
        row = {"Newchannel": "CHAN_START", "BridgeEnter": "BRIDGE_ENTER"}.get(name)
        if row or name == "Hangup":
            self._cel(row or "HANGUP", raw)
        queue = {
            "QueueCallerJoin": ("NONE", "ENTERQUEUE", "", raw.get("CallerIDNum", ""), raw.get("Position", "")),
            "QueueCallerAbandon": ("NONE", "ABANDON", "1", "1", raw.get("HoldTime", "")),
            "AgentRingNoAnswer": (raw.get("MemberName", ""), "RINGNOANSWER", raw.get("RingTime", "")),
        }.get(name)
        if queue:
            self.queue_log.append("|".join((str(int(self.at.timestamp())), raw["Uniqueid"], raw["Queue"], *queue)))
        if name == "QueueCallerJoin":
            self._cel("APP_START", raw)

    def _time(self) -> str:
        return f"{self.at.timestamp():.6f}"

    def _cel(self, event: str, raw: dict[str, str]) -> None:
        extra = json.dumps({"hangupcause": int(raw["Cause"]), "hangupsource": ""}) if event == "HANGUP" else ""
        text = io.StringIO()
        app = ["Queue", f"{raw['Queue']},cn,,,60"] if event == "APP_START" else ["", ""]
        row = [event, self._time(), raw["CallerIDNum"], raw["Exten"], raw["Context"], raw["Channel"], *app]
        csv.writer(text, quoting=csv.QUOTE_ALL).writerow([*row, raw["Uniqueid"], raw["Linkedid"], "", extra])
        self.cel.append(text.getvalue().rstrip("\r\n"))


def a_day(recorder: Recorder) -> None:
    """One caller is answered by the second seat, one gives up, one hangs up in the flow, a seat dials out."""
    world = recorder.world
    served = world.arrive("13800000001", "055112385")
    world.join(served, "hefei")
    world.no_answer(world.ring(served, "hefei-01"))
    world.answer(world.ring(served, "hefei-02"))
    gone = world.arrive("13800000002")
    world.join(gone, "hefei")
    world.ring(gone, "hefei-01")
    world.abandon(gone)
    world.abandon(world.arrive("13800000003"))
    own = world._leg("hefei-01", caller="hefei-01", context="from-seat", exten="110")
    world.hang_up(own.uniqueid)
    world.finish(served)


def live_facts(recorder: Recorder) -> list[CallFact]:
    reader = FactReader(SEATS)
    return [fact for event in recorder.told for fact in reader.read(event)]


def test_a_day_is_told_in_facts_that_fold_into_the_right_calls() -> None:
    recorder = Recorder()
    a_day(recorder)
    facts = live_facts(recorder)
    by_call: dict[str, list[CallFact]] = {}
    for fact in facts:
        by_call.setdefault(fact.call_id, []).append(fact)
    calls = [fold(story) for story in by_call.values()]
    assert [call.state for call in calls] == [CallState.ENDED] * 3
    assert [call.outcome for call in calls] == [Outcome.ANSWERED, Outcome.ABANDONED, Outcome.ABANDONED]
    served = calls[0]
    assert (served.caller, served.dialed, served.trunk, served.seat) == (
        "13800000001",
        "055112385",
        "trunk",
        "hefei-02",
    )
    assert [(leg.seat, leg.outcome) for leg in served.legs] == [("hefei-01", "no-answer"), ("hefei-02", "answered")]
    assert served.talked_s is not None
    assert served.talked_s > 0
    assert calls[1].waited_s == 7, "from the first queue to the hang-up"


def test_reading_the_same_events_twice_gives_the_same_ids() -> None:
    recorder = Recorder()
    a_day(recorder)
    ids = [fact.id for fact in live_facts(recorder)]
    assert ids == [fact.id for fact in live_facts(recorder)]
    assert len(set(ids)) == len(ids)


def test_the_files_on_disk_tell_the_same_facts_under_the_same_ids() -> None:
    recorder = Recorder()
    a_day(recorder)
    live = {fact.id: fact for fact in live_facts(recorder)}
    told = replay(recorder.cel, recorder.queue_log, SEATS)
    again = {fact.id: fact for fact in told.facts}
    assert told.damaged == 0
    assert Counter(fact.kind for fact in again.values()) == Counter(fact.kind for fact in live.values())
    assert set(again) == set(live)
    for id, fact in live.items():
        if fact.kind in (FactKind.ENDED, FactKind.ABANDONED, FactKind.RING_NO_ANSWER):
            wanted = {key: value for key, value in fact.data.items() if key != "cause_text"}
            assert {key: again[id].data[key] for key in wanted} == wanted


def test_a_reader_that_was_away_in_mid_call_and_the_files_together_tell_everything_once() -> None:
    recorder = Recorder()
    a_day(recorder)
    whole = {fact.id for fact in live_facts(recorder)}
    for away in range(0, len(recorder.told), 3):
        reader = FactReader(SEATS)
        partly = [fact for event in recorder.told[away:] for fact in reader.read(event)]
        told = replay(recorder.cel, recorder.queue_log, SEATS)
        assert {fact.id for fact in (*partly, *told.facts)} == whole


def test_damaged_lines_are_counted_and_passed_over() -> None:
    recorder = Recorder()
    a_day(recorder)
    no_time = recorder.cel[-1].replace(recorder.cel[-1].split('"')[3], "9e99")
    cel = [*recorder.cel, '"HANGUP","17953389', "", "a,b", no_time]
    told = replay(cel, [*recorder.queue_log, "1795|half"], SEATS)
    assert told.damaged == 4
    assert {fact.id for fact in told.facts} == {fact.id for fact in live_facts(recorder)}


def test_who_goes_on_to_the_next_queue_has_not_given_up() -> None:
    recorder = Recorder()
    world = recorder.world
    call = world.arrive("13800000001")
    world.join(call, "hefei")
    world.leave(call, abandoned=True)  # Asterisk's word for a time that is up
    world.join(call, "anhui")
    world.abandon(call)
    told = [(fact.kind, fact.data.get("office")) for fact in live_facts(recorder)]
    assert told == [
        (FactKind.ARRIVED, None),
        (FactKind.QUEUED, "hefei"),
        (FactKind.QUEUED, "anhui"),
        (FactKind.ABANDONED, "anhui"),
        (FactKind.ENDED, None),
    ]


def test_who_is_asked_after_a_queue_and_hangs_up_later_has_not_given_up_in_it() -> None:
    recorder = Recorder()
    call = recorder.world.arrive("13800000001")
    recorder.world.join(call, "hefei")
    recorder.world.leave(call, abandoned=True)
    recorder.at += timedelta(seconds=8)
    recorder.world.abandon(call)
    assert FactKind.ABANDONED not in [fact.kind for fact in live_facts(recorder)]


def test_a_callers_number_with_anything_else_in_it_is_not_kept() -> None:
    recorder = Recorder()
    call = recorder.world.arrive("138;rm -rf")
    recorder.world.abandon(call)
    arrived = live_facts(recorder)[0]
    assert arrived.kind is FactKind.ARRIVED
    assert arrived.data["caller"] is None


def test_a_seat_that_declines_hangs_up_before_the_queue_says_so_and_is_told_all_the_same() -> None:
    recorder = Recorder()
    world = recorder.world
    call = world.arrive("13800000001")
    world.join(call, "hefei")
    leg = world.ring(call, "hefei-01")
    world.no_answer(leg)
    rna = next(i for i, event in enumerate(recorder.told) if isinstance(event, e.AgentRingNoAnswer))
    hangup = next(i for i, event in enumerate(recorder.told) if isinstance(event, e.Hangup))
    recorder.told[rna], recorder.told[hangup] = recorder.told[hangup], recorder.told[rna]
    assert FactKind.RING_NO_ANSWER in [fact.kind for fact in live_facts(recorder)]


def test_the_pops_facts_are_the_readers_own() -> None:
    recorder = Recorder()
    call = recorder.world.arrive("13800000001", "055112385")
    recorder.world.join(call, "hefei")
    board = Board(SEATS, START)
    for event in recorder.told:
        board.apply(event)
    live = {fact.id: fact for fact in live_facts(recorder)}
    for fact in arrival_facts(board.calls[call]):
        assert live[fact.id].kind is fact.kind
        assert live[fact.id].at == fact.at


def state_of(recorder: Recorder) -> Snapshot:
    """What Asterisk answers when it is asked for everything."""
    world = recorder.world
    lists = [
        [parse_event(render(name, headers).decode()) for name, headers in lines]
        for lines in (world.queue_status(), world.channel_list(), world.device_list())
    ]
    return snapshot_from(*lists, recorder.at)


def test_after_an_outage_new_calls_are_told_of_and_those_that_are_gone_left_to_asterisks_files() -> None:
    recorder = Recorder()
    world = recorder.world
    lost = world.arrive("13800000001")
    reader = FactReader(SEATS)
    for event in recorder.told:
        reader.read(event)
    world.abandon(lost)
    new = world.arrive("13800000002")
    facts = reader.read(Resync(recorder.at, state_of(recorder)))
    assert [(fact.call_id, fact.kind) for fact in facts] == [(new, FactKind.ARRIVED)]
    world.hang_up(new)
    told = [fact for event in recorder.told[-1:] for fact in reader.read(event)]
    assert [(fact.call_id, fact.kind) for fact in told] == [(new, FactKind.ENDED)]


def test_a_call_out_that_is_gone_after_an_outage_is_left_to_asterisks_files_too() -> None:
    recorder = Recorder()
    world = recorder.world
    call = "out-1795000000.77"
    world.register("hefei-01")
    world.originate("hefei-01", call, "13805510001")
    world.reached(world.take(call))
    reader = FactReader(SEATS)
    live = [fact for event in recorder.told for fact in reader.read(event)]
    assert [fact.kind for fact in live] == [FactKind.RINGING, FactKind.DIALING, FactKind.ANSWERED]
    world.over(call)
    assert reader.read(Resync(recorder.at, state_of(recorder))) == [], "an end would be a guess"


@pytest.mark.parametrize("outage", [False, True])
@pytest.mark.parametrize("first", ["seat", "citizen"])
def test_who_leaves_during_the_notice_had_answered_whichever_leg_is_told_of_first(first: str, outage: bool) -> None:
    recorder = Recorder()
    world = recorder.world
    call = "out-1795000000.77"
    world.register("hefei-01")
    world.originate("hefei-01", call, "13805510001")
    far = world.take(call)
    world.answers(far)
    reader = FactReader(SEATS)
    before = [Resync(recorder.at, state_of(recorder))] if outage else list(recorder.told)
    told = [fact for event in before for fact in reader.read(event)]
    seen = len(recorder.told)
    for leg in (call, far) if first == "seat" else (far, call):
        world.hang_up(leg)
    told += [fact for event in recorder.told[seen:] for fact in reader.read(event)]
    assert fold(told).outcome is Outcome.LEFT_EARLY

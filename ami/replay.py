"""Asterisk's own records on disk (CEL as CSV, queue_log) back into call facts: what happened while we were away.

    facts = replay(cel_lines, queue_log_lines, seats)

Pure: lines in, facts out, with the ids that the live reader gives, so taking them in never doubles anything. A damaged
line (the last one of a disk that ran full, say) is passed over and counted.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from dialplan.contract import Context
from routing.outbound import is_outgoing
from store.facts import CallFact

from .channels import endpoint_of
from .outgoing import OutgoingStory
from .story import Story

COLUMNS = (
    "event",
    "time",
    "number",
    "exten",
    "context",
    "channel",
    "app",
    "appdata",
    "uniqueid",
    "linkedid",
    "peer",  # empty; files of before have it
    "extra",
)
"""The order of asterisk_conf's cel_custom.conf."""
_OUR_CONTEXTS = frozenset(context.value for context in Context if context not in (Context.SEAT, Context.OUTBOUND))


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What the files tell, in order of time, and how many lines could not be read."""

    facts: tuple[CallFact, ...]
    damaged: int


@dataclass(frozen=True, slots=True)
class _Step:
    """One line of the CEL file."""

    at: datetime
    fields: Mapping[str, str]


@dataclass(slots=True)
class _Queues:
    """What queue_log adds. Its times are whole seconds, too coarse to sort by: CEL says when, this says what."""

    entered: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(call, queue) -> how often the caller really began to wait there."""
    abandoned: dict[str, float | None] = field(default_factory=dict)
    """call -> seconds waited."""
    in_vain: dict[tuple[str, str], list[float]] = field(default_factory=dict)
    """(call, seat) -> seconds of each ring that nobody took."""


def replay(cel: Iterable[str], queue_log: Iterable[str], seats: Collection[str]) -> Replayed:
    """Tell the story again from both files."""
    damaged = 0
    steps: list[_Step] = []
    for step in _cel_steps(cel):
        if step is None:
            damaged += 1
        else:
            steps.append(step)
    queues, unread = _read_queues(queue_log)
    steps.sort(key=lambda step: step.at)
    teller = _Teller(frozenset(seats), queues)
    facts = [fact for step in steps for fact in teller.tell(step)]
    return Replayed(facts=tuple(facts), damaged=damaged + unread)


def _cel_steps(lines: Iterable[str]) -> Iterator[_Step | None]:
    for line in lines:
        if not line.strip():
            continue
        try:
            values = next(csv.reader([line], strict=True))
            fields = dict(zip(COLUMNS, values, strict=True))
            at = datetime.fromtimestamp(float(fields["time"]), UTC)
        except (ValueError, OverflowError, OSError, csv.Error, StopIteration):
            yield None
            continue
        yield _Step(at, fields)


def _read_queues(lines: Iterable[str]) -> tuple[_Queues, int]:
    """queue_log: time, call, queue, member, event, then what the event brings."""
    queues, damaged = _Queues(), 0
    for line in lines:
        match line.rstrip("\n").split("|"):
            case [_, call, queue, _, "ENTERQUEUE", *_]:
                queues.entered[call, queue] += 1
            case [_, call, _, _, "ABANDON", _, _, waited, *_]:
                queues.abandoned[call] = _seconds(waited)
            case [_, call, _, seat, "RINGNOANSWER", rang, *_]:
                queues.in_vain.setdefault((call, seat), []).append((_seconds(rang) or 0.0) / 1000)
            case [_, _, _, _, _, *_] | [""]:
                pass
            case _:
                damaged += 1
    return queues, damaged


def _seconds(text: str) -> float | None:
    return float(text) if text.isascii() and text.isdigit() else None


class _Teller:
    def __init__(self, seats: frozenset[str], queues: _Queues) -> None:
        self._seats = seats
        self._queues = queues
        self._story = Story()
        self._outgoing = OutgoingStory()

    def tell(self, step: _Step) -> list[CallFact]:
        handler = _TELL.get(step.fields["event"])
        return [] if handler is None else handler(self, step.fields, step.at)

    def _seat(self, fields: Mapping[str, str]) -> str:
        endpoint = endpoint_of(fields["channel"])
        return endpoint if endpoint in self._seats else ""

    def _start(self, fields: Mapping[str, str], at: datetime) -> list[CallFact]:
        uniqueid, linkedid, seat = fields["uniqueid"], fields["linkedid"], self._seat(fields)
        if is_outgoing(linkedid):
            return self._outgoing.seat_seen(linkedid, seat, at, up=False) if uniqueid == linkedid else []
        if seat:
            return self._story.rings(linkedid, uniqueid, seat, at) if linkedid in self._story.calls else []
        if uniqueid == linkedid and fields["context"] in _OUR_CONTEXTS:
            self._story.seen(uniqueid, at, dialed=fields["exten"], channel=fields["channel"])
        return []

    def _known(self, fields: Mapping[str, str], at: datetime) -> list[CallFact]:
        """A later line of the caller's own leg: by now the trunk context has set the number that counts."""
        if is_outgoing(fields["uniqueid"]):
            return self._outgoing.seat_seen(fields["uniqueid"], self._seat(fields), at, up=True)
        if is_outgoing(fields["linkedid"]) and fields["event"] == "ANSWER":
            return self._outgoing.citizen_answered(fields["linkedid"])
        if fields["uniqueid"] not in self._story.calls:
            return []
        self._story.seen(fields["uniqueid"], at, caller=fields["number"])
        return self._story.arrived(fields["uniqueid"], at)

    def _application(self, fields: Mapping[str, str], at: datetime) -> list[CallFact]:
        call, queue = fields["uniqueid"], fields["appdata"].partition(",")[0]
        facts = self._known(fields, at)
        if fields["app"] != "Queue" or call not in self._story.calls or not self._queues.entered[call, queue]:
            return facts
        self._queues.entered[call, queue] -= 1
        return facts + self._story.queued(call, at, queue, 0)

    def _enter(self, fields: Mapping[str, str], at: datetime) -> list[CallFact]:
        story = self._outgoing if is_outgoing(fields["uniqueid"]) else self._story
        return story.bridged(fields["uniqueid"], at)

    def _hangup(self, fields: Mapping[str, str], at: datetime) -> list[CallFact]:
        uniqueid, seat = fields["uniqueid"], self._seat(fields)
        if is_outgoing(fields["linkedid"]):
            return self._outgoing_leg_gone(fields, at)
        if seat:
            rang = self._queues.in_vain.get((fields["linkedid"], seat))
            facts = self._story.no_answer(uniqueid, at, rang.pop(0)) if rang else []
            return facts + self._story.leg_ended(uniqueid, at)
        if uniqueid not in self._story.calls:
            return []
        facts = self._known(fields, at)
        if uniqueid in self._queues.abandoned:
            facts += self._story.abandoned(uniqueid, at, self._queues.abandoned[uniqueid])
        return facts + self._story.ended(uniqueid, at, _cause(fields["extra"]))

    def _outgoing_leg_gone(self, fields: Mapping[str, str], at: datetime) -> list[CallFact]:
        call_id, cause = fields["linkedid"], _cause(fields["extra"])
        if fields["uniqueid"] != call_id:
            return self._outgoing.citizen_gone(call_id, cause)
        return self._outgoing.ended(call_id, at, cause)


def _cause(extra: str) -> int | None:
    cause = _read(extra).get("hangupcause")
    return cause if isinstance(cause, int) else None


def _read(extra: str) -> Mapping[str, Any]:
    try:
        read = json.loads(extra)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


_TELL: Mapping[str, Callable[[_Teller, Mapping[str, str], datetime], list[CallFact]]] = {
    "CHAN_START": _Teller._start,
    "ANSWER": _Teller._known,
    "APP_START": _Teller._application,
    "BRIDGE_ENTER": _Teller._enter,
    "HANGUP": _Teller._hangup,
}

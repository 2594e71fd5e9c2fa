"""Asterisk's own records on disk (CEL as CSV, queue_log) back into call facts: what happened while we were away.

    facts = replay(cel_lines, queue_log_lines, seats)

Pure: lines in, facts out, with the ids that the live reader gives, so taking them in never doubles anything. A damaged
line (the last one of a disk that ran full, say) is passed over and counted.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain

from dialplan.contract import Context
from store.facts import CallFact

from .channels import endpoint_of
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
    "peer",
    "extra",
)
"""The order of asterisk_conf's cel_custom.conf."""
_OUR_CONTEXTS = frozenset(context.value for context in Context if context is not Context.SEAT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What the files tell, in order of time, and how many lines could not be read."""

    facts: tuple[CallFact, ...]
    damaged: int


@dataclass(frozen=True, slots=True)
class _Step:
    """One line of either file. `order` settles steps of the same instant: CEL before queue_log but for hang-ups."""

    at: datetime
    order: int
    fields: Mapping[str, str]


def replay(cel: Iterable[str], queue_log: Iterable[str], seats: Collection[str]) -> Replayed:
    """Tell the story again from both files."""
    damaged = 0
    steps: list[_Step] = []
    for step in chain(_cel_steps(cel), _queue_steps(queue_log)):
        if step is None:
            damaged += 1
        else:
            steps.append(step)
    steps.sort(key=lambda step: (step.at, step.order))
    teller = _Teller(frozenset(seats))
    facts = [fact for step in steps for fact in teller.tell(step)]
    return Replayed(facts=tuple(facts), damaged=damaged)


def _cel_steps(lines: Iterable[str]) -> Iterator[_Step | None]:
    for line in lines:
        if not line.strip():
            continue
        try:
            values = next(csv.reader([line], strict=True))
            fields = dict(zip(COLUMNS, values, strict=True))
            at = datetime.strptime(fields["time"], "%Y-%m-%d %H:%M:%S.%f %z")
        except (ValueError, csv.Error, StopIteration):
            yield None
            continue
        yield _Step(at, 2 if fields["event"] in ("HANGUP", "CHAN_END") else 0, fields)


def _queue_steps(lines: Iterable[str]) -> Iterator[_Step | None]:
    for line in lines:
        if not line.strip():
            continue
        parts = line.rstrip("\n").split("|")
        try:
            at = _queue_time(parts[0])
            fields = {"uniqueid": parts[1], "queue": parts[2], "member": parts[3], "event": f"QUEUE-{parts[4]}"}
        except (ValueError, IndexError):
            yield None
            continue
        for place, value in enumerate(parts[5:], 1):
            fields[f"data{place}"] = value
        yield _Step(at, 1, fields)


def _queue_time(text: str) -> datetime:
    """queue_log's first column: seconds since 1970, or logger.conf's dateformat."""
    if text.isascii() and text.isdigit():
        return datetime.fromtimestamp(int(text), UTC)
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S.%f %z")


class _Teller:
    def __init__(self, seats: frozenset[str]) -> None:
        self._seats = seats
        self._story = Story()

    def tell(self, step: _Step) -> list[CallFact]:
        handler = _TELL.get(step.fields["event"])
        return [] if handler is None else handler(self, step.fields, step.at)

    def _seat(self, fields: Mapping[str, str]) -> str:
        endpoint = endpoint_of(fields["channel"])
        return endpoint if endpoint in self._seats else ""

    def _start(self, fields: Mapping[str, str], at: datetime) -> list[CallFact]:
        uniqueid, linkedid, seat = fields["uniqueid"], fields["linkedid"], self._seat(fields)
        if seat:
            return self._story.rings(linkedid, uniqueid, seat, at) if linkedid in self._story.calls else []
        if uniqueid == linkedid and fields["context"] in _OUR_CONTEXTS:
            caller, channel = fields["number"], fields["channel"]
            self._story.seen(uniqueid, at, dialed=fields["exten"], caller=caller, channel=channel)
            return self._story.arrived(uniqueid, at)
        return []

    def _enter_queue(self, fields: Mapping[str, str], at: datetime) -> list[CallFact]:
        if fields["uniqueid"] not in self._story.calls:
            return []
        return self._story.queued(fields["uniqueid"], at, fields["queue"], 0)

    def _abandon(self, fields: Mapping[str, str], at: datetime) -> list[CallFact]:
        waited = fields.get("data3", "")
        return self._story.abandoned(
            fields["uniqueid"], at, float(waited) if waited.isdigit() else None, fields["queue"]
        )

    def _ring_no_answer(self, fields: Mapping[str, str], at: datetime) -> list[CallFact]:
        rang = fields.get("data1", "")
        leg = self._story.rang(fields["uniqueid"], fields["member"])
        return self._story.no_answer(leg, at, int(rang) / 1000 if rang.isdigit() else 0.0)

    def _enter(self, fields: Mapping[str, str], at: datetime) -> list[CallFact]:
        return self._story.bridged(fields["uniqueid"], at)

    def _exit(self, fields: Mapping[str, str], at: datetime) -> list[CallFact]:
        return self._story.unbridged(fields["uniqueid"], at)

    def _hangup(self, fields: Mapping[str, str], at: datetime) -> list[CallFact]:
        uniqueid = fields["uniqueid"]
        if self._seat(fields):
            return self._story.leg_ended(uniqueid, at)
        return self._story.ended(uniqueid, at, _cause(fields["extra"])) if uniqueid in self._story.calls else []


def _cause(extra: str) -> int | None:
    try:
        cause = json.loads(extra)["hangupcause"]
    except (ValueError, KeyError, TypeError):
        return None
    return cause if isinstance(cause, int) else None


_TELL: Mapping[str, Callable[[_Teller, Mapping[str, str], datetime], list[CallFact]]] = {
    "CHAN_START": _Teller._start,
    "QUEUE-ENTERQUEUE": _Teller._enter_queue,
    "QUEUE-ABANDON": _Teller._abandon,
    "QUEUE-RINGNOANSWER": _Teller._ring_no_answer,
    "BRIDGE_ENTER": _Teller._enter,
    "BRIDGE_EXIT": _Teller._exit,
    "HANGUP": _Teller._hangup,
}

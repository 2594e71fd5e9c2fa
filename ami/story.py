"""The story of each call told step by step, as facts. Pure, and the same for AMI live and for Asterisk's files later.

A fact's id is made from what the fact is about (call, leg, kind), never from when or by whom it was told. So two
readers, or a replay of what was heard already, write each fact once (`store.calls.take_in` is idempotent by id).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from store.facts import CallFact, FactKind, fact_id

GONE_KEPT = 256
_AT_ONCE = timedelta(seconds=2)
"""Within it a call ends whose caller hung up in the queue."""
_NUMBER = re.compile(r"\+?[0-9]{1,20}\Z")


def plain_number(text: str) -> str:
    """A number as the trunk context lets it through: digits and a leading +; '' for anything else."""
    return text if _NUMBER.match(text) else ""


@dataclass(slots=True)
class _SeatLeg:
    """A seat's part while it lasts."""

    seat: str
    call_id: str
    office: str
    answered: bool = False
    bridged_at: datetime | None = None
    caller_gone_at: datetime | None = None
    """When the other side hung up first."""

    def talked_s(self, ended_at: datetime) -> float:
        """How long they heard each other, of a leg that ended then."""
        if self.bridged_at is None:
            return 0.0
        until = min(ended_at, self.caller_gone_at or ended_at)
        return max(0.0, round((until - self.bridged_at).total_seconds(), 1))


@dataclass(slots=True)
class _Call:
    """A call while it lasts."""

    first_seen: datetime
    dialed: str = ""
    caller: str = ""
    trunk: str = ""
    channel: str = ""
    told: bool = False
    office: str = ""
    queued_at: datetime | None = None
    gave_up: tuple[datetime, CallFact] | None = None
    """The last queue was left unanswered: when, and what is told if the caller hung up there."""
    joins: dict[str, int] = field(default_factory=dict)
    legs: set[str] = field(default_factory=set)


class Story:
    """Remembers the calls that live and says what is new. Every method answers with the facts that follow."""

    def __init__(self) -> None:
        self._calls: dict[str, _Call] = {}
        self._legs: dict[str, _SeatLeg] = {}
        self._gone: dict[str, _SeatLeg] = {}
        """Legs that ended lately without an answer: a seat that declines hangs up before the queue says so."""

    def seen(self, call_id: str, at: datetime, **known: str) -> None:
        """Something is known of a caller; nothing is told yet. `known`: dialed, caller, trunk, channel."""
        call = self._calls.setdefault(call_id, _Call(first_seen=at))
        for name, value in known.items():
            if value and not getattr(call, name):
                setattr(call, name, value)

    def arrived(self, call_id: str, at: datetime) -> list[CallFact]:
        """The caller is known well enough to tell of them; again changes nothing."""
        call = self._calls.setdefault(call_id, _Call(first_seen=at))
        if call.told:
            return []
        call.told = True
        data = {
            "dialed": call.dialed,
            "caller": plain_number(call.caller) or None,
            "trunk": call.trunk or None,
            "channel": call.channel,
        }
        return [_fact(FactKind.ARRIVED, call_id, call.first_seen, data)]

    def queued(self, call_id: str, at: datetime, office: str, position: int) -> list[CallFact]:
        """The caller began to wait for an office."""
        facts = self.arrived(call_id, at)
        call = self._calls[call_id]
        call.office, call.queued_at = office, at
        call.joins[office] = call.joins.get(office, 0) + 1
        data = {"office": office, "position": position or None}
        return [*facts, _fact(FactKind.QUEUED, call_id, at, data, office, str(call.joins[office]))]

    def rings(self, call_id: str, leg: str, seat: str, at: datetime, office: str = "") -> list[CallFact]:
        """A seat's phone rings for the call."""
        facts = self.arrived(call_id, at)
        if leg in self._legs:
            return facts
        office = office or self._calls[call_id].office
        self._legs[leg] = _SeatLeg(seat, call_id, office)
        self._calls[call_id].legs.add(leg)
        return [*facts, _fact(FactKind.RINGING, call_id, at, {"office": office, "seat": seat}, leg)]

    def no_answer(self, leg: str, at: datetime, rang_s: float) -> list[CallFact]:
        """The seat let it ring, or declined."""
        held = self._legs.get(leg) or self._gone.get(leg)
        if held is None or held.answered:
            return []
        data = {"office": held.office, "seat": held.seat, "seconds": rang_s}
        return [_fact(FactKind.RING_NO_ANSWER, held.call_id, at, data, leg)]

    def answered(self, leg: str, at: datetime, waited_s: float | None = None) -> list[CallFact]:
        """The seat took the call; again changes nothing."""
        held = self._legs.get(leg)
        if held is None or held.answered:
            return []
        held.answered = True
        call = self._calls.get(held.call_id)
        if waited_s is None and call is not None and call.queued_at is not None:
            waited_s = max(0.0, round((at - call.queued_at).total_seconds(), 1))
        data = {"office": held.office, "seat": held.seat, "waited_s": waited_s}
        return [_fact(FactKind.ANSWERED, held.call_id, at, data, leg)]

    def bridged(self, leg: str, at: datetime) -> list[CallFact]:
        """The seat and the caller hear each other."""
        held = self._legs.get(leg)
        if held is not None and held.bridged_at is None:
            held.bridged_at = at
        return self.answered(leg, at)

    def abandoned(self, call_id: str, at: datetime, waited_s: float | None = None, office: str = "") -> list[CallFact]:
        """A queue was left unanswered. Asterisk says so too when the time is up: told only if the call ends at once."""
        call = self._calls.get(call_id)
        if call is None:
            return []
        call.office = call.office or office
        if waited_s is None and call.queued_at is not None:
            waited_s = max(0.0, round((at - call.queued_at).total_seconds(), 1))
        data = {"office": call.office, "waited_s": waited_s}
        call.gave_up = at, _fact(FactKind.ABANDONED, call_id, at, data)
        return self.arrived(call_id, at)

    def leg_ended(self, leg: str, at: datetime) -> list[CallFact]:
        """A seat's leg hung up, and so left the caller."""
        held = self._legs.pop(leg, None)
        if held is None:
            return []
        if (call := self._calls.get(held.call_id)) is not None:
            call.legs.discard(leg)
        if not held.answered:
            self._gone[leg] = held
            if len(self._gone) > GONE_KEPT:
                del self._gone[next(iter(self._gone))]
            return []
        data = {"office": held.office, "seat": held.seat, "talked_s": held.talked_s(at)}
        return [_fact(FactKind.SEAT_LEFT, held.call_id, at, data, leg)]

    def ended(self, call_id: str, at: datetime, cause: int | None, cause_text: str = "") -> list[CallFact]:
        """The caller is gone."""
        call = self._calls.get(call_id)
        if call is None:
            return []
        facts = self.arrived(call_id, at)
        for leg in call.legs:
            self._legs[leg].caller_gone_at = at
        if call.gave_up is not None and at - call.gave_up[0] <= _AT_ONCE:
            facts.append(call.gave_up[1])
        del self._calls[call_id]
        return [*facts, _fact(FactKind.ENDED, call_id, at, {"cause": cause, "cause_text": cause_text})]

    def forget(self, call_id: str) -> None:
        """The caller is gone, nobody knows since when: nothing is told."""
        if (call := self._calls.pop(call_id, None)) is not None:
            for leg in call.legs:
                self._legs.pop(leg, None)

    @property
    def calls(self) -> frozenset[str]:
        """The calls that live, as far as was told."""
        return frozenset(self._calls)

    @property
    def legs(self) -> Mapping[str, str]:
        """The seats' legs that live: leg -> seat."""
        return {leg: held.seat for leg, held in self._legs.items()}


def _fact(kind: FactKind, call_id: str, at: datetime, data: Mapping[str, Any], *about: str) -> CallFact:
    return CallFact(id=fact_id(call_id, kind, *about), call_id=call_id, at=at, kind=kind, data=data)

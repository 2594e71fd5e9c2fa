"""The story of each call that a seat places (外呼), told step by step as facts. Pure, and the same live and from files.

Ids of facts are made as in `ami.story`: whoever tells a step tells it once. That the call was wished for, by whom and
to whom, the desk has written down itself before anything rang.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dialplan.contract import NotReached
from store.facts import CallFact, FactKind, fact_id

_GIVEN_UP: Mapping[int | None, str | None] = {
    NotReached.NO_ANSWER: "NOANSWER",
    NotReached.BUSY: "BUSY",
    NotReached.REJECTED: None,
    NotReached.FAILED: None,
}
"""How dialling came out, by the cause with which our dialplan then ends the seat's leg. With any other one the seat, or
its line, was gone before."""


@dataclass(slots=True)
class _Call:
    """A call while it lasts."""

    seat: str
    picked_up: bool = False
    citizen_answered: bool = False
    answered: bool = False
    """Both have heard each other."""
    bridged_at: datetime | None = None
    far_cause: int | None = None


class OutgoingStory:
    """Remembers the calls that live and says what is new. Every method answers with the facts that follow."""

    def __init__(self) -> None:
        self._calls: dict[str, _Call] = {}

    @property
    def calls(self) -> frozenset[str]:
        """The calls that live."""
        return frozenset(self._calls)

    def seat_seen(self, call_id: str, seat: str, at: datetime, *, up: bool) -> list[CallFact]:
        """The seat's phone rings, or was taken; again changes nothing."""
        facts = []
        call = self._calls.get(call_id)
        if call is None:
            call = self._calls[call_id] = _Call(seat)
            facts.append(_fact(FactKind.RINGING, call_id, at, {"seat": seat}))
        if up and not call.picked_up:
            call.picked_up = True
            facts.append(_fact(FactKind.DIALING, call_id, at, {"seat": seat}))
        return facts

    def bridged(self, call_id: str, at: datetime) -> list[CallFact]:
        """The seat and the citizen hear each other."""
        call = self._calls.get(call_id)
        if call is None:
            return []
        call.bridged_at = call.bridged_at or at
        if call.answered:
            return []
        call.answered = True
        return [_fact(FactKind.ANSWERED, call_id, at, {"seat": call.seat})]

    def citizen_answered(self, call_id: str) -> list[CallFact]:
        """The citizen took the call; before both hear each other, both hear that it is recorded. Told at the end."""
        if (call := self._calls.get(call_id)) is not None:
            call.citizen_answered = True
        return []

    def citizen_gone(self, call_id: str, cause: int | None) -> list[CallFact]:
        """The citizen's leg ended; its cause says more than that of the seat's leg. Told at the end.

        It may be unknown (None or 0): Asterisk's PJSIP sets it in one thread while another, which dials, takes the
        picture of the channel that is told in the end.
        """
        if (call := self._calls.get(call_id)) is not None:
            call.far_cause = call.far_cause or cause
        return []

    def forget(self, call_id: str) -> None:
        """It is gone, and how it came out is not known here; Asterisk's files tell (`ami.replay`)."""
        self._calls.pop(call_id, None)

    def ended(self, call_id: str, at: datetime, cause: int | None, cause_text: str = "") -> list[CallFact]:
        """The seat's leg ended, and with it the call; also of one that was never seen to begin."""
        call = self._calls.pop(call_id, None) or _Call("")
        facts = []
        if call.answered:
            talked_s = (at - call.bridged_at).total_seconds() if call.bridged_at is not None else 0.0
            data = {"seat": call.seat, "talked_s": max(0.0, round(talked_s, 1))}
            facts.append(_fact(FactKind.SEAT_LEFT, call_id, at, data))
        dial = None
        if call.picked_up and not call.answered:
            dial = "ANSWER" if call.citizen_answered else _GIVEN_UP.get(cause, "CANCEL")
        end = {"cause": cause, "cause_text": cause_text, "dial": dial, "far_cause": call.far_cause}
        return [*facts, _fact(FactKind.ENDED, call_id, at, end)]


def never_placed(call_id: str, at: datetime) -> CallFact:
    """The end of a call of which nothing is known but that it was wished for."""
    return _fact(FactKind.ENDED, call_id, at, {"cause": None})


def _fact(kind: FactKind, call_id: str, at: datetime, data: Mapping[str, Any]) -> CallFact:
    return CallFact(id=fact_id(call_id, kind), call_id=call_id, at=at, kind=kind, data=data)

"""Folding the facts of one call into what the call is now. Pure: facts in, one record out, no database, no clock.

The fold starts from all the facts each time, in order of time and then of kind, so it does not matter in which order
they reached the store, or how often. Durations that a fact carries win over differences of wall-clock times, but for
the wait: it may go through several queues, and each fact tells of one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from routing.areas import area_of
from routing.outbound import is_outgoing
from store.facts import CallFact, FactKind
from store.folded import CallState, Folded, LegState, Outcome

_RANK = {kind: rank for rank, kind in enumerate(FactKind)}


def fold(facts: Iterable[CallFact]) -> Folded:
    """Fold all the facts of one call. ValueError when there is none."""
    ordered = sorted(facts, key=lambda fact: (fact.at, _RANK[fact.kind], fact.id))
    if not ordered:
        raise ValueError("a call without a single fact cannot be folded")
    call = Folded(call_id=ordered[0].call_id, arrived_at=ordered[0].at)
    for fact in ordered:
        step = _STEPS.get(fact.kind)
        if step is not None:
            step(call, fact.at, fact.data)
    _settle(call)
    return call


def only_told(facts: Iterable[CallFact], *, arrived_at: datetime, language: str | None) -> bool:
    """Whether these facts only add to the story of a call that arrived then and is spoken with in that language, so
    that it would fold into what it is now: most prompts and keys do. A shortcut; when in doubt, fold."""
    return all(
        fact.at >= arrived_at
        and (fact.kind not in _STEPS or (fact.kind is FactKind.PROMPT_PLAYED and fact.data.get("language") == language))
        for fact in facts
    )


def _arrived(call: Folded, at: datetime, data: Mapping[str, Any]) -> None:
    call.arrived_at = min(call.arrived_at, at)
    call.dialed = call.dialed or _text(data, "dialed")
    call.caller = call.caller or _text(data, "caller")
    call.trunk = call.trunk or _text(data, "trunk")
    call.channel = call.channel or _text(data, "channel")


def _called_out(call: Folded, at: datetime, data: Mapping[str, Any]) -> None:
    call.caller = call.caller or _text(data, "number")
    for name in ("office", "seat", "trunk", "language"):
        setattr(call, name, _text(data, name) or getattr(call, name))


def _dialing(call: Folded, at: datetime, data: Mapping[str, Any]) -> None:
    call.dialing = True
    _waits(call, CallState.DIALING)


def _routed(call: Folded, at: datetime, data: Mapping[str, Any]) -> None:
    call.office = _text(data, "office") or call.office
    call.evidence = _text(data, "evidence") or call.evidence
    call.reason = _text(data, "reason") or call.reason
    if isinstance(data.get("open"), bool):
        call.open = data["open"]


def _prompt(call: Folded, at: datetime, data: Mapping[str, Any]) -> None:
    call.language = _text(data, "language") or call.language


def _message(call: Folded, at: datetime, data: Mapping[str, Any]) -> None:
    call.message_left = True


def _callback(call: Folded, at: datetime, data: Mapping[str, Any]) -> None:
    call.callback_asked = True


def _queued(call: Folded, at: datetime, data: Mapping[str, Any]) -> None:
    call.queued_at = call.queued_at or at
    call.office = _text(data, "office") or call.office
    _waits(call, CallState.QUEUED)


def _ringing(call: Folded, at: datetime, data: Mapping[str, Any]) -> None:
    seat = _text(data, "seat")
    if seat is None:
        return
    if _open_leg(call, seat) is None:
        call.legs.append(LegState(seat=seat, office=_text(data, "office"), rang_at=at))
    call.office = _text(data, "office") or call.office
    _waits(call, CallState.RINGING)


def _no_answer(call: Folded, at: datetime, data: Mapping[str, Any]) -> None:
    leg = _leg_for(call, at, data)
    if leg is not None:
        leg.left_at, leg.outcome = at, "no-answer"
    _waits(call, CallState.QUEUED)


def _answered(call: Folded, at: datetime, data: Mapping[str, Any]) -> None:
    leg = _leg_for(call, at, data)
    if leg is not None:
        leg.answered_at, leg.outcome = at, "answered"
    call.seat = _text(data, "seat") or call.seat
    call.office = _text(data, "office") or call.office
    if call.answered_at is None:
        call.answered_at = at
        call.waited_s = _waited(call, at, data)
    call.state = CallState.TALKING


def _abandoned(call: Folded, at: datetime, data: Mapping[str, Any]) -> None:
    if call.answered_at is None:
        call.waited_s = _waited(call, at, data)
    call.outcome = call.outcome or Outcome.ABANDONED


def _waited(call: Folded, at: datetime, data: Mapping[str, Any]) -> float | None:
    """From the first queue on. What Asterisk counts (in `data`) begins anew in each."""
    there = _seconds(data, "waited_s")
    if call.queued_at is None:
        return there
    return max(there or 0.0, _between(call.queued_at, at))


def _seat_left(call: Folded, at: datetime, data: Mapping[str, Any]) -> None:
    leg = _leg_for(call, at, data)
    if leg is None:
        return
    leg.left_at = at
    leg.talked_s = _seconds(data, "talked_s")
    if leg.talked_s is None and leg.answered_at is not None:
        leg.talked_s = _between(leg.answered_at, at)


def _recording(call: Folded, at: datetime, data: Mapping[str, Any]) -> None:
    call.recording_path = call.recording_path or _text(data, "path")


def _ended(call: Folded, at: datetime, data: Mapping[str, Any]) -> None:
    call.ended_at, call.lost = at, data.get("lost") is True
    cause = data.get("cause")
    call.cause = cause if isinstance(cause, int) and not isinstance(cause, bool) else call.cause
    call.dial = _text(data, "dial") or call.dial
    far = data.get("far_cause")
    call.far_cause = far if isinstance(far, int) and not isinstance(far, bool) else call.far_cause


def _failed(call: Folded, at: datetime, data: Mapping[str, Any]) -> None:
    call.failed = True


_STEPS: Mapping[FactKind, Callable[[Folded, datetime, Mapping[str, Any]], None]] = {
    FactKind.ARRIVED: _arrived,
    FactKind.CALLED_OUT: _called_out,
    FactKind.DIALING: _dialing,
    FactKind.ROUTED: _routed,
    FactKind.PROMPT_PLAYED: _prompt,
    FactKind.LANGUAGE_CHOSEN: _prompt,
    FactKind.MESSAGE_LEFT: _message,
    FactKind.CALLBACK_ASKED: _callback,
    FactKind.QUEUED: _queued,
    FactKind.RINGING: _ringing,
    FactKind.RING_NO_ANSWER: _no_answer,
    FactKind.ANSWERED: _answered,
    FactKind.ABANDONED: _abandoned,
    FactKind.SEAT_LEFT: _seat_left,
    FactKind.RECORDING_STARTED: _recording,
    FactKind.ENDED: _ended,
    FactKind.FLOW_FAILED: _failed,
}


def _settle(call: Folded) -> None:
    """Conclusions that rest on the whole story: where the number is at home, the outcome in its
    order of weight, the end of every leg."""
    talked = [leg.talked_s for leg in call.legs if leg.talked_s is not None]
    if talked:
        call.talked_s = round(sum(talked), 3)
    if call.answered_at is not None:
        call.outcome = Outcome.ANSWERED
    elif call.message_left:
        call.outcome = Outcome.MESSAGE
    elif call.callback_asked:
        call.outcome = Outcome.CALLBACK
    if call.caller is not None and (area := area_of(call.caller)):
        call.area_code, call.area_name = area
    if call.ended_at is None:
        return
    call.state = CallState.ENDED
    for leg in call.legs:
        if leg.left_at is None:
            leg.left_at = call.ended_at
            leg.outcome = leg.outcome or "caller-left"
    if call.outcome is None:
        call.outcome = _unanswered(call)
    if call.outcome is Outcome.ABANDONED and call.waited_s is None and call.queued_at is not None:
        call.waited_s = _between(call.queued_at, call.ended_at)
    if call.answered_at is not None and call.talked_s is None:
        call.talked_s = _between(call.answered_at, call.ended_at)


_BY_CAUSE = {
    17: Outcome.BUSY,
    21: Outcome.REJECTED,
    19: Outcome.NO_ANSWER,
    **dict.fromkeys((1, 2, 3, 18, 27, 28, 34, 38, 41, 42, 44), Outcome.FAILED),
}
"""Q.850: user busy; call rejected; no answer; no such number, no route, no line, nothing at the other end (18)."""
_BY_STATUS = {"BUSY": Outcome.BUSY, "NOANSWER": Outcome.NO_ANSWER, "CANCEL": Outcome.CANCELLED}
"""How dialling came out, in the words of Asterisk's DIALSTATUS (`ami.outgoing`)."""


def _not_reached(call: Folded) -> Outcome:
    """Why a citizen whom a seat called was not reached."""
    if not call.dialing:
        return Outcome.SEAT_NO_ANSWER
    if call.dial == "ANSWER":
        return Outcome.LEFT_EARLY
    cause = call.far_cause or call.cause
    return _BY_CAUSE.get(cause or 0) or _BY_STATUS.get(call.dial or "", Outcome.FAILED)


def _unanswered(call: Folded) -> Outcome:
    if is_outgoing(call.call_id):
        return _not_reached(call)
    if call.lost:
        return Outcome.FAILED
    if call.queued_at is not None:
        return Outcome.ABANDONED
    if call.open is False:
        return Outcome.TOLD_CLOSED
    return Outcome.FAILED if call.failed else Outcome.ABANDONED


def _waits(call: Folded, state: CallState) -> None:
    """Queued or ringing, unless a seat talks: a clock set back in mid-call sorts the answer before the queue."""
    if not any(leg.answered_at is not None and leg.left_at is None for leg in call.legs):
        call.state = state


def _open_leg(call: Folded, seat: str) -> LegState | None:
    return next((leg for leg in reversed(call.legs) if leg.seat == seat and leg.left_at is None), None)


def _leg_for(call: Folded, at: datetime, data: Mapping[str, Any]) -> LegState | None:
    seat = _text(data, "seat")
    if seat is None:
        return None
    leg = _open_leg(call, seat)
    if leg is None:
        leg = LegState(seat=seat, office=_text(data, "office"))
        call.legs.append(leg)
    return leg


def _text(data: Mapping[str, Any], key: str) -> str | None:
    value = data.get(key)
    if not isinstance(value, str):
        return None
    return (value if value.isprintable() else "".join(sign for sign in value if sign.isprintable())) or None


def _seconds(data: Mapping[str, Any], key: str) -> float | None:
    value = data.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        return None
    return float(value)


def _between(start: datetime, end: datetime) -> float:
    """Seconds from start to end, never negative: a wall clock may have been set back in between."""
    return max(0.0, round((end - start).total_seconds(), 3))

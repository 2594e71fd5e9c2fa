"""What must be said with a move, by the regulation: grounds, units, reasons, approvals. Pure.

A need is a field of a small form; the desk, the command line and the API ask for the same ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ticketing.life import needs_beside
from ticketing.life.bars import Present, against_extension, extendable
from ticketing.life.need import Need, Option, plain, words
from ticketing.life.story import RATINGS
from ticketing.pack import Extension
from ticketing.states import Move


def needs(move: Move, present: Present) -> tuple[Need, ...]:
    """What this move needs now; empty: nothing."""
    rule = _RULES.get(move)
    return () if rule is None else rule(present)


_REASON = Need(name="reason", kind="long")
_TOLD = Need(name="told", kind="choice", options=words("yes", "no"))
_REPLY = (
    Need(name="text", kind="long"),
    Need(name="how", kind="choice", options=words("phone", "sms", "writing", "visit"), required=False),
)


def _refuse(present: Present) -> tuple[Need, ...]:
    grounds = tuple(
        Option(id=one.id, names=one.names, article=one.article, advice=one.advice["zh"])
        for one in present.pack.refusals
    )
    return (Need(name="ground", kind="choice", options=grounds), _TOLD, Need(name="where", kind="text", required=False))


def _transfer(present: Present) -> tuple[Need, ...]:
    how = Need(name="by", kind="choice", options=words("ticket", "voice"), required=False)
    return (Need(name="unit", kind="text"), *_office(present), how, *_grade(present))


def _office(present: Present) -> tuple[Need, ...]:
    """Another office of the hotline, whose seats and units have the ticket from then on."""
    if not present.elsewhere:
        return ()
    offices = tuple(Option(id=office, names=names) for office, names in present.elsewhere.items())
    return (Need(name="office", kind="choice", options=offices, required=False),)


def _push(present: Present) -> tuple[Need, ...]:
    return (Need(name="unit", kind="text"), *_office(present), *_grade(present))


def _grade(present: Present) -> tuple[Need, ...]:
    grading = present.pack.grading
    if grading is None:
        return ()
    return (Need(name="grade", kind="choice", options=plain(*grading.grades), article=grading.article),)


def _ask_return(present: Present) -> tuple[Need, ...]:
    rule = present.pack.returns
    if rule is None:
        return (_REASON,)
    return (
        Need(name="reason", kind="long", required=rule.reason_required, article=rule.article),
        Need(name="basis", kind="long", required=rule.basis_required, article=rule.article),
    )


def _ask_extension(present: Present) -> tuple[Need, ...]:
    return (_REASON, _clock(present))


def _clock(present: Present) -> Need:
    free = (s for s, extension in extendable(present) if against_extension(present, s, extension) is None)
    options = tuple(Option(id=s.clock.id, names=s.clock.names, article=s.clock.article) for s in free)
    return Need(name="clock", kind="choice", options=options, required=len(options) > 1)


def _grant_extension(present: Present) -> tuple[Need, ...]:
    extension = _asked_of(present)
    if extension is None:
        return ()
    approvers = Need(
        name="approved_by",
        kind="choice",
        options=plain(*extension.approvers, ko=extension.approvers_ko),
        article=extension.article,
        all_of=True,
    )
    own_length = extension.limit is None and not extension.at_first_limit
    length = (
        Need(name="until", kind="time", required=True)
        if own_length
        else Need(name="days", kind="number", required=False)
    )
    told = (Need(name="told", kind="choice", options=words("yes", "no"), article=extension.article),)
    return (approvers, length, *(told if extension.tell_caller else ()))


def _asked_of(present: Present) -> Extension | None:
    """The rule of the clock that the pending request means; the first one that may be extended if it names none."""
    asked = present.story.asked_extension
    named = asked.note.get("clock") if asked is not None else None
    rules = {state.clock.id: extension for state, extension in extendable(present)}
    return rules.get(named or "") or next(iter(rules.values()), None)


def _sign_off(present: Present) -> tuple[Need, ...]:
    grading = present.pack.grading
    if grading is None:
        return ()
    return (Need(name="signed_by", kind="choice", options=plain(*grading.signed_by), article=grading.article),)


def _reply(_: Present) -> tuple[Need, ...]:
    return _REPLY


def _conclude(present: Present) -> tuple[Need, ...]:
    """Conditions that the caller's own words contradict are not offered."""
    fitting = tuple(
        Option(id=one.id, names=one.names, article=one.article)
        for one in present.pack.conclusions
        if not (present.story.dissatisfied and one.id in RATINGS)
    )
    if not present.pack.conclusions:
        return ()
    return (
        Need(name="condition", kind="choice", options=fitting, article=fitting[0].article if fitting else ""),
        Need(name="basis", kind="long", required=False),
    )


def _rate(_: Present) -> tuple[Need, ...]:
    return (Need(name="rating", kind="choice", options=words(*RATINGS)),)


def _visit(_: Present) -> tuple[Need, ...]:
    """Both are asked: anhui-12385 art. 21 judges by the result and by the service."""
    service = Need(name="service", kind="choice", options=words(*RATINGS), required=False)
    return (
        Need(name="rating", kind="choice", options=words(*RATINGS)),
        service,
        Need(name="matches", kind="choice", options=words("yes", "no"), required=False),
        Need(name="text", kind="long", required=False),
    )


def _reason(_: Present) -> tuple[Need, ...]:
    return (_REASON,)


def _unit(_: Present) -> tuple[Need, ...]:
    unit = Need(name="unit", kind="text", move=Move.ADD_UNIT.value)
    return (unit, Need(name="reason", kind="long", required=False))


def _other(_: Present) -> tuple[Need, ...]:
    return (Need(name="other", kind="text"), Need(name="reason", kind="long", required=False))


_RULES: Mapping[Move, Callable[[Present], tuple[Need, ...]]] = {
    Move.REFUSE: _refuse,
    Move.TRANSFER: _transfer,
    Move.PUSH: _push,
    Move.ASK_RETURN: _ask_return,
    Move.GRANT_RETURN: _reason,
    Move.DENY_RETURN: _reason,
    Move.ASK_EXTENSION: _ask_extension,
    Move.GRANT_EXTENSION: _grant_extension,
    Move.DENY_EXTENSION: _reason,
    Move.ADD_UNIT: _unit,
    Move.SIGN_OFF: _sign_off,
    Move.ANSWER: _reply,
    Move.REPLY: _reply,
    Move.CONCLUDE: _conclude,
    Move.RATE: _rate,
    Move.VISIT: _visit,
    Move.REVISIT: _visit,
    Move.REDO: _reason,
    Move.REOPEN: _reason,
    Move.SUPERVISE: needs_beside.supervise,
    Move.CLASSIFY: needs_beside.classify,
    Move.TELL: needs_beside.tell,
    Move.INCIDENT: needs_beside.incident,
    Move.REPORT: needs_beside.report,
    Move.JOIN: _other,
    Move.NOTIFY: needs_beside.notify,
    Move.DRAW: _reason,
    Move.HAND_OVER: needs_beside.hand_over,
}

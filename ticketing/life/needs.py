"""What must be said with a move, by the regulation: grounds, units, reasons, approvals. Pure.

A need is a field of a small form; the desk, the command line and the API ask for the same ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ticketing.aftercare import Names
from ticketing.life.bars import Present, against_extension, extendable
from ticketing.life.follow_ups import MOVES, open_follow_ups
from ticketing.life.labels import LABELS, OPTIONS
from ticketing.life.story import RATINGS
from ticketing.pack import Extension
from ticketing.states import Move


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One choice. `advice` is what the caller is to be told with it; '' if nothing."""

    id: str
    names: Names
    article: str = ""
    advice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A value that goes with a move. `all_of`: every option must be given, joined by commas."""

    name: str
    kind: str
    """text, long, choice, time, number."""
    required: bool = True
    options: tuple[Option, ...] = ()
    article: str = ""
    all_of: bool = False

    @property
    def names(self) -> Names:
        """What it is called."""
        return LABELS[self.name]


def needs(move: Move, present: Present) -> tuple[Need, ...]:
    """What this move needs now; empty: nothing."""
    rule = _RULES.get(move)
    return () if rule is None else rule(present)


def _words(*ids: str) -> tuple[Option, ...]:
    return tuple(Option(id=one, names=OPTIONS[one]) for one in ids)


def _plain(*texts: str, ko: Sequence[str] = ()) -> tuple[Option, ...]:
    """Options that are their own name, as the pack writes them."""
    korean = dict(zip(texts, ko, strict=False))
    return tuple(Option(id=text, names={"zh": text} | ({"ko": korean[text]} if ko else {})) for text in texts)


_REASON = Need(name="reason", kind="long")
_TOLD = Need(name="told", kind="choice", options=_words("yes", "no"))


def _refuse(present: Present) -> tuple[Need, ...]:
    grounds = tuple(
        Option(id=one.id, names=one.names, article=one.article, advice=one.advice["zh"])
        for one in present.pack.refusals
    )
    return (Need(name="ground", kind="choice", options=grounds), _TOLD, Need(name="where", kind="text", required=False))


def _transfer(present: Present) -> tuple[Need, ...]:
    how = Need(name="by", kind="choice", options=_words("ticket", "voice"), required=False)
    return (Need(name="unit", kind="text"), how, *_grade(present))


def _push(present: Present) -> tuple[Need, ...]:
    return (Need(name="unit", kind="text"), *_grade(present))


def _grade(present: Present) -> tuple[Need, ...]:
    grading = present.pack.grading
    if grading is None:
        return ()
    return (Need(name="grade", kind="choice", options=_plain(*grading.grades), article=grading.article),)


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
        options=_plain(*extension.approvers, ko=extension.approvers_ko),
        article=extension.article,
        all_of=True,
    )
    own_length = extension.limit is None and not extension.at_first_limit
    length = (
        Need(name="until", kind="time", required=True)
        if own_length
        else Need(name="days", kind="number", required=False)
    )
    told = (Need(name="told", kind="choice", options=_words("yes", "no"), article=extension.article),)
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
    return (Need(name="signed_by", kind="choice", options=_plain(*grading.signed_by), article=grading.article),)


def _reply(_: Present) -> tuple[Need, ...]:
    how = Need(name="how", kind="choice", options=_words("phone", "sms", "writing", "visit"), required=False)
    return (Need(name="text", kind="long"), how)


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
    return (Need(name="rating", kind="choice", options=_words(*RATINGS)),)


def _visit(_: Present) -> tuple[Need, ...]:
    """Both are asked: anhui-12385 art. 21 judges by the result and by the service."""
    service = Need(name="service", kind="choice", options=_words(*RATINGS), required=False)
    return (
        Need(name="rating", kind="choice", options=_words(*RATINGS)),
        service,
        Need(name="matches", kind="choice", options=_words("yes", "no"), required=False),
        Need(name="text", kind="long", required=False),
    )


def _supervise(present: Present) -> tuple[Need, ...]:
    grounds = tuple(
        Option(id=one.id, names=one.names, article=one.article, advice="、".join((one.supervisor, *one.owed)))
        for one in present.pack.supervisions
        if one.id not in present.story.supervised
    )
    return (
        Need(name="ground", kind="choice", options=grounds),
        Need(name="reason", kind="long", required=False),
        Need(name="owed_by", kind="time", required=False),
    )


def _classify(present: Present) -> tuple[Need, ...]:
    return (*_limits(present), *_kinds(present), Need(name="reason", kind="long", required=False))


def _kinds(present: Present) -> tuple[Need, ...]:
    """What a regulation treats otherwise: kinds whose satisfaction is not chased, orders from above, the media."""
    rating, signs = present.pack.rating, {one.sign: one for one in present.pack.supervisions}
    asked = []
    if rating is not None and rating.not_chased:
        kinds = _plain(*rating.not_chased)
        asked.append(Need(name="case_kind", kind="choice", options=kinds, required=False, article=rating.article))
    for name, sign in (("ordered_by", "ordered-from-above"), ("media", "media")):
        if sign in signs:
            asked.append(Need(name=name, kind="text", required=False, article=signs[sign].article))
    return tuple(asked)


def _limits(present: Present) -> tuple[Need, ...]:
    bases = {basis for clock in present.pack.clocks for basis in clock.yields_to}
    flag = _words("yes", "no")
    asked = [Need(name=name, kind="choice", options=flag, required=False) for name in ("complex", "urgent")]
    if bases:
        asked += [
            Need(name="limit_basis", kind="choice", options=_words(*sorted(bases)), required=False),
            Need(name="until", kind="time", required=False),
            Need(name="still", kind="choice", options=flag, required=False),
        ]
    return tuple(asked)


def _tell(_: Present) -> tuple[Need, ...]:
    about = _words("refusal", "extension", "acceptance", "progress", "result")
    how = Need(name="how", kind="choice", options=_words("phone", "sms", "writing", "visit"), required=False)
    return (Need(name="about", kind="choice", options=about), how, Need(name="text", kind="long", required=False))


def _incident(_: Present) -> tuple[Need, ...]:
    return (Need(name="happened_at", kind="time"), Need(name="text", kind="long"))


def _report(present: Present) -> tuple[Need, ...]:
    return (
        Need(name="how", kind="choice", options=_words("oral", "writing")),
        *_duty(present),
        Need(name="text", kind="long", required=False),
    )


def _duty(present: Present) -> tuple[Need, ...]:
    """Which of the reports that are owed this one is; asked only where there are several."""
    owed = [one for one in open_follow_ups(present.pack, present.story) if MOVES[one.move] is Move.REPORT]
    if len(owed) < 2:
        return ()
    options = tuple(Option(id=one.id, names=one.names, article=one.article) for one in owed)
    return (Need(name="duty", kind="choice", options=options, required=False),)


def _notify(_: Present) -> tuple[Need, ...]:
    how = Need(name="how", kind="choice", options=_words("phone", "sms", "writing", "visit"), required=False)
    return (how, Need(name="text", kind="long", required=False))


def _reason(_: Present) -> tuple[Need, ...]:
    return (_REASON,)


def _unit(_: Present) -> tuple[Need, ...]:
    return (Need(name="unit", kind="text"), Need(name="reason", kind="long", required=False))


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
    Move.SUPERVISE: _supervise,
    Move.CLASSIFY: _classify,
    Move.TELL: _tell,
    Move.INCIDENT: _incident,
    Move.REPORT: _report,
    Move.JOIN: _other,
    Move.NOTIFY: _notify,
    Move.DRAW: _reason,
}

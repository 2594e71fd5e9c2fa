"""Signs that a matter should be supervised (督办), looked for in what happened to it. Pure.

A sign comes with its evidence, sentence by sentence. Where the data leave no doubt and the regulation says so, the
supervision opens by itself; else a supervisor is shown the evidence and decides. Repeats among tickets are found by
`ticketing.repeats`, overdue clocks whose expiry is supervision by `effects`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ticketing.aftercare import Supervision
from ticketing.clocks.state import ClockState
from ticketing.life.bars import Present
from ticketing.life.story import BAD, VISITS, Step
from ticketing.states import Actor, Move
from workdays.zone import local

FROM_ABOVE = ("platform", "from-12345")
"""Channels by which another platform hands matters in (平台交办)."""
_URGED_OFTEN = 2
_FIRST_STEPS = ("sign", "contact", "forward")
"""Clocks of the procedure's first steps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """A ground of the pack with what speaks for it."""

    entry: Supervision
    evidence: tuple[str, ...]
    certain: bool
    """Nobody need judge: the pack opens it by itself, and the data are plain facts."""


def signs(present: Present) -> tuple[Sign, ...]:
    """Every ground that is not supervised on yet and that something speaks for."""
    found = []
    for entry in present.pack.supervisions:
        look = _FINDERS.get(entry.sign)
        evidence = look(present) if look is not None and entry.id not in present.story.supervised else ()
        if evidence:
            certain = entry.by_itself and (entry.sign != "ordered-from-above" or bool(_ordered(present)))
            found.append(Sign(entry=entry, evidence=evidence, certain=certain))
    return tuple(found)


def _on(step: Step) -> str:
    return f"{local(step.at):%Y-%m-%d %H:%M}"


def _why(step: Step) -> str:
    said = step.note.get("reason") or step.note.get("text")
    return f"：{said}" if said else ""


def _late(state: ClockState) -> str:
    how = "逾期完成" if state.stopped is not None else "已逾期"
    return f"时限“{state.clock.names['zh']}”（{state.clock.article}）{how}"


def _overdue(present: Present) -> tuple[str, ...]:
    """Duties only: a right to return that nobody used is no matter that is late."""
    late = (state for state in present.clocks if state.late and state.stopped is None)
    return tuple(_late(state) for state in late if not present.pack.is_right(state.clock.id))


def _not_as_replied(present: Present) -> tuple[str, ...]:
    return tuple(
        f"{_on(step)} 回访：来电人称与答复不符{_why(step)}"
        for step in present.story.all(*VISITS)
        if step.note.get("matches") == "no"
    )


def _not_carried_out(present: Present) -> tuple[str, ...]:
    """After conclusion: a visit that finds it undone, or the caller back again."""
    concluded = present.story.last(Move.CONCLUDE, Move.ANSWER_AT_ONCE)
    if concluded is None:
        return ()
    later = [step for step in present.story.all(Move.REVISIT, Move.REOPEN) if step.at >= concluded.at]
    undone = [step for step in later if step.note.get("matches") == "no" or step.note.get("rating") in BAD]
    back = [step for step in later if step.move is Move.REOPEN]
    return tuple(
        [f"{_on(step)} 办结后回访：未落实或不满意{_why(step)}" for step in undone]
        + [f"{_on(step)} 办结后重新办理{_why(step)}" for step in back]
    )


def _long_unresolved(present: Present) -> tuple[str, ...]:
    """Long (late, or extended) and raised again and again: both."""
    extended = tuple(
        f"时限“{state.clock.names['zh']}”已延期 {state.extensions} 次" for state in present.clocks if state.extensions
    )
    long = (*_overdue(present), *extended)
    urged = [step for step in present.story.all(Move.URGE) if step.role is Actor.CALLER]
    redone = present.story.all(Move.REDO, Move.REOPEN)
    again = []
    if len(urged) >= _URGED_OFTEN:
        again.append(f"来电人催问 {len(urged)} 次，最近一次 {_on(urged[-1])}")
    if redone:
        again.append(f"重办 {len(redone)} 次，最近一次 {_on(redone[-1])}{_why(redone[-1])}")
    return (*long, *again) if long and again else ()


def _procedure_breached(present: Present) -> tuple[str, ...]:
    """First steps late or left out: the reply came without the contact that the regulation wants first."""
    late = [_late(state) for state in present.clocks if state.late and state.clock.id in _FIRST_STEPS]
    wanted = any(clock.id == "contact" for clock in present.pack.clocks)
    steps = present.story.since_work_began
    replied = next((step for step in steps if step.move is Move.REPLY), None)
    if wanted and replied is not None and not any(step.move is Move.CONTACT for step in steps):
        late.append(f"{_on(replied)} 答复前没有先行联系的记录")
    return (*late, *_not_as_replied(present))


def _ordered(present: Present) -> tuple[str, ...]:
    return _said(present, "ordered_by", "批示或交办")


def _media(present: Present) -> tuple[str, ...]:
    return _said(present, "media", "媒体报道")


def _said(present: Present, name: str, what: str) -> tuple[str, ...]:
    return tuple(
        f"{_on(step)} 登记{what}：{step.note[name]}" for step in present.story.all(Move.CLASSIFY) if step.note.get(name)
    )


def _unclear_duty(present: Present) -> tuple[str, ...]:
    """A unit's return was granted, or two were asked for: nobody holds it for theirs."""
    asked = present.story.all(Move.ASK_RETURN)
    granted = present.story.all(Move.GRANT_RETURN)
    if len(asked) < _URGED_OFTEN and not granted:
        return ()
    units = "、".join(dict.fromkeys(step.note["unit"] for step in present.story.all(Move.TRANSFER, Move.PUSH)))
    return (f"申请退件 {len(asked)} 次、同意 {len(granted)} 次，先后转办：{units}",)


def _sent_back(present: Present) -> tuple[str, ...]:
    return tuple(f"{_on(step)} 答复后退回重办{_why(step)}" for step in present.story.all(Move.REDO))


def _several(present: Present) -> tuple[str, ...]:
    helpers = present.story.helpers
    return (f"牵头单位 {present.story.lead}，协办单位 {'、'.join(helpers)}",) if helpers else ()


def _sudden(present: Present) -> tuple[str, ...]:
    return tuple(f"{_on(step)} 列为重大突发事项{_why(step)}" for step in present.story.all(Move.INCIDENT))


def _dissatisfied(present: Present) -> tuple[str, ...]:
    """A bad rating where something can still be done; three calls are counted by the repeats."""
    bad = [step for step in present.story.since_work_began if step.note.get("rating") in BAD]
    return tuple(f"{_on(step)} 对办理结果不满意{_why(step)}，可研判是否仍有处置空间" for step in bad)


def _platform_review(present: Present) -> tuple[str, ...]:
    """The platform that handed it in comes back to it."""
    if present.story.channel not in FROM_ABOVE:
        return ()
    back = present.story.all(Move.URGE, Move.REDO, Move.REOPEN)
    return tuple(f"{_on(step)} 平台转入事项被催办或退回{_why(step)}" for step in back if step.role is not Actor.SYSTEM)


def _from_above(present: Present) -> tuple[str, ...]:
    handed = ("由上级或同级平台转入，请核对是否上级单位转办",) if present.story.channel in FROM_ABOVE else ()
    return _ordered(present) or handed


_FINDERS: Mapping[str, Callable[[Present], tuple[str, ...]]] = {
    "overdue": _overdue,
    "not-carried-out": _not_carried_out,
    "long-unresolved": _long_unresolved,
    "false-handling": _not_as_replied,
    "procedure-breached": _procedure_breached,
    "ordered-from-above": _from_above,
    "unclear-duty": _unclear_duty,
    "sent-back-for-quality": _sent_back,
    "several-places": _several,
    "sudden-or-trending": _sudden,
    "media": _media,
    "dissatisfied-and-repeated": _dissatisfied,
    "platform-review": _platform_review,
}
"""Sign -> what speaks for it. `repeated-by-one` and `repeated-by-many` are not seen in a single ticket."""

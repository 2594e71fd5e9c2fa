"""Why a regulation does not allow a move now, though the table of states would. Pure; each bar cites its article."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ticketing.clocks.state import ClockState, Status
from ticketing.identity.errors import Flaw
from ticketing.life.complete import Unsound
from ticketing.life.draw import Draw
from ticketing.life.follow_ups import MOVES, open_follow_ups
from ticketing.life.story import Story
from ticketing.pack import Extension, Pack
from ticketing.states import Move, State

FIELDS_MISSING = "fields-missing"
FIELD_UNSOUND = "field-unsound"
"""The code of the bar against registering or concluding a ticket that is not complete."""
COMPLETE_BEFORE = frozenset({State.DRAFT, State.OPEN, State.ANSWERED, State.REPLIED, State.VISITED})
"""States out of which a ticket is registered or concluded. What a platform pushed may lack fields until then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A reason. `code` is stable; `text` is Chinese, for people; `article` is '' where the regulation is silent."""

    code: str
    text: str
    article: str = ""
    places: tuple[str, ...] = ()
    """Ids of the fields that it is about."""
    flaw: Flaw | None = None
    """What is wrong with the value of that field, in every language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """All that the rules look at."""

    pack: Pack
    story: Story
    clocks: Sequence[ClockState]
    now: datetime
    owed: Sequence[str] = ()
    """Codes of duties that are open (`duties`)."""
    draw: Draw | None = None
    """Its lot for a return visit; None while it is not concluded, or where nothing is drawn by lot."""
    missing: tuple[str, ...] = ()
    """Ids of required fields that are empty without a reason; looked at before registering and concluding only."""
    unsound: tuple[Unsound, ...] = ()
    """Fields of a draft whose values cannot be right."""
    elsewhere: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The hotline's other offices, id -> language -> name."""

    def clock(self, clock_id: str) -> ClockState | None:
        """The clock of this id, if it was started."""
        return next((state for state in self.clocks if state.clock.id == clock_id), None)


def bars(move: Move, present: Present) -> tuple[Bar, ...]:
    """Every reason against the move; empty: the regulation allows it."""
    rule = _RULES.get(move)
    return () if rule is None else tuple(bar for bar in rule(present) if bar is not None)


def extendable(present: Present) -> tuple[tuple[ClockState, Extension], ...]:
    """The open clocks that the regulation lets somebody extend, whatever else stands against it."""
    return tuple(
        (state, state.clock.extension)
        for state in present.clocks
        if state.clock.extension is not None and state.status is not Status.STOPPED
    )


def _complete(present: Present) -> list[Bar | None]:
    if not present.missing:
        return []
    fields = [field for field in present.pack.fields if field.id in present.missing]
    names = "、".join(field.names["zh"] for field in fields)
    article = "、".join(dict.fromkeys(field.article for field in fields))
    ending = "；来电人不愿提供的，可写明原因" if any(field.may_be_withheld for field in fields) else ""
    return [Bar(code=FIELDS_MISSING, text=f"尚缺{names}{ending}", article=article, places=present.missing)]


def _sound(present: Present) -> list[Bar | None]:
    fields = {field.id: field for field in present.pack.fields}
    return [
        Bar(
            code=FIELD_UNSOUND,
            text=f"{fields[one.place].names['zh']}：{one.flaw.problem()}；{one.flaw.mend()}"
            + ("；确实无法核对的，清空后写明原因" if fields[one.place].may_be_withheld else ""),
            article=fields[one.place].article,
            places=(one.place,),
            flaw=one.flaw,
        )
        for one in present.unsound
    ]


def _register(present: Present) -> list[Bar | None]:
    return [*_complete(present), *_sound(present)]


def _answer_at_once(present: Present) -> list[Bar | None]:
    return [*_register(present), *_answer(present)]


def _answer(present: Present) -> list[Bar | None]:
    rule, nature = present.pack.direct_answer, present.story.nature
    if rule is None:
        return []
    if nature is None:
        return [Bar(code="nature-unknown", text="直接答复前应先确定诉求性质", article=rule.article)]
    if nature not in rule.not_natures:
        return []
    names = "、".join(term.names["zh"] for term in present.pack.natures if term.id in rule.not_natures)
    return [Bar(code="must-go-to-a-unit", text=f"{names}类事项不直接答复，应流转至承办单位", article=rule.article)]


def _draw(present: Present) -> list[Bar | None]:
    visits = present.pack.visits
    if visits is None or visits.sample == "none":
        return [Bar(code="no-sample", text="本办法没有规定抽取回访")]
    return []


def _hand_over(present: Present) -> list[Bar | None]:
    if present.pack.abuse is None:
        return [Bar(code="no-hand-over", text="本办法没有规定移交相关部门的情形")]
    return []


def _notify(present: Present) -> list[Bar | None]:
    if present.story.lead is None:
        return [Bar(code="no-unit", text="该事项还没有承办单位，请先转办")]
    return []


def _refuse(present: Present) -> list[Bar | None]:
    if present.pack.refusals:
        return []
    return [Bar(code="no-grounds", text="本办法没有规定不予受理的情形")]


def _ask_return(present: Present) -> list[Bar | None]:
    rule = present.pack.returns
    if rule is None:
        return [Bar(code="no-return", text="本办法没有规定退件")]
    clock = present.clock(rule.clock)
    if clock is None or clock.due is None or present.now <= clock.due:
        return []
    ending = "，视同已接收" if rule.tacit_acceptance else ""
    return [Bar(code="return-too-late", text=f"已超过申请退件的时限{ending}", article=rule.article)]


def _ask_extension(present: Present) -> list[Bar | None]:
    if present.story.asked_extension is not None:
        return [Bar(code="extension-pending", text="已有延期申请待批")]
    open_clocks = extendable(present)
    if not open_clocks:
        return [Bar(code="nothing-to-extend", text="没有可以延期的时限")]
    against = [against_extension(present, state, extension) for state, extension in open_clocks]
    return [] if None in against else [*against]


def against_extension(present: Present, state: ClockState, extension: Extension) -> Bar | None:
    """Why this clock may not be extended (once more); None: it may."""
    if extension.before_expiry and state.late:
        return Bar(code="extension-too-late", text="时限已过，延期应在到期前申请", article=extension.article)
    most = extension.most_complex if present.story.complex else extension.most
    if most is not None and state.extensions >= most:
        text = f"已延期 {state.extensions} 次，达到上限"
        return Bar(code="extensions-used-up", text=text, article=extension.article)
    return None


def _decide_extension(present: Present) -> list[Bar | None]:
    if present.story.asked_extension is None:
        return [Bar(code="nothing-asked", text="没有待批的延期申请")]
    return []


def _sign_off(present: Present) -> list[Bar | None]:
    if present.pack.grading is None:
        return [Bar(code="no-sign-off", text="本办法不要求领导签批")]
    return []


def _reply(present: Present) -> list[Bar | None]:
    grading = present.pack.grading
    if grading is None or present.story.lead is None or present.story.signed_off:
        return []
    who = "或".join(grading.signed_by)
    return [Bar(code="not-signed-off", text=f"答复前应经{who}签批", article=grading.article)]


def _rate(present: Present) -> list[Bar | None]:
    rating = present.pack.rating
    rated = any(step.move is Move.RATE for step in present.story.since_work_began)
    if rating is None or not rating.one_each or not rated:
        return []
    return [Bar(code="rated-already", text="一事一评，该事项已经评价", article=rating.article)]


def _supervise(present: Present) -> list[Bar | None]:
    if not present.pack.supervisions:
        return [Bar(code="no-supervision", text="本办法没有规定督办的情形")]
    if {entry.id for entry in present.pack.supervisions} <= set(present.story.supervised):
        return [Bar(code="supervised-already", text="各种情形均已督办")]
    return []


def _accept_tacitly(present: Present) -> list[Bar | None]:
    rule = present.pack.returns
    clock = present.clock(rule.clock) if rule is not None else None
    if rule is None or not rule.tacit_acceptance:
        return [Bar(code="no-tacit-acceptance", text="本办法没有规定逾期视同接收")]
    if clock is None or clock.status is not Status.OVERDUE:
        return [Bar(code="return-still-open", text="申请退件的时限尚未届满", article=rule.article)]
    return []


def _archive(present: Present) -> list[Bar | None]:
    if not present.owed:
        return []
    return [Bar(code="duties-open", text=f"尚有 {len(present.owed)} 项义务未履行，不能归档")]


def _report(present: Present) -> list[Bar | None]:
    owed = any(MOVES[entry.move] is Move.REPORT for entry in open_follow_ups(present.pack, present.story))
    if owed or present.story.last(Move.INCIDENT, Move.SUPERVISE) is not None:
        return []
    return [Bar(code="nothing-to-report", text="该事项没有列为重大突发事项，没有督办，也没有应报告的情形")]


_RULES: Mapping[Move, Callable[[Present], list[Bar | None]]] = {
    Move.REGISTER: _register,
    Move.ANSWER_AT_ONCE: _answer_at_once,
    Move.CONCLUDE: _complete,
    Move.ANSWER: _answer,
    Move.DRAW: _draw,
    Move.NOTIFY: _notify,
    Move.HAND_OVER: _hand_over,
    Move.REFUSE: _refuse,
    Move.ASK_RETURN: _ask_return,
    Move.ASK_EXTENSION: _ask_extension,
    Move.GRANT_EXTENSION: _decide_extension,
    Move.DENY_EXTENSION: _decide_extension,
    Move.SIGN_OFF: _sign_off,
    Move.REPLY: _reply,
    Move.RATE: _rate,
    Move.SUPERVISE: _supervise,
    Move.ACCEPT_TACITLY: _accept_tacitly,
    Move.ARCHIVE: _archive,
    Move.REPORT: _report,
}

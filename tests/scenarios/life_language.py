"""Runs one situation about a ticket's life, line by line: who does what when, and what must hold then.

    … 座席 受理                          somebody makes a move (name=value: what is said with it)
    … 单位 答复 -> 不可 签批（24）         the regulation bars it: in these words, by this article
    … 座席 签收 -> 不能 可以 受理、不予受理  state or role do not allow it; what is possible instead
    … 单位 申请退件 -> 缺 政策法规依据     something must be said with it
    … 时间到 -> 视同接收 16、催办 15      what time makes at this moment, all of it; 无: nothing
    … 状态 已签收
    … 尚欠 告知来电人 9(一)、回访 13      what is owed then, all of it; 无: nothing
    … 提示督办 20(三) 申请退件 1 次       a ground put before a supervisor, with words of its evidence
    … 已督办 20(二)                     grounds on which it is supervised
    … 时限 办结 计时中 截止 2026-09-15 24:00
    … 告知 涉法涉诉的 人民法院            what the caller is to hear with a ground of refusal
    … 渠道 电话，短信                    lists of the pack; also 性质, 业务领域, 登记项目, 督办方式
    … 职责 14 提前沟通                   a standing duty of the pack; 已施行 是: the regulation is in force

Each line begins with its time, 2026-09-01 09:00.
Values that a move needs and the line does not name are filled in with the first choice.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from ivr_flows.told import told
from tests.life.case import Case, filled
from tests.scenarios.life_words import EFFECTS, MOVE_WORDS, NOTES, ROLES, STATES
from ticketing.errors import IllegalMove, InvalidField
from ticketing.life.bars import Present
from ticketing.life.complete import missing
from ticketing.life.draw import draw
from ticketing.life.duties import duties
from ticketing.life.effects import Kind, Patience, effects
from ticketing.life.judge import BarredMove, by_itself, judge, offers
from ticketing.life.names import MOVES
from ticketing.life.need import Need
from ticketing.life.signs import signs
from ticketing.record import TicketRecord
from ticketing.states import Move, State
from web.texts.public import STATES as OUTSIDE
from workdays.zone import SHANGHAI

TIME = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?) (.+)", re.S)


def when(text: str) -> datetime:
    """A time; 24:00 is the end of the day it names."""
    text = text.replace("T", " ")
    if text.endswith(" 24:00"):
        return datetime.fromisoformat(text[:10]).replace(tzinfo=SHANGHAI) + timedelta(days=1, microseconds=-1)
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


class LifeCase(Case):
    """A ticket of a situation: its fields may be incomplete, and a lot may be drawn for it."""

    def __init__(self, pack: str, situation: dict[str, Any]) -> None:
        super().__init__(pack, nature=situation.get("nature", "complaint"))
        state = STATES[situation.get("begins", "已登记")]
        written = situation.get("written", False)
        channel = situation.get("channel", "phone")
        self.story = replace(self.story, state=state, channel=channel, written_asked=written)
        self.given: dict[str, str] = situation.get("given", {})
        self.withheld: dict[str, str] = situation.get("withheld", {})
        self.lot = situation.get("lot")
        self.done: set[str] = set()

    def present(self) -> Present:
        present = super().present()
        if self.story.state is State.DRAFT:
            present = replace(present, missing=missing(self.pack, self._record()))
        if self.lot is not None and self.story.state is State.CONCLUDED:
            drawn = draw("key", "26090101000011", period=f"{self.now:%Y-%m}", percent=10)
            present = replace(present, draw=replace(drawn, lot=self.lot))
        return present

    def _record(self) -> TicketRecord:
        names = {field.names["zh"]: field.id for field in self.pack.fields}
        values = {names[name]: value for name, value in self.given.items()}
        reasons = {names[name]: reason for name, reason in self.withheld.items()}
        caller = {place.removeprefix("caller."): v for place, v in values.items() if place.startswith("caller.")}
        extra = {place.removeprefix("extra."): v for place, v in values.items() if place.startswith("extra.")}
        own = {name: values.get(name, "") for name in ("title", "situation", "appeal", "answer")}
        own_lists = {"nature": values.get("nature"), "field": values.get("field")}
        return TicketRecord(
            id="x",
            number="x",
            version=1,
            state=self.story.state,
            channel="phone",
            call_id=None,
            calls=(),
            office="x",
            person_id=None,
            caller=caller,
            extra=extra,
            not_given=reasons,
            created_by="x",
            created_at=self.now,
            updated_at=self.now,
            **own,
            **own_lists,  # type: ignore[arg-type]
        )


def run(pack: str, situation: dict[str, Any]) -> None:
    """Go through the lines; an AssertionError names the line that does not hold."""
    ticket = LifeCase(pack, situation)
    for line in situation["story"]:
        line_of(ticket, line)


def line_of(ticket: LifeCase, line: str) -> None:
    """Make one line true, or check it."""
    match = TIME.fullmatch(line)
    assert match, f"cannot read {line!r}"
    ticket.now = when(match[1])
    said, _, expected = match[2].partition(" -> ")
    word, _, rest = said.partition(" ")
    if word in ROLES:
        _move(ticket, line, word, rest, expected)
    else:
        _CHECKS[word](ticket, line, expected or rest)


def _move(ticket: LifeCase, line: str, role: str, rest: str, expected: str) -> None:
    name, *pairs = rest.split(" ")
    move, actor = MOVE_WORDS[name], ROLES[role]
    present = ticket.present()
    wanted = next((offer.needs for offer in offers(present, actor) if offer.move is move), ())
    note = dict(_value(wanted, pair, line) for pair in pairs)
    if expected:
        _refused(ticket, line, move, actor, note, expected)
        return
    free = {n: v for n, v in filled(wanted).items() if n not in note}
    ticket._made(judge(present, move=move, role=actor, actor=role, note={**free, **note}))


def _refused(ticket: LifeCase, line: str, move: Move, actor: Any, note: dict[str, str], expected: str) -> None:
    how, _, words = expected.partition(" ")
    kinds = {"不可": BarredMove, "不能": IllegalMove, "缺": InvalidField}
    with pytest.raises(kinds[how]) as caught:
        judge(ticket.present(), move=move, role=actor, actor="x", note=note)
    if how == "不能":
        assert not isinstance(caught.value, BarredMove), line
        instead = {MOVES[Move(one)]["zh"] for one in caught.value.allowed}
        assert set(words.removeprefix("可以 ").split("、")) <= instead, f"{line}: {instead}"
    else:
        assert words in str(caught.value), f"{line}: {caught.value}"


def _value(wanted: tuple[Need, ...], pair: str, line: str) -> tuple[str, str]:
    word, _, value = pair.partition("=")
    need = next((need for need in wanted if need.name in NOTES[word]), None)
    assert need is not None, f"{line}: {word} is not asked for"
    by_name = {option.names["zh"]: option.id for option in need.options}
    if need.kind == "time":
        value = when(value).isoformat()
    return need.name, ",".join(by_name.get(one, one) for one in value.split(","))


def _time(ticket: LifeCase, line: str, expected: str) -> None:
    """Each effect once, as the scheduler does it; what is only put before somebody is `提示督办`'s own line."""
    found = []
    for effect in effects(ticket.present(), patience=Patience()):
        if effect.key in ticket.done or effect.note.get("ground") in ticket.story.supervised:
            continue
        ticket.done.add(effect.key)
        if effect.kind is not Kind.SUGGEST:
            found.append((effect.kind, effect.article))
        if effect.move is not None:
            ticket._made(by_itself(ticket.present(), effect))
    wanted = []
    for one in [] if expected == "无" else expected.split("、"):
        kind, _, article = one.partition(" ")
        wanted.append((EFFECTS[kind], article))
    assert sorted(found) == sorted(wanted), f"{line}: {found}"


def _state(ticket: LifeCase, line: str, expected: str) -> None:
    assert ticket.story.state is STATES[expected], f"{line}: {ticket.story.state}"


def _owed(ticket: LifeCase, line: str, expected: str) -> None:
    found = sorted(f"{MOVES[duty.move]['zh']} {duty.article}" for duty in duties(ticket.pack, ticket.story))
    assert found == ([] if expected == "无" else sorted(expected.split("、"))), f"{line}: {found}"


def _suggested(ticket: LifeCase, line: str, expected: str) -> None:
    article, _, words = expected.partition(" ")
    found = [sign for sign in signs(ticket.present()) if sign.entry.article == article and not sign.certain]
    if words == "无":
        assert not found, f"{line}: {found}"
        return
    assert any(words in "；".join(sign.evidence) for sign in found), f"{line}: {signs(ticket.present())}"


def _supervised(ticket: LifeCase, line: str, expected: str) -> None:
    articles = {entry.id: entry.article for entry in ticket.pack.supervisions}
    found = [articles[ground] for ground in ticket.story.supervised]
    assert found == ([] if expected == "无" else expected.split("、")), f"{line}: {found}"


def _clock(ticket: LifeCase, line: str, expected: str) -> None:
    from tests.scenarios.test_scenarios import CLOCKS, EXPECT, check

    match = EXPECT.fullmatch(f"{ticket.now:%Y-%m-%d %H:%M:%S} {expected}")
    assert match, f"cannot read {line!r}"
    check(line, match, ticket.present().clock(CLOCKS[match[2]]))


def _advice(ticket: LifeCase, line: str, expected: str) -> None:
    ground, _, words = expected.partition(" ")
    refusal = next(one for one in ticket.pack.refusals if ground in (one.id, one.names["zh"]))
    assert words in refusal.advice["zh"], f"{line}: {refusal.advice['zh']}"


def _channels(ticket: LifeCase, line: str, expected: str) -> None:
    _terms(line, [term.names["zh"] for term in ticket.pack.channels], expected)


def _natures(ticket: LifeCase, line: str, expected: str) -> None:
    _terms(line, [term.names["zh"] for term in ticket.pack.natures], expected)


def _fields(ticket: LifeCase, line: str, expected: str) -> None:
    _terms(line, [term.names["zh"] for term in ticket.pack.fields_of_work], expected)


def _asked(ticket: LifeCase, line: str, expected: str) -> None:
    _terms(line, [field.names["zh"] for field in ticket.pack.fields], expected)


def _forms(ticket: LifeCase, line: str, expected: str) -> None:
    assert ticket.pack.supervising is not None, line
    _terms(line, list(ticket.pack.supervising.choices), expected)


def _in_force(ticket: LifeCase, line: str, expected: str) -> None:
    assert ticket.pack.in_force(ticket.now.date()) is (expected == "是"), line


def _standing_duty(ticket: LifeCase, line: str, expected: str) -> None:
    article, _, words = expected.partition(" ")
    found = [duty for duty in ticket.pack.duties if duty.article == article and words in duty.names["zh"]]
    assert found, f"{line}: {[(duty.article, duty.names['zh']) for duty in ticket.pack.duties]}"


def _outside(ticket: LifeCase, line: str, expected: str) -> None:
    """What anybody is told who asks by telephone or on the public page."""
    state = told(ticket.story.state)
    assert state is not None, line
    assert OUTSIDE[state]["zh-CN"] == expected, f"{line}: {OUTSIDE[state]}"


def _terms(line: str, found: list[str], expected: str) -> None:
    assert set(expected.split("，")) <= set(found), f"{line}: {found}"


_CHECKS = {
    "时间到": _time,
    "状态": _state,
    "尚欠": _owed,
    "提示督办": _suggested,
    "已督办": _supervised,
    "时限": _clock,
    "告知": _advice,
    "渠道": _channels,
    "性质": _natures,
    "业务领域": _fields,
    "登记项目": _asked,
    "督办方式": _forms,
    "已施行": _in_force,
    "职责": _standing_duty,
    "对外查询": _outside,
}

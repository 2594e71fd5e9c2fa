"""The life of a ticket (工单): one table of states and moves. Pure; everything else asks this table.

A move says from where, to where (None: the state stays), and who may make it. Which moves a regulation asks for, and
within which time, is said by its pack; this table says what is possible at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from ticketing.errors import IllegalMove


class State(StrEnum):
    """Where a ticket stands."""

    DRAFT = "draft"  # 草稿: made while the phone rings
    OPEN = "open"  # 已登记: saved, not yet decided upon
    ACCEPTED = "accepted"  # 已受理
    REFUSED = "refused"  # 不予受理
    ANSWERED = "answered"  # 已直接答复
    TRANSFERRED = "transferred"  # 已转办
    SIGNED = "signed"  # 已签收
    CONTACTED = "contacted"  # 已先行联系
    HANDLING = "handling"  # 办理中
    RETURN_ASKED = "return-asked"  # 申请退件
    RETURNED = "returned"  # 已退件
    REPLIED = "replied"  # 已答复
    VISITED = "visited"  # 已回访
    CONCLUDED = "concluded"  # 已办结
    ARCHIVED = "archived"  # 已归档
    VOID = "void"  # 作废: a draft that nobody needed; its number is never given out again


class Actor(StrEnum):
    """Who makes a move."""

    CALLER = "caller"  # 来电人
    AGENT = "agent"  # 座席员
    CITY_SEAT = "city-seat"  # 市级座席
    UNIT = "unit"  # 承办单位
    SUPERVISOR = "supervisor"  # 督办 / 班长
    LEADER = "leader"  # 分管领导
    ARCHIVIST = "archivist"  # 档案员
    ADMIN = "admin"
    SYSTEM = "system"


class Move(StrEnum):
    """What can be done with a ticket."""

    REGISTER = "register"  # 登记
    ANSWER_AT_ONCE = "answer-at-once"  # 即时答复并办结
    DISCARD = "discard"  # 作废
    ACCEPT = "accept"  # 受理
    REFUSE = "refuse"  # 不予受理
    ANSWER = "answer"  # 直接答复
    TRANSFER = "transfer"  # 转办
    SIGN = "sign"  # 签收
    ACCEPT_TACITLY = "accept-tacitly"  # 逾期未退视为受理
    ASK_RETURN = "ask-return"  # 申请退件
    GRANT_RETURN = "grant-return"  # 同意退件
    DENY_RETURN = "deny-return"  # 退件不当
    CONTACT = "contact"  # 先行联系
    HANDLE = "handle"  # 办理
    ASK_EXTENSION = "ask-extension"  # 申请延期
    GRANT_EXTENSION = "grant-extension"  # 同意延期
    DENY_EXTENSION = "deny-extension"  # 不同意延期
    ADD_UNIT = "add-unit"  # 增加协办单位
    SIGN_OFF = "sign-off"  # 领导签批
    URGE = "urge"  # 催办
    SUPERVISE = "supervise"  # 督办
    REPLY = "reply"  # 答复
    RATE = "rate"  # 评价
    VISIT = "visit"  # 回访
    REDO = "redo"  # 重办
    CONCLUDE = "conclude"  # 办结
    ARCHIVE = "archive"  # 归档
    REOPEN = "reopen"  # 重新办理
    PUSH = "push"  # 平台推送
    CLASSIFY = "classify"  # 定性：性质、疑难、紧急、另有法定或承诺时限
    TELL = "tell"  # 告知来电人
    INCIDENT = "incident"  # 列为重大突发事项
    REPORT = "report"  # 报告突发事项
    SPLIT = "split"  # 拆分：一事一单
    JOIN = "join"  # 并入另一工单
    REVISIT = "revisit"  # 办结后回访
    NOTIFY = "notify"  # 通知承办单位
    DRAW = "draw"  # 抽取回访
    HAND_OVER = "hand-over"  # 移交相关部门: abuse of the hotline, after review by a person


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One line of the table. `to` None: the ticket stays where it is."""

    source: frozenset[State]
    to: State | None
    actors: frozenset[Actor]


def _rule(source: tuple[State, ...], to: State | None, actors: tuple[Actor, ...]) -> Rule:
    return Rule(source=frozenset(source), to=to, actors=frozenset(actors) | {Actor.ADMIN})


_DESK = (Actor.AGENT, Actor.CITY_SEAT, Actor.SUPERVISOR)
_HANDLERS = (Actor.AGENT, Actor.CITY_SEAT, Actor.UNIT, Actor.SUPERVISOR)
_DECIDERS = (Actor.SUPERVISOR, Actor.LEADER)
_S = State
_AT_WORK = (_S.TRANSFERRED, _S.SIGNED, _S.CONTACTED, _S.HANDLING)
_ALIVE = (_S.OPEN, _S.ACCEPTED, *_AT_WORK, _S.RETURN_ASKED, _S.RETURNED, _S.ANSWERED, _S.REPLIED, _S.VISITED)

TABLE: Mapping[Move, Rule] = {
    Move.REGISTER: _rule((_S.DRAFT,), _S.OPEN, (*_DESK, Actor.SYSTEM)),
    Move.ANSWER_AT_ONCE: _rule((_S.DRAFT, _S.OPEN), _S.CONCLUDED, _DESK),
    Move.DISCARD: _rule((_S.DRAFT,), _S.VOID, (*_DESK, Actor.SYSTEM)),
    Move.ACCEPT: _rule((_S.OPEN,), _S.ACCEPTED, _DESK),
    Move.REFUSE: _rule((_S.OPEN, _S.ACCEPTED), _S.REFUSED, _DESK),
    Move.ANSWER: _rule((_S.ACCEPTED,), _S.ANSWERED, _DESK),
    Move.TRANSFER: _rule((_S.ACCEPTED, _S.RETURNED), _S.TRANSFERRED, _DESK),
    Move.SIGN: _rule((_S.TRANSFERRED,), _S.SIGNED, _HANDLERS),
    Move.ACCEPT_TACITLY: _rule((_S.TRANSFERRED, _S.RETURN_ASKED), _S.SIGNED, (Actor.SYSTEM,)),
    Move.ASK_RETURN: _rule((_S.TRANSFERRED, _S.SIGNED), _S.RETURN_ASKED, (Actor.CITY_SEAT, Actor.UNIT)),
    Move.GRANT_RETURN: _rule((_S.RETURN_ASKED,), _S.RETURNED, _DECIDERS),
    Move.DENY_RETURN: _rule((_S.RETURN_ASKED,), _S.SIGNED, _DECIDERS),
    Move.CONTACT: _rule((_S.SIGNED,), _S.CONTACTED, _HANDLERS),
    Move.HANDLE: _rule((_S.ACCEPTED, _S.SIGNED, _S.CONTACTED), _S.HANDLING, _HANDLERS),
    Move.ASK_EXTENSION: _rule((_S.ACCEPTED, *_AT_WORK), None, _HANDLERS),
    Move.GRANT_EXTENSION: _rule((_S.ACCEPTED, *_AT_WORK), None, _DECIDERS),
    Move.DENY_EXTENSION: _rule((_S.ACCEPTED, *_AT_WORK), None, _DECIDERS),
    Move.ADD_UNIT: _rule((_S.ACCEPTED, *_AT_WORK), None, _DESK),
    Move.SIGN_OFF: _rule((_S.ACCEPTED, *_AT_WORK, _S.REPLIED), None, (Actor.LEADER,)),
    Move.URGE: _rule(_ALIVE, None, (Actor.CALLER, *_DESK, Actor.SYSTEM)),
    Move.SUPERVISE: _rule((*_ALIVE, _S.CONCLUDED), None, (*_DECIDERS, Actor.SYSTEM)),
    Move.REPLY: _rule((_S.SIGNED, _S.CONTACTED, _S.HANDLING), _S.REPLIED, _HANDLERS),
    Move.RATE: _rule((_S.ANSWERED, _S.REPLIED, _S.VISITED, _S.CONCLUDED), None, (Actor.CALLER, *_DESK)),
    Move.VISIT: _rule((_S.ANSWERED, _S.REPLIED), _S.VISITED, (Actor.AGENT, Actor.SUPERVISOR)),
    Move.REDO: _rule((_S.REPLIED, _S.VISITED, _S.CONCLUDED), _S.HANDLING, _DECIDERS),
    Move.CONCLUDE: _rule((_S.ANSWERED, _S.REPLIED, _S.VISITED), _S.CONCLUDED, _DESK),
    Move.ARCHIVE: _rule((_S.CONCLUDED, _S.REFUSED), _S.ARCHIVED, (Actor.ARCHIVIST, Actor.SYSTEM)),
    Move.REOPEN: _rule((_S.REFUSED, _S.CONCLUDED, _S.ARCHIVED), _S.OPEN, _DECIDERS),
    Move.PUSH: _rule((_S.DRAFT, _S.OPEN, _S.ACCEPTED), _S.TRANSFERRED, (*_DESK, Actor.SYSTEM)),
    Move.CLASSIFY: _rule(_ALIVE, None, (*_DESK, Actor.LEADER)),
    Move.TELL: _rule((*_ALIVE, _S.REFUSED, _S.CONCLUDED), None, _HANDLERS),
    Move.INCIDENT: _rule(_ALIVE, None, (*_HANDLERS, Actor.LEADER)),
    Move.REPORT: _rule((*_ALIVE, _S.REFUSED, _S.CONCLUDED), None, (*_HANDLERS, Actor.LEADER)),
    Move.NOTIFY: _rule(_ALIVE, None, (*_DESK, Actor.LEADER)),
    Move.HAND_OVER: _rule((*_ALIVE, _S.REFUSED, _S.CONCLUDED), None, _DECIDERS),
    Move.DRAW: _rule((_S.CONCLUDED,), None, (Actor.SUPERVISOR, Actor.SYSTEM)),
    Move.SPLIT: _rule((_S.DRAFT, *_ALIVE), None, _DESK),
    Move.REVISIT: _rule((_S.CONCLUDED,), None, (Actor.AGENT, Actor.SUPERVISOR)),
    Move.JOIN: _rule((_S.DRAFT, _S.OPEN, _S.ACCEPTED), _S.VOID, _DESK),
}

EDITABLE = frozenset(State) - {State.CONCLUDED, State.REFUSED, State.ARCHIVED, State.VOID}
"""States in which the fields of a ticket may be changed."""

START = State.DRAFT
"""Every ticket begins here."""


def after(state: State, move: Move, actor: Actor) -> State:
    """The state after the move. IllegalMove names what is allowed instead."""
    rule = TABLE[move]
    if state not in rule.source or actor not in rule.actors:
        raise IllegalMove(move, state=state, role=actor, allowed=allowed(state, actor))
    return state if rule.to is None else rule.to


def allowed(state: State, actor: Actor) -> tuple[Move, ...]:
    """The moves that this actor may make in this state, in the order of the table."""
    return tuple(move for move, rule in TABLE.items() if state in rule.source and actor in rule.actors)


def diagram() -> str:
    """The table as a Mermaid state diagram, for the docs."""
    lines = ["stateDiagram-v2", f"    [*] --> {_name(START)}"]
    for move, rule in TABLE.items():
        lines += [f"    {_name(s)} --> {_name(rule.to)}: {move}" for s in sorted(rule.source) if rule.to is not None]
    return "\n".join(lines) + "\n"


def _name(state: State) -> str:
    return state.value.replace("-", "_")

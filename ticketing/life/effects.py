"""What time does to a ticket by itself: warn, urge, supervise, accept tacitly, report, archive. Pure.

Each effect has a key that is the same however often it is computed: the scheduler writes a key once. A clock that is
extended, or whose limit law or promise sets anew, begins a new generation and may warn and urge again; a deadline
that only moves because the calendar changed does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from ticketing.clocks.state import ClockState, Status
from ticketing.life.bars import Present, bars
from ticketing.life.duties import duties
from ticketing.life.signs import signs
from ticketing.life.story import VISITS
from ticketing.pack import Expiry, Unit
from ticketing.states import Actor, Move, State, allowed

_AFTER = timedelta(microseconds=1)
"""Up to and including the due time is in time."""


class Kind(StrEnum):
    """What happens."""

    WARN = "warn"  # 预警
    URGE = "urge"  # 催办
    SUPERVISE = "supervise"  # 督办
    TACIT_ACCEPTANCE = "tacit-acceptance"  # 逾期未退视同接收
    REPORT = "report"  # 报告逾期
    SUGGEST = "suggest"  # 提示可能需要督办
    DRAW = "draw"  # 抽取回访
    ARCHIVE = "archive"  # 归档


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """What no regulation states; a site may set it."""

    at_once: timedelta = timedelta(minutes=5)
    """How long "at once" (即时, 立即) may take before it is called late."""
    archive_after: timedelta = timedelta(days=30)
    """How long a ticket at rest stays open for a redo before it is archived by itself."""
    visit_percent: int = 10
    """The share of a month's concluded tickets that is visited where a regulation says "a certain share"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """Something that is due. `move` None: only news, the ticket does not change."""

    key: str
    kind: Kind
    since: datetime
    """When it became due."""
    article: str
    clock: str | None
    move: Move | None
    note: dict[str, str] = field(default_factory=dict)


def effects(present: Present, *, patience: Patience) -> tuple[Effect, ...]:
    """Everything that is due now, whether it was done before or not."""
    found = [effect for state in present.clocks for effect in _of_clock(present, state, patience)]
    return (*found, *_signs(present), *_drawn(present), *_archive(present, patience))


def next_at(present: Present, *, patience: Patience) -> datetime | None:
    """When the next effect may come due; None: never, unless something happens."""
    moments = [moment for state in present.clocks for moment in _moments(state, patience)]
    rest = _rests_since(present)
    if rest is not None:
        moments.append(rest + patience.archive_after)
    return min((moment for moment in moments if moment > present.now), default=None)


def _moments(state: ClockState, patience: Patience) -> Iterator[datetime]:
    if state.status is Status.STOPPED or state.deadline is None:
        return
    if state.deadline.warn_at is not None:
        yield state.deadline.warn_at
    yield _late_from(state, patience)


def _late_from(state: ClockState, patience: Patience) -> datetime:
    due = state.deadline.due if state.deadline is not None else state.first_due
    return due + (patience.at_once if state.clock.limit.unit is Unit.AT_ONCE else timedelta()) + _AFTER


def _of_clock(present: Present, state: ClockState, patience: Patience) -> Iterator[Effect]:
    if state.status is Status.WARNED and state.deadline is not None and state.deadline.warn_at is not None:
        yield _effect(present, state, Kind.WARN, state.deadline.warn_at, None)
    late_from = _late_from(state, patience)
    if state.status is not Status.OVERDUE or present.now < late_from:
        return
    if state.clock.expiry is Expiry.TACIT_ACCEPTANCE:
        if present.story.state is State.TRANSFERRED and not bars(Move.ACCEPT_TACITLY, present):
            yield _effect(present, state, Kind.TACIT_ACCEPTANCE, late_from, Move.ACCEPT_TACITLY)
        return
    if state.clock.expiry is Expiry.REPORT:
        yield _effect(present, state, Kind.REPORT, late_from, None)
        return
    yield _effect(present, state, Kind.URGE, late_from, _possible(present, Move.URGE))
    if state.clock.expiry is Expiry.SUPERVISE:
        yield from _supervision(present, state, late_from)


def _supervision(present: Present, state: ClockState, since: datetime) -> Iterator[Effect]:
    """By the pack's entry for overdue matters; once a ground."""
    entry = next((one for one in present.pack.supervisions if one.sign == "overdue"), None)
    if entry is None or entry.id in present.story.supervised or _possible(present, Move.SUPERVISE) is None:
        return
    note = {"ground": entry.id, "clock": state.clock.id, "article": entry.article}
    yield _effect(present, state, Kind.SUPERVISE, since, Move.SUPERVISE, note)


def _effect(
    present: Present,
    state: ClockState,
    kind: Kind,
    since: datetime,
    move: Move | None,
    note: dict[str, str] | None = None,
) -> Effect:
    clock = state.clock
    told = {"clock": clock.id, "article": clock.article} if note is None else note
    return Effect(
        key=f"{clock.id}:{state.started.timestamp():.6f}:{_generation(present, state)}:{kind}",
        kind=kind,
        since=since,
        article=told["article"],
        clock=clock.id,
        move=move,
        note=told,
    )


def _signs(present: Present) -> Iterator[Effect]:
    """What is plain opens supervision, once a ground; what somebody must judge is news, once for each evidence."""
    for sign in signs(present):
        opens = sign.certain and _possible(present, Move.SUPERVISE) is not None
        if opens and sign.entry.sign == "overdue":
            continue  # that of an overdue clock is its expiry's
        reason = "；".join(sign.evidence)
        yield Effect(
            key=f"supervise:{sign.entry.id}" if opens else f"suggest:{sign.entry.id}:{len(sign.evidence)}",
            kind=Kind.SUPERVISE if opens else Kind.SUGGEST,
            since=present.now,
            article=sign.entry.article,
            clock=None,
            move=Move.SUPERVISE if opens else None,
            note={"ground": sign.entry.id, "article": sign.entry.article, "reason": reason} if opens else {},
        )


def _drawn(present: Present) -> Iterator[Effect]:
    """A concluded ticket whose lot is drawn, unless it was visited before it was concluded."""
    lot, visits, story = present.draw, present.pack.visits, present.story
    drawn = any(step.move in (Move.DRAW, *VISITS) for step in story.since_work_began)
    if lot is None or not lot.chosen or visits is None or drawn or story.state is not State.CONCLUDED:
        return
    yield Effect(
        key=f"draw:{lot.period}:{len(story.all(Move.CONCLUDE, Move.ANSWER_AT_ONCE))}",
        kind=Kind.DRAW,
        since=present.now,
        article=visits.article,
        clock=None,
        move=Move.DRAW,
        note={
            "period": lot.period,
            "percent": str(lot.percent),
            "lot": f"{lot.lot:.6f}",
            "commitment": lot.commitment,
            "article": visits.article,
        },
    )


def _generation(present: Present, state: ClockState) -> int:
    """How often the limit was changed on purpose."""
    set_anew = [
        step
        for step in present.story.all(Move.CLASSIFY)
        if step.at >= state.started and (step.note.get("until") or step.note.get("still"))
    ]
    return state.extensions + len(set_anew)


def _possible(present: Present, move: Move) -> Move | None:
    """The move if the system may make it in this state, else None: then it is news only."""
    return move if move in allowed(present.story.state, Actor.SYSTEM) else None


def _rests_since(present: Present) -> datetime | None:
    if present.story.state not in (State.CONCLUDED, State.REFUSED) or not present.story.steps:
        return None
    return present.story.steps[-1].at


def _archive(present: Present, patience: Patience) -> Iterator[Effect]:
    rest = _rests_since(present)
    if rest is None or present.now < rest + patience.archive_after:
        return
    if not duties(present.pack, present.story):
        yield Effect(
            key=f"archive:{len(present.story.steps)}",
            kind=Kind.ARCHIVE,
            since=rest + patience.archive_after,
            article="",
            clock=None,
            move=Move.ARCHIVE,
        )

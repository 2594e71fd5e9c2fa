"""The rates that a regulation judges by (按时办结率 …): each cites its article and names the tickets it counted. Pure.

Percentages are shares of tickets, never averages of averages; a rate of nothing is None, not 0 or 100 %.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ticketing.aftercare import Rate
from ticketing.life.bars import Present
from ticketing.life.story import BAD, VISITS, Step
from ticketing.states import Move


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One ticket that a rate may count."""

    number: str
    office: str
    present: Present

    @property
    def unit(self) -> str:
        """The unit that handled it, or leads."""
        return self.present.story.lead or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From `since` on, before `until`; both aware."""

    since: datetime
    until: datetime

    def holds(self, at: datetime) -> bool:
        """Whether the moment lies in it."""
        return self.since <= at < self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed:
    """A rate with how it came about."""

    rate: Rate
    counted: tuple[str, ...]
    """Tickets in the denominator."""
    good: tuple[str, ...]
    """Those of them in the numerator."""
    left_out: tuple[str, ...]
    """Tickets that the regulation does not want counted."""

    @property
    def percent(self) -> float | None:
        """The rate; None when there is nothing to count."""
        return round(100 * len(self.good) / len(self.counted), 2) if self.counted else None


_Verdict = bool | None
"""True: in the numerator; False: only in the denominator; None: not counted."""


def compute(rate: Rate, tickets: Sequence[Judged], span: Span) -> Computed:
    """The rate over these tickets, by what happened in the span."""
    judge = _MEASURES[rate.measure]
    left_out = tuple(one.number for one in tickets if _not_chased(rate, one))
    verdicts = {one.number: judge(rate, one, span) for one in tickets if one.number not in left_out}
    return Computed(
        rate=rate,
        counted=tuple(number for number, verdict in verdicts.items() if verdict is not None),
        good=tuple(number for number, verdict in verdicts.items() if verdict),
        left_out=left_out,
    )


def not_given(tickets: Sequence[Mapping[str, str]]) -> Mapping[str, int]:
    """Field id -> in how many tickets a reason stands for it. `tickets`: the reasons of each ticket."""
    counts: dict[str, int] = {}
    for reasons in tickets:
        for field in reasons:
            counts[field] = counts.get(field, 0) + 1
    return dict(sorted(counts.items()))


def _not_chased(rate: Rate, one: Judged) -> bool:
    return rate.measure == "result-satisfaction" and one.present.story.not_chased


def _on_time(rate: Rate, one: Judged, span: Span) -> _Verdict:
    """Counted when it was done or fell due in the span: who never finishes does not fall out of the rate."""
    state = one.present.clock(rate.clock)
    if state is None:
        return None
    at = state.stopped or (state.due if state.late else None)
    return None if at is None or not span.holds(at) else not state.late


def _visits(one: Judged, span: Span) -> list[Step]:
    return [step for step in one.present.story.all(*VISITS) if span.holds(step.at)]


def _redone(_: Rate, one: Judged, span: Span) -> _Verdict:
    """Of the tickets that were visited, those handled again afterwards."""
    visited = _visits(one, span)
    if not visited:
        return None
    return any(step.move is Move.REDO for step in one.present.story.after(visited[0]))


def _result(_: Rate, one: Judged, span: Span) -> _Verdict:
    """The last word on the result, by rating or visit."""
    said = [step for step in one.present.story.all(Move.RATE, *VISITS) if span.holds(step.at)]
    words = [step.note["rating"] for step in said if step.note.get("rating")]
    return words[-1] not in BAD if words else None


def _service(_: Rate, one: Judged, span: Span) -> _Verdict:
    words = [step.note["service"] for step in _visits(one, span) if step.note.get("service")]
    return words[-1] not in BAD if words else None


OF_ENTRIES = frozenset({"upload-on-time"})
"""Measures that count entries of the knowledge base (`ticketing.knowledge.timely`), not tickets."""
_MEASURES: Mapping[str, Callable[[Rate, Judged, Span], _Verdict]] = {
    "on-time": _on_time,
    "upload-on-time": _on_time,
    "redo-after-visit": _redone,
    "result-satisfaction": _result,
    "service-satisfaction": _service,
}

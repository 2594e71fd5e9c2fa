"""What the tickets of a span are about, beside the span before it: counts and what grows (热点、趋势分析). Pure.

For the analysis reports and summary tables that regulations want; numbers only, no ticket's text and no person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ticketing.life.story import Story
from ticketing.states import Move

GROWS_FROM = 3
"""A kind of matter with fewer tickets than this is no trend."""
GROWS_BY = 1.5
"""So many times as many as in the span before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is counted of one ticket."""

    office: str
    nature: str
    field: str
    story: Story


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """A kind of matter that comes up more often than before (苗头性、趋势性问题)."""

    kind: str
    """`nature` or `field`."""
    value: str
    before: int
    now: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """Tables, each value -> tickets, the most first."""

    tickets: int
    tables: Mapping[str, Mapping[str, int]]
    growing: tuple[Growth, ...]


def analyse(now: Sequence[Facts], before: Sequence[Facts]) -> Analysis:
    """Count the tickets of a span; `before` are those of the span of the same length before it."""
    tables = {
        "office": _counts(one.office for one in now),
        "nature": _counts(one.nature for one in now),
        "field": _counts(one.field for one in now),
        "state": _counts(one.story.state.value for one in now),
        "refusal": _counts(step.note.get("ground", "") for one in now for step in one.story.all(Move.REFUSE)),
        "supervision": _counts(ground for one in now for ground in one.story.supervised),
        "improper-return": _counts(one.story.lead or "" for one in now for _ in range(one.story.improper_returns)),
        "handed-over": _counts(step.note.get("unit", "") for one in now for step in one.story.all(Move.HAND_OVER)),
    }
    growing = (*_growing("nature", now, before), *_growing("field", now, before))
    return Analysis(tickets=len(now), tables=tables, growing=growing)


def _counts(values: Iterable[str]) -> Mapping[str, int]:
    return dict(sorted(Counter(values).items(), key=lambda pair: (-pair[1], pair[0])))


def _growing(kind: str, now: Sequence[Facts], before: Sequence[Facts]) -> list[Growth]:
    new = Counter(str(getattr(one, kind)) for one in now)
    old = Counter(str(getattr(one, kind)) for one in before)
    return [
        Growth(kind=kind, value=value, before=old[value], now=count)
        for value, count in sorted(new.items(), key=lambda pair: (-pair[1], pair[0]))
        if value and count >= GROWS_FROM and count >= GROWS_BY * max(1, old[value])
    ]

"""The method of every benchmark here: interleaved blocks, medians, and an A/A control. No workload stands here.

The contestants take turns, block after block, in one run, so that whatever else the machine does falls on all of them.
The first contestant also runs a second time under the name `<name> again`: how far that ratio is from 1 says how much
of any difference is noise.
"""

from __future__ import annotations

import statistics
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

Measure = Mapping[str, float]
"""Figure name → value of one block, e.g. {"sessions_per_s": 8100.0, "cpu_us_per_command": 14.2}."""


Block = TypeVar("Block")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """What `run` found: contestant → figure → median over its blocks, and the same for the A/A control."""

    medians: Mapping[str, Mapping[str, float]]
    spreads: Mapping[str, Mapping[str, tuple[float, float]]]
    """Smallest and largest block."""
    blocks: int
    rounds: Mapping[str, Sequence[Measure]]
    """Contestant → its blocks, in the order of the rounds."""

    def ratio(self, figure: str, of: str, to: str) -> float:
        """How many times that of `to` the figure of `of` is, round by round; the median of the rounds.

        A machine's speed drifts from one minute to the next; within a round it drifts little.
        """
        return statistics.median(self._ratios(figure, of, to))

    def middle_half(self, figure: str, of: str, to: str) -> tuple[float, float]:
        """Between which ratios the middle half of the rounds lies (first and third quartile): how much they swing."""
        first, _, third = statistics.quantiles(self._ratios(figure, of, to), n=4, method="inclusive")
        return first, third

    def difference(self, figure: str, of: str, to: str) -> float:
        """The same for what `of` has more than `to`."""
        return statistics.median(mine - other for mine, other in self._pairs(figure, of, to))

    def _ratios(self, figure: str, of: str, to: str) -> list[float]:
        return [mine / other for mine, other in self._pairs(figure, of, to)]

    def _pairs(self, figure: str, of: str, to: str) -> Iterator[tuple[float, float]]:
        """Round by round; where `to` ran twice a round and `of` is another one, the mean of both."""
        again = [] if of == f"{to} again" else self.rounds.get(f"{to} again", [])
        for number, mine in enumerate(self.rounds[of]):
            beside = [blocks[number][figure] for blocks in (self.rounds[to], again) if blocks]
            yield mine[figure], statistics.mean(beside)


def run(contestants: Mapping[str, Callable[[], Measure]], *, blocks: int = 5, control: bool = True) -> Contest:
    """Run every contestant `blocks` times, in turns; the order is turned round at each second block."""
    turns = _with_control(contestants, control)
    found: dict[str, list[Measure]] = {name: [] for name in turns}
    for name in _order(turns, blocks):
        found[name].append(turns[name]())
    return contest_of(found)


async def run_async(
    contestants: Mapping[str, Callable[[], Awaitable[Measure]]], *, blocks: int = 5, control: bool = True
) -> Contest:
    """The same for contestants that wait."""
    turns = _with_control(contestants, control)
    found: dict[str, list[Measure]] = {name: [] for name in turns}
    for name in _order(turns, blocks):
        found[name].append(await turns[name]())
    return contest_of(found)


def contest_of(found: Mapping[str, Sequence[Measure]]) -> Contest:
    """The contest of what each contestant's blocks measured, in the order of the rounds."""
    return Contest(
        medians={name: _fold(measures, statistics.median) for name, measures in found.items()},
        spreads={name: _spread(measures) for name, measures in found.items()},
        blocks=min(map(len, found.values())),
        rounds=found,
    )


def joined(contests: Iterable[Contest]) -> Contest:
    """One contest of the rounds of several between the same contestants."""
    found: dict[str, list[Measure]] = {}
    for contest in contests:
        for name, measures in contest.rounds.items():
            found.setdefault(name, []).extend(measures)
    return contest_of(found)


def _with_control(contestants: Mapping[str, Block], control: bool) -> dict[str, Block]:
    first = next(iter(contestants))
    return {**contestants, **({f"{first} again": contestants[first]} if control else {})}


def _order(names: Iterable[str], blocks: int) -> Iterator[str]:
    listed = list(names)
    for number in range(blocks):
        yield from listed if number % 2 == 0 else reversed(listed)


def _fold(measures: Sequence[Measure], of: Callable[[list[float]], float]) -> dict[str, float]:
    return {figure: of([measure[figure] for measure in measures]) for figure in measures[0]}


def _spread(measures: Sequence[Measure]) -> dict[str, tuple[float, float]]:
    low, high = _fold(measures, min), _fold(measures, max)
    return {figure: (low[figure], high[figure]) for figure in low}

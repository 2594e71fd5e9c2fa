"""Walks a flow along every choice that a caller has, and returns what was found as a graph. Pure.

The picture in the docs is drawn from these walks of the real flows, so it cannot lie. A step is what is heard between
two choices; steps that sound the same are one node, so that loops are seen as loops. Hanging up is possible everywhere
and not drawn.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field

from dialplan.contract import Action, Handover, Variable
from ivr_flows.call import CallFacts
from ivr_flows.conversation import SAMPLE_RATE, Captured, Conversation, Streamed

SILENCE = "silence"
SPEAKS = "speaks"
NUMBER = "number"
_TYPED = "13905510009#"
_DIGITS = "0123456789"
_MOST_STEPS = 100
"""Nodes of one flow; more would be a flow that nobody could follow."""


@dataclass(frozen=True, slots=True, order=True)
class Node:
    """One step: the clips heard (their names), and how it ends: `ask`, `number`, `record`, `queue` or `done`."""

    heard: tuple[str, ...]
    ends: str


@dataclass(frozen=True, slots=True)
class Edge:
    """From one step to the next by a choice: a key, `silence`, `speaks`, `number`."""

    start: Node
    choice: str
    end: Node


@dataclass(slots=True)
class Graph:
    """Steps in the order of their discovery, and what leads from each to each. `starts`: situation -> first step."""

    starts: dict[str, Node] = field(default_factory=dict)
    nodes: list[Node] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)


class _Undecided(Exception):
    """The walk has come to a choice that its plan does not cover."""

    def __init__(self, options: tuple[str, ...]) -> None:
        self.options = options


@dataclass(slots=True)
class _Walk:
    """A `Line` that takes planned choices, and keeps the steps between them."""

    choices: list[str]
    steps: list[Node] = field(default_factory=list)
    _heard: list[str] = field(default_factory=list)
    _keys: str = ""
    _typing: list[str] = field(default_factory=list)
    _taken: int = 0

    async def answer(self) -> None:
        """See `Line.answer`."""

    async def stream(self, clip: str, keys: str) -> Streamed:
        """See `Line.stream`."""
        self._heard.append(clip)
        self._keys = keys or self._keys
        return Streamed()

    async def wait_for_key(self, timeout_s: float) -> str:
        """See `Line.wait_for_key`."""
        if self._typing:
            return self._typing.pop(0)
        if self._keys == _DIGITS:
            if self._choose("number", (NUMBER, SILENCE)) == SILENCE:
                return ""
            self._typing = list(_TYPED)
            return self._typing.pop(0)
        choice = self._choose("ask", (*self._keys, SILENCE))
        return "" if choice == SILENCE else choice

    async def capture(self, name: str, keys: str, limit_s: int, silence_s: int) -> Captured:
        """See `Line.capture`."""
        spoke = self._choose("record", (SPEAKS, SILENCE)) == SPEAKS
        return Captured(samples=10 * SAMPLE_RATE if spoke else 0, key="#" if spoke else "")

    async def set_variable(self, name: str, value: str) -> None:
        """See `Line.set_variable`."""
        if name == Variable.HANDOVER:
            queues = Handover.unpack(value).action is Action.QUEUE
            self._end_step("queue" if queues else "done")

    def _choose(self, kind: str, options: tuple[str, ...]) -> str:
        self._end_step(kind)
        if self._taken == len(self.choices):
            raise _Undecided(options)
        self._taken += 1
        return self.choices[self._taken - 1]

    def _end_step(self, ends: str) -> None:
        self.steps.append(Node(tuple(self._heard), ends))
        self._heard.clear()


def explore(graph: Graph, situation: str, facts: CallFacts, flow: Callable[[Conversation], Awaitable[None]]) -> None:
    """Add all that can happen in one situation to the graph. ValueError for a flow without an end."""
    waiting: list[list[str]] = [[]]
    seen: set[Node] = set()
    while waiting:
        choices = waiting.pop(0)
        walk = _Walk(choices)
        options = _follow(flow(Conversation(walk, facts)))
        last = walk.steps[-1]
        _add(graph, situation, walk.steps, choices)
        if last not in seen:
            waiting += [[*choices, option] for option in options]
        seen.add(last)
        if len(graph.nodes) > _MOST_STEPS:
            raise ValueError(f"the flow has more than {_MOST_STEPS} steps in situation {situation!r}")


def _add(graph: Graph, situation: str, steps: list[Node], choices: list[str]) -> None:
    graph.starts.setdefault(situation, steps[0])
    for step in steps:
        if step not in graph.nodes:
            graph.nodes.append(step)
    for start, choice, end in zip(steps, choices, steps[1:], strict=False):
        edge = Edge(start, choice, end)
        if edge not in graph.edges:
            graph.edges.append(edge)


def _follow(flow: Awaitable[None]) -> tuple[str, ...]:
    """Run it to its end or to the next open choice, whose options are returned."""
    running: Iterator[object] = flow.__await__()
    try:
        for _ in running:
            raise ValueError("a flow under exploration waits for something that no line gave it")
    except _Undecided as undecided:
        return undecided.options
    return ()

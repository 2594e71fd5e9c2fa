"""A graph of a flow as Mermaid text and as an SVG, both readable without any tool of ours. Pure.

The SVG has numbered steps in columns by distance from the start; each names its choices and where they lead, so that
no tangle of arrows need be followed. `title` and `desc` serve screen readers; the same stands as text in the docs.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from ivr_flows.exploring import NUMBER, SILENCE, SPEAKS, Graph, Node

CHOICES = {SILENCE: "不按键", SPEAKS: "说话", NUMBER: "输入号码 #"}
ENDS = {"ask": "", "number": "", "record": "● 录音", "queue": "→ 排队等候坐席", "done": "→ 结束通话"}
_WIDTH, _GAP_X, _GAP_Y, _LINE = 300, 60, 22, 18
_WRAP = 20
"""Chinese characters in one line of a box."""

_STOPS = "，。；：！？、 "
_PIECE = re.compile(rf"(?:[0-9A-Za-z]+|.)[{_STOPS}]*", re.DOTALL)

Words = Callable[[str], str]
"""From a clip's name to what is heard."""


def mermaid(graph: Graph, words: Words) -> str:
    """A flowchart."""
    names = {node: f"s{number}" for number, node in enumerate(graph.nodes)}
    lines = ["flowchart TD"]
    for node, name in names.items():
        text = "<br/>".join([*(words(clip).replace('"', "'") for clip in node.heard), *_end(node)])
        shape = ('(["', '"])') if node.ends in ("queue", "done") else ('["', '"]')
        lines.append(f"    {name}{shape[0]}{text}{shape[1]}")
    for number, (situation, node) in enumerate(graph.starts.items()):
        lines.append(f'    start{number}(("{situation}")) --> {names[node]}')
    for (start, end), choices in _merged(graph).items():
        lines.append(f'    {names[start]} -- "{choices}" --> {names[end]}')
    return "\n".join(lines) + "\n"


def svg(graph: Graph, words: Words, title: str) -> str:
    """A picture that stands alone: numbered steps, each with its choices and where they lead."""
    boxes = _boxes(graph, words)
    places = _places(graph, boxes)
    width = max(x for x, _ in places.values()) + _WIDTH + 20
    height = max(y + boxes[node].height for node, (_, y) in places.items()) + 20
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'font-family="sans-serif" font-size="13">',
        f"<title>{escape(title)}</title>",
        f"<desc>{escape(mermaid(graph, words))}</desc>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    parts += [_arrow(places[a], boxes[a], places[b], boxes[b]) for a, b in _first_arrows(graph)]
    parts += [_drawn(boxes[node], places[node]) for node in graph.nodes]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _merged(graph: Graph) -> dict[tuple[Node, Node], str]:
    """One arrow for all choices that lead from one step to the same next one."""
    found: dict[tuple[Node, Node], list[str]] = {}
    for edge in graph.edges:
        found.setdefault((edge.start, edge.end), []).append(CHOICES.get(edge.choice, edge.choice))
    return {ends: "、".join(choices) for ends, choices in found.items()}


def _lines(node: Node, words: Words) -> list[str]:
    return [*(line for clip in node.heard for line in _wrapped(words(clip))), *_end(node)]


def _end(node: Node) -> list[str]:
    return [ENDS[node.ends]] if ENDS[node.ends] else []


def _wrapped(text: str) -> list[str]:
    """Lines of at most `_WRAP` characters and a stop; a word or number stays whole, a stop never begins a line."""
    lines = [""]
    for piece in _PIECE.findall(text):
        if lines[-1] and _breadth((lines[-1] + piece).rstrip(_STOPS)) > _WRAP:
            lines.append("")
        lines[-1] += piece
    return lines


def _breadth(text: str) -> float:
    """In Chinese characters; a Latin letter or digit takes half of one."""
    return sum(0.5 if sign.isascii() else 1 for sign in text)


def _first_arrows(graph: Graph) -> list[tuple[Node, Node]]:
    """From each step to those first met there, in the order of the walk; other ways are named in the boxes."""
    found: dict[Node, Node | None] = dict.fromkeys(graph.starts.values())
    queue = list(found)
    for node in queue:
        for edge in graph.edges:
            if edge.start == node and edge.end not in found:
                found[edge.end] = node
                queue.append(edge.end)
    return [(start, end) for end, start in found.items() if start is not None]


@dataclass(frozen=True, slots=True)
class _Box:
    """One step as lines of text: head, what is heard, choices."""

    head: list[str]
    heard: list[str]
    choices: list[str]
    final: bool

    @property
    def height(self) -> int:
        return (len(self.head) + len(self.heard) + len(self.choices)) * _LINE + 18


def _boxes(graph: Graph, words: Words) -> dict[Node, _Box]:
    number = {node: count for count, node in enumerate(graph.nodes, 1)}
    arrows = _merged(graph)
    boxes = {}
    for node in graph.nodes:
        situations = [name for name, start in graph.starts.items() if start == node]
        choices = [f"{choice} → {number[end]}" for (start, end), choice in arrows.items() if start == node]
        final = node.ends in ("queue", "done")
        boxes[node] = _Box(_head(number[node], situations), _lines(node, words), choices, final)
    return boxes


def _head(number: int, situations: list[str]) -> list[str]:
    first, *more = situations or [""]
    return [f"{number}　{first}".rstrip(), *(f"　　{situation}" for situation in more)]


def _places(graph: Graph, boxes: dict[Node, _Box]) -> dict[Node, tuple[int, int]]:
    """x and y of each step: a column for each distance from the start."""
    column = dict.fromkeys(graph.starts.values(), 0)
    for start, end in _first_arrows(graph):
        column[end] = column[start] + 1
    used: dict[int, int] = {}
    places = {}
    for node, number in column.items():
        y = used.get(number, 20)
        used[number] = y + boxes[node].height + _GAP_Y
        places[node] = (20 + number * (_WIDTH + _GAP_X), y)
    return places


def _drawn(box: _Box, place: tuple[int, int]) -> str:
    x, y = place
    fill, corner = ("#e8f3ea", 16) if box.final else ("#eef2f8", 4)
    shape = f'<rect x="{x}" y="{y}" width="{_WIDTH}" height="{box.height}" rx="{corner}" fill="{fill}" stroke="#345"/>'
    styled = [(line, 'font-weight="bold"') for line in box.head]
    styled += [(line, "") for line in box.heard]
    styled += [(line, 'fill="#8a1f33"') for line in box.choices]
    text = "".join(
        f'<text x="{x + 12}" y="{y + 22 + number * _LINE}" {style}>{escape(line)}</text>'
        for number, (line, style) in enumerate(styled)
    )
    return shape + text


def _arrow(start: tuple[int, int], one: _Box, end: tuple[int, int], other: _Box) -> str:
    x1, y1 = start[0] + _WIDTH, start[1] + one.height // 2
    x2, y2 = end[0], end[1] + other.height // 2
    bend = (x2 - x1) // 2
    path = f"M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}"
    return f'<path d="{path}" fill="none" stroke="#89a" stroke-width="1.5"/>'

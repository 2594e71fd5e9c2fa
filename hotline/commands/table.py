"""Rows as a table for people: ids, numbers and times whole on any terminal and in a pipe; free text goes on below."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

_FREE_WIDTH = 16
"""Columns that a free text is given at least."""


def show_table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], *, free: Collection[str] = ()) -> None:
    """Print it. `free`: columns whose text may be broken, and which are left out where none of the rows has any."""
    shown = [name for name in columns if name not in free or any(row[name] for row in rows)]
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False)
    for name in shown:
        table.add_column(name, no_wrap=name not in free, overflow="fold")
    cells = [[_cell(name, row[name]) for name in shown] for row in rows]
    for line in cells:
        table.add_row(*line)
    needed = sum(_width(name, column, free) + 1 for name, column in zip(shown, _turned(shown, cells), strict=True))
    Console(width=max(Console().width, needed), markup=False, highlight=False).print(table)


def _cell(name: str, value: Any) -> str:
    """A time as `2026-11-23 09:30`; `--json` has it whole."""
    if value is None:
        return ""
    return str(value)[:16].replace("T", " ") if name.endswith("_at") else str(value)


def _turned(names: Sequence[str], lines: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    return list(zip(names, *lines, strict=True))


def _width(name: str, column: Sequence[str], free: Collection[str]) -> int:
    return _FREE_WIDTH if name in free else max(map(cell_len, column))

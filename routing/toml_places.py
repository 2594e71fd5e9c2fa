"""Where each key of a TOML text stands: `tomllib` gives values without lines, people want lines. Pure.

A line scanner for text that tomllib has already accepted; it understands tables, arrays of tables, dotted keys and
multi-line values, not what the values mean.
"""

from __future__ import annotations

import re

Path = tuple[str | int, ...]
_HEADER = re.compile(r"\s*(\[\[?)\s*(.+?)\s*\]\]?\s*(?:#.*)?\Z")
_KEY = re.compile(r"""\s*((?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=\s*(.*)\Z""")
_WORD = re.compile(r'"[^"]*"|\'[^\']*\'|[\w-]+')
_QUIET = re.compile(r'"(?:\\.|[^"\\])*"|\'[^\']*\'|#.*')


def lines(text: str) -> dict[Path, int]:
    """Key path -> line (from 1). Entries of arrays of tables are numbered from 0 in the path."""
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    depth, quotes = 0, ""
    for number, line in enumerate(text.splitlines(), start=1):
        if quotes or depth > 0:
            depth, quotes = _open_after(line, depth, quotes)
            continue
        if header := _HEADER.match(line):
            table = _enter(header[1] == "[[", _words(header[2]), counts)
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            found.setdefault((*table, *_words(key[1])), number)
            depth, quotes = _open_after(key[2], 0, "")
    return found


def _words(text: str) -> Path:
    return tuple(word.strip("\"'") for word in _WORD.findall(text))


def _enter(array: bool, names: Path, counts: dict[Path, int]) -> Path:
    """The path of a header, with the number of the array entries that it stands in."""
    path: Path = ()
    for position, name in enumerate(names):
        path = (*path, name)
        if array and position == len(names) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _open_after(text: str, depth: int, quotes: str) -> tuple[int, str]:
    """Brackets and multi-line quotes still open at the end of this line."""
    rest = text
    while rest:
        if quotes:
            end = rest.find(quotes)
            if end < 0:
                return depth, quotes
            rest, quotes = rest[end + 3 :], ""
            continue
        starts = [at for mark in ('"""', "'''") if (at := rest.find(mark)) >= 0]
        head = rest[: min(starts)] if starts else rest
        plain = _QUIET.sub("", head)
        depth += plain.count("[") + plain.count("{") - plain.count("]") - plain.count("}")
        if not starts:
            return depth, ""
        quotes, rest = rest[min(starts) : min(starts) + 3], rest[min(starts) + 3 :]
    return depth, quotes


def nearest(found: dict[Path, int], path: Path) -> int | None:
    """The line of `path`, or of the closest table around it."""
    while path:
        if path in found:
            return found[path]
        path = path[:-1]
    return None

"""Asterisk's configuration text as records: sections of key and value, the dialplan's steps. Pure; judges nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_SECTION = re.compile(r"\[([^\]]+)\]\s*(?:\(([^)]*)\))?\Z")
_PRIORITY = re.compile(r"(?P<number>\d+|n)(?:\((?P<label>[^)]+)\))?\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One `key = value` (or `=>`) line of a section."""

    section: str
    key: str
    value: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One priority of one extension."""

    context: str
    extension: str
    priority: int
    label: str
    application: str
    arguments: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialplan:
    """The whole of extensions.conf, less [general] and [globals]."""

    contexts: frozenset[str]
    steps: tuple[Step, ...]
    other: tuple[Entry, ...]
    """Lines that are neither `exten` nor `same`: include, switch, eswitch, ignorepat."""

    def find(self, context: str, extension: str, priority: str) -> Step | None:
        """The step that a jump to these three lands on; `priority` is a number or a label."""
        places = (step for step in self.steps if step.context == context and matches(step.extension, extension))
        return next((step for step in places if priority in (str(step.priority), step.label)), None)


def entries(text: str) -> Iterator[Entry]:
    """The lines of a configuration file, templates' names included as sections."""
    section = ""
    for number, raw in enumerate(text.splitlines(), start=1):
        line = _uncomment(raw).strip()
        if not line:
            continue
        opened = _SECTION.match(line)
        if opened:
            section = opened[1]
            yield Entry(section=section, key="", value=opened[2] or "", line=number)
            continue
        key, _, value = line.partition("=")
        yield Entry(section=section, key=key.strip(), value=value.lstrip(">").strip(), line=number)


def _uncomment(line: str) -> str:
    """Without the comment: from the first `;` that no backslash guards."""
    return re.split(r"(?<!\\);", line, maxsplit=1)[0]


def settings(text: str) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Section -> key -> its values in order; sections of one name (pjsip.conf) run together."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for entry in entries(text):
        section = found.setdefault(entry.section, {})
        if entry.key:
            section[entry.key] = (*section.get(entry.key, ()), entry.value)
    return found


def parse(text: str) -> Dialplan:
    """Read extensions.conf; ValueError names the line that is none."""
    contexts: list[str] = []
    steps: list[Step] = []
    other: list[Entry] = []
    extension, priority = "", 0
    for entry in entries(text):
        if entry.section in ("general", "globals"):
            continue
        if not entry.key:
            contexts.append(entry.section)
            extension, priority = "", 0
            continue
        if entry.key not in ("exten", "same"):
            other.append(entry)
            continue
        head = entry.value
        if entry.key == "exten":
            extension, _, head = head.partition(",")
            extension = extension.strip()
        place, _, call = head.partition(",")
        number = _PRIORITY.match(place.strip())
        if number is None or not extension:
            raise ValueError(f"line {entry.line} is no dialplan step: {entry.value}")
        priority = priority + 1 if number["number"] == "n" else int(number["number"])
        application, _, arguments = call.partition("(")
        steps.append(
            Step(
                context=entry.section, extension=extension, priority=priority, label=number["label"] or "",
                application=application.strip(), arguments=arguments.rstrip().removesuffix(")"), line=entry.line,
            )
        )  # fmt: skip
    return Dialplan(contexts=frozenset(contexts), steps=tuple(steps), other=tuple(other))


def matches(pattern: str, extension: str) -> bool:
    """Whether `extension` is this one. A pattern (`_X!`) matches only itself: jumps in our dialplan name plain ones."""
    return pattern == extension


def split_arguments(text: str) -> list[str]:
    """An application's arguments: at commas outside brackets; `\\,` does not separate."""
    parts, depth, start, escaped = [], 0, 0, False
    for index, char in enumerate(text):
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = True
        elif char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
        elif char == "," and depth == 0:
            parts.append(text[start:index])
            start = index + 1
    return [*parts, text[start:]]

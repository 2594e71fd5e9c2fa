"""Where a dialplan step may go on: the targets that it names, and which contexts can be reached. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dialplan.source import Dialplan, Step, split_arguments

_BRANCHES = {"GotoIf", "GosubIf"}
_JUMPS = {"Goto", "Gosub", *_BRANCHES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A place in the dialplan that a step names."""

    context: str
    extension: str
    priority: str

    def __str__(self) -> str:
        return f"{self.context},{self.extension},{self.priority}"


def targets(step: Step) -> list[Target]:
    """Every place that a jump may go to; empty for other applications."""
    if step.application not in _JUMPS:
        return []
    if step.application not in _BRANCHES:
        return [_target(step, step.arguments)]
    return [_target(step, branch) for branch in _branches(step.arguments) if branch.strip()]


def _branches(text: str) -> list[str]:
    """The two places of `condition?yes:no`; the marks inside brackets are the condition's own."""
    depth, question = 0, -1
    for index, char in enumerate(text):
        depth += (char in "([{") - (char in ")]}")
        if depth == 0 and char == "?" and question < 0:
            question = index
        elif depth == 0 and char == ":" and question >= 0:
            return [text[question + 1 : index], text[index + 1 :]]
    return [text[question + 1 :]] if question >= 0 else [text]


def _target(step: Step, text: str) -> Target:
    parts = [part.strip() for part in split_arguments(text)]
    if step.application in ("Gosub", "GosubIf"):
        parts[-1] = parts[-1].partition("(")[0]
    context, extension = step.context, step.extension
    if len(parts) == 3:
        context, extension = parts[0], parts[1]
    elif len(parts) == 2:
        extension = parts[0]
    return Target(context=context, extension=extension, priority=parts[-1])


def reachable(plan: Dialplan, entry: str, queue_contexts: Mapping[str, str]) -> frozenset[str]:
    """Every context that a call entering at `entry` can come to.

    Errs on the side of more: a context once entered counts with all its extensions, and a step that queues
    leads to the keys' context of every queue.
    """
    found: set[str] = set()
    ahead = [entry]
    while ahead:
        context = ahead.pop()
        if context in found:
            continue
        found.add(context)
        ahead.extend(_from(plan, context, queue_contexts.values()))
    return frozenset(found)


def _from(plan: Dialplan, context: str, queue_contexts: Iterable[str]) -> Iterable[str]:
    for step in plan.steps:
        if step.context == context:
            yield from (target.context for target in targets(step))
            if step.application == "Queue":
                yield from queue_contexts
    for entry in plan.other:
        if entry.section == context and entry.key == "include":
            yield entry.value.partition(",")[0].strip()

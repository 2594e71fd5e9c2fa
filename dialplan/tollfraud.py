"""The static proof against toll fraud: what a call from a trunk can reach, and what may be done there. Pure.

The proof covers the dialplan. Our AGI programs can name applications too (`EXEC`): `agi` allows a fixed few.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from dialplan.contract import Context
from dialplan.source import Dialplan, Step, entries, settings, split_arguments

HARMLESS = frozenset(
    {
        "AGI",
        "Answer",
        "Gosub",
        "GosubIf",
        "Goto",
        "GotoIf",
        "Hangup",
        "MSet",
        "MixMonitor",
        "Playback",
        "Queue",
        "Return",
        "Set",
        "StartMusicOnHold",
        "StopMixMonitor",
        "StopMusicOnHold",
        "Wait",
    }
)
"""Applications that callers from outside may come to. None calls a number; three need a look at their arguments."""
_FORBIDDEN_FUNCTIONS = re.compile(
    r"\b(SHELL|FILE|ENV|CURL|EVAL|EVAL_EXTEN|SYSTEM|DB|ODBC\w*|REALTIME|SORCERY|STAT|AST_CONFIG|VOLUME|SHARED)\("
)
_FORBIDDEN_VARIABLES = re.compile(
    r"(?:^|,)_{0,2}(TRANSFER_CONTEXT|FORWARD_CONTEXT|GOTO_ON_BLINDXFR|DYNAMIC_FEATURES|MONITOR_EXEC|MONITOR_OPTIONS|DIAL_OPTIONS|MACRO_\w+)="
)
_QUEUE_OPTIONS = frozenset("cCdiInrR")
"""Options of Queue() that give neither side a way to transfer, record or run something."""

Row = tuple[str, int, str]


def toll_fraud(plan: Dialplan, open_contexts: Collection[str], files: Mapping[str, str]) -> Iterator[Row]:
    """(file, line, sentence) of everything by which a caller from outside could call out or run a program."""
    for context in (Context.SEAT, Context.OUTBOUND, Context.OUTBOUND_LEGS):
        if context in open_contexts:
            yield "extensions.conf", 0, f"[{context}] can be reached from [{Context.TRUNK}]"
    for step in plan.steps:
        if step.context in open_contexts:
            yield from (("extensions.conf", step.line, sentence) for sentence in _step(step))
    for entry in plan.other:
        if entry.section in open_contexts and entry.key != "include":
            yield "extensions.conf", entry.line, f"{entry.key} in [{entry.section}] cannot be proven"
    if "default" in plan.contexts:
        yield "extensions.conf", 0, "[default] exists: a channel that names no context would land there"
    yield from _queues(files["queues.conf"])
    yield from _endpoints(files["pjsip.conf"])


def _step(step: Step) -> Iterator[str]:
    where = f"in [{step.context}], open to trunks"
    if step.application not in HARMLESS:
        yield f"{step.application} {where}, is not one of the harmless applications"
    if _FORBIDDEN_FUNCTIONS.search(step.arguments):
        yield f"{step.application}({step.arguments}) {where}, uses a function that reaches outside the call"
    if _FORBIDDEN_VARIABLES.search(step.arguments):
        yield f"{step.application}({step.arguments}) {where}, redirects transfers or runs a command"
    arguments = split_arguments(step.arguments)
    if step.application == "AGI" and "$" in arguments[0]:
        yield f"AGI({arguments[0]}) {where}, names its program at run time"
    if step.application == "MixMonitor" and len(arguments) > 2 and any(part.strip() for part in arguments[2:]):
        yield f"MixMonitor {where}, runs a command"
    if step.application == "Queue" and len(arguments) > 1:
        bad = sorted(set(arguments[1]) - _QUEUE_OPTIONS)
        if bad:
            yield f"Queue {where}, has option {''.join(bad)}, which is not harmless"


def _queues(text: str) -> Iterator[Row]:
    for entry in entries(text):
        if entry.key == "member":
            yield (
                "queues.conf",
                entry.line,
                f"queue {entry.section} has a fixed member {entry.value}; seats sign in by AMI",
            )
        if entry.key == "membergosub" or entry.key.startswith("monitor-"):
            yield "queues.conf", entry.line, f"queue {entry.section} runs {entry.key}"


def _endpoints(text: str) -> Iterator[Row]:
    for name, values in settings(text).items():
        if "endpoint" not in values.get("type", ()):
            continue
        contexts = values.get("context", ("default",))
        if contexts[-1] not in (Context.TRUNK, Context.SEAT):
            yield "pjsip.conf", 0, f"endpoint {name} enters at [{contexts[-1]}]"
        if contexts[-1] == Context.TRUNK and values.get("allow_transfer", ("yes",))[-1] != "no":
            yield "pjsip.conf", 0, f"trunk {name} may transfer calls by REFER"
        if contexts[-1] == Context.SEAT and "auth" not in values:
            yield "pjsip.conf", 0, f"seat {name} needs no password"

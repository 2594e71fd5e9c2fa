"""The dialplan's proofs over the rendered text: jumps land, trunks cannot dial out, callers' text is whitelisted.

Pure: takes file contents, returns findings. What a running Asterisk says of them is `asterisk_conf.check`'s.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from dialplan.calling_out import calling_out
from dialplan.contract import (
    AWAY,
    HANDOVER_VERSION,
    NUMBER_SOUNDS,
    Action,
    Context,
    Scratch,
    Script,
    Sound,
    Variable,
)
from dialplan.jumps import Target, reachable, targets
from dialplan.source import Dialplan, Step, parse, settings
from dialplan.tollfraud import toll_fraud

_JUMPS_ENDING_A_FLOW = {"Goto", "Hangup", "Return"}
_OUR_NAME = re.compile(r"\bHOTLINE_[A-Z_]+")
_RAW_TEXT = re.compile(r"\$\{(?:EXTEN|CALLERID\()|PJSIP_HEADER\(|CHANNEL\(pjsip|SIPDOMAIN|REDIRECTING\(|HOTLINE_RAW")
"""Reading text that a caller or a trunk chose."""
_CUT = r"(?:CUT\()+HOTLINE_RAW(?:,[^,(){}$]+,(?:\d+|\$\{FIELDQTY\(HOTLINE_RAW,.\)\})\))+"
_CUT_OUT = rf"\$\{{{_CUT}\}}"
"""`${CUT(CUT(HOTLINE_RAW,@,1),:,2)}`: a part of it, still raw."""
_HARMLESS_READ = re.compile(
    r"\$\{FILTER\([0-9a-zA-Z+-]+,"
    rf"(?:\$\{{(?:EXTEN(?::\d+)*|CALLERID\(dnid\)|PJSIP_HEADER\(read,\w+\)|URIDECODE\({_CUT_OUT}\))\}}|{_CUT_OUT})\)\}}"
    rf"|\$\{{FIELDQTY\((?:HOTLINE_RAW|{_CUT}),.\)\}}"
)
"""What is left of it is whitelisted, or a count."""
_FILTERED_FIELD = re.compile(r"\$\{FILTER\([0-9a-zA-Z+-]+,\$\{CUT\(\w+,[^,]+,\d+\)\}\)\}")
_LISTS = (Variable.HANDOVER.value, Scratch.CHAIN.value, Scratch.RAW.value)
"""Variables whose values may hold commas."""
_SAYS_QUEUE = f"{HANDOVER_VERSION}|{Action.QUEUE}|"
_INTO_THE_QUEUE = Target(context=Context.QUEUE, extension="s", priority="1")
_LOOKED_AT = f'$["${{{Variable.HANDOVER}:0:{len(_SAYS_QUEUE)}}}" = "{_SAYS_QUEUE}"]?{_INTO_THE_QUEUE}'


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong: the file and line, and a sentence."""

    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence}"


def lint(
    files: Mapping[str, str], *, sounds: Mapping[str, Collection[str]] | None = None, abroad: bool = False
) -> tuple[Finding, ...]:
    """Every finding in a rendered configuration; none means proven.

    `sounds` is language -> names of the sounds that are there; None leaves them unchecked. `abroad`: the site allows
    seats to call other countries.
    """
    plan = parse(files["extensions.conf"])
    queues = settings(files["queues.conf"])
    keys = {name: values["context"][-1] for name, values in queues.items() if "context" in values}
    open_contexts = reachable(plan, Context.TRUNK, keys)
    found: list[Finding] = []
    found += _say("extensions.conf", _jumps(plan))
    found += _say("extensions.conf", _ends(plan))
    found += _say("extensions.conf", _raw_text(plan))
    found += _say("extensions.conf", _several_at_once(plan))
    found += _say("extensions.conf", _ways_into_the_queue(plan))
    found += _say("extensions.conf", _vocabulary(plan, files["extensions.conf"]))
    found += _say("queues.conf", ((0, f"queue {name} sends keys to [{where}], which does not exist")
                                  for name, where in keys.items() if where not in plan.contexts))  # fmt: skip
    found += [
        Finding(file=file, line=line, sentence=sentence)
        for file, line, sentence in toll_fraud(plan, open_contexts, files)
    ]
    found += _say("extensions.conf", calling_out(plan, keys, abroad=abroad))
    if sounds is not None:
        found += _say("extensions.conf", _sounds(plan, queues, sounds))
    return tuple(found)


def _say(file: str, rows: Iterator[tuple[int, str]]) -> list[Finding]:
    return [Finding(file=file, line=line, sentence=sentence) for line, sentence in rows]


def _jumps(plan: Dialplan) -> Iterator[tuple[int, str]]:
    for step in plan.steps:
        for target in targets(step):
            if "${" in str(target):
                yield step.line, f"{step.application} to {target} is decided at run time and cannot be proven"
            elif plan.find(target.context, target.extension, target.priority) is None:
                yield step.line, f"{step.application} goes to {target}, which does not exist"


def _ends(plan: Dialplan) -> Iterator[tuple[int, str]]:
    """The last step of every extension must go somewhere or hang up: falling off the end is a silent hang-up."""
    last: dict[tuple[str, str], Step] = {(step.context, step.extension): step for step in plan.steps}
    for step in last.values():
        if step.application not in _JUMPS_ENDING_A_FLOW:
            yield step.line, f"{step.context},{step.extension} ends with {step.application} and falls off its end"


def _raw_text(plan: Dialplan) -> Iterator[tuple[int, str]]:
    """Callers' text is read where a call begins, what the desk dials in OUTBOUND, and only through a whitelist."""
    for step in plan.steps:
        rest = _HARMLESS_READ.sub("", step.arguments)
        arrives = (step.context, step.extension) == (Context.INCOMING, Script.INCOMING)
        kept_raw = step.application == "Set" and rest.startswith(f"{Scratch.RAW}=")
        if _RAW_TEXT.search(rest) and not (kept_raw and arrives):
            yield step.line, f"caller-supplied text is used without FILTER() in {step.application}({step.arguments})"
        elif rest != step.arguments and not arrives and step.context != Context.OUTBOUND:
            yield step.line, f"caller-supplied text is taken in {step.context},{step.extension}, where no call begins"


def _several_at_once(plan: Dialplan) -> Iterator[tuple[int, str]]:
    """MSet parts its variables at commas after their values were put in: none of these may hold one."""
    for step in plan.steps:
        if step.application == "MSet":
            rest = _FILTERED_FIELD.sub("", _HARMLESS_READ.sub("", step.arguments))
            yield from (
                (step.line, f"MSet takes {name}, which may hold a comma; use Set") for name in _LISTS if name in rest
            )


def _ways_into_the_queue(plan: Dialplan) -> Iterator[tuple[int, str]]:
    """Each step that leads there looks at the handover, or stands behind the one that wrote it."""
    for before, step in pairwise(plan.steps):
        written = before.arguments.startswith(f"{Variable.HANDOVER}={_SAYS_QUEUE}")
        if _INTO_THE_QUEUE in targets(step) and step.arguments != _LOOKED_AT and not written:
            yield step.line, f"{step.application} goes to {_INTO_THE_QUEUE}, whatever the handover says"


def _vocabulary(plan: Dialplan, text: str) -> Iterator[tuple[int, str]]:
    known = {*Variable, *Scratch, AWAY}
    for number, line in enumerate(text.splitlines(), start=1):
        for name in _OUR_NAME.findall(line):
            if name not in known:
                yield number, f"{name} is not in dialplan/contract.py"
    yield from ((0, f"{name} of dialplan/contract.py is never used") for name in known if f"{name}" not in text)
    yield from ((0, f"context [{name}] is missing") for name in Context if name not in plan.contexts)
    yield from ((0, f"context [{name}] is not in dialplan/contract.py") for name in plan.contexts - {*Context})
    called = " ".join(step.arguments for step in plan.steps if step.application == "AGI")
    for script in Script:
        if script is not Script.PING and f"/{script}," not in called:
            yield 0, f"the AGI script {script} is never called"


def _sounds(
    plan: Dialplan, queues: Mapping[str, Mapping[str, tuple[str, ...]]], sounds: Mapping[str, Collection[str]]
) -> Iterator[tuple[int, str]]:
    wanted: dict[str, int] = {step.arguments: step.line for step in plan.steps if step.application == "Playback"}
    for values in queues.values():
        for key, value in values.items():
            if (key.startswith("queue-") or key == "periodic-announce") and value[-1]:
                wanted.setdefault(value[-1], 0)
    wanted |= {name: 0 for name in (*Sound, *NUMBER_SOUNDS) if name not in wanted}
    for language, names in sounds.items():
        yield from (
            (line, f"sound {name} is missing in {language}") for name, line in wanted.items() if name not in names
        )

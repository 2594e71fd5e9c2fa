"""The static proof of calling out: only the desk gets there, and only to numbers that the site allows. Pure.

What a call from a trunk can reach is `tollfraud`'s; here is what may be dialled at all, and from where.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from dialplan.contract import Context
from dialplan.jumps import reachable
from dialplan.source import Dialplan, Step

_TO_SEAT = re.compile(r"PJSIP/[a-z0-9-]+,\d+\Z")
_TO_CITIZEN = re.compile(
    r"PJSIP/\d{0,8}\$\{FILTER\(0-9,\$\{EXTEN\}\)\}@trunk-[a-z0-9-]+,\d+,"
    rf"b\({Context.OUTBOUND_LEGS}\^language\^1\)A\([a-z-]+:[a-z-]+\)U\({Context.OUTBOUND_LEGS}\)\Z"
)
"""Digits only, to a trunk by its name, with no option that gives either side a transfer or a menu."""
_NUMBER = re.compile(r"_(?:[0-9X]|\[[0-9-]+\])+\Z|[0-9]{3,20}\Z")
_ON_THE_LEGS = frozenset({"MixMonitor", "Return", "Set"})

Row = tuple[int, str]


def calling_out(plan: Dialplan, queue_contexts: Mapping[str, str], *, abroad: bool) -> Iterator[Row]:
    """(line, sentence) of everything by which more could be dialled than the site allows. `abroad`: 00 is allowed."""
    if Context.OUTBOUND in reachable(plan, Context.SEAT, queue_contexts):
        yield 0, f"[{Context.OUTBOUND}] can be reached from [{Context.SEAT}]; only the desk may place calls"
    for step in plan.steps:
        yield from ((step.line, sentence) for sentence in _step(plan, step))
        if step.context == Context.OUTBOUND and step.priority == 1:
            yield from ((step.line, sentence) for sentence in _number(step.extension, abroad))
    for entry in plan.other:
        if entry.section in (Context.SEAT, Context.OUTBOUND, Context.OUTBOUND_LEGS):
            yield entry.line, f"{entry.key} in [{entry.section}] cannot be proven"


def _step(plan: Dialplan, step: Step) -> Iterator[str]:
    if step.context == Context.OUTBOUND_LEGS and step.application not in _ON_THE_LEGS:
        yield f"{step.application} on a leg of a call out is not one of the harmless applications"
    if step.application != "Dial":
        return
    ways: Mapping[str, re.Pattern[str]] = {Context.SEAT: _TO_SEAT, Context.OUTBOUND: _TO_CITIZEN}
    known = ways.get(step.context)
    if known is None or not known.match(step.arguments):
        yield f"Dial({step.arguments}) in [{step.context}] is not one of the ways to call a seat or a citizen"
    elif known is _TO_CITIZEN:
        for extension in ("language", "s"):
            if plan.find(Context.OUTBOUND_LEGS, extension, "1") is None:
                yield f"Dial goes to {Context.OUTBOUND_LEGS},{extension},1, which does not exist"


def _number(extension: str, abroad: bool) -> Iterator[str]:
    if not _NUMBER.match(extension):
        yield f"{extension} in [{Context.OUTBOUND}] is no number of a fixed length"
    elif not abroad and all("0" in digits for digits in _digits(extension)[:2]):
        yield f"{extension} in [{Context.OUTBOUND}] lets seats call other countries, which the site does not allow"


def _digits(extension: str) -> list[str]:
    """Which digits may stand at each place of a pattern."""
    places = re.findall(r"\[([0-9-]+)\]|([0-9X])", extension.removeprefix("_"))
    return [_spread(group) if group else "0123456789" if sign == "X" else sign for group, sign in places]


def _spread(group: str) -> str:
    """`2-58` -> `23458`."""
    ranges = re.sub(r"(\d)-(\d)", lambda found: "".join(map(str, range(int(found[1]), int(found[2]) + 1))), group)
    return ranges

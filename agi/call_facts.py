"""What an opening block says about the call, in the flows' own words. Pure."""

from __future__ import annotations

import re

from agi.events import Environment
from dialplan.contract import SCRIPT_ARGUMENTS
from ivr_flows.call import CallFacts

_FIRST = len(SCRIPT_ARGUMENTS) - 1
"""Arguments before the handover in force."""
_NONE = ("",) * _FIRST
_COUNT = re.compile(r"[0-9]{1,6}\Z")
_HIDDEN = frozenset({"unknown", "anonymous", "private", "unavailable", "restricted"})


def call_facts(environment: Environment, *, script: str, arguments: tuple[str, ...]) -> CallFacts:
    """`arguments` are those named by `SCRIPT_ARGUMENTS`; what is missing is taken from Asterisk's own variables."""
    call_id, dialed, caller, trunk, empty_walks = (*arguments, *_NONE)[:_FIRST]
    if not arguments:
        caller = environment.get("agi_callerid") or ""
    return CallFacts(
        call_id=call_id or environment.get("agi_uniqueid") or "",
        dialed=dialed or environment.get("agi_extension") or "",
        caller=None if not caller or caller.lower() in _HIDDEN else caller,
        trunk=trunk or None,
        script=script,
        channel=environment.get("agi_channel") or "",
        empty_walks=int(empty_walks) if _COUNT.match(empty_walks) else 0,
        handover=",".join(arguments[_FIRST:]),  # unquoted in the dialplan, its commas have parted it
    )

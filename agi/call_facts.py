"""What an opening block says about the call, in the flows' own words. Pure."""

from __future__ import annotations

from agi.events import Environment
from dialplan.contract import SCRIPT_ARGUMENTS
from ivr_flows.call import CallFacts

_HIDDEN = frozenset({"", "unknown", "anonymous", "private", "unavailable", "restricted"})


def call_facts(environment: Environment, *, script: str, arguments: tuple[str, ...]) -> CallFacts:
    """`arguments` are those named by `SCRIPT_ARGUMENTS`; what is missing is taken from Asterisk's own variables."""
    values = environment.values
    first = len(SCRIPT_ARGUMENTS) - 1
    call_id, dialed, caller, trunk = (*arguments[:first], *("",) * (first - len(arguments[:first])))
    if not arguments:
        caller = values.get("agi_callerid", "")
    return CallFacts(
        call_id=call_id or values.get("agi_uniqueid", ""),
        dialed=dialed or values.get("agi_extension", ""),
        caller=None if caller.lower() in _HIDDEN else caller,
        trunk=trunk or None,
        script=script,
        channel=values.get("agi_channel", ""),
        handover=",".join(arguments[first:]),  # unquoted in the dialplan, its commas have parted it
    )

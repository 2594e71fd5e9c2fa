"""The scripts that Asterisk may ask for, by name, and the frame in which each runs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from dialplan.contract import Script
from ivr_flows.call import Call, CallerHungUp
from ivr_flows.dialogue import Dialogue
from ivr_flows.flow_context import FlowContext
from ivr_flows.incoming import incoming
from ivr_flows.still_waiting import still_waiting
from store.facts import FactKind

SCRIPTS: Mapping[str, Callable[[Call, FlowContext], Awaitable[None]]] = {
    Script.INCOMING.value: incoming,
    Script.STILL_WAITING.value: still_waiting,
}


async def run(name: str, context: FlowContext, call: Call) -> None:
    """Run one script. A hang-up is a normal end; whatever else breaks a flow is a fact before it goes on its way."""
    try:
        await SCRIPTS[name](call, context)
    except CallerHungUp:
        return
    except BaseException as error:  # cancellation too: what cut a flow must be known
        code = getattr(error, "code", None) or type(error).__name__
        Dialogue(call, context).note(FactKind.FLOW_FAILED, error=str(code), script=name)
        raise


def bound(context: FlowContext) -> dict[str, Callable[[Call], Awaitable[None]]]:
    """Every script over one context, as `agi.server.AgiServer` wants them."""
    return {name: partial(run, name, context) for name in SCRIPTS}

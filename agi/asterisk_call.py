"""`AsteriskCall`: one caller at the end of a FastAGI connection, as flows see them."""

from __future__ import annotations

from agi.asterisk_line import AsteriskLine, Exchange
from ivr_flows.call import CallFacts
from ivr_flows.conversation import Conversation


class AsteriskCall(Conversation):
    """A `Call` (`ivr_flows.call`) over AGI commands. `beep` is a clip or the name of an Asterisk sound."""

    def __init__(self, exchange: Exchange, facts: CallFacts, *, beep: str = "beep") -> None:
        super().__init__(AsteriskLine(exchange), facts, beep=beep)

"""What people outside are told of a ticket's state, by telephone and on the public page alike. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from ivr_flows.lookups import CaseState
from ticketing.states import State

_TOLD: Mapping[State, CaseState] = {
    State.DRAFT: CaseState.REGISTERED,
    State.OPEN: CaseState.REGISTERED,
    State.REFUSED: CaseState.REFUSED,
    State.ANSWERED: CaseState.REPLIED,
    State.REPLIED: CaseState.REPLIED,
    State.VISITED: CaseState.REPLIED,
    State.CONCLUDED: CaseState.CONCLUDED,
    State.ARCHIVED: CaseState.CONCLUDED,
}


def told(state: State) -> CaseState | None:
    """Every state that is not listed is 'being handled'; a void draft is no case."""
    return None if state is State.VOID else _TOLD.get(state, CaseState.HANDLING)

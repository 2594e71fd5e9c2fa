"""As what a user may make a move: their own role, and those whose word they take down. Pure.

Leaders and handling units have sign-ins of their own. A caller urges and rates by telephone; a unit without a sign-in
signs and replies by fax, a leader on paper: the seat that takes it down names them (`as`), and the timeline shows both.
"""

from __future__ import annotations

from collections.abc import Mapping

from store.users import Role
from ticketing.states import Actor
from web.errors import WebError

_A = Actor
ACTING: Mapping[Role, tuple[Actor, ...]] = {
    Role.AGENT: (_A.AGENT, _A.CITY_SEAT, _A.UNIT, _A.CALLER),
    Role.SUPERVISOR: (_A.SUPERVISOR, _A.LEADER, _A.AGENT, _A.CITY_SEAT, _A.UNIT, _A.CALLER),
    Role.LEADER: (_A.LEADER,),
    Role.UNIT: (_A.UNIT,),
    Role.ARCHIVIST: (_A.ARCHIVIST,),
    Role.ADMIN: (_A.ADMIN,),
}
"""The first is the user's own."""


def acting(role: Role, wanted: str | None) -> Actor:
    """The actor that is meant; the user's own when none is named. 403 for one they may not act as."""
    own = ACTING[role]
    if wanted is None:
        return own[0]
    for actor in own:
        if actor == wanted:
            return actor
    raise WebError(403, "forbidden")

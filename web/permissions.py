"""Who may do what, as data: permissions, the roles that have them, and the one table of routes. Pure.

Every route of the application stands in `ROUTES`; a test holds the router and this table against each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from store.users import Role


class Permission(StrEnum):
    """What a route asks for."""

    PUBLIC = "public"
    """No sign-in."""
    SIGNED_IN = "signed-in"
    """Any role."""
    SEAT = "seat"
    """Answer and place calls at a seat."""
    CALLS = "calls"
    TICKETS = "tickets"
    WRITE_TICKETS = "write-tickets"
    ATTACH = "attach"
    """Add files to a ticket."""
    MOVE_TICKETS = "move-tickets"
    """Make the moves of one's role (`web.acting`)."""
    PERSONS = "persons"
    """People, masked."""
    OPEN_PERSONS = "open-persons"
    """See a person unmasked, for a reason that is logged; merge records."""
    OPEN_CALLS = "open-calls"
    """See who called, for a reason that is logged; for those who see calls at all."""
    RECORDINGS = "recordings"
    """The archive's list."""
    LISTEN = "listen"
    """Play a recording; each listening is in the audit log."""
    DESTROY = "destroy"
    """See what is past its retention; propose, approve, keep. Two people are wanted for a list."""
    BOARD = "board"
    METRICS = "metrics"


_P = Permission
_ANYBODY = {_P.PUBLIC, _P.SIGNED_IN}
_CASEWORK = {_P.TICKETS, _P.MOVE_TICKETS, _P.ATTACH, _P.PERSONS, _P.OPEN_PERSONS}

GRANTS: Mapping[Role, frozenset[Permission]] = {
    Role.AGENT: frozenset(_ANYBODY | _CASEWORK | {_P.SEAT, _P.CALLS, _P.OPEN_CALLS, _P.WRITE_TICKETS, _P.LISTEN}),
    Role.SUPERVISOR: frozenset(
        _ANYBODY | _CASEWORK | {_P.SEAT, _P.CALLS, _P.OPEN_CALLS, _P.WRITE_TICKETS, _P.RECORDINGS, _P.LISTEN, _P.BOARD}
    ),
    Role.LEADER: frozenset(_ANYBODY | _CASEWORK | {_P.BOARD, _P.DESTROY}),
    Role.UNIT: frozenset(_ANYBODY | _CASEWORK),
    Role.ARCHIVIST: frozenset(
        _ANYBODY | {_P.CALLS, _P.TICKETS, _P.MOVE_TICKETS, _P.PERSONS, _P.RECORDINGS, _P.LISTEN, _P.DESTROY}
    ),
    Role.ADMIN: frozenset(_ANYBODY | {_P.CALLS, _P.TICKETS, _P.BOARD, _P.METRICS}),
}

SEES_ALL_OFFICES = frozenset({Role.SUPERVISOR, Role.LEADER, Role.ARCHIVIST, Role.ADMIN})
"""At the home (provincial) office these see every office; elsewhere, and for agents, their own only."""

ROUTES: Mapping[tuple[str, str], Permission] = {
    ("POST", "/api/v1/session"): _P.PUBLIC,
    ("GET", "/api/v1/session"): _P.SIGNED_IN,
    ("DELETE", "/api/v1/session"): _P.SIGNED_IN,
    ("PUT", "/api/v1/session/password"): _P.SIGNED_IN,
    ("GET", "/api/v1/site"): _P.PUBLIC,
    ("GET", "/api/v1/phone"): _P.SEAT,
    ("GET", "/api/v1/seat"): _P.SEAT,
    ("PUT", "/api/v1/seat/state"): _P.SEAT,
    ("GET", "/api/v1/calls"): _P.CALLS,
    ("GET", "/api/v1/calls/{id}"): _P.CALLS,
    ("GET", "/api/v1/calls/{id}/pop"): _P.WRITE_TICKETS,
    ("POST", "/api/v1/calls/{id}/transfer"): _P.SEAT,
    ("POST", "/api/v1/calls/{id}/voice-gone"): _P.SEAT,
    ("POST", "/api/v1/calls/{id}/calls"): _P.SEAT,
    ("POST", "/api/v1/calls/{id}/look"): _P.OPEN_CALLS,
    ("GET", "/api/v1/knowledge"): _P.TICKETS,
    ("GET", "/api/v1/tickets"): _P.TICKETS,
    ("POST", "/api/v1/tickets"): _P.WRITE_TICKETS,
    ("POST", "/api/v1/tickets/moves"): _P.MOVE_TICKETS,
    ("GET", "/api/v1/tickets/{number}"): _P.TICKETS,
    ("PATCH", "/api/v1/tickets/{number}"): _P.WRITE_TICKETS,
    ("POST", "/api/v1/tickets/{number}/save"): _P.WRITE_TICKETS,
    ("GET", "/api/v1/tickets/{number}/calls"): _P.TICKETS,
    ("POST", "/api/v1/tickets/{number}/calls"): _P.SEAT,
    ("POST", "/api/v1/tickets/{number}/look"): _P.OPEN_PERSONS,
    ("GET", "/api/v1/tickets/{number}/moves"): _P.TICKETS,
    ("POST", "/api/v1/tickets/{number}/moves"): _P.MOVE_TICKETS,
    ("GET", "/api/v1/tickets/{number}/clocks"): _P.TICKETS,
    ("GET", "/api/v1/tickets/{number}/timeline"): _P.TICKETS,
    ("POST", "/api/v1/tickets/{number}/split"): _P.WRITE_TICKETS,
    ("GET", "/api/v1/tickets/{number}/links"): _P.TICKETS,
    ("GET", "/api/v1/tickets/{number}/attachments"): _P.TICKETS,
    ("POST", "/api/v1/tickets/{number}/attachments"): _P.ATTACH,
    ("GET", "/api/v1/attachments/{id}"): _P.OPEN_PERSONS,
    ("GET", "/api/v1/persons/{id}"): _P.PERSONS,
    ("POST", "/api/v1/persons/{id}/look"): _P.OPEN_PERSONS,
    ("POST", "/api/v1/persons/{id}/merge"): _P.OPEN_PERSONS,
    ("GET", "/api/v1/recordings"): _P.RECORDINGS,
    ("GET", "/api/v1/recordings/{id}/audio"): _P.LISTEN,
    ("GET", "/api/v1/recordings/{id}/peaks"): _P.LISTEN,
    ("GET", "/api/v1/recordings/expired"): _P.DESTROY,
    ("POST", "/api/v1/recordings/{id}/hold"): _P.DESTROY,
    ("POST", "/api/v1/recordings/{id}/release"): _P.DESTROY,
    ("GET", "/api/v1/destructions"): _P.DESTROY,
    ("POST", "/api/v1/destructions"): _P.DESTROY,
    ("GET", "/api/v1/destructions/{id}"): _P.DESTROY,
    ("POST", "/api/v1/destructions/{id}/approve"): _P.DESTROY,
    ("POST", "/api/v1/destructions/{id}/carry-out"): _P.DESTROY,
    ("GET", "/api/v1/board"): _P.BOARD,
    ("GET", "/api/v1/live"): _P.SIGNED_IN,
    ("POST", "/api/v1/public/progress"): _P.PUBLIC,
    ("GET", "/api/v1/public/answers"): _P.PUBLIC,
    ("GET", "/progress"): _P.PUBLIC,
    ("POST", "/progress"): _P.PUBLIC,
    ("GET", "/api/openapi.json"): _P.PUBLIC,
    ("GET", "/healthz"): _P.PUBLIC,
    ("GET", "/metrics"): _P.METRICS,
    ("GET", "/{path}"): _P.PUBLIC,
}
"""(method, path as the router writes it) -> what it asks for. The last one is the desktop's own files."""


def may(role: Role, permission: Permission) -> bool:
    """Whether the role has the permission."""
    return permission in GRANTS[role]


def scope(role: Role, office: str | None, home: str) -> frozenset[str] | None:
    """The offices whose calls and tickets this user sees; None means all of them."""
    if office is None:
        return None if role is Role.ADMIN else frozenset()
    if office == home and role in SEES_ALL_OFFICES:
        return None
    return frozenset({office})

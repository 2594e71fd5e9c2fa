"""What can go wrong on an AGI connection, and whose fault it is.

Our mistakes and the peer's are different classes, as in h11: the first is a bug to mend, the second is a call to save.
"""

from __future__ import annotations


class AgiError(Exception):
    """Base of this room's errors. `code` is stable; the message names the place and the mend."""

    code = "agi-error"


class LocalProtocolError(AgiError):
    """We tried something that AGI does not allow: a bug of ours. The connection itself is unharmed."""

    code = "agi-local-protocol-error"


class RemoteProtocolError(AgiError):
    """The peer sent what no Asterisk sends. Nothing it says later can be trusted: close the connection."""

    code = "agi-remote-protocol-error"


class CommandRefused(AgiError):
    """Asterisk answered 510 or 520: it does not know the command, or not in this form."""

    code = "agi-command-refused"


class SnapshotError(AgiError):
    """The routing snapshot cannot be written or read: the message names the place in it."""

    code = "agi-snapshot-error"

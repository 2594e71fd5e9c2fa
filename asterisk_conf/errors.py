"""The errors of this room. One base class; each error has a stable `code` and names the place and the mend."""

from __future__ import annotations


class AsteriskConfError(Exception):
    """Asterisk (or a program like it) cannot be found, fetched, configured or run."""

    code = "asterisk-conf"

    def __init__(self, message: str, *, place: str = "", mend: str = "") -> None:
        self.message = message
        self.place = place
        self.mend = mend
        super().__init__(" ".join(part for part in (message, place and f"[{place}]", mend) if part))


class FetchError(AsteriskConfError):
    """A package could not be fetched or unpacked."""

    code = "package-fetch"


class UnsafeValueError(AsteriskConfError):
    """A value would break out of its place in a configuration file."""

    code = "unsafe-config-value"


class PlanError(AsteriskConfError):
    """The telephony plan contradicts itself."""

    code = "telephony-plan"


class StartError(AsteriskConfError):
    """Asterisk did not start, answer or stop in time."""

    code = "asterisk-start"


class TestCallError(AsteriskConfError):
    """A test call could not be placed at all (not: was refused)."""

    code = "test-call"
    __test__ = False

"""Who may see what unmasked at the moment, because they said why: grants of a sign-in that end by themselves.

Kept in memory on purpose: a restart masks everything again. Each grant was written into the audit log before it is
given; that is done elsewhere.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta

LASTS = timedelta(minutes=15)
"""One look: long enough to ring somebody back, short enough that a forgotten page closes itself."""
MOST_REMEMBERED = 10_000


class Looks:
    """One for a process. Subjects are texts such as `ticket:202611…`, `person:…`, `call:…`."""

    def __init__(self) -> None:
        self._until: OrderedDict[tuple[str, str], datetime] = OrderedDict()

    def grant(self, who: str, *subjects: str, now: datetime, lasts: timedelta = LASTS) -> None:
        """From now on, for a while, `who` (a sign-in) sees the subjects."""
        for subject in subjects:
            self._until[who, subject] = now + lasts
            self._until.move_to_end((who, subject))
        while len(self._until) > MOST_REMEMBERED:
            self._until.popitem(last=False)

    def holds(self, who: str, subject: str, now: datetime) -> bool:
        """Whether the look still lasts."""
        until = self._until.get((who, subject))
        return until is not None and now < until

    def end(self, who: str) -> None:
        """The sign-in is over, and its looks with it."""
        for key in [key for key in self._until if key[0] == who]:
            del self._until[key]

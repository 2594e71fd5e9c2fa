"""When a failure that repeats itself is logged again: at once, then once a minute while it goes on."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

TELL_AGAIN_S = 60.0


@dataclass(slots=True, kw_only=True)
class RepeatedFailures:
    """Of deeds that are tried again and again. `now` counts seconds, from anywhere."""

    now: Callable[[], float] = time.monotonic
    _told_at: dict[Hashable, float] = field(default_factory=dict)

    def is_due(self, what: Hashable) -> bool:
        """Whether this failure is to be logged now; it counts as logged."""
        told_at = self._told_at.get(what)
        if told_at is not None and self.now() - told_at < TELL_AGAIN_S:
            return False
        self._told_at[what] = self.now()
        return True

    def over(self, what: Hashable) -> None:
        """It went well: the next failure is a new one."""
        self._told_at.pop(what, None)

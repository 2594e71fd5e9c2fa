"""How often somebody may try to sign in: a sliding window for each user name and each address. Pure, bounded."""

from __future__ import annotations

import math
from collections import OrderedDict, deque
from collections.abc import Iterable
from datetime import datetime, timedelta

MOST_KEYS = 10_000


class Attempts:
    """Counts failures. `most` failures of one key within `window` close it until the oldest has passed."""

    def __init__(self, *, most: int = 8, window: timedelta = timedelta(minutes=5)) -> None:
        self._most = most
        self._window = window
        self._failures: OrderedDict[str, deque[datetime]] = OrderedDict()

    def wait_s(self, keys: Iterable[str], now: datetime) -> int:
        """Seconds until the next attempt may be made; 0 when it may be made now."""
        longest = 0
        for key in keys:
            held = self._failures.get(key)
            if held is None:
                continue
            while held and held[0] <= now - self._window:
                held.popleft()
            if len(held) >= self._most:
                longest = max(longest, math.ceil((held[0] + self._window - now).total_seconds()))
        return longest

    def failed(self, keys: Iterable[str], now: datetime) -> None:
        """Remember a failure."""
        for key in keys:
            self._failures.setdefault(key, deque(maxlen=self._most)).append(now)
            self._failures.move_to_end(key)
        while len(self._failures) > MOST_KEYS:
            self._failures.popitem(last=False)

    def succeeded(self, key: str) -> None:
        """Forget the user name's failures (not the address's: others may be guessing from there)."""
        self._failures.pop(key, None)

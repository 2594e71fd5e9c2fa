"""Who waits in which queue, and where: a part of the board. No clock, no I/O; legs are known by their uniqueid only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from .snapshot import Waiting


class Queues:
    """The queues at this moment."""

    def __init__(self, waiting: Iterable[Waiting] = ()) -> None:
        self._queues: dict[str, list[str]] = {}
        """queue -> uniqueids of those who wait, first first"""
        self._joined: dict[str, tuple[str, datetime]] = {}
        """uniqueid -> (queue, since)"""
        for entry in sorted(waiting, key=lambda one: (one.queue, one.position)):
            self.join(entry.uniqueid, entry.queue, 0, entry.since)

    def join(self, uniqueid: str, queue: str, position: int, at: datetime) -> tuple[str, ...]:
        """At this position (from 1), or last (0); who is behind now. Who waits elsewhere must have left there."""
        line = self._queues.setdefault(queue, [])
        place = min(max(0, position - 1) if position else len(line), len(line))
        line.insert(place, uniqueid)
        self._joined[uniqueid] = (queue, at)
        return tuple(line[place + 1 :])

    def leave(self, uniqueid: str, queue: str | None = None) -> tuple[str, ...]:
        """Go from where one waits (from `queue` only, when given): those who were behind."""
        held = self._joined.get(uniqueid)
        if held is None or (queue is not None and held[0] != queue):
            return ()
        del self._joined[uniqueid]
        line = self._queues[held[0]]
        place = line.index(uniqueid)
        del line[place]
        return tuple(line[place:])

    def waiting(self, queue: str) -> tuple[str, ...]:
        """Those who wait there, first first."""
        return tuple(self._queues.get(queue, ()))

    def place(self, uniqueid: str) -> tuple[tuple[str, datetime] | None, int]:
        """Where one waits and since when, and at which position (from 1); None and 0 when nowhere."""
        held = self._joined.get(uniqueid)
        return held, 0 if held is None else self._queues[held[0]].index(uniqueid) + 1

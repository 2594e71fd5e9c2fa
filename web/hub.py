"""Who listens on `/live`, and how a frame reaches them: bounded queues, so that a slow browser blocks nobody.

A frame is put into each listener's queue at once and written by the listener's own task. A listener whose queue is
full is dropped: it connects again and starts from a fresh `hello`. What frames say is not known here.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from store.users import UserRecord

QUEUE = 256
"""Frames a listener may lag behind."""
MOST_LISTENERS = 2_000


@dataclass(eq=False, slots=True)
class Listener:
    """One WebSocket. `sign_in` tells sessions apart (the sign-in's token hash)."""

    user: UserRecord
    sign_in: str
    language: str
    seat: str | None = None
    offices: frozenset[str] | None = frozenset()
    """Whose board it gets; None: all; empty: none."""
    board: bool = False
    frames: deque[str] = field(default_factory=deque)
    more: asyncio.Event = field(default_factory=asyncio.Event)
    rings: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    """Calls that began to ring here: who serves the listener sends it their screen pops."""
    closed: str = ""
    """Why no more frames come: `slow`, `signed-out` …"""

    def put(self, frame: str) -> None:
        """Queue one frame; a full queue ends the listener."""
        if self.closed:
            return
        if len(self.frames) >= QUEUE:
            self.frames.clear()
            self.closed = "slow"
        else:
            self.frames.append(frame)
        self.more.set()

    def end(self, why: str) -> None:
        """No more frames after those that wait."""
        self.closed = self.closed or why
        self.more.set()


def frame(kind: str, /, **content: Any) -> str:
    """One frame as text."""
    return orjson.dumps({"type": kind, **content}).decode()


class LiveHub:
    """All listeners of this process."""

    def __init__(self, *, on_join: Callable[[Listener], None], on_leave: Callable[[Listener], None]) -> None:
        """`on_join` and `on_leave` hear of listeners with a seat."""
        self._listeners: set[Listener] = set()
        self._by_seat: dict[str, set[Listener]] = {}
        self._on_join = on_join
        self._on_leave = on_leave
        self.sent = 0
        self.dropped = 0

    def join(self, listener: Listener) -> bool:
        """Begin to listen; False when there are too many."""
        if len(self._listeners) >= MOST_LISTENERS:
            return False
        self._listeners.add(listener)
        if listener.seat:
            self._by_seat.setdefault(listener.seat, set()).add(listener)
            self._on_join(listener)
        return True

    def leave(self, listener: Listener) -> None:
        """Stop listening; again is harmless."""
        if listener not in self._listeners:
            return
        self._listeners.discard(listener)
        if listener.closed == "slow":
            self.dropped += 1
        if listener.seat:
            self._by_seat.get(listener.seat, set()).discard(listener)
            self._on_leave(listener)

    def of_seat(self, seat: str) -> tuple[Listener, ...]:
        """Who listens for this seat."""
        return tuple(self._by_seat.get(seat, ()))

    def boards(self) -> tuple[Listener, ...]:
        """Who wants the board."""
        return tuple(listener for listener in self._listeners if listener.board)

    def to_seat(self, seat_id: str, kind: str, /, **content: Any) -> None:
        """One frame to a seat's browsers."""
        listeners = self._by_seat.get(seat_id)
        if listeners:
            self._send(listeners, frame(kind, **content))

    def to_each(self, listeners: Iterable[Listener], kind: str, make: Callable[[str], Mapping[str, Any]]) -> None:
        """One frame to each, in its own language."""
        for listener in listeners:
            self._send((listener,), frame(kind, **make(listener.language)))

    def to_all(self, kind: str, make: Callable[[str], Mapping[str, Any]]) -> None:
        """One frame to everybody."""
        self.to_each(tuple(self._listeners), kind, make)

    def end_sign_in(self, sign_in: str) -> None:
        """Close the WebSockets of a session that signed out."""
        for listener in tuple(self._listeners):
            if listener.sign_in == sign_in:
                listener.end("signed-out")

    def end_all(self, why: str) -> None:
        """The server stops."""
        for listener in tuple(self._listeners):
            listener.end(why)

    def __len__(self) -> int:
        return len(self._listeners)

    def _send(self, listeners: Iterable[Listener], text: str) -> None:
        for listener in listeners:
            listener.put(text)
            self.sent += 1

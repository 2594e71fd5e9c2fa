"""Typed keys under which the application and each request carry things. Names only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from aiohttp import web

from store.facts import CallFact
from store.sign_ins import SignInRecord
from store.users import UserRecord
from web.attempts import Attempts
from web.casework import Casework
from web.live_board import LiveBoard
from web.looks import Looks
from web.ports import Calls, PhoneAccounts, Recordings, Tickets, Users
from web.public_progress import PublicTries
from web.retention import Retention
from web.seat_desk import SeatDesk
from web.sight import Sight
from web.site_view import SiteView


@dataclass(frozen=True, slots=True, kw_only=True)
class WebDeps:
    """All that the web needs; the composition root fills it."""

    site: SiteView
    now: Callable[[], datetime]
    users: Users
    calls: Calls
    tickets: Tickets
    casework: Casework
    recordings: Recordings
    retention: Retention
    phones: PhoneAccounts
    desk: SeatDesk
    board: LiveBoard
    attempts: Attempts
    looks: Looks = field(default_factory=Looks)
    tries: PublicTries = field(default_factory=PublicTries)
    """Wrong tries at the public page."""
    recheck_s: float = 30.0
    """How often a live stream looks whether its sign-in still holds: it ends by time, a new password, or its user."""
    health: Callable[[], Mapping[str, Any]]
    """A snapshot for /metrics: names to numbers, one level deep."""
    said: Callable[[CallFact], str | None] = lambda _fact: None
    """What the prompt of a `prompt-played` fact spoke; None for other facts, and where it cannot be told."""
    desktop: Path | None = None
    """The built desktop (`desktop/dist`); None: no pages are served."""
    phone_address: str | None = None
    """Asterisk's WebSocket, `ws://host:port/ws`, for the content security policy."""
    secure_cookie: bool = False
    """Set when people reach us over HTTPS only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Who makes this request."""

    user: UserRecord
    sign_in: SignInRecord
    token: str
    sight: Sight
    """Which tickets they see; calls and recordings by its offices."""

    @classmethod
    def of(cls, token: str, user: UserRecord, sign_in: SignInRecord, home: str) -> Signed:
        """With what the user sees."""
        return cls(user=user, sign_in=sign_in, token=token, sight=Sight.of(user, home))


DEPS = web.AppKey("deps", WebDeps)
SIGNED = web.RequestKey("signed", Signed)
LANGUAGE = web.RequestKey("language", str)

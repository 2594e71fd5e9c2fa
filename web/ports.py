"""What the API needs of the other rooms, as protocols. The real adapters stand in `web.store_desk`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from dialplan.contract import Handover
from store.calls import CallFilter, CallRecord
from store.facts import CallFact
from store.paging import Page
from store.sign_ins import SignInRecord
from store.users import UserRecord
from ticketing.fields import Changes
from ticketing.pops import Pop
from ticketing.reading import TicketFilter
from ticketing.record import TicketLine, TicketRecord

Shape = Mapping[str, Any]
"""A JSON object as docs/design.md describes it."""


class Users(Protocol):
    """Who may sign in, and who has."""

    async def sign_in(self, username: str, password: str) -> tuple[str, UserRecord, SignInRecord] | None:
        """The cookie's token (kept nowhere) and whose it is; None when user name or password is wrong."""

    async def find(self, token: str) -> tuple[UserRecord, SignInRecord] | None:
        """Whose valid sign-in this is."""

    async def sign_out(self, token: str) -> None:
        """End it."""

    async def change_password(
        self, user: UserRecord, *, old: str, new: str, sign_in: SignInRecord
    ) -> tuple[str, ...] | None:
        """Give a user the password they chose; None when `old` is not theirs. Their other sign-ins, which ended."""

    async def names_of(self, usernames: Collection[str]) -> Mapping[str, str]:
        """Sign-in name -> the person's, also of those whose sign-in was ended; who has none is left out."""

    async def names_of_seats(self) -> Mapping[str, str]:
        """Seat id -> name of the user bound to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """An office's counts since midnight."""

    answered: int = 0
    abandoned: int = 0


class Calls(Protocol):
    """The call records."""

    async def page(self, which: CallFilter, cursor: str | None) -> tuple[Page[CallRecord], Mapping[str, str]]:
        """Calls, newest first, and call id -> ticket number for those that have one."""

    async def get(self, call_id: str) -> tuple[CallRecord, tuple[str, ...]] | None:
        """A call and the numbers of its tickets."""

    async def timeline(self, call_id: str) -> tuple[CallFact, ...]:
        """What happened in it."""

    async def pop(self, call_id: str, *, facts: Sequence[CallFact], actor: str, shown: bool) -> Pop:
        """Take in the facts, make sure of the draft ticket, and fetch what the seat should see.

        `shown`: this is when the actor sees the caller; the audit log tells it.
        """

    async def today(self, now: datetime) -> Mapping[str, Today]:
        """Office id -> counts since China's midnight."""


class Tickets(Protocol):
    """The tickets. Every method may raise ticketing's errors."""

    async def page(self, which: TicketFilter, cursor: str | None) -> Page[TicketLine]:
        """Tickets, newest first."""

    async def get(self, number: str) -> TicketRecord:
        """One of them."""

    async def change(self, number: str, *, version: int, changes: Changes, actor: str) -> TicketRecord:
        """Write fields."""

    async def fields(self, ticket: TicketRecord) -> Sequence[Shape]:
        """The `Field`s that the site's regulation wants filled in."""


class Audio(Protocol):
    """A recording's bytes. `read` and `close` may block: call them in a thread."""

    @property
    def size(self) -> int: ...

    def read(self, start: int = 0, end: int | None = None) -> bytes: ...

    def close(self) -> None: ...


class Recordings(Protocol):
    """The archive."""

    async def page(
        self,
        *,
        offices: Sequence[str] | None,
        since: datetime | None,
        until: datetime | None,
        q: str | None,
        cursor: str | None,
    ) -> Page[Shape]:
        """`Recording`s, newest first."""

    async def get(self, recording: str) -> Shape | None:
        """One of them."""

    async def of_calls(self, calls: Sequence[str]) -> Sequence[Shape]:
        """All that belong to these calls."""

    async def audio(self, recording: str, *, listener: str) -> Audio | None:
        """The FLAC; None when there is none. The listening is in the audit log before the first byte leaves."""

    async def peaks(self, recording: str) -> Shape | None:
        """`{channels, seconds}`."""


class PhoneAccounts(Protocol):
    """The seats' SIP accounts."""

    def account(self, seat: str, display_name: str) -> Shape:
        """`{ws, uri, username, password, display_name}`."""


class SeatActions(Protocol):
    """What may be done to a seat in Asterisk: `ami.actions.Actions`, or a fake. Each may raise an AmiError."""

    async def add_to_queue(self, seat: str, office: str, *, paused_for: str | None = None) -> None:
        """Put it behind its office's queue."""

    async def remove_from_queue(self, seat: str, office: str) -> None:
        """Take it away."""

    async def pause(self, seat: str, reason: str | None, *, office: str | None = None) -> None:
        """Pause it with a reason, or unpause it."""

    async def hand_on(self, call_id: str, seat_leg: str, handover: Handover) -> None:
        """Let a seat's leg pass its caller on to the queues of the handover."""

    async def drop_deaf_leg(self, seat_leg: str) -> None:
        """End a seat's leg as a broken line: the caller is put in front again."""

    async def call_out(self, seat: str, call_id: str, number: str, *, language: str, ring_s: int) -> None:
        """Ring the seat's phone and, when it is taken, call the number."""

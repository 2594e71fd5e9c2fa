"""The web's ports on the real database. Each method is one transaction; rules and shapes stand elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select

from routing.outbound import OUTGOING
from store import calls as call_store
from store import sign_ins
from store import users as user_store
from store.calls import CallFilter, CallRecord
from store.engine import Database
from store.facts import CallFact
from store.folded import Outcome
from store.paging import Page
from store.sign_ins import SignInRecord
from store.tables.call import Call
from store.users import UserRecord
from ticketing import reading, repository
from ticketing.fields import Changes
from ticketing.pops import Pop, Pops, Ring
from ticketing.reading import TicketFilter
from ticketing.record import Offices, TicketLine, TicketRecord
from web.ports import Shape, Today
from workdays.zone import SHANGHAI

Now = Callable[[], datetime]


class StoreUsers:
    """`web.ports.Users`."""

    def __init__(self, database: Database, now: Now) -> None:
        self._database = database
        self._now = now

    async def sign_in(self, username: str, password: str) -> tuple[str, UserRecord, SignInRecord] | None:
        async with self._database.read() as session:
            user = await user_store.check_password(session, username, password)
        if user is None:
            return None
        async with self._database.write() as session:
            token, sign_in = await sign_ins.open_sign_in(session, user, now=self._now())
        return token, user, sign_in

    async def find(self, token: str) -> tuple[UserRecord, SignInRecord] | None:
        async with self._database.peek() as session:
            return await sign_ins.find_sign_in(session, token, now=self._now())

    async def sign_out(self, token: str) -> None:
        async with self._database.write() as session:
            await sign_ins.close_sign_in(session, token, now=self._now())

    async def change_password(
        self, user: UserRecord, *, old: str, new: str, sign_in: SignInRecord
    ) -> tuple[str, ...] | None:
        async with self._database.read() as session:
            known = await user_store.check_password(session, user.username, old)
        if known is None:
            return None
        async with self._database.write() as session:
            return await user_store.change_own_password(session, user, new, keep=sign_in.token_hash, now=self._now())

    async def names_of(self, usernames: Collection[str]) -> Mapping[str, str]:
        async with self._database.read() as session:
            return await user_store.names_of(session, usernames)

    async def names_of_seats(self) -> Mapping[str, str]:
        async with self._database.read() as session:
            return {user.seat: user.name for user in await user_store.list_users(session) if user.seat}


class StoreCalls:
    """`web.ports.Calls`."""

    def __init__(self, database: Database, offices: Offices, now: Now) -> None:
        self._database = database
        self._pops = Pops(offices)
        self._now = now

    async def page(self, which: CallFilter, cursor: str | None) -> tuple[Page[CallRecord], Mapping[str, str]]:
        async with self._database.read() as session:
            page = await call_store.list_calls(session, which, cursor=cursor)
            tickets = await reading.tickets_of_calls(session, [call.id for call in page.items])
        return page, {call: numbers[0] for call, numbers in tickets.items()}

    async def get(self, call_id: str) -> tuple[CallRecord, tuple[str, ...]] | None:
        async with self._database.peek() as session:
            call = await call_store.get_call(session, call_id)
            if call is None:
                return None
            return call, (await reading.tickets_of_calls(session, [call_id])).get(call_id, ())

    async def timeline(self, call_id: str) -> tuple[CallFact, ...]:
        async with self._database.read() as session:
            return await call_store.timeline(session, call_id)

    async def pop(self, call_id: str, *, facts: Sequence[CallFact], actor: str, shown: bool) -> Pop:
        ring = Ring(call_id=call_id, facts=facts, actor=actor, shown=shown, now=self._now())
        return await self._database.joined(self._pops.of, ring)

    async def today(self, now: datetime) -> Mapping[str, Today]:
        midnight = now.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
        query = (
            select(Call.office, Call.outcome, func.count())
            .where(Call.arrived_at >= midnight, Call.office.is_not(None), Call.id.not_like(f"{OUTGOING}%"))
            .group_by(Call.office, Call.outcome)
        )
        counts: dict[str, dict[str, int]] = {}
        async with self._database.read() as session:
            for office, outcome, count in await session.execute(query):
                counts.setdefault(office or "", {})[outcome or ""] = count
        return {
            office: Today(answered=by.get(Outcome.ANSWERED, 0), abandoned=by.get(Outcome.ABANDONED, 0))
            for office, by in counts.items()
        }


class StoreTickets:
    """`web.ports.Tickets`. `fields_of` gives the `Field`s of the site's regulation for a ticket."""

    def __init__(self, database: Database, now: Now, fields_of: Callable[[TicketRecord], Sequence[Shape]]) -> None:
        self._database = database
        self._now = now
        self._fields_of = fields_of

    async def page(self, which: TicketFilter, cursor: str | None) -> Page[TicketLine]:
        async with self._database.read() as session:
            return await reading.list_tickets(session, which, cursor=cursor)

    async def get(self, number: str) -> TicketRecord:
        async with self._database.peek() as session:
            return await reading.get_ticket(session, number)

    async def change(self, number: str, *, version: int, changes: Changes, actor: str) -> TicketRecord:
        async with self._database.write() as session:
            return await repository.change(
                session, number, version=version, changes=changes, actor=actor, now=self._now()
            )

    async def fields(self, ticket: TicketRecord) -> Sequence[Shape]:
        return self._fields_of(ticket)

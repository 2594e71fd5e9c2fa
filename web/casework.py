"""The life of tickets and people for the API, on the database. A method is a transaction; rules stand elsewhere."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from store import audit
from store.engine import Database
from store.facts import CallFact
from ticketing import reading
from ticketing.casework import attachments, knowledge_base, links, people
from ticketing.casework.attachments import AttachmentRecord
from ticketing.casework.calling_out import CallWish, placed_before, write_down
from ticketing.casework.links import Link
from ticketing.casework.moves import Standing, make_alone, standing
from ticketing.casework.people import PersonFile
from ticketing.casework.requests import Answers, Request
from ticketing.casework.said import vocabulary
from ticketing.casework.together import ALONE, Made, Together, Wish
from ticketing.intake import take_in
from ticketing.knowledge import Entry
from ticketing.life.bars import Present
from ticketing.life.rules import Rules
from ticketing.record import ChangeRecord, Offices, TicketHead, TicketRecord
from ticketing.repository import new_ticket
from ticketing.states import Actor


class Casework:
    """Built once by the composition root, with the rules of the site."""

    def __init__(self, database: Database, rules: Rules, offices: Offices, now: Callable[[], datetime]) -> None:
        self._database = database
        self._rules = rules
        self.vocabulary = vocabulary(rules)
        """What the notes of a timeline are called."""
        self._together = Together(rules)
        self._offices = offices
        self._now = now

    async def standing(self, number: str, role: Actor) -> Standing:
        """What may be done with a ticket now, and what is owed."""
        async with self._database.read() as session:
            return await standing(session, number, self._rules, role=role, now=self._now())

    async def presents(self, number: str) -> tuple[Present, ...]:
        """The ticket under each regulation, with its clocks."""
        return (await self.standing(number, Actor.AGENT)).presents

    async def timeline(self, number: str, *, start: int, limit: int) -> tuple[ChangeRecord, ...]:
        """`limit` steps from the `start`th on, oldest first."""
        async with self._database.read() as session:
            return await reading.timeline(session, number, start=start, limit=limit)

    async def move(self, wish: Wish) -> TicketRecord:
        """Make a move, or answer as before when its key was used for the same wish. Ticketing's errors.

        Moves that come at the same time share a commit.
        """
        if wish.move in ALONE:
            await self._database.grouped(lambda session: make_alone(session, wish, self._rules))
        else:
            await self._database.joined(self._together.moves, wish)
        return await self._ticket(wish.number)

    async def moves(self, wishes: Sequence[Wish]) -> list[Made | BaseException]:
        """Make moves, in order; for each what became of its ticket, or its own error."""
        wanted = (self._database.joined(self._together.moves, wish) for wish in wishes)
        return await asyncio.gather(*wanted, return_exceptions=True)

    async def heads(self, numbers: Sequence[str]) -> dict[str, TicketHead]:
        """What decides who may see these tickets."""
        async with self._database.read() as session:
            return await reading.heads_of(session, numbers)

    async def _ticket(self, number: str) -> TicketRecord:
        async with self._database.peek() as session:
            return await reading.get_ticket(session, number)

    async def begin(self, *, office: str, channel: str, actor: str, reason: str, key: str | None) -> TicketRecord:
        """A draft by hand, open to its maker for the `reason`: the look is in the audit log with it."""
        content = {"path": "tickets", "office": office, "channel": channel}
        request = None if key is None else Request(actor=actor, key=key, content=content)
        now = self._now()
        async with self._database.write() as session:
            answers = await Answers.read(session, [] if key is None else [(actor, key)])
            before = None if request is None else answers.before(request)
            if before is not None:
                return await reading.get_ticket(session, str(before["number"]))
            made = await new_ticket(
                session, office=office, channel=channel, offices=self._offices, now=now, actor=actor
            )
            await people.note_look(
                session, f"ticket:{made.number}", action="ticket-opened", reason=reason, actor=actor, now=now
            )
            if request is not None:
                answers.keep(request, {"number": made.number}, at=now)
                await answers.write(session)
        return made

    async def split(self, number: str, *, version: int, role: Actor, actor: str) -> TicketRecord:
        """A draft for a second matter of the same caller."""
        async with self._database.write() as session:
            return await links.split(
                session, number, version=version, role=role, actor=actor, offices=self._offices, now=self._now()
            )

    async def links(self, number: str, *, start: int, limit: int) -> tuple[Link, ...]:
        """`limit` tickets that have to do with this one, from the `start`th on."""
        async with self._database.read() as session:
            return await links.links_of(session, number, start=start, limit=limit)

    async def attach(self, number: str, *, name: str, content: bytes, actor: str) -> AttachmentRecord:
        """Keep a file."""
        async with self._database.write() as session:
            return await attachments.attach(session, number, name=name, content=content, actor=actor, now=self._now())

    async def attachments(self, number: str, *, start: int, limit: int) -> tuple[AttachmentRecord, ...]:
        """`limit` files of a ticket, from the `start`th on."""
        async with self._database.read() as session:
            return await attachments.attachments_of(session, number, start=start, limit=limit)

    async def ticket_of(self, attachment: str) -> str:
        """Which ticket a file belongs to. AttachmentNotFound."""
        async with self._database.read() as session:
            return await attachments.ticket_of(session, attachment)

    async def open_attachment(self, attachment: str, *, actor: str) -> tuple[AttachmentRecord, bytes]:
        """A file with its content; the opening is in the audit log."""
        async with self._database.write() as session:
            return await attachments.open_attachment(session, attachment, actor=actor, now=self._now())

    async def person_of(self, number: str) -> str | None:
        """The id of the person a ticket is about."""
        async with self._database.read() as session:
            return await people.person_of(session, number)

    async def person(self, person_id: str) -> PersonFile:
        """One person, opened: mask before showing."""
        async with self._database.read() as session:
            return await people.person_file(session, person_id, now=self._now())

    async def open_person(self, person_id: str, *, reason: str, actor: str) -> PersonFile:
        """One person for somebody who says why; the look is in the audit log."""
        async with self._database.write() as session:
            return await people.open_person(session, person_id, reason=reason, actor=actor, now=self._now())

    async def open_ticket(self, number: str, *, reason: str, actor: str) -> str | None:
        """A ticket is opened by somebody who says why; the id of its person. One entry in the audit log."""
        async with self._database.write() as session:
            person = await people.person_of(session, number)
            if person is not None:
                await people.open_person(
                    session, person, reason=reason, actor=actor, now=self._now(), details={"ticket": number}
                )
            else:
                await people.note_look(
                    session, f"ticket:{number}", action="ticket-opened", reason=reason, actor=actor, now=self._now()
                )
            return person

    async def open_call(self, call_id: str, *, reason: str, actor: str) -> None:
        """A call's number is opened by somebody who says why."""
        async with self._database.write() as session:
            await people.note_look(
                session, f"call:{call_id}", action="call-opened", reason=reason, actor=actor, now=self._now()
            )

    async def note_call_shown(self, call_id: str, *, actor: str) -> None:
        """The seat that serves a call sees its caller: in the audit log, with the call itself as the reason."""
        line = people.call_shown(call_id, actor=actor, now=self._now())
        async with self._database.write() as session:
            await audit.append_all(session, [line])

    async def knowledge(self, words: str) -> tuple[Entry, ...]:
        """What the knowledge base has on these words."""
        async with self._database.read() as session:
            return await knowledge_base.search(session, words)

    async def public_answers(self, words: str) -> tuple[Entry, ...]:
        """The same of what anybody may read."""
        async with self._database.read() as session:
            return await knowledge_base.search(session, words, public=True)

    async def note_fact(self, fact: CallFact) -> None:
        """Write down what happened in a call at the desk's own wish."""
        async with self._database.write() as session:
            await take_in(session, [fact], offices=self._offices, now=self._now())

    async def placed_before(self, request: Request) -> str | None:
        """The call that this very request placed, if it did."""
        async with self._database.peek() as session:
            return await placed_before(session, request)

    async def call_out(self, wish: CallWish) -> str:
        """Write down that a seat calls somebody; the call's id, or that of the one the same request placed before."""
        async with self._database.write() as session:
            return await write_down(session, wish, self._offices)

    async def merge(self, person_id: str, *, into: str, version: int, actor: str) -> PersonFile:
        """Let two records be one."""
        now = self._now()
        async with self._database.write() as session:
            await people.merge_people(session, person_id, into=into, version=version, actor=actor, now=now)
            return await people.person_file(session, into, now=now)

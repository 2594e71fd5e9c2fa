"""One ticket: reading, changes, saving; what all routes about tickets share. Lists and new ones are in `inbox`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from aiohttp_pydantic.oas.typing import r200, r401, r403, r404, r409, r422

from ticketing.casework.shapes import bar_shape
from ticketing.casework.together import Wish
from ticketing.errors import InvalidField, TicketConflict
from ticketing.fields import Changes, check
from ticketing.life.bars import FIELD_UNSOUND, FIELDS_MISSING, Bar
from ticketing.life.judge import BarredMove
from ticketing.record import TicketHead, TicketLine, TicketRecord
from ticketing.shapes import ticket_line_shape, ticket_shape
from ticketing.states import Move
from web import bodies, shapes
from web.acting import acting
from web.errors import WebError, not_found
from web.life_shapes import Look
from web.permissions import Permission, may
from web.ports import Shape
from web.texts.calls import HIDDEN, UNKNOWN
from web.veil import refuse_masks, withheld
from web.views.view import View, answer

REQUIRED = "required"
"""What stands as the message of a field that is empty."""


class TicketBase(View):
    """What the ticket routes share."""

    async def shape(self, ticket: TicketRecord, recordings: Sequence[Shape] | None = None) -> dict[str, Any]:
        """`Ticket`, masked unless it is open to the reader. `recordings` where the caller knows them."""
        person = ticket.person_id
        why = await self.opened(ticket, person)
        if recordings is None:
            recordings = await self.deps.recordings.of_calls(ticket.calls)
        shape = ticket_shape(
            ticket,
            open_numbers=why is not None,
            recordings=recordings,
            fields=await self.deps.tickets.fields(ticket),
        )
        masked = [] if why is not None else withheld(ticket)
        by = await self._name_of(ticket.created_by)
        return {**shape, "masked": masked, "person": person, "opened": why, "created_by_name": by}

    async def _name_of(self, username: str) -> str:
        """A person's name; of what is no person, such as the service, its own."""
        me = self.signed.user
        if username == me.username:
            return me.name
        return (await self.deps.users.names_of({username})).get(username, username)

    async def opened(self, ticket: TicketRecord, person: str | None) -> str | None:
        """Why the reader sees the ticket unmasked; None: they do not."""
        if self.looked(f"ticket:{ticket.number}", f"person:{person}"):
            return "look"
        call = self.call_at_my_seat(ticket.calls)
        if call is None:
            return None
        await self.note_shown(call)
        return "call-in-progress"

    async def seen(self, number: str) -> TicketRecord:
        """The ticket, if it may be seen: own offices', those that began there, and those that one's own seat serves."""
        ticket = await self.deps.tickets.get(number)
        if not await self.sees_ticket(ticket):
            raise not_found()
        return ticket

    async def sees_ticket(self, ticket: TicketRecord | TicketHead) -> bool:
        """Whether it may be seen."""
        signed, deps = self.signed, self.deps
        if signed.sight.sees(ticket.place):
            return True
        if signed.sight.bound:
            return False
        seat = signed.user.seat
        served = (
            seat is not None and seat in deps.site.seats and any(deps.desk.serves(seat, call) for call in ticket.calls)
        )
        return served or ticket.created_by == signed.user.username or await self._came_to_us(ticket)

    async def _came_to_us(self, ticket: TicketRecord | TicketHead) -> bool:
        """Whether one of the ticket's calls was an own office's: it may have been transferred to another one since.

        For those who see calls at all.
        """
        if not may(self.signed.user.role, Permission.CALLS):
            return False
        calls = [await self.deps.calls.get(call) for call in ticket.calls]
        return any(
            self.signed.sight.sees_office(found[0].office) for found in calls if found is not None and found[0].office
        )

    async def moved(self, wish: Wish) -> TicketRecord:
        """Make the move; the errors of the regulation and of versions as answers for people."""
        try:
            return await self.deps.casework.move(wish)
        except TicketConflict:
            raise await self.conflict(wish.number) from None
        except BarredMove as error:
            raise barred(error, self.language) from None

    async def conflict(self, number: str) -> WebError:
        """409 with the ticket as it now is, if it is still in sight."""
        return WebError(409, "version-conflict", more={"ticket": await self.shape(await self.seen(number))})


class TicketView(TicketBase):
    """`/tickets/{number}`"""

    async def get(
        self, number: str, /
    ) -> r200[shapes.Ticket] | r401[shapes.Error] | r403[shapes.Error] | r404[shapes.Error]:
        """One ticket.

        Tags: tickets
        """
        return answer(await self.shape(await self.seen(number)))

    async def patch(
        self, number: str, /, body: bodies.TicketChange
    ) -> (
        r200[shapes.Ticket]
        | r401[shapes.Error]
        | r403[shapes.Error]
        | r404[shapes.Error]
        | r409[shapes.Error]
        | r422[shapes.Error]
    ):
        """Write the changed fields, sent flat: `{"version": 3, "caller.name": "…"}`. An empty text clears.

        `"not_given.caller.id_number": "…"` states why a required field that may be withheld is empty.

        Tags: tickets
        """
        seen = await self.seen(number)
        changes = check(nested(body.model_extra or {}))
        person = await self.deps.casework.person_of(number)
        refuse_masks(changes, seen, opened=await self.opened(seen, person) is not None)
        fields = {field["id"]: field for field in await self.deps.tickets.fields(seen)}
        check_withheld(fields, changes)
        for place, value in changes.values.items():
            if value and value != seen.value(place) and place in fields:
                check_kind(fields[place], value, self.language)
        try:
            ticket = await self.deps.tickets.change(
                number, version=body.version, changes=changes, actor=self.signed.user.username
            )
        except TicketConflict:
            raise await self.conflict(number) from None
        return answer(await self.shape(ticket))


class TicketLookView(TicketBase):
    """`/tickets/{number}/look`"""

    async def post(
        self, number: str, /, body: Look
    ) -> r200[shapes.Ticket] | r401[shapes.Error] | r403[shapes.Error] | r404[shapes.Error] | r422[shapes.Error]:
        """The ticket unmasked, for me and for a quarter of an hour. Who looked, and why, goes into the audit log.

        Tags: tickets
        """
        ticket = await self.seen(number)
        person = await self.deps.casework.open_ticket(number, reason=body.reason, actor=self.signed.user.username)
        subjects = [f"ticket:{number}", *([f"person:{person}"] if person else [])]
        self.deps.looks.grant(self.signed.sign_in.token_hash, *subjects, now=self.deps.now())
        return answer(await self.shape(ticket))


class TicketSaveView(TicketBase):
    """`/tickets/{number}/save`"""

    async def post(
        self, number: str, /, body: bodies.TicketSave
    ) -> (
        r200[shapes.Ticket]
        | r401[shapes.Error]
        | r403[shapes.Error]
        | r404[shapes.Error]
        | r409[shapes.Error]
        | r422[shapes.Error]
    ):
        """Register a draft; with `answered`, conclude it as answered at once. Required fields must be filled.

        Tags: tickets
        """
        await self.seen(number)
        user = self.signed.user
        wish = Wish(
            number=number,
            version=body.version,
            move=Move.ANSWER_AT_ONCE if body.answered else Move.REGISTER,
            role=acting(user.role, None),
            actor=user.username,
            note={},
            now=self.deps.now(),
        )
        return answer(await self.shape(await self.moved(wish)))


def barred(error: BarredMove, language: str) -> WebError:
    """409 with every bar; 422 with the fields when nothing but fields is in the way."""
    if all(bar.code in (FIELDS_MISSING, FIELD_UNSOUND) for bar in error.bars):
        fields = [field for bar in error.bars for field in _fields(bar, language)]
        first = next((field for field in fields if field["message"] == REQUIRED), fields[0])
        code = "field-required" if first["message"] == REQUIRED else FIELD_UNSOUND
        values = {"place": first["place"], "why": first["message"]}
        return WebError(422, code, place=first["place"], values=values, fields=fields)
    bars = [bar_shape(bar) for bar in error.bars]
    return WebError(409, "barred-move", values={"why": "；".join(bar.text for bar in error.bars)}, more={"bars": bars})


def check_withheld(fields: Mapping[str, Shape], changes: Changes) -> None:
    """A reason may be given for the fields that the regulation lets callers keep to themselves, no others."""
    open_to_it = {name for name, field in fields.items() if field.get("may_be_withheld")}
    for name, reason in changes.not_given.items():
        if reason and name not in open_to_it:
            mend = f"use one of {', '.join(sorted(open_to_it)) or 'none'}"
            raise InvalidField(f"not_given.{name}", "this field cannot be left out for a reason", mend)


def check_kind(field: Shape, value: str, language: str) -> None:
    """A choice is one of the regulation's, a date a date, a number a number: clocks and figures stand on them."""
    place, options = field["id"], field.get("options")
    if options and value not in [option["id"] for option in options]:
        names = "、".join(option["label"].get(language[:2], option["label"]["zh"]) for option in options)
        raise WebError(422, "not-a-choice", place=place, values={"place": place, "choices": names})
    if field["kind"] == "number" and not (value.isascii() and value.isdigit()):
        raise WebError(422, "not-a-number", place=place, values={"place": place})
    if field["kind"] == "date":
        try:
            date.fromisoformat(value)
        except ValueError:
            raise WebError(422, "not-a-date", place=place, values={"place": place}) from None


def _fields(bar: Bar, language: str) -> list[dict[str, str]]:
    if bar.flaw is None:
        return [{"place": place, "message": REQUIRED} for place in bar.places]
    end = "。" if language.startswith("zh") else ". "
    message = end.join((bar.flaw.problem(language), bar.flaw.mend(language)))
    return [{"place": place, "message": message} for place in bar.places]


def line_shape(line: TicketLine, language: str) -> dict[str, Any]:
    """`TicketLine`, always masked: a list is no reason to see everybody in it."""
    return ticket_line_shape(line, open_numbers=False, hidden=HIDDEN[language], unknown=UNKNOWN[language])


def nested(flat: dict[str, Any]) -> dict[str, Any]:
    """`{"caller.name": "x", "title": "y"}` -> `{"caller": {"name": "x"}, "title": "y"}`. InvalidField."""
    found: dict[str, Any] = {}
    for path, value in flat.items():
        head, dot, tail = path.partition(".")
        if not dot:
            found[path] = {**found.get(path, {}), **value} if isinstance(value, dict) else value
            continue
        inner = found.setdefault(head, {})
        if head not in ("caller", "extra", "not_given") or not isinstance(inner, dict):
            raise InvalidField(path, "a ticket has no such field", "use caller.…, extra.… or not_given.…")
        inner[tail] = value
    return found

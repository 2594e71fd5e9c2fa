"""Moves of many tickets in one go, each judged as if it came alone: what comes in bursts must be on disk all the same.

    together = Together(rules)
    made = await database.joined(together.moves, Wish(number=…, version=…, move=Move.CONTACT, …))

A joint of `store.group`. The tickets of a group are read with a few statements and locked; each move in turn is judged
by the regulation (`ticketing.life.judge`), so the second move of a ticket sees the first; what is refused is answered
with its reason and leaves no trace. While a part of a group is being written, the next one is judged.

Most moves are judged without a look at the ticket's story. In a burst it is read for those alone that look, and the
scheduler, which finds the tickets on its agenda, counts their deadlines.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from store import outbox
from store.engine import keys_of
from store.keys import Keys
from store.many import on_postgresql
from store.overlap import Overlap
from ticketing.casework.case import Case, presents
from ticketing.casework.case_reading import cases_of, read_missing, read_stories
from ticketing.casework.case_rows import CaseRows
from ticketing.casework.clock_rows import due_effects
from ticketing.casework.requests import Answers, Request
from ticketing.errors import InvalidField, TicketConflict, TicketError, TicketNotFound
from ticketing.life.bars import Present
from ticketing.life.judge import Ruling, judge
from ticketing.life.rules import Rules
from ticketing.life.unread import StoryUnread
from ticketing.states import Actor, Move, State

ALONE = frozenset({Move.JOIN, Move.SPLIT})
"""Moves that touch other tickets too: they are made one at a time."""
FEW = 32
"""Up to so many moves at once, clocks and due times are written with them. In a burst the scheduler counts them."""
PART = 128
"""Moves that are judged before they are sent to the database."""
TURN = 16
"""Moves after which whatever else the process does gets its turn."""
_HANDED = (Move.TRANSFER, Move.PUSH)
"""Moves that name a unit, and the office that it belongs to where that is another one."""
_COMPLETE = frozenset({Move.REGISTER, Move.ANSWER_AT_ONCE, Move.CONCLUDE})
"""Moves that a ticket with empty fields may not make."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A move that somebody asks for. `note` (ground, reason, …) goes sealed. `key`: sent twice it is done once."""

    number: str
    version: int
    move: Move
    role: Actor
    actor: str
    now: datetime
    note: Mapping[str, str] = field(default_factory=dict)
    key: str | None = None

    @property
    def request(self) -> Request | None:
        """What its key stands for."""
        if self.key is None:
            return None
        wish = {"version": self.version, "move": self.move.value, "as": self.role.value, "note": dict(self.note)}
        content = {"path": f"tickets/{self.number}/moves", **wish}
        return Request(actor=self.actor, key=self.key, content=content)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """How the ticket stood after its move."""

    number: str
    version: int
    state: State

    def body(self) -> dict[str, str | int]:
        """As JSON."""
        return {"number": self.number, "version": self.version, "state": self.state.value}


class Together:
    """The joint of moves under a site's rules. Keep one: a group is made of wishes for the same joint."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules

    async def moves(self, session: AsyncSession, wishes: Sequence[Wish]) -> list[Made | Exception]:
        """Make the moves, in order; for each how its ticket stands, or the error of the regulation or the version.

        TicketNotFound, TicketConflict, IllegalMove and BarredMove, InvalidField, RequestReused.
        """
        keys = keys_of(session)
        cases = await cases_of(session, [wish.number for wish in wishes])
        answers = await Answers.read(session, [(wish.actor, wish.key) for wish in wishes if wish.key is not None])
        for number in {wish.number for wish in wishes if wish.move in _COMPLETE and wish.number in cases}:
            await read_missing(session, cases[number], self._rules)
        if len(wishes) <= FEW:
            await read_stories(session, tuple(cases.values()))
        found: list[Made | Exception] = []
        size = PART if on_postgresql(session) else len(wishes)  # SQLite writes in our own thread
        async with Overlap() as writing:
            for start in range(0, len(wishes), size):
                part = wishes[start : start + size]
                for place, wish in enumerate(part, start):
                    case = cases.get(wish.number)
                    try:
                        found.append(self._answer(wish, case, answers, keys))
                    except StoryUnread:
                        await writing.done()
                        await read_stories(session, _alike(wishes[place:], cases))
                        found.append(self._answer(wish, case, answers, keys))
                    if place % TURN == 0:
                        await asyncio.sleep(0)
                rows = await self._rows(part, cases, keys)
                await writing.send(rows.send(session, answers.rows()))
        if any(isinstance(one, Made) for one in found):
            await outbox.ring(session)
        return found

    def _answer(self, wish: Wish, case: Case | None, answers: Answers, keys: Keys) -> Made | Exception:
        try:
            return self._made(wish, case, answers, keys)
        except TicketError as error:
            return error

    def _made(self, wish: Wish, case: Case | None, answers: Answers, keys: Keys) -> Made:
        if case is None:
            raise TicketNotFound(f"there is no ticket {wish.number}; look at the number again")
        request = wish.request
        before = answers.before(request) if request is not None else None
        if before is not None:
            state = State(before.get("state", case.state))
            return Made(number=wish.number, version=int(before["version"]), state=state)
        if case.version != wish.version:
            raise TicketConflict(wish.number, sent=wish.version, current=case.version)
        if wish.move in ALONE:
            raise InvalidField("move", f"{wish.move} touches other tickets too", "make it by itself")
        (present,) = presents(case, self._rules, keys, now=wish.now, packs=self._rules.packs[:1])
        move_case(case, present, wish)
        made = Made(number=case.number, version=case.version, state=case.state)
        if request is not None:
            answers.keep(request, made.body(), at=wish.now)
        return made

    async def _rows(self, wishes: Sequence[Wish], cases: Mapping[str, Case], keys: Keys) -> CaseRows:
        """What the moves of these wishes are to write."""
        rows = CaseRows(keys=keys)
        latest = {wish.number: wish.now for wish in wishes}
        for count, (number, now) in enumerate(latest.items()):
            case = cases.get(number)
            if case is not None and case.entries:
                rows.made(case)
                if case.was_read:
                    after = presents(case, self._rules, keys, now=now)
                    rows.settle(case, after, self._rules, at_once=due_effects(after, self._rules))
                else:
                    rows.unsettled(case, now)
            if count % TURN == 0:
                await asyncio.sleep(0)
        return rows


def move_case(case: Case, present: Present, wish: Wish) -> None:
    """Judge the wish by how the ticket stands, and make the move. IllegalMove, BarredMove, InvalidField."""
    ruling = judge(present, move=wish.move, role=wish.role, actor=wish.actor, note=wish.note)
    case.make(*_between_offices(case, present, ruling))


def _between_offices(case: Case, present: Present, ruling: Ruling) -> tuple[Ruling, str | None]:
    """What is handed to another office of the hotline goes there, a return that is granted brings it back."""
    step = ruling.step
    if step.move in _HANDED and step.note.get("office"):
        return ruling.saying(from_office=case.office), step.note["office"]
    if step.move is Move.GRANT_RETURN:
        sent = present.story.last(*_HANDED)
        return ruling, sent.note.get("from_office") if sent is not None else None
    return ruling, None


def _alike(wishes: Sequence[Wish], cases: Mapping[str, Case]) -> list[Case]:
    """The tickets that are still unread of the wishes for the same move as the first."""
    move = wishes[0].move
    found = {wish.number: cases[wish.number] for wish in wishes if wish.move is move and wish.number in cases}
    return [case for case in found.values() if not case.was_read]

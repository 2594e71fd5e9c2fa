"""Making one move under the regulation, and saying which can be made; all in the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from store.engine import keys_of
from store.users import units_with_sign_ins
from ticketing.casework.case import presents
from ticketing.casework.case_reading import case_of, read_missing
from ticketing.casework.links import join
from ticketing.casework.requests import Answers
from ticketing.casework.together import ALONE, Made, Together, Wish
from ticketing.errors import InvalidField, TicketConflict
from ticketing.life.bars import Present
from ticketing.life.duties import Duty, duties
from ticketing.life.judge import Offer, judge, offers
from ticketing.life.rules import Rules
from ticketing.reading import get_ticket
from ticketing.record import TicketRecord
from ticketing.states import Actor, Move


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a ticket stands: under each regulation, what its role may do (by the first), and what is owed."""

    presents: tuple[Present, ...]
    offers: tuple[Offer, ...]
    duties: tuple[Duty, ...]
    units: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Handling units with a sign-in and the offices of these, where a move names one: what is written otherwise, or
    belongs to another office then, reaches nobody's inbox."""


async def standing(session: AsyncSession, number: str, rules: Rules, *, role: Actor, now: datetime) -> Standing:
    """Where the ticket is and what may be done. TicketNotFound."""
    case = await case_of(session, number, lock=False)
    await read_missing(session, case, rules)
    now_under = presents(case, rules, keys_of(session), now=now)
    main, can = now_under[0], offers(now_under[0], role)
    names_one = any(need.name == "unit" for offer in can for need in offer.needs)
    units = await units_with_sign_ins(session) if names_one else {}
    return Standing(presents=now_under, offers=can, duties=duties(main.pack, main.story), units=units)


async def make_move(
    session: AsyncSession,
    number: str,
    *,
    version: int,
    step: Move,
    role: Actor,
    actor: str,
    note: Mapping[str, str],
    rules: Rules,
    now: datetime,
) -> TicketRecord:
    """Make a move as the regulation wants it.

    TicketNotFound, TicketConflict; IllegalMove and BarredMove with what is allowed instead; InvalidField for the note.
    """
    wish = Wish(number=number, version=version, move=step, role=role, actor=actor, now=now, note=note)
    if step in ALONE:
        await make_alone(session, wish, rules)
        return await get_ticket(session, number)
    (made,) = await Together(rules).moves(session, [wish])
    if isinstance(made, Exception):
        raise made
    return await get_ticket(session, number)


async def make_alone(session: AsyncSession, wish: Wish, rules: Rules) -> None:
    """The same for a move that touches other tickets too. Its key is heeded, as in `Together`."""
    if wish.move is Move.SPLIT:
        raise InvalidField("move", "splitting makes a second ticket", "ask for the split itself")
    request = wish.request
    answers = await Answers.read(session, [(wish.actor, wish.key)] if wish.key is not None else [])
    if request is not None and answers.before(request) is not None:
        return
    ticket = await _join(session, wish, rules)
    if request is not None:
        made = Made(number=ticket.number, version=ticket.version, state=ticket.state)
        answers.keep(request, made.body(), at=wish.now)
        await answers.write(session)


async def _join(session: AsyncSession, wish: Wish, rules: Rules) -> TicketRecord:
    case = await case_of(session, wish.number)
    if case.version != wish.version:  # an old version is a conflict, whatever the move
        raise TicketConflict(wish.number, sent=wish.version, current=case.version)
    (present,) = presents(case, rules, keys_of(session), now=wish.now, packs=rules.packs[:1])
    ruling = judge(present, move=wish.move, role=wish.role, actor=wish.actor, note=wish.note)
    return await join(
        session,
        wish.number,
        into=ruling.step.note.get("other", ""),
        reason=ruling.step.note.get("reason", ""),
        version=wish.version,
        role=wish.role,
        actor=wish.actor,
        rules=rules,
        now=ruling.step.at,
    )

"""Tickets that wander: whatever is done to them in whatever order, what holds for every ticket goes on holding."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from tests.life.case import Case, filled
from ticketing.clocks.state import Status
from ticketing.life.effects import Patience, effects, next_at
from ticketing.life.judge import by_itself, offers
from ticketing.packs import known
from ticketing.states import Actor, State

ROLES = [actor for actor in Actor if actor is not Actor.ADMIN]


@pytest.mark.parametrize("regulation", known())
@pytest.mark.parametrize("seed", range(12))
def test_a_wandering_ticket_keeps_its_promises(regulation: str, seed: int) -> None:
    random = Random(seed)
    ticket = Case(regulation, nature=random.choice(["consultation", "complaint", "help"]))
    done: set[str] = set()
    for _ in range(25):
        ticket.now += timedelta(minutes=random.choice([1, 30, 60 * 9, 60 * 24 * 3, 60 * 24 * 20]))
        time_passes(ticket, done)
        role = random.choice(ROLES)
        free = [offer for offer in offers(ticket.present(), role) if not offer.bars and enough(offer.needs)]
        if free:
            offer = random.choice(free)
            ticket.do(offer.move, role, **{k: v for k, v in filled(offer.needs).items() if k != "other"})
        holds(ticket)


def enough(needs) -> bool:  # type: ignore[no-untyped-def]
    return all(need.options for need in needs if need.required and need.kind == "choice")


def time_passes(ticket: Case, done: set[str]) -> None:
    """As the scheduler does it: each key once, each move made on the ticket as it then stands."""
    for effect in effects(ticket.present(), patience=Patience()):
        if effect.key in done:
            continue
        done.add(effect.key)
        if effect.move is not None and effect.note.get("ground") not in ticket.story.supervised:
            ticket._made(by_itself(ticket.present(), effect))


def holds(ticket: Case) -> None:
    present = ticket.present()
    again = next_at(present, patience=Patience())
    assert again is None or again > present.now
    keys = [effect.key for effect in effects(present, patience=Patience())]
    assert len(keys) == len(set(keys))
    closed = {State.CONCLUDED, State.ARCHIVED, State.VOID}
    for state in present.clocks:
        if ticket.story.state in closed and state.clock.id == "conclude":
            assert state.status is Status.STOPPED
        assert state.due is None or state.due >= state.started

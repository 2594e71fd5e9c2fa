"""A ticket that lives in a test: moves are judged and made, time is what the test says. The real packs, no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from ticketing.clocks.state import ClockState
from ticketing.life.bars import Present
from ticketing.life.duties import Duty, duties
from ticketing.life.effects import Effect, Patience, effects
from ticketing.life.judge import Offer, Ruling, by_itself, judge, offers
from ticketing.life.need import Need
from ticketing.life.present import present_of
from ticketing.life.story import Story
from ticketing.packs import load
from ticketing.states import Actor, Move, State
from workdays.calendar import Calendar
from workdays.zone import SHANGHAI

CALENDAR = Calendar()


def at(text: str) -> datetime:
    """`2026-09-25 16:50` in China."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


class Case:
    """One ticket under one regulation."""

    def __init__(self, pack: str, *, nature: str | None = "complaint", now: str = "2026-09-01 09:00") -> None:
        self.pack = load(pack)
        self.story = Story(state=State.OPEN, nature=nature, channel="phone")
        self.now = at(now)

    def present(self) -> Present:
        return present_of(self.pack, self.story, CALENDAR, self.now)

    def do(self, move: Move, role: Actor = Actor.SUPERVISOR, *, when: str | None = None, **note: str) -> Ruling:
        """Make a move; what it needs and is not said gets the first choice."""
        if when is not None:
            self.now = at(when)
        present = self.present()
        wanted = next((offer.needs for offer in offers(present, role) if offer.move is move), ())
        ruling = judge(present, move=move, role=role, actor=f"somebody-{role}", note={**filled(wanted), **note})
        self._made(ruling)
        return ruling

    def try_(self, move: Move, role: Actor = Actor.SUPERVISOR, **note: str) -> Ruling:
        """Judge a move with exactly this note, without making it."""
        return judge(self.present(), move=move, role=role, actor="somebody", note=note)

    def transferred(self, **note: str) -> Case:
        """Accepted and transferred at once."""
        self.do(Move.ACCEPT)
        self.do(Move.TRANSFER, **note)
        return self

    def concluded(self) -> Case:
        """Handled without trouble to its end."""
        self.transferred()
        self.do(Move.SIGN, Actor.UNIT)
        if self.pack.grading is not None:
            self.do(Move.SIGN_OFF, Actor.LEADER)
        self.do(Move.REPLY, Actor.UNIT, text="已修好")
        self.do(Move.CONCLUDE)
        return self

    def due(self) -> tuple[Effect, ...]:
        return effects(self.present(), patience=Patience())

    def pass_time(self, until: str) -> tuple[Effect, ...]:
        """Let time make what it makes at this moment."""
        self.now = at(until)
        found = self.due()
        for effect in found:
            if effect.move is not None:
                self._made(by_itself(self.present(), effect))
        return found

    def clock(self, clock_id: str) -> ClockState:
        found = self.present().clock(clock_id)
        assert found is not None, f"no clock {clock_id} was started"
        return found

    def clocks(self) -> dict[str, str]:
        """Clock -> due, to the second."""
        return {state.clock.id: f"{state.due:%Y-%m-%d %H:%M:%S}" for state in self.present().clocks if state.due}

    def duties(self) -> dict[str, Duty]:
        return {duty.code: duty for duty in duties(self.pack, self.story)}

    def offer(self, move: Move, role: Actor = Actor.SUPERVISOR) -> Offer:
        return next(offer for offer in offers(self.present(), role) if offer.move is move)

    def bars(self, move: Move, role: Actor = Actor.SUPERVISOR) -> list[tuple[str, str]]:
        return [(bar.code, bar.article) for bar in self.offer(move, role).bars]

    def _made(self, ruling: Ruling) -> None:
        self.story = replace(self.story, state=ruling.to, steps=(*self.story.steps, ruling.step))


def filled(wanted: tuple[Need, ...]) -> Mapping[str, str]:
    """The shortest answer to a form: the first choice, or something."""
    return {need.name: _first(need) for need in wanted if need.required}


def _first(need: Need) -> str:
    if need.kind == "choice":
        ids = [option.id for option in need.options]
        return ",".join(ids if need.all_of else ids[:1])
    return {"time": "2026-12-01T12:00:00+08:00", "number": "1"}.get(need.kind, "如前所述")

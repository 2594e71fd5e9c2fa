"""A move before it is made: is it possible, does the regulation allow it, is everything said that it needs. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from ticketing.clocks.event import Event
from ticketing.errors import IllegalMove, NoteWrong
from ticketing.life.bars import Bar, Present, bars
from ticketing.life.effects import Effect
from ticketing.life.events import events_of
from ticketing.life.need import Need
from ticketing.life.needs import needs
from ticketing.life.story import Step
from ticketing.states import Actor, Move, State, after, allowed

SYSTEM = "system"
"""The actor of what happens by itself."""

TEXT_MOST = 5_000
"""Characters of one value."""


class BarredMove(IllegalMove):
    """A move that the table of states knows but the regulation does not allow now."""

    code = "barred-move"

    def __init__(
        self, move: Move, *, state: State, role: Actor, allowed: tuple[Move, ...], bars: tuple[Bar, ...]
    ) -> None:
        super().__init__(move, state=state, role=role, allowed=allowed)
        self.bars = bars
        why = "；".join(f"{bar.text}（{bar.article}）" if bar.article else bar.text for bar in bars)
        self.args = (f"{self.args[0]}. {why}",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A move that a role may think of now. With bars it is shown but cannot be made."""

    move: Move
    to: State | None
    needs: tuple[Need, ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """The answer of `judge`: what the move does."""

    to: State
    step: Step
    events: tuple[Event, ...]

    def saying(self, **more: str) -> Ruling:
        """The same with more in its note."""
        return replace(self, step=replace(self.step, note={**self.step.note, **more}))


def offers(present: Present, role: Actor) -> tuple[Offer, ...]:
    """Every move of the table for this role in this state, with what it needs and what stands against it."""
    state = present.story.state
    return tuple(
        Offer(move=move, to=_to(state, move, role), needs=needs(move, present), bars=bars(move, present))
        for move in allowed(state, role)
    )


def judge(present: Present, *, move: Move, role: Actor, actor: str, note: Mapping[str, str]) -> Ruling:
    """What the move does. IllegalMove and BarredMove say what is allowed instead, InvalidField what is not said."""
    state = present.story.state
    to = after(state, move, role)
    against = bars(move, present)
    if against:
        instead = tuple(offer.move for offer in offers(present, role) if not offer.bars)
        raise BarredMove(move, state=state, role=role, allowed=instead, bars=against)
    said = _said(needs(move, present), note)
    step = Step(move=move, at=present.now, role=role, actor=actor, note=_completed(present, move, said))
    return Ruling(to=to, step=step, events=events_of(present.story, step))


def by_itself(present: Present, effect: Effect) -> Ruling:
    """What a move does that time makes. IllegalMove when the ticket stands otherwise by now."""
    if effect.move is None:
        raise LookupError(f"the effect {effect.key} is news and makes no move")
    to = after(present.story.state, effect.move, Actor.SYSTEM)
    step = Step(move=effect.move, at=present.now, role=Actor.SYSTEM, actor=SYSTEM, note=effect.note)
    return Ruling(to=to, step=step, events=events_of(present.story, step))


def _to(state: State, move: Move, role: Actor) -> State | None:
    to = after(state, move, role)
    return None if to is state else to


def _said(wanted: tuple[Need, ...], note: Mapping[str, str]) -> dict[str, str]:
    known = {need.name: need for need in wanted}
    for name in note:
        if name not in known:
            mend = f"send {', '.join(known)}" if known else "send none"
            choices = {one: need.names for one, need in known.items()}
            raise NoteWrong(f"note.{name}", "this move takes no such value", mend, kind="unknown", choices=choices)
    said = {name: _checked(need, note.get(name, "").strip()) for name, need in known.items()}
    return {name: value for name, value in said.items() if value}


def _checked(need: Need, value: str) -> str:
    if not value:
        if need.required:
            raise _wrong(need, f"{need.names['zh']}未填写", _mend(need), "missing")
        return ""
    if len(value) > TEXT_MOST:
        raise _wrong(need, f"this has {len(value)} characters", f"at most {TEXT_MOST} fit", "too-long")
    if need.kind == "choice":
        return _choice(need, value)
    if need.kind == "time":
        return _time(need, value)
    if need.kind == "number" and (not value.isascii() or not value.isdigit() or not 0 < int(value) < 1_000):
        raise _wrong(need, f"{value!r} is no number of days", "send a whole number from 1 on", "no-number")
    return value


def _choice(need: Need, value: str) -> str:
    ids = [option.id for option in need.options]
    given = [part.strip() for part in value.split(",")] if need.all_of else [value]
    for one in given:
        if one not in ids:
            raise _wrong(need, f"{one!r} is not among the choices", _mend(need), "no-choice")
    missing = [one for one in ids if one not in given] if need.all_of else []
    if missing:
        raise _wrong(need, f"尚缺{'、'.join(missing)}的同意（{need.article}）", _mend(need), "not-all")
    return ",".join(given)


def _time(need: Need, value: str) -> str:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        mend = "send ISO 8601 such as 2026-09-25T16:50:00+08:00"
        raise _wrong(need, f"{value!r} is no time", mend, "no-time") from None
    if moment.tzinfo is None:
        raise _wrong(need, "this time has no offset", "add +08:00", "no-time")
    return moment.isoformat()


def _wrong(need: Need, problem: str, mend: str, kind: str) -> NoteWrong:
    choices = {option.id: option.names for option in need.options}
    return NoteWrong(f"note.{need.name}", problem, mend, kind=kind, choices=choices)


def _mend(need: Need) -> str:
    if need.kind != "choice":
        return f"fill in {need.name}"
    return (
        f"choose among {', '.join(option.id for option in need.options)}" if need.options else "nothing is open to it"
    )


def _completed(present: Present, move: Move, said: dict[str, str]) -> dict[str, str]:
    """What follows from the pending request or the only choice, written down with the step."""
    if move in (Move.GRANT_EXTENSION, Move.DENY_EXTENSION):
        asked = present.story.asked_extension
        if asked is not None and asked.note.get("clock"):
            said["clock"] = asked.note["clock"]
    if move is Move.ASK_EXTENSION and "clock" not in said:
        (clock,) = next(need for need in needs(move, present) if need.name == "clock").options
        said["clock"] = clock.id
    return said

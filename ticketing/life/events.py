"""A move as clocks see it: which events of a regulation it is. Pure.

A regulation names the same thing in its own word: a ticket that goes to the unit is transferred (转办) in Anhui,
dispatched (派发) in Shanghai, pushed (推送) in Yanbian. One move is all of these; a pack's clocks know their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from ticketing.clocks.event import Event
from ticketing.life.story import Step, Story
from ticketing.pack import EventKind, Limit, Unit
from ticketing.states import Move

_K = EventKind
_TO_A_UNIT = (_K.TRANSFERRED, _K.DISPATCHED, _K.FORWARDED, _K.PUSHED)
_BY_VOICE = (_K.CALL_TRANSFERRED, _K.FORWARDED)

KINDS: Mapping[Move, tuple[EventKind, ...]] = {
    Move.ACCEPT: (_K.ACCEPTED,),
    Move.ANSWER_AT_ONCE: (_K.ACCEPTED, _K.REPLIED, _K.CONCLUDED),
    Move.REFUSE: (_K.REFUSED,),
    Move.ANSWER: (_K.REPLIED,),
    Move.TRANSFER: _TO_A_UNIT,
    Move.PUSH: _TO_A_UNIT,
    Move.SIGN: (_K.SIGNED,),
    Move.ACCEPT_TACITLY: (_K.SIGNED,),
    Move.ASK_RETURN: (_K.RETURN_ASKED,),
    Move.GRANT_RETURN: (_K.RETURNED,),
    Move.CONTACT: (_K.CONTACTED,),
    Move.ASK_EXTENSION: (_K.EXTENSION_ASKED,),
    Move.GRANT_EXTENSION: (_K.EXTENSION_GRANTED,),
    Move.REPLY: (_K.REPLIED,),
    Move.CONCLUDE: (_K.CONCLUDED,),
    Move.JOIN: (_K.CONCLUDED,),
    Move.INCIDENT: (_K.INCIDENT,),
    Move.CLASSIFY: (_K.CLASSIFIED,),
}
"""Moves that are always the same events. TRANSFER by voice, REPORT, REDO and CLASSIFY depend on the note."""


def events_of(story: Story, step: Step) -> tuple[Event, ...]:
    """The events of one step; `story` is how the ticket stood before it."""
    note = step.note
    kinds = KINDS.get(step.move, ())
    if step.move is Move.TRANSFER and note.get("by") == "voice":
        kinds = _BY_VOICE
    elif step.move is Move.REPORT:
        kinds = (_K.REPORTED_IN_WRITING if note.get("how") == "writing" else _K.REPORTED_ORALLY,)
    elif step.move is Move.REDO:
        kinds = _again(story)
    events = [_event(kind, step, story) for kind in kinds]
    if step.move is Move.CLASSIFY:
        events += _limits(step)
    return tuple(events)


def all_events(story: Story) -> tuple[Event, ...]:
    """The events of the whole story, in order."""
    found: list[Event] = []
    for number, step in enumerate(story.steps):
        before = Story(state=story.state, nature=story.nature, channel=story.channel, steps=story.steps[:number])
        found += events_of(before, step)
    return tuple(found)


def _again(story: Story) -> tuple[EventKind, ...]:
    """Handled again (二次处理, 重办): the limit that ran before runs again from now."""
    last = story.last(Move.TRANSFER, Move.PUSH)
    if last is None:
        return (_K.ACCEPTED,)
    return _BY_VOICE if last.note.get("by") == "voice" else _TO_A_UNIT


def _event(kind: EventKind, step: Step, story: Story) -> Event:
    note = step.note
    return Event(
        kind=kind,
        at=_moment(note.get("happened_at")) or step.at if kind is _K.INCIDENT else step.at,
        nature=note.get("nature") or story.nature,
        complex=_flag(note.get("complex")),
        urgent=_flag(note.get("urgent")),
        clock=note.get("clock") or None,
        until=_moment(note.get("until")),
        length=Limit(number=int(note["days"]), unit=Unit.WORKING_DAYS) if note.get("days") else None,
        basis=note.get("limit_basis", ""),
    )


def _limits(step: Step) -> list[Event]:
    """A limit that law or a promise sets, or a clock that stands still and goes on."""
    basis, clock = step.note.get("limit_basis", ""), step.note.get("clock") or None
    if step.note.get("still") == "yes":
        return [Event(kind=_K.SUSPENDED, at=step.at, clock=clock, basis=basis)]
    if step.note.get("still") == "no":
        return [Event(kind=_K.RESUMED, at=step.at, clock=clock)]
    until = _moment(step.note.get("until"))
    return [Event(kind=_K.LIMIT_SET, at=step.at, clock=clock, until=until, basis=basis)] if until else []


def _flag(word: str | None) -> bool | None:
    return None if word not in ("yes", "no") else word == "yes"


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None

"""When a matter would be due, for an event that happens now or might: what `hotline due` and the desk's preview ask.

Unlike `run` it takes no history: extensions are taken as granted, with a note where the regulation would not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ticketing.clocks.changes import extension_length
from ticketing.clocks.deadline import deadline
from ticketing.clocks.event import Matter
from ticketing.clocks.notes import NoteCode, note
from ticketing.clocks.run import holds
from ticketing.clocks.state import Deadline
from ticketing.pack import Clock, EventKind, Limit, Pack
from workdays.calendar import Calendar
from workdays.zone import local


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """One clock that the event would start."""

    clock: Clock
    deadline: Deadline
    notes: tuple[str, ...]
    """Where the regulation would not extend; `ticketing.clocks.notes.tell` says it in words."""


def foresee(
    *, pack: Pack, event: EventKind, at: datetime, calendar: Calendar, matter: Matter, extended: int = 0
) -> tuple[Foreseen, ...]:
    """The clocks that `event` at `at` (aware) starts under `pack`, each with `extended` extensions where it has any."""
    found: dict[str, Foreseen] = {}
    for clock in pack.clocks:
        if event in clock.start and clock.id not in found and holds(clock, matter):
            extra, notes = _extensions(clock, matter, extended)
            due = deadline(clock, at, calendar, pack.closes, extra)
            found[clock.id] = Foreseen(clock=clock, deadline=due, notes=notes)
    return tuple(found.values())


def _extensions(clock: Clock, matter: Matter, extended: int) -> tuple[list[Limit], tuple[str, ...]]:
    extension = clock.extension
    if extended == 0:
        return [], ()
    if extension is None:
        return [], (note(NoteCode.NO_EXTENSION, clock.article),)
    length = extension_length(clock, extension)
    if length is None:
        return [], (note(NoteCode.NO_NEW_LIMIT, extension.article),)
    most = extension.most_complex if matter.complex else extension.most
    allowed = most is None or extended <= most
    notes = () if allowed else (note(NoteCode.MORE_THAN_ALLOWED, extension.article, str(most)),)
    return [length] * extended, notes


def unheeded(pack: Pack, event: EventKind, at: datetime, matter: Matter) -> tuple[str, ...]:
    """What was said that makes no difference under `pack`, and a time when it did not hold, each as a sentence."""
    said = []
    if not pack.in_force(local(at).date()):
        until = f" until {pack.document.until}" if pack.document.until else ""
        said.append(f"{pack.id} is in force from {pack.document.in_force}{until}: not on {local(at).date()}")
    starting = [clock for clock in pack.clocks if event in clock.start]
    if not starting:
        known = sorted({kind.value for clock in pack.clocks for kind in clock.start})
        mend = f"its limits start with {', '.join(known)}" if known else "it sets no limits at all"
        return (*said, f"{pack.id} sets no limit that starts with {event.value}: {mend}")
    natures = [nature.id for nature in pack.natures]
    if matter.nature is not None and natures and matter.nature not in natures:
        said.append(f"{pack.id} knows no nature {matter.nature}, only {', '.join(natures)}")
    if matter.complex and not any(_heeds_complex(clock) for clock in starting):
        said.append(f"no limit of {pack.id} that starts with {event.value} heeds --complex")
    if matter.urgent and not any(clock.condition.urgent for clock in starting):
        said.append(f"no limit of {pack.id} that starts with {event.value} heeds --urgent")
    return tuple(said)


def _heeds_complex(clock: Clock) -> bool:
    extension = clock.extension
    return clock.condition.complex is not None or (extension is not None and extension.most != extension.most_complex)

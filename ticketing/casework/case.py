"""A ticket while one transaction works on it: read once, moved in memory as often as need be, written once. Pure.

Whoever changes a `Case` has its row locked (`case_reading`), judges by `presents`, and gives it to `case_rows` in the
end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from store.keys import Keys
from ticketing.casework.lots import lot_of
from ticketing.clocks.event import Event
from ticketing.clocks.run import clocks
from ticketing.life.bars import Present
from ticketing.life.complete import Unsound
from ticketing.life.draw import Draw
from ticketing.life.duties import duties
from ticketing.life.handling import HANDING, Units
from ticketing.life.judge import Ruling
from ticketing.life.later import Later
from ticketing.life.rules import Rules
from ticketing.life.story import Step, Story
from ticketing.life.unread import UNREAD
from ticketing.pack import Pack
from ticketing.states import Move, State

ClockKey = tuple[str, str]
"""The ids of a regulation and of its clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A step that is to be written."""

    step: Step
    version: int
    before: State
    after: State
    office: str
    """Whose it is afterwards."""
    events: tuple[Event, ...]


class TicketRow(NamedTuple):
    """What moves and time change in a ticket's own row."""

    version: int
    state: str
    office: str
    unit: str | None
    updated_at: datetime
    due_at: datetime | None


@dataclass(slots=True, kw_only=True, eq=False)
class Case:
    """One ticket. What is read from its row may change; what its rows in other tables said stays as it was read."""

    id: str
    number: str
    version: int
    state: State
    office: str
    unit: str | None
    """The handling unit that has it, by its key."""
    nature: str | None
    channel: str
    written_asked: bool
    updated_at: datetime
    due_at: datetime | None
    next_at: datetime | None
    """When time may next do something to it."""
    failures: int
    steps: tuple[Step, ...] = UNREAD
    events: tuple[Event, ...] = UNREAD
    clocks: dict[ClockKey, tuple[Any, ...]] = field(default_factory=dict)
    """Its clocks as they were last written down: the values of `clock_rows.COLUMNS`."""
    missing: tuple[str, ...] = ()
    """Required fields that want a value; only looked up for those who register."""
    unsound: tuple[Unsound, ...] = ()
    """Fields of a draft whose values cannot be right; looked up with `missing`."""
    taken: set[str] = field(default_factory=set)
    """Keys of effects that time has had; only looked up for the scheduler."""
    helpers: list[str | None] = field(default_factory=list)
    """Units that were to handle it too and are not written yet, in order; None: nobody does so any more."""
    entries: list[Entry] = field(default_factory=list)
    """Steps that were made and are not written yet."""
    written: TicketRow = field(init=False)
    """Its row as it was last written."""

    def __post_init__(self) -> None:
        self.written = row_of(self)

    @property
    def was_read(self) -> bool:
        """Whether its steps, events and clocks are here."""
        return self.steps is not UNREAD

    @property
    def story(self) -> Story:
        """All that happened to it."""
        return Story(
            state=self.state,
            nature=self.nature,
            channel=self.channel,
            steps=self.steps,
            written_asked=self.written_asked,
        )

    def make(self, ruling: Ruling, office: str | None = None) -> None:
        """The move was judged: make it. `office`: whose the ticket is from now on."""
        self.version += 1
        before, self.state, self.office = self.state, ruling.to, office or self.office
        entry = Entry(
            step=ruling.step,
            version=self.version,
            before=before,
            after=ruling.to,
            office=self.office,
            events=ruling.events,
        )
        self.entries.append(entry)
        self._hand(ruling.step)
        self.updated_at = ruling.step.at
        if self.was_read:
            self.steps += (ruling.step,)
            self.events += ruling.events

    def _hand(self, step: Step) -> None:
        """Whose it is among the units afterwards."""
        if step.move in HANDING:
            units = Units(lead=self.unit).after(step)
            self.unit = units.lead
            self.helpers += units.helpers or ((None,) if step.move is Move.REOPEN else ())


def row_of(case: Case) -> TicketRow:
    """Its row as it is to be."""
    return TicketRow(case.version, case.state.value, case.office, case.unit, case.updated_at, case.due_at)


def presents(
    case: Case, rules: Rules, keys: Keys, *, now: datetime, packs: Sequence[Pack] | None = None
) -> tuple[Present, ...]:
    """How the ticket stands under its regulations, or some of them. A wall clock that was set back undoes nothing.

    Of a case that was not read, looking at more than its row raises StoryUnread.
    """
    look, steady = _read if case.was_read else _unread, max(now, case.updated_at)
    if case.was_read:
        steady = max((steady, *[event.at for event in case.events], *[step.at for step in case.steps]))
    return tuple([look(case, case.story, pack, rules, keys, steady) for pack in packs or rules.packs])


def _unread(case: Case, story: Story, pack: Pack, rules: Rules, _keys: Keys, now: datetime) -> Present:
    elsewhere = rules.elsewhere(case.office)
    return Present(
        pack=pack,
        story=story,
        clocks=UNREAD,
        now=now,
        owed=UNREAD,
        missing=case.missing,
        unsound=case.unsound,
        elsewhere=elsewhere,
    )


def _read(case: Case, story: Story, pack: Pack, rules: Rules, keys: Keys, now: datetime) -> Present:
    events = case.events
    return Present(
        pack=pack,
        story=story,
        clocks=Later(lambda: clocks(pack=pack, events=events, calendar=rules.calendar, now=now)),
        now=now,
        owed=Later(lambda: tuple(duty.code for duty in duties(pack, story))),
        draw=_lot(case, rules, keys, pack, story),
        missing=case.missing,
        unsound=case.unsound,
        elsewhere=rules.elsewhere(case.office),
    )


def _lot(case: Case, rules: Rules, keys: Keys, pack: Pack, story: Story) -> Draw | None:
    """The ticket's lot in the month in which it was concluded."""
    if story.state is not State.CONCLUDED or pack.visits is None or pack.visits.sample != "monthly-ratio":
        return None
    concluded = story.last(Move.CONCLUDE, Move.ANSWER_AT_ONCE)
    if concluded is None:
        return None
    return lot_of(keys, case.number, concluded.at, percent=rules.patience.visit_percent)

"""Puts the pieces together: a pack, a ticket's story and the calendar make what the rules look at. Pure."""

from __future__ import annotations

from datetime import datetime

from ticketing.clocks.run import clocks
from ticketing.life.bars import Present
from ticketing.life.draw import Draw
from ticketing.life.duties import duties
from ticketing.life.events import all_events
from ticketing.life.story import Story
from ticketing.pack import Pack
from workdays.calendar import Calendar


def present_of(pack: Pack, story: Story, calendar: Calendar, now: datetime, *, draw: Draw | None = None) -> Present:
    """A ticket now. A wall clock that was set back undoes nothing: time is never before the last step."""
    steady = max((now, *(step.at for step in story.steps)))
    return Present(
        pack=pack,
        story=story,
        clocks=clocks(pack=pack, events=all_events(story), calendar=calendar, now=steady),
        now=steady,
        owed=tuple(duty.code for duty in duties(pack, story)),
        draw=draw,
    )

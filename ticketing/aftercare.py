"""What a regulation wants beside its clocks: supervision, visits, ratings, what follows an event, duties, rates. Pure.

Records of a pack (`ticketing.pack`), each with its article. What they mean for a ticket is `ticketing.life`'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Names = Mapping[str, str]
"""Language tag (zh always, ko where the pack is bilingual) -> text for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What the tables of a pack have in common: an id, what it is called, the article that it comes from."""

    id: str
    names: Names
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervision(Entry):
    """A reason to supervise a matter (督办)."""

    sign: str
    """What shows it, one of `SIGNS` in the reader."""
    threshold: int
    supervisor: str
    owed: tuple[str, ...]
    by_itself: bool = False
    """True: opened by itself where the data leave no doubt; else it is put before a supervisor with its evidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forms:
    """In which forms is supervised (督办方式)."""

    article: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Abuse:
    """Abuse of the hotline (无正当理由反复使用、骚扰): to whom it is handed after review; never a block."""

    article: str
    grounds: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Visits:
    """Return visits (回访)."""

    article: str
    sample: str
    """`by-need`, `monthly-ratio` or `none`."""
    every_supervised: bool
    every_bad_rating: bool
    bad_visit_redone: str
    """The article by which a visit that finds the caller dissatisfied leads to a redo or an explanation; '' if none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """How the caller rates (评价)."""

    article: str
    one_each: bool
    not_chased: tuple[str, ...]
    """Kinds of matters whose satisfaction is not chased: handled by law, and left out of the rate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectAnswer:
    """Which matters may not be answered directly but must go to a unit as a ticket (工单流转)."""

    article: str
    not_natures: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp(Entry):
    """What is owed after something happened to a ticket: tell, report, notify (后续义务)."""

    after: str
    """One of `AFTER` in the reader."""
    move: str
    """`tell`, `report`, `notify` or `reply`."""
    about: str
    """For `tell`: what the caller is told; '' for anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty(Entry):
    """A duty that is not a ticket's: knowledge base, reports, training, archives."""

    who: str
    every: str
    """`quarter`, `month`, `year`, `always`, `by-need`."""
    by_day: int
    """Day of the period's first month; 0 if none is named."""
    before_release: bool
    """Whether `who` must have read each wording of the knowledge base before it is released."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate(Entry):
    """A rate that offices and units are judged by."""

    measure: str
    """How it is computed, one of `MEASURES` in the reader."""
    clock: str
    """The clock that `on-time` looks at; '' for other measures."""

"""An entry of the knowledge base (知识库): what it holds, and what must be so before agents may read it out. Pure.

Every agent gives the same answer: one wording, by the unit that answers for it, read by two others before release
(12345 art. 30: several people check, who provides maintains), where the regulation says so by its lawyers among them
(Shanghai art. 5), and looked at again by a day that is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from store.handling import unit_key
from ticketing.clocks.event import Matter
from ticketing.clocks.foresee import foresee
from ticketing.errors import TicketError
from ticketing.pack import EventKind, Pack
from workdays.calendar import Calendar

REVIEWERS = 2
"""People besides the writer who must have read a wording before it is released."""


class Stage(StrEnum):
    """Where an entry stands."""

    DRAFT = "draft"  # 待审
    RELEASED = "released"  # 已发布
    WITHDRAWN = "withdrawn"  # 已停用


class KnowledgeError(TicketError):
    """The entry cannot be changed, reviewed or released so; the text says what is wanted."""

    code = "knowledge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Somebody read this wording."""

    by: str
    at: datetime
    note: str
    unit: str = ""
    """For which unit they read it; '' for themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One question and its standard answer. Times are aware."""

    id: str
    version: int
    stage: Stage
    title: str
    answer: str
    basis: str
    """文号: the document that it rests on."""
    provider: str
    """提供单位: who keeps it right."""
    policy_at: datetime | None
    upload_due: datetime | None
    review_by: datetime | None
    reviews: tuple[Review, ...]
    written_by: str
    written_at: datetime
    released_at: datetime | None
    public: bool = False
    """Whether anybody may read it once it is released."""

    def late(self, now: datetime) -> bool:
        """Whether it was released after its time limit, or is not and the limit is over."""
        return self.upload_due is not None and (self.released_at or now) > self.upload_due

    def stale(self, now: datetime) -> bool:
        """Whether the day has passed by which it was to be looked at again."""
        return self.stage is Stage.RELEASED and self.review_by is not None and now > self.review_by


def upload_due(packs: Sequence[Pack], policy_at: datetime | None, calendar: Calendar) -> datetime | None:
    """Until when a policy released then must be in the base; None where no regulation names a limit."""
    if policy_at is None:
        return None
    matter = Matter()
    found = [
        clock.deadline.due
        for pack in packs
        for clock in foresee(pack=pack, event=EventKind.POLICY_RELEASED, at=policy_at, calendar=calendar, matter=matter)
    ]
    return min(found, default=None)


def timely(entries: Sequence[Entry], since: datetime, until: datetime) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Entries of new policies that were released, or fell due unreleased, from `since` till `until`; those in time."""
    counted, good = [], []
    for one in entries:
        if one.upload_due is None:
            continue
        at = one.released_at or one.upload_due
        if since <= at < until:
            counted.append(one.id)
            good += [one.id] if one.released_at is not None and one.released_at <= one.upload_due else []
    return tuple(counted), tuple(good)


def check_review(entry: Entry, by: str) -> None:
    """KnowledgeError when this person's reading would prove nothing."""
    if entry.stage is not Stage.DRAFT:
        raise KnowledgeError(f"{entry.id} is {entry.stage}; change it first, then its new wording is read")
    if by == entry.written_by:
        raise KnowledgeError(f"{by} wrote {entry.id}; somebody else must read it")
    if by in {review.by for review in entry.reviews}:
        raise KnowledgeError(f"{by} has read {entry.id} already; somebody else must")


def check_release(entry: Entry, packs: Sequence[Pack]) -> None:
    """KnowledgeError when the wording is not fit to be read out."""
    if entry.stage is not Stage.DRAFT:
        raise KnowledgeError(f"{entry.id} is {entry.stage}; only a draft is released")
    if len(entry.reviews) < REVIEWERS:
        missing = REVIEWERS - len(entry.reviews)
        raise KnowledgeError(f"{entry.id} wants {missing} more reader{'s' * (missing > 1)} besides {entry.written_by}")
    read_for = {unit_key(review.unit) for review in entry.reviews}
    for pack in packs:
        for duty in pack.duties:
            if duty.before_release and unit_key(duty.who) not in read_for:
                raise KnowledgeError(
                    f"{entry.id} wants a reader of {duty.who} ({pack.id} art. {duty.article}): "
                    f"a sign-in with --unit {duty.who} reviews it"
                )

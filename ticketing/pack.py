"""A regulation (规章) as data: the records of one pack. Pure; no number of any regulation stands here.

Every entry cites its article. Reading the files lives in `packs` and `pack_reader`, computing with the clocks in
`ticketing.clocks`, laws of counting days in `workdays`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from ticketing.aftercare import (
    Abuse,
    DirectAnswer,
    Duty,
    Entry,
    FollowUp,
    Forms,
    Names,
    Rate,
    Rating,
    Supervision,
    Visits,
)

NATURES = ("consultation", "request", "suggestion", "help", "complaint", "report")
"""Natures of a matter that packs choose from: 咨询, 诉求, 意见建议, 求助, 投诉, 举报."""


class EventKind(StrEnum):
    """What happens to a ticket, as far as clocks know it. The first nine start clocks."""

    ACCEPTED = "accepted"  # 受理
    CALL_TRANSFERRED = "answered-call-transferred"  # 话务转接
    TRANSFERRED = "transferred"  # 工单转办，承办单位收到
    DISPATCHED = "dispatched"  # 热线派发
    PUSHED = "pushed"  # 平台推送
    SIGNED = "signed"  # 签收
    RETURNED = "returned"  # 退件
    INCIDENT = "incident"  # 突发事项发生
    POLICY_RELEASED = "policy-released"  # 新政策发布
    FORWARDED = "forwarded"  # 已流转
    CONTACTED = "contacted"  # 已先行联系
    RETURN_ASKED = "return-asked"  # 申请退件
    REPLIED = "replied"  # 已答复
    CONCLUDED = "concluded"  # 已办结
    REFUSED = "refused"  # 不予受理
    REPORTED_ORALLY = "reported-orally"  # 已口头报告
    REPORTED_IN_WRITING = "reported-in-writing"  # 已书面续报
    UPLOADED = "uploaded"  # 已上传
    EXTENSION_ASKED = "extension-asked"  # 申请延期
    EXTENSION_GRANTED = "extension-granted"  # 同意延期
    SUSPENDED = "suspended"  # 时限中止
    RESUMED = "resumed"  # 时限恢复
    LIMIT_SET = "limit-set"  # 另有法定或承诺时限
    CLASSIFIED = "classified"  # 定性：性质、疑难、紧急


class Unit(StrEnum):
    """Units of a limit."""

    WORKING_DAYS = "WD"
    HOURS = "hours"
    MINUTES = "minutes"
    AT_ONCE = "at-once"


class DayEnd(StrEnum):
    """When the last day of a limit in days ends (Civil Code art. 203)."""

    CLOSE_OF_BUSINESS = "close-of-business"
    MIDNIGHT = "24:00"


class Expiry(StrEnum):
    """What follows when a clock runs out."""

    URGE = "urge"  # 催办
    SUPERVISE = "supervise"  # 督办
    TACIT_ACCEPTANCE = "tacit-acceptance"  # 逾期未退视为接收
    REPORT = "report"  # 追责、通报


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """So many of a unit."""

    number: int
    unit: Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """For which matters an entry holds; None: does not matter."""

    natures: tuple[str, ...] | None = None
    not_natures: tuple[str, ...] = ()
    complex: bool | None = None
    urgent: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """How a clock may be extended (延期)."""

    article: str
    limit: Limit | None
    """None: no fixed length, each grant names its own."""
    at_first_limit: bool
    """True: each extension is at most as long as the clock's own limit."""
    most: int | None
    """None: the text names no number; each one needs its approvers anew."""
    most_complex: int | None
    """How many for an especially complex matter."""
    approvers: tuple[str, ...]
    approvers_ko: tuple[str, ...]
    before_expiry: bool
    tell_caller: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock(Entry):
    """A limit (时限) that runs from an event to another."""

    start: tuple[EventKind, ...]
    stop: tuple[EventKind, ...]
    limit: Limit
    condition: Condition
    ends: DayEnd
    warn: Limit | None
    expiry: Expiry
    extension: Extension | None
    yields_to: tuple[str, ...]
    """What overrides the limit when an event says so: `statutory`, `promised`, `filed-case`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field(Entry):
    """An intake field (登记项目). `id` is that of `ticketing.fields`: `caller.name`, `situation`, `extra.…`."""

    kind: str
    required: bool
    options: tuple[str, ...]
    options_ko: tuple[str, ...]
    """The same in Korean, in order; () where the pack is not bilingual."""
    may_be_withheld: bool
    """Required, but a stated reason why it was not given will do: nobody can be made to say who he is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term(Entry):
    """A named choice of the pack: a nature, a field of work, a channel, a condition of conclusion."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal(Entry):
    """A ground for not accepting a matter (不予受理) and what the caller must be told."""

    advice: Names
    navigation: bool
    """Not accepted, but the caller may be shown the way (酌情帮助)."""
    name_the_unit: bool
    """The unit that is responsible must be named with its telephone number where it is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """Sending back a ticket that is out of scope (退件)."""

    article: str
    clock: str
    reason_required: bool
    basis_required: bool
    tacit_acceptance: bool
    improper_counted: str
    """The article by which improper returns are held against the unit; '' if none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grading:
    """Grades of tickets and who signs them off (分类、签批)."""

    article: str
    grades: tuple[str, ...]
    signed_by: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """The document behind a pack."""

    title: str
    number: str
    issuer: str
    issued: date
    in_force: date
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """One regulation."""

    id: str
    document: Text
    closes: time | None
    """Close of business for limits that end with it; None: such limits end at 24:00."""
    closes_source: str
    fields: tuple[Field, ...]
    channels: tuple[Term, ...]
    natures: tuple[Term, ...]
    fields_of_work: tuple[Term, ...]
    refusals: tuple[Refusal, ...]
    clocks: tuple[Clock, ...]
    returns: Return | None
    grading: Grading | None
    supervisions: tuple[Supervision, ...]
    visits: Visits | None
    rating: Rating | None
    conclusions: tuple[Term, ...]
    duties: tuple[Duty, ...]
    rates: tuple[Rate, ...]
    direct_answer: DirectAnswer | None = None
    follow_ups: tuple[FollowUp, ...] = ()
    supervising: Forms | None = None
    abuse: Abuse | None = None

    def in_force(self, on: date) -> bool:
        """Whether the regulation holds on this day."""
        return self.document.in_force <= on and (self.document.until is None or on <= self.document.until)

    def is_right(self, clock: str) -> bool:
        """Whether the clock (id) limits a right, to return a ticket, and no duty: letting it pass is nothing late."""
        return self.returns is not None and self.returns.clock == clock

    def required(self) -> tuple[str, ...]:
        """Ids of the fields that must be filled in."""
        return tuple(field.id for field in self.fields if field.required)

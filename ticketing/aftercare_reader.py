"""Reads what a regulation pack says beside its clocks. Pure; the records are in `aftercare`."""

from __future__ import annotations

from routing.strict import Section
from ticketing.aftercare import Abuse, DirectAnswer, Duty, FollowUp, Forms, Rate, Rating, Supervision, Visits
from ticketing.entry_reader import ID, article, identity
from ticketing.pack import NATURES

SIGNS = (
    "overdue",
    "not-carried-out",
    "long-unresolved",
    "false-handling",
    "procedure-breached",
    "ordered-from-above",
    "unclear-duty",
    "sent-back-for-quality",
    "several-places",
    "repeated-by-one",
    "repeated-by-many",
    "sudden-or-trending",
    "media",
    "dissatisfied-and-repeated",
    "platform-review",
    "other",
)
"""What can show that a supervision is due; `ticketing.life.signs` looks for them."""
AFTER = ("refusal", "incident", "urgent", "bad-rating", "limit-set", "written-asked")
"""After what something may be owed."""
FOLLOWING = ("tell", "report", "notify", "reply")
"""The moves that do it."""
TOLD = ("refusal", "extension", "acceptance", "progress", "result")
MEASURES = ("on-time", "redo-after-visit", "service-satisfaction", "result-satisfaction", "upload-on-time")
"""How a rate can be computed: `ticketing.rates` has the formulas."""
PERIODS = ("always", "by-need", "month", "quarter", "year")


def read_supervision(section: Section) -> Supervision:
    """One of `[[supervisions]]`."""
    return Supervision(
        **identity(section),
        sign=section.choice("sign", SIGNS),
        threshold=section.integer("threshold", low=0, high=1000, default=0),
        supervisor=section.text("supervisor", what="who supervises, in Chinese"),
        owed=section.texts("owed", what="what the unit owes, such as 书面说明"),
        by_itself=section.flag("by_itself", default=False),
    )


def read_forms(section: Section) -> Forms:
    """`[supervising]`."""
    return Forms(article=article(section), choices=section.texts("forms", needed=True))


def read_abuse(section: Section) -> Abuse:
    """`[abuse]`."""
    return Abuse(article=article(section), grounds=section.texts("grounds", needed=True))


def read_visits(section: Section) -> Visits:
    """`[visits]`."""
    return Visits(
        article=article(section),
        sample=section.choice("sample", ("by-need", "monthly-ratio", "none")),
        every_supervised=section.flag("every_supervised"),
        every_bad_rating=section.flag("every_bad_rating"),
        bad_visit_redone=section.text("bad_visit_redone", default="-").removeprefix("-"),
    )


def read_rating(section: Section) -> Rating:
    """`[rating]`."""
    return Rating(
        article=article(section),
        one_each=section.flag("one_each"),
        not_chased=section.texts("not_chased"),
    )


def read_direct_answer(section: Section) -> DirectAnswer:
    """`[direct_answer]`."""
    what = f"natures among {', '.join(NATURES)}"
    natures = section.texts("not_natures", needed=True, pattern="|".join(NATURES), what=what)
    return DirectAnswer(article=article(section), not_natures=natures)


def read_follow_up(section: Section) -> FollowUp:
    """One of `[[follow_ups]]`."""
    return FollowUp(
        **identity(section),
        after=section.choice("after", AFTER),
        move=section.choice("move", FOLLOWING),
        about=section.choice("about", TOLD) if section.has("about") else "",
    )


def read_duty(section: Section) -> Duty:
    """One of `[[duties]]`."""
    return Duty(
        **identity(section),
        who=section.text("who", what="whose duty it is, in Chinese"),
        every=section.choice("every", PERIODS),
        by_day=section.integer("by_day", low=0, high=31, default=0),
        before_release=section.flag("before_release", default=False),
    )


def read_rate(section: Section) -> Rate:
    """One of `[[rates]]`."""
    return Rate(
        **identity(section),
        measure=section.choice("measure", MEASURES),
        clock=section.text("clock", pattern=ID) if section.has("clock") else "",
    )

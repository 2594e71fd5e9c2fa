"""Reads a regulation pack strictly: every mistake is noted with file, key and mend. Pure; the records are in `pack`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, time
from typing import TypeVar

from routing.strict import Document, Section
from ticketing.clock_reader import read_clocks
from ticketing.pack import (
    NATURES,
    Duty,
    Field,
    Grading,
    Names,
    Pack,
    Rate,
    Rating,
    Refusal,
    Return,
    Supervision,
    Term,
    Text,
    Visits,
)

ID = r"[a-z][a-z0-9-]{0,40}"
ARTICLE = r"\S.{0,60}"
KINDS = ("text", "long", "choice", "number", "date", "id-number", "phone")
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
"""What can show that a supervision is due. Which of them the machine sees by itself is the scheduler's business."""
PERIODS = ("always", "by-need", "month", "quarter", "year")
_Entry = TypeVar("_Entry", Term, Refusal, Supervision, Duty, Rate, Field)


def read_names(section: Section) -> Names:
    """Language tag -> text; zh must be there."""
    names = {"zh": section.text("zh", what="the Chinese text")}
    if section.has("ko"):
        names["ko"] = section.text("ko")
    section.done()
    return names


def _article(section: Section) -> str:
    return section.text("article", pattern=ARTICLE, what='the article, such as "9(三)"')


def _each(top: Section, key: str, read: Callable[[Section], _Entry], *, needed: bool = False) -> tuple[_Entry, ...]:
    """Every `[[key]]` table read by `read`; ids must differ."""
    found: list[_Entry] = []
    for section in top.sections(key, needed=needed):
        entry = read(section)
        if any(entry.id == other.id for other in found):
            section.wrong("id", f"{entry.id!r} stands in {key} twice", "Give each entry its own id")
        found.append(entry)
        section.done()
    return tuple(found)


def _id(section: Section) -> str:
    return section.text("id", pattern=ID, what="a short name of a-z, 0-9 and -")


def _term(section: Section) -> Term:
    return Term(id=_id(section), names=read_names(section.section("names")), article=_article(section))


def _nature(section: Section) -> Term:
    return Term(id=section.choice("id", NATURES), names=read_names(section.section("names")), article=_article(section))


def _rate(section: Section) -> Rate:
    return Rate(id=_id(section), names=read_names(section.section("names")), article=_article(section))


def _field(section: Section) -> Field:
    kind = section.choice("kind", KINDS, default="text")
    id = section.text("id", pattern=r"(caller\.|extra\.)?[a-z_]+", what="a field id such as caller.name")
    return Field(
        id=id,
        names=read_names(section.section("names")),
        article=_article(section),
        kind=kind,
        required=section.flag("required", default=False),
        options=section.texts("options", needed=kind == "choice"),
        may_be_withheld=section.flag("may_be_withheld", default=id.startswith("caller.")),
    )


def _refusal(section: Section) -> Refusal:
    return Refusal(
        id=_id(section),
        names=read_names(section.section("names")),
        article=_article(section),
        advice=read_names(section.section("advice")),
        navigation=section.flag("navigation", default=False),
        name_the_unit=section.flag("name_the_unit", default=False),
    )


def _supervision(section: Section) -> Supervision:
    return Supervision(
        id=_id(section),
        names=read_names(section.section("names")),
        article=_article(section),
        sign=section.choice("sign", SIGNS),
        threshold=section.integer("threshold", low=0, high=1000, default=0),
        supervisor=section.text("supervisor", what="who supervises, in Chinese"),
        owed=section.texts("owed", what="what the unit owes, such as 书面说明"),
    )


def _duty(section: Section) -> Duty:
    return Duty(
        id=_id(section),
        names=read_names(section.section("names")),
        article=_article(section),
        who=section.text("who", what="whose duty it is, in Chinese"),
        every=section.choice("every", PERIODS),
        by_day=section.integer("by_day", low=0, high=31, default=0),
    )


def _maybe(top: Section, key: str) -> Iterator[Section]:
    """The table at `key`, if there is one."""
    if top.has(key):
        section = top.section(key)
        yield section
        section.done()


def _return(section: Section) -> Return:
    return Return(
        article=_article(section),
        clock=section.text("clock", pattern=ID, what="the id of the clock that limits it"),
        reason_required=section.flag("reason_required"),
        basis_required=section.flag("basis_required"),
        tacit_acceptance=section.flag("tacit_acceptance"),
        improper_counted=section.text("improper_counted", default="-").removeprefix("-"),
    )


def _document(section: Section) -> Text:
    document = Text(
        title=section.text("title"),
        number=section.text("number", default="-").removeprefix("-"),
        issuer=section.text("issuer"),
        issued=section.day("issued"),
        in_force=section.day("in_force"),
        until=section.day("until", default=date.max) if section.has("until") else None,
    )
    if document.until and document.until < document.in_force:
        section.wrong("until", "it ends before it begins", "Check in_force and until")
    section.done()
    return document


def _closes(top: Section) -> tuple[time | None, str]:
    if not top.has("business"):
        return None, ""
    section = top.section("business")
    text = section.text("closes", pattern=r"([01]\d|2[0-3]):[0-5]\d", what='a time of day such as "17:30"')
    source = section.text("source", what="where this time comes from, in words")
    section.done()
    return (time.fromisoformat(text) if text else None), source


def read_pack(document: Document) -> Pack:
    """The pack as far as it can be read; worth something only if `document.problems` stays empty."""
    top = document.top()
    closes, closes_source = _closes(top)
    pack = Pack(
        id=top.text("id", pattern=ID),
        document=_document(top.section("document")),
        closes=closes,
        closes_source=closes_source,
        fields=_each(top, "fields", _field, needed=True),
        channels=_each(top, "channels", _term, needed=True),
        natures=_each(top, "natures", _nature, needed=True),
        fields_of_work=_each(top, "fields_of_work", _term),
        refusals=_each(top, "refusals", _refusal, needed=True),
        clocks=read_clocks(top),
        returns=next((_return(section) for section in _maybe(top, "return")), None),
        grading=next((_grading(section) for section in _maybe(top, "grading")), None),
        supervisions=_each(top, "supervisions", _supervision),
        visits=next((_visits(section) for section in _maybe(top, "visits")), None),
        rating=next((_rating(section) for section in _maybe(top, "rating")), None),
        conclusions=_each(top, "conclusions", _term),
        duties=_each(top, "duties", _duty),
        rates=_each(top, "rates", _rate),
    )
    top.done()
    _agree(pack, top)
    return pack


def _grading(section: Section) -> Grading:
    return Grading(
        article=_article(section),
        grades=section.texts("grades", needed=True),
        signed_by=section.texts("signed_by", needed=True),
    )


def _visits(section: Section) -> Visits:
    return Visits(
        article=_article(section),
        sample=section.choice("sample", ("by-need", "monthly-ratio", "none")),
        every_supervised=section.flag("every_supervised"),
        every_bad_rating=section.flag("every_bad_rating"),
    )


def _rating(section: Section) -> Rating:
    return Rating(
        article=_article(section),
        one_each=section.flag("one_each"),
        not_chased=section.texts("not_chased"),
    )


def _agree(pack: Pack, top: Section) -> None:
    """What tables must agree on."""
    stem = re.sub(r".*/|\.toml\Z", "", top.document.file)
    if pack.id and pack.id != stem:
        top.wrong("id", f"{pack.id!r} is not the file's name", f"Write {stem!r}, or rename the file")
    natures = {nature.id for nature in pack.natures}
    for number, clock in enumerate(pack.clocks):
        for nature in (*(clock.condition.natures or ()), *clock.condition.not_natures):
            if nature not in natures:
                mend = f"Choose among {', '.join(sorted(natures))}"
                top.document.wrong(("clocks", number), f"there is no nature {nature!r} in this pack", mend)
    if pack.returns and all(clock.id != pack.returns.clock for clock in pack.clocks):
        mend = "Name one of [[clocks]]"
        top.document.wrong(("return", "clock"), f"there is no clock {pack.returns.clock!r}", mend)

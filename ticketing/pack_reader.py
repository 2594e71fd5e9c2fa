"""Reads a regulation pack strictly: every mistake is noted with file, key and mend. Pure; the records are in `pack`."""

from __future__ import annotations

import re
from datetime import date, time

from routing.strict import Document, Section
from ticketing.aftercare_reader import (
    read_abuse,
    read_direct_answer,
    read_duty,
    read_follow_up,
    read_forms,
    read_rate,
    read_rating,
    read_supervision,
    read_visits,
)
from ticketing.clock_reader import read_clocks
from ticketing.entry_reader import ID, article, each, identity, one, read_names
from ticketing.pack import NATURES, Field, Grading, Pack, Refusal, Return, Term, Text

KINDS = ("text", "long", "choice", "number", "date", "id-number", "phone")


def _term(section: Section) -> Term:
    return Term(**identity(section))


def _nature(section: Section) -> Term:
    return Term(id=section.choice("id", NATURES), names=read_names(section.section("names")), article=article(section))


def _field(section: Section) -> Field:
    kind = section.choice("kind", KINDS, default="text")
    id = section.text("id", pattern=r"(caller\.|extra\.)?[a-z_]+", what="a field id such as caller.name")
    options = section.texts("options", needed=kind == "choice")
    options_ko = section.texts("options_ko")
    if options_ko and len(options_ko) != len(options):
        section.wrong(
            "options_ko", f"{len(options_ko)} names for {len(options)} options", "Name every option, in order"
        )
    return Field(
        id=id,
        names=read_names(section.section("names")),
        article=article(section),
        kind=kind,
        required=section.flag("required", default=False),
        options=options,
        options_ko=options_ko,
        may_be_withheld=section.flag("may_be_withheld", default=id.startswith("caller.")),
    )


def _refusal(section: Section) -> Refusal:
    return Refusal(
        **identity(section),
        advice=read_names(section.section("advice")),
        navigation=section.flag("navigation", default=False),
        name_the_unit=section.flag("name_the_unit", default=False),
    )


def _return(section: Section) -> Return:
    return Return(
        article=article(section),
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
        fields=each(top, "fields", _field, needed=True),
        channels=each(top, "channels", _term, needed=True),
        natures=each(top, "natures", _nature, needed=True),
        fields_of_work=each(top, "fields_of_work", _term),
        refusals=each(top, "refusals", _refusal, needed=True),
        clocks=read_clocks(top),
        returns=one(top, "return", _return),
        grading=one(top, "grading", _grading),
        supervisions=each(top, "supervisions", read_supervision),
        visits=one(top, "visits", read_visits),
        rating=one(top, "rating", read_rating),
        conclusions=each(top, "conclusions", _term),
        duties=each(top, "duties", read_duty),
        rates=each(top, "rates", read_rate),
        direct_answer=one(top, "direct_answer", read_direct_answer),
        follow_ups=each(top, "follow_ups", read_follow_up),
        supervising=one(top, "supervising", read_forms),
        abuse=one(top, "abuse", read_abuse),
    )
    top.done()
    _agree(pack, top)
    return pack


def _grading(section: Section) -> Grading:
    return Grading(
        article=article(section),
        grades=section.texts("grades", needed=True),
        signed_by=section.texts("signed_by", needed=True),
    )


def _agree(pack: Pack, top: Section) -> None:
    """What tables must agree on."""
    stem = re.sub(r".*/|\.toml\Z", "", top.document.file)
    if pack.id and pack.id != stem:
        top.wrong("id", f"{pack.id!r} is not the file's name", f"Write {stem!r}, or rename the file")
    natures = {nature.id for nature in pack.natures}
    for nature in pack.direct_answer.not_natures if pack.direct_answer else ():
        if nature not in natures:
            mend = f"Choose among {', '.join(sorted(natures))}"
            top.document.wrong(("direct_answer", "not_natures"), f"there is no nature {nature!r} in this pack", mend)
    clocks = {clock.id for clock in pack.clocks}
    for number, rate in enumerate(pack.rates):
        if rate.measure == "on-time" and rate.clock not in clocks:
            mend = f"Choose among {', '.join(sorted(clocks))}"
            top.document.wrong(("rates", number, "clock"), f"there is no clock {rate.clock!r} in this pack", mend)
    for number, clock in enumerate(pack.clocks):
        for nature in (*(clock.condition.natures or ()), *clock.condition.not_natures):
            if nature not in natures:
                mend = f"Choose among {', '.join(sorted(natures))}"
                top.document.wrong(("clocks", number), f"there is no nature {nature!r} in this pack", mend)
    if pack.returns and all(clock.id != pack.returns.clock for clock in pack.clocks):
        mend = "Name one of [[clocks]]"
        top.document.wrong(("return", "clock"), f"there is no clock {pack.returns.clock!r}", mend)

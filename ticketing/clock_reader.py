"""Reads the clocks of a regulation pack. Pure; the records are in `pack`, the counting in `ticketing.clocks`."""

from __future__ import annotations

from routing.strict import Section, suggestion
from ticketing.pack import NATURES, Clock, Condition, DayEnd, EventKind, Expiry, Extension, Limit, Unit

CLOCKS = ("reply", "conclude", "contact", "sign", "return", "forward", "report-oral", "report-written", "upload")
"""Clock ids that the programs and the desk have words for."""
OVERRIDES = ("statutory", "promised", "filed-case")
_LENGTH = 'a length such as "7 WD", or "first-limit", or "as-granted"'


def read_clocks(top: Section) -> tuple[Clock, ...]:
    """Every `[[clocks]]` table. The same id may stand twice with different conditions; the first that holds counts."""
    clocks = []
    for section in top.sections("clocks"):
        clocks.append(_clock(section))
        section.done()
    return tuple(clocks)


def _clock(section: Section) -> Clock:
    names = section.section("names")
    extension = section.section("extension") if section.has("extension") else None
    clock = Clock(
        id=section.choice("id", CLOCKS),
        names={"zh": names.text("zh")} | ({"ko": names.text("ko")} if names.has("ko") else {}),
        article=section.text("article", what='the article, such as "9(三)"'),
        start=_events(section, "start"),
        stop=_events(section, "stop"),
        limit=_limit(section, "limit") or Limit(number=0, unit=Unit.AT_ONCE),
        condition=_condition(section),
        ends=DayEnd(section.choice("ends", [end.value for end in DayEnd], default=DayEnd.CLOSE_OF_BUSINESS.value)),
        warn=_limit(section, "warn") if section.has("warn") else None,
        expiry=Expiry(section.choice("expiry", [expiry.value for expiry in Expiry])),
        extension=_extension(extension) if extension else None,
        yields_to=section.texts("yields_to"),
    )
    names.done()
    for override in clock.yields_to:
        if override not in OVERRIDES:
            section.wrong("yields_to", f"{override!r} is not known", f"Choose among {', '.join(OVERRIDES)}")
    return clock


def _events(section: Section, key: str) -> tuple[EventKind, ...]:
    known = [kind.value for kind in EventKind]
    events = []
    for name in section.texts(key, needed=True, what='event names such as ["accepted"]'):
        if name in known:
            events.append(EventKind(name))
        else:
            section.wrong(
                key, f"there is no event {name!r}", suggestion(name, known, f"Choose among {', '.join(known)}")
            )
    return tuple(events)


def _limit(section: Section, key: str) -> Limit | None:
    """`"20 WD"`, `"72 hours"`, `"30 minutes"` or `"at-once"`."""
    what = 'a limit such as "20 WD", "72 hours", "30 minutes" or "at-once"'
    text = section.text(key, pattern=r"at-once|[1-9]\d{0,3} (WD|hours|minutes)", what=what)
    if not text:
        return None
    if text == "at-once":
        return Limit(number=0, unit=Unit.AT_ONCE)
    number, unit = text.split(" ")
    return Limit(number=int(number), unit=Unit(unit))


def _condition(section: Section) -> Condition:
    def natures(key: str) -> tuple[str, ...]:
        return section.texts(key, pattern="|".join(NATURES), what=f"natures among {', '.join(NATURES)}")

    return Condition(
        natures=natures("natures") if section.has("natures") else None,
        not_natures=natures("not_natures"),
        complex=section.flag("complex") if section.has("complex") else None,
        urgent=section.flag("urgent") if section.has("urgent") else None,
    )


def _extension(section: Section) -> Extension:
    length = section.text("length", pattern=r"as-granted|first-limit|[1-9]\d{0,3} (WD|hours|minutes)", what=_LENGTH)
    most = section.integer("most", low=1, high=20) if section.has("most") else None
    approvers, approvers_ko = section.texts("approvers", needed=True), section.texts("approvers_ko")
    if approvers_ko and len(approvers_ko) != len(approvers):
        section.wrong("approvers_ko", "not every approver has a name", "Name every approver, in order")
    extension = Extension(
        article=section.text("article"),
        limit=_limit(section, "length") if length and length[0].isdigit() else None,
        at_first_limit=length == "first-limit",
        most=most,
        most_complex=section.integer("most_complex", low=most, high=20, default=most) if most else None,
        approvers=approvers,
        approvers_ko=approvers_ko,
        before_expiry=section.flag("before_expiry"),
        tell_caller=section.flag("tell_caller"),
    )
    section.done()
    return extension

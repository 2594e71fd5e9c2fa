"""Reads a site file's tables into `Site`, noting every mistake. Offices and hours are read in `site_offices`."""

from __future__ import annotations

import re
from datetime import date

from ami.lines import AWAY_REASON, NO_ANSWER_REASON, WRAP_UP_REASON
from hotline.site import Messages, PauseReason, Ports, QueueSettings, Service, Site, Storage, Tickets
from hotline.site_addresses import read_bind, read_trunk_host
from hotline.site_agreement import check_agreement
from hotline.site_hours import read_hours
from hotline.site_offices import AREA, ID, ID_SAID, read_names, read_offices
from hotline.site_outbound import read_outbound
from routing.plan import Plan, Trunk
from routing.strict import Document, Section, shown
from ticketing import packs
from workdays.calendar import Calendar

LANGUAGES = ("zh", "ko")
"""Languages in which every prompt is spoken."""
OWN_REASONS = (WRAP_UP_REASON, NO_ANSWER_REASON, AWAY_REASON)
"""For which the system pauses a seat by itself."""
NUMBER = r"\d{3,12}"


def read_site(document: Document) -> Site:
    """The site as far as it can be read; worth something only if `document.problems` stays empty."""
    top = document.top()
    sources: dict[str, str] = {}
    queue = _queue(top.section("queue"))
    hours = read_hours(top.section("hours"), sources)
    languages = _languages(top)
    plan = Plan(
        number=top.text("number", pattern=NUMBER, what='the short number in quotes, such as "12385"'),
        home=top.text("home", pattern=ID, what="the id of the office that answers when nothing points elsewhere"),
        offices=read_offices(top, hours, queue.overflow_s),
        trunks=_trunks(top),
        retired_areas=_retired(top.section("retired_areas", needed=False)),
        old_numbers=top.texts("old_numbers", pattern=NUMBER, what="numbers in quotes, digits only"),
        languages=languages,
        calendar=_calendar(top.section("calendar", needed=False)),
    )
    site = Site(
        id=top.text("id", pattern=ID, what=ID_SAID),
        file=document.file,
        names=read_names(top.section("names")),
        regulations=_regulations(top),
        languages=languages,
        sms=top.flag("sms", default=False),
        plan=plan,
        ports=_ports(top.section("ports")),
        queue=queue,
        pause_reasons=_pause_reasons(top),
        storage=_storage(top.section("storage"), sources),
        messages=_messages(top.section("messages")),
        service=_service(top.section("service"), sources),
        tickets=_tickets(top.section("tickets"), sources) if top.has("tickets") else Tickets(),
        outbound=read_outbound(top.section("outbound"), plan) if top.has("outbound") else None,
        sources=sources,
    )
    top.done()
    check_agreement(site, document)
    return site


def _languages(top: Section) -> tuple[str, ...]:
    languages = top.texts("languages", needed=True, what='a list such as ["zh", "ko"], the first is the default')
    for language in languages:
        if language not in LANGUAGES:
            top.wrong("languages", f"{language!r} is not spoken here", f"Choose among {', '.join(LANGUAGES)}")
    return languages


def _regulations(top: Section) -> tuple[str, ...]:
    known = packs.known()
    regulations = top.texts("regulations", needed=True, what="a list of pack ids, the site's own first")
    for regulation in regulations:
        if regulation not in known:
            mend = f"Choose among {', '.join(known)}, or add ticketing/regulations/{regulation}.toml"
            top.wrong("regulations", f"there is no regulation pack {regulation!r}", mend)
            continue
        try:
            packs.load(regulation)
        except packs.PackError as error:
            told = "; ".join(str(problem).rstrip(".") for problem in error.problems)
            top.wrong("regulations", f"the pack {regulation!r} has mistakes: {told}", "Mend the pack")
    return regulations


def _ports(section: Section) -> Ports:
    def port(key: str) -> int:
        """0 when missing or after a mistake."""
        before = len(section.document.problems)
        number = section.integer(key, low=1024, high=65535)
        return number if section.has(key) and len(section.document.problems) == before else 0

    ports = Ports(
        bind=read_bind(section),
        sip=port("sip"),
        http=port("http"),
        ami=port("ami"),
        agi=port("agi"),
        web=port("web"),
        rtp_first=port("rtp_first"),
        rtp_last=port("rtp_last"),
    )
    section.done()
    return ports


def _queue(section: Section) -> QueueSettings:
    queue = QueueSettings(
        ring_s=section.integer("ring_s", low=5, high=120),
        overflow_s=section.integer("overflow_s", low=5, high=3600),
        wrap_up_s=section.integer("wrap_up_s", low=0, high=3600),
        announce_every_s=section.integer("announce_every_s", low=0, high=600),
    )
    section.done()
    return queue


def _trunks(top: Section) -> dict[str, Trunk]:
    trunks: dict[str, Trunk] = {}
    for section in top.sections("trunks", needed=True):
        trunk = Trunk(
            id=section.text("id", pattern=ID, what=ID_SAID),
            host=read_trunk_host(section),
            area_code=section.text("area_code", default="-", pattern=AREA, what='an area code such as "010"'),
        )
        if trunk.area_code in ("-", ""):
            trunk = Trunk(id=trunk.id, host=trunk.host)
        if trunk.id in trunks:
            section.wrong("id", f"trunk {trunk.id!r} stands here twice", "Give each trunk its own id")
        if trunk.host and any(other.host == trunk.host for other in trunks.values()):
            section.wrong("host", f"{trunk.host} is another trunk's host", "Calls are told apart by it: use another")
        trunks[trunk.id or f"trunks[{len(trunks)}]"] = trunk
        section.done()
    return trunks


def _retired(section: Section) -> dict[str, str]:
    retired: dict[str, str] = {}
    for old, new in section.entries():
        if not re.fullmatch(AREA, old) or not isinstance(new, str) or not re.fullmatch(AREA, new):
            wrong = f"{old} = {shown(new)} is not a pair of area codes"
            section.wrong(old, wrong, 'Write "old" = "new", both in quotes')
        else:
            retired[old] = new
    return retired


def _calendar(section: Section) -> Calendar:
    def days(key: str) -> dict[date, str]:
        found: dict[date, str] = {}
        for entry in section.sections(key):
            on = entry.day("date")
            if on in found and on != date.min:
                entry.wrong("date", f"{on} stands here twice", "Keep one of them")
            found[on] = entry.text("why", what="the reason in Chinese, as people will read it")
            entry.done()
        return found

    calendar = Calendar(extra_rest=days("rest"), extra_work=days("work"))
    for both in sorted(set(calendar.extra_rest) & set(calendar.extra_work) - {date.min}):
        section.wrong("", f"{both} is said to be worked and not worked", "Keep one of them")
    section.done()
    return calendar


def _pause_reasons(top: Section) -> tuple[PauseReason, ...]:
    reasons: list[PauseReason] = []
    for section in top.sections("pause_reasons", needed=True):
        reason_id = section.text("id", pattern=ID, what=ID_SAID)
        reason = PauseReason(id=reason_id, names=read_names(section.section("names")))
        if reason.id in OWN_REASONS:
            section.wrong("id", f"{reason.id!r} is a reason of the system's own", "Choose another id")
        if any(reason.id == other.id for other in reasons):
            section.wrong("id", f"pause reason {reason.id!r} stands here twice", "Give each its own id")
        reasons.append(reason)
        section.done()
    return tuple(reasons)


def _storage(section: Section, sources: dict[str, str]) -> Storage:
    storage = Storage(
        folder=section.text("folder", pattern=r"/.+", what='a whole path such as "/srv/hotline"')
        if section.has("folder")
        else None,
        retention_days=section.integer("retention_days", low=1, high=36500),
    )
    sources["storage.retention_days"] = section.text("source", what="where the retention comes from, in words")
    section.done()
    return storage


def _messages(section: Section) -> Messages:
    messages = Messages(
        limit_s=section.integer("limit_s", low=10, high=600),
        silence_s=section.integer("silence_s", low=2, high=60),
        shortest_s=section.integer("shortest_s", low=0, high=10, default=1),
    )
    section.done()
    return messages


def _tickets(section: Section, sources: dict[str, str]) -> Tickets:
    tickets = Tickets(
        visit_percent=section.integer("visit_percent", low=0, high=100, default=Tickets().visit_percent),
        archive_after_days=section.integer(
            "archive_after_days", low=1, high=3650, default=Tickets().archive_after_days
        ),
    )
    sources["tickets"] = section.text("source", what="where these values come from, in words")
    section.done()
    return tickets


def _service(section: Section, sources: dict[str, str]) -> Service:
    service = Service(
        answer_within_s=section.integer("answer_within_s", low=1, high=600),
        connected_percent=section.integer("connected_percent", low=1, high=100),
        sms_within_s=section.integer("sms_within_s", low=1, high=86400),
    )
    sources["service"] = section.text("source", what="where the targets come from, in words")
    section.done()
    return service

"""The desk of the flow tests: a small plan, a fixed time, a scripted caller, and what came of the call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dialplan.contract import Handover
from ivr_flows import scripts
from ivr_flows.call import CallFacts, CallLost
from ivr_flows.flow_context import FlowContext, FlowSettings
from ivr_flows.journal import ListJournal
from ivr_flows.lookups import KnownCallers, KnownCases
from ivr_flows.scripted import ScriptedCall, Step
from ivr_flows.text_book import TextBook
from routing.decide import decide, decide_answered
from routing.plan import Level, Office, Plan, Trunk
from workdays.hours import Hours, Span
from workdays.zone import SHANGHAI

OFFICE_HOURS = Hours(workday=(Span.parse("08:00-12:00"), Span.parse("14:30-17:30")))
IN_HOURS = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
AT_NIGHT = datetime(2026, 11, 23, 22, 0, tzinfo=SHANGHAI)
LAST_NIGHT_OF_YEAR = datetime(2026, 12, 31, 22, 0, tzinfo=SHANGHAI)


def office(
    id_: str, zh: str, ko: str, *codes: str, hours: Hours = OFFICE_HOURS, overflow: tuple[str, ...] = ()
) -> Office:
    return Office(
        id=id_,
        names={"zh": zh, "ko": ko},
        level=Level.CITY,
        division="340100",
        area_codes=codes,
        hours=hours,
        overflow=overflow,
    )


def plan(**changes: object) -> Plan:
    offices = {
        "anhui": office("anhui", "安徽省", "안후이성"),
        "hefei": office("hefei", "合肥市", "허페이시", "0551", overflow=("anhui",)),
        "fuyang": office("fuyang", "阜阳市", "푸양시", "0558", overflow=("anhui",)),
        "bozhou": office("bozhou", "亳州市", "보저우시", "0558", overflow=("anhui",)),
        "huangshan": office("huangshan", "黄山市", "황산시", "0559", hours=Hours(always=True)),
    }
    values: dict[str, object] = {
        "number": "12385",
        "home": "anhui",
        "offices": offices,
        "trunks": {"main": Trunk(id="main", host="127.0.0.2")},
        "old_numbers": ("4001612385",),
    }
    return Plan(**{**values, **changes})  # type: ignore[arg-type]


@dataclass(slots=True)
class Outcome:
    """What came of a call: the prompts heard, the facts, the handover."""

    call: ScriptedCall
    journal: ListJournal
    lost: bool = False

    @property
    def heard(self) -> list[str]:
        return [clip.rpartition("/")[2] for clip in self.call.line.heard]

    @property
    def handover(self) -> Handover | None:
        return self.call.handover

    @property
    def queues(self) -> list[str]:
        return [hop.office for hop in self.handover.chain] if self.handover else []


def drive(coroutine: object) -> None:
    """Run a flow to its end without an event loop: a flow over a scripted line waits for nothing."""
    try:
        coroutine.send(None)  # type: ignore[attr-defined]
    except StopIteration:
        return
    raise AssertionError("the flow waits for something that no line gave it")


def call(
    *script: list[Step],
    run: str = "incoming",
    dialed: str = "12385",
    caller: str | None = "13905510001",
    at: datetime = IN_HOURS,
    site: Plan | None = None,
    sms: str | None = None,
    histories: dict[str, str] | None = None,
    cases: object | None = None,
    handover: str = "",
    empty_walks: int = 0,
    missing: tuple[str, ...] = (),
    journal: ListJournal | None = None,
) -> Outcome:
    """Place a call and see what comes of it."""
    the_plan = site or plan()
    journal = journal or ListJournal()
    names = {o.id: o.names for o in the_plan.offices.values()}
    context = FlowContext(
        plan=the_plan,
        decide=decide,
        decide_answered=decide_answered,
        book=TextBook(names=names),
        journal=journal,
        now=lambda: at,
        settings=FlowSettings(messages_folder="/run/messages", sms_number=sms),
        histories=KnownCallers({} if histories is None else histories),
        cases=cases or KnownCases(),  # type: ignore[arg-type]
    )
    facts = CallFacts(
        call_id="1795400000.17",
        dialed=dialed,
        caller=caller,
        trunk="main",
        script=run,
        channel="PJSIP/main-1",
        handover=handover,
        empty_walks=empty_walks,
    )
    scripted = ScriptedCall(facts, *script, missing=missing)
    outcome = Outcome(call=scripted, journal=journal)
    try:
        drive(scripts.run(run, context, scripted))
    except CallLost:
        outcome.lost = True
    return outcome

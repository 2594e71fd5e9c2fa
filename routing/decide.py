"""Who should answer a call, and why: the evidence in its order, then hours and overflow. Pure and total.

`decide` never raises for anything a caller, an exchange or the store may say, and always names an office of the
plan. What a single piece of evidence means lives in `evidence`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from routing.decision import Decision, Evidence, History, Reason
from routing.evidence import Finding, findings
from routing.plan import Plan


def decide(
    *, dialed: str, trunk: str | None, caller: str | None, history: History | None, now: datetime, plan: Plan
) -> Decision:
    """The office for this call at `now` (aware), with the reason. See `Decision` for the rest."""
    offices, reason = _weigh(findings(dialed=dialed, trunk=trunk, caller=caller, history=history, plan=plan), plan)
    if len(offices) == 1:
        return _answer(offices[0], None, reason, now, plan)
    return _answer(plan.home, offices, reason, now, plan)


def history_may_decide(decision: Decision) -> bool:
    """Whether this decision, made without a history, could be another one with it. Else nobody need look it up."""
    return decision.ask is not None or decision.reason.evidence is Evidence.DEFAULT


def decide_answered(*, office: str, asked: Decision, now: datetime, plan: Plan) -> Decision:
    """The decision after the caller chose `office` among `asked.ask`. ValueError if it was not among them."""
    if asked.ask is None or office not in asked.ask:
        raise ValueError(f"{office!r} was not among the offices asked about: {asked.ask}")
    steps = (*asked.reason.steps, asked.reason.detail)
    reason = Reason(evidence=Evidence.ANSWERED_QUESTION, detail=f"the caller chose {office}", steps=steps)
    return _answer(office, None, reason, now, plan)


def open_chain(office: str, now: datetime, plan: Plan) -> tuple[str, ...]:
    """Where a caller of `office` may wait at `now`: it and its overflow, those of them that are open."""
    here = (office,) if plan.offices[office].hours.is_open(now, plan.calendar) else ()
    return here + _overflow(office, now, plan)


def _weigh(evidence: Iterator[Finding], plan: Plan) -> tuple[tuple[str, ...], Reason]:
    """The offices the evidence leaves, and the reason. More than one: only a question can decide."""
    steps: list[str] = []
    why = ""
    for found in evidence:
        if found.silent:
            steps.append(f"{found.evidence}: {found.detail}")
            if found.evidence is Evidence.CALLER_MOBILE:
                why = found.detail
            continue
        if not found.offices:
            detail = f"{found.detail}; the home office {plan.home} answers"
            return (plan.home,), Reason(evidence=found.evidence, detail=detail, steps=tuple(steps))
        return _narrow(found, evidence, steps)
    detail = f"{why}, and nothing else points to another office; the home office {plan.home} answers"
    return (plan.home,), Reason(evidence=Evidence.DEFAULT, detail=detail, steps=tuple(steps))


def _narrow(found: Finding, later: Iterator[Finding], steps: list[str]) -> tuple[tuple[str, ...], Reason]:
    """Offices that share an area code: weaker evidence may choose among them, never add to them."""
    offices, detail = found.offices, found.detail
    for weaker in later if len(offices) > 1 else ():
        left = tuple(office for office in offices if office in weaker.offices)
        if len(left) == 1:
            steps.append(f"{weaker.evidence}: {weaker.detail}, which decides between {' and '.join(offices)}")
            detail = f"{detail}; {weaker.evidence} decides: {weaker.detail}"
            offices = left
            break
        steps.append(f"{weaker.evidence}: {weaker.detail}, which does not decide")
    if len(offices) > 1:
        detail = f"{detail}; only the caller can say which"
    return offices, Reason(evidence=found.evidence, detail=detail, steps=tuple(steps))


def _answer(office: str, ask: tuple[str, ...] | None, reason: Reason, now: datetime, plan: Plan) -> Decision:
    hours = plan.offices[office].hours
    is_open = hours.is_open(now, plan.calendar)
    return Decision(
        office=office,
        ask=ask,
        open=is_open,
        opens_at=None if is_open else hours.next_opening(now, plan.calendar),
        overflow=_overflow(office, now, plan),
        reason=reason,
    )


def _overflow(office: str, now: datetime, plan: Plan) -> tuple[str, ...]:
    """The chain behind `office`, each office once, those reached through closed ones too; only open ones stay."""
    chain: list[str] = [office]
    for link in chain:
        chain += [after for after in plan.offices[link].overflow if after in plan.offices and after not in chain]
    return tuple(link for link in chain[1:] if plan.offices[link].hours.is_open(now, plan.calendar))

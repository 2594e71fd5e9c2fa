"""`hotline route`: who would answer a call, and why. Reads a site file, decides, prints; touches nothing else."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from hotline import site as site_file
from hotline.commands.words import moment, one_of
from routing.decide import decide
from routing.decision import Decision, History
from routing.plan import Plan

app = typer.Typer(add_completion=False)


def as_data(decision: Decision) -> dict[str, Any]:
    """The decision as the JSON object that is printed."""
    reason = decision.reason
    return {
        "office": decision.office,
        "ask": list(decision.ask) if decision.ask else None,
        "open": decision.open,
        "opens_at": decision.opens_at.isoformat() if decision.opens_at else None,
        "overflow": list(decision.overflow),
        "reason": f"{reason.evidence}: {reason.detail}",
    }


def provisional(decision: Decision, plan: Plan, now: datetime) -> bool:
    """Whether the office's hours rest on days that no holiday notice covers yet: a notice may change the answer."""
    hours = plan.offices[decision.office].hours
    if hours.always or not hours.follows_workdays:
        return False
    days = ((decision.opens_at or now).date() - now.date()).days + 1
    return any(plan.calendar.day(now.date() + timedelta(days=day)).provisional for day in range(days))


@app.command()
def route(
    *,
    site: Annotated[Path, typer.Option(help="The site file")],
    dialed: Annotated[str, typer.Option(help="What was dialled, with or without an area code")],
    caller: Annotated[str, typer.Option(help="The caller's number; empty when hidden")] = "",
    trunk: Annotated[str | None, typer.Option(help="The trunk's id in the site file")] = None,
    last_office: Annotated[str | None, typer.Option(help="The office that served this number last")] = None,
    at: Annotated[str | None, typer.Option(help="When, ISO 8601 with offset; now if left out")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object")] = False,
) -> None:
    """Say which office answers a call, whether it is open, and on what evidence."""
    plan, now = site_file.load(site).plan, moment(at)
    decision = decide(
        dialed=dialed,
        trunk=None if trunk is None else one_of(trunk, plan.trunks, "--trunk"),
        caller=caller or None,
        history=History(
            last_office=None if last_office is None else one_of(last_office, plan.offices, "--last-office")
        ),
        now=now,
        plan=plan,
    )
    data = as_data(decision) | ({"provisional": True} if provisional(decision, plan, now) else {})
    if as_json:
        typer.echo(json.dumps(data, ensure_ascii=False))
        return
    state = "open" if decision.open else f"closed, opens {data['opens_at']}"
    typer.echo(f"{decision.office} ({state}{', provisional' if 'provisional' in data else ''})")
    if decision.ask:
        typer.echo(f"ask the caller: {' or '.join(decision.ask)}")
    typer.echo(f"overflow: {', '.join(decision.overflow) or 'none'}")
    typer.echo(f"because {data['reason']}")
    for step in decision.reason.steps:
        typer.echo(f"  {step}")

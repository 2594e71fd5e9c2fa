"""`hotline route`: who would answer a call, and why. Reads a site file, decides, prints; touches nothing else."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from hotline import site as site_file
from hotline.settings import Clock
from routing.decide import decide
from routing.decision import Decision, History
from workdays.zone import local

app = typer.Typer(add_completion=False)


class MomentError(Exception):
    """A time on the command line is not one."""

    code = "moment"


def moment(text: str | None) -> datetime:
    """The time said, or the present. MomentError for a naive or malformed one."""
    if text is None:
        return Clock().now()
    try:
        return local(datetime.fromisoformat(text))
    except ValueError as error:
        raise MomentError(f"--at {text}: {error}. Write it as 2026-09-25T16:50:00+08:00") from error


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
    decision = decide(
        dialed=dialed,
        trunk=trunk,
        caller=caller or None,
        history=History(last_office=last_office),
        now=moment(at),
        plan=site_file.load(site).plan,
    )
    data = as_data(decision)
    if as_json:
        typer.echo(json.dumps(data, ensure_ascii=False))
        return
    state = "open" if decision.open else f"closed, opens {data['opens_at']}"
    typer.echo(f"{decision.office} ({state})")
    if decision.ask:
        typer.echo(f"ask the caller: {' or '.join(decision.ask)}")
    typer.echo(f"overflow: {', '.join(decision.overflow) or 'none'}")
    typer.echo(f"because {data['reason']}")
    for step in decision.reason.steps:
        typer.echo(f"  {step}")

"""`hotline due`: when a regulation wants a matter done, and how that was counted. Reads a pack and prints."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from hotline import site as site_file
from hotline.commands.words import moment, one_of
from ticketing import packs
from ticketing.clocks.event import Matter
from ticketing.clocks.explain import explain
from ticketing.clocks.foresee import Foreseen, foresee, unheeded
from ticketing.clocks.notes import tell
from ticketing.pack import NATURES, EventKind
from workdays.calendar import Calendar

app = typer.Typer(add_completion=False)

EVENTS = [kind.value for kind in list(EventKind)[:9]]
"""Those that may start a clock."""


def as_data(found: Foreseen) -> dict[str, Any]:
    """One clock as the JSON object that is printed."""
    limit, end = found.clock.limit, found.deadline
    return {
        "clock": found.clock.id,
        "article": found.clock.article,
        "due": end.due.isoformat(timespec="seconds"),
        "limit": limit.number,
        "unit": limit.unit.value,
        "counted": [day.isoformat() for day in end.counted],
        "skipped": [{"date": day.date.isoformat(), "why": day.reason} for day in end.skipped],
        "provisional": end.provisional,
    }


def _tell(found: Foreseen, started: datetime) -> None:
    for line in explain(found.clock, started, found.deadline):
        typer.echo(line)
    typer.echo("")


@app.command()
def due(
    *,
    regulation: Annotated[str, typer.Option(help="Id of the regulation, such as national-12385")],
    event: Annotated[str, typer.Option(help=", ".join(EVENTS))],
    at: Annotated[str | None, typer.Option(help="When it happened, ISO 8601 with offset; now if left out")] = None,
    nature: Annotated[str | None, typer.Option(help=" | ".join(NATURES))] = None,
    complex_matter: Annotated[bool, typer.Option("--complex", help="An especially complex matter")] = False,
    extended: Annotated[int, typer.Option(min=0, max=99, help="Extensions granted")] = 0,
    urgent: Annotated[bool, typer.Option("--urgent", help="An urgent matter")] = False,
    site: Annotated[Path | None, typer.Option(help="Site file whose own rest days and workdays count")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="A list of JSON objects")] = False,
) -> None:
    """Say which limits an event starts, when each ends, and which days were counted."""
    started, pack = moment(at), packs.load(regulation)
    kind = EventKind(one_of(event, EVENTS, "--event"))
    named = one_of(nature, NATURES, "--nature") if nature is not None else None
    matter = Matter(nature=named, complex=complex_matter, urgent=urgent)
    calendar = site_file.load(site).plan.calendar if site else Calendar()
    found = foresee(pack=pack, event=kind, at=started, calendar=calendar, matter=matter, extended=extended)
    for remark in unheeded(pack, kind, started, matter):
        typer.echo(f"note: {remark}", err=True)
    for one in found:
        for note in one.notes:
            typer.echo(f"note: {one.clock.id}: {tell(note, 'en')}", err=True)
    if as_json:
        typer.echo(json.dumps([as_data(one) for one in found], ensure_ascii=False))
        return
    for one in found:
        _tell(one, started)

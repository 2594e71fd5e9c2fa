"""`hotline report statistics`: a hotline's counts as a file, and those of cities and provinces joined to one's own."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from hotline import site as site_file
from hotline.commands.calls_of import calls_of
from hotline.commands.on_database import Desk, Json, Site, run, show_json
from hotline.commands.ticket_figures import Since, Until, span_of
from hotline.settings import DEFAULT_SITE
from ticketing.analysis import analyse
from ticketing.call_account import account
from ticketing.casework import figures
from ticketing.levels import LevelsError, Statistics, join, read, shape, statistics, strange
from workdays.zone import local

Joined = Annotated[list[Path] | None, typer.Option("--join", help="A file of another hotline's statistics; may repeat")]


def register(app: typer.Typer) -> None:
    """Put the command where `hotline report` finds it."""
    app.command("statistics")(statistics_report)


def statistics_report(
    since: Since = None,
    until: Until = None,
    joined: Joined = None,
    site: Site = DEFAULT_SITE,
    as_json: Json = False,
) -> None:
    """Tickets by nature, field, state and refusal, and calls; with others' files, the sum. `--json`: the file."""

    async def count(desk: Desk) -> tuple[Statistics, Any]:
        span = span_of(since, until, desk.now)
        async with desk.database.read() as session:
            tickets = analyse(await figures.facts(session, span), ())
            calls = account(await calls_of(session, span), {}, {})
        last = local(span.until - timedelta(days=1)).date()
        return statistics(site_file.load(site).id, local(span.since).date(), last, tickets, calls), desk.rules.main

    own, pack = run(site, count)
    every = [own, *map(_file, joined or ())]
    found, other = join(every), strange(every, pack)
    if as_json:
        show_json(shape(found) | ({"not_classified": [asdict(one) for one in other]} if other else {}))
        return
    typer.echo(f"{'、'.join(found.hotlines)}  {found.since} .. {found.until}  tickets: {found.tickets}")
    for table, counts in (*found.tables.items(), ("calls", found.calls)):
        for value, number in counts.items():
            typer.echo(f"{table:<10} {value or '—'}: {number}")
    for one in other:
        typer.echo(f"not of {pack.id}: {one.table} {one.value} {one.count} ({one.hotline})")


def _file(path: Path) -> Statistics:
    try:
        return read(str(path), path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise LevelsError(f"{path} cannot be read: {error}") from error

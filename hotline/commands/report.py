"""`hotline report calls|forecast|statistics`: what was done, what to plan for. Counting is `ticketing`'s."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Annotated, Any

import typer
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.commands import report_levels
from hotline.commands.calls_of import calls_of
from hotline.commands.on_database import Desk, Json, Site, run, show_json
from hotline.commands.ticket_figures import Since, Until, span_of
from hotline.settings import DEFAULT_SITE
from routing.outbound import is_outgoing
from store import seat_spans
from store.among import among
from store.calls import CallRecord
from store.tables.base import Base
from store.tables.call import Leg
from store.tables.ticket import Ticket, TicketCall
from ticketing.attendance import Attendance, attendance
from ticketing.call_account import Account, account
from ticketing.rates import Span
from ticketing.states import State
from ticketing.volume import Goal, Seen, forecast
from workdays.zone import local

report_app = typer.Typer(add_completion=False, no_args_is_help=True, help="What was done, and what to plan for.")
report_levels.register(report_app)
AsCsv = Annotated[bool, typer.Option("--csv", help="Tables for a spreadsheet, one after the other")]


@report_app.command("calls")
def calls_report(
    since: Since = None, until: Until = None, site: Site = DEFAULT_SITE, as_json: Json = False, as_csv: AsCsv = False
) -> None:
    """What became of every call of a span, by office and seat; seats' days; which calls are owed something."""

    async def read(desk: Desk) -> tuple[Account, tuple[Attendance, ...]]:
        span = span_of(since, until, desk.now)
        async with desk.database.read() as session:
            calls = await calls_of(session, span)
            in_vain = await _unanswered(session, calls)
            found = account(calls, await _tickets(session, calls), Counter(seat for seat, _ in in_vain))
            spans = await seat_spans.between(session, span.since, span.until)
            return found, attendance(spans, Counter(in_vain), span)

    found, days = run(site, read)
    offices = [{**asdict(one), "connected_percent": one.connected_percent} for one in found.offices]
    tables = {
        "offices": offices,
        "seats": [asdict(one) for one in found.seats],
        "attendance": [{**asdict(one), "day": one.day.isoformat()} for one in days],
        "owed": [asdict(one) for one in found.owed],
    }
    if as_json:
        return show_json(tables)
    for name, rows in tables.items():
        typer.echo(_csv(rows) if as_csv else _lines(name, rows))


@report_app.command("forecast")
def forecast_report(
    weeks: Annotated[int, typer.Option(min=1, max=104, help="Weeks to look back at")] = 8,
    within: Annotated[float, typer.Option(min=1, help="Seconds in which a call is to be answered")] = 15,
    share: Annotated[float, typer.Option(min=1, max=99.9, help="Percent of calls answered in time")] = 95,
    reserve: Annotated[float, typer.Option(min=0, max=500, help="Percent on top")] = 20,
    wrap_up: Annotated[float, typer.Option(min=0, help="Seconds of work after a call")] = 30,
    site: Site = DEFAULT_SITE,
    as_json: Json = False,
) -> None:
    """Calls by hour of the day, and the seats and trunks that the busiest hour needs, with a reserve (Erlang)."""
    goal = Goal(within_s=within, share=share / 100, reserve=reserve / 100)

    async def read(desk: Desk) -> list[CallRecord]:
        span = Span(since=desk.now - timedelta(weeks=weeks), until=desk.now)
        async with desk.database.read() as session:
            return await calls_of(session, span)

    calls = [call for call in run(site, read) if not is_outgoing(call.id)]
    found = forecast([Seen(at=call.arrived_at, held_s=call.talked_s or 0) for call in calls], goal, wrap_up_s=wrap_up)
    if as_json:
        return show_json(None if found is None else asdict(found))
    if found is None:
        typer.echo(f"近 {weeks} 周没有来电")
        return
    for hour in found.hours:
        typer.echo(f"{hour.hour:02d}:00  日均 {hour.mean:>7}  最多 {hour.most:>5}  座席 {hour.seats:>3}")
    growth = "" if found.growth is None else f"，后半期为前半期的 {found.growth} 倍"
    typer.echo(f"{found.days} 天 {found.calls} 次来电，每次占用座席 {found.held_s} 秒{growth}")
    typer.echo(f"建议座席 {found.seats} 个，中继 {found.trunks} 条（含 {reserve:g} % 余量）")


async def _tickets(session: AsyncSession, calls: Sequence[CallRecord]) -> dict[str, list[tuple[str, State]]]:
    link, ticket = (Base.metadata.tables[table.__tablename__] for table in (TicketCall, Ticket))
    query = select(link.c.call_id, ticket.c.number, ticket.c.state).join(ticket, ticket.c.id == link.c.ticket_id)
    found: dict[str, list[tuple[str, State]]] = {}
    for call, number, state in await among(session, query, {link.c.call_id: [call.id for call in calls]}):
        found.setdefault(call, []).append((number, State(state)))
    return found


async def _unanswered(session: AsyncSession, calls: Sequence[CallRecord]) -> list[tuple[str, date]]:
    """Seat and day of each ring that it did not take."""
    leg, days = Base.metadata.tables[Leg.__tablename__], {call.id: local(call.arrived_at).date() for call in calls}
    query = select(leg.c.seat, leg.c.call_id).where(leg.c.outcome == "no-answer")
    rows = await among(session, query, {leg.c.call_id: list(days)})
    return [(seat, days[call]) for seat, call in rows]


def _csv(rows: Sequence[Mapping[str, Any]]) -> str:
    text = io.StringIO()
    if rows:
        writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows({key: _flat(value) for key, value in row.items()} for row in rows)
    return text.getvalue()


def _lines(name: str, rows: Sequence[Mapping[str, Any]]) -> str:
    said = ["  ".join(f"{key} {_shown(value)}" for key, value in row.items()) for row in rows]
    return "\n".join([f"{name} ({len(rows)})", *said])


def _flat(value: Any) -> Any:
    """Counts by name in one cell: `break=600 meal=1800`."""
    return " ".join(f"{key}={one}" for key, one in value.items()) if isinstance(value, dict) else value


def _shown(value: Any) -> Any:
    return "—" if value in (None, {}) else _flat(value)

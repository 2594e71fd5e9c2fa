"""`hotline ticket rates|analysis|visits|duties`: what is counted and owed over many tickets, each with its article."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Annotated, Any

import typer

from hotline.commands.on_database import Desk, Json, Site, run, show_json
from hotline.settings import DEFAULT_SITE
from store.engine import keys_of
from ticketing.analysis import Analysis, analyse
from ticketing.casework import figures, knowledge_base
from ticketing.casework.lots import period_key
from ticketing.duties import next_due
from ticketing.errors import InvalidField
from ticketing.knowledge import timely
from ticketing.rates import OF_ENTRIES, Computed, Judged, Span, compute, not_given
from workdays.zone import SHANGHAI, local

Since = Annotated[
    str | None, typer.Option("--from", help="First day, such as 2026-09-01; the month's first if left out")
]
Until = Annotated[str | None, typer.Option("--to", help="Last day; today if left out")]
By = Annotated[str, typer.Option("--by", help="all, office or unit")]


def register(app: typer.Typer) -> None:
    """Put the commands where `hotline ticket` finds them."""
    for command in (rates, analysis, visits, duties):
        app.command()(command)


def rates(
    since: Since = None, until: Until = None, by: By = "all", site: Site = DEFAULT_SITE, as_json: Json = False
) -> None:
    """The rates of the regulation, by office or unit, with the tickets behind each."""
    if by not in ("all", "office", "unit"):
        raise InvalidField("--by", f"{by!r} is not known", "choose among all, office, unit")

    async def read(desk: Desk) -> dict[str, Any]:
        span = span_of(since, until, desk.now)
        async with desk.database.read() as session:
            tickets, reasons = await figures.judged(session, desk.rules, span, now=desk.now)
            known = timely(await knowledge_base.entries(session), span.since, min(span.until, desk.now))
        shown = {}
        for name, group in _groups(tickets, by):
            of_tickets = [rate for rate in desk.rules.main.rates if rate.measure not in OF_ENTRIES]
            shown[name] = [rate_shape(compute(rate, group, span)) for rate in of_tickets]
        of_entries = [rate for rate in desk.rules.main.rates if rate.measure in OF_ENTRIES]
        if of_entries:
            found = [Computed(rate=rate, counted=known[0], good=known[1], left_out=()) for rate in of_entries]
            shown.setdefault("all", []).extend(map(rate_shape, found))
        whole = {"regulation": desk.rules.main.id, "from": str(span.since.date()), "not_given": not_given(reasons)}
        return {**whole, "to": str((span.until - timedelta(days=1)).date()), "rates": shown}

    found = run(site, read)
    if as_json:
        show_json(found)
        return
    typer.echo(f"{found['regulation']} {found['from']} .. {found['to']}")
    for name, computed in found["rates"].items():
        for rate in computed:
            share = "—" if rate["percent"] is None else f"{rate['percent']} %"
            typer.echo(
                f"{name:<12} {rate['label']['zh']}（{rate['article']}） {share}  {rate['good']}/{rate['counted']}"
            )
    for field, count in found["not_given"].items():
        typer.echo(f"not given: {field} {count}")


def analysis(since: Since = None, until: Until = None, site: Site = DEFAULT_SITE, as_json: Json = False) -> None:
    """What the tickets of a span are about, and what comes up more often than in the span before."""

    async def read(desk: Desk) -> Analysis:
        span = span_of(since, until, desk.now)
        before = Span(since=span.since - (span.until - span.since), until=span.since)
        async with desk.database.read() as session:
            return analyse(await figures.facts(session, span), await figures.facts(session, before))

    found = run(site, read)
    growing = [{"kind": one.kind, "value": one.value, "before": one.before, "now": one.now} for one in found.growing]
    if as_json:
        show_json({"tickets": found.tickets, "tables": found.tables, "growing": growing})
        return
    typer.echo(f"tickets: {found.tickets}")
    for table, counts in found.tables.items():
        for value, count in counts.items():
            typer.echo(f"{table:<16} {value or '—'}: {count}")
    for one in growing:
        typer.echo(f"growing: {one['kind']} {one['value']} {one['before']} -> {one['now']}")


def visits(
    reveal: Annotated[
        str | None, typer.Option(help="A past month, such as 2026-09: show the key its lots were drawn by")
    ] = None,
    site: Site = DEFAULT_SITE,
    as_json: Json = False,
) -> None:
    """The return visits that are owed; or the key of a past month, by which anybody can draw its lots again."""
    if reveal is not None:
        show_json({"period": reveal, "key": run(site, lambda desk: _key(desk, reveal))})
        return

    async def read(desk: Desk) -> tuple[figures.Visit, ...]:
        async with desk.database.read() as session:
            return await figures.visits_owed(session, desk.rules, now=desk.now)

    found = run(site, read)
    if as_json:
        show_json([{"ticket": v.ticket, "office": v.office, "text": v.text, "article": v.article} for v in found])
        return
    for visit in found:
        typer.echo(f"{visit.ticket} {visit.office:<12} {visit.text}（{visit.article}）")


def duties(site: Site = DEFAULT_SITE, as_json: Json = False) -> None:
    """The standing duties of the regulation: whose, how often, and the next day for those that have one."""

    async def read(desk: Desk) -> list[dict[str, Any]]:
        today = local(desk.now).date()
        return [
            {
                "duty": duty.id,
                "label": dict(duty.names),
                "article": duty.article,
                "who": duty.who,
                "every": duty.every,
                "due": due.isoformat() if (due := next_due(duty, today)) else None,
            }
            for duty in desk.rules.main.duties
        ]

    found = run(site, read)
    if as_json:
        show_json(found)
        return
    for one in found:
        typer.echo(f"{one['label']['zh']}（{one['article']}） {one['who']} {one['every']} {one['due'] or ''}".rstrip())


def rate_shape(computed: Computed) -> dict[str, Any]:
    """A rate with how it came about."""
    rate = computed.rate
    return {
        "rate": rate.id,
        "label": dict(rate.names),
        "article": rate.article,
        "measure": rate.measure,
        "percent": computed.percent,
        "good": len(computed.good),
        "counted": len(computed.counted),
        "not_good": [number for number in computed.counted if number not in computed.good],
        "left_out": list(computed.left_out),
    }


def span_of(since: str | None, until: str | None, now: datetime) -> Span:
    """Whole days in China."""
    today = local(now).date()
    first = _day(since, "--from") if since else datetime(today.year, today.month, 1, tzinfo=SHANGHAI)
    last = _day(until, "--to") if until else datetime(today.year, today.month, today.day, tzinfo=SHANGHAI)
    if last < first:
        raise InvalidField("--to", "it is before --from", "give a later day")
    return Span(since=first, until=last + timedelta(days=1))


def _day(text: str, option: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=SHANGHAI)
    except ValueError:
        raise InvalidField(option, f"{text!r} is no day", "write such as 2026-09-01") from None


def _groups(tickets: Sequence[Judged], by: str) -> list[tuple[str, list[Judged]]]:
    def name(one: Judged) -> str:
        return {"office": one.office, "unit": one.unit or "—"}.get(by, "all")

    if not tickets:
        return [("all", [])]
    return [(key, list(group)) for key, group in groupby(sorted(tickets, key=name), key=name)]


async def _key(desk: Desk, period: str) -> str:
    """Of a month that is over: the lots of this one must stay unforeseeable."""
    month = _day(f"{period}-01", "--reveal")
    if f"{month:%Y-%m}" >= f"{local(desk.now):%Y-%m}":
        raise InvalidField("--reveal", f"{period} is not over", "name a past month")
    async with desk.database.read() as session:
        return period_key(keys_of(session), period)

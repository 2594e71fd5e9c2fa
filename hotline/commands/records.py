"""`hotline calls|tickets|recordings list`: what the database holds, without a browser.

Read-only but for the migration of a database that is older than this release. Personal data is masked unless
`--open` says why, and then the look itself is in the audit log.
"""

from __future__ import annotations

import asyncio
import getpass
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from hotline import site as site_file
from hotline.commands.table import show_table
from hotline.commands.words import moment, number_of, one_of
from hotline.settings import DEFAULT_SITE, Clock, run_folder
from recordings.listening import RecordingFilter, list_recordings, recording_shape
from recordings.record import RecordingRecord
from store.calls import CallFilter, CallRecord, list_calls
from store.engine import Database
from store.folded import CallState
from store.opening import own_database
from store.paging import Page
from store.trouble import told
from ticketing.casework.people import note_look
from ticketing.reading import TicketFilter, list_tickets, tickets_of_calls
from ticketing.record import TicketLine
from ticketing.shapes import call_shape, ticket_line_shape
from ticketing.states import State

calls_app = typer.Typer(add_completion=False, no_args_is_help=True, help="Calls.")
tickets_app = typer.Typer(add_completion=False, no_args_is_help=True, help="Tickets.")
recordings_app = typer.Typer(add_completion=False, no_args_is_help=True, help="Recordings.")

SiteOption = Annotated[Path, typer.Option("--site", help="The site file")]
JsonOption = Annotated[bool, typer.Option("--json", help="A JSON array")]
LimitOption = Annotated[int, typer.Option("--limit", min=1, help="At most so many, the newest first")]
OfficeOption = Annotated[str | None, typer.Option("--office", help="Of this office only")]
OpenOption = Annotated[
    str | None,
    typer.Option("--open", metavar="REASON", help="Show numbers and names unmasked; logged with the reason"),
]

Item = TypeVar("Item")
Look = tuple[str, str]
"""What is shown, and why."""


class Sort(StrEnum):
    """The order of a list of tickets."""

    CREATED = "created"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class Place:
    database: Database
    archive: Path
    names: Mapping[str, str]
    now: datetime


@calls_app.callback()
@tickets_app.callback()
@recordings_app.callback()
def _group() -> None:
    """Makes each of these a command with sub-commands, however few."""


@calls_app.command("list")
def list_of_calls(
    site: SiteOption = DEFAULT_SITE,
    as_json: JsonOption = False,
    limit: LimitOption = 50,
    office: OfficeOption = None,
    state: Annotated[CallState | None, typer.Option(help="In this state only")] = None,
    number: Annotated[str | None, typer.Option(help="From this caller only")] = None,
    since: Annotated[str | None, typer.Option(help="Arrived at this time or later, ISO 8601 with offset")] = None,
    open_for: OpenOption = None,
) -> None:
    """List calls."""
    which = CallFilter(
        offices=_offices(office, site),
        state=state,
        number=None if number is None else number_of(number, "--number"),
        since=None if since is None else moment(since, "--since"),
    )

    async def shapes(session: AsyncSession, place: Place, items: Sequence[CallRecord]) -> list[dict[str, Any]]:
        tickets = await tickets_of_calls(session, [call.id for call in items])
        return [
            call_shape(
                call,
                office_names=place.names,
                open_numbers=open_for is not None,
                ticket=next(iter(tickets.get(call.id, ())), None),
            )
            for call in items
        ]

    rows = read_from(site, _lister(partial(list_calls, which=which), shapes, limit), look=_look("calls", open_for))
    if as_json:
        _show_json(rows)
        return
    ended = [row | {"outcome": row["outcome"] or row["state"]} for row in rows]
    show_table(ended, ("arrived_at", "id", "caller_display", "office", "outcome", "ticket"))


@tickets_app.command("list")
def list_of_tickets(
    site: SiteOption = DEFAULT_SITE,
    as_json: JsonOption = False,
    limit: LimitOption = 50,
    office: OfficeOption = None,
    state: Annotated[State | None, typer.Option(help="In this state only")] = None,
    call: Annotated[str | None, typer.Option(help="That belong to this call")] = None,
    search: Annotated[
        str | None, typer.Option("--search", "--q", help="Words anywhere in it; a number; the caller's number or name")
    ] = None,
    sort: Annotated[Sort, typer.Option(help="The newest first, or what is due first")] = Sort.CREATED,
    due_before: Annotated[str | None, typer.Option(help="Due before this time, ISO 8601 with offset")] = None,
    open_for: OpenOption = None,
) -> None:
    """List tickets, or search them."""
    which = TicketFilter(
        offices=_offices(office, site),
        states=(state,) if state else None,
        call_id=call,
        q=search,
        sort="due" if sort is Sort.DUE else "created",
        due_before=None if due_before is None else moment(due_before, "--due-before"),
    )

    async def shapes(_session: AsyncSession, _place: Place, items: Sequence[TicketLine]) -> list[dict[str, Any]]:
        return [ticket_line_shape(line, open_numbers=open_for is not None) for line in items]

    rows = read_from(site, _lister(partial(list_tickets, which=which), shapes, limit), look=_look("tickets", open_for))
    if as_json:
        _show_json(rows)
        return
    columns = ("created_at", "number", "state", "office", "caller_display", "title")
    show_table(rows, columns, free=("caller_display", "title"))


@recordings_app.command("list")
def list_of_recordings(
    site: SiteOption = DEFAULT_SITE,
    as_json: JsonOption = False,
    limit: LimitOption = 50,
    office: OfficeOption = None,
    call: Annotated[str | None, typer.Option(help="Of this call")] = None,
    q: Annotated[str | None, typer.Option(help="Call id, ticket number or caller's number")] = None,
) -> None:
    """List recordings."""
    which = RecordingFilter(offices=_offices(office, site), call_id=call, q=q)

    async def shapes(_session: AsyncSession, _place: Place, items: Sequence[RecordingRecord]) -> list[dict[str, Any]]:
        return [recording_shape(record) for record in items]

    rows = read_from(site, _lister(partial(list_recordings, which=which), shapes, limit))
    if as_json:
        _show_json(rows)
        return
    show_table(rows, ("started_at", "id", "seconds", "state", "ticket", "note"), free=("note",))


def _look(subject: str, reason: str | None) -> Look | None:
    return None if reason is None else (subject, reason)


def read_from(site: Path, read: Callable[[Place], Awaitable[Any]], *, look: Look | None = None) -> Any:
    """Open the site's database, read, close; `look` writes down before that personal data is shown, and why."""
    loaded = site_file.load(site)
    run = run_folder(loaded.id)
    names = {name: office.names["zh"] for name, office in loaded.plan.offices.items()}

    async def go() -> Any:
        async with own_database(run.database_url, keys=run.keys / "keys.json", mark=run.filled) as database:
            archive = loaded.storage.archive(run.recordings)
            place = Place(database=database, archive=archive, names=names, now=Clock(run.clock).now())
            if look is not None:
                subject, reason = look
                action, who = "personal-data-seen", f"command-line:{getpass.getuser()}"
                async with place.database.write() as session:
                    await note_look(session, subject, action=action, reason=reason, actor=who, now=place.now)
            return await read(place)

    run.create()
    with told(run.database_url):
        return asyncio.run(go())


def _lister(
    page: Callable[..., Awaitable[Page[Item]]],
    shapes: Callable[[AsyncSession, Place, Sequence[Item]], Awaitable[list[dict[str, Any]]]],
    limit: int,
) -> Callable[[Place], Awaitable[list[dict[str, Any]]]]:
    """What `_run` reads with: pages of a list until there are `limit` items or no more, and their shapes."""

    async def read(place: Place) -> list[dict[str, Any]]:
        items: list[Item] = []
        cursor = None
        async with place.database.read() as session:
            while True:
                part = await page(session, limit=limit - len(items), cursor=cursor)
                items.extend(part.items)
                cursor = part.next
                if cursor is None or len(items) >= limit:
                    return await shapes(session, place, items)

    return read


def _offices(office: str | None, site: Path) -> tuple[str, ...] | None:
    """The office asked for; a name that the site does not know would list nothing, as if there were nothing."""
    if not office:
        return None
    return (one_of(office, site_file.load(site).plan.offices, "--office"),)


def _show_json(rows: Sequence[Mapping[str, Any]]) -> None:
    typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))

"""`hotline ticket show|moves|move|clocks|timeline|tick`: the life of one ticket from the command line.

The rules are those of the site's regulations. Personal data stays masked: `hotline tickets list --open` is for that.
"""

from __future__ import annotations

import asyncio
import getpass
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from hotline import site as site_file
from hotline.settings import Clock, run_folder
from store.engine import Database
from store.keys import Keys
from store.keys_fit import check_keys
from store.migrate import migrate
from ticketing.casework.moves import make_move, standing
from ticketing.casework.shapes import clocks_shape, standing_shape, timeline_shape
from ticketing.errors import InvalidField
from ticketing.life.rules import Rules
from ticketing.life.scheduler import Scheduler
from ticketing.packs import load
from ticketing.reading import get_ticket, timeline
from ticketing.shapes import ticket_shape
from ticketing.states import Actor, Move

ticket_app = typer.Typer(add_completion=False, no_args_is_help=True, help="The life of one ticket.")

Site = Annotated[Path, typer.Option("--site", help="The site file")]
Json = Annotated[bool, typer.Option("--json", help="JSON instead of lines")]
Number = Annotated[str, typer.Argument(help="The ticket's number")]
As = Annotated[Actor, typer.Option("--as", help="The role in which you act")]
DEFAULT_SITE = Path("sites/anhui.toml")
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    database: Database
    rules: Rules
    now: datetime


@ticket_app.command()
def show(number: Number, site: Site = DEFAULT_SITE) -> None:
    """The ticket as JSON, personal data masked."""

    async def read(desk: _Desk) -> dict[str, Any]:
        async with desk.database.read() as session:
            return ticket_shape(await get_ticket(session, number), open_numbers=False)

    _print(_run(site, read))


@ticket_app.command()
def moves(number: Number, role: As = Actor.SUPERVISOR, site: Site = DEFAULT_SITE, as_json: Json = False) -> None:
    """What may be done with it now in a role, what each move needs, what stands against it, and what is owed."""
    shape = _run(site, lambda desk: _standing(desk, number, role))
    if as_json:
        _print(shape)
        return
    for offer in shape["offers"]:
        needs = ", ".join(need["name"] + ("" if need["required"] else "?") for need in offer["needs"])
        typer.echo(f"{offer['move']:<16} {offer['label']['zh']}" + (f"  ({needs})" if needs else ""))
        for bar in offer["bars"]:
            typer.echo(f"{'':<16} ✗ {bar['text']} {bar['article']}".rstrip())
    for duty in shape["duties"]:
        typer.echo(f"owed: {duty['text']} ({duty['article']}) -> {duty['move']}")


@ticket_app.command("move")
def make(
    number: Number,
    move: Annotated[Move, typer.Argument(help="The move, see `hotline ticket moves`")],
    notes: Annotated[list[str] | None, typer.Option("--note", help="name=value, as often as needed")] = None,
    role: As = Actor.SUPERVISOR,
    site: Site = DEFAULT_SITE,
) -> None:
    """Make a move as the regulation wants it."""
    note = dict(_pair(text) for text in notes or ())

    async def do(desk: _Desk) -> dict[str, Any]:
        async with desk.database.write() as session:
            current = await get_ticket(session, number)
            ticket = await make_move(
                session,
                number,
                version=current.version,
                step=move,
                role=role,
                actor=f"command-line:{getpass.getuser()}",
                note=note,
                rules=desk.rules,
                now=desk.now,
            )
            return {"number": ticket.number, "version": ticket.version, "state": ticket.state.value}

    _print(_run(site, do))


@ticket_app.command()
def clocks(number: Number, site: Site = DEFAULT_SITE, as_json: Json = False) -> None:
    """Its time limits, each with the days that were counted and those that were not."""

    async def read(desk: _Desk) -> list[dict[str, Any]]:
        async with desk.database.read() as session:
            found = await standing(session, number, desk.rules, role=Actor.SUPERVISOR, now=desk.now)
        return clocks_shape(found.presents)

    found = _run(site, read)
    if as_json:
        _print(found)
        return
    for clock in found:
        typer.echo(f"[{clock['regulation']}] {clock['status']}" + (" late" if clock["late"] else ""))
        for line in (*clock["explanation"], *clock["notes"]):
            typer.echo(f"  {line}")


@ticket_app.command("timeline")
def story(number: Number, site: Site = DEFAULT_SITE, as_json: Json = False) -> None:
    """Every step of its life, numbers in notes starred."""

    async def read(desk: _Desk) -> list[dict[str, Any]]:
        async with desk.database.read() as session:
            return timeline_shape(await timeline(session, number), open_numbers=False)

    found = _run(site, read)
    if as_json:
        _print(found)
        return
    for step in found:
        what = step["label"]["zh"] if step["label"] else "、".join(step["fields"]) or "新建"
        typer.echo(f"{step['at']} {step['actor']:<12} {what} -> {step['to']}")


@ticket_app.command()
def tick(site: Site = DEFAULT_SITE) -> None:
    """Let time do what is due now, as the running desk does every few seconds."""

    async def do(desk: _Desk) -> dict[str, int]:
        done = await Scheduler(desk.database, desk.rules, now=lambda: desk.now).tick()
        return {"tickets": done.tickets, "effects": done.effects, "deadlines_moved": done.moved}

    _print(_run(site, do))


async def _standing(desk: _Desk, number: str, role: Actor) -> dict[str, Any]:
    async with desk.database.read() as session:
        return standing_shape(await standing(session, number, desk.rules, role=role, now=desk.now))


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise InvalidField(f"--note {text}", "this is not name=value", "write such as --note reason=…")
    return name.strip(), value


def _print(shape: object) -> None:
    typer.echo(json.dumps(shape, ensure_ascii=False, indent=2))


def _run(path: Path, do: Callable[[_Desk], Awaitable[_Answer]]) -> _Answer:
    """Open the site's database, do it, close it."""

    async def whole() -> _Answer:
        site = site_file.load(path)
        run = run_folder(site.id)
        run.create()
        await migrate(run.database_url)
        database = Database(run.database_url, Keys.load_or_create(run.keys / "keys.json"))
        try:
            await check_keys(database)
            rules = Rules(packs=tuple(map(load, site.regulations)), calendar=site.plan.calendar)
            return await do(_Desk(database=database, rules=rules, now=Clock(run.clock).now()))
        finally:
            await database.close()

    return asyncio.run(whole())

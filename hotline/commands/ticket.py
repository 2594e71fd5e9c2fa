"""`hotline ticket new|show|moves|move|clocks|timeline|tick`: the life of one ticket from the command line.

The rules are those of the site's regulations. Personal data stays masked: `hotline tickets list --open` is for that.
What is counted over many tickets (`rates`, `analysis`, `visits`, `duties`) is in `ticket_figures`.
"""

from __future__ import annotations

from typing import Annotated, Any

import typer

from hotline.commands import ticket_figures, ticket_moves
from hotline.commands.on_database import Desk, Json, Site, actor, pair, run, show_json
from hotline.settings import DEFAULT_SITE
from hotline.site import Site as SiteFile
from hotline.site import load
from hotline.site_views import field_shapes, ticket_offices, web_site
from store.users import names_of
from ticketing.casework.moves import standing
from ticketing.casework.said import vocabulary
from ticketing.casework.shapes import clocks_shape, standing_shape, timeline_shape
from ticketing.errors import InvalidField
from ticketing.fields import Changes, check
from ticketing.life.scheduler import Scheduler
from ticketing.packs import load as load_pack
from ticketing.reading import get_ticket, timeline
from ticketing.repository import change, new_ticket
from ticketing.shapes import ticket_shape
from ticketing.states import Actor
from web.errors import WebError
from web.texts.say import say
from web.views.tickets import check_kind, nested

ticket_app = typer.Typer(add_completion=False, no_args_is_help=True, help="The life of one ticket.")
ticket_figures.register(ticket_app)
ticket_moves.register(ticket_app)

Number = Annotated[str, typer.Argument(help="The ticket's number")]
As = Annotated[Actor, typer.Option("--as", help="The role in which you act")]


@ticket_app.command()
def new(
    channel: Annotated[str, typer.Option(help="By which way it came: a channel of the site's regulations")],
    office: Annotated[str | None, typer.Option(help="Whose it is; the home office's if left out")] = None,
    fields: Annotated[list[str] | None, typer.Option("--set", help="field=value, as often as needed")] = None,
    site: Site = DEFAULT_SITE,
) -> None:
    """A draft by hand, for what came by another way than a call; `move … register` or `push` goes on with it."""
    loaded = load(site)
    place = office or loaded.plan.home
    if place not in loaded.plan.offices:
        raise InvalidField("--office", f"there is no office {place!r}", f"use {', '.join(loaded.plan.offices)}")
    known = web_site(loaded).channels
    if channel not in known:
        raise InvalidField("--channel", f"the regulations name no channel {channel!r}", f"use {', '.join(known)}")
    changes = check(nested(dict(pair(text, "--set") for text in fields or ())))
    _check_kinds(loaded, changes)

    async def do(desk: Desk) -> dict[str, Any]:
        who = actor()
        async with desk.database.write() as session:
            made = await new_ticket(
                session, office=place, channel=channel, offices=ticket_offices(loaded), now=desk.now, actor=who
            )
            if fields:
                made = await change(
                    session, made.number, version=made.version, changes=changes, actor=who, now=desk.now
                )
            return {"number": made.number, "version": made.version, "state": made.state.value}

    show_json(run(site, do))


def _check_kinds(site: SiteFile, changes: Changes) -> None:
    """Choices are the regulation's, dates dates, numbers numbers; as at the desk. InvalidField."""
    for field in field_shapes(load_pack(site.regulations[0])):
        value = changes.values.get(field["id"])
        try:
            if value:
                check_kind(field, value, "zh-CN")
        except WebError as error:
            problem, mend = say(error.code, "en", error.values)
            raise InvalidField(f"--set {field['id']}={value}", problem, mend or "") from None


@ticket_app.command()
def show(number: Number, site: Site = DEFAULT_SITE) -> None:
    """The ticket as JSON, personal data masked."""

    async def read(desk: Desk) -> dict[str, Any]:
        async with desk.database.read() as session:
            return ticket_shape(await get_ticket(session, number), open_numbers=False)

    show_json(run(site, read))


@ticket_app.command()
def moves(number: Number, role: As = Actor.SUPERVISOR, site: Site = DEFAULT_SITE, as_json: Json = False) -> None:
    """What may be done with it now in a role, what each move needs, what stands against it, and what is owed."""
    shape = run(site, lambda desk: _standing(desk, number, role))
    if as_json:
        show_json(shape)
        return
    for offer in shape["offers"]:
        needs = ", ".join(need["name"] + ("" if need["required"] else "?") for need in offer["needs"])
        typer.echo(f"{offer['move']:<16} {offer['label']['zh']}" + (f"  ({needs})" if needs else ""))
        for bar in offer["bars"]:
            typer.echo(f"{'':<16} ✗ {bar['text']} {bar['article']}".rstrip())
    for duty in shape["duties"]:
        typer.echo(f"owed: {duty['text']} ({duty['article']}) -> {duty['move']}")
    for sign in shape["suggested"]:
        typer.echo(f"to judge: {sign['label']['zh']} ({sign['article']}): {'；'.join(sign['evidence'])}")


@ticket_app.command()
def clocks(number: Number, site: Site = DEFAULT_SITE, as_json: Json = False) -> None:
    """Its time limits, each with the days that were counted and those that were not."""

    async def read(desk: Desk) -> list[dict[str, Any]]:
        async with desk.database.read() as session:
            found = await standing(session, number, desk.rules, role=Actor.SUPERVISOR, now=desk.now)
        return clocks_shape(found.presents)

    found = run(site, read)
    if as_json:
        show_json(found)
        return
    for clock in found:
        typer.echo(f"[{clock['regulation']}] {clock['status']}" + (" late" if clock["late"] else ""))
        for line in (*clock["explanation"], *clock["notes"]):
            typer.echo(f"  {line}")


@ticket_app.command("timeline")
def story(number: Number, site: Site = DEFAULT_SITE, as_json: Json = False) -> None:
    """Every step of its life, numbers in notes starred."""

    async def read(desk: Desk) -> list[dict[str, Any]]:
        async with desk.database.read() as session:
            caller = (await get_ticket(session, number)).caller
            steps = await timeline(session, number)
            people = await names_of(session, {step.actor for step in steps})
        names = vocabulary(desk.rules)
        return timeline_shape(steps, names=names, people=people, open_numbers=False, caller=caller)

    found = run(site, read)
    if as_json:
        show_json(found)
        return
    for step in found:
        what = step["label"]["zh"] if step["label"] else "、".join(step["fields"]) or "新建"
        typer.echo(f"{step['at']} {step['actor_name']:<12} {what} -> {step['to']}")


@ticket_app.command()
def tick(site: Site = DEFAULT_SITE) -> None:
    """Let time do what is due now, as the running desk does every few seconds."""

    async def do(desk: Desk) -> dict[str, int]:
        done = await Scheduler(desk.database, desk.rules, now=lambda: desk.now).tick()
        return {"tickets": done.tickets, "effects": done.effects, "deadlines_moved": done.moved}

    show_json(run(site, do))


async def _standing(desk: Desk, number: str, role: Actor) -> dict[str, Any]:
    async with desk.database.read() as session:
        return standing_shape(await standing(session, number, desk.rules, role=role, now=desk.now))

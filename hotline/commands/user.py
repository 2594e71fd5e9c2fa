"""`hotline user add|list|password|seat|unit|disable|enable`: who may sign in. What a role may do stands elsewhere.

A password is made here and shown once, or read from standard input; it never stands on the command line.
"""

from __future__ import annotations

import json
import secrets
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from hotline import site as site_file
from hotline.commands.on_database import Site, actor, in_one_transaction
from hotline.settings import DEFAULT_SITE
from hotline.sign_ins import check_new, check_password_text, check_seat, check_unit
from store.users import (
    NewUser,
    Role,
    UserRecord,
    add_user,
    bind_seat,
    bind_unit,
    list_users,
    named,
    set_disabled,
    set_password,
)

user_app = typer.Typer(add_completion=False, no_args_is_help=True, help="Who may sign in at the desk.")

Username = Annotated[str, typer.Argument(help="The user name of the sign-in")]
FromInput = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input; without it one is made")
]


@user_app.command()
def add(
    username: Username,
    name: Annotated[str, typer.Option(help="The person's name, as colleagues see it")],
    role: Annotated[Role, typer.Option(help="What the person may do")],
    office: Annotated[str | None, typer.Option(help="Id of the office; the home office if left out")] = None,
    seat: Annotated[str | None, typer.Option(help="Id of the seat whose telephone the person answers")] = None,
    unit: Annotated[
        str | None, typer.Option(help="The handling unit that a user of role unit speaks for, as transfers name it")
    ] = None,
    language: Annotated[str, typer.Option(help="Of the desk: zh | ko | en")] = "zh",
    from_input: FromInput = False,
    site: Site = DEFAULT_SITE,
) -> None:
    """Make a sign-in. Its password is shown once."""
    loaded = site_file.load(site)
    password = _password(from_input)
    new = NewUser(
        username=username,
        name=name,
        password=password,
        role=role,
        office=office or loaded.plan.home,
        seat=seat,
        unit=unit,
        language=language,
    )

    async def do(session: AsyncSession, now: datetime) -> UserRecord:
        check_new(loaded, new, await list_users(session))
        return await add_user(session, new, now=now, actor=actor())

    in_one_transaction(site, do)
    typer.echo(f"user      {username}" + ("" if from_input else f"\npassword  {password}"))


@user_app.command("list")
def show(
    site: Site = DEFAULT_SITE,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON array")] = False,
) -> None:
    """All sign-ins, by user name."""

    async def do(session: AsyncSession, _now: datetime) -> list[dict[str, Any]]:
        return [_shape(user) for user in await list_users(session)]

    users = in_one_transaction(site, do)
    if as_json:
        typer.echo(json.dumps(users, ensure_ascii=False, indent=1))
        return
    for user in users:
        state = "  disabled" if user["disabled"] else ""
        typer.echo(
            f"{user['username']:<16} {user['role']:<10} {user['office'] or '-':<12} {user['seat'] or '-':<14}"
            f" {user['name']}{' · ' + user['unit'] if user['unit'] else ''}{state}"
        )


@user_app.command()
def password(username: Username, from_input: FromInput = False, site: Site = DEFAULT_SITE) -> None:
    """Give a new password; the person is signed out everywhere."""
    new = _password(from_input)

    async def do(session: AsyncSession, now: datetime) -> None:
        user = await named(session, username)
        await set_password(session, user.id, new, now=now, actor=actor())

    in_one_transaction(site, do)
    typer.echo(f"user      {username}" + ("" if from_input else f"\npassword  {new}"))


@user_app.command()
def seat(
    username: Username,
    seat_id: Annotated[str, typer.Argument(metavar="SEAT", help="The seat's id, or none")],
    site: Site = DEFAULT_SITE,
) -> None:
    """Put a person at a seat, or at none. Counts from the next sign-in of the desk's page on."""
    loaded = site_file.load(site)
    chosen = None if seat_id == "none" else seat_id

    async def do(session: AsyncSession, now: datetime) -> None:
        user = await named(session, username)
        if chosen is not None:
            check_seat(loaded, chosen, user.role, user.office, username, await list_users(session))
        await bind_seat(session, user.id, chosen, now=now, actor=actor())

    in_one_transaction(site, do)


@user_app.command()
def unit(
    username: Username,
    name: Annotated[str, typer.Argument(metavar="UNIT", help="The handling unit's name, as transfers write it")],
    site: Site = DEFAULT_SITE,
) -> None:
    """Say which handling unit a person speaks for: they see the tickets of that unit alone, from now on."""

    async def do(session: AsyncSession, now: datetime) -> None:
        user = await named(session, username)
        check_unit(name, user.role)
        await bind_unit(session, user.id, name, now=now, actor=actor())

    in_one_transaction(site, do)


@user_app.command()
def disable(username: Username, site: Site = DEFAULT_SITE) -> None:
    """End a person's sign-in, and all that are open. What they did stays under their name."""
    _set_disabled(username, site, disabled=True)


@user_app.command()
def enable(username: Username, site: Site = DEFAULT_SITE) -> None:
    """Let a person sign in again."""
    _set_disabled(username, site, disabled=False)


def _set_disabled(username: str, site: Path, *, disabled: bool) -> None:
    async def do(session: AsyncSession, now: datetime) -> None:
        user = await named(session, username)
        await set_disabled(session, user.id, disabled=disabled, now=now, actor=actor())

    in_one_transaction(site, do)


def _password(from_input: bool) -> str:
    """Made, or the first line of standard input. SignInWrong when that is too short."""
    return check_password_text(sys.stdin.readline().rstrip("\r\n")) if from_input else secrets.token_urlsafe(12)


def _shape(user: UserRecord) -> dict[str, Any]:
    return {
        "username": user.username,
        "name": user.name,
        "role": user.role.value,
        "office": user.office,
        "seat": user.seat,
        "unit": user.unit,
        "language": user.language,
        "disabled": user.disabled,
    }

"""What commands on the database share: the site's database and rules, opened for one command. No command here."""

from __future__ import annotations

import asyncio
import getpass
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from hotline import site as site_file
from hotline.settings import Clock, run_folder
from hotline.site_rules import rules_of
from store.engine import Database
from store.opening import own_database
from store.trouble import told
from ticketing.errors import InvalidField
from ticketing.life.rules import Rules

Site = Annotated[Path, typer.Option("--site", help="The site file")]
Json = Annotated[bool, typer.Option("--json", help="JSON instead of lines")]
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The database, open; the site's rules; the present."""

    database: Database
    rules: Rules
    now: datetime


def show_json(shape: object) -> None:
    """Print as JSON."""
    typer.echo(json.dumps(shape, ensure_ascii=False, indent=2))


def run(path: Path, do: Callable[[Desk], Awaitable[_Answer]]) -> _Answer:
    """Open the site's database, do it, close it."""

    async def whole() -> _Answer:
        async with own_database(folder.database_url, keys=folder.keys / "keys.json", mark=folder.filled) as database:
            return await do(Desk(database=database, rules=rules_of(site), now=Clock(folder.clock).now()))

    site = site_file.load(path)
    folder = run_folder(site.id)
    folder.create()
    with told(folder.database_url):
        return asyncio.run(whole())


def in_one_transaction(path: Path, do: Callable[[AsyncSession, datetime], Awaitable[_Answer]]) -> _Answer:
    """The same as one transaction that writes; `do` is given the present too."""

    async def write(desk: Desk) -> _Answer:
        async with desk.database.write() as session:
            return await do(session, desk.now)

    return run(path, write)


def actor() -> str:
    """Who gives the command, for timeline and audit log."""
    return f"command-line:{getpass.getuser()}"


def pair(text: str, option: str = "--note") -> tuple[str, str]:
    """`name=value` of an option. InvalidField."""
    name, equals, value = text.partition("=")
    if not equals:
        raise InvalidField(f"{option} {text}", "this is not name=value", f"write such as {option} reason=…")
    return name.strip(), value

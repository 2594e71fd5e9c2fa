"""`hotline webhook add|list|remove`: who is told of changes by signed HTTP calls. Sending is the desk's."""

from __future__ import annotations

import asyncio
import getpass
import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from hotline import site as site_file
from hotline.settings import Clock, run_folder
from store.engine import Database
from store.keys import Keys
from store.keys_fit import check_keys
from store.migrate import migrate
from ticketing.casework.webhooks import end, receivers, sign_up

webhook_app = typer.Typer(add_completion=False, no_args_is_help=True, help="Receivers of signed webhooks.")

Site = Annotated[Path, typer.Option("--site", help="The site file")]
DEFAULT_SITE = Path("sites/anhui.toml")
_Answer = TypeVar("_Answer")


@webhook_app.command()
def add(
    url: Annotated[str, typer.Argument(help="https://…")],
    topics: Annotated[list[str] | None, typer.Option("--topic", help="Such as ticket-changed; all if left out")] = None,
    site: Site = DEFAULT_SITE,
) -> None:
    """Add a receiver. Its secret is made now and shown once: the receiver checks signatures with it."""
    secret = secrets.token_urlsafe(32)

    async def do(session: AsyncSession, now: datetime) -> str:
        return await sign_up(session, url=url, secret=secret, topics=topics or (), actor=_who(), now=now)

    typer.echo(f"id      {_run(site, do)}\nsecret  {secret}")


@webhook_app.command("list")
def show(site: Site = DEFAULT_SITE) -> None:
    """Receivers, what they are told of, and what has not reached them."""

    async def do(session: AsyncSession, _now: datetime) -> None:
        for one in await receivers(session):
            topics = ", ".join(one.topics) or "everything"
            typer.echo(f"{one.id}  {one.url}  {topics}  waiting {one.waiting}  given up {one.given_up}")

    _run(site, do)


@webhook_app.command()
def remove(webhook: Annotated[str, typer.Argument(help="Its id")], site: Site = DEFAULT_SITE) -> None:
    """End a receiver; what has not reached it is dropped."""

    async def do(session: AsyncSession, now: datetime) -> None:
        await end(session, webhook, actor=_who(), now=now)

    _run(site, do)


def _who() -> str:
    return f"command-line:{getpass.getuser()}"


def _run(path: Path, do: Callable[[AsyncSession, datetime], Awaitable[_Answer]]) -> _Answer:
    """One transaction on the site's database."""

    async def whole() -> _Answer:
        run = run_folder(site_file.load(path).id)
        run.create()
        await migrate(run.database_url)
        database = Database(run.database_url, Keys.load_or_create(run.keys / "keys.json"))
        try:
            await check_keys(database)
            async with database.write() as session:
                return await do(session, Clock(run.clock).now())
        finally:
            await database.close()

    return asyncio.run(whole())

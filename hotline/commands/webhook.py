"""`hotline webhook add|list|remove`: who is told of changes by signed HTTP calls. Sending is the desk's."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.commands.on_database import Site, actor, in_one_transaction
from hotline.settings import DEFAULT_SITE
from ticketing.casework.webhooks import end, receivers, sign_up

webhook_app = typer.Typer(add_completion=False, no_args_is_help=True, help="Receivers of signed webhooks.")


@webhook_app.command()
def add(
    url: Annotated[str, typer.Argument(help="https://…")],
    topics: Annotated[list[str] | None, typer.Option("--topic", help="Such as ticket-changed; all if left out")] = None,
    site: Site = DEFAULT_SITE,
) -> None:
    """Add a receiver. Its secret is made now and shown once: the receiver checks signatures with it."""
    secret = secrets.token_urlsafe(32)

    async def do(session: AsyncSession, now: datetime) -> str:
        return await sign_up(session, url=url, secret=secret, topics=topics or (), actor=actor(), now=now)

    typer.echo(f"id      {in_one_transaction(site, do)}\nsecret  {secret}")


@webhook_app.command("list")
def show(site: Site = DEFAULT_SITE) -> None:
    """Receivers, what they are told of, and what has not reached them."""

    async def do(session: AsyncSession, _now: datetime) -> None:
        for one in await receivers(session):
            topics = ", ".join(one.topics) or "everything"
            typer.echo(f"{one.id}  {one.url}  {topics}  waiting {one.waiting}  given up {one.given_up}")

    in_one_transaction(site, do)


@webhook_app.command()
def remove(webhook: Annotated[str, typer.Argument(help="Its id")], site: Site = DEFAULT_SITE) -> None:
    """End a receiver; what has not reached it is dropped."""

    async def do(session: AsyncSession, now: datetime) -> None:
        await end(session, webhook, actor=actor(), now=now)

    in_one_transaction(site, do)

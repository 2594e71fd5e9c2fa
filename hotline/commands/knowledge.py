"""`hotline knowledge add|change|review|release|withdraw|list|show|search|due`: what agents read out to callers.

Agents search it at the desk. A wording is released after two people besides its writer have read it; where the
regulation names a department for that, one of them speaks for it.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from hotline.commands.on_database import Desk, Json, Site, run, show_json
from hotline.commands.words import moment
from hotline.settings import DEFAULT_SITE
from store.users import named
from ticketing.casework import knowledge_base as base
from ticketing.casework.knowledge_base import Wording
from ticketing.casework.shapes import knowledge_shape
from ticketing.knowledge import Entry, Stage

knowledge_app = typer.Typer(add_completion=False, no_args_is_help=True, help="The knowledge base.")

Id = Annotated[str, typer.Argument(help="The entry's id")]
Title = Annotated[str, typer.Option(help="The question, as callers put it")]
Answer = Annotated[str, typer.Option(help="The standard answer; - reads it from standard input")]
Basis = Annotated[str, typer.Option(help="The document that it rests on")]
Provider = Annotated[str, typer.Option(help="The unit that keeps it right")]
Released = Annotated[str | None, typer.Option("--policy-released", help="When the policy came out, ISO 8601")]
ReviewBy = Annotated[str | None, typer.Option(help="Until when it is to be looked at again, ISO 8601")]
By = Annotated[str, typer.Option("--by", help="User name of the sign-in whose word this is")]


@knowledge_app.command()
def add(
    title: Title,
    answer: Answer,
    by: By,
    basis: Basis = "",
    provider: Provider = "",
    policy_released: Released = None,
    review_by: ReviewBy = None,
    site: Site = DEFAULT_SITE,
) -> None:
    """A new entry, a draft until it is released."""
    _write(None, _wording(title, answer, basis, provider, policy_released, review_by), by, site)


@knowledge_app.command()
def change(
    entry: Id,
    title: Title,
    answer: Answer,
    by: By,
    basis: Basis = "",
    provider: Provider = "",
    policy_released: Released = None,
    review_by: ReviewBy = None,
    site: Site = DEFAULT_SITE,
) -> None:
    """A new wording of an entry; it must be read by others and released anew."""
    _write(entry, _wording(title, answer, basis, provider, policy_released, review_by), by, site)


@knowledge_app.command()
def review(
    entry: Id,
    by: By,
    note: Annotated[str, typer.Option(help="What was compared")] = "",
    site: Site = DEFAULT_SITE,
) -> None:
    """You have read the wording and stand by it, for your unit if your sign-in speaks for one."""

    async def do(desk: Desk) -> dict[str, Any]:
        async with desk.database.write() as session:
            reader = await named(session, by)
            unit = reader.unit or ""
            read = await base.read_by(session, entry, by=reader.username, note=note, unit=unit, now=desk.now)
            return _shape(read, desk.now)

    show_json(run(site, do))


@knowledge_app.command()
def release(entry: Id, by: By, site: Site = DEFAULT_SITE) -> None:
    """Let agents find it; two besides the writer must have read it, and whom the regulation names."""

    async def do(desk: Desk) -> dict[str, Any]:
        async with desk.database.write() as session:
            who, packs = await _who(session, by), desk.rules.packs
            return _shape(await base.release(session, entry, packs=packs, actor=who, now=desk.now), desk.now)

    show_json(run(site, do))


@knowledge_app.command("open")
def open_to_all(entry: Id, by: By, site: Site = DEFAULT_SITE) -> None:
    """Let anybody read it on the public page (`/progress`), once it is released."""
    _open(entry, by, site, public=True)


@knowledge_app.command("close")
def close_to_others(entry: Id, by: By, site: Site = DEFAULT_SITE) -> None:
    """Let nobody read it but who works here."""
    _open(entry, by, site, public=False)


def _open(entry: str, by: str, site: Site, *, public: bool) -> None:
    async def do(desk: Desk) -> dict[str, Any]:
        async with desk.database.write() as session:
            who = await _who(session, by)
            opened = await base.show_to_all(session, entry, public=public, actor=who, now=desk.now)
            return _shape(opened, desk.now)

    show_json(run(site, do))


@knowledge_app.command()
def withdraw(entry: Id, by: By, site: Site = DEFAULT_SITE) -> None:
    """Take it out of the desk's search; it stays on record."""

    async def do(desk: Desk) -> dict[str, Any]:
        async with desk.database.write() as session:
            return _shape(await base.withdraw(session, entry, actor=await _who(session, by), now=desk.now), desk.now)

    show_json(run(site, do))


@knowledge_app.command("list")
def show_all(
    stage: Annotated[Stage | None, typer.Option(help="At this stage only")] = None,
    site: Site = DEFAULT_SITE,
    as_json: Json = False,
) -> None:
    """All entries, the newest wording first."""
    _lines(_all(site, stage), as_json)


@knowledge_app.command()
def show(entry: Id, site: Site = DEFAULT_SITE) -> None:
    """One entry as JSON, with who read it."""

    async def do(desk: Desk) -> dict[str, Any]:
        async with desk.database.read() as session:
            return _shape(await base.one(session, entry), desk.now)

    show_json(run(site, do))


@knowledge_app.command()
def search(
    words: Annotated[list[str], typer.Argument(help="Words that it must hold")],
    site: Site = DEFAULT_SITE,
    as_json: Json = False,
) -> None:
    """What agents would find."""

    async def do(desk: Desk) -> list[dict[str, Any]]:
        async with desk.database.read() as session:
            return [_shape(entry, desk.now) for entry in await base.search(session, " ".join(words))]

    _lines(run(site, do), as_json)


@knowledge_app.command()
def due(site: Site = DEFAULT_SITE, as_json: Json = False) -> None:
    """What is to be looked at again, or should have been in the base already; and how many came in time."""
    found = _all(site, None)
    wanted = [entry for entry in found if entry["stale"] or (entry["stage"] == Stage.DRAFT and entry["upload_due"])]
    _lines(wanted, as_json)
    limited = [entry for entry in found if entry["upload_due"] and entry["released_at"]]
    if limited and not as_json:
        in_time = sum(not entry["late"] for entry in limited)
        typer.echo(f"uploaded in time: {in_time} of {len(limited)}")


def _all(site: Path, stage: Stage | None) -> list[dict[str, Any]]:
    async def do(desk: Desk) -> list[dict[str, Any]]:
        async with desk.database.read() as session:
            return [_shape(entry, desk.now) for entry in await base.entries(session, stage=stage)]

    return run(site, do)


def _write(entry: str | None, wording: Wording, by: str, site: Path) -> None:
    async def do(desk: Desk) -> dict[str, Any]:
        async with desk.database.write() as session:
            written = await base.write(
                session,
                wording,
                packs=desk.rules.packs,
                calendar=desk.rules.calendar,
                actor=await _who(session, by),
                now=desk.now,
                entry=entry,
            )
            return _shape(written, desk.now)

    show_json(run(site, do))


def _wording(
    title: str, answer: str, basis: str, provider: str, policy_released: str | None, review_by: str | None
) -> Wording:
    return Wording(
        title=title,
        answer=typer.get_text_stream("stdin").read() if answer == "-" else answer,
        basis=basis,
        provider=provider,
        policy_at=None if policy_released is None else moment(policy_released, "--policy-released"),
        review_by=None if review_by is None else moment(review_by, "--review-by"),
    )


def _shape(entry: Entry, now: datetime) -> dict[str, Any]:
    return knowledge_shape(entry, now)


def _lines(found: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        show_json(found)
        return
    for entry in found:
        marks = "".join(f"  {mark}" for mark in ("late", "stale") if entry[mark])
        typer.echo(f"{entry['id']}  {entry['stage']:<9} {entry['title']}  ({entry['provider'] or '-'}){marks}")


async def _who(session: AsyncSession, by: str) -> str:
    """The person whose word this is: a sign-in that exists. NoSuchUser."""
    return (await named(session, by)).username

"""`hotline recordings expired|hold|release|holds|propose|lists|approve|destroy`: recordings past their retention.

Nothing is destroyed by itself: one proposes a list, somebody else, an archivist or a leader, approves it with their
name, their password and the list's hash, and `destroy` carries it out. `hotline recordings list` is `records`'s.
"""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar

import typer

from hotline import site as site_file
from hotline.commands.on_database import Desk, Json, Site, actor, run, show_json
from hotline.commands.records import recordings_app
from hotline.settings import DEFAULT_SITE, run_folder
from hotline.sign_ins import SignInWrong
from recordings import destruction, holds
from recordings.archive import Archive
from recordings.destruction import DestructionList
from recordings.retention import REASONS, expired
from store.users import Role, check_password
from ticketing.shapes import when
from web.retention import list_shape, old_shape

__all__ = ["recordings_app"]

APPROVERS = frozenset({Role.ARCHIVIST, Role.LEADER})
Recording = Annotated[str, typer.Argument(help="The recording's id")]
Reason = Annotated[str, typer.Option(help="Why; kept sealed, in the audit log")]
ListId = Annotated[str, typer.Argument(metavar="LIST", help="The list's id")]
_Answer = TypeVar("_Answer")


@recordings_app.command("expired")
def show_expired(site: Site = DEFAULT_SITE, as_json: Json = False) -> None:
    """Recordings older than the site's retention_days, the oldest first, and what keeps each all the same."""
    days = site_file.load(site).storage.retention_days

    async def do(desk: Desk) -> list[dict[str, Any]]:
        async with desk.database.read() as session:
            return [old_shape(one) for one in await expired(session, retention_days=days, now=desk.now)]

    found = run(site, do)
    if as_json:
        return show_json(found)
    for one in found:
        listed = f"已列入清册 {one['listed']}" if one["listed"] else "可以列入清册"
        kept = "、".join(REASONS[reason] for reason in one["kept"]) or listed
        typer.echo(f"{one['started_at']}  {one['id']:<24} {one['office'] or '-':<10} {one['seconds']:>7.1f} s  {kept}")
    typer.echo(f"保存期限 {days} 天，超过期限的录音 {len(found)} 份")


@recordings_app.command("hold")
def hold(recording: Recording, reason: Reason, site: Site = DEFAULT_SITE) -> None:
    """Keep a recording whatever its age (暂缓销毁)."""
    _hold(site, recording, reason, lift=False)


@recordings_app.command("release")
def release(recording: Recording, reason: Reason, site: Site = DEFAULT_SITE) -> None:
    """Let a recording go that was on hold."""
    _hold(site, recording, reason, lift=True)


@recordings_app.command("holds")
def show_holds(site: Site = DEFAULT_SITE) -> None:
    """What is on hold, since when, by whom and why."""

    async def do(desk: Desk) -> None:
        async with desk.database.read() as session:
            for one in await holds.holds(session):
                typer.echo(f"{when(one.placed_at)}  {one.recording:<24} {one.placed_by}  {one.reason}")

    run(site, do)


@recordings_app.command("propose")
def propose(site: Site = DEFAULT_SITE, as_json: Json = False) -> None:
    """A list of all that is past its retention and that nothing keeps, with its hash. Nothing is destroyed by this."""
    days = site_file.load(site).storage.retention_days

    async def do(desk: Desk) -> DestructionList:
        return await destruction.propose(desk.database, retention_days=days, by=actor(), now=desk.now)

    _show(run(site, do), as_json=as_json)


@recordings_app.command("lists")
def show_lists(site: Site = DEFAULT_SITE) -> None:
    """Every list, and how far it is carried out."""

    async def do(desk: Desk) -> None:
        for one in await destruction.lists(desk.database):
            gone = sum(item.destroyed_at is not None for item in one.items)
            approved = f"approved by {one.approved_by}" if one.approved_by else "not approved"
            typer.echo(f"{one.id}  {when(one.proposed_at)}  by {one.proposed_by}  {approved}  {gone}/{len(one.items)}")

    run(site, do)


@recordings_app.command("approve")
def approve(
    list_id: ListId,
    hash: Annotated[str, typer.Option("--hash", help="The list's hash, as it was read")],
    by: Annotated[str, typer.Option("--by", help="User name of the archivist or leader who answers for it")],
    from_input: Annotated[bool, typer.Option("--password-stdin", help="Their password from standard input")] = False,
    site: Site = DEFAULT_SITE,
    as_json: Json = False,
) -> None:
    """Answer for a list that somebody else proposed. Their password is asked for."""
    password = sys.stdin.readline().rstrip("\r\n") if from_input else typer.prompt("password", hide_input=True)

    async def do(desk: Desk) -> DestructionList:
        async with desk.database.read() as session:
            user = await check_password(session, by, password)
        if user is None or user.role not in APPROVERS:
            raise SignInWrong(f"{by} is no archivist or leader with this password")
        return await destruction.approve(desk.database, list_id, hash=hash, by=by, now=desk.now)

    _show(run(site, do), as_json=as_json)


@recordings_app.command("destroy")
def destroy(list_id: ListId, site: Site = DEFAULT_SITE, as_json: Json = False) -> None:
    """Carry out an approved list; again: go on where it stopped. What is kept meanwhile is passed over."""
    _show(run(site, _with_archive(site, list_id)), as_json=as_json)


def _with_archive(site: Site, list_id: str) -> Callable[[Desk], Awaitable[DestructionList]]:
    loaded = site_file.load(site)
    folder = loaded.storage.archive(run_folder(loaded.id).recordings)

    async def do(desk: Desk) -> DestructionList:
        archive = Archive(root=folder, keys=desk.database.keys)
        return await destruction.carry_out(desk.database, archive, list_id, by=actor(), now=desk.now)

    return do


def _hold(site: Site, recording: str, reason: str, *, lift: bool) -> None:
    async def do(desk: Desk) -> None:
        async with desk.database.write() as session:
            change = holds.lift if lift else holds.place
            await change(session, recording, reason=reason, by=actor(), now=desk.now)

    run(site, do)


def _show(one: DestructionList, *, as_json: bool) -> None:
    if as_json:
        return show_json(list_shape(one, {}))
    typer.echo(f"list  {one.id}\nhash  {one.hash}\n")
    for item in one.items:
        kept = "、".join(REASONS[reason] for reason in item.kept)
        state = f"已销毁 {when(item.destroyed_at)}" if item.destroyed_at else (f"保留：{kept}" if kept else "待销毁")
        typer.echo(f"{when(item.started_at)}  {item.recording:<24} {item.office or '-':<10} {state}")
    approved = f"{one.approved_by} 于 {when(one.approved_at)} 批准" if one.approved_by else "尚未批准"
    typer.echo(f"\n{len(one.items)} 份，{one.proposed_by} 提出，{approved}")

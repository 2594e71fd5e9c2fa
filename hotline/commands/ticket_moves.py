"""`hotline ticket move`: one move, or many from a file, each judged and answered by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from hotline.commands.on_database import Desk, Site, actor, pair, run, show_json
from hotline.settings import DEFAULT_SITE
from ticketing.casework.moves import make_move
from ticketing.casework.together import Made, Together, Wish
from ticketing.errors import TicketConflict, TicketError
from ticketing.reading import get_ticket
from ticketing.states import Actor, Move

As = Annotated[Actor, typer.Option("--as", help="The role in which you act")]
AT_ONCE = 1_000
"""Moves that are under way at the same time."""


class Listed(BaseModel):
    """One move of a file, written as in `POST /api/v1/tickets/moves`."""

    model_config = ConfigDict(extra="forbid")

    ticket: str
    version: int
    move: Move
    acting: Annotated[Actor | None, Field(alias="as")] = None
    note: dict[str, str] = Field(default_factory=dict)
    key: Annotated[str | None, Field(min_length=1, max_length=64)] = None

    def wish(self, role: Actor, now: datetime) -> Wish:
        """As it is asked for."""
        return Wish(
            number=self.ticket,
            version=self.version,
            move=self.move,
            role=self.acting or role,
            actor=actor(),
            now=now,
            note=self.note,
            key=self.key,
        )


_FILE = TypeAdapter(list[Listed])


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("move")(make)


def make(
    number: Annotated[str | None, typer.Argument(help="The ticket's number")] = None,
    move: Annotated[Move | None, typer.Argument(help="The move, see `hotline ticket moves`")] = None,
    notes: Annotated[list[str] | None, typer.Option("--note", help="name=value, as often as needed")] = None,
    file: Annotated[
        Path | None, typer.Option("--file", help="Many moves: a JSON list of {ticket, version, move, as, note, key}")
    ] = None,
    role: As = Actor.SUPERVISOR,
    site: Site = DEFAULT_SITE,
) -> None:
    """Make a move as the regulation wants it; with --file many, each answered: exit code 1 if any was not done."""
    if file is not None:
        if number is not None or notes:
            raise typer.BadParameter("give a file, or a ticket with its move; not both", param_hint="--file")
        _many(file, role, site)
        return
    if number is None or move is None:
        raise typer.BadParameter("name the ticket and the move, or a file of moves", param_hint="NUMBER MOVE")
    _one(number, move, dict(pair(text) for text in notes or ()), role, site)


def _one(number: str, move: Move, note: dict[str, str], role: Actor, site: Path) -> None:
    async def do(desk: Desk) -> dict[str, Any]:
        async with desk.database.write() as session:
            current = await get_ticket(session, number)
            ticket = await make_move(
                session,
                number,
                version=current.version,
                step=move,
                role=role,
                actor=actor(),
                note=note,
                rules=desk.rules,
                now=desk.now,
            )
            return {"number": ticket.number, "version": ticket.version, "state": ticket.state.value}

    show_json(run(site, do))


def _many(file: Path, role: Actor, site: Path) -> None:
    listed = _read(file)
    answers = run(site, lambda desk: _made(desk, [one.wish(role, desk.now) for one in listed]))
    shapes = [_shape(one, answer) for one, answer in zip(listed, answers, strict=True)]
    show_json(shapes)
    if any(shape["result"] != "done" for shape in shapes):
        raise typer.Exit(1)


def _read(file: Path) -> list[Listed]:
    try:
        return _FILE.validate_json(file.read_bytes())
    except OSError as error:
        raise typer.BadParameter(f"{file} cannot be read: {error.strerror}", param_hint="--file") from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        raise typer.BadParameter(f"{file}: {place}: {first['msg']}", param_hint="--file") from None


async def _made(desk: Desk, wishes: Sequence[Wish]) -> list[Made | BaseException]:
    together, answers = Together(desk.rules), []
    for start in range(0, len(wishes), AT_ONCE):
        some = (desk.database.joined(together.moves, wish) for wish in wishes[start : start + AT_ONCE])
        answers += await asyncio.gather(*some, return_exceptions=True)
    return answers


def _shape(one: Listed, answer: Made | BaseException) -> dict[str, Any]:
    said: dict[str, Any] = {"ticket": one.ticket, "key": one.key}
    if isinstance(answer, Made):
        return {**said, "result": "done", "version": answer.version, "state": answer.state.value}
    error = {"code": getattr(answer, "code", "failed"), "message": str(answer)}
    if isinstance(answer, TicketConflict):
        return {**said, "result": "conflict", "version": answer.current, "error": error}
    return {**said, "result": "refused" if isinstance(answer, TicketError) else "failed", "error": error}

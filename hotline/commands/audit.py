"""`hotline audit verify|head`: the log and the recordings proven unaltered; the signed head to keep elsewhere."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import TypeAdapter, ValidationError

from hotline.commands.records import Place, SiteOption, read_from
from hotline.commands.words import WordError
from hotline.settings import DEFAULT_SITE
from recordings import chain
from recordings.archive import Archive
from store import audit

audit_app = typer.Typer(add_completion=False, no_args_is_help=True, help="The audit log.")


@audit_app.command("verify")
def verify(
    site: SiteOption = DEFAULT_SITE,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object")] = False,
    head: Annotated[Path | None, typer.Option(help="A head exported before: proves nothing was rolled back")] = None,
    audio: Annotated[bool, typer.Option(help="Open every recording and compare its hash")] = True,
) -> None:
    """Prove the audit log and the recordings unaltered; exit code 1 when they are not."""
    exported = None if head is None else _read_head(head)

    async def check(place: Place) -> dict[str, Any]:
        archive = Archive(root=place.archive, keys=place.database.keys) if audio else None
        async with place.database.read() as session:
            verdict = await audit.verify(session, exported=exported)
            flaws = await chain.verify(session, archive)
        return {
            "sound": verdict.sound and not flaws,
            "entries": verdict.entries,
            "head": asdict(verdict.head) if verdict.head else None,
            "flaws": [asdict(flaw) for flaw in verdict.flaws],
            "recordings": [asdict(flaw) for flaw in flaws],
        }

    answer: dict[str, Any] = read_from(site, check)
    if as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False))
    else:
        typer.echo(f"{answer['entries']} entries: {'sound' if answer['sound'] else 'NOT SOUND'}")
        for flaw in answer["flaws"]:
            typer.echo(f"  entry {flaw['seq']}: {flaw['code']}: {flaw['message']}")
        for flaw in answer["recordings"]:
            typer.echo(f"  recording {flaw['recording']}: {flaw['code']}: {flaw['message']}")
    raise typer.Exit(0 if answer["sound"] else 1)


@audit_app.command("head")
def export_head(site: SiteOption = DEFAULT_SITE) -> None:
    """Print the signed head of the log; keep it elsewhere, and give it to `verify --head` later."""

    async def read(place: Place) -> dict[str, Any] | None:
        async with place.database.read() as session:
            found = await audit.head(session)
        return asdict(found) if found else None

    typer.echo(json.dumps(read_from(site, read)))


def _read_head(path: Path) -> audit.Head:
    """A head that `audit head` printed. WordError when the file holds none."""
    try:
        return TypeAdapter(audit.Head).validate_json(path.read_bytes(), strict=True)
    except OSError as error:
        raise WordError(f"--head {path}: cannot be read: {error.strerror}") from error
    except ValidationError as error:
        raise WordError(f"--head {path}: this is no exported head; `hotline audit head` prints one") from error

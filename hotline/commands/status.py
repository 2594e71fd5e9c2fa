"""`hotline status SITE`: how each part of a running hotline is, asked of the part itself."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from hotline.settings import DEFAULT_SITE, run_folder
from hotline.site import load
from hotline.status import Part, look

app = typer.Typer(add_completion=False)


@app.command()
def status(
    site: Annotated[Path, typer.Argument(help="The site file.", exists=True, dir_okay=False)] = DEFAULT_SITE,
    site_option: Annotated[Path | None, typer.Option("--site", help="The same, as an option.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Exit code 0 when every part is up, 1 otherwise."""
    loaded = load(site_option or site)
    parts = asyncio.run(look(loaded, run_folder(loaded.id)))
    if as_json:
        print(json.dumps({"site": loaded.id, "up": all_up(parts), "parts": [part.as_json() for part in parts]}))
    else:
        console = Console(highlight=False)
        for part in parts:
            mark = "[green]up  [/]" if part.up else "[red]down[/]"
            console.print(f"{mark}  {part.name:12} {part.detail}")
    raise typer.Exit(0 if all_up(parts) else 1)


def all_up(parts: list[Part]) -> bool:
    """Whether nothing is down."""
    return all(part.up for part in parts)

"""`hotline check SITE…`: every mistake of a site file at once, each with its place and its mend. Exit code 1 if any."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hotline import site as site_file

app = typer.Typer(add_completion=False)


@app.command()
def check(
    sites: Annotated[list[Path], typer.Argument(help="Site files, such as sites/*.toml", show_default=False)],
) -> None:
    """Tell every mistake of each SITE file."""
    bad = False
    for path in sites:
        site, problems = site_file.read(path)
        for problem in problems:
            typer.echo(str(problem))
        if site is None:
            bad = True
            continue
        seats = sum(len(office.seats) for office in site.plan.offices.values())
        typer.echo(f"{path}: fit to run: {site.plan.number}, {len(site.plan.offices)} offices, {seats} seats")
    raise typer.Exit(1 if bad else 0)

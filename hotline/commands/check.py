"""`hotline check FILE…`: every mistake of a site file or a regulation pack at once, each with its place and its mend.

Exit code 1 if there is any.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from hotline import site as site_file
from routing.strict import Problem
from ticketing import packs

app = typer.Typer(add_completion=False)


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="Site files or regulation packs", show_default=False)],
) -> None:
    """Tell every mistake of each FILE."""
    bad = False
    for path in files:
        fit, problems = _pack(path) if _is_pack(path) else _site(path)
        for problem in problems:
            typer.echo(str(problem))
        if fit:
            typer.echo(f"{path}: {fit}")
        bad = bad or bool(problems)
    raise typer.Exit(1 if bad else 0)


def _is_pack(path: Path) -> bool:
    """A pack has a `[document]`; whatever cannot be read is taken for a site file, whose reader says why."""
    try:
        return "document" in tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return False


def _site(path: Path) -> tuple[str, Sequence[Problem]]:
    site, problems = site_file.read(path)
    if site is None:
        return "", problems
    seats = sum(len(office.seats) for office in site.plan.offices.values())
    return f"fit to run: {site.plan.number}, {len(site.plan.offices)} offices, {seats} seats", problems


def _pack(path: Path) -> tuple[str, Sequence[Problem]]:
    pack, problems = packs.parse(str(path), path.read_text(encoding="utf-8"))
    if pack is None:
        return "", problems
    return f"fit to use: {pack.document.title}, {len(pack.clocks)} clocks, {len(pack.refusals)} refusals", problems

"""`hotline serve SITE --role …`: run what one process of a hotline does. `hotline up` starts these and watches them."""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
from pathlib import Path
from typing import Annotated

import structlog
import typer
import uvloop
from structlog.typing import Processor

from hotline import app as composition
from hotline.settings import RunFolder
from hotline.site import load

app = typer.Typer(add_completion=False)

ROLES = ("agi", "ami,web,worker")


@app.command()
def serve(
    site: Annotated[Path, typer.Argument(help="The site file.", exists=True, dir_okay=False)],
    role: Annotated[str, typer.Option(help=f"One of: {' | '.join(ROLES)}")],
    run: Annotated[Path, typer.Option(help="The run folder.", exists=True, file_okay=False)],
    desktop: Annotated[Path | None, typer.Option(help="The built desktop.")] = None,
) -> None:
    """Serve until told to stop."""
    if role not in ROLES:
        raise typer.BadParameter(f"there is no role {role!r}: {' | '.join(ROLES)}")
    log_as_json()
    rest_the_collector()
    loaded, folder = load(site), RunFolder(run)
    work = composition.serve_agi(loaded, folder) if role == "agi" else composition.serve_desk(loaded, folder, desktop)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(work)


def rest_the_collector() -> None:
    """What was imported stays: take it out of the collector's rounds, which callers would wait for."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def log_as_json() -> None:
    """One JSON object a line on standard output, for our loggers and the libraries' alike."""
    logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="%(message)s")
    shared: list[Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=False),
        structlog.processors.format_exc_info,
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder()],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
    logging.getLogger().handlers[0].setFormatter(formatter)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )

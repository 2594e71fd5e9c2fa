"""`hotline setup SITE`: fetch and build what the hotline needs, without starting it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hotline.commands.progress import tell
from hotline.preparation import ensure_browser, ensure_tools

app = typer.Typer(add_completion=False)


@app.command()
def setup(
    site: Annotated[Path, typer.Argument(help="The site file.", exists=True, dir_okay=False)],
    for_tests: Annotated[bool, typer.Option(help="Also what only the tests need: Chromium.")] = False,
) -> None:
    """All the set-up: Asterisk, speech, SIPp, the desktop. Done before? Then it takes a second."""
    tools = ensure_tools(tell)
    if for_tests:
        ensure_browser(tell)
    version = ".".join(map(str, tools.asterisk.version))
    tell(f"ready for {site}: Asterisk {version}, desktop in {tools.desktop}")

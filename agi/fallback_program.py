"""The shell wrapper that Asterisk starts when the FastAGI server is away: RUN/fallback.

Only its text. It skips Python's `site` (a third of the start-up time) and names the import path itself.
"""

from __future__ import annotations

import shlex
import sys
import sysconfig
from pathlib import Path


def wrapper_text(*, project: Path, snapshot: Path) -> str:
    """An executable file's content. Asterisk passes the script's name and the call's arguments."""
    path = f"{project.resolve()}:{sysconfig.get_path('purelib')}"
    return (
        "#!/bin/sh\n"
        "# Written when the configuration is rendered. Started by Asterisk for one call: AGI on stdin and stdout.\n"
        "trap '' HUP # the caller may hang up while we load; what happened must still be written down\n"
        f"export PYTHONPATH={shlex.quote(path)}\n"
        f'exec {shlex.quote(sys.executable)} -S -m agi.fallback {shlex.quote(str(snapshot.resolve()))} "$@"\n'
    )


def write_wrapper(path: Path, *, project: Path, snapshot: Path) -> None:
    """Write it, executable, whole."""
    partial = path.with_suffix(".new")
    partial.write_text(wrapper_text(project=project, snapshot=snapshot), encoding="utf-8")
    partial.chmod(0o755)
    partial.replace(path)

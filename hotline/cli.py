"""The `hotline` command: registers the sub-commands, turns our own errors into one sentence and exit code 1.

Each sub-command stands in `hotline/commands/`, imported only when it is called, so that `hotline route` need not load
a web server.
"""

from __future__ import annotations

import errno
import importlib
import os
import sys
from typing import NoReturn

from hotline.settings import home

USAGE = """hotline COMMAND …        (hotline COMMAND --help explains one)

run      setup     fetch and build what the hotline of a site needs
         up        run the hotline: Asterisk and all services, watched
         serve     run one role: agi, or ami,web,worker
         status    how each part of a running hotline is
         call      place a real SIP call to a running hotline and tell what happens

look     calls | tickets | recordings | audit
         ticket    the life of one ticket: moves, clocks, timeline
         report    the account of a day's calls, and seats and trunks to plan for
         webhook   who is told of changes by signed HTTP calls
         knowledge what agents read out to callers: written, reviewed, released, searched

people   user      who may sign in at the desk: add, list, password, seat, disable

site     check     every mistake of a site file at once
         route     who would answer a call, and why
         due       when a regulation wants a matter done, and how that was counted
         conf      render, check or reload Asterisk's configuration
         flow      walk a flow in the terminal, or draw it
         prompts   list, say, render or transcribe what callers hear
"""

COMMANDS = {
    "setup": "setup",
    "up": "up",
    "serve": "serve",
    "status": "status",
    "call": "call",
    "calls": "records",
    "tickets": "records",
    "ticket": "ticket",
    "user": "user",
    "knowledge": "knowledge",
    "webhook": "webhook",
    "recordings": "retention",
    "report": "report",
    "audit": "audit",
    "check": "check",
    "route": "route",
    "due": "due",
    "conf": "conf",
    "flow": "flow",
    "prompts": "prompts",
}
"""Sub-command → module in hotline/commands. A module has an `app` (typer) or an `<command>_app`."""


def complain(message: str) -> NoReturn:
    """Say what is wrong, and end with code 1."""
    print(f"hotline: {message}", file=sys.stderr)
    sys.exit(1)


def trouble(error: OSError) -> str:
    """What a file or folder refuses, with the place and what to do; empty where the error names neither."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):  # a full disk names no file
        place = os.environ.get("HOTLINE_RUN") or home()
        return f"{error.strerror}: make room on the disk that is written to (the run folder lies in {place})"
    if error.filename is None or error.strerror is None:
        return ""
    told = f"{error.filename}: {error.strerror}"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        told += "; give this user the right to it, or set HOTLINE_HOME to a folder of theirs"
    return told


def main() -> None:
    """Entry point of `.venv/bin/hotline`."""
    words = sys.argv[1:]
    if not words or words[0] in ("-h", "--help"):
        print(USAGE, end="")
        sys.exit(0 if words else 2)
    name = words[0]
    if name not in COMMANDS:
        print(f"hotline: there is no command {name!r}\n\n{USAGE}", end="", file=sys.stderr)
        sys.exit(2)
    module = importlib.import_module(f"hotline.commands.{COMMANDS[name]}")
    app = getattr(module, f"{name}_app", None) or module.app
    try:
        app(words[1:], prog_name=f"hotline {name}")
    except OSError as error:
        if sentence := trouble(error):
            complain(sentence)
        raise
    except Exception as error:
        if getattr(error, "code", None) is None or not str(error):
            raise
        complain(str(error))

"""The fallback program: Asterisk itself starts it for one call when the FastAGI server is away.

`python -m agi.fallback RUN/snapshot.json SCRIPT` with AGI on standard input and output. Same flows, over pyst2, from
the snapshot; facts go to RUN/spool. Nothing here may need a server, a database or an event loop, and every import
counts: the caller waits for them.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Coroutine, Sequence
from pathlib import Path
from types import FrameType
from typing import Any, BinaryIO, NoReturn

from agi.call_facts import call_facts
from agi.errors import AgiError
from agi.pyst2_line import MendedAgi, Pyst2Line
from agi.snapshot import Snapshot
from ivr_flows import scripts
from ivr_flows.call import CallLost
from ivr_flows.conversation import Conversation
from ivr_flows.dialogue import Dialogue
from ivr_flows.flow_context import FlowContext
from ivr_flows.journal import Journal
from ivr_flows.prompt_book import PromptError
from ivr_flows.rendered_book import load_book
from ivr_flows.spool import SpoolJournal
from routing.decide import decide, decide_answered
from store.facts import FactKind

SESSION_S = 900
"""Time limit of the whole program."""


def flow_context(snapshot: Snapshot, journal: Journal) -> FlowContext:
    """The flows' dependencies without store and server. PromptError when no prompts were prepared."""
    return FlowContext(
        plan=snapshot.plan,
        decide=decide,
        decide_answered=decide_answered,
        book=load_book(Path(snapshot.book)),
        journal=journal,
        now=snapshot.now,
        settings=snapshot.settings,
    )


def serve(script: str, context: FlowContext, beep: str, stdin: BinaryIO, stdout: BinaryIO) -> None:
    """One call from its opening block to the handover. CallLost when Asterisk's side breaks; AgiError for our own."""
    if script not in scripts.SCRIPTS:
        raise AgiError(f"there is no script {script!r}; known: {', '.join(scripts.SCRIPTS)}")
    try:
        agi = MendedAgi(stdin, stdout)
    except EOFError as error:
        raise CallLost(f"the opening block: {error}") from error
    environment = agi.environment
    facts = call_facts(environment, script=script, arguments=environment.arguments[1:])
    call = Conversation(Pyst2Line(agi), facts, beep=beep)
    Dialogue(call, context).note(FactKind.FALLBACK_RAN, script=script, why="server-away")
    drive(scripts.run(script, context, call))


def drive(flow: Coroutine[Any, Any, None]) -> None:
    """Run a flow whose line never waits, without an event loop."""
    try:
        flow.send(None)
    except StopIteration:
        return
    flow.close()
    raise AgiError("a flow waits for something that the fallback does not have")


def main(arguments: Sequence[str]) -> int:
    """Exit code 0 when the flow ran to an end of its own; the dialplan looks at the handover, not at this."""
    if len(arguments) < 2:
        print("usage: python -m agi.fallback SNAPSHOT SCRIPT", file=sys.stderr)
        return 2
    signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(SESSION_S)
    journal: SpoolJournal | None = None
    try:
        snapshot = Snapshot.read(Path(arguments[0]))
        journal = SpoolJournal(Path(snapshot.spool), start=f"{snapshot.now():%Y%m%dT%H%M%S}", sync=True)
        context = flow_context(snapshot, journal)
        serve(arguments[1], context, snapshot.beep, sys.stdin.buffer, sys.stdout.buffer)
    except (AgiError, CallLost, PromptError) as error:
        print(f"hotline fallback: {error}", file=sys.stderr)
        return 1
    finally:
        if journal is not None:
            journal.close()
    return 0


def _too_long(signum: int, frame: FrameType | None) -> NoReturn:
    raise CallLost(f"the call took longer than {SESSION_S} s")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

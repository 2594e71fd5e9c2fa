"""`hotline call SITE`: place a real SIP call with audio to the running hotline, and tell what happens to it."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from asterisk_conf.programs import ensure_espeak, ensure_sipp
from asterisk_conf.sipp import CallEvent, CallReport, SippCaller
from hotline.commands.progress import tell
from hotline.narration import sentence
from hotline.settings import Clock, RunFolder, home, run_folder
from hotline.site import load
from store.calls import CallFilter, list_calls, timeline
from store.engine import Database
from store.keys import Keys

app = typer.Typer(add_completion=False)
console = Console(highlight=False)

WORDS = "您好，我想咨询残疾人补贴。"
SPEECH_LIMIT_S = 30
AFTERMATH_S = 3.0
"""How long after the call we look for what is still to come: the recording's end, the ticket."""


@app.command()
def call(
    site: Annotated[Path, typer.Argument(help="The site file.", exists=True, dir_okay=False)],
    dialed: Annotated[str, typer.Option(help="What is dialled: 12385, 055112385, …")] = "12385",
    caller: Annotated[str, typer.Option(help="The caller's number; 'anonymous' hides it.")] = "13805510001",
    keys: Annotated[str, typer.Option(help="Keys and when, e.g. '5:1,9:#' = 1 after 5 s, # after 9 s.")] = "",
    length: Annotated[float, typer.Option(help="Hang up after so many seconds from the answer.")] = 30.0,
    say: Annotated[
        str, typer.Option(help="What the caller says (spoken by espeak-ng).")
    ] = "您好，我想咨询残疾人补贴。",
    audio: Annotated[
        Path | None, typer.Option(help="A recording to say instead (16-bit mono WAV).", exists=True, dir_okay=False)
    ] = None,
    trunk: Annotated[str | None, typer.Option(help="Id of the trunk to call through; default: the first.")] = None,
    out: Annotated[Path | None, typer.Option(help="Where to keep what the caller heard (WAV).")] = None,
) -> None:
    """Dial the hotline as a caller would, and narrate both sides: the telephone and the hotline's own record."""
    loaded = load(site)
    run = run_folder(loaded.id)
    addresses = run.read_addresses()
    trunks = loaded.plan.trunks
    if trunk is not None and trunk not in trunks:
        raise typer.BadParameter(f"there is no trunk {trunk!r}; the site has {', '.join(trunks)}")
    chosen = trunks[trunk] if trunk is not None else next(iter(trunks.values()))
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        speech = audio or speak(say, folder / "says.wav")
        sipp = SippCaller(
            program=ensure_sipp(home(), progress=tell),
            target=(addresses.bind, addresses.sip),
            folder=folder,
            dialed=dialed,
            caller=caller,
            source=chosen.host,
            audio=speech,
            keys=parse_keys(keys),
            length_s=length,
            on_event=telephone,
        )
        report = asyncio.run(place(sipp, run))
        if out is not None and report.heard is not None:
            out.write_bytes(report.heard.read_bytes())
    console.print(f"the caller heard {report.heard_s:.1f} s of audio; ended by {report.ended_by}")
    raise typer.Exit(0 if report.answered else 1)


def parse_keys(text: str) -> list[tuple[float, str]]:
    """'5:1,9:#' → [(5.0, '1'), (9.0, '#')]. BadParameter tells what is wrong."""
    pressed = []
    for part in filter(None, text.split(",")):
        seconds, _, key = part.partition(":")
        try:
            at = float(seconds)
        except ValueError:
            raise typer.BadParameter(f"{part!r}: write seconds, a colon and a key, e.g. 5:1") from None
        if len(key) != 1 or key not in "0123456789*#":
            raise typer.BadParameter(f"{part!r}: {key!r} is not a key of a telephone")
        pressed.append((at, key))
    return pressed


def speak(text: str, path: Path) -> Path:
    """The text as 8 kHz audio; silence would prove nothing."""
    espeak = ensure_espeak(home(), progress=tell)
    subprocess.run(
        espeak.argv("-v", "cmn", "-w", str(path), text),
        env=espeak.env(),
        timeout=SPEECH_LIMIT_S,
        check=True,
        capture_output=True,
    )
    return path


def telephone(event: CallEvent) -> None:
    """Tell what the caller's telephone shows."""
    console.print(f"[cyan]{event.at_s:6.2f} s  telephone  [/]{event.what} {event.detail}")


async def place(caller: SippCaller, run: RunFolder) -> CallReport:
    """Call, and meanwhile follow the hotline's own record of it."""
    since = Clock(run.clock).now() - timedelta(seconds=2)
    database = Database(run.database_url, Keys.load(run.keys / "keys.json"))
    try:
        before = frozenset(await calls_like(database, caller.caller, caller.dialed, since))
        following = asyncio.create_task(follow(database, caller, since, before))
        try:
            report = await caller.call()
            await asyncio.sleep(AFTERMATH_S)
            return report
        finally:
            following.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await following
    finally:
        await database.close()


async def calls_like(database: Database, caller: str, dialed: str, since: datetime) -> tuple[str, ...]:
    """Ids of calls since then from this number (a hidden one: from none) to what was dialled, oldest first."""
    number = caller if caller.lstrip("+").isdigit() else None
    async with database.read() as session:
        page = await list_calls(session, CallFilter(since=since, number=number))
    return tuple(one.id for one in reversed(page.items) if one.dialed == dialed and (number or not one.caller))


async def follow(database: Database, caller: SippCaller, since: datetime, before: frozenset[str]) -> None:
    """Print each fact of the call as it reaches the database. Others come in meanwhile; those `before` are none of
    ours: a rehearsal may repeat an hour."""
    told: set[str] = set()
    call_id: str | None = None
    while True:
        if call_id is None:
            new = [one for one in await calls_like(database, caller.caller, caller.dialed, since) if one not in before]
            call_id = new[0] if new else None
        else:
            async with database.read() as session:
                facts = await timeline(session, call_id)
            for fact in facts:
                if fact.id not in told:
                    told.add(fact.id)
                    seconds = (fact.at - since).total_seconds() - 2
                    console.print(f"[green]{seconds:6.2f} s  hotline    [/]{sentence(fact)}")
        await asyncio.sleep(0.2)

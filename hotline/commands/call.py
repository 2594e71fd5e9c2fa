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
from asterisk_conf.rtp import read_audio
from asterisk_conf.sipp import CallEvent, CallReport, SippCaller
from hotline.commands.call_words import caller_of, dialed_of, keys_of, length_of, over_and_over, recording_of
from hotline.commands.progress import tell
from hotline.commands.words import one_of
from hotline.narration import sentence
from hotline.services import asked
from hotline.settings import Addresses, Clock, RunFolder, SettingsError, home, run_folder
from hotline.site import load
from hotline.supervisor import Health
from store.calls import CallFilter, list_calls, timeline
from store.engine import Database
from store.facts import CallFact
from store.keys import Keys
from store.spool_tail import SpoolTail

app = typer.Typer(add_completion=False)
console = Console(highlight=False)

WORDS = "您好，我想咨询残疾人补贴。"
SPEECH_LIMIT_S = 30
ASTERISK_LIMIT_S = 1.5
AFTERMATH_S = 3.0
"""How long after the call we look for what is still to come: the recording's end, the ticket."""


@app.command()
def call(
    site: Annotated[Path, typer.Argument(help="The site file.", exists=True, dir_okay=False)],
    dialed: Annotated[
        str | None, typer.Option(help="What is dialled: 12385, 055112385, …; the site's own number if left out.")
    ] = None,
    caller: Annotated[str, typer.Option(help="The caller's number; 'anonymous' hides it.")] = "13805510001",
    keys: Annotated[str, typer.Option(help="Keys and when, e.g. '5:1,9:#' = 1 after 5 s, # after 9 s.")] = "",
    length: Annotated[float, typer.Option(help="Hang up after so many seconds from the answer.")] = 30.0,
    say: Annotated[str, typer.Option(help="What the caller says, over and over (spoken by espeak-ng).")] = WORDS,
    audio: Annotated[
        Path | None, typer.Option(help="A recording to say instead (16-bit mono WAV).", exists=True, dir_okay=False)
    ] = None,
    trunk: Annotated[str | None, typer.Option(help="Id of the trunk to call through; default: the first.")] = None,
    out: Annotated[Path | None, typer.Option(help="Where to keep what the caller heard (WAV).")] = None,
) -> None:
    """Dial the hotline as a caller would, and narrate both sides: the telephone and the hotline's own record."""
    loaded = load(site)
    run = run_folder(loaded.id)
    trunks = loaded.plan.trunks
    chosen = trunks[one_of(trunk, trunks, "--trunk")] if trunk is not None else next(iter(trunks.values()))
    number, shown, seconds = dialed_of(dialed, loaded.plan.number), caller_of(caller), length_of(length)
    pressed, recording = keys_of(keys, seconds), recording_of(audio) if audio else None
    addresses = run.read_addresses()
    asyncio.run(must_run(addresses, site))
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        speech = recording if recording is not None else read_audio(speak(say, folder / "says.wav"))
        (folder / "says.alaw").write_bytes(over_and_over(speech, seconds))
        sipp = SippCaller(
            program=ensure_sipp(home(), progress=tell),
            target=(addresses.bind, addresses.sip),
            folder=folder,
            dialed=number,
            caller=shown,
            source=chosen.host,
            audio=folder / "says.alaw",
            keys=pressed,
            length_s=seconds,
            on_event=telephone,
        )
        report = asyncio.run(place(sipp, run))
        if out is not None and report.heard is not None:
            out.write_bytes(report.heard.read_bytes())
    console.print(f"the caller heard {report.heard_s:.1f} s of audio; ended by {report.ended_by}")
    raise typer.Exit(0 if report.answered else 1)


async def must_run(at: Addresses, site: Path) -> None:
    """SettingsError, at once, where no Asterisk is at the addresses that the last start of this hotline wrote down."""
    if await asked(at.bind, at.ami, b"", b"Asterisk Call Manager", ASTERISK_LIMIT_S) is not Health.WELL:
        raise SettingsError(f"the hotline of {site} does not run: start it with `make run SITE={site}`")


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
        following = asyncio.create_task(follow(database, SpoolTail(run.spool), caller, since, before))
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


async def follow(
    database: Database, spool: SpoolTail, caller: SippCaller, since: datetime, before: frozenset[str]
) -> None:
    """Print each fact of the call as it reaches the database, and what the flows tell when they tell it. Others come
    in meanwhile; those `before` are none of ours: a rehearsal may repeat an hour."""
    told: set[str] = set()
    heard: list[CallFact] = []
    call_id: str | None = None
    while True:
        heard.extend(spool.new())
        if call_id is None:
            new = [one for one in await calls_like(database, caller.caller, caller.dialed, since) if one not in before]
            call_id = new[0] if new else None
        if call_id is not None:
            async with database.read() as session:
                facts = await timeline(session, call_id)
            of_flows = (fact for fact in heard if fact.call_id == call_id)
            for fact in sorted((*facts, *of_flows), key=lambda fact: fact.at):
                if fact.id not in told:
                    told.add(fact.id)
                    seconds = (fact.at - since).total_seconds() - 2
                    console.print(f"[green]{seconds:6.2f} s  hotline    [/]{sentence(fact)}")
            heard.clear()
        await asyncio.sleep(0.2)

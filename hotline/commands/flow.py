"""`hotline flow`: walk a flow in the terminal, or draw it. Words only: no Asterisk, no audio, no database.

Keys of a walk: 0-9 * # press; `-` presses nothing; `m` speaks a message; `h` hangs up. After them the caller is silent.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from dialplan.contract import Handover, Script
from hotline import site as site_file
from hotline.commands.words import moment, one_of
from hotline.settings import DEFAULT_SITE
from hotline.site import Site
from ivr_flows import scripts
from ivr_flows.call import CallFacts
from ivr_flows.exploring import Graph, explore
from ivr_flows.flow_context import FlowContext, FlowSettings
from ivr_flows.journal import Journal, ListJournal
from ivr_flows.lookups import CaseProgress, CaseState, KnownCases
from ivr_flows.picture import mermaid, svg
from ivr_flows.prompt_book import PromptBook
from ivr_flows.scripted import ScriptedCall, Step, hang_up, press, silence, speak
from ivr_flows.text_book import TextBook
from ivr_flows.unstaffed import MOST_WALKS
from ivr_flows.utterance import Utterance
from routing.decide import decide, decide_answered
from routing.evidence import dialed_here
from routing.plan import Plan
from store.facts import CallFact, FactKind
from workdays.zone import local

app = typer.Typer(add_completion=False, no_args_is_help=True)


class FlowCommandError(Exception):
    """The command line asks for a flow or a key that is none."""

    code = "flow-command"


@dataclass(slots=True)
class Telling:
    """A prompt book and a journal that tell, as it happens, what the caller hears and what is noted."""

    book: TextBook

    def audio(self, utterance: Utterance, language: str) -> tuple[str, ...]:
        """See `PromptBook.audio`."""
        typer.echo(f"  🔊 {self.book.text(utterance, language)}")
        return self.book.audio(utterance, language)

    def text(self, utterance: Utterance, language: str) -> str:
        """See `PromptBook.text`."""
        return self.book.text(utterance, language)

    def note(self, fact: CallFact) -> None:
        """See `Journal.note`."""
        if fact.kind is FactKind.PROMPT_PLAYED and not fact.data["complete"]:
            typer.echo("     … cut short")
        elif fact.kind is not FactKind.PROMPT_PLAYED:
            said = ", ".join(f"{name} {value}" for name, value in fact.data.items() if value not in (None, "", []))
            typer.echo(f"  ✎  {fact.kind}: {said}")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A prompt book whose clips are what is heard: for drawing."""

    book: TextBook

    def audio(self, utterance: Utterance, language: str) -> tuple[str, ...]:
        """See `PromptBook.audio`."""
        return (self.book.text(utterance, language),)

    def text(self, utterance: Utterance, language: str) -> str:
        """See `PromptBook.text`."""
        return self.book.text(utterance, language)


@app.command()
def run(
    script: Annotated[str, typer.Argument(help="incoming or still-waiting")],
    *,
    site: Annotated[Path, typer.Option(help="The site file")] = DEFAULT_SITE,
    keys: Annotated[str, typer.Option(help="What the caller does: 0-9 * #, - silence, m speaks, h hangs up")] = "",
    dialed: Annotated[str | None, typer.Option(help="The number dialled; the site's own if left out")] = None,
    caller: Annotated[str, typer.Option(help="The caller's number; empty when hidden")] = "",
    trunk: Annotated[str | None, typer.Option(help="The trunk's id")] = None,
    at: Annotated[str | None, typer.Option(help="When, ISO 8601 with offset; now if left out")] = None,
    empty_walks: Annotated[
        int, typer.Option(help="still-waiting: how often, one after the other, nobody was found signed in", min=0)
    ] = 0,
) -> None:
    """Walk a flow in the terminal."""
    if script not in scripts.SCRIPTS:
        raise FlowCommandError(f"there is no flow {script!r}; there are {', '.join(scripts.SCRIPTS)}")
    loaded, now = site_file.load(site), moment(at)
    telling = Telling(book=text_book(loaded.plan))
    context = flow_context(loaded, now, telling, telling)
    facts = CallFacts(
        call_id="walk",
        dialed=dialed or loaded.plan.number,
        caller=caller or None,
        trunk=None if trunk is None else one_of(trunk, loaded.plan.trunks, "--trunk"),
        script=script,
        empty_walks=empty_walks,
    )
    call = ScriptedCall(facts, *steps(keys))
    typer.echo(f"{facts.caller or 'hidden number'} rings {facts.dialed} at {now:%Y-%m-%d %H:%M}")
    _drive(scripts.run(script, context, call))
    typer.echo("the caller hung up" if call.line.gone else _ending(call.handover))


@app.command()
def draw(
    *,
    site: Annotated[Path, typer.Option(help="The site file")] = DEFAULT_SITE,
    to: Annotated[Path, typer.Option(help="Folder for flows.md and the pictures")] = Path("docs"),
) -> None:
    """Draw the flows as they are: from walks along every choice a caller has."""
    for path, text in pictures(site_file.load(site)).items():
        target = to / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        typer.echo(str(target))


def pictures(site: Site) -> dict[str, str]:
    """Path below the folder of documents -> content."""
    files = {}
    page = [
        "# What callers hear",
        "",
        "Drawn by `hotline flow draw` from walks of the flows themselves. Do not edit.",
        "",
    ]
    for script, title in ((Script.INCOMING, "来电 incoming"), (Script.STILL_WAITING, "继续等候 still-waiting")):
        graph = graph_of(site, script.value)
        files[f"pictures/flow-{script}.svg"] = svg(graph, heard, title)
        page += [f"## {title}", "", f"![{title}](pictures/flow-{script}.svg)", ""]
        page += ["```mermaid", mermaid(graph, heard).rstrip(), "```", ""]
    return {"flows.md": "\n".join(page), **files}


def heard(clip: str) -> str:
    """What a clip of a drawing sounds like: its name is its text, but for the beep."""
    return "（提示音）" if clip == "beep" else clip


def graph_of(site: Site, script: str) -> Graph:
    """All that can happen in one flow, in each situation that the site knows."""
    graph = Graph()
    for name, dialed, at, empty_walks in waits(site.plan) if script == Script.STILL_WAITING else arrivals(site.plan):
        context = flow_context(site, at, Spoken(text_book(site.plan)), ListJournal())
        facts = CallFacts(
            call_id="drawing", dialed=dialed, caller="13905510001", trunk=None, script=script, empty_walks=empty_walks
        )
        explore(graph, name, facts, partial(scripts.run, script, context))
    return graph


Situation = tuple[str, str, datetime, int]
"""Name, dialled number, time, walks along the chain that met nobody signed in."""


def waits(plan: Plan) -> list[Situation]:
    """What a caller may meet who has waited: busy seats, nobody at any, and that after hours."""
    first, *later = arrivals(plan)
    _, dialed, at, _ = first
    found = [
        ("座席都在通话，或等候中按了1", dialed, at, 0),
        ("工作时间，无人在岗", dialed, at, 1),
        ("工作时间，无人在岗，最后一次", dialed, at, MOST_WALKS),
    ]
    closed = [(number, moment) for name, number, moment, _ in later if name == "非工作时间"]
    return found + [("非工作时间，无人在岗", number, moment, 1) for number, moment in closed[:1]]


def arrivals(plan: Plan) -> list[Situation]:
    """What a caller may meet who rings: open, asked, closed, closed with another open."""
    found: dict[str, tuple[str, datetime]] = {}
    numbers = {plan.number: None, **dict.fromkeys(plan.old_numbers)}
    numbers |= {code + plan.number: None for office in plan.offices.values() for code in office.area_codes}
    monday = local(datetime.fromisoformat("2026-11-23T00:00:00+08:00"))
    for hour in (10, 3, 13, 19):
        for dialed in numbers:
            at = monday + timedelta(hours=hour)
            decision = decide(dialed=dialed, trunk=None, caller=None, history=None, now=at, plan=plan)
            state = "工作时间" if decision.open else "值班转接" if decision.overflow else "非工作时间"
            kind = "，拨打旧号码" if dialed_here(dialed, plan).old else "，区号由多地共用" if decision.ask else ""
            found.setdefault(state + kind, (dialed, at))
    return [(name, dialed, at, 0) for name, (dialed, at) in found.items()]


def text_book(plan: Plan) -> TextBook:
    """The standard prompts with the plan's office names, as words."""
    return TextBook(names={office.id: office.names for office in plan.offices.values()})


def flow_context(site: Site, now: datetime, book: PromptBook, journal: Journal) -> FlowContext:
    """The flows' dependencies without anything outside. The one known case has the number that walks type."""
    return FlowContext(
        plan=site.plan,
        decide=decide,
        decide_answered=decide_answered,
        book=book,
        journal=journal,
        now=lambda: now,
        settings=FlowSettings(messages_folder="/messages", sms_number=site.plan.number if site.sms else None),
        cases=KnownCases({"13905510009": CaseProgress(state=CaseState.HANDLING, office=site.plan.home)}),
    )


def steps(keys: str) -> list[list[Step]]:
    """The caller's script from the command line's signs. FlowCommandError for a sign that is none."""
    signs: dict[str, Callable[[], list[Step]]] = {"-": silence, "m": partial(speak, 10), "h": hang_up}
    script = []
    for sign in keys:
        if sign not in signs and sign not in "0123456789*#":
            raise FlowCommandError(f"--keys {keys}: {sign!r} is none of 0-9 * # - m h")
        script.append(signs[sign]() if sign in signs else press(sign))
    return script


def _ending(handover: Handover | None) -> str:
    """What the dialplan does after the flow."""
    if handover is None:
        return "nothing was handed over: the dialplan's own fallback takes the caller"
    chain = ", then ".join(f"{hop.office} for {hop.seconds} s" for hop in handover.chain)
    return f"handed over: {handover.action.value}" + (f" at {chain}" if chain else "")


def _drive(flow: Coroutine[Any, Any, None]) -> None:
    try:
        flow.send(None)
    except StopIteration:
        return
    raise FlowCommandError("the flow waits for something outside, which a walk does not have")

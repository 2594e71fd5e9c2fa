"""Prepares what callers of a site hear: the book for our flows, and the sounds that Asterisk itself plays."""

from __future__ import annotations

import array
import math
from collections.abc import Callable, Mapping
from pathlib import Path

from asterisk_conf.program import Program
from hotline.settings import PROJECT, RunFolder
from hotline.site import Site
from ivr_flows.speech.prepare import prepare
from ivr_flows.speech.queue_sounds import queue_sounds, write_notices

BEEP_HZ, BEEP_S, BEEP_LEVEL = 1000, 0.3, 8000


def write_beep(path: Path) -> None:
    """The tone before a recording: `path` + `.sln`, 16 bit at 8 kHz, faded in and out."""
    rate, length = 8000, int(8000 * BEEP_S)
    fade = [min(1.0, n / 200, (length - n) / 200) for n in range(length)]
    tone = (round(BEEP_LEVEL * fade[n] * math.sin(2 * math.pi * BEEP_HZ * n / rate)) for n in range(length))
    path.with_suffix(".sln").write_bytes(array.array("h", tone).tobytes())


def prepare_prompts(
    site: Site, run: RunFolder, espeak: Program, progress: Callable[[str], None]
) -> Mapping[str, Mapping[str, Path]]:
    """Fill the run folder's prompts; language → sound name → file, for Asterisk's own sounds folder."""
    own = PROJECT / "sites" / "prompts" / site.id
    book = prepare(
        run.prompts,
        languages=site.languages,
        names={office.id: office.names for office in site.plan.offices.values()},
        site_prompts=own if own.exists() else None,
        espeak=espeak.env({}),
        progress=progress,
    )
    write_beep(run.beep)
    return queue_sounds(book, write_notices(book, site.plan.number))

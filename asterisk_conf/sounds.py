"""What Asterisk itself plays: the site's sounds linked under Asterisk's own names, and a quiet hold tone.

What our flows play is not here: they give absolute paths.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

from asterisk_conf.alaw import encode
from asterisk_conf.errors import PlanError

RATE = 8000
_HOLD_S = 6


def write_sounds(data: Path, asterisk_data: Path, sounds: Mapping[str, Mapping[str, Path]]) -> None:
    """Fill Asterisk's data folder: links to its own documentation, and one link for each sound and language."""
    for name in ("documentation", "rest-api", "static-http"):
        if (asterisk_data / name).exists():
            _link(data / name, asterisk_data / name)
    for language, names in sounds.items():
        for name, path in names.items():
            if not path.exists():
                raise PlanError(f"The sound {name} ({language}) is missing.", place=str(path))
            _link(data / "sounds" / language / f"{name}{path.suffix}", path.absolute())


def _link(link: Path, target: Path) -> None:
    link.parent.mkdir(parents=True, exist_ok=True)
    if link.is_symlink() or link.exists():
        link.unlink()
    link.symlink_to(target)


def write_hold_tone(path: Path) -> None:
    """A soft two-note sign of life every six seconds, A-law: says that the line lives and is nobody's music."""
    if path.exists():
        return
    notes = ((0.0, 523.25), (0.35, 659.25))
    samples = [0.0] * (RATE * _HOLD_S)
    for start_s, pitch in notes:
        for offset in range(int(RATE * 0.9)):
            fade = math.exp(-offset / (RATE * 0.22)) * min(1.0, offset / 80)
            samples[int(start_s * RATE) + offset] += 1400 * fade * math.sin(2 * math.pi * pitch * offset / RATE)
    path.write_bytes(encode(round(sample) for sample in samples))

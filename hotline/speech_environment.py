"""The virtual environment in which prompts are rendered and listened to: `.hotline/speech`.

Apart from the hotline's own, for it is large (models) and its packages want Python 3.11 or 3.12; a running hotline
needs none of it.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from hotline.settings import PROJECT, home
from ivr_flows.speech.errors import MissingExtra

_NAMES = (sys.executable, "python3.12", "python3.11", "python3")
_ASK = "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))"
_ASK_LIMIT_S = 20
_LIMIT_S = 3600
"""Four hundred megabytes over a slow line."""


def ensure_speech() -> Path:
    """The environment's Python; made when it is missing or its lock changed. MissingExtra when it cannot be."""
    folder = home() / "speech"
    made = subprocess.run(
        [_interpreter(), str(PROJECT / "hotline" / "bootstrap.py"), "--speech", str(folder)],
        timeout=_LIMIT_S, check=False,
    )  # fmt: skip
    if made.returncode:
        raise MissingExtra(f"{folder} could not be made; what went wrong stands above. Mend it and run it again")
    return folder / "bin" / "python"


def _interpreter() -> str:
    for name in _NAMES:
        if (found := shutil.which(name)) and suits(found):
            return found
    raise MissingExtra(
        "rendering prompts needs Python 3.11 or 3.12 (the speech packages know no newer one): install one"
    )


def suits(python: str) -> bool:
    """Whether this Python runs and is one that the speech packages know."""
    try:
        return (
            subprocess.run([python, "-c", _ASK], timeout=_ASK_LIMIT_S, check=False, capture_output=True).returncode == 0
        )
    except (OSError, subprocess.SubprocessError):
        return False

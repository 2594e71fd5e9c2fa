"""Fetches Kokoro's voice files with npm, the only registry that has them: once, checked by `kokoro.Kokoro.load`."""

from __future__ import annotations

import subprocess
import tarfile
import tempfile
from pathlib import Path

from ivr_flows.speech.errors import MissingExtra

PACKAGE = "kokoro-js@1.2.1"
_LIMIT_S = 300.0


def ensure_voice(folder: Path, voice: str, *, npm: str = "npm") -> Path:
    """`folder` with the voice's file in it. MissingExtra when npm cannot be had or does not give it."""
    file = folder / f"{voice}.bin"
    if file.exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="voice-") as there:
        try:
            subprocess.run(
                [npm, "pack", PACKAGE, "--silent", "--pack-destination", there],
                check=True, capture_output=True, timeout=_LIMIT_S,
            )  # fmt: skip
            (archive,) = Path(there).glob("*.tgz")
            with tarfile.open(archive) as package:
                content = package.extractfile(f"package/voices/{voice}.bin")
                file.write_bytes(content.read() if content else b"")
        except (OSError, subprocess.SubprocessError, ValueError, KeyError, tarfile.TarError) as error:
            raise MissingExtra(
                f"{file}: could not be taken from the npm package {PACKAGE} ({error});"
                " install Node with npm, or unpack the package and name its folder `voices` with --voices"
            ) from error
    return folder

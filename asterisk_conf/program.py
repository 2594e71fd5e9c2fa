"""A program to run and what it needs around it: a loader, a library path. Nothing is fetched or started here."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """How to run one binary, installed or unpacked into a private prefix.

    A foreign suite's binary runs through that suite's own loader (`loader`), so that its C library and
    the host's never meet. A binary of the host's own suite needs only `libraries` in LD_LIBRARY_PATH.
    """

    executable: Path
    loader: Path | None = None
    libraries: tuple[Path, ...] = ()
    extra_env: Mapping[str, str] = field(default_factory=dict)
    root: Path | None = None
    """The unpacked tree the program stands in; None for an installed program."""

    def argv(self, *arguments: str) -> list[str]:
        """The whole command line for these arguments."""
        if self.loader is None:
            return [str(self.executable), *arguments]
        library_path = ":".join(map(str, self.libraries))
        return [str(self.loader), "--library-path", library_path, str(self.executable), *arguments]

    def env(self, base: Mapping[str, str] | None = None) -> dict[str, str]:
        """The environment to run it in: `base` (default: this process's) and what the program needs."""
        env = dict(os.environ if base is None else base)
        if self.loader is None and self.libraries:
            old = env.get("LD_LIBRARY_PATH", "")
            env["LD_LIBRARY_PATH"] = ":".join([*map(str, self.libraries), *([old] if old else [])])
        env.update(self.extra_env)
        return env

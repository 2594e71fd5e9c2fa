"""A journal on disk: call facts as JSON lines in RUN/spool/<pid>-<start>.jsonl, one file a process.

It never raises: what a full or broken disk does not take is kept in memory (bounded) and tried again with the next
fact. The worker of the desk takes the files into the store (`store.spool`).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from store.facts import CallFact

_KEEP = 1 << 20
"""Bytes kept for a disk that takes nothing; what comes on top is lost and counted."""


class SpoolJournal:
    """`sync` makes each fact survive a power cut, at the price of a disk flush each (the fallback's choice)."""

    def __init__(self, folder: Path, *, start: str, sync: bool) -> None:
        self.path = folder / f"{os.getpid()}-{start}.jsonl"
        self.lost = 0
        """Facts that found no room."""
        self._sync = sync
        self._file: int | None = None
        self._pending = b""

    def note(self, fact: CallFact) -> None:
        """See `Journal.note`."""
        line = fact.to_json().encode("utf-8", "backslashreplace") + b"\n"
        if len(self._pending) + len(line) > _KEEP:
            self.lost += 1
        else:
            self._pending += line
        self.flush()

    def flush(self) -> bool:
        """Try to write what is pending; whether nothing is left."""
        try:
            if self._file is None:
                self._file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            while self._pending:
                written = os.write(self._file, self._pending)
                self._pending = self._pending[written:]
            if self._sync:
                os.fsync(self._file)
        except OSError as error:
            print(f"hotline: {self.path} takes no facts: {error.strerror}", file=sys.stderr)
            return False
        return True

    def close(self) -> None:
        """Write what can be written, and let go of the file."""
        self.flush()
        if self._file is not None:
            os.close(self._file)
            self._file = None

"""Watching the spool: what flows tell, as soon as it lies on disk and before it is in the database (`store.spool`)."""

from __future__ import annotations

from pathlib import Path

from store.facts import CallFact
from store.spool import parse


class SpoolTail:
    """Reads what comes into RUN/spool from now on. Takes nothing in, moves nothing, and passes over damaged lines."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read = {path.name: path.stat().st_size for path in self._files()}

    def new(self) -> tuple[CallFact, ...]:
        """Facts that came since the last look; a line that is not whole yet comes with a later one."""
        facts: list[CallFact] = []
        for path in self._files():
            start = self._read.get(path.name, 0)
            try:
                with path.open("rb") as file:
                    file.seek(start)
                    block = file.read()
            except FileNotFoundError:  # its writer has ended, and all of it is in the database
                continue
            whole = block.rfind(b"\n") + 1
            self._read[path.name] = start + whole
            facts.extend(parse(block[:whole])[0])
        return tuple(facts)

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob("*.jsonl"))

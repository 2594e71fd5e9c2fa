"""The routing snapshot: all that the fallback program needs, in one JSON file in the run folder.

Written whenever the configuration is rendered; read by a process that serves one call and must speak within half a
second. So nothing here may reach the database, the event loop or TOML.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from agi.errors import SnapshotError
from ivr_flows.flow_context import FlowSettings
from routing import snapshot as plan_snapshot
from routing.plan import Plan
from workdays.zone import SHANGHAI

FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What the fallback knows. Paths are absolute."""

    plan: Plan
    book: str
    """Folder of the prepared prompts (`ivr_flows.rendered_book.load_book`)."""
    settings: FlowSettings
    spool: str
    """Folder for facts."""
    clock: str | None = None
    """File with seconds to add to the real time (tests)."""
    beep: str = "beep"
    """Clip played before a recording."""

    def write(self, path: Path) -> None:
        """Replace the file whole: a reader sees the old snapshot or the new one."""
        data = {
            "format": FORMAT,
            "plan": plan_snapshot.to_data(self.plan),
            "book": self.book,
            "settings": asdict(self.settings),
            "spool": self.spool,
            "clock": self.clock,
            "beep": self.beep,
        }
        partial = path.with_suffix(".new")
        partial.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        partial.replace(path)

    @classmethod
    def read(cls, path: Path) -> Snapshot:
        """SnapshotError for one that is missing, damaged or of another format."""
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            if data["format"] != FORMAT:
                raise SnapshotError(
                    f"{path}: format {data['format']}, this program reads {FORMAT}: render the configuration anew"
                )
            return cls._from_data(data)
        except OSError as error:
            raise SnapshotError(f"{path} cannot be read: {error.strerror}. Render the configuration") from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise SnapshotError(f"{path} is damaged ({error!r}): render the configuration anew") from error

    @classmethod
    def _from_data(cls, data: Mapping[str, Any]) -> Snapshot:
        return cls(
            plan=plan_snapshot.from_data(data["plan"]),
            book=_text(data["book"]),
            settings=FlowSettings(**data["settings"]),
            spool=_text(data["spool"]),
            clock=None if data["clock"] is None else _text(data["clock"]),
            beep=_text(data["beep"]),
        )

    def now(self) -> datetime:
        """The aware present, with the clock file's offset if there is one. A damaged file adds nothing."""
        present = datetime.now(SHANGHAI)
        if self.clock is None:
            return present
        try:
            return present + timedelta(seconds=float(Path(self.clock).read_text(encoding="utf-8")))
        except (OSError, ValueError):
            return present


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"expected a text, got {value!r}")
    return value

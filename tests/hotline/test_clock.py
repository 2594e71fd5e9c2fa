"""The clock that rehearsals set: by a file, in the middle of the run, and back again."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from hotline.settings import Clock, SettingsError
from workdays.zone import SHANGHAI


def ahead(clock: Clock) -> timedelta:
    return clock.now() - datetime.now(SHANGHAI)


def is_heard(clock: Clock, wanted: timedelta) -> bool:
    """Whether the clock comes to be so far ahead, within half a second."""
    limit = time.monotonic() + 0.5
    while time.monotonic() < limit:
        if abs(ahead(clock) - wanted) < timedelta(seconds=1):
            return True
    return False


def test_a_time_written_while_it_runs_is_heard_and_ends_with_its_file(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    clock = Clock(file)
    assert is_heard(clock, timedelta())
    file.write_text("3600")
    assert is_heard(clock, timedelta(hours=1))
    file.write_text("-86400.5")
    assert is_heard(clock, timedelta(days=-1))
    file.unlink()
    assert is_heard(clock, timedelta())


def test_a_file_that_holds_no_number_is_named(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    file.write_text("tomorrow")
    with pytest.raises(SettingsError, match="must hold a number of seconds"):
        Clock(file).now()

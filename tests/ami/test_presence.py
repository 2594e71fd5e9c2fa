"""When seats are at their places: pauses are time away, talking and wrap-up are not, and only what was seen counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ami.lines import SeatLine, SeatState
from ami.presence import GAP, Presence

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


class Day:
    """A seat that is looked at every ten seconds; times are seconds after nine o'clock."""

    def __init__(self) -> None:
        self.presence, self.at = Presence(), 0

    def goes_on(self, seconds: int, state: SeatState, reason: str = "") -> None:
        line = SeatLine(id="hefei-01", office="hefei", state=state, since=self._time(self.at), reason=reason)
        for at in range(self.at, self.at + seconds, 10):
            self.presence.look([line], self._time(at))
        self.at += seconds

    def stretches(self) -> list[tuple[int, int, str]]:
        spans = self.presence.unkept()
        return [(self._after(span.began_at), self._after(span.seen_at), span.away) for span in spans]

    def _time(self, seconds: int) -> datetime:
        return NOW + timedelta(seconds=seconds)

    def _after(self, at: datetime) -> int:
        return round((at - NOW).total_seconds())


def test_a_pause_is_time_away_and_calls_and_wrap_up_are_not() -> None:
    day = Day()
    day.goes_on(30, SeatState.OFFLINE)
    for state in (SeatState.READY, SeatState.RINGING, SeatState.TALKING):
        day.goes_on(60, state)
    day.goes_on(60, SeatState.WRAP_UP, "wrap-up")
    day.goes_on(120, SeatState.PAUSED, "break")
    day.goes_on(60, SeatState.PAUSED, "no-answer")
    day.goes_on(60, SeatState.READY)
    day.goes_on(60, SeatState.OFFLINE)
    assert day.stretches() == [(30, 270, ""), (270, 390, "break"), (390, 450, "no-answer"), (450, 510, "")]


def test_what_nobody_saw_is_not_counted() -> None:
    day = Day()
    day.goes_on(60, SeatState.PAUSED, "break")
    day.at += 3600
    day.goes_on(60, SeatState.PAUSED, "break")
    assert day.stretches() == [(0, 50, "break"), (3660, 3710, "break")]


def test_a_short_break_of_the_link_does_not_cut_a_stretch_in_two() -> None:
    day = Day()
    day.goes_on(60, SeatState.PAUSED, "break")
    day.at += round(GAP.total_seconds()) - 10
    day.goes_on(60, SeatState.PAUSED, "break")
    assert day.stretches() == [(0, 130, "break")]


def test_a_clock_that_goes_back_begins_anew() -> None:
    day = Day()
    day.goes_on(60, SeatState.READY)
    day.at = 20
    day.goes_on(30, SeatState.READY)
    assert day.stretches() == [(0, 50, ""), (20, 40, "")]


def test_what_is_kept_is_not_told_again_and_what_goes_on_is() -> None:
    day = Day()
    day.goes_on(60, SeatState.READY)
    day.goes_on(60, SeatState.PAUSED, "meal")
    day.presence.kept(day.presence.unkept())
    day.goes_on(60, SeatState.PAUSED, "meal")
    assert day.stretches() == [(60, 170, "meal")]

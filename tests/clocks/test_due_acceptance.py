"""`hotline due`, every event of every regulation with every option, against limits written down by hand from the texts.

Days are counted by the oracle of `day_oracle`, not by the code that is tested.
"""

from __future__ import annotations

import json
import sys
from datetime import date, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from hotline.commands.due import app
from ticketing.pack import NATURES
from ticketing.packs import known
from workdays.zone import SHANGHAI

sys.path.insert(0, str(Path(__file__).parent))
from day_oracle import due_day

EVENTS = (
    "accepted",
    "answered-call-transferred",
    "transferred",
    "dispatched",
    "pushed",
    "signed",
    "returned",
    "incident",
    "policy-released",
)
CLOSE, MIDNIGHT = "17:30:00", "23:59:59"
MOMENTS = ("2026-09-25T16:50:00+08:00", "2026-02-13T17:29:59+08:00", "2026-12-24T17:30:00+08:00")
"""Mid-autumn's eve of a make-up weekend, the last working days before the Spring Festival, into an unpublished year."""

OPTIONS = (
    *((nature, False, False, 0) for nature in NATURES),
    *product((None, "consultation"), (False, True), (False, True), (0, 1, 2)),
)
"""Nature, complex, urgent, extensions."""

Expected = dict[str, tuple[str, int, str, str]]
"""Clock -> (article, number, unit, end of the last day)."""


def by_hand(regulation: str, event: str, *, nature: str | None, complex_matter: bool, urgent: bool) -> Expected:
    consultation = nature == "consultation"
    match regulation, event:
        case "anhui-12385", "accepted":
            return {"reply": ("9(三)", 5, "WD", CLOSE)}
        case "anhui-12385", "transferred":
            return {"conclude": ("9(三)", 20, "WD", CLOSE)}
        case "anhui-12385", "answered-call-transferred":
            return {"conclude": ("9(四)", 5, "WD", CLOSE)}
        case "yanbian-12345", "pushed":
            hours = {"sign": ("三(一)1", 1, "hours", ""), "contact": ("三(一)1", 24, "hours", "")}
            hours["return"] = ("三(一)3", 1, "hours", "")
            return {**hours, "conclude": ("三(一)1", 24 if consultation else 72, "hours", "")}
        case "anhui-12345", "transferred":
            first = {"contact": ("15", 1, "WD", MIDNIGHT), "return": ("16", 2, "WD", MIDNIGHT)}
            article, days = ("17(一)", 3) if consultation else ("17(二)", 10)
            return {**first, "conclude": (article, days, "WD", MIDNIGHT)}
        case "shanghai-962200", "accepted":
            at_once, in_a_day = ("10(三)", 0, "at-once", ""), ("10(二)", 1, "WD", MIDNIGHT)
            return {"forward": at_once if urgent else in_a_day}
        case "shanghai-962200", "dispatched":
            days = 10 if complex_matter else 5
            return {"contact": ("11(一)", 1, "WD", MIDNIGHT), "reply": ("11(二)", days, "WD", MIDNIGHT)}
        case "shanghai-962200", "incident":
            return {"report-oral": ("15", 30, "minutes", ""), "report-written": ("15", 2, "hours", "")}
        case "shanghai-962200", "policy-released":
            return {"upload": ("14", 5, "WD", MIDNIGHT)}
    return {}


EXTENSIONS = {
    ("anhui-12385", "conclude", 20): 7,
    ("anhui-12345", "conclude", 3): 3,
    ("anhui-12345", "conclude", 10): 10,
}
"""(regulation, clock, its days) -> days of one extension. Yanbian's are as long as each consent says."""


def due_by_hand(at: datetime, number: int, unit: str, end: str, extra: int) -> str:
    if unit == "WD":
        return f"{due_day(at.date(), number + extra)}T{end}+08:00"
    length = {"hours": timedelta(hours=number), "minutes": timedelta(minutes=number), "at-once": timedelta()}[unit]
    return (at + length).isoformat(timespec="seconds")


def ask(*words: str) -> list[dict[str, Any]]:
    done = CliRunner().invoke(app, [*words, "--json"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("regulation", known())
@pytest.mark.parametrize("event", EVENTS)
def test_each_event_with_each_option_is_due_when_the_text_says(regulation: str, event: str) -> None:
    for nature, complex_matter, urgent, extended in OPTIONS:
        at = MOMENTS[extended]
        words = ["--regulation", regulation, "--event", event, "--at", at, "--extended", str(extended)]
        words += ["--nature", nature] if nature else []
        words += (["--complex"] if complex_matter else []) + (["--urgent"] if urgent else [])
        expected = by_hand(regulation, event, nature=nature, complex_matter=complex_matter, urgent=urgent)
        found = ask(*words)
        assert {one["clock"] for one in found} == set(expected), words
        for one in found:
            article, number, unit, end = expected[one["clock"]]
            extra = extended * EXTENSIONS.get((regulation, one["clock"], number), 0)
            start = datetime.fromisoformat(at)
            assert (one["article"], one["limit"], one["unit"]) == (article, number, unit), words
            assert one["due"] == due_by_hand(start, number, unit, end, extra), words
            check_days(one, start, number + extra)


def check_days(one: dict[str, Any], at: datetime, days: int) -> None:
    """Counted and skipped days make up the span; the day of the event is in neither."""
    if one["unit"] != "WD":
        assert (one["counted"], one["skipped"], one["provisional"]) == ([], [], False)
        return
    skipped = [day["date"] for day in one["skipped"]]
    span = sorted([*one["counted"], *skipped])
    assert len(one["counted"]) == days and all(day["why"] for day in one["skipped"])
    assert span[0] == (at.date() + timedelta(days=1)).isoformat()
    assert span[-1] == one["counted"][-1] == one["due"][:10] and len(set(span)) == len(span)
    assert one["provisional"] == (date.fromisoformat(span[-1]) > date(2026, 12, 31))


def test_an_event_on_a_rest_day_starts_with_the_next_working_day_as_day_one() -> None:
    (one,) = ask("--regulation", "anhui-12385", "--event", "accepted", "--at", "2026-10-03T10:00:00+08:00")
    assert one["counted"][0] == "2026-10-08"
    assert datetime.fromisoformat(one["due"]).astimezone(SHANGHAI).date() == due_day(date(2026, 10, 3), 5)


def test_a_make_up_saturday_counts() -> None:
    (one,) = ask("--regulation", "anhui-12385", "--event", "accepted", "--at", "2026-10-08T10:00:00+08:00")
    assert one["counted"][:2] == ["2026-10-09", "2026-10-10"] and date(2026, 10, 10).weekday() == 5


def test_an_extension_by_consent_has_no_length_of_its_own_and_says_so() -> None:
    words = ["--regulation", "yanbian-12345", "--event", "pushed", "--at", MOMENTS[0], "--extended", "1", "--json"]
    told = CliRunner().invoke(app, words)
    assert told.exit_code == 0 and "conclude: The extension names no new limit" in told.stderr


@pytest.mark.parametrize("number", [0, 1, 5])
def test_the_extensions_are_added_to_the_day_first_due(number: int) -> None:
    words = ("--regulation", "anhui-12345", "--event", "transferred", "--nature", "consultation", "--at", MOMENTS[0])
    conclude = ask(*words, "--extended", str(number))[-1]
    assert len(conclude["counted"]) == 3 + 3 * number

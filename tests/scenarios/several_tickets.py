"""Runs situations of several tickets: repeats that are found among calls, and rates that are counted over tickets.

calls = ["2026-09-01 09:00 甲 楼道坡道损坏", …]          who called when about what
found = ["一人 3 次 20(六)", "多人 5 人次 20(六)"]        what the last call completes, its article

tickets = [["2026-09-01 09:00 座席 受理", …], …]        stories as in `life_language`, one a ticket
rates = ["按时办结率 1/2 27"]                            numerator/denominator and article
counts = ["refusal litigation 1"]                       a line of the analysis: table, value, tickets
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.scenarios.life_language import TIME, LifeCase, line_of, when
from ticketing import packs
from ticketing.analysis import Facts, analyse
from ticketing.rates import Judged, Span, compute
from ticketing.repeats.index import Matter, RepeatIndex
from ticketing.repeats.suggestion import Kind, suggest

WORDS = {Kind.ONE_PERSON: "一人 {} 次", Kind.MANY_PERSONS: "多人 {} 人次"}


def run_calls(pack: str, situation: dict[str, Any]) -> None:
    """Each call is a ticket; the last one is looked at."""
    index, matter = RepeatIndex(), None
    for number, line in enumerate(situation["calls"]):
        match = TIME.fullmatch(line)
        assert match, f"cannot read {line!r}"
        person, _, text = match[2].partition(" ")
        matter = Matter(ticket=f"{number:03}", at=when(match[1]), person=person, texts=(text, "", ""))
        index.put(matter)
    assert matter is not None
    dissatisfied = situation.get("dissatisfied", False)
    found = [
        f"{WORDS[one.kind].format(one.count)} {one.supervision.article}"
        for one in suggest(index, matter, packs.load(pack), dissatisfied=dissatisfied)
        if one.supervision is not None
    ]
    assert found == situation["found"]


def run_rates(pack: str, situation: dict[str, Any]) -> None:
    """Every story to its end, then the rates of the months up to the last line."""
    judged = []
    for number, story in enumerate(situation["tickets"]):
        ticket = LifeCase(pack, situation)
        for line in story:
            line_of(ticket, line)
        judged.append(Judged(number=str(number), office="x", present=ticket.present()))
    last = max(one.present.now for one in judged)
    span = Span(since=last - timedelta(days=365), until=last + timedelta(seconds=1))
    found = []
    for rate in packs.load(pack).rates:
        made = compute(rate, judged, span)
        found.append(f"{rate.names['zh']} {len(made.good)}/{len(made.counted)} {rate.article}")
    assert set(situation.get("rates", ())) <= set(found), found
    _counts(situation, judged)


def _counts(situation: dict[str, Any], judged: list[Judged]) -> None:
    """The tables of the analysis over the same tickets."""
    nature = situation.get("nature", "complaint")
    made = analyse([Facts(office="x", nature=nature, field="", story=one.present.story) for one in judged], [])
    found = {f"{table} {value} {count}" for table, counts in made.tables.items() for value, count in counts.items()}
    found |= {f"growing {one.value} {one.before} {one.now}" for one in made.growing}
    assert set(situation.get("counts", ())) <= found, found

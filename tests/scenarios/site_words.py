"""Situations of an installation: its name, seats and hours, and what its telephones may dial; readable by officials.

    site = "national"
    has = ["名称 中国残联12385残疾人服务热线", "问候 您好，这里是12385残疾人服务热线。", "设区的市 16",
           "座席数 中国残联 10", "每周开通 中国残联 5 天，每天 8 小时", "扩充 中国残联 300",
           "中继来电 拨 013800138000 -> 进入热线，不能外呼", "座席话机 自行拨 110 -> 不通",
           "座席 外呼 119 -> 可以", "座席 外呼 16812345 -> 不可"]

扩充: the site file with so many seats instead is fit to run. What may be dialled is read from the very files that
Asterisk is given, and from the rule by which the desk places calls. 每周开通: the week of 7 September 2026, no holiday.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from asterisk_conf.render import render
from dialplan.contract import Context
from dialplan.jumps import reachable
from dialplan.source import Dialplan, parse, settings
from dialplan.tollfraud import toll_fraud
from hotline.plans import site_addresses, telephony_plan
from hotline.settings import PROJECT, RunFolder
from hotline.site import Site, check, load
from ivr_flows.incoming import greeting
from ivr_flows.text_book import TextBook
from routing.outbound import Refused
from routing.plan import Level, Office
from tests.asterisk_conf.site import make_believe_asterisk
from workdays.calendar import Calendar

WEEK = tuple(date(2026, 9, 7) + timedelta(days=day) for day in range(7))
HOURS = re.compile(r"(\S+) (\d+) 天，每天 (\d+) 小时")


class Place:
    """The site of a situation, and the files that its Asterisk is given."""

    def __init__(self, name: str, folder: Path) -> None:
        self.file = PROJECT / "sites" / f"{name}.toml"
        self.site: Site = load(self.file)
        self.folder = folder
        self._files: dict[str, str] = {}

    def office(self, name: str) -> Office:
        return next(one for one in self.site.plan.offices.values() if one.names["zh"] == name)

    @property
    def files(self) -> dict[str, str]:
        if not self._files:
            run = RunFolder(root=self.folder)
            run.create()
            plan = telephony_plan(
                self.site, run, site_addresses(self.site), run.secrets(), make_believe_asterisk(self.folder), {}
            )
            self._files = dict(render(plan))
        return self._files

    @property
    def dialplan(self) -> Dialplan:
        return parse(self.files["extensions.conf"])

    def contexts(self, entry: Context) -> frozenset[str]:
        """Where a call that comes in there can get to."""
        queues = settings(self.files["queues.conf"])
        keys = {name: values["context"][-1] for name, values in queues.items() if "context" in values}
        return reachable(self.dialplan, entry, keys)


def run_site(situation: dict[str, Any], folder: Path) -> None:
    """Each line is held against the site."""
    place = Place(situation["site"], folder)
    for line in situation["has"]:
        word, _, rest = line.partition(" ")
        assert word in _WORDS, f"cannot read {line!r}"
        found = _WORDS[word](place, rest)
        assert found is None, f"{line}: {found}"


def _name(place: Place, wanted: str) -> str | None:
    return None if place.site.names["zh"] == wanted else place.site.names["zh"]


def _greeting(place: Place, wanted: str) -> str | None:
    said = TextBook(names={}).text(greeting(place.site.plan.number), "zh")
    return None if said == wanted else said


def _cities(place: Place, wanted: str) -> str | None:
    cities = [one for one in place.site.plan.offices.values() if one.level is Level.CITY and one.area_codes]
    return None if len(cities) == int(wanted) else f"{len(cities)} cities can be reached"


def _seats(place: Place, rest: str) -> str | None:
    name, count = rest.split(" ")
    found = len(place.office(name).seats)
    return None if found == int(count) else f"{found} seats"


def _open(place: Place, rest: str) -> str | None:
    match = HOURS.fullmatch(rest)
    assert match, f"cannot read {rest!r}"
    calendar, hours = Calendar(), place.office(match[1]).hours
    minutes = [sum(span.closes - span.opens for span in hours.spans(calendar.day(on))) for on in WEEK]
    wanted = [int(match[3]) * 60] * int(match[2]) + [0] * (7 - int(match[2]))
    return None if minutes == wanted else f"minutes a day: {minutes}"


def _widened(place: Place, rest: str) -> str | None:
    name, count = rest.split(" ")
    seats = len(place.office(name).seats)
    listed = ", ".join(f'{{ id = "seat-{n:03}", extension = "8{n:04}" }}' for n in range(1, int(count) + 1))
    text = place.file.read_text(encoding="utf-8")
    assert f"seats = {seats}\n" in text, "the site counts its seats another way"
    wider = place.folder / place.file.name
    wider.write_text(text.replace(f"seats = {seats}\n", f"seats = [{listed}]\n", 1), encoding="utf-8")
    problems = check(wider)
    if problems:
        return "; ".join(map(str, problems))
    found = next(one for one in load(wider).plan.offices.values() if one.names["zh"] == name)
    return None if len(found.seats) == int(count) else f"{len(found.seats)} seats"


def _from_trunk(place: Place, rest: str) -> str | None:
    number, wanted = rest.removeprefix("拨 ").split(" -> ")
    assert wanted == "进入热线，不能外呼", f"cannot read {rest!r}"
    if not _answers(place, Context.TRUNK, number):
        return "no extension takes the call"
    reached = place.contexts(Context.TRUNK)
    ways_out = list(toll_fraud(place.dialplan, reached, place.files))
    return "; ".join(sentence for _, _, sentence in ways_out) or (
        None if Context.INCOMING in reached else "it does not arrive at the hotline"
    )


def _from_seat(place: Place, rest: str) -> str | None:
    number, wanted = rest.removeprefix("自行拨 ").split(" -> ")
    assert wanted == "不通", f"cannot read {rest!r}"
    reached = place.contexts(Context.SEAT)
    open_out = Context.OUTBOUND in reached or _answers(place, Context.SEAT, number)
    return f"a seat's telephone reaches {sorted(reached)}" if open_out else None


def _answers(place: Place, context: Context, number: str) -> bool:
    """Whether an extension of the context takes this number."""
    return any(
        step.context == context and step.priority == 1 and _fits(step.extension, number)
        for step in place.dialplan.steps
    )


def _fits(extension: str, number: str) -> bool:
    """Whether Asterisk would take the number by this extension or pattern."""
    if not extension.startswith("_"):
        return extension == number
    signs = {"X": "[0-9]", "Z": "[1-9]", "N": "[2-9]", ".": ".+", "!": ".*"}
    parts = re.findall(r"\[[^]]*\]|.", extension[1:])
    return (
        re.fullmatch("".join(part if len(part) > 1 else signs.get(part, re.escape(part)) for part in parts), number)
        is not None
    )


def _placed(place: Place, rest: str) -> str | None:
    number, wanted = rest.removeprefix("外呼 ").split(" -> ")
    outbound = place.site.outbound
    refused = outbound is None or isinstance(outbound.judge(number), Refused)
    return None if refused is (wanted == "不可") else "refused" if refused else "placed"


_WORDS: dict[str, Callable[[Place, str], str | None]] = {
    "名称": _name,
    "问候": _greeting,
    "设区的市": _cities,
    "座席数": _seats,
    "每周开通": _open,
    "扩充": _widened,
    "中继来电": _from_trunk,
    "座席话机": _from_seat,
    "座席": _placed,
}

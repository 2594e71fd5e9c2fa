"""Situations of statistics that several hotlines join (中、省、市联网); readable by officials.

    files = ["合肥 2026-11-01 至 2026-11-30 生活帮助 3、政策咨询 2",
             "安徽 2026-11-01 至 2026-11-30 生活帮助 1 汇入 合肥"]
    sum = ["生活帮助 4", "政策咨询 2"]    outside = ["吉林 gossip 1"]    or    refused = "counted twice"

Each hotline writes its file, with those that it names (汇入) joined to its own; the last line's is the sum. What is in
no classification stands under its own name.
"""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

from ticketing import packs
from ticketing.analysis import Facts, analyse
from ticketing.call_account import account
from ticketing.levels import LevelsError, Statistics, join, read, shape, statistics, strange
from ticketing.life.story import Story
from ticketing.states import State

LINE = re.compile(r"(\S+) (\S+) 至 (\S+) (.+?)(?: 汇入 (\S+))?")


def run_levels(regulation: str, situation: dict[str, Any]) -> None:
    """Every file is written and read again."""
    names = {term.names["zh"]: term.id for term in packs.load(regulation).natures}
    files: dict[str, str] = {}
    every: list[Statistics] = []
    for line in situation["files"]:
        match = LINE.fullmatch(line)
        assert match, f"cannot read {line!r}"
        others = [read(name, files[name]) for name in (match[5] or "").split("、") if name]
        every = [_own(match, names), *others]
        try:
            files[match[1]] = json.dumps(shape(join(every)))
        except LevelsError as error:
            assert line == situation["files"][-1] and situation.get("refused", "-") in str(error), f"{line}: {error}"
            return
    assert "refused" not in situation, "it was added all the same"
    words = {id: name for name, id in names.items()}
    found = join(every).tables["nature"]
    assert [f"{words.get(value, value)} {count}" for value, count in found.items()] == situation["sum"]
    outside = [f"{one.hotline} {one.value} {one.count}" for one in strange(every, packs.load(regulation))]
    assert outside == situation.get("outside", [])


def _own(match: re.Match[str], names: dict[str, str]) -> Statistics:
    pairs = [part.split(" ") for part in match[4].split("、")]
    story = Story(state=State.ACCEPTED, nature=None, channel="phone")
    tickets = [
        Facts(office="x", nature=names.get(nature, nature), field="", story=story)
        for nature, count in pairs
        for _ in range(int(count))
    ]
    days = date.fromisoformat(match[2]), date.fromisoformat(match[3])
    return statistics(match[1], *days, analyse(tickets, ()), account([], {}, {}))

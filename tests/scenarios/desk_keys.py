"""Situations of the desk's keys: every job of a seat has one, for two hands and for one; readable by officials.

    keys = ["接听 Alt+A 单手 F2", …]      all of them, by the names that the desk shows

Read from the desktop's own map and its Chinese texts, so that a job without a key fails here. No key may be one
by which a screen reader is worked (Insert, CapsLock, Control with Option).
"""

from __future__ import annotations

import re
from typing import Any

from hotline.settings import PROJECT

SOURCE = PROJECT / "desktop" / "src"
READERS = re.compile(r"Insert|CapsLock|Ctrl\+Alt")


def run_keys(situation: dict[str, Any]) -> None:
    """The situation names every job with its two keys."""
    code = (SOURCE / "keys" / "map.ts").read_text(encoding="utf-8")
    texts = (SOURCE / "i18n" / "messages" / "zh-CN.ts").read_text(encoding="utf-8")
    names = _pairs(re.search(r"^  action: \{(.+?)\},$", texts, re.M))
    usual, one_handed = (
        _pairs(re.search(rf"{name}: KeyMap = {{(.+?)}}", code, re.S)) for name in ("USUAL", "ONE_HANDED")
    )
    jobs = re.findall(r"'([\w-]+)'", re.search(r"ACTIONS = \[(.+?)\]", code)[1])  # type: ignore[index]
    found = [f"{names[job]} {_said(usual[job])} 单手 {_said(one_handed[job])}" for job in jobs]
    assert found == situation["keys"], found
    for keys in (usual, one_handed):
        assert len(set(keys.values())) == len(jobs) and not any(READERS.search(key) for key in keys.values()), keys


def _pairs(match: re.Match[str] | None) -> dict[str, str]:
    assert match, "the desktop keeps its keys another way"
    return dict(re.findall(r"'?([\w-]+)'?: '([^']*)'", match[1]))


def _said(key: str) -> str:
    return re.sub(r"Key(?=\w$)", "", key)

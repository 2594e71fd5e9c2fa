"""What was said with a step, in words: a note's values named, ids of the regulation and the site too. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ticketing.aftercare import Names
from ticketing.life.labels import CLOCKS, LABELS, LABELS_OF_MOVE, OPTIONS
from ticketing.life.rules import Rules
from ticketing.states import Move

Vocabulary = Mapping[str, Mapping[str, Names]]
"""Name of a value -> its id -> what that is called."""


def vocabulary(rules: Rules) -> Vocabulary:
    """What the regulations and the site call what a note names by its id. The first regulation's words win."""
    packs = tuple(reversed(rules.packs))
    return {
        "clock": CLOCKS,
        "ground": {one.id: one.names for pack in packs for one in (*pack.refusals, *pack.supervisions)},
        "condition": {one.id: one.names for pack in packs for one in pack.conclusions},
        "approved_by": {
            zh: {"zh": zh, "ko": ko}
            for pack in packs
            for clock in pack.clocks
            if clock.extension is not None
            for zh, ko in zip(clock.extension.approvers, clock.extension.approvers_ko, strict=False)
        },
        "duty": {one.id: one.names for pack in packs for one in pack.follow_ups},
        "office": rules.offices,
        "from_office": rules.offices,
    }


def said(move: Move, note: Mapping[str, str], names: Vocabulary) -> list[dict[str, Any]]:
    """A move's note with the names of its values, and of their choices where they are no words of somebody's own."""
    labels = {**LABELS, **LABELS_OF_MOVE.get(move.value, {})}
    return [
        {
            "name": name,
            "label": dict(labels.get(name, {"zh": name})),
            "text": text,
            "text_label": _name_of(text, names.get(name, OPTIONS)),
        }
        for name, text in note.items()
    ]


def _name_of(text: str, names: Mapping[str, Names]) -> dict[str, str] | None:
    """Of several values, joined by commas, each is named; None where one of them has no name."""
    found = [names.get(one) for one in text.split(",")]
    if not text or None in found:
        return None
    known = [one for one in found if one is not None]
    return {language: "、".join(one.get(language, one["zh"]) for one in known) for language in known[0]}

"""A suggestion in words, for the desk and for the record. Pure."""

from __future__ import annotations

from typing import Any

from ticketing.repeats.suggestion import Kind, Suggestion

PHRASES_SHOWN = 5


def explained(suggestion: Suggestion) -> dict[str, Any]:
    """As JSON: what was counted, against which threshold, and which phrases each ticket shares."""
    entry = suggestion.supervision
    return {
        "kind": suggestion.kind.value,
        "ticket": suggestion.ticket,
        "count": suggestion.count,
        "threshold": suggestion.threshold,
        "bound": suggestion.bound,
        "text": sentence(suggestion),
        "supervision": None if entry is None else {"id": entry.id, "article": entry.article, "by": entry.supervisor},
        "alike": [
            {
                "ticket": found.matter.ticket,
                "score": found.likeness.score,
                "phrases": [
                    {"text": one.phrase, "weight": one.weight} for one in found.likeness.shared[:PHRASES_SHOWN]
                ],
            }
            for found in suggestion.alike
        ],
    }


def sentence(suggestion: Suggestion) -> str:
    """One Chinese sentence that says why."""
    if suggestion.kind is Kind.ONE_PERSON:
        what = f"同一诉求人已就同一事项反映 {suggestion.count} 次"
    else:
        what = f"已有 {suggestion.count} 人就同一事项反映"
    phrases = _most_shared(suggestion)
    why = f"，共同提到“{'”“'.join(phrases)}”" if phrases else ""
    entry = suggestion.supervision
    rule = f"；达到督办条件（{entry.article}）" if entry is not None else ""
    return f"{what}{why}{rule}"


def _most_shared(suggestion: Suggestion) -> list[str]:
    """The phrases that weigh most over all the tickets."""
    total: dict[str, float] = {}
    for found in suggestion.alike:
        for one in found.likeness.shared:
            total[one.phrase] = total.get(one.phrase, 0.0) + one.weight
    return sorted(total, key=lambda phrase: (-total[phrase], phrase))[:3]

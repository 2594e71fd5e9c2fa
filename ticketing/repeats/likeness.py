"""How alike two texts are, and by which phrases: the part of their weight that both have. Pure.

score = 2 x (weight of shared shingles) / (weight of the one + weight of the other), from 0 to 1 (Dice's coefficient).
The phrases shown are stretches that stand in both texts, each with the weight that it adds to the score's top.
"""

from __future__ import annotations

from dataclasses import dataclass

from ticketing.repeats.rarity import Weight
from ticketing.repeats.words import Words, pieces


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """A phrase that stands in both texts, and its weight."""

    phrase: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """The answer: `score` from 0 to 1, the phrases behind it, the heaviest first."""

    score: float
    shared: tuple[Shared, ...]


def score(left: Words, right: Words, weight: Weight) -> float:
    """From 0 (nothing shared) to 1 (the same pieces)."""
    whole = sum(map(weight, left.shingles)) + sum(map(weight, right.shingles))
    common = sum(map(weight, left.shingles & right.shingles))
    return 2 * common / whole if whole else 0.0


def likeness(left: Words, right: Words, weight: Weight) -> Likeness:
    """The score with its evidence."""
    both = left.shingles & right.shingles
    seen: set[str] = set()
    found: list[Shared] = []
    for phrase in sorted(_phrases(left, right, both), key=lambda text: (-len(text), text)):
        new = [piece for piece in dict.fromkeys(pieces(phrase)) if piece not in seen]
        if new:
            seen.update(new)
            found.append(Shared(phrase=phrase, weight=round(sum(map(weight, new)), 3)))
    found.sort(key=lambda one: (-one.weight, one.phrase))
    return Likeness(score=round(score(left, right, weight), 4), shared=tuple(found))


def _phrases(left: Words, right: Words, both: frozenset[str]) -> set[str]:
    """The longest stretches of `left` that stand in `right`: each shared shingle lies in one of them."""
    text = "\n".join(right.runs)
    found: set[str] = set()
    for run in left.runs:
        if run.isascii():
            found |= {run} & both
            continue
        at = 0
        while at < len(run) - 1:
            if run[at : at + 2] not in both:
                at += 1
                continue
            end = at + 2
            while end < len(run) and run[at : end + 1] in text:
                end += 1
            found.add(run[at:end])
            at = end - 1
    return found

"""What has happened to a ticket so far, and what that amounts to. Pure; made from its timeline, asked by the rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ticketing.states import Actor, Move, State

BAD = ("dissatisfied", "very-dissatisfied")
"""Ratings (评价) that a visit or redo follows: 不满意, 很不满意."""
RATINGS = ("very-satisfied", "satisfied", "basically-satisfied", *BAD)
VISITS = (Move.VISIT, Move.REVISIT)
WORK_BEGINS = frozenset({Move.TRANSFER, Move.PUSH, Move.REDO, Move.REOPEN, Move.ACCEPT})
"""Moves after which a matter is handled anew: what was signed off or replied before does not carry over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One move that was made. `note` holds what was said with it (`needs` knows the names)."""

    move: Move
    at: datetime
    role: Actor
    actor: str
    note: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A ticket as the rules see it: no person's data."""

    state: State
    nature: str | None
    channel: str
    steps: tuple[Step, ...] = ()
    written_asked: bool = False
    """The caller wants it in writing (要求书面办理意见)."""

    def all(self, *moves: Move) -> tuple[Step, ...]:
        """Every step of these kinds, oldest first."""
        return tuple(step for step in self.steps if step.move in moves)

    def last(self, *moves: Move) -> Step | None:
        """The latest step of these kinds."""
        return next((step for step in reversed(self.steps) if step.move in moves), None)

    def after(self, step: Step) -> tuple[Step, ...]:
        """The steps after this one."""
        return self.steps[self.steps.index(step) + 1 :]

    @property
    def since_work_began(self) -> tuple[Step, ...]:
        """The steps after the matter was last handed to somebody to handle."""
        at = max((number for number, step in enumerate(self.steps) if step.move in WORK_BEGINS), default=-1)
        return self.steps[at + 1 :]

    @property
    def asked_extension(self) -> Step | None:
        """The request for an extension that nobody has decided on."""
        last = self.last(Move.ASK_EXTENSION, Move.GRANT_EXTENSION, Move.DENY_EXTENSION)
        return last if last is not None and last.move is Move.ASK_EXTENSION else None

    @property
    def complex(self) -> bool:
        """Whether it was last classified as complex (疑难、特别复杂)."""
        said = [step.note["complex"] for step in self.steps if step.note.get("complex") in ("yes", "no")]
        return bool(said) and said[-1] == "yes"

    @property
    def not_chased(self) -> bool:
        """Whether it is of a kind whose satisfaction is not chased (行政调解类、执法办案类)."""
        return any(step.note.get("case_kind") for step in self.all(Move.CLASSIFY))

    @property
    def signed_off(self) -> bool:
        """Whether a leader has signed since the matter was last handed over."""
        return any(step.move is Move.SIGN_OFF for step in self.since_work_began)

    @property
    def supervised(self) -> tuple[str, ...]:
        """Grounds on which it is supervised (督办), in order; never taken back."""
        grounds = (step.note.get("ground", "other") for step in self.all(Move.SUPERVISE))
        return tuple(dict.fromkeys(grounds))

    @property
    def ratings(self) -> tuple[str, ...]:
        """What the caller said of the result: when rating and when visited, since the matter was last handled."""
        return tuple(self._said("rating"))

    @property
    def dissatisfied(self) -> bool:
        """Whether the latest word on the result is bad."""
        return bool(self.ratings) and self.ratings[-1] in BAD

    @property
    def lead(self) -> str | None:
        """The unit that handles it, or leads (首接单位, 牵头单位)."""
        step = self.last(Move.TRANSFER, Move.PUSH)
        return step.note.get("unit") if step is not None else None

    @property
    def helpers(self) -> tuple[str, ...]:
        """Units that handle it together with the lead (协办单位)."""
        return tuple(dict.fromkeys(step.note["unit"] for step in self.all(Move.ADD_UNIT) if step.note.get("unit")))

    @property
    def improper_returns(self) -> int:
        """How often a return was denied (退单不当)."""
        return len(self.all(Move.DENY_RETURN))

    def told_since(self, step: Step, about: str) -> bool:
        """Whether the caller was told of this after `step`, or with it."""
        later = (one for one in self.steps[self.steps.index(step) :] if one.move is Move.TELL or one is step)
        return any(one.note.get("told") == "yes" or one.note.get("about") == about for one in later)

    def _said(self, name: str) -> Iterator[str]:
        for step in self.since_work_began:
            if step.move in (Move.RATE, *VISITS) and step.note.get(name):
                yield step.note[name]

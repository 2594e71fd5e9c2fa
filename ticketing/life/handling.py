"""Whose a ticket is among the handling units (承办单位): the lead and those that handle it too. Pure.

A transfer or push names the lead; `add-unit` names one more; a return that is granted takes it from the lead, and a
matter that is opened again is nobody's until it is transferred anew. Names are compared by `store.handling.unit_key`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from store.handling import unit_key
from ticketing.states import Move

HANDING = frozenset({Move.TRANSFER, Move.PUSH, Move.ADD_UNIT, Move.GRANT_RETURN, Move.REOPEN})
"""The moves that may change it."""


class Made(Protocol):
    """A step, as far as it matters here."""

    @property
    def move(self) -> Move: ...

    @property
    def note(self) -> Mapping[str, str]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """Keys of the units that have a ticket."""

    lead: str | None = None
    helpers: frozenset[str] = frozenset()

    @property
    def all(self) -> frozenset[str]:
        """Everyone who may see it."""
        return self.helpers | ({self.lead} if self.lead else set())

    def after(self, step: Made) -> Units:
        """The units once this step was made."""
        named = unit_key(step.note.get("unit", "")) or None
        match step.move:
            case Move.TRANSFER | Move.PUSH:
                return replace(self, lead=named)
            case Move.ADD_UNIT if named:
                return replace(self, helpers=self.helpers | {named})
            case Move.GRANT_RETURN:
                return replace(self, lead=None)
            case Move.REOPEN:
                return Units()
        return self


def named_units(steps: Iterable[Made]) -> tuple[str | None, tuple[str, ...]]:
    """The lead and the units beside it, each as it was written last."""
    told = tuple(steps)
    written = {unit_key(name): name for step in told if step.move in HANDING and (name := step.note.get("unit", ""))}
    units = units_after(told)
    beside = tuple(name for key, name in written.items() if key in units.helpers and key != units.lead)
    return (written.get(units.lead) if units.lead else None), beside


def units_after(steps: Iterable[Made]) -> Units:
    """The units after all of these steps, oldest first."""
    units = Units()
    for step in steps:
        units = units.after(step)
    return units

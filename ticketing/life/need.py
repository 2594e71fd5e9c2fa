"""A value that goes with a move, and its choices: a field of a small form. Pure; `needs` says which and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ticketing.aftercare import Names
from ticketing.life.labels import LABELS, LABELS_OF_MOVE, OPTIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One choice. `advice` is what the caller is to be told with it; '' if nothing."""

    id: str
    names: Names
    article: str = ""
    advice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A value that goes with a move. `all_of`: every option must be given, joined by commas."""

    name: str
    kind: str
    """text, long, choice, time, number."""
    required: bool = True
    options: tuple[Option, ...] = ()
    article: str = ""
    all_of: bool = False
    move: str = ""
    """The move with which it has a name of its own."""

    @property
    def names(self) -> Names:
        """What it is called."""
        return LABELS_OF_MOVE.get(self.move, {}).get(self.name) or LABELS[self.name]


def words(*ids: str) -> tuple[Option, ...]:
    """Options by their ids in `labels`."""
    return tuple(Option(id=one, names=OPTIONS[one]) for one in ids)


def plain(*texts: str, ko: Sequence[str] = ()) -> tuple[Option, ...]:
    """Options that are their own name, as the pack writes them."""
    korean = dict(zip(texts, ko, strict=False))
    return tuple(Option(id=text, names={"zh": text} | ({"ko": korean[text]} if ko else {})) for text in texts)

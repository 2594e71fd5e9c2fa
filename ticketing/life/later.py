"""A sequence that is made when somebody first looks at it. Most moves are judged without a look at the clocks. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar, overload

One_co = TypeVar("One_co", covariant=True)


class Later(Sequence[One_co]):
    """What `make` returns, made once and at most once."""

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], tuple[One_co, ...]]) -> None:
        self._make = make
        self._made: tuple[One_co, ...] | None = None

    def _all(self) -> tuple[One_co, ...]:
        if self._made is None:
            self._made = self._make()
        return self._made

    @overload
    def __getitem__(self, place: int) -> One_co: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[One_co, ...]: ...
    def __getitem__(self, place: int | slice) -> One_co | tuple[One_co, ...]:
        return self._all()[place]

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[One_co]:
        return iter(self._all())

"""The regulation packs that are shipped, read from `ticketing/regulations/*.toml`. A sixth needs no Python."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from routing.strict import Document, Problem, suggestion
from ticketing.errors import TicketError
from ticketing.pack import Pack
from ticketing.pack_reader import read_pack


class PackError(TicketError):
    """A regulation pack has mistakes, or there is none of this name."""

    code = "regulation-pack"

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


def folder() -> Traversable:
    """Where the packs lie."""
    return files("ticketing") / "regulations"


@lru_cache(maxsize=1)
def known() -> tuple[str, ...]:
    """Ids of all packs, which are their files' names."""
    return tuple(sorted(f.name.removesuffix(".toml") for f in folder().iterdir() if f.name.endswith(".toml")))


def parse(file: str, text: str) -> tuple[Pack | None, tuple[Problem, ...]]:
    """The pack that this text is, or None, and every mistake in it."""
    document = Document.parse(file, text)
    pack = None if document.problems else read_pack(document)
    problems = tuple(sorted(document.problems, key=lambda problem: problem.line or 0))
    return (None if problems else pack), problems


@lru_cache(maxsize=64)
def load(regulation: str) -> Pack:
    """The pack of this id. PackError names every mistake with its key and mend."""
    if regulation not in known():
        mend = suggestion(regulation, known(), f"Choose among {', '.join(known())}")
        raise PackError(f"there is no regulation {regulation!r}. {mend}.")
    file = folder() / f"{regulation}.toml"
    pack, problems = parse(f"ticketing/regulations/{file.name}", file.read_text(encoding="utf-8"))
    if pack is None:
        raise PackError("mistakes in a regulation pack\n" + "\n".join(map(str, problems)), problems)
    return pack

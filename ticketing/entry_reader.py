"""What the tables of a regulation pack have in common: an id, names in languages, an article. Pure; for the readers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypedDict, TypeVar

from routing.strict import Section
from ticketing.aftercare import Names

ID = r"[a-z][a-z0-9-]{0,40}"
ARTICLE = r"\S.{0,60}"


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


class Identity(TypedDict):
    """What every `ticketing.aftercare.Entry` has."""

    id: str
    names: Names
    article: str


_Entry = TypeVar("_Entry", bound=_HasId)
_Table = TypeVar("_Table")


def read_names(section: Section) -> Names:
    """Language tag -> text; zh must be there."""
    names = {"zh": section.text("zh", what="the Chinese text")}
    if section.has("ko"):
        names["ko"] = section.text("ko")
    section.done()
    return names


def article(section: Section) -> str:
    """The article that an entry cites."""
    return section.text("article", pattern=ARTICLE, what='the article, such as "9(三)"')


def read_id(section: Section) -> str:
    """An entry's own id."""
    return section.text("id", pattern=ID, what="a short name of a-z, 0-9 and -")


def identity(section: Section) -> Identity:
    """An entry's id, names and article."""
    return {"id": read_id(section), "names": read_names(section.section("names")), "article": article(section)}


def each(top: Section, key: str, read: Callable[[Section], _Entry], *, needed: bool = False) -> tuple[_Entry, ...]:
    """Every `[[key]]` table read by `read`; ids must differ."""
    found: list[_Entry] = []
    for section in top.sections(key, needed=needed):
        entry = read(section)
        if any(entry.id == other.id for other in found):
            section.wrong("id", f"{entry.id!r} stands in {key} twice", "Give each entry its own id")
        found.append(entry)
        section.done()
    return tuple(found)


def one(top: Section, key: str, read: Callable[[Section], _Table]) -> _Table | None:
    """The `[key]` table read by `read`; None when there is none."""
    if not top.has(key):
        return None
    section = top.section(key)
    table = read(section)
    section.done()
    return table

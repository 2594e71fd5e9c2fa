"""A story that was not read from the database: most moves are judged without a look at it. Pure."""

from __future__ import annotations

from typing import Any, NoReturn


class StoryUnread(Exception):
    """Somebody looked at what was not read. Read it and judge again."""


class Unread(tuple[Any, ...]):
    """Stands where steps and events would: whoever looks at it learns that they must be read first."""

    __slots__ = ()

    def _look(self, *_: object) -> NoReturn:
        raise StoryUnread

    __iter__ = __len__ = __getitem__ = __contains__ = __add__ = __bool__ = index = count = _look


UNREAD = Unread()

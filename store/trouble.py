"""What a database cannot do, in a sentence that names it and says what to do: for people at a command line.

Mistakes of ours (a statement that is none, a row that breaks a rule) go through as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

from sqlalchemy.exc import DatabaseError, InterfaceError, OperationalError

from store.engine import full_url
from store.errors import StoreError

_BACKUP = "bring it back from its backup; `hotline audit verify --head` proves how far that reaches"
_MENDS = (
    ("locked", "another program has been writing to it for seconds: try again"),
    ("not a database", _BACKUP),
    ("malformed", _BACKUP),
    ("unable to open", "look whether the folder is there and may be written to"),
    ("readonly", "this user must be able to write to the file and to its folder"),
    ("full", "free some space on its disk"),
    ("disk I/O", "look at its disk: it is full or broken"),
    ("connection", "look whether the server runs, and whether HOTLINE_DATABASE names it rightly"),
)
"""A word of the driver's message, and the mend."""


class DatabaseTrouble(StoreError):
    """The database cannot be opened, read or written. The text says which one, why, and what to do."""

    code: ClassVar[str] = "database-trouble"


@contextmanager
def told(url: str) -> Iterator[None]:
    """DatabaseTrouble for what keeps the database at `url` from working; its password is not told."""
    try:
        yield
    except DatabaseError as error:
        if not isinstance(error, OperationalError) and type(error) is not DatabaseError:
            raise
        raise _trouble(url, error) from error
    except InterfaceError as error:
        raise _trouble(url, error) from error


def _trouble(url: str, error: DatabaseError | InterfaceError) -> DatabaseTrouble:
    place = full_url(url)
    name = place.database if place.get_backend_name() == "sqlite" else place.render_as_string(hide_password=True)
    why = " ".join(str(error.orig).split())
    mend = next((mend for word, mend in _MENDS if word in why), None)
    return DatabaseTrouble(f"the database {name}: {why.rstrip('.?')}" + (f"; {mend}" if mend else ""))

"""What can go wrong in the store. Each error has a stable `code`; its text names the place and the mend.

No SQLAlchemy here: whoever catches these needs no database library.
"""

from __future__ import annotations

from typing import ClassVar


class StoreError(Exception):
    """The base of every error that the store raises on purpose."""

    code: ClassVar[str] = "store-error"


class NaiveTime(StoreError):
    """A time without a zone was about to be stored. Pass an aware datetime."""

    code = "naive-time"


class KeyFileDamaged(StoreError):
    """The key file cannot be read. Restore it from its backup: without it the personal data stays closed."""

    code = "key-file-damaged"


class KeysWanted(StoreError):
    """A step of the migration reads sealed values, and no key file was given."""

    code = "keys-wanted"


class SealBroken(StoreError):
    """A sealed value does not open: it was altered, moved to another row, or sealed by a key that is not here."""

    code = "seal-broken"


class DatabaseAddressWrong(StoreError):
    """The database URL is neither SQLite nor PostgreSQL."""

    code = "database-address-wrong"


class SchemaTooNew(StoreError):
    """The database was migrated by a newer release of the hotline than this one."""

    code = "schema-too-new"


class BadCursor(StoreError):
    """A paging cursor that this store did not give out. Ask for the first page again."""

    code = "bad-cursor"


class NameTaken(StoreError):
    """There is a user of this name already."""

    code = "name-taken"


class NoSuchUser(StoreError):
    """There is no user of this name."""

    code = "no-such-user"


class VersionConflict(StoreError):
    """Somebody else changed the row since it was read. Read it again and repeat the change."""

    code = "version-conflict"


class DatabaseLost(StoreError):
    """The database is empty, though the hotline has had data. Restore it; nothing was written to the empty one."""

    code = "database-lost"


class DatabaseNotOurs(StoreError):
    """The SQLite file holds the tables of another program."""

    code = "database-not-ours"


class KeysDoNotFit(StoreError):
    """The key file is not the one that the database was filled with."""

    code = "keys-do-not-fit"


class WriterBusy(StoreError):
    """More waits to be written than can be written in a reasonable time, or the hotline is ending. Try again."""

    code = "writer-busy"

"""What a driver raises where it is used past SQLAlchemy, as SQLAlchemy would have raised it. Nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError


@contextmanager
def as_sqlalchemy(dialect: Dialect, doing: str) -> Iterator[None]:
    """IntegrityError, OperationalError, … of SQLAlchemy for those of the driver. `doing` stands for the statement."""
    errors = dialect.loaded_dbapi.Error
    try:
        yield
    except errors as error:
        raise DBAPIError.instance(doing, None, error, errors, dialect=dialect) from error

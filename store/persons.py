"""People in the database: one sealed document each, found again by keyed hashes of number, ID number and name.

What the fields mean and how they are checked is `ticketing`'s; here they are texts.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from store.among import among
from store.engine import keys_of
from store.ids import new_id
from store.keys import Keys
from store.many import insert_many
from store.numbers import canonical
from store.tables.base import Base
from store.tables.person import Person

_PERSON = Base.metadata.tables[Person.__tablename__]
_SEALED_COLUMNS = ("sealed", "number_hash", "name_hash", "id_number_hash")
"""As `_written` gives them."""
_SEALED = select(_PERSON.c.id, _PERSON.c.version, _PERSON.c.sealed)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRecord:
    """A person, opened. `fields` holds what is known, e.g. name, number, id_number, address."""

    id: str
    version: int
    fields: Mapping[str, str]


async def add_person(session: AsyncSession, fields: Mapping[str, str], *, now: datetime) -> PersonRecord:
    """Make a person of these fields."""
    row = Person(id=new_id(now), version=0, created_at=now)
    _write(keys_of(session), row, fields, now)
    session.add(row)
    await session.flush()
    return PersonRecord(id=row.id, version=row.version, fields=dict(fields))


async def add_people(
    session: AsyncSession, people: Sequence[Mapping[str, str]], *, now: datetime
) -> list[PersonRecord]:
    """Make a person of each of these, in one statement."""
    keys = keys_of(session)
    records = [PersonRecord(id=new_id(now), version=1, fields=dict(fields)) for fields in people]
    rows = [(one.id, one.version, *_written(keys, one.id, one.fields).values(), now, now) for one in records]
    await insert_many(session, _PERSON, ("id", "version", *_SEALED_COLUMNS, "created_at", "updated_at"), rows)
    return records


async def change_person(
    session: AsyncSession, person_id: str, fields: Mapping[str, str], *, now: datetime
) -> PersonRecord:
    """Set some fields of a person; an empty text removes the field. LookupError."""
    row = await session.scalar(select(Person).where(Person.id == person_id).with_for_update())
    if row is None:
        raise LookupError(f"there is no person {person_id}")
    merged = {**_open(keys_of(session), row).fields, **fields}
    kept = {name: value for name, value in merged.items() if value}
    _write(keys_of(session), row, kept, now)
    await session.flush()
    return PersonRecord(id=row.id, version=row.version, fields=kept)


async def get_people(session: AsyncSession, ids: Sequence[str]) -> dict[str, PersonRecord]:
    """The people with these ids, by id."""
    if not ids:
        return {}
    rows = await among(session, _SEALED, {_PERSON.c.id: list(set(ids))})
    keys = keys_of(session)
    return {key: _opened(keys, key, version, sealed) for key, version, sealed in rows}


def opened(keys: Keys, person_id: str, sealed: bytes) -> dict[str, str]:
    """The fields of a person's sealed document."""
    fields: dict[str, str] = json.loads(keys.open(sealed, f"person:{person_id}"))
    return fields


def name_hash(keys: Keys, name: str) -> str:
    """The look-up hash of a name, spaces and width of letters aside."""
    return keys.lookup_hash("name", "".join(unicodedata.normalize("NFKC", name).split()).casefold())


def id_number_hash(keys: Keys, number: str) -> str:
    """The look-up hash of an ID number or disability-certificate number."""
    return keys.lookup_hash("id-number", "".join(number.split()).upper())


def _write(keys: Keys, row: Person, fields: Mapping[str, str], now: datetime) -> None:
    row.version += 1
    row.updated_at = now
    for name, value in _written(keys, row.id, fields).items():
        setattr(row, name, value)


def _written(keys: Keys, person_id: str, fields: Mapping[str, str]) -> dict[str, Any]:
    """The columns of a person's fields: sealed, and the hashes by which they are found.

    A number without a digit (不详, 无) finds nobody: all who gave none would be one person.
    """
    number, name, id_number = canonical(fields.get("number", "")), fields.get("name"), fields.get("id_number")
    return {
        "sealed": keys.seal(json.dumps(dict(fields), ensure_ascii=False), f"person:{person_id}"),
        "number_hash": keys.lookup_hash("number", number) if number else None,
        "name_hash": name_hash(keys, name) if name else None,
        "id_number_hash": id_number_hash(keys, id_number) if id_number else None,
    }


def _open(keys: Keys, row: Person) -> PersonRecord:
    return _opened(keys, row.id, row.version, row.sealed)


def _opened(keys: Keys, key: str, version: int, sealed: bytes) -> PersonRecord:
    return PersonRecord(id=key, version=version, fields=opened(keys, key, sealed))

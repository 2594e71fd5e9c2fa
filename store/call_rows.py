"""Between rows and records of calls and facts: what is sealed is opened, what names a person is sealed. No query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from operator import attrgetter
from typing import Any, Protocol

import orjson

from store.call_record import CallRecord
from store.facts import CallFact, FactKind
from store.folded import CallState, Folded, Outcome
from store.keys import Keys
from store.numbers import canonical

_PERSONAL = ("caller", "number", "digits")
"""Keys of a fact's data, and of the values in a prompt that it tells of, that may name a person."""

_OTHERWISE = ("id", "version", "caller", "caller_hash", "state", "outcome")
_SAME = tuple(field.name for field in fields(CallRecord) if field.name not in _OTHERWISE)
"""Columns that a row, a fold and a record have alike."""
_values_of_same = attrgetter(*_SAME)


class CallRow(Protocol):
    """A row of `call`, by ORM or Core; every column is an attribute."""

    @property
    def id(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def state(self) -> str: ...
    @property
    def outcome(self) -> str | None: ...
    @property
    def arrived_at(self) -> datetime: ...
    @property
    def language(self) -> str | None: ...
    @property
    def caller_sealed(self) -> bytes | None: ...
    @property
    def caller_hash(self) -> str | None: ...


class FactRow(Protocol):
    """A row of `call_fact`, by ORM or Core; every column is an attribute."""

    @property
    def id(self) -> str: ...
    @property
    def call_id(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def kind(self) -> str: ...
    @property
    def data(self) -> dict[str, Any]: ...
    @property
    def sealed(self) -> bytes | None: ...


def _same(told: CallRow | Folded) -> dict[str, Any]:
    return dict(zip(_SAME, _values_of_same(told), strict=True))


def number_hash(keys: Keys, number: str) -> str:
    """The look-up hash of a telephone number, however it is written."""
    return keys.lookup_hash("number", canonical(number))


def record_of_row(keys: Keys, row: CallRow) -> CallRecord:
    """The call of a row, its number opened."""
    return CallRecord(
        id=row.id,
        version=row.version,
        caller=keys.open(row.caller_sealed, f"call:{row.id}:caller") if row.caller_sealed else None,
        caller_hash=row.caller_hash,
        state=CallState(row.state),
        outcome=Outcome(row.outcome) if row.outcome else None,
        **_same(row),
    )


def record_of_fold(folded: Folded, columns: Mapping[str, Any]) -> CallRecord:
    """The call that `columns_of_fold` writes down."""
    return CallRecord(
        id=folded.call_id,
        version=columns["version"],
        caller=folded.caller,
        caller_hash=columns["caller_hash"],
        state=folded.state,
        outcome=folded.outcome,
        **_same(folded),
    )


def columns_of_fold(keys: Keys, folded: Folded, row: CallRow) -> dict[str, Any]:
    """What is to be written into the call's row; the number is sealed anew only when it is another one."""
    caller = folded.caller
    sealed, hashed = row.caller_sealed, row.caller_hash
    if caller is not None and hashed != number_hash(keys, caller):
        sealed, hashed = keys.seal(caller, f"call:{folded.call_id}:caller"), number_hash(keys, caller)
    return _same(folded) | {
        "version": row.version + 1,
        "state": folded.state.value,
        "outcome": folded.outcome and folded.outcome.value,
        "caller_sealed": sealed,
        "caller_hash": hashed,
    }


def personal_of(fact: CallFact) -> dict[str, Any]:
    """What of a fact's data may name a person: it is kept sealed, and shown only to whom the call is open.

    A prompt that says the caller's number back to them has it among its values.
    """
    personal = {key: fact.data[key] for key in _PERSONAL if fact.data.get(key)}
    said = fact.data.get("params")
    return personal | {"params": said} if isinstance(said, Mapping) and set(_PERSONAL) & said.keys() else personal


FACT_COLUMNS = ("id", "call_id", "at", "kind", "data", "sealed")


def row_of_fact(keys: Keys, fact: CallFact) -> tuple[Any, ...]:
    """The row of a fact, in the order of `FACT_COLUMNS`."""
    personal = personal_of(fact)
    data = {key: value for key, value in fact.data.items() if key not in personal}
    sealed = keys.seal(orjson.dumps(personal).decode(), f"fact:{fact.id}") if personal else None
    return (fact.id, fact.call_id, fact.at, fact.kind.value, data, sealed)


def fact_of_row(keys: Keys, row: FactRow) -> CallFact:
    """The fact of a row, personal data opened."""
    data: Mapping[str, Any] = row.data
    if row.sealed is not None:
        data = {**data, **orjson.loads(keys.open(row.sealed, f"fact:{row.id}"))}
    return CallFact(id=row.id, call_id=row.call_id, at=row.at, kind=FactKind(row.kind), data=data)

"""Whether the key file is the one that this database was filled with; ask before the first call is taken.

A lost key file is made anew without a word, and then nothing old opens. Better to stop and have it restored.
"""

from __future__ import annotations

from sqlalchemy import select

from store.engine import Database
from store.errors import KeysDoNotFit, SealBroken
from store.tables.call import Call

_SAMPLE = 5


async def check_keys(database: Database) -> None:
    """KeysDoNotFit when none of the newest sealed numbers opens. An empty database fits any keys."""
    query = select(Call.id, Call.caller_sealed).where(Call.caller_sealed.is_not(None))
    async with database.read() as session:
        rows = (await session.execute(query.order_by(Call.arrived_at.desc()).limit(_SAMPLE))).all()
    for call_id, sealed in rows:
        try:
            database.keys.open(sealed or b"", f"call:{call_id}:caller")
        except SealBroken:
            continue
        return
    if rows:
        raise KeysDoNotFit(
            "the key file is not the one that this database was filled with: restore keys.json from its backup, "
            "or give the hotline another database"
        )

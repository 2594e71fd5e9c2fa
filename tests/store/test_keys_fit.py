"""A database without its key file is noticed at the start, before anything is written with other keys."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from store.calls import take_in
from store.engine import Database
from store.errors import KeysDoNotFit
from store.facts import CallFact, FactKind
from store.keys import Keys
from store.keys_fit import check_keys


async def test_other_keys_are_refused_and_the_right_ones_fit(database: Database) -> None:
    await check_keys(database)
    async with database.write() as session:
        arrived = CallFact(call_id="1.1", at=datetime.now(UTC), kind=FactKind.ARRIVED, data={"caller": "13855112345"})
        await take_in(session, [arrived])
    await check_keys(database)
    other = Database(database.url, Keys.fresh())
    with pytest.raises(KeysDoNotFit, match=r"restore keys\.json"):
        await check_keys(other)
    await other.close()

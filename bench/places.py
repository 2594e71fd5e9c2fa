"""Where database benches run: a SQLite file and a PostgreSQL in a scratch folder, durable both, removed after."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import uvloop

from bench.loaders import PostgresLoader, SqliteLoader
from bench.many_tickets import Filling
from hotline.commands.serve import rest_the_collector
from store.engine import sqlite_url
from store.keys import Keys
from store.migrate import migrate
from tests.postgres_server import postgres

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Places:
    """URLs by the name of the database, the keys that both were filled with, and how many tickets they have."""

    urls: dict[str, str]
    keys: Keys
    tickets: int


@contextmanager
def filled(number: int) -> Iterator[Places]:
    """Both databases with so many tickets in them."""
    with tempfile.TemporaryDirectory(prefix="hotline-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "postgresql").mkdir()
        keys, file = Keys.fresh(), folder / "hotline.sqlite"
        with postgres(folder / "postgresql", shared_buffers="512MB", max_wal_size="4GB") as url:
            for one in (url, sqlite_url(file)):
                asyncio.run(migrate(one))
            Filling(number, keys, (SqliteLoader(file), PostgresLoader(url))).run()
            yield Places({"sqlite": sqlite_url(file), "postgresql": url}, keys, number)


def as_served(work: Coroutine[Any, Any, Answer]) -> Answer:
    """Run it as `hotline serve` runs its roles: the same event loop, the same rounds of the collector."""
    rest_the_collector()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


def percentiles(seconds: Sequence[float]) -> dict[str, float]:
    """p50 and p99 in milliseconds."""
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    return {"p50_ms": round(cuts[49] * 1000, 3), "p99_ms": round(cuts[98] * 1000, 3)}

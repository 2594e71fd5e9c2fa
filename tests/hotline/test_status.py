"""`hotline status`: what an operator reads of a hotline whose parts are up or down."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ami.client import AmiClient
from ami.fake_server import FakeServer
from ami.link import AmiAddress, AmiLimits
from hotline.desk import link_figures
from hotline.desk_figures import telling, told
from hotline.settings import RunFolder
from hotline.status import Part, link_part

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture
def run(tmp_path: Path) -> RunFolder:
    return RunFolder(tmp_path)


@pytest.fixture
async def exchange() -> AsyncIterator[FakeServer]:
    async with FakeServer(["hefei"], {"hefei-01": "hefei"}, secret="right") as server:
        yield server


async def until(run: RunFolder, condition: Callable[[Part], object]) -> Part:
    """The link as `hotline status` shows it, as soon as it is so."""
    async with asyncio.timeout(10):
        while not condition(part := await link_part(run)):
            await asyncio.sleep(0.01)
    return part


def client_of(exchange: FakeServer, secret: str) -> AmiClient:
    address = AmiAddress(host="127.0.0.1", port=exchange.port, username="hotline", secret=secret)
    return AmiClient(address, now=lambda: NOW, limits=AmiLimits(first_retry_s=0.01, ping_every_s=0.02))


async def test_the_desks_link_to_asterisk_is_a_part_of_its_own(run: RunFolder, exchange: FakeServer) -> None:
    client = client_of(exchange, "right")
    linked = asyncio.create_task(client.run())
    async with telling(run.desk_socket, lambda: link_figures(client.health())):
        well = await until(run, lambda part: part.up)
        assert well.as_json() == {"name": "ami link", "up": True, "detail": "0 events missed", "missed": 0}
        exchange.number_from = 7
        exchange.world.arrive("13800000000")
        exchange.number_from += 90
        exchange.world.arrive("13800000001")
        assert (await until(run, lambda part: part.figures["missed"] == 90)).up
        await exchange.stop()
        lost = await until(run, lambda part: part.detail == "ami-not-connected, 90 events missed")
    assert not lost.up
    linked.cancel()


async def test_a_link_whose_sign_in_is_refused_is_down(run: RunFolder, exchange: FakeServer) -> None:
    client = client_of(exchange, "wrong")
    linked = asyncio.create_task(client.run())
    async with telling(run.desk_socket, lambda: link_figures(client.health())):
        assert not (await until(run, lambda part: "ami-login-rejected" in part.detail)).up
    linked.cancel()


async def test_a_desk_that_is_away_or_hangs_has_no_link_to_show(run: RunFolder) -> None:
    assert (await link_part(run)).as_json() == {"name": "ami link", "up": False, "detail": "the desk does not say"}
    async with await asyncio.start_unix_server(lambda reader, writer: asyncio.sleep(1), run.desk_socket):
        assert await told(run.desk_socket, limit_s=0.02) is None

"""Records what a real Asterisk tells over AMI while SIPp callers are answered: the stream of `bench.ami_stream`.

Needs Asterisk and SIPp of `make setup`; `python -m bench.ami_record` writes bench/data/ami_stream.bin.gz.
Nothing of a real caller is in it: numbers are SIPp's.
"""

from __future__ import annotations

import asyncio
import gzip
import shutil
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

from asterisk_conf.programs import ensure_asterisk, ensure_sipp
from bench.ami_stream import RECORDED
from hotline.settings import home
from tests.asterisk.harness import PASSWORD, Opener
from tests.asterisk.stub_agi import StubAgi, hands_over

CALLS = 12
AT_ONCE = 2


async def keep(host: str, port: int, kept: bytearray) -> None:
    """Sign in and keep every byte that follows, until cancelled."""
    async with asyncio.timeout(10):
        reader, writer = await asyncio.open_connection(host, port)
        writer.write(f"Action: Login\r\nUsername: hotline\r\nSecret: {PASSWORD}\r\n\r\n".encode())
        await reader.readuntil(b"\r\n\r\n")
    try:
        while data := await reader.read(65536):
            kept += data
    finally:
        writer.close()


async def record(folder: Path) -> bytes:
    """Some calls, answered by two seats; whole messages only."""
    kept = bytearray()
    async with AsyncExitStack() as stack:
        open_exchange = Opener(
            ensure_asterisk(home(), progress=print), ensure_sipp(home(), progress=print), folder, stack
        )
        exchange = await open_exchange()
        at = exchange.plan.addresses
        stub = StubAgi({"incoming": hands_over("1|queue|zh|dialed-area|hefei:20,anhui:0")})
        await stack.enter_async_context(stub.on(at.agi_port))
        keeping = asyncio.create_task(keep(at.bind, at.ami_port, kept))
        for seat in ("hefei-01", "hefei-02"):
            await stack.enter_async_context(exchange.seat(seat))
        for _ in range(CALLS // AT_ONCE):
            calls = (exchange.caller(dialed="055112385", length_s=1).call() for _ in range(AT_ONCE))
            await asyncio.gather(*calls)
            await exchange.all_hung_up()
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
    return bytes(kept[: kept.rfind(b"\r\n\r\n") + 4])


def main() -> None:
    """Command line."""
    folder = Path(tempfile.mkdtemp(prefix="hl-"))
    try:
        whole = asyncio.run(record(folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    RECORDED.parent.mkdir(exist_ok=True)
    RECORDED.write_bytes(gzip.compress(whole, 9, mtime=0))
    print(f"{len(whole)} bytes, {whole.count(b'Event: ')} events, {RECORDED.stat().st_size} bytes packed")


if __name__ == "__main__":
    main()

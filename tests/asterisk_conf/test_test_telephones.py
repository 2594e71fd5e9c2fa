"""Test telephones side by side: each gets ports that no other takes, and one that cannot run says why."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest

from asterisk_conf.errors import TestCallError
from asterisk_conf.ports import free_port, held_port, lone_address
from asterisk_conf.programs import ensure_sipp
from asterisk_conf.sipp import SippCaller
from asterisk_conf.sipp_process import SippProcess
from hotline.settings import home

HERE = "127.0.0.2"


def test_a_held_port_is_given_to_nobody_else_and_its_udp_half_is_free() -> None:
    port, hold = held_port(HERE)
    with hold, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as telephone:
        assert port not in {free_port(HERE) for _ in range(10_000)}
        telephone.bind((HERE, port))


def test_no_free_port_twice_in_a_row() -> None:
    assert len({free_port(HERE) for _ in range(500)}) == 500


def test_an_address_that_is_not_this_machine_s_is_told_at_once() -> None:
    with pytest.raises(OSError, match="assign requested address"):
        free_port("192.0.2.1")


def test_a_lone_address_is_loopback() -> None:
    addresses = {lone_address() for _ in range(100)}
    assert len(addresses) > 95
    assert all(address.startswith("127.") for address in addresses)


@pytest.mark.asterisk
async def test_forty_telephones_that_start_at_once_all_run(tmp_path: Path) -> None:
    sipp = ensure_sipp(home(), progress=print)
    nobody = free_port("127.0.0.1")
    phones = [SippProcess(program=sipp, folder=tmp_path, name=f"phone-{n}") for n in range(40)]
    values = {"seat": "x", "audio_port": 4000, "answer_after_ms": 0, "length_ms": 1000, "refuses_with": 0}
    try:
        await asyncio.gather(
            *(
                phone.start("seat.xml.j2", values, target=("127.0.0.1", nobody), source=HERE, calls=0)
                for phone in phones
            )
        )
        await asyncio.gather(*(listens(phone) for phone in phones))
    finally:
        await asyncio.gather(*(phone.stop() for phone in phones))


async def listens(phone: SippProcess) -> None:
    """Until the telephone's port is SIPp's."""
    packed = socket.inet_aton(HERE)[::-1].hex().upper()
    async with asyncio.timeout(30):
        while f"{packed}:{phone.port:04X}" not in Path("/proc/net/udp").read_text():
            assert phone.returncode is None, (phone.name, await phone.wait(limit_s=1))
            await asyncio.sleep(0.02)


@pytest.mark.asterisk
async def test_a_telephone_whose_port_is_taken_says_so_in_sipp_s_words(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind((HERE, 0))
        caller = SippCaller(
            program=ensure_sipp(home(), progress=print), target=("127.0.0.1", 9), folder=tmp_path, source=HERE,
            port=taken.getsockname()[1],
        )  # fmt: skip
        with pytest.raises(TestCallError, match=r"(?i)bind"):
            await caller.call()

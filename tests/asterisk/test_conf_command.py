"""`hotline conf` on a real Asterisk: what a changed site file needs is written whole, and taken over."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from agi.snapshot import Snapshot
from asterisk_conf.installed import Asterisk
from asterisk_conf.runner import start
from hotline.plans import free_addresses
from hotline.settings import PROJECT, RunFolder

ANHUI = PROJECT / "sites" / "anhui.toml"
LIMIT_S = 120


async def conf(run: Path, *words: str | Path, code: int = 0) -> str:
    """What the command says; it must end with `code`."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "hotline", "conf", *map(str, words)),
        env={**os.environ, "HOTLINE_RUN": str(run)},
        cwd=PROJECT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await asyncio.wait_for(process.communicate(), LIMIT_S)
    assert process.returncode == code, output.decode()
    return output.decode()


async def test_a_changed_site_file_is_taken_over_by_asterisk_and_the_fallback(
    installation: Asterisk, short_folder: Path
) -> None:
    run, site = RunFolder(short_folder / "run"), short_folder / "anhui.toml"
    run.create()
    run.write_addresses(free_addresses("127.0.0.1"))
    text = ANHUI.read_text(encoding="utf-8")
    site.write_text(text, encoding="utf-8")
    await conf(run.root, "render", site)
    assert run.fallback.exists() and len(Snapshot.read(run.snapshot).plan.offices["hefei"].seats) == 2
    config = run.telephony.etc / "asterisk.conf"
    asterisk = await start(installation.program, config, output=run.telephony.log / "console")
    try:
        hefei = text.index('id = "hefei"\nnames')
        site.write_text(text[:hefei] + text[hefei:].replace("seats = 2", "seats = 3", 1), encoding="utf-8")
        said = await conf(run.root, "reload", site)
        listing = ""
        async with asyncio.timeout(15):
            while "hefei-03/" not in listing:
                listing = await asterisk.command("pjsip show endpoint hefei-03")
    finally:
        await asterisk.stop()
    assert "AGI server and the desk" in said and f"make run SITE={site}" in said
    assert len(Snapshot.read(run.snapshot).plan.offices["hefei"].seats) == 3
    assert (run.telephony.data / "sounds" / "zh" / "digits" / "2.sln").exists()


@pytest.mark.parametrize("name", ["anhui", "yanbian"])
async def test_the_check_hears_every_sound_and_leaves_what_runs_alone(short_folder: Path, name: str) -> None:
    said = await conf(short_folder, "check", PROJECT / "sites" / f"{name}.toml")
    assert "every sound is there" in said
    assert not (short_folder / "snapshot.json").exists() and not (short_folder / "prompts").exists()


async def test_where_nothing_runs_the_reload_says_so_with_the_mend(short_folder: Path) -> None:
    said = await conf(short_folder, "reload", ANHUI, code=1)
    assert "no Asterisk took them over" in said and f"`make run SITE={ANHUI}`" in said

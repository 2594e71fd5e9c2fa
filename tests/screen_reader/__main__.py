"""`python -m tests.screen_reader [zh-CN|ko|en]`: a hotline and an Orca of its own, a shift walked, and what is said."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from tests.end_to_end.stack import Stack, site_that_calls_out
from tests.screen_reader.ears import NoEars, ears, require_programs
from tests.screen_reader.shift import agent, listener, supervisor
from tests.tones import tone

ORCAS_NAME = {"zh-CN": "zh_CN", "ko": "ko", "en": "en"}


async def listen(place: Path, stack: Stack, language: str) -> None:
    folder = place / "ears"
    folder.mkdir(mode=0o700)
    with ears(folder, language=ORCAS_NAME[language]) as orca:
        async with listener(orca, stack.addresses.desk, language) as ear:
            await agent(ear, stack, tone(place / "caller.wav", 1000.0, 60))
            await supervisor(ear)


def main() -> int:
    language = sys.argv[1] if len(sys.argv) > 1 else "zh-CN"
    if language not in ORCAS_NAME:
        print(f"one of {', '.join(ORCAS_NAME)}, not {language}", file=sys.stderr)
        return 2
    try:
        require_programs()
        with tempfile.TemporaryDirectory(prefix="hl-") as folder:
            place = Path(folder)
            stack = Stack(place, site=site_that_calls_out(place))
            stack.start()
            try:
                asyncio.run(listen(place, stack, language))
            finally:
                stack.stop()
    except NoEars as missing:
        print(missing, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

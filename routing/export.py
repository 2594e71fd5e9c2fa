"""Writes `routing/data/areas.csv` and `mobile.bin` from the phonenumbers package: `python -m routing.export`.

A development tool; nothing at run time imports it. The format is described in `routing/data/README.md`.
"""

from __future__ import annotations

import csv
import io
import re
import struct
import zlib
from pathlib import Path

DATA = Path(__file__).parent / "data"
_AREA = re.compile(r"86(10|2\d|[3-9]\d\d)\Z")
_MOBILE = re.compile(r"86(1[3-9]\d{0,5})\Z")


def _geodata() -> dict[str, str]:
    """Prefix with country code -> place in Chinese."""
    from phonenumbers.geodata import GEOCODE_DATA

    return {
        prefix: places["zh"] for prefix, places in GEOCODE_DATA.items() if prefix.startswith("86") and "zh" in places
    }


def _read_csv(name: str) -> dict[str, str]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    return {row[0]: row[1] for row in rows[1:]}


def areas_csv(geodata: dict[str, str]) -> bytes:
    """The text of `areas.csv`."""
    found = {f"0{match[1]}": place for prefix, place in geodata.items() if (match := _AREA.match(prefix))}
    found |= _read_csv("corrections.csv")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("area", "name"))
    writer.writerows(sorted(found.items()))
    return out.getvalue().encode()


def _runs(geodata: dict[str, str], cities: dict[str, int]) -> list[tuple[int, int]]:
    """(first seven-digit prefix, city number) wherever the city changes, shorter prefixes spread out."""
    homes: dict[int, int] = {}
    for prefix in sorted(geodata, key=len):
        if match := _MOBILE.match(prefix):
            spread = 10 ** (7 - len(match[1]))
            first = int(match[1]) * spread
            homes.update(dict.fromkeys(range(first, first + spread), cities[geodata[prefix]]))
    runs: list[tuple[int, int]] = []
    for prefix_number in range(1_300_000, 2_000_001):
        city = homes.get(prefix_number, 0)
        if not runs or runs[-1][1] != city:
            runs.append((prefix_number, city))
    return runs


def mobile_bin(geodata: dict[str, str]) -> bytes:
    """The bytes of `mobile.bin` before compression."""
    cities = {name: number for number, name in enumerate(_read_csv("cities.csv"), start=1)}
    runs = _runs(geodata, cities)
    firsts = struct.pack(f"<{len(runs)}I", *(first for first, _ in runs))
    homes = struct.pack(f"<{len(runs)}H", *(city for _, city in runs))
    return struct.pack("<I", len(runs)) + firsts + homes


def main() -> None:
    """Write both files."""
    geodata = _geodata()
    (DATA / "areas.csv").write_bytes(areas_csv(geodata))
    (DATA / "mobile.bin").write_bytes(zlib.compress(mobile_bin(geodata), 9))


if __name__ == "__main__":
    main()

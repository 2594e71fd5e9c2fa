"""Writes `routing/data/areas.csv`, `mobile.bin` and their record `made.toml`: `python -m routing.export SOURCE`.

SOURCE names the homes of mobile numbers: a `phone.dat`, the archive of the package that ships one (`phone-….tar.gz`),
or a table `prefix,province,city` (`….csv`). A development tool; nothing at run time imports it. Sources, licences and
format are described in `routing/data/README.md`.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import struct
import sys
import tarfile
import zlib
from collections.abc import Iterable
from pathlib import Path

DATA = Path(__file__).parent / "data"
_AREA = re.compile(r"86(10|2\d|[3-9]\d\d)\Z")
_KIND = re.compile(r"省|市|(壮族|回族|维吾尔)?自治区")
_MOBILE = re.compile(r"86(1[3-9]\d{0,5})\Z")


def _geodata() -> dict[str, str]:
    """Prefix with country code -> place in Chinese."""
    from phonenumbers.geodata import GEOCODE_DATA

    return {
        prefix: places["zh"] for prefix, places in GEOCODE_DATA.items() if prefix.startswith("86") and "zh" in places
    }


def _rows(name: str) -> list[list[str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def _read_csv(name: str) -> dict[str, str]:
    return {row[0]: row[1] for row in _rows(name)}


def areas_csv(geodata: dict[str, str]) -> bytes:
    """The text of `areas.csv`."""
    found = {f"0{match[1]}": place for prefix, place in geodata.items() if (match := _AREA.match(prefix))}
    found |= _read_csv("corrections.csv")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("area", "name"))
    writer.writerows(sorted(found.items()))
    return out.getvalue().encode()


def homes_of(dat: bytes) -> dict[int, tuple[str, str]]:
    """A `phone.dat`: seven digits of a mobile number -> (province, city), both without 省 and 市.

    Four bytes of version, the offset of the index (int32); records `province|city|postcode|area` that end with a NUL;
    the index: prefix (int32), offset of its record (int32), kind of card (a byte) each. Little-endian.
    """
    (index,) = struct.unpack_from("<i", dat, 4)
    found: dict[int, tuple[str, str]] = {}
    for prefix, record, _ in struct.iter_unpack("<iiB", dat[index:]):
        province, city, *_ = dat[record : dat.index(b"\0", record)].decode().split("|")
        found[prefix] = (province, city)
    return found


def homes_of_table(text: str) -> dict[int, tuple[str, str]]:
    """The same of a CSV table: three to seven digits, province, city (without 省 and 市), with or without a head line.

    A shorter prefix stands for all that begin with it; a longer one counts over it.
    """
    rows = [row for row in csv.reader(io.StringIO(text)) if row and row[0].strip().isdecimal()]
    found: dict[int, tuple[str, str]] = {}
    for prefix, province, city in sorted(
        ((row[0].strip(), row[1].strip(), row[2].strip()) for row in rows), key=_short
    ):
        spread = 10 ** (7 - len(prefix))
        found.update(dict.fromkeys(range(int(prefix) * spread, (int(prefix) + 1) * spread), (province, city)))
    return found


def _short(row: tuple[str, str, str]) -> int:
    return len(row[0])


def read_source(source: Path) -> tuple[bytes, dict[int, tuple[str, str]]]:
    """The bytes that name the homes, and the homes. LookupError: an archive without a `phone.dat`."""
    content = source.read_bytes()
    if source.suffix == ".csv":
        return content, homes_of_table(content.decode("utf-8-sig"))
    if source.name.endswith(".tar.gz"):
        with tarfile.open(source) as archive:
            inner = next((one for one in archive if one.name.endswith("/phone.dat")), None)
            file = None if inner is None else archive.extractfile(inner)
            if file is None:
                raise LookupError(f"{source.name} has no phone.dat in it")
            content = file.read()
    return content, homes_of(content)


def city_name(province: str, city: str, names: Iterable[str]) -> str:
    """The name in `cities.csv` of a home as `phone.dat` writes it; '' where that has none. LookupError: a new one."""
    own = {(row[0], row[1]): row[2] for row in _rows("home_names.csv")}
    if (province, city) in own:
        return own[province, city]
    within = (name for name in names if name.startswith(province))
    found = [name for name in within if _KIND.sub("", name.removeprefix(province), count=1).startswith(city)]
    if province == city and f"{city}市" in names:
        return f"{city}市"
    if len(found) != 1:
        raise LookupError(f"{province}{city} is {found or 'no city'} of cities.csv: add a line to home_names.csv")
    return found[0]


def _homes(geodata: dict[str, str], mobiles: dict[int, tuple[str, str]], cities: dict[str, int]) -> dict[int, int]:
    """Seven digits -> city number: as `geodata` says (shorter prefixes spread out), and over it as `mobiles` says."""
    homes: dict[int, int] = {}
    for prefix in sorted(geodata, key=len):
        if match := _MOBILE.match(prefix):
            spread = 10 ** (7 - len(match[1]))
            first = int(match[1]) * spread
            homes.update(dict.fromkeys(range(first, first + spread), cities[geodata[prefix]]))
    numbers = {home: cities.get(city_name(*home, cities), 0) for home in set(mobiles.values())}
    homes.update((prefix, numbers[home]) for prefix, home in mobiles.items() if numbers[home])
    return homes


def mobile_bin(geodata: dict[str, str], mobiles: dict[int, tuple[str, str]]) -> bytes:
    """The bytes of `mobile.bin` before compression: a run wherever the city changes."""
    cities = {name: number for number, name in enumerate(_read_csv("cities.csv"), start=1)}
    homes = _homes(geodata, mobiles, cities)
    runs: list[tuple[int, int]] = []
    for prefix in range(1_300_000, 2_000_001):
        city = homes.get(prefix, 0)
        if not runs or runs[-1][1] != city:
            runs.append((prefix, city))
    firsts = struct.pack(f"<{len(runs)}I", *(first for first, _ in runs))
    numbers = struct.pack(f"<{len(runs)}H", *(city for _, city in runs))
    return struct.pack("<I", len(runs)) + firsts + numbers


def record(source: bytes, homes: dict[int, tuple[str, str]], table: bytes) -> str:
    """`made.toml`: from what `mobile.bin` was made, and what it holds. A test holds the shipped file against it."""
    lines = (
        "# Written by `python -m routing.export`; where its source comes from stands in README.md.",
        f'source_sha256 = "{hashlib.sha256(source).hexdigest()}"',
        f"source_prefixes = {len(homes)}",
        f'table_sha256 = "{hashlib.sha256(table).hexdigest()}" # of mobile.bin, unpacked',
        f"table_runs = {struct.unpack_from('<I', table)[0]}",
    )
    return "\n".join(lines) + "\n"


def main(source: Path, folder: Path = DATA) -> None:
    """Write the three files."""
    geodata, (content, homes) = _geodata(), read_source(source)
    table = mobile_bin(geodata, homes)
    (folder / "areas.csv").write_bytes(areas_csv(geodata))
    (folder / "mobile.bin").write_bytes(zlib.compress(table, 9))
    (folder / "made.toml").write_text(record(content, homes, table), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

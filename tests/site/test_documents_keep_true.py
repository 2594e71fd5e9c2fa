"""What the design and the glossary say, held against the programs."""

from __future__ import annotations

import re
from pathlib import Path

from asterisk_conf.program import Program
from hotline.services import ASTERISK_LIMIT_S, DESK_LIMIT_S, PING_LIMIT_S, services
from hotline.settings import Addresses, RunFolder

DOCS = Path(__file__).parents[2] / "docs"
DESIGN = (DOCS / "design.md").read_text(encoding="utf-8")
AT = Addresses(bind="127.0.0.1", sip=1, http=2, ami=3, agi=4, web=5, rtp_first=6, rtp_last=7)
COUNTS = {1: "the first", 3: "three in a row", 4: "four in a row"}


def test_each_term_stands_once_in_the_glossary() -> None:
    rows = re.findall(r"^\| ([^|]+) \|", (DOCS / "glossary.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert [term for term in sorted(set(rows)) if rows.count(term) > 1] == []


def test_the_list_of_the_run_folder_has_everything_that_the_programs_keep_there() -> None:
    run = RunFolder(Path("/run-folder"))
    values = [getattr(run, name) for name, value in vars(RunFolder).items() if isinstance(value, property)]
    kept = {path.relative_to(run.root).parts[0] for path in values if isinstance(path, Path)}
    listed = DESIGN.split("## The run folder", 1)[1].split("```")[1]
    assert [name for name in sorted(kept) if not re.search(rf"^{re.escape(name)}/?\s", listed, re.MULTILINE)] == []


def test_the_design_tells_how_each_program_is_watched() -> None:
    program = Program(executable=Path("asterisk"))
    limits = {"agi": PING_LIMIT_S, "desk": DESK_LIMIT_S, "asterisk": ASTERISK_LIMIT_S}
    for one in services(Path("site.toml"), RunFolder(Path("/run-folder")), AT, program, desktop=Path("dist")):
        row = re.search(rf"^\| {one.name}: .*$", DESIGN, re.MULTILINE | re.IGNORECASE)
        assert row is not None, one.name
        told = [cell.strip() for cell in row[0].split("|")[2:5]]
        assert told[:2] == [f"{one.watched_every_s:g} s", f"{limits[one.name]:g} s"]
        assert told[2].startswith(COUNTS[one.patience])

"""The site file (站点文件): everything that one hotline's installation says about itself, as frozen records.

`load` gives a `Site` or raises with every mistake; `check` gives the mistakes. Reading the tables lives in
`site_reader` and `site_offices`, what must agree across them in `site_agreement`. With `settings`, the only
reader of configuration files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from routing.outbound import Outbound
from routing.plan import Plan
from routing.strict import Document, Problem


class SiteError(Exception):
    """A site file has mistakes; the sentence tells all of them, a line each."""

    code = "site-file"

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        head = "one mistake" if count == 1 else f"{count} mistakes"
        super().__init__(f"{head} in the site file\n" + "\n".join(str(problem) for problem in self.problems))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """Where the services listen. `http` is Asterisk's own server (the phones' WebSocket); UDP for sip and rtp."""

    bind: str
    sip: int
    http: int
    ami: int
    agi: int
    web: int
    rtp_first: int
    rtp_last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueSettings:
    """How calls wait, in seconds."""

    ring_s: int
    """How long one seat rings before the next is tried (and this one is paused)."""
    overflow_s: int
    """How long a caller waits at an office before its overflow, unless the office says otherwise."""
    wrap_up_s: int
    announce_every_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseReason:
    """Why a seat may pause (暂离). `names`: language tag -> text; zh is always there."""

    id: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """Where the archive of recordings lies (None: the run folder) and how long they are to be kept, in days."""

    folder: str | None
    retention_days: int

    def archive(self, recordings: Path) -> Path:
        """The folder of sealed recordings; `recordings` is that of the run folder."""
        return Path(self.folder) if self.folder else recordings / "archive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Messages:
    """Limits of a message left by a caller (留言), in seconds."""

    limit_s: int
    silence_s: int
    shortest_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Targets that supervisors see."""

    answer_within_s: int
    connected_percent: int
    sms_within_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tickets:
    """What no regulation states about tickets."""

    visit_percent: int = 10
    """The share of a month's concluded tickets that is visited, where a regulation says "a certain share"."""
    archive_after_days: int = 30
    """How long a ticket at rest stays open for a redo before it is archived by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One installation."""

    id: str
    file: str
    names: Mapping[str, str]
    regulations: tuple[str, ...]
    """Ids of regulation packs, the first is the site's own; others run beside it."""
    languages: tuple[str, ...]
    sms: bool
    plan: Plan
    ports: Ports
    queue: QueueSettings
    pause_reasons: tuple[PauseReason, ...]
    storage: Storage
    messages: Messages
    service: Service
    tickets: Tickets
    outbound: Outbound | None
    """Calling out; None: seats of this hotline cannot."""
    sources: Mapping[str, str]
    """For each value on which the regulation is silent: its key in the file -> where the value comes from."""


def read(path: Path) -> tuple[Site | None, tuple[Problem, ...]]:
    """The site, or None, and every mistake in the order of the file. Never raises for what the file holds."""
    from hotline.site_reader import read_site

    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        mend = "Name a site file, such as one of those in sites/"
        return None, (Problem(file=str(path), line=None, key="", wrong=f"cannot be read: {error.strerror}", mend=mend),)
    except UnicodeDecodeError as error:
        mend = "Save the file as UTF-8"
        wrong = f"is not UTF-8 (byte {error.start})"
        return None, (Problem(file=str(path), line=None, key="", wrong=wrong, mend=mend),)
    document = Document.parse(str(path), text)
    site = None if document.problems else read_site(document)
    problems = sorted(document.problems, key=lambda problem: problem.line or 0)
    return (None if problems else site), tuple(problems)


def check(path: Path) -> list[Problem]:
    """Every mistake in the site file at `path`; empty when it is fit to run."""
    return list(read(path)[1])


def load(path: Path) -> Site:
    """The site at `path`. SiteError carries every mistake."""
    site, problems = read(path)
    if site is None:
        raise SiteError(problems)
    return site

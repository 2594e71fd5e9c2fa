"""One SIPp process: its scenario rendered, its log lines read as they come, its end waited for."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from asterisk_conf.errors import TestCallError
from asterisk_conf.ports import held_port, lone_address
from asterisk_conf.program import Program

_SCENARIOS = Path(__file__).parent / "scenarios"
_MARK = "hotline: "
_POLL_S = 0.01
_COULD_NOT_RUN = (254, 255)
"""SIPp's exit codes where it cannot have a port, and for other fatal errors (`EXIT_BIND_ERROR`, `EXIT_FATAL_ERROR`)."""


@dataclass(slots=True, kw_only=True)
class SippProcess:
    """A run of SIPp in a folder of its own."""

    program: Program
    folder: Path
    name: str
    port: int = 0
    """Our SIP port; 0 = a free one."""
    _process: asyncio.subprocess.Process | None = None
    _held: socket.socket | None = None
    """The TCP half of a port that is ours, so that nobody takes it while SIPp starts."""
    _read: int = 0
    _source: str = ""

    async def start(
        self, scenario: str, values: Mapping[str, Any], *, target: tuple[str, int], source: str, calls: int
    ) -> None:
        """Render the scenario and start SIPp on it; `calls` = 0 goes on until stopped."""
        environment = Environment(
            loader=FileSystemLoader(_SCENARIOS), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
            autoescape=False,  # noqa: S701 - what stands in CDATA must not be escaped
        )  # fmt: skip
        path = self.folder / f"{self.name}.xml"
        path.write_text(environment.get_template(scenario).render(values), encoding="utf-8")
        self._source = source
        if not self.port:
            self.port, self._held = held_port(source)
        self._log.unlink(missing_ok=True)
        self._read = 0
        limits = ["-m", str(calls)] if calls else []
        argv = self.program.argv(
            "-sf", str(path), "-i", source, "-p", str(self.port), *limits, "-nostdin", "-aa",
            "-mi", lone_address(),  # SIPp takes two ports for audio that it is not asked for
            "-trace_logs", "-log_file", str(self._log),
            "-trace_err", "-error_file", str(self.folder / f"{self.name}.err"),
            f"{target[0]}:{target[1]}",
        )  # fmt: skip
        try:
            with (self.folder / f"{self.name}.out").open("wb") as output:
                self._process = await asyncio.create_subprocess_exec(
                    *argv, env=self.program.env(), cwd=self.folder, stdin=asyncio.subprocess.DEVNULL,
                    stdout=output, stderr=output, start_new_session=True,
                )  # fmt: skip
        except OSError as error:
            raise TestCallError(
                f"SIPp cannot be started: {error.strerror}", place=str(self.program.executable)
            ) from error

    @property
    def _log(self) -> Path:
        return self.folder / f"{self.name}.log"

    async def lines(self, *, limit_s: float) -> AsyncIterator[str]:
        """The scenario's `hotline: …` log lines as they are written, until SIPp ends or the limit passes."""
        loop = asyncio.get_running_loop()
        end = loop.time() + limit_s
        while loop.time() < end:
            ended = self.returncode is not None
            for line in self._new_lines():
                yield line
            if ended:
                return
            await asyncio.sleep(_POLL_S)

    def _new_lines(self) -> list[str]:
        if not self._log.exists():
            return []
        text = self._log.read_bytes()[self._read :]
        whole = text[: text.rfind(b"\n") + 1]
        self._read += len(whole)
        lines = whole.decode("utf-8", "replace").splitlines()
        return [line.partition(_MARK)[2].strip() for line in lines if _MARK in line]

    @property
    def returncode(self) -> int | None:
        """SIPp's exit code; None while it runs."""
        return self._process.returncode if self._process is not None else None

    async def wait(self, *, limit_s: float) -> int:
        """Until SIPp has ended; its exit code. One that outlasts the limit is ended (exit code -9).

        TestCallError, with SIPp's own words, when it could not run at all.
        """
        assert self._process is not None  # noqa: S101 - started before
        try:
            code = await asyncio.wait_for(self._process.wait(), limit_s)
        except TimeoutError:
            await self.stop()
            return self._process.returncode if self._process.returncode is not None else -9
        self._release()
        if code in _COULD_NOT_RUN:
            raise TestCallError(f"SIPp ended by itself: {self._last_words()}", place=str(self.folder))
        return code

    def _last_words(self) -> str:
        errors = self.folder / f"{self.name}.err"
        text = errors.read_text(encoding="utf-8", errors="replace").strip() if errors.exists() else ""
        return text.splitlines()[-1] if text else "it did not say why"

    def _release(self) -> None:
        if self._held is not None:
            self._held.close()
            self._held = None

    def hang_up(self) -> None:
        """Have the caller's scenario hang up (BYE or CANCEL).

        SIPp takes no orders, and ends without BYE when told to quit. So its scenarios wait for a MESSAGE within the
        call, which nobody but this method sends.
        """
        if self._process is None or self._process.returncode is not None:
            return
        lines = (
            f"MESSAGE sip:caller@{self._source}:{self.port} SIP/2.0",
            f"Via: SIP/2.0/UDP {self._source}:9;branch=z9hG4bKhang-up",
            "From: <sip:test>;tag=test",
            "To: <sip:test>",
            f"Call-ID: 1-{self._process.pid}@{self._source}",
            "CSeq: 1 MESSAGE",
            "Content-Length: 0",
        )
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.sendto(("\r\n".join(lines) + "\r\n\r\n").encode(), (self._source, self.port))

    async def stop(self) -> None:
        """End SIPp without ceremony: its calls vanish, as when a cable is cut."""
        self._release()
        if self._process is None or self._process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await asyncio.wait_for(self._process.wait(), 5)

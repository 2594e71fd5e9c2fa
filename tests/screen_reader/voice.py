"""A voice without sound, for speech-dispatcher: it writes down what it was asked to say, takes the time that saying it
takes, and writes down where it was cut off. Run by speech-dispatcher with a bare Python: nothing of the project may
be imported here.

The protocol is that of speech-dispatcher's output modules (`SET`, `SPEAK`, `STOP`… on stdin, answers on stdout).
"""

from __future__ import annotations

import html
import json
import os
import re
import select
import sys
import time
from pathlib import Path

SIGNS_A_SECOND = float(os.environ.get("HEARD_SIGNS_A_SECOND", "7"))
"""Chinese characters; a letter or digit counts half. A brisk voice, as people use who work with one."""
SETTINGS = {"SET": ("203 OK RECEIVING SETTINGS", "203 OK SETTINGS RECEIVED"),
            "AUDIO": ("207 OK RECEIVING AUDIO SETTINGS", "203 OK AUDIO INITIALIZED"),
            "LOGLEVEL": ("207 OK RECEIVING LOGLEVEL SETTINGS", "203 OK LOG LEVEL SET")}  # fmt: skip
SPEAKING = {"SPEAK", "CHAR", "KEY", "SOUND_ICON"}


class Voice:
    """One conversation with speech-dispatcher."""

    def __init__(self, path: str) -> None:
        self.heard = Path(path)
        self.unread = b""
        self.until = self.began = 0.0

    def run(self) -> None:
        while (line := self.line()) is not None:
            if line in SPEAKING:
                self.speak(line)
            elif line in SETTINGS:
                self.take_in(*SETTINGS[line])
            elif line == "INIT":
                answer("299-This voice writes down what it says.", "299 OK LOADED SUCCESSFULLY")
            elif line == "LIST VOICES":
                answer(*(f"200-{name}\t{name}\tnone" for name in ("zh", "ko", "en")), "200 OK VOICE LIST SENT")
            elif line in {"STOP", "PAUSE"}:
                self.stop()
            elif line == "QUIT":
                answer("210 OK QUIT")
                return

    def line(self) -> str | None:
        """The next line; while it does not come, what is being said ends by itself. None when there are no more."""
        while b"\n" not in self.unread:
            left = max(0.0, self.until - time.time()) if self.until else None
            if not select.select([0], [], [], left)[0]:
                self.until = 0.0
                answer("702 END")
                continue
            if not (more := os.read(0, 65536)):
                return None
            self.unread += more
        line, _, self.unread = self.unread.partition(b"\n")
        return line.decode(errors="replace").rstrip("\r")

    def take_in(self, begin: str, end: str) -> list[str]:
        answer(begin)
        lines: list[str] = []
        while (line := self.line()) is not None and line != ".":
            lines.append(line.removeprefix(".") if line.startswith("..") else line)
        answer(end)
        return lines

    def speak(self, kind: str) -> None:
        answered = "202 OK RECEIVING MESSAGE", "200 OK SPEAKING"
        words = html.unescape(re.sub(r"<[^>]*>", "", " ".join(self.take_in(*answered)))).strip()
        self.began = time.time()
        self.until = self.began + seconds_of(words)
        self.note(kind="said" if kind == "SPEAK" else kind.lower(), words=words)
        answer("701 BEGIN")

    def stop(self) -> None:
        if self.until:
            self.note(kind="cut", after=round(time.time() - self.began, 2))
            self.until = 0.0
            answer("703 STOP")

    def note(self, **what: object) -> None:
        with self.heard.open("a", encoding="utf-8") as heard:
            heard.write(json.dumps({"at": round(time.time(), 3), **what}, ensure_ascii=False) + "\n")


def seconds_of(words: str) -> float:
    wide = sum(ord(sign) > 0x2E7F for sign in words)
    return 0.1 + (wide + (len(words) - wide) / 2) / SIGNS_A_SECOND


def answer(*lines: str) -> None:
    os.write(1, "".join(f"{line}\n" for line in lines).encode())


if __name__ == "__main__":
    Voice(os.environ["HEARD"]).run()
    sys.exit(0)

"""How commands tell people what takes time: one line each, with the time since the start. Only output here."""

from __future__ import annotations

import sys
import time

_BEGAN = time.monotonic()


def tell(message: str) -> None:
    """One line on standard error, so that standard output stays for answers."""
    print(f"[{time.monotonic() - _BEGAN:5.1f} s] {message}", file=sys.stderr, flush=True)

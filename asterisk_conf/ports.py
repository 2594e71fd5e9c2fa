"""Free ports on one address, for an Asterisk that runs beside others."""

from __future__ import annotations

import random
import socket

_RTP_SPAN = 400
_FIRST_RTP, _LAST_RTP = 20_000, 60_000


def free_port(address: str) -> int:
    """A port of `address` that neither TCP nor UDP uses now."""
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tcp:
            tcp.bind((address, 0))
            port: int = tcp.getsockname()[1]
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
                try:
                    udp.bind((address, port))
                except OSError:
                    continue
                return port


def rtp_range() -> tuple[int, int]:
    """A range of 400 ports for audio, chosen at random so that Asterisks side by side seldom share one."""
    first = random.SystemRandom().randrange(_FIRST_RTP, _LAST_RTP, _RTP_SPAN)
    return first, first + _RTP_SPAN - 1

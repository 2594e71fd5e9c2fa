"""Free ports on one address, for an Asterisk that runs beside others."""

from __future__ import annotations

import errno
import itertools
import random
import socket

_FIRST, _LAST = 10_000, 20_000
"""Where free ports are looked for: below those that Linux gives by itself (`ip_local_port_range`, from 32768), so
that no socket takes one by chance between our look and its use; and below the audio's."""
_RTP_SPAN = 400
_FIRST_RTP, _LAST_RTP = 20_000, 60_000
_steps = itertools.count(random.SystemRandom().randrange(_LAST - _FIRST))


def held_port(address: str) -> tuple[int, socket.socket]:
    """A port of `address` that neither TCP nor UDP uses now, and its TCP half, bound.

    For a program that takes its UDP half: until the socket is closed, nobody else is given that port here.
    """
    for step in itertools.islice(_steps, _LAST - _FIRST):
        port = _FIRST + step % (_LAST - _FIRST)
        tcp = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            tcp.bind((address, port))
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
                udp.bind((address, port))
        except OSError as error:
            tcp.close()
            if error.errno != errno.EADDRINUSE:
                raise
            continue
        return port, tcp
    raise OSError(errno.EADDRINUSE, f"no free port on {address} from {_FIRST} to {_LAST - 1}")


def free_port(address: str) -> int:
    """A port of `address` that neither TCP nor UDP uses now. This process gives the same one again only much later."""
    port, tcp = held_port(address)
    tcp.close()
    return port


def lone_address() -> str:
    """A loopback address (RFC 6890: 127.0.0.0/8) drawn at random, for sockets that must not meet anybody's."""
    draw = random.SystemRandom().randint
    return f"127.{draw(1, 254)}.{draw(0, 255)}.{draw(1, 254)}"


def rtp_range() -> tuple[int, int]:
    """A range of 400 ports for audio, chosen at random so that Asterisks side by side seldom share one."""
    first = random.SystemRandom().randrange(_FIRST_RTP, _LAST_RTP, _RTP_SPAN)
    return first, first + _RTP_SPAN - 1

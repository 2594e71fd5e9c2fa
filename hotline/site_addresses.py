"""Reads the addresses of a site file: where this machine is reached, and where a trunk's calls come from. IPv4 only."""

from __future__ import annotations

import ipaddress

from routing.strict import Section

_NO_SINGLE_MACHINE = tuple(map(ipaddress.IPv4Network, ("0.0.0.0/8", "224.0.0.0/4", "240.0.0.0/4")))
"""This network, multicast, reserved with the broadcast address (RFC 6890, RFC 5771)."""


def read_bind(section: Section) -> str:
    """This machine's address: Asterisk and the programs listen there, telephones and browsers are told it."""
    return _address(section, "bind", "Write the address at which telephones and browsers reach this machine")


def read_trunk_host(section: Section) -> str:
    """The address that a trunk's calls come from, which tells trunks apart."""
    return _address(section, "host", "Write the address of the exchange's machine")


def _address(section: Section, key: str, mend: str) -> str:
    """'' after a mistake."""
    text = section.text(key, what='an IPv4 address such as "127.0.0.2"')
    if not text:
        return ""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        section.wrong(key, f"{text!r} is not an IP address", "Write the address itself: a name costs look-ups")
        return ""
    if address.version == 6:
        section.wrong(key, f"{text} is an IPv6 address, which is not supported yet", "Write an IPv4 address")
    elif any(address in network for network in _NO_SINGLE_MACHINE):
        section.wrong(key, f"{text} is not the address of one machine", mend)
    else:
        return str(address)
    return ""

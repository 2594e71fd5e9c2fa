"""From a site and this machine's settings to what the rooms want: Asterisk's plan, addresses, passwords."""

from __future__ import annotations

import hashlib
import hmac
import socket
from collections.abc import Mapping
from pathlib import Path

from asterisk_conf.installed import Asterisk
from asterisk_conf.plan import Addresses as TelephonyAddresses
from asterisk_conf.plan import QueueRules, TelephonyPlan
from asterisk_conf.plan import Secrets as TelephonySecrets
from asterisk_conf.ports import free_port, rtp_range
from hotline.settings import Addresses, RunFolder, Secrets, SettingsError
from hotline.site import Site


def site_addresses(site: Site) -> Addresses:
    """The addresses that the site file names."""
    ports = site.ports
    return Addresses(
        bind=ports.bind,
        sip=ports.sip,
        http=ports.http,
        ami=ports.ami,
        agi=ports.agi,
        web=ports.web,
        rtp_first=ports.rtp_first,
        rtp_last=ports.rtp_last,
    )


def free_addresses(bind: str) -> Addresses:
    """Ports that nobody uses now: for tests, and for a second hotline on one machine."""
    ports: set[int] = set()
    while len(ports) < 5:
        ports.add(free_port(bind))
    sip, http, ami, agi, web = ports
    first, last = rtp_range()
    return Addresses(bind=bind, sip=sip, http=http, ami=ami, agi=agi, web=web, rtp_first=first, rtp_last=last)


def check_ports_are_free(addresses: Addresses) -> None:
    """SettingsError naming every port that another program holds."""
    taken = [
        f"{name} {getattr(addresses, name)}"
        for name, kind in (
            ("sip", socket.SOCK_DGRAM),
            ("http", socket.SOCK_STREAM),
            ("ami", socket.SOCK_STREAM),
            ("agi", socket.SOCK_STREAM),
            ("web", socket.SOCK_STREAM),
        )
        if not is_free(addresses.bind, getattr(addresses, name), kind)
    ]
    if taken:
        raise SettingsError(
            f"another program uses these ports of {addresses.bind}: {', '.join(taken)}. "
            "End it, change [ports] in the site file, or start with --free-ports"
        )


def is_free(bind: str, port: int, kind: socket.SocketKind) -> bool:
    """Whether a server of ours could listen there."""
    with socket.socket(socket.AF_INET, kind) as probe:
        if kind == socket.SOCK_STREAM:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
        except OSError:
            return False
    return True


def seat_password(secrets: Secrets, seat: str) -> str:
    """A seat's SIP password, derived so that rendering anew changes nothing."""
    return hmac.new(secrets.sip.encode(), seat.encode(), hashlib.sha256).hexdigest()[:32]


def telephony_plan(
    site: Site,
    run: RunFolder,
    addresses: Addresses,
    secrets: Secrets,
    asterisk: Asterisk,
    sounds: Mapping[str, Mapping[str, Path]],
) -> TelephonyPlan:
    """All that rendering this site's Asterisk needs."""
    seats = [seat for office in site.plan.offices.values() for seat in office.seats]
    passwords = {seat.id: seat_password(secrets, seat.id) for seat in seats}
    return TelephonyPlan(
        routing=site.plan,
        run=run.telephony,
        asterisk=asterisk,
        addresses=TelephonyAddresses(
            bind=addresses.bind,
            sip_port=addresses.sip,
            http_port=addresses.http,
            ami_port=addresses.ami,
            agi_host=addresses.bind,
            agi_port=addresses.agi,
            rtp_first=addresses.rtp_first,
            rtp_last=addresses.rtp_last,
        ),
        secrets=TelephonySecrets(ami=secrets.ami, seats=passwords),
        queue=QueueRules(ring_s=site.queue.ring_s, announce_every_s=site.queue.announce_every_s),
        sounds=sounds,
        desk_phones=frozenset(seat.id for seat in seats if seat.desk_phone),
        outbound=site.outbound,
    )

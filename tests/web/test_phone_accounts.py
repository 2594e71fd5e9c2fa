"""The seats' phone accounts: the tests' own and the real ones keep one contract."""

from __future__ import annotations

import pytest

from hotline.settings import Addresses, Secrets
from hotline.site_views import SeatPhones
from tests.web.house import Phones
from web.ports import PhoneAccounts
from web.seat_shapes import Phone

REAL = SeatPhones(
    Addresses(bind="127.0.0.1", sip=5060, http=8088, ami=5038, agi=4573, web=8080, rtp_first=10000, rtp_last=10100),
    Secrets(ami="a", cookie="c", sip="s"),
)


@pytest.mark.parametrize("phones", [Phones(), REAL], ids=["fake", "real"])
def test_an_account_is_complete_and_a_seats_own(phones: PhoneAccounts) -> None:
    one, other = (Phone.model_validate(phones.account(seat, "张敏")) for seat in ("hefei-01", "hefei-02"))
    assert one == Phone.model_validate(phones.account("hefei-01", "张敏"))
    assert one.ws.startswith("ws://") and one.ws.endswith("/ws")
    assert (one.username, one.uri.split("@")[0], one.display_name) == ("hefei-01", "sip:hefei-01", "张敏")
    assert one.password and one.password != other.password

"""A regulation invented for tests, with the supervisions asked for. The shipped ones are tested where they live."""

from __future__ import annotations

from datetime import date

from ticketing.aftercare import Supervision
from ticketing.pack import Pack, Text


def pack_with(*supervisions: Supervision) -> Pack:
    """A pack that says nothing else."""
    return Pack(
        id="invented",
        document=Text(
            title="某热线管理办法",
            number="",
            issuer="某局",
            issued=date(2020, 1, 1),
            in_force=date(2020, 1, 1),
            until=None,
        ),
        closes=None,
        closes_source="",
        fields=(),
        channels=(),
        natures=(),
        fields_of_work=(),
        refusals=(),
        clocks=(),
        returns=None,
        grading=None,
        supervisions=supervisions,
        visits=None,
        rating=None,
        conclusions=(),
        duties=(),
        rates=(),
    )

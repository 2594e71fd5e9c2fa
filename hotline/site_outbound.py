"""Reads a site file's [outbound]: by which trunk seats call out, which number is shown, and what may be dialled."""

from __future__ import annotations

import re

from routing.outbound import Outbound
from routing.plan import Plan
from routing.strict import Section, suggestion

_DIGITS = r"[0-9]{1,8}"
_SHOWN = r"[0-9]{3,20}"


def read_outbound(section: Section, plan: Plan) -> Outbound:
    """What the table says; mistakes are noted in it."""
    outbound = Outbound(
        trunk=_trunk(section, plan),
        shown=section.text("caller_number", default=plan.number, pattern=_SHOWN, what="digits in quotes"),
        port=section.integer("port", low=1, high=65535, default=5060),
        prefix=section.text("prefix", default="-", pattern=_DIGITS, what="one to eight digits in quotes").strip("-"),
        ring_s=section.integer("ring_s", low=5, high=120, default=45),
        own=_own(plan),
        also=section.texts("also", pattern=r"[0-9]{3,20}", what='numbers in quotes, digits only, such as ["12345"]'),
        international=section.flag("international", default=False),
        premium=section.flag("premium", default=False),
    )
    for number in outbound.also:
        if re.match("00", number) and not outbound.international:
            section.wrong("also", f"{number} is a number abroad", "Write `international = true` if that is wanted")
    section.done()
    return outbound


def _trunk(section: Section, plan: Plan) -> str:
    trunk = section.text("trunk", what="the id of the trunk that carries outgoing calls")
    if trunk and trunk not in plan.trunks:
        mend = suggestion(trunk, plan.trunks.keys(), "Name one of the [[trunks]]")
        section.wrong("trunk", f"there is no trunk {trunk!r}", mend)
    return trunk


def _own(plan: Plan) -> tuple[str, ...]:
    """The hotline's own numbers, alone and with each area code it serves: other offices are reached by them."""
    areas = dict.fromkeys(code for office in plan.offices.values() for code in office.area_codes)
    return tuple(dict.fromkeys((plan.number, *(f"{code}{plan.number}" for code in areas), *plan.old_numbers)))

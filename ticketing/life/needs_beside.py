"""What must be said with moves beside a ticket's way: supervising, classifying, telling, reporting. Pure."""

from __future__ import annotations

from ticketing.life.bars import Present
from ticketing.life.follow_ups import MOVES, open_follow_ups
from ticketing.life.need import Need, Option, plain, words
from ticketing.states import Move


def supervise(present: Present) -> tuple[Need, ...]:
    """The ground, the form, by when."""
    grounds = tuple(
        Option(id=one.id, names=one.names, article=one.article, advice="、".join((one.supervisor, *one.owed)))
        for one in present.pack.supervisions
        if one.id not in present.story.supervised
    )
    return (
        Need(name="ground", kind="choice", options=grounds),
        *_forms(present),
        Need(name="reason", kind="long", required=False),
        Need(name="owed_by", kind="time", required=False),
    )


def classify(present: Present) -> tuple[Need, ...]:
    """What limits and rules depend on."""
    return (*_limits(present), *_kinds(present), Need(name="reason", kind="long", required=False))


def _kinds(present: Present) -> tuple[Need, ...]:
    """What a regulation treats otherwise: kinds whose satisfaction is not chased, orders from above, the media."""
    rating, signs = present.pack.rating, {one.sign: one for one in present.pack.supervisions}
    asked = []
    if rating is not None and rating.not_chased:
        kinds = plain(*rating.not_chased)
        asked.append(Need(name="case_kind", kind="choice", options=kinds, required=False, article=rating.article))
    for name, sign in (("ordered_by", "ordered-from-above"), ("media", "media")):
        if sign in signs:
            asked.append(Need(name=name, kind="text", required=False, article=signs[sign].article))
    return tuple(asked)


def _limits(present: Present) -> tuple[Need, ...]:
    bases = {basis for clock in present.pack.clocks for basis in clock.yields_to}
    flag = words("yes", "no")
    asked = [Need(name=name, kind="choice", options=flag, required=False) for name in ("complex", "urgent")]
    if bases:
        asked += [
            Need(name="limit_basis", kind="choice", options=words(*sorted(bases)), required=False),
            Need(name="until", kind="time", required=False),
            Need(name="still", kind="choice", options=flag, required=False),
        ]
    return tuple(asked)


def tell(_: Present) -> tuple[Need, ...]:
    """About what, and how."""
    about = words("refusal", "extension", "acceptance", "progress", "result")
    how = Need(name="how", kind="choice", options=words("phone", "sms", "writing", "visit"), required=False)
    return (Need(name="about", kind="choice", options=about), how, Need(name="text", kind="long", required=False))


def incident(_: Present) -> tuple[Need, ...]:
    """When and what happened."""
    return (Need(name="happened_at", kind="time"), Need(name="text", kind="long"))


def report(present: Present) -> tuple[Need, ...]:
    """How, and which of the reports that are owed."""
    return (
        Need(name="how", kind="choice", options=words("oral", "writing")),
        *_duty(present),
        Need(name="text", kind="long", required=False),
    )


def _duty(present: Present) -> tuple[Need, ...]:
    """Which of the reports that are owed this one is; asked only where there are several."""
    owed = [one for one in open_follow_ups(present.pack, present.story) if MOVES[one.move] is Move.REPORT]
    if len(owed) < 2:
        return ()
    options = tuple(Option(id=one.id, names=one.names, article=one.article) for one in owed)
    return (Need(name="duty", kind="choice", options=options, required=False),)


def notify(_: Present) -> tuple[Need, ...]:
    """How the unit is told."""
    how = Need(name="how", kind="choice", options=words("phone", "sms", "writing", "visit"), required=False)
    return (how, Need(name="text", kind="long", required=False))


def hand_over(present: Present) -> tuple[Need, ...]:
    """To whom, on which ground of the regulation, with the facts that somebody has looked at."""
    abuse = present.pack.abuse
    if abuse is None:
        return ()
    grounds = Need(name="ground", kind="choice", options=plain(*abuse.grounds), article=abuse.article)
    return (grounds, Need(name="unit", kind="text"), Need(name="reason", kind="long"))


def _forms(present: Present) -> tuple[Need, ...]:
    forms = present.pack.supervising
    if forms is None:
        return ()
    return (Need(name="form", kind="choice", options=plain(*forms.choices), required=False, article=forms.article),)

"""What is still owed on a ticket that no clock measures: telling the caller, visiting, explaining in writing. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ticketing.aftercare import Names
from ticketing.life.follow_ups import MOVES, open_follow_ups
from ticketing.life.story import BAD, VISITS, Step, Story
from ticketing.pack import Pack
from ticketing.states import Move, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Something owed. `move` is the move that does it; `text` is Chinese."""

    code: str
    text: str
    article: str
    move: Move
    names: Names = field(default_factory=dict)
    """What the pack calls it, where the pack has a name for it."""


_VISITABLE = frozenset({State.ANSWERED, State.REPLIED, State.CONCLUDED})


def duties(pack: Pack, story: Story) -> tuple[Duty, ...]:
    """Every open duty, the oldest kind first."""
    return (
        *_to_tell(pack, story),
        *_to_explain(pack, story),
        *_to_follow_up(pack, story),
        *_to_visit(pack, story),
    )


def _to_tell(pack: Pack, story: Story) -> Iterator[Duty]:
    refused = story.last(Move.REFUSE)
    if refused is not None and story.state is State.REFUSED and not story.told_since(refused, "refusal"):
        ground = next((one for one in pack.refusals if one.id == refused.note.get("ground")), None)
        advice = ground.advice["zh"] if ground is not None else ""
        text = f"告知来电人不予受理及去向：{advice}"
        yield Duty(code="tell-refusal", text=text, article=ground.article if ground else "", move=Move.TELL)
    granted = story.last(Move.GRANT_EXTENSION)
    rule = next((clock.extension for clock in pack.clocks if clock.extension and clock.extension.tell_caller), None)
    if granted is not None and rule is not None and not story.told_since(granted, "extension"):
        text = "将延期原因、时间和办结时限告知来电人"
        yield Duty(code="tell-extension", text=text, article=rule.article, move=Move.TELL)


def _to_explain(pack: Pack, story: Story) -> Iterator[Duty]:
    for ground in story.supervised:
        entry = next((one for one in pack.supervisions if one.id == ground), None)
        if entry is None or not entry.owed:
            continue
        first = next(step for step in story.all(Move.SUPERVISE) if step.note.get("ground") == ground)
        if not any(step.note.get("how") == "writing" for step in story.after(first) if step.move is Move.REPORT):
            text = f"督办（{entry.names['zh']}）：{'、'.join(entry.owed)}"
            yield Duty(code=f"explain:{ground}", text=text, article=entry.article, move=Move.REPORT)


def _to_follow_up(pack: Pack, story: Story) -> Iterator[Duty]:
    for entry in open_follow_ups(pack, story):
        yield Duty(
            code=f"follow-up:{entry.id}",
            text=entry.names["zh"],
            article=entry.article,
            move=MOVES[entry.move],
            names=entry.names,
        )


def _to_visit(pack: Pack, story: Story) -> Iterator[Duty]:
    visits = pack.visits
    if visits is None:
        return
    move = Move.REVISIT if story.state is State.CONCLUDED else Move.VISIT
    drawn = story.last(Move.DRAW)
    if drawn is not None and story.state is State.CONCLUDED and not _visited(story, drawn):
        yield Duty(code="visit-drawn", text="抽取回访：听取来电人意见", article=visits.article, move=move)
    supervised = story.last(Move.SUPERVISE)
    if (
        visits.every_supervised
        and supervised is not None
        and story.state in _VISITABLE
        and not _visited(story, supervised)
    ):
        yield Duty(code="visit-supervised", text="督办事项逐件回访", article=visits.article, move=move)
    yield from _after_bad_rating(pack, story, move)


def _after_bad_rating(pack: Pack, story: Story, move: Move) -> Iterator[Duty]:
    visits = pack.visits
    bad = next((step for step in reversed(story.since_work_began) if step.note.get("rating") in BAD), None)
    if visits is None or bad is None:
        return
    if visits.every_bad_rating and bad.move is Move.RATE and not _visited(story, bad):
        yield Duty(code="visit-bad-rating", text="对差评进行回访", article=visits.article, move=move)
        return
    mended = visits.article if visits.every_bad_rating else visits.bad_visit_redone
    explained = any(step.move is Move.TELL for step in story.after(bad))
    if mended and bad.move in VISITS and not explained and not story.not_chased:
        text = "推动整改落实（重办），或向来电人解释"
        yield Duty(code="mend-bad-rating", text=text, article=mended, move=Move.REDO)


def _visited(story: Story, since: Step) -> bool:
    return any(step.move in VISITS for step in story.after(since))

"""What is still owed on a ticket that no clock measures: telling the caller, visiting, explaining in writing. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

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


_VISITABLE = frozenset({State.ANSWERED, State.REPLIED, State.CONCLUDED})


def duties(pack: Pack, story: Story) -> tuple[Duty, ...]:
    """Every open duty, the oldest kind first."""
    return (*_to_tell(pack, story), *_to_explain(pack, story), *_to_visit(pack, story))


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
        if not any(step.note.get("how") == "writing" for step in _after(story, first) if step.move is Move.REPORT):
            text = f"督办（{entry.names['zh']}）：{'、'.join(entry.owed)}"
            yield Duty(code=f"explain:{ground}", text=text, article=entry.article, move=Move.REPORT)


def _to_visit(pack: Pack, story: Story) -> Iterator[Duty]:
    visits = pack.visits
    if visits is None:
        return
    move = Move.REVISIT if story.state is State.CONCLUDED else Move.VISIT
    supervised = story.last(Move.SUPERVISE)
    if (
        visits.every_supervised
        and supervised is not None
        and story.state in _VISITABLE
        and not _visited(story, supervised)
    ):
        yield Duty(code="visit-supervised", text="督办事项逐件回访", article=visits.article, move=move)
    bad = next((step for step in reversed(story.since_work_began) if step.note.get("rating") in BAD), None)
    if not visits.every_bad_rating or bad is None:
        return
    if bad.move is Move.RATE and not _visited(story, bad):
        yield Duty(code="visit-bad-rating", text="对差评进行回访", article=visits.article, move=move)
    elif bad.move in VISITS and not any(step.move is Move.TELL for step in _after(story, bad)):
        yield Duty(code="mend-bad-rating", text="推动整改落实，或向来电人解释", article=visits.article, move=Move.REDO)


def _visited(story: Story, since: Step) -> bool:
    return any(step.move in VISITS for step in _after(story, since))


def _after(story: Story, step: Step) -> tuple[Step, ...]:
    return story.steps[story.steps.index(step) + 1 :]

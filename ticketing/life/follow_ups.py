"""What is owed after an event, by the pack's `[[follow_ups]]`: telling, reporting, notifying (后续义务). Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from ticketing.aftercare import FollowUp
from ticketing.life.story import BAD, Step, Story
from ticketing.pack import Pack
from ticketing.states import Move, State

MOVES: Mapping[str, Move] = {
    "tell": Move.TELL,
    "report": Move.REPORT,
    "notify": Move.NOTIFY,
    "reply": Move.REPLY,
}


def open_follow_ups(pack: Pack, story: Story) -> Iterator[FollowUp]:
    """Those whose event has happened and that nobody has done since."""
    for entry in pack.follow_ups:
        if entry.after == "written-asked":
            if story.written_asked and story.last(Move.REPLY) is not None and not _in_writing(story):
                yield entry
            continue
        trigger = _TRIGGERS[entry.after](story)
        if trigger is not None and not any(_does(step, entry) for step in story.after(trigger)):
            yield entry


def _does(step: Step, entry: FollowUp) -> bool:
    return (
        step.move is MOVES[entry.move]
        and step.note.get("duty", entry.id) == entry.id
        and (not entry.about or step.note.get("about") == entry.about)
    )


def _in_writing(story: Story) -> bool:
    return any(step.note.get("how") == "writing" for step in story.all(Move.REPLY, Move.TELL))


def _refused(story: Story) -> Step | None:
    return story.last(Move.REFUSE) if story.state is State.REFUSED else None


def _urgent(story: Story) -> Step | None:
    return next((step for step in story.steps if step.note.get("urgent") == "yes"), None)


def _bad(story: Story) -> Step | None:
    return next((step for step in reversed(story.steps) if step.note.get("rating") in BAD), None)


def _limit_set(story: Story) -> Step | None:
    set_anew = [step for step in story.all(Move.CLASSIFY) if step.note.get("until")]
    return set_anew[-1] if set_anew else None


def _incident(story: Story) -> Step | None:
    return story.last(Move.INCIDENT)


_TRIGGERS: Mapping[str, Callable[[Story], Step | None]] = {
    "refusal": _refused,
    "incident": _incident,
    "urgent": _urgent,
    "bad-rating": _bad,
    "limit-set": _limit_set,
}

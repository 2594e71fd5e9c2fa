"""What the store knows of a call that matters for its recording: when audio began, how long people talked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from recordings.names import Kind
from store.calls import CallRecord, facts_of, get_calls
from store.facts import CallFact, FactKind
from store.folded import CallState


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """`expected_s` is None where nothing says how long the audio should be."""

    ended: bool
    started_at: datetime | None
    expected_s: float | None


async def story_of(session: AsyncSession, call_id: str, kind: Kind) -> Story:
    """The story of a call, empty for a call that the store does not know."""
    return (await stories_of(session, [(call_id, kind)]))[call_id, kind]


async def stories_of(session: AsyncSession, wanted: Collection[tuple[str, Kind]]) -> dict[tuple[str, Kind], Story]:
    """The stories of several recordings, two queries for all of them."""
    call_ids = sorted({call_id for call_id, _ in wanted})
    calls = await get_calls(session, call_ids)
    facts = await facts_of(session, call_ids, (FactKind.MESSAGE_LEFT, FactKind.RECORDING_STARTED))
    return {(call_id, kind): _story(calls.get(call_id), facts[call_id], kind) for call_id, kind in wanted}


def _story(call: CallRecord | None, facts: Sequence[CallFact], kind: Kind) -> Story:
    if call is None:
        return Story(ended=False, started_at=None, expected_s=None)
    if kind is Kind.MESSAGE:
        seconds = max((_seconds(fact) for fact in facts if fact.kind is FactKind.MESSAGE_LEFT), default=None)
        left_at = max((fact.at for fact in facts if fact.kind is FactKind.MESSAGE_LEFT), default=None)
        started = left_at - timedelta(seconds=seconds or 0) if left_at else call.arrived_at
        return Story(ended=call.state is CallState.ENDED, started_at=started, expected_s=seconds)
    began = min((fact.at for fact in facts if fact.kind is FactKind.RECORDING_STARTED), default=None)
    started = began or call.queued_at or call.answered_at or call.arrived_at
    expected = call.talked_s if call.answered_at is not None else None
    return Story(ended=call.state is CallState.ENDED, started_at=started, expected_s=expected)


def _seconds(fact: CallFact) -> float:
    value = fact.data.get("seconds")
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0 else 0.0

"""The life of a ticket as JSON, for the API and the command line. Pure; times in China's zone, names in a language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from ticketing.casework.attachments import AttachmentRecord
from ticketing.casework.links import Link
from ticketing.casework.moves import Standing
from ticketing.casework.said import Vocabulary, said
from ticketing.clocks.explain import explain
from ticketing.clocks.notes import tell
from ticketing.clocks.state import ClockState, Deadline
from ticketing.identity.masking import masked_about, masked_text
from ticketing.knowledge import Entry
from ticketing.life.bars import Bar, Present
from ticketing.life.duties import Duty
from ticketing.life.handling import named_units
from ticketing.life.judge import Offer
from ticketing.life.names import MOVES
from ticketing.life.need import Need
from ticketing.life.reasons import BARS, DUTIES
from ticketing.life.signs import Sign, signs
from ticketing.pack import Pack
from ticketing.record import ChangeRecord, Place
from ticketing.shapes import when
from workdays.words import reason


def standing_shape(standing: Standing) -> dict[str, Any]:
    """How the ticket stands: state, whose it is, why it is supervised, what may be done and what is owed."""
    main = standing.presents[0]
    return {
        "regulation": main.pack.id,
        "state": main.story.state.value,
        "supervised": [_ground(main, ground) for ground in main.story.supervised],
        **_handled_by(main),
        "offers": [_offer(offer, standing.units) for offer in standing.offers],
        "duties": [_duty(duty) for duty in standing.duties],
        "suggested": [_sign(sign) for sign in signs(main)],
    }


def clocks_shape(presents: Sequence[Present], language: str = "zh") -> list[dict[str, Any]]:
    """Every clock of every regulation, with how it was counted, in Chinese or Korean."""
    spoken = language[:2]
    return [_clock(present.pack, state, spoken) for present in presents for state in present.clocks]


def timeline_shape(
    steps: Sequence[ChangeRecord],
    *,
    names: Vocabulary,
    people: Mapping[str, str],
    open_numbers: bool,
    caller: Mapping[str, str],
) -> list[dict[str, Any]]:
    """Every step, oldest first. Values of fields are not repeated here; notes are, without the caller if need be.

    `people`: sign-in -> the person's name; who worked on the server's console has none.
    """
    about = None if open_numbers else caller
    return [
        {
            "version": step.version,
            "at": when(step.at),
            "actor": step.actor,
            "actor_name": people.get(step.actor, step.actor),
            "role": step.role,
            "move": step.move.value if step.move else None,
            "label": dict(MOVES[step.move]) if step.move else None,
            "from": step.from_state.value if step.from_state else None,
            "to": step.to_state.value,
            "fields": [] if step.move else list(step.fields),
            "note": _note(step, about) if step.move else {},
            "said": said(step.move, _note(step, about), names) if step.move else [],
        }
        for step in steps
    ]


def links_shape(links: Sequence[Link], *, seen: Callable[[Place], bool]) -> list[dict[str, Any]]:
    """Tickets that have to do with this one; of those that may not be seen, the number and the link only."""
    return [
        {
            "ticket": link.other,
            "kind": link.kind,
            "outgoing": link.outgoing,
            "at": when(link.at),
            "title": masked_text(link.title or "") if seen(link.place) else None,
            "state": link.place.state.value if seen(link.place) else None,
            "evidence": _masked(link.evidence) if seen(link.place) else {},
        }
        for link in links
    ]


def attachment_shape(record: AttachmentRecord, people: Mapping[str, str]) -> dict[str, Any]:
    """A file without its content. `people`: as in `timeline_shape`."""
    return {
        "id": record.id,
        "ticket": record.ticket,
        "at": when(record.at),
        "actor": record.actor,
        "actor_name": people.get(record.actor, record.actor),
        "name": masked_text(record.name),
        "media_type": record.media_type,
        "size": record.size,
        "sha256": record.sha256,
    }


def knowledge_shape(entry: Entry, now: datetime) -> dict[str, Any]:
    """An entry of the knowledge base."""
    times = {name: when(getattr(entry, name)) for name in ("policy_at", "upload_due", "review_by", "released_at")}
    return {
        "id": entry.id,
        "version": entry.version,
        "stage": entry.stage.value,
        "title": entry.title,
        "answer": entry.answer,
        "basis": entry.basis,
        "provider": entry.provider,
        **times,
        "late": entry.late(now),
        "stale": entry.stale(now),
        "written_by": entry.written_by,
        "written_at": when(entry.written_at),
        "reviews": [{"by": one.by, "at": when(one.at), "note": one.note, "unit": one.unit} for one in entry.reviews],
    }


def bar_shape(bar: Bar) -> dict[str, Any]:
    """Why a move is barred; `text` is Chinese and names the case, `label` has the other languages."""
    label = {"zh": bar.text, **BARS.get(bar.code, {})}
    return {"code": bar.code, "text": bar.text, "label": label, "article": bar.article}


def _note(step: ChangeRecord, about: Mapping[str, str] | None) -> Mapping[str, str]:
    if about is None:
        return dict(step.after)
    return {name: masked_about(value, about) for name, value in step.after.items()}


def _masked(value: Any) -> Any:
    """Evidence with the numbers in its texts starred."""
    if isinstance(value, str):
        return masked_text(value)
    if isinstance(value, Mapping):
        return {name: one if name == "ticket" else _masked(one) for name, one in value.items()}
    if isinstance(value, Sequence):
        return [_masked(one) for one in value]
    return value


def _ground(present: Present, ground: str) -> dict[str, Any]:
    """A ground on which the ticket is supervised."""
    entry = next((one for one in present.pack.supervisions if one.id == ground), None)
    if entry is None:
        return {"ground": ground, "label": {"zh": ground}, "article": ""}
    return {"ground": ground, "label": dict(entry.names), "article": entry.article}


def _handled_by(present: Present) -> dict[str, Any]:
    """The unit that leads and those that handle it too, as they were written."""
    lead, beside = named_units(present.story.steps)
    return {"lead": lead, "beside": list(beside)}


def _offer(offer: Offer, units: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    return {
        "move": offer.move.value,
        "label": dict(MOVES[offer.move]),
        "to": offer.to.value if offer.to else None,
        "needs": [_need(need, units) for need in offer.needs],
        "bars": [bar_shape(bar) for bar in offer.bars],
    }


def _need(need: Need, units: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    return {
        "name": need.name,
        "label": dict(need.names),
        "kind": need.kind,
        "required": need.required,
        "article": need.article,
        "all_of": need.all_of,
        "known": {unit: list(offices) for unit, offices in units.items()} if need.name == "unit" else {},
        "options": [
            {"id": one.id, "label": dict(one.names), "article": one.article, "advice": one.advice}
            for one in need.options
        ],
    }


def _duty(duty: Duty) -> dict[str, Any]:
    label = {"zh": duty.text, **DUTIES.get(duty.code.partition(":")[0], {}), **duty.names}
    return {
        "code": duty.code,
        "text": duty.text,
        "label": label,
        "article": duty.article,
        "move": duty.move.value,
    }


def _sign(sign: Sign) -> dict[str, Any]:
    """A ground for supervision with what speaks for it; `certain`: it opens by itself."""
    entry = sign.entry
    return {
        "ground": entry.id,
        "label": dict(entry.names),
        "article": entry.article,
        "supervisor": entry.supervisor,
        "owed": list(entry.owed),
        "evidence": [masked_text(one) for one in sign.evidence],
        "certain": sign.certain,
    }


def _clock(pack: Pack, state: ClockState, language: str) -> dict[str, Any]:
    clock, deadline = state.clock, state.deadline
    return {
        "regulation": pack.id,
        "right": pack.is_right(state.clock.id),
        "clock": clock.id,
        "label": dict(clock.names),
        "article": clock.article,
        "limit": clock.limit.number,
        "unit": clock.limit.unit.value,
        "status": state.status.value,
        "late": state.late,
        "started": when(state.started),
        "stopped": when(state.stopped),
        "due": when(state.due),
        "first_due": when(state.first_due),
        "warn_at": when(deadline.warn_at) if deadline else None,
        "extensions": state.extensions,
        "provisional": deadline.provisional if deadline else False,
        "counted": [day.isoformat() for day in deadline.counted] if deadline else [],
        "skipped": _skipped(deadline, language) if deadline else [],
        "explanation": list(explain(clock, state.started, deadline, language)) if deadline else [],
        "notes": [tell(note, language) for note in state.notes],
    }


def _skipped(deadline: Deadline, language: str) -> list[dict[str, str]]:
    return [{"date": day.date.isoformat(), "why": reason(day, language)} for day in deadline.skipped]

"""Papers and pictures of a ticket: checked by their content, kept sealed, every opening in the audit log."""

from __future__ import annotations

import base64
import hashlib
import unicodedata
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from store import audit, outbox
from store.engine import keys_of
from store.tables.attachment import Attachment
from store.tables.ticket import Ticket
from ticketing.casework.file_kinds import ENDINGS, kind_of
from ticketing.errors import InvalidField, TicketError, TicketNotFound

MOST_BYTES = 5 * 1024 * 1024
MOST_FILES = 20
"""Of one ticket."""


class AttachmentNotFound(TicketError):
    """There is no such attachment."""

    code: ClassVar[str] = "attachment-not-found"


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentRecord:
    """An attachment without its content."""

    id: str
    ticket: str
    at: datetime
    actor: str
    name: str
    media_type: str
    size: int
    sha256: str


async def attach(
    session: AsyncSession, number: str, *, name: str, content: bytes, actor: str, now: datetime
) -> AttachmentRecord:
    """Keep a file. TicketNotFound; InvalidField when its size, kind or name is not right."""
    row = await session.scalar(select(Ticket).where(Ticket.number == number).with_for_update())
    if row is None:
        raise TicketNotFound(f"there is no ticket {number}; look at the number again")
    shown, kind = _checked(name, content)
    query = select(func.count()).select_from(Attachment).where(Attachment.ticket_id == row.id)
    if (await session.scalar(query) or 0) >= MOST_FILES:
        raise InvalidField("file", f"this ticket has {MOST_FILES} files", "put several papers into one PDF")
    keys, key = keys_of(session), uuid.uuid4().hex
    made = Attachment(
        id=key,
        ticket_id=row.id,
        at=now,
        actor=actor,
        name_sealed=keys.seal(shown, f"attachment:{key}:name"),
        media_type=kind,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        sealed=keys.seal(base64.b64encode(content).decode(), f"attachment:{key}"),
    )
    session.add(made)
    details = {"attachment": key, "kind": kind, "size": len(content), "sha256": made.sha256}
    subject = f"ticket:{number}"
    await audit.append(session, at=now, actor=actor, action="attachment-added", subject=subject, details=details)
    await outbox.publish(session, "attachment-added", {"number": number, "attachment": key}, at=now)
    return _record(number, made, shown)


async def attachments_of(
    session: AsyncSession, number: str, *, start: int = 0, limit: int | None = None
) -> tuple[AttachmentRecord, ...]:
    """The files of a ticket, oldest first; all of them, or `limit` from `start` on."""
    query = select(Attachment).join(Ticket, Ticket.id == Attachment.ticket_id).where(Ticket.number == number)
    rows = await session.scalars(query.order_by(Attachment.at, Attachment.id).offset(start).limit(limit))
    keys = keys_of(session)
    return tuple(_record(number, row, keys.open(row.name_sealed, f"attachment:{row.id}:name")) for row in rows)


async def ticket_of(session: AsyncSession, attachment: str) -> str:
    """The number of the ticket that a file belongs to. AttachmentNotFound."""
    query = select(Ticket.number).join(Attachment, Attachment.ticket_id == Ticket.id).where(Attachment.id == attachment)
    number = await session.scalar(query)
    if number is None:
        raise AttachmentNotFound(f"there is no attachment {attachment}")
    return number


async def open_attachment(
    session: AsyncSession, attachment: str, *, actor: str, now: datetime
) -> tuple[AttachmentRecord, bytes]:
    """A file with its content; the opening is logged first. AttachmentNotFound."""
    number = await ticket_of(session, attachment)
    row = await session.get_one(Attachment, attachment)
    details = {"attachment": attachment}
    subject = f"ticket:{number}"
    await audit.append(session, at=now, actor=actor, action="attachment-opened", subject=subject, details=details)
    keys = keys_of(session)
    content = base64.b64decode(keys.open(row.sealed, f"attachment:{row.id}"))
    return _record(number, row, keys.open(row.name_sealed, f"attachment:{row.id}:name")), content


def _checked(name: str, content: bytes) -> tuple[str, str]:
    """The name as it is kept, and the kind that the bytes are."""
    if not content or len(content) > MOST_BYTES:
        raise InvalidField("file", f"this file has {len(content)} bytes", f"send 1 to {MOST_BYTES} bytes")
    kind = kind_of(content)
    if kind is None:
        raise InvalidField(
            "file", "文件类型不能接收，或者文件不完整", "send a whole PDF, PNG, JPEG, WebP, DOCX or XLSX"
        )
    kept = "".join(sign for sign in unicodedata.normalize("NFC", name) if sign.isprintable())
    kept = kept.replace("\\", "/").rsplit("/", 1)[-1].strip()[:120]
    if not kept.lower().endswith(ENDINGS[kind]):
        raise InvalidField("name", f"the content is {kind}", f"let the name end with {' or '.join(ENDINGS[kind])}")
    return kept, kind


def _record(number: str, row: Attachment, name: str) -> AttachmentRecord:
    return AttachmentRecord(
        id=row.id,
        ticket=number,
        at=row.at,
        actor=row.actor,
        name=name,
        media_type=row.media_type,
        size=row.size,
        sha256=row.sha256,
    )

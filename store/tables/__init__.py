"""The tables, one noun a file. Columns and constraints only: no query, no rule.

Importing this package registers every table on `Base.metadata`, which the migrations are compared with.
"""

from store.tables.attachment import Attachment
from store.tables.audit import AuditEntry, AuditHead
from store.tables.base import Base
from store.tables.call import Call, Fact, Leg
from store.tables.destruction import Destruction, DestructionItem, Hold
from store.tables.knowledge import Knowledge
from store.tables.outbox import OutboxClaim, OutboxMessage
from store.tables.person import Person
from store.tables.recording import Recording
from store.tables.request import AnsweredRequest
from store.tables.search import Posting, TicketText
from store.tables.seat_span import SeatSpan
from store.tables.spool import SpoolFile
from store.tables.ticket import NumberSequence, Ticket, TicketCall, TicketChange
from store.tables.ticket_helper import TicketHelper
from store.tables.ticket_link import TicketLink
from store.tables.ticket_time import CalendarMark, TicketAgenda, TicketClock, TicketEffect, TicketEvent
from store.tables.user import SignIn, User
from store.tables.webhook import Webhook, WebhookDelivery

__all__ = [
    "AnsweredRequest",
    "Attachment",
    "AuditEntry",
    "AuditHead",
    "Base",
    "CalendarMark",
    "Call",
    "Destruction",
    "DestructionItem",
    "Fact",
    "Hold",
    "Knowledge",
    "Leg",
    "NumberSequence",
    "OutboxClaim",
    "OutboxMessage",
    "Person",
    "Posting",
    "Recording",
    "SeatSpan",
    "SignIn",
    "SpoolFile",
    "Ticket",
    "TicketAgenda",
    "TicketCall",
    "TicketChange",
    "TicketClock",
    "TicketEffect",
    "TicketEvent",
    "TicketHelper",
    "TicketLink",
    "TicketText",
    "User",
    "Webhook",
    "WebhookDelivery",
]

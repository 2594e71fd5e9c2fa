"""Indexes that searches and inboxes are answered from alone; those for due times hold only tickets whose clocks run.

Revision 0004, after 0003.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("office_state_seq", "office_state_due_at_id", "state_due_at_id"):
        op.drop_index(op.f(f"ix_ticket_{name}"), "ticket")
    op.create_index(op.f("ix_ticket_state_seq"), "ticket", ["state", "seq"])
    op.create_index(op.f("ix_ticket_seq_state"), "ticket", ["seq", "state"])
    due = sa.text("due_at IS NOT NULL")
    for columns in (
        ["office", "state", "due_at", "id", "seq"],
        ["state", "due_at", "id", "seq"],
        ["seq", "due_at", "id"],
    ):
        name = op.f(f"ix_ticket_{'_'.join(columns)}")
        op.create_index(name, "ticket", columns, postgresql_where=due, sqlite_where=due)

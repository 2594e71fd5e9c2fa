"""Full-text search of tickets, and inboxes in the order of due times. The index of what is there is built here.

Revision 0003, after 0002.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.search.building import build

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("ticket", sa.Column("seq", _COUNTER, nullable=True))
    op.create_table(
        "ticket_text",
        sa.Column("seq", _COUNTER, nullable=False),
        sa.Column("ticket_id", sa.String(length=64), nullable=False),
        sa.Column("office", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("pending", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name=op.f("fk_ticket_text_ticket_id_ticket"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_ticket_text")),
        sa.UniqueConstraint("ticket_id", name=op.f("uq_ticket_text_ticket_id")),
    )
    op.create_table(
        "ticket_posting",
        sa.Column("block", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("token", _COUNTER, autoincrement=False, nullable=False),
        sa.Column("docs", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("block", "token", name=op.f("pk_ticket_posting")),
        sqlite_with_rowid=False,
    )
    build(op.get_bind())
    pending = sa.text("pending > 0")
    op.create_index("ix_ticket_text_pending", "ticket_text", ["seq"], postgresql_where=pending, sqlite_where=pending)
    unknown = sa.text("seq IS NULL")
    op.create_index(
        "ix_ticket_without_seq", "ticket", ["created_at", "id"], postgresql_where=unknown, sqlite_where=unknown
    )
    op.create_index(op.f("ix_ticket_office_state_seq"), "ticket", ["office", "state", "seq"], unique=False)
    op.create_index(
        op.f("ix_ticket_office_state_due_at_id"), "ticket", ["office", "state", "due_at", "id"], unique=False
    )
    op.create_index(op.f("ix_ticket_state_due_at_id"), "ticket", ["state", "due_at", "id"], unique=False)
    op.drop_index(op.f("ix_ticket_office_state_due_at"), "ticket")

"""How long seats were at their places and away from them.

Revision 0009, after 0008.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from store.types import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "seat_span",
        sa.Column("seat", sa.String(64), nullable=False),
        sa.Column("began_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("office", sa.String(64), nullable=False),
        sa.Column("away", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seat", "began_at", name=op.f("pk_seat_span")),
    )
    op.create_index(op.f("ix_seat_span_began_at"), "seat_span", ["began_at"])

"""Which handling unit has a ticket, filled from the steps so far; the unit of a sign-in.

What was said with a step lies sealed, so a database with transferred tickets is brought up to date with its keys.

Revision 0006, after 0005.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

from store.errors import KeysWanted
from store.handling import unit_key
from store.keys import Keys

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_PAGE = 20_000
"""Steps that are read at once; no ticket has so many."""
_MOVES = ("transfer", "push", "add-unit", "grant-return", "reopen")
_STEPS = sa.text(
    "SELECT ticket_id, version, move, sealed FROM ticket_change WHERE move IN :moves AND ticket_id > :after "
    "ORDER BY ticket_id, version LIMIT :most"
).bindparams(sa.bindparam("moves", _MOVES, expanding=True))
_LEAD = sa.text("UPDATE ticket SET unit = :unit WHERE id = :ticket")
_HELPER = sa.text("INSERT INTO ticket_helper (unit, ticket_id) VALUES (:unit, :ticket)")


def upgrade() -> None:
    op.add_column("hotline_user", sa.Column("unit", sa.Text(), nullable=True))
    op.add_column("ticket", sa.Column("unit", sa.Text(), nullable=True))
    op.create_table(
        "ticket_helper",
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("ticket_id", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_ticket_helper_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("unit", "ticket_id", name=op.f("pk_ticket_helper")),
    )
    _fill(op.get_bind(), op.get_context().config)
    led = sa.text("unit IS NOT NULL")
    due = sa.text("due_at IS NOT NULL AND unit IS NOT NULL")
    op.create_index(op.f("ix_ticket_helper_ticket_id"), "ticket_helper", ["ticket_id"])
    op.create_index(
        "ix_ticket_of_unit", "ticket", ["unit", "state", "created_at", "id", "seq"],
        postgresql_where=led, sqlite_where=led,
    )  # fmt: skip
    op.create_index(
        "ix_ticket_of_unit_due", "ticket", ["unit", "state", "due_at", "id", "seq"],
        postgresql_where=due, sqlite_where=due,
    )  # fmt: skip


def _fill(connection: sa.Connection, config: object) -> None:
    """From every ticket's steps, some tickets at a time."""
    keys: Keys | None = getattr(config, "attributes", {}).get("keys")
    after = ""
    while rows := connection.execute(_STEPS, {"after": after, "most": _PAGE}).all():
        if keys is None:
            raise KeysWanted("the database holds transferred tickets: it is brought up to date with its key file")
        stories = [(ticket, list(steps)) for ticket, steps in groupby(rows, key=lambda row: str(row.ticket_id))]
        whole = stories if len(rows) < _PAGE else stories[:-1]  # the rest of the last one is on the next page
        units = [(ticket, *_units(keys, ticket, steps)) for ticket, steps in whole]
        _write(connection, _LEAD, [{"unit": lead, "ticket": ticket} for ticket, lead, _ in units if lead])
        _write(
            connection,
            _HELPER,
            [{"unit": unit, "ticket": ticket} for ticket, _, many in units for unit in sorted(many)],
        )
        if not whole or whole is stories:
            return
        after = whole[-1][0]


def _write(connection: sa.Connection, statement: sa.TextClause, rows: list[dict[str, str]]) -> None:
    if rows:
        connection.execute(statement, rows)


def _units(keys: Keys, ticket: str, steps: Sequence[sa.Row[Any]]) -> tuple[str, set[str]]:
    """The lead's key ('' for none) and those of the units that handle it too."""
    lead, helpers = "", set[str]()
    for row in steps:
        note = {}
        if row.sealed is not None:
            note = json.loads(keys.open(bytes(row.sealed), f"ticket-change:{ticket}:{row.version}"))["after"]
        named = unit_key(str(note.get("unit", "")))
        if row.move in ("transfer", "push"):
            lead = named
        elif row.move == "add-unit":
            helpers |= {named} - {""}
        elif row.move == "grant-return":
            lead = ""
        else:
            lead, helpers = "", set()
    return lead, helpers

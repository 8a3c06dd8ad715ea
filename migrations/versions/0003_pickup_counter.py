"""What the pickup counter remembers: the last call about a bag, and what of a copay is unpaid."""

from typing import Final

from alembic import op

revision: Final = "0003"
down_revision: Final = "0002"

STATEMENTS: Final = (
    "ALTER TABLE pickup ADD COLUMN copay_cents INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE pickup ADD COLUMN owed_cents INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE pickup ADD COLUMN waived_cents INTEGER NOT NULL DEFAULT 0",
    """
    CREATE TABLE fill_call (
        rx TEXT NOT NULL,
        fill_no INTEGER NOT NULL,
        at TEXT NOT NULL,
        result TEXT NOT NULL,
        PRIMARY KEY (rx, fill_no)
    )
     STRICT
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)

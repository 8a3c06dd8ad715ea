"""Till sessions: the open one, the closed ones with their accounts, and their counts."""

from typing import Final

from alembic import op

revision: Final = "0008"
down_revision: Final = "0007"

TABLES: Final = """
CREATE TABLE till (
    id TEXT NOT NULL,
    number INTEGER NOT NULL,
    lane TEXT NOT NULL,
    staff TEXT NOT NULL,
    day TEXT NOT NULL,
    opened_at TEXT NOT NULL,
    shared_with TEXT DEFAULT '' NOT NULL,
    closed_at TEXT,
    closed BLOB,
    PRIMARY KEY (id)
)
 STRICT;
CREATE UNIQUE INDEX till_number ON till (lane, number);
CREATE UNIQUE INDEX till_open ON till (lane) WHERE closed_at IS NULL;
CREATE TABLE till_account (
    till TEXT NOT NULL,
    account TEXT NOT NULL,
    balance_cents INTEGER NOT NULL,
    times INTEGER NOT NULL,
    PRIMARY KEY (till, account)
)
 STRICT;
CREATE TABLE till_count (
    id INTEGER NOT NULL,
    till TEXT NOT NULL,
    kind TEXT NOT NULL,
    staff TEXT NOT NULL,
    at TEXT NOT NULL,
    amount_cents INTEGER NOT NULL,
    expected_cents INTEGER NOT NULL,
    PRIMARY KEY (id)
)
 STRICT;
CREATE INDEX till_count_till ON till_count (till);
"""


def upgrade() -> None:
    for statement in TABLES.split(";"):
        if statement.strip():
            op.execute(statement)

"""House accounts: their terms, and the ledger of what was bought on them."""

from typing import Final

from alembic import op

revision: Final = "0009"
down_revision: Final = "0008"

TABLES: Final = """
CREATE TABLE account (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    master TEXT NOT NULL,
    limit_cents INTEGER NOT NULL,
    held INTEGER NOT NULL,
    buyers TEXT NOT NULL,
    PRIMARY KEY (id)
)
 STRICT;
CREATE INDEX account_master ON account (master) WHERE master <> '';
CREATE TABLE account_entry (
    sale TEXT NOT NULL,
    part INTEGER NOT NULL,
    account TEXT NOT NULL,
    at TEXT NOT NULL,
    lane TEXT NOT NULL,
    cents INTEGER NOT NULL,
    counted INTEGER NOT NULL,
    PRIMARY KEY (sale, part)
)
 STRICT;
CREATE INDEX account_entry_account ON account_entry (account, at);
"""


def upgrade() -> None:
    for statement in TABLES.split(";"):
        if statement.strip():
            op.execute(statement)

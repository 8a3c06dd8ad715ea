"""What of the catalogue is food that EBT SNAP pays, and the ledger of the store's gift cards."""

from typing import Final

from alembic import op

revision: Final = "0011"
down_revision: Final = "0010"

TABLES: Final = """
CREATE TABLE gift_entry (
    sale TEXT NOT NULL,
    part INTEGER NOT NULL,
    card TEXT NOT NULL,
    at TEXT NOT NULL,
    lane TEXT NOT NULL,
    cents INTEGER NOT NULL,
    counted INTEGER NOT NULL,
    PRIMARY KEY (sale, part)
)
 STRICT;
CREATE INDEX gift_entry_card ON gift_entry (card);
"""


def upgrade() -> None:
    op.execute("ALTER TABLE item ADD COLUMN snap INTEGER DEFAULT 0 NOT NULL")
    for statement in TABLES.split(";"):
        if statement.strip():
            op.execute(statement)

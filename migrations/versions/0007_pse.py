"""What is kept of pseudoephedrine and its like: contents, trained staff, ledger, exchange."""

from typing import Final

from alembic import op

revision: Final = "0007"
down_revision: Final = "0006"

TABLES: Final = """
CREATE TABLE pse_purchase (
    sale TEXT NOT NULL,
    line INTEGER NOT NULL,
    day TEXT NOT NULL,
    document TEXT NOT NULL,
    person TEXT NOT NULL,
    chemical TEXT NOT NULL,
    base_e5 INTEGER NOT NULL,
    packages INTEGER NOT NULL,
    pieces INTEGER NOT NULL,
    PRIMARY KEY (sale, line)
)
 STRICT;
CREATE INDEX pse_purchase_document ON pse_purchase (document, day);
CREATE INDEX pse_purchase_person ON pse_purchase (person, day);
CREATE TABLE pse_transaction (
    ref TEXT NOT NULL,
    sale TEXT NOT NULL,
    lane TEXT NOT NULL,
    state TEXT NOT NULL,
    at TEXT NOT NULL,
    body BLOB NOT NULL,
    offline INTEGER DEFAULT 0 NOT NULL,
    overridden INTEGER DEFAULT 0 NOT NULL,
    tries INTEGER DEFAULT 0 NOT NULL,
    due_at TEXT NOT NULL,
    last_error TEXT DEFAULT '' NOT NULL,
    PRIMARY KEY (ref)
)
 STRICT;
CREATE INDEX pse_transaction_told ON pse_transaction (at, ref)
    WHERE state IN ('purchase', 'return');
"""


def upgrade() -> None:
    op.execute("ALTER TABLE item ADD COLUMN pse TEXT NOT NULL DEFAULT ''")
    op.execute("ALTER TABLE staff ADD COLUMN pse_trained_until TEXT")
    for statement in TABLES.split(";"):
        if statement.strip():
            op.execute(statement)

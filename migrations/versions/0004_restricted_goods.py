"""Classes and pack of restricted goods, birth dates of the staff, the record book's ledger."""

from typing import Final

from alembic import op

revision: Final = "0004"
down_revision: Final = "0003"

STATEMENTS: Final = (
    "ALTER TABLE item ADD COLUMN classes TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE item ADD COLUMN pack TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE staff ADD COLUMN birth_date TEXT",
    """
CREATE TABLE book_entry (
    sale TEXT NOT NULL,
    line INTEGER NOT NULL,
    at TEXT NOT NULL,
    item_class TEXT NOT NULL,
    measure TEXT NOT NULL,
    amount INTEGER NOT NULL,
    person TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (sale, line)
)
 STRICT
""",
    "CREATE INDEX book_entry_person ON book_entry (person, at)",
    "CREATE INDEX book_entry_document ON book_entry (document, at) WHERE document <> ''",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)

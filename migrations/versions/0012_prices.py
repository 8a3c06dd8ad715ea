"""Prices with days, open prices, departments, and further barcodes of an item."""

from typing import Final

from alembic import op

revision: Final = "0012"
down_revision: Final = "0011"

STATEMENTS: Final = (
    "ALTER TABLE item ADD COLUMN department TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE item ADD COLUMN prices TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE item ADD COLUMN open_price TEXT NOT NULL DEFAULT ''",
    """
CREATE TABLE barcode (
    gtin INTEGER NOT NULL,
    item INTEGER NOT NULL,
    pieces INTEGER NOT NULL,
    price_cents INTEGER,
    PRIMARY KEY (gtin)
)
 STRICT
""",
    "CREATE INDEX barcode_item ON barcode (item)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)

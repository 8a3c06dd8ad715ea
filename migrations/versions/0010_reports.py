"""Sums of each hour for the reports, and the fills that the PhMS has sold by when it said so."""

from typing import Final

from alembic import op

revision: Final = "0010"
down_revision: Final = "0009"

TABLE: Final = """
CREATE TABLE report_sum (
    day TEXT NOT NULL,
    hour INTEGER NOT NULL,
    figure TEXT NOT NULL,
    "key" TEXT NOT NULL,
    part TEXT NOT NULL,
    count INTEGER NOT NULL,
    cents INTEGER NOT NULL,
    PRIMARY KEY (day, hour, figure, "key", part)
)
 STRICT, WITHOUT ROWID
"""


def upgrade() -> None:
    op.execute(TABLE)
    op.execute("CREATE INDEX fill_sold ON fill (changed_at) WHERE status = 'sold'")

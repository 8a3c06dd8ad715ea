"""Sums of each hour for the reports, made from the journal when one is asked for."""

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

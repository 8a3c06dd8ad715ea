"""What of the catalogue is food that EBT SNAP pays."""

from typing import Final

from alembic import op

revision: Final = "0011"
down_revision: Final = "0010"


def upgrade() -> None:
    op.execute("ALTER TABLE item ADD COLUMN snap INTEGER DEFAULT 0 NOT NULL")

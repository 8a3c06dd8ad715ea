"""What is kept of pseudoephedrine and its like: contents, trained staff, ledger, exchange."""

from typing import Final

from alembic import op

revision: Final = "0002"
down_revision: Final = "0001"


def upgrade() -> None:
    op.execute("ALTER TABLE item ADD COLUMN pse TEXT NOT NULL DEFAULT ''")
    op.execute("ALTER TABLE staff ADD COLUMN pse_trained_until TEXT")

"""Which notice of privacy practices each patient answered for: asked once (45 CFR 164.520)."""

from typing import Final

from alembic import op

revision: Final = "0006"
down_revision: Final = "0004"


def upgrade() -> None:
    op.execute(
        "CREATE TABLE notice ("
        " patient TEXT NOT NULL,"
        " notice TEXT NOT NULL,"
        " outcome TEXT NOT NULL,"
        " at TEXT NOT NULL,"
        " PRIMARY KEY (patient, notice)"
        ") STRICT"
    )

"""Find the rows of a register by their kind: an index over what is no everyday row of a ticket."""

from typing import Final

from alembic import op

revision: Final = "0002"
down_revision: Final = "0001"

INDEX: Final = """
CREATE INDEX journal_kind ON journal (name, seq) WHERE name NOT IN ('SaleOpened', 'ItemAdded',
'QuantityChanged', 'LineVoided', 'BagScanned', 'CashTaken', 'ChargeSent', 'SaleCompleted',
'ReceiptRequested', 'ReceiptMoved', 'DrawerRequested', 'DrawerSeen')
"""


def upgrade() -> None:
    op.execute(" ".join(INDEX.split()))

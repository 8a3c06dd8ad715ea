"""Buyers in the ledgers are known under the store's own key, no longer by plain digests."""

from typing import Final

from alembic import op

revision: Final = "0013"
down_revision: Final = "0012"

STATEMENTS: Final = (
    "UPDATE pse_purchase SET document = marked(document), person = marked(person)",
    "UPDATE book_entry SET document = marked(document), person = marked(person)",
)
"""`marked` is a function of every connection to a store (`terminal.store.buyer_marks`)."""


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)

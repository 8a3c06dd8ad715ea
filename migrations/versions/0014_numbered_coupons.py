"""Numbered coupons are taken once at all: those of the tickets that are there are known too."""

from typing import Final

from alembic import op

revision: Final = "0014"
down_revision: Final = "0013"

STATEMENTS: Final = (
    """
CREATE TABLE coupon_used (
    code TEXT NOT NULL,
    sale TEXT NOT NULL,
    line INTEGER NOT NULL,
    PRIMARY KEY (code, sale, line)
)
 STRICT
""",
    "CREATE INDEX coupon_used_sale ON coupon_used (sale, line)",
    """
INSERT INTO coupon_used(code, sale, line)
SELECT DISTINCT json_extract(CAST(body AS TEXT), '$.coupon.code.code'), entity,
       json_extract(CAST(body AS TEXT), '$.line')
FROM journal AS taken
WHERE name = 'CouponTaken' AND body IS NOT NULL
  AND coalesce(json_extract(CAST(body AS TEXT), '$.coupon.code.serial'), '') <> ''
  AND NOT EXISTS (
    SELECT 1 FROM journal AS later
    WHERE later.entity = taken.entity AND later.seq > taken.seq
      AND (later.name = 'SaleAbandoned'
           OR later.name IN ('CouponsTakenOff', 'LineVoided')
           AND json_extract(CAST(later.body AS TEXT), '$.line')
             = json_extract(CAST(taken.body AS TEXT), '$.line')))
""",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)

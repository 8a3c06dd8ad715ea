"""How often copays were waived or left owed, from the pickups of a period and their tickets."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from terminal.domain import facts
from terminal.domain.identity import SaleId, StaffId
from terminal.domain.money import Money
from terminal.domain.payer import PayerKind
from terminal.store.journal import sale_facts
from terminal.store.times import utc_text


@dataclass(frozen=True, slots=True)
class Waived:
    """One waiver of a copay whose medicine was handed out. No patient is named."""

    at: datetime
    sale: SaleId
    payer: PayerKind
    amount: Money
    by: StaffId
    reason: str


@dataclass(frozen=True, slots=True)
class WaiverReport:
    """`with_copay`: pickups that had a copay at all; the others say nothing about the rate."""

    with_copay: int
    copays: Money
    owed: int
    owed_amount: Money
    waived: tuple[Waived, ...]

    @property
    def waived_amount(self) -> Money:
        return Money(sum(each.amount.cents for each in self.waived))

    @property
    def rate_ppm(self) -> int:
        """Waived pickups per million with a copay, rounded down."""
        return 0 if not self.with_copay else len(self.waived) * 1_000_000 // self.with_copay


def waiver_report(connection: Connection, since: datetime, until: datetime) -> WaiverReport:
    """Pickups handed over at or after `since` and before `until`."""
    period = (utc_text(since), utc_text(until))
    row = connection.exec_driver_sql(
        "SELECT count(*) FILTER (WHERE copay_cents > 0) AS with_copay,"
        " coalesce(sum(copay_cents), 0) AS copays,"
        " count(*) FILTER (WHERE owed_cents > 0) AS owed,"
        " coalesce(sum(owed_cents), 0) AS owed_cents"
        " FROM pickup WHERE handed_over_at >= ? AND handed_over_at < ?",
        period,
    ).one()
    sales = connection.exec_driver_sql(
        "SELECT DISTINCT sale FROM pickup WHERE waived_cents > 0"
        " AND handed_over_at >= ? AND handed_over_at < ? ORDER BY handed_over_at",
        period,
    )
    waived = tuple(each for one in sales.all() for each in _waived(connection, SaleId(one.sale)))
    return WaiverReport(row.with_copay, Money(row.copays), row.owed, Money(row.owed_cents), waived)


def _waived(connection: Connection, sale: SaleId) -> Iterator[Waived]:
    """The approvals of the lines that were handed out; the last one of a line counts."""
    approved: dict[int, tuple[datetime, facts.CopayWaived]] = {}
    for row in sale_facts(connection, sale):
        match row.fact:
            case facts.CopayWaived():
                approved[row.fact.line] = (row.at, row.fact)
            case facts.FillHandedOver() if row.fact.waived.cents and row.fact.line in approved:
                at, fact = approved[row.fact.line]
                yield Waived(at, sale, fact.payer, fact.amount, fact.by, fact.reason)
            case _:
                pass

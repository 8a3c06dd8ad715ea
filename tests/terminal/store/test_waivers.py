"""The rate of waived copays: by period, with who approved and why, and no patient."""

from dataclasses import replace
from datetime import timedelta

from store_support.stores import commit
from store_support.tickets import ADDED, HANDED_OVER, OPENED, READY, SALE
from terminal.commands.report import lines_of
from terminal.domain import facts
from terminal.domain.identity import StaffId
from terminal.domain.money import Money
from terminal.domain.payer import PayerKind
from terminal.store.store import Store
from terminal.store.times import instant
from terminal.store.waivers import WaiverReport, waiver_report

COPAY = Money(1500)
WAIVED = facts.CopayWaived(
    SALE, HANDED_OVER.line, READY.patient.id, PayerKind.COMMERCIAL, COPAY, StaffId("31"), "need", ()
)
OUT = replace(HANDED_OVER, copay=COPAY, waived=COPAY)


def report(store: Store, *, days: int = 0) -> WaiverReport:
    """Of the day around the pickup, or of one so many days later."""
    row = store.reader.wait(
        lambda c: c.exec_driver_sql("SELECT handed_over_at FROM pickup LIMIT 1").scalar_one()
    )
    at = instant(str(row)) + timedelta(days=days)
    return store.reader.wait(
        lambda c: waiver_report(c, at - timedelta(hours=1), at + timedelta(hours=1))
    )


def test_a_waived_copay_counts_with_who_approved_it_and_why(store: Store) -> None:
    commit(store, OPENED, ADDED, WAIVED, OUT)
    found = report(store)
    assert (found.with_copay, found.copays, found.rate_ppm) == (1, COPAY, 1_000_000)
    (one,) = found.waived
    assert (one.by, one.reason, one.payer, one.amount) == (
        StaffId("31"),
        "need",
        PayerKind.COMMERCIAL,
        COPAY,
    )
    text = "\n".join(lines_of(found, one.at.date(), one.at.date()))
    assert "100.00 %" in text
    assert READY.patient.family not in text


def test_a_paid_and_an_owed_copay_are_no_waivers(store: Store) -> None:
    commit(store, OPENED, ADDED, replace(HANDED_OVER, copay=COPAY, owed=COPAY))
    found = report(store)
    assert (found.with_copay, found.owed, found.owed_amount) == (1, 1, COPAY)
    assert (found.waived, found.rate_ppm) == ((), 0)


def test_another_period_has_nothing(store: Store) -> None:
    commit(store, OPENED, ADDED, WAIVED, OUT)
    assert report(store, days=1) == WaiverReport(0, Money(0), 0, Money(0), ())
    assert report(store, days=1).rate_ppm == 0


def test_a_waiver_whose_line_was_not_handed_out_counts_for_nothing(store: Store) -> None:
    commit(store, OPENED, ADDED, WAIVED, replace(HANDED_OVER, copay=COPAY))
    assert report(store).waived == ()

"""X, Z and deposit slip as paper: what stands on them, and what does not for who has to count."""

from dataclasses import replace
from datetime import UTC, date, datetime
from types import MappingProxyType

import pytest

from terminal.app.receipt import TextRow
from terminal.app.till_report import (
    TENDER_NAMES,
    Around,
    Slip,
    deposit_slip,
    receipt_of_slip,
    x_report,
    z_report,
)
from terminal.domain import facts as f
from terminal.domain import till_facts as t
from terminal.domain.attempt import CardKind, CardResult, Outcome
from terminal.domain.cash_count import Pieces
from terminal.domain.identity import AttemptRef, LaneId, SaleId, StaffId, TenderId
from terminal.domain.iias import NOTHING, Buckets
from terminal.domain.keyed import Entry
from terminal.domain.money import ZERO, Money
from terminal.domain.refund import RefundWay, Source, SourceShare
from terminal.domain.tender_kind import TenderKind
from terminal.domain.till import ClosedTill, Till, replay, till_id
from terminal.domain.till_ledger import TENDERS, Account
from terminal.presentation.till_paper import table_of, till_paper

ANA, BEN = StaffId("11"), StaffId("12")
NOW = datetime(2026, 7, 1, 15, tzinfo=UTC)
AROUND = Around("Elm Street Pharmacy", MappingProxyType({ANA: "Ana Rivera"}), UTC)
TILL, SALE = till_id(LaneId("2"), 7), SaleId("2-000001")
TENS, FIVES = Pieces(Money(10_00), 15), Pieces(Money(5_00), 4)
OPENED = t.TillOpened(TILL, 7, LaneId("2"), BEN, date(2026, 7, 1), Money(150_00), (TENS,), None)
FACTS: tuple[f.Fact, ...] = (
    OPENED,
    f.CashTaken(SALE, TenderId(1), Money(8_54), Money(10_00), Money(1), Money(1_45), NOTHING),
    f.SaleCompleted(SALE, Money(8_54), Money(54), ZERO, ZERO, Money(1_45)),
    f.ChargeResolved(
        SALE,
        AttemptRef("r"),
        CardResult(Outcome.APPROVED, Money(15_00)),
        NOTHING,
        CardKind.FSA_HSA,
    ),
    f.SaleCompleted(SALE, Money(15_00), ZERO, ZERO, ZERO, ZERO),
    f.DrawerRequested(f.DrawerReason.NO_SALE, None),
    t.PaidOut(TILL, BEN, Money(3_00), "postage"),
    t.TillTakenOver(TILL, BEN, ANA, Money(155_00), (), Money(155_55)),
)
CLOSED = t.TillClosed(
    TILL, 7, ANA, ANA, date(2026, 7, 1), Money(170_00), (TENS, FIVES), Money(155_00),
    Money(150_00), (FIVES,), ("1 conflict(s) with the pharmacy system are open",), "tomorrow",
)  # fmt: skip


def a_till() -> Till:
    till = replay((fact, NOW) for fact in FACTS).open
    assert till is not None
    return till


def over() -> ClosedTill:
    closed = replay((fact, NOW) for fact in (*FACTS, CLOSED)).closed
    assert closed is not None
    return closed


def lines(slip: Slip) -> dict[str, str]:
    return {each.label: each.amount for each in slip.lines}


def test_every_kind_of_tender_has_a_name() -> None:
    assert set(TENDER_NAMES) == set(TENDERS) - {Account.CASH}


def test_an_x_for_who_oversees_tills_tells_everything() -> None:
    found = lines(x_report(a_till(), AROUND, NOW, sees_cash=True))
    assert found == {
        "FSA/HSA cards": "15.00",
        "Tickets": "2",
        "Sales": "23.00",
        "Tax": "0.54",
        "Cash rounding": "+0.01",
        "Drawer opened without a sale": "1",
        "Float": "150.00",
        "Paid out (1)": "-3.00",
        "Cash of tickets": "+8.55",
        "Over or short at take-overs": "-0.55",
        "Should be in the drawer": "155.00",
    }


def test_an_x_for_who_has_to_count_has_no_cash_and_no_sum_that_tells_it() -> None:
    found = lines(x_report(a_till(), AROUND, NOW, sees_cash=False))
    assert set(found) == {
        "FSA/HSA cards",
        "Tickets",
        "Drawer opened without a sale",
        "Float",
        "Paid out (1)",
        "Cash: told after the count",
    }


def test_a_z_tells_the_count_what_was_over_and_what_was_still_open() -> None:
    found = lines(z_report(over(), AROUND, sees_cash=True))
    assert (found["Counted"], found["Over"], found["Deposit"], found["Stays"]) == (
        "170.00", "+15.00", "20.00", "150.00",
    )  # fmt: skip
    assert found["Over or short at take-overs"] == "-0.55"
    assert "1 conflict(s) with the pharmacy system are open" in found
    assert "Reason: tomorrow" in found


def test_a_z_for_the_cashier_says_what_was_counted_and_not_what_was_over() -> None:
    found = lines(z_report(over(), AROUND, sees_cash=False))
    assert found["Counted"] == "170.00"
    assert not {"Over", "Should be in the drawer", "Cash of tickets", "Sales"} & set(found)


@pytest.mark.parametrize(("cents", "word"), [(155_00, "Agrees"), (150_00, "Short")])
def test_a_drawer_agrees_or_is_short(cents: int, word: str) -> None:
    closed = over()
    fact = replace(closed.closed, amount=Money(cents))
    assert word in lines(z_report(replace(closed, closed=fact), AROUND, sees_cash=True))


def test_the_deposit_is_told_piece_by_piece() -> None:
    found = lines(deposit_slip(over(), AROUND))
    assert found["4 x 5.00"] == "20.00"
    assert found["Deposit"] == "20.00"


def test_paper_has_head_and_lines_and_a_second_print_is_a_duplicate() -> None:
    slip = z_report(over(), AROUND, sees_cash=True)
    first, again = receipt_of_slip(slip), receipt_of_slip(slip, again=True)
    rows = [row.left for row in first.rows if isinstance(row, TextRow)]
    assert rows[:2] == ["Z report 7", "Elm Street Pharmacy"]
    assert "Till of Ana Rivera" in rows
    assert again.rows[1:] == first.rows
    paper = till_paper(slip, "page")
    assert paper.title == "Z report 7"
    assert table_of(slip).rows[-1][0] == "Reason: tomorrow"


def test_returns_stand_by_themselves_on_x_and_z() -> None:
    """Sales are what was sold; what came back is a line of its own, and cash is what is there."""
    source = Source(SALE, TenderId(1), TenderKind.CASH)
    shares = (SourceShare(source, Buckets(none=Money(4_25))),)
    refunded = (
        f.RefundGiven(
            SaleId("2-000002"), TenderId(1), RefundWay.CASH, shares, Money(4_25), ZERO,
            TenderKind.CASH,
        ),
        f.SaleCompleted(
            SaleId("2-000002"), Money(-4_25), Money(-26), ZERO, ZERO, ZERO, returned=Money(3_99)
        ),
    )  # fmt: skip
    till = replay((fact, NOW) for fact in (*FACTS, *refunded)).open
    assert till is not None
    before, after = (
        lines(x_report(each, AROUND, NOW, sees_cash=True)) for each in (a_till(), till)
    )
    assert after["Returns (1)"] == "-3.99"
    assert after["Sales"] == before["Sales"]
    cash = Money.parse(after["Should be in the drawer"]) + Money(4_25)
    assert str(cash) == before["Should be in the drawer"]


# --- benefit programmes (money-tax-iias.md section 8)


def a_benefit(tender: int, programme: str, cents: int) -> f.KeyedTenderTaken:
    entries = ((Entry.PROGRAMME, programme), (Entry.AUTHORISATION, f"A{tender}"))
    amount = Money(cents)
    kind = TenderKind.EXTERNAL_BENEFIT
    return f.KeyedTenderTaken(SALE, TenderId(tender), kind, amount, amount, ZERO, NOTHING, entries)


def test_a_z_tells_each_programme_as_its_own_device_does() -> None:
    """The device of each is compared with the till by itself."""
    kind = TenderKind.EXTERNAL_BENEFIT
    back = f.KeyedTenderReturned(SALE, TenderId(3), "R 1", kind, Money(1_00), "Plan Plus")
    source = Source(SaleId("1-1"), TenderId(1), kind, "", "OTC Network")
    share = SourceShare(source, Buckets(otc=Money(4_00)))
    refund = f.RefundGiven(
        SALE, TenderId(4), RefundWay.REFERENCE, (share,), Money(4_00), ZERO, kind, "R 2"
    )
    facts = (
        *FACTS,
        a_benefit(1, "Plan Plus", 12_00),
        a_benefit(2, "OTC Network", 30_00),
        a_benefit(3, "Plan Plus", 1_00),
        *(back, refund),
    )
    till = replay((fact, NOW) for fact in facts).open
    assert till is not None
    shown = x_report(till, AROUND, NOW, sees_cash=False).lines
    place = [each.label for each in shown].index("Benefit cards")
    assert [(each.label, each.amount) for each in shown[place : place + 3]] == [
        ("Benefit cards", "38.00"),
        ("  OTC Network", "26.00"),
        ("  Plan Plus", "12.00"),
    ]

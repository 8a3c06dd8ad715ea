"""The receipt of the worked ticket, and the rules of paper (money-tax-iias.md sections 6.9, 12)."""

from dataclasses import replace

import pytest

from helpers.counter import MARY, PLAIN, SETTINGS, Counter, a_counter, approval, rung_up
from helpers.promotions import TWO_OFF_TWO, a_promotion
from helpers.sales import CANDY, IBUPROFEN, NOW, POLICY, ROUNDED, a_fill, add, an_item, given
from terminal.app import effects as e
from terminal.app.inputs import Do, PrintState
from terminal.app.print_ids import RECEIPTS, process_id
from terminal.app.receipt import BarcodeRow, Receipt, RuleRow, Style, TextRow, receipt_of
from terminal.app.settings import Settings
from terminal.domain.attempt import Outcome
from terminal.domain.barcode import EntryMethod
from terminal.domain.catalog import ItemCategory
from terminal.domain.deposit import DepositKind, DepositLine
from terminal.domain.identity import LaneId, LineId
from terminal.domain.lines import ItemLine
from terminal.domain.money import Money
from terminal.domain.promotion import PromotionBook
from terminal.domain.tax import NO_TAX

COLUMNS = 42

GOLDEN = """\
           Elm Street Pharmacy
               1 Elm Street
               Nashville TN
               615-555-0100
------------------------------------------
Ticket 2-000001        07/01/2026 10:00 AM
Lane 2                Served by Ana Rivera
------------------------------------------
RX 6012345 COPAY                   F 15.00
Ibuprofen 200 mg                    F 3.99
Candy bar                             3.99
------------------------------------------
SUBTOTAL                             22.98
TAX                                   0.56
TOTAL                                23.54
F = FSA/HSA eligible
FSA/HSA ELIGIBLE TOTAL               19.29
  RX                                 15.00
------------------------------------------
FSA CARD ****0014 PARTIAL            15.00
  SALE VISA CHIP                 USD 15.00
  APPROVAL OK1234
  REF H9
  AID A0000000031010
  PIN VERIFIED
CASH                                 20.00
CHANGE                               11.46
------------------------------------------
                [2-000001]
                Thank you
"""


def on_paper(receipt: Receipt) -> str:
    rows = []
    for row in receipt.rows:
        match row:
            case RuleRow():
                rows.append("-" * COLUMNS)
            case BarcodeRow():
                rows.append(f"[{row.text}]".center(COLUMNS))
            case TextRow(style=Style.CENTRED) | TextRow(style=Style.LARGE, right=""):
                rows.append(row.left.center(COLUMNS))
            case TextRow():
                rows.append(f"{row.left}{row.right:>{COLUMNS - len(row.left)}}")
        assert len(rows[-1]) <= COLUMNS
    return "".join(f"{row.rstrip()}\n" for row in rows)


def printed(counter: Counter) -> str:
    effect = counter.did(e.PrintReceipt)[-1]
    assert isinstance(effect, e.PrintReceipt)
    return on_paper(effect.receipt)


def worked() -> Counter:
    """The copay by an FSA card in part, the rest in cash."""
    counter = rung_up(PLAIN)
    counter.press("F9")
    counter.press("F11")
    card = approval("15.00", partial=True, fsa=True)
    counter.card_says(replace(card, emv=(("AID", "A0000000031010"),), cvm="online PIN"))
    counter.enter("20")
    return counter


def test_the_worked_ticket_on_42_columns() -> None:
    assert printed(worked()) == GOLDEN


def test_no_paper_names_a_drug_or_a_patient() -> None:
    text = printed(worked())
    for secret in ("GABAPENTIN", "Rossi", "1980", "M."):
        assert secret not in text


def test_at_most_four_digits_of_a_card_can_even_be_kept() -> None:
    with pytest.raises(ValueError, match="last four"):
        replace(approval("1.00"), last4="40014")
    assert "****0014" in printed(worked())


def test_every_copy_is_headed_duplicate_and_numbered() -> None:
    counter = worked()
    counter.printer_says(PrintState.PRINTED)
    counter.do(Do.PRINT_COPY)
    assert printed(counter) == f"{'*** DUPLICATE 1 ***'.center(COLUMNS).rstrip()}\n{GOLDEN}"


def test_rounding_of_cash_stands_on_its_own_line() -> None:
    counter = a_counter(policy=ROUNDED)
    counter.scan_item(CANDY)
    counter.scan_item(IBUPROFEN)
    counter.press("F9")
    counter.press("F9")
    text = printed(counter)
    assert f"ROUNDING{'+0.01':>34}" in text
    assert f"TOTAL{'8.54':>37}" in text
    assert f"CASH{'8.55':>38}" in text


def test_rounding_down_is_shown_as_such() -> None:
    counter = a_counter(policy=ROUNDED, items=(an_item("0.93"),))
    counter.scan_item(an_item())
    assert counter.total == "0.99"
    counter.press("F4")
    counter.enter("4")
    assert counter.total == "3.96"
    counter.press("F9")
    counter.press("F9")
    assert f"ROUNDING{'-0.01':>34}" in printed(counter)


def test_a_quantity_shows_its_unit_price_and_a_voided_line_is_gone() -> None:
    counter = a_counter()
    counter.scan_item(IBUPROFEN)
    counter.scan_item(CANDY)
    counter.press("F4")
    counter.enter("3")
    counter.press("Up")
    counter.press("Del")
    counter.press("F9")
    counter.press("F9")
    text = printed(counter)
    assert f"Candy bar{'11.97':>33}\n  3 @ 3.99\n" in text
    assert "Ibuprofen" not in text
    assert "F = FSA/HSA eligible" not in text
    assert "ELIGIBLE TOTAL" not in text


def test_a_card_that_was_declined_or_given_back_is_not_on_the_receipt() -> None:
    counter = rung_up(PLAIN)
    counter.press("F9")
    counter.press("F10")
    counter.card_says(Outcome.DECLINED)
    counter.press("F11")
    counter.card_approves("5.00", partial=True)
    counter.do(Do.GIVE_BACK, "2")
    counter.card_approves("5.00")
    counter.slip_is_out()
    counter.press("F10")
    counter.card_approves("23.54")
    text = printed(counter)
    assert text.count("****0014") == 1
    assert "CARD ****0014                        23.54" in text
    assert "CHANGE" not in text


def test_a_card_that_was_approved_without_the_bank_says_so() -> None:
    counter = rung_up(PLAIN)
    counter.press("F9")
    counter.press("F10")
    counter.card_says(replace(approval("23.54"), offline=True, auth=""))
    text = printed(counter)
    assert "CARD ****0014                        23.54\nOFFLINE - SUBJECT TO APPROVAL\n" in text
    counter.printer_says(PrintState.PRINTED)
    counter.do(Do.PRINT_COPY)
    assert "OFFLINE - SUBJECT TO APPROVAL" in printed(counter)


def test_a_plain_card_shows_only_what_the_terminal_told() -> None:
    counter = rung_up(PLAIN)
    counter.press("F9")
    counter.press("F10")
    bare = replace(approval("23.54"), auth="", host_ref="", brand="", entry="")
    counter.card_says(bare)
    text = printed(counter)
    assert f"  SALE{'USD 23.54':>36}\n" in text
    assert "APPROVAL" not in text
    assert "REF" not in text


@pytest.mark.parametrize(
    ("cvm", "emv", "said"),
    [
        ("no CVM", (), "SIGNATURE NOT REQUIRED"),
        ("online PIN", (), "PIN VERIFIED"),
        ("signature", (), "SIGNED"),
        ("on device", (), "VERIFIED ON DEVICE"),
        ("", (("PINSTATUSNUM", "1"),), "PIN VERIFIED"),
    ],
)
def test_the_verification_is_said_as_card_brands_want_it(
    cvm: str, emv: tuple[tuple[str, str], ...], said: str
) -> None:
    counter = rung_up(PLAIN)
    counter.press("F9")
    counter.press("F10")
    counter.card_says(replace(approval("23.54"), cvm=cvm, emv=emv))
    assert f"\n  {said}\n" in printed(counter)
    assert "PINSTATUSNUM" not in printed(counter)


def test_the_application_of_the_card_stands_by_its_preferred_name() -> None:
    counter = rung_up(PLAIN)
    counter.press("F9")
    counter.press("F10")
    counter.card_says(replace(approval("23.54"), emv=(("APPLAB", "VISA DEBIT"), ("TC", "9F"))))
    assert "  VISA DEBIT\n" in printed(counter)
    assert "  TC 9F\n" in printed(counter)


def test_the_stores_return_policy_is_at_the_foot() -> None:
    counter = worked()
    assert counter.state.finished is not None
    details = replace(SETTINGS.store, return_policy="Returns within 30 days")
    receipt = receipt_of(counter.state.finished, details, "Ana Rivera", NOW)
    assert "Returns within 30 days" in on_paper(receipt)


@pytest.mark.parametrize("kind", list(DepositKind))
def test_what_no_store_takes_back_has_no_return_policy(kind: DepositKind) -> None:
    counter = worked()
    sale = counter.state.finished
    assert sale is not None
    details = replace(SETTINGS.store, return_policy="Returns within 30 days")
    deposit = DepositLine(LineId(1), kind, "1001", Money(5_00))
    nothing = replace(sale, lines=(deposit,), fills=())
    assert "Returns within" not in on_paper(receipt_of(nothing, details, "Ana Rivera", NOW))
    fee = replace(CANDY, category=ItemCategory.FEE)
    sold = ItemLine(LineId(1), fee, 1, Money(5_00), NO_TAX, EntryMethod.SCANNED)
    nothing = replace(sale, lines=(sold,), fills=())
    assert "Returns within" not in on_paper(receipt_of(nothing, details, "Ana Rivera", NOW))
    goods = replace(sale, lines=(deposit, replace(sold, id=LineId(2), item=CANDY)), fills=())
    assert "Returns within" in on_paper(receipt_of(goods, details, "Ana Rivera", NOW))


def test_prescriptions_of_a_family_are_told_apart_by_number_only() -> None:
    other = a_fill("6012346")
    counter = a_counter(PLAIN, other)
    counter.pick_up(PLAIN)
    counter.press("F9")
    counter.press("F9")
    text = printed(counter)
    assert "RX 6012345 COPAY" in text
    assert "RX 6012346 COPAY" in text


def test_a_promotion_stands_below_its_price_with_the_pieces_it_used() -> None:
    policy = replace(POLICY, promotions=PromotionBook((a_promotion(TWO_OFF_TWO),)))
    ticket = given(add(CANDY, 3), policy=policy)
    rows = [row for row in receipt_of(ticket.sale, SETTINGS.store, "Ana", NOW).rows
            if isinstance(row, TextRow)]  # fmt: skip
    at = next(place for place, row in enumerate(rows) if row.left == "Candy bar")
    assert [(row.left, row.right) for row in rows[at : at + 3]] == [
        ("Candy bar", "  11.97"), ("  3 @ 3.99", ""), ("  DEAL DEAL (2)", "-2.00"),
    ]  # fmt: skip
    assert ("YOU SAVED", "2.00") in [(row.left, row.right) for row in rows]


# --- what the receipt and its lane are made with


def test_process_ids_are_four_printable_characters_that_do_not_repeat() -> None:
    ids = {process_id(number) for number in range(20_000)}
    assert len(ids) == 20_000
    assert all(len(each) == 4 and each.isprintable() and " " not in each for each in ids)
    assert process_id(RECEIPTS) == process_id(0)


@pytest.mark.parametrize("lane", ["", "123", "-1"])
def test_a_lane_is_one_or_two_letters_or_digits(lane: str) -> None:
    with pytest.raises(ValueError, match="a lane"):
        replace(SETTINGS, lane=LaneId(lane))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"receipt_columns": 40}, "42, 48, 56 or 64"),
        ({"lock_after_s": 5.0}, "locks after"),
        ({"lock_after_s": 3600.0}, "locks after"),
    ],
)
def test_settings_that_cannot_be_are_refused(change: dict[str, float], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Settings(SETTINGS.store, **change)  # type: ignore[arg-type]


def test_what_came_off_stands_below_its_price_and_adds_up() -> None:
    counter = a_counter(person=MARY)
    counter.scan_item(CANDY)
    for key, value in (("Ctrl+3", "3.00"), ("Ctrl+1", "10"), ("Ctrl+5", "0.20")):
        counter.press("Ctrl+O")
        counter.press(key)
        counter.enter(value)
        counter.press("Ctrl+2")
    counter.press("F9")
    counter.press("F9")
    text = printed(counter)
    assert (
        f"Candy bar{'3.00':>33}\n"
        "  REGULAR 3.99, PRICE MATCH\n"
        f"  10 % OFF, PRICE MATCH{'-0.30':>19}\n"
        f"  TICKET DISCOUNT{'-0.20':>25}\n"
    ) in text
    assert f"SUBTOTAL{'2.50':>34}" in text
    assert f"YOU SAVED{'1.49':>33}" in text

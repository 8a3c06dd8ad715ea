"""What a pharmacist let go, the notices handed over, consents and calls; a pickup undone."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from store_support.register_rows import PEOPLE, PHARMACIST, ZONE, register_rows
from store_support.stores import AT, CASHIER, LANE
from store_support.tickets import ADDED, COMPLETED, HANDED_OVER, OPENED, PICKUP, READY, SALE
from terminal.domain import facts as f
from terminal.domain.barcode import EntryMethod
from terminal.domain.catalog import Eligibility
from terminal.domain.consent import Channel, MessageConsent
from terminal.domain.fill_guards import Stop
from terminal.domain.identity import LineId, PickupId, SaleId
from terminal.domain.money import Money
from terminal.domain.pickup import Counselling, Relationship
from terminal.domain.refund import GoodsFate, Returned, ReturnReason
from terminal.domain.shown_id import PersonName
from terminal.domain.tax import NO_TAX
from terminal.domain.unclaimed import CallResult
from terminal.registers import register_of
from terminal.registers.row import Around, Ticket
from terminal.store.registry import Proven

WHO, KEY = "Rosenthal, Miriam", str(READY.key)
BAG = f.FillAdded(SALE, LineId(2), READY, Money(1500), NO_TAX, EntryMethod.SCANNED)
LINES = (LineId(2),)
RULES = ("express-scripts@2020-01-01",)
RELEASED = f.StopReleased(SALE, READY.key, Stop.RETURN_TO_STOCK, PHARMACIST, "re-billed", RULES)
ALONE = f.PickerNamed(
    SALE,
    READY.patient.id,
    Relationship.OTHER,
    PersonName("Sampleton", "Otto"),
    PHARMACIST,
    "lives next door",
)


def test_a_fill_that_a_pharmacist_let_go_is_an_exception(tmp_path: Path) -> None:
    lot = replace(RELEASED, stop=Stop.LOT_UNKNOWN, reason="looked at the bottle", rules=())
    second, first = register_rows(tmp_path, "exceptions", (OPENED, ADDED, RELEASED, lot, BAG))
    assert first["patient"] == WHO
    assert first["what"] == "let go after the payer's days"
    assert first["reason or before"] == f"{KEY}: re-billed"
    assert (first["released by"], first["rules"]) == ("M. Lindqvist", RULES[0])
    assert second["what"] == "let go, its lot unknown"


def test_what_was_let_go_and_not_sold_after_all_says_so(tmp_path: Path) -> None:
    gone = f.LineVoided(SALE, LineId(2))
    (row,) = register_rows(tmp_path, "exceptions", (OPENED, ADDED, RELEASED, BAG, gone))
    assert row["reason or before"] == f"{KEY} (struck): re-billed"


def test_a_stop_of_a_fill_that_never_came_on_the_ticket_is_told_by_its_number(
    tmp_path: Path,
) -> None:
    (row,) = register_rows(tmp_path, "exceptions", (OPENED, RELEASED))
    assert (row["patient"], row["reason or before"]) == ("", f"{KEY}: re-billed")


def test_a_minor_who_was_let_go_alone_is_an_exception_and_no_other_picker_is(
    tmp_path: Path,
) -> None:
    usual = f.PickerNamed(SALE, READY.patient.id, Relationship.SPOUSE)
    (row,) = register_rows(tmp_path, "exceptions", (OPENED, ADDED, BAG, usual, ALONE))
    assert (row["patient"], row["what"]) == (WHO, "a minor collected alone")
    assert row["reason or before"] == "Otto Sampleton: lives next door"
    assert row["released by"] == "M. Lindqvist"


def test_the_ticket_of_a_plain_pickup_is_not_read_for_the_exceptions() -> None:
    """A year of pickups holds a handful of exceptions."""

    def never(sale: SaleId) -> Ticket:
        raise AssertionError(f"ticket {sale} was read")

    usual = f.PickerNamed(SALE, READY.patient.id, Relationship.SPOUSE)
    register = register_of("exceptions")
    assert register is not None
    row = Proven(1, AT, LANE, CASHIER, SALE, b"", usual)
    assert register.cells(usual, Around(row, PEOPLE, ZONE, never)) is None


# --- notices (section 13)

NOTICE = ("CMS-10147",)
HANDED = f.NoticeHandedOver(SALE, LINES, NOTICE, CASHIER, ("us-cms-10147@2012-01-01",))
ASIDE = f.NoticeHandedAside(READY.key, READY.patient.id, NOTICE, CASHIER, ())


def test_a_notice_is_logged_with_prescription_date_and_person(tmp_path: Path) -> None:
    aside, given = register_rows(tmp_path, "notices", (OPENED, ADDED, BAG, HANDED), (ASIDE,))
    assert given["date and time"] == "03/07/2026 10:42 AM"
    assert (given["prescriptions"], given["patient"], given["notice"]) == (KEY, WHO, NOTICE[0])
    assert (given["handed over"], given["given by"]) == ("with the ticket", "A. Rivera")
    assert given["rules"] == "us-cms-10147@2012-01-01"
    assert (aside["prescriptions"], aside["handed over"]) == (KEY, "the fill stays here")
    assert aside["patient"] == READY.patient.id


def test_a_prescription_that_was_struck_says_so_in_every_register(tmp_path: Path) -> None:
    said = f.CounsellingRecorded(SALE, LINES, Counselling.ACCEPTED, PHARMACIST, "")
    gone = f.SaleAbandoned(SALE, "left")
    (row,) = register_rows(tmp_path, "counselling", (OPENED, ADDED, BAG, said, gone))
    assert row["prescriptions"] == f"{KEY} (struck)"


# --- consents and calls


def test_what_a_patient_said_about_messages_is_told_in_words(tmp_path: Path) -> None:
    said = [
        f.MessagesAnswered(SALE, READY.patient.id, MessageConsent(each, date(2026, 3, 7)), CASHIER)
        for each in Channel
    ]
    rows = register_rows(tmp_path, "consents", (OPENED, ADDED, BAG, *said))
    assert [row["answer"] for row in reversed(rows)] == [
        *("agreed to text messages", "agreed to e-mail", "agreed to calls", "wants no messages"),
    ]
    assert (rows[0]["patient"], rows[0]["said on"], rows[0]["asked by"]) == (
        *(WHO, "03/07/2026", "A. Rivera"),
    )


def test_calls_about_waiting_bags_are_told_with_their_result(tmp_path: Path) -> None:
    called = f.PickupCalled(READY.key, READY.patient.id, CallResult.MESSAGE_LEFT)
    (row,) = register_rows(tmp_path, "calls", (called,))
    assert (row["prescription"], row["patient id"], row["result"]) == (
        *(KEY, READY.patient.id, "message left"),
    )


# --- a pickup that is undone

LATER = SaleId("5a1e0000-0000-4000-8000-00000000000b")
BACK = Returned(
    *(SALE, "01-000482", LineId(2), None, READY.key, 1, Money(-1500), NO_TAX),
    *(Eligibility.NONE, ReturnReason.WRONG_ITEM, GoodsFate.DESTROYED, ()),
    pickup=PICKUP,
    phms_id=READY.phms_id,
)
UNDONE = f.PickupUndone(
    LATER,
    LineId(1),
    PickupId("b1c50000-0000-4000-8000-00000000000b"),
    PICKUP,
    READY.key,
    READY.phms_id,
    "wrong drug",
    PHARMACIST,
)


def test_a_pickup_that_was_undone_is_told_with_its_patient(tmp_path: Path) -> None:
    opened = replace(OPENED, sale=LATER, number=490)
    sold = (OPENED, ADDED, BAG, HANDED_OVER, COMPLETED)
    added = f.ReturnAdded(LATER, LineId(1), BACK, PHARMACIST)
    undone, _ = register_rows(tmp_path, "pickups", sold, (opened, added, UNDONE))
    assert (undone["prescription"], undone["patient"]) == (KEY, WHO)
    assert undone["picked up by"] == "undone by M. Lindqvist: wrong drug"

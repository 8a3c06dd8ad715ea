"""Who looked, signed in, was trained; what was removed; sales without tax."""

from datetime import date
from pathlib import Path

from store_support.register_rows import PHARMACIST, register_rows
from store_support.stores import CASHIER
from store_support.tickets import ADDED, OPENED, READY, SALE
from terminal.app.records import STOPS_PASSED_OVER
from terminal.domain import facts as f
from terminal.domain.identity import LineId, StaffId
from terminal.domain.staff import Role


def test_who_read_a_register_is_told_beside_who_looked_at_a_patient(tmp_path: Path) -> None:
    """45 CFR 164.312(b)."""
    pack = f.RecordsRead("audit pack", 61)
    facts = (f.PatientViewed(READY.patient.id), f.RecordsRead("signatures", 3), pack)
    rows = register_rows(tmp_path, "views", facts)
    told = [(row["patient id"], row["register or list"], row["rows of it"]) for row in rows]
    assert told == [
        ("", "audit pack", "61"),
        ("", "Signature log", "3"),
        (READY.patient.id, "", ""),
    ]
    assert {row["by"] for row in rows} == {"A. Rivera"}


def test_that_somebody_asked_for_duress_is_recorded_and_not_shown(tmp_path: Path) -> None:
    """Section 10: no page tells of it, not even by who looked."""
    (row,) = register_rows(tmp_path, "views", (f.RecordsRead(STOPS_PASSED_OVER, 2),))
    assert (row["register or list"], row["rows of it"]) == ("another list", "")


def test_sign_ins_and_locks_are_told_and_a_mistyped_number_is_not(tmp_path: Path) -> None:
    """What is nobody's number may be somebody's PIN."""
    facts = (
        f.SignInFailed(StaffId("4711"), 1),
        f.SignInFailed(CASHIER, 2),
        f.SignedIn(CASHIER),
        f.ScreenLocked("idle"),
        f.ScreenUnlocked(CASHIER),
        f.SignedOut(CASHIER),
    )
    rows = register_rows(tmp_path, "sign-ins", facts)
    told = [(row["person"], row["what"], row["why or which try"]) for row in reversed(rows)]
    who = "A. Rivera"
    assert told == [
        ("a number that is nobody's", "wrong number or PIN", "try 1"),
        (who, "wrong number or PIN", "try 2"),
        (who, "signed in", ""),
        (who, "locked", "idle"),
        (who, "unlocked", ""),
        (who, "signed out", ""),
    ]
    assert "4711" not in str(rows)


def test_the_training_of_those_who_sell_logged_goods_is_on_record(tmp_path: Path) -> None:
    facts = (
        f.StaffAdmitted(CASHIER, "A. Rivera", Role.CASHIER),
        f.StaffTrained(CASHIER, date(2027, 3, 7)),
        f.StaffDismissed(CASHIER),
    )
    rows = register_rows(tmp_path, "staff", facts)
    told = [(row["number"], row["person"], row["what"], row["until"]) for row in reversed(rows)]
    who = (CASHIER, "A. Rivera")
    assert told == [
        (*who, "may sign in: cashier", ""),
        (*who, "trained", "03/07/2027"),
        (*who, "signs in no more", ""),
    ]


def test_what_was_removed_or_held_is_told_with_its_rules(tmp_path: Path) -> None:
    facts = (
        f.HoldPlaced("", "a lawsuit"),
        f.HoldLifted("6012345", "settled"),
        f.BodiesRemoved("pickup", date(2016, 3, 7), 1, 40, 12, ("us-keep-pickup@2006-01-01",)),
    )
    rows = register_rows(tmp_path, "removed", facts)
    assert [list(row.values())[3:] for row in reversed(rows)] == [
        ["hold placed", "everything", "a lawsuit", "", "", ""],
        ["hold lifted", "6012345", "settled", "", "", ""],
        [
            *("removed", "pickup", "before 03/07/2016", "12", "1 to 40"),
            "us-keep-pickup@2006-01-01",
        ],
    ]


def test_why_a_sale_was_not_taxed_is_on_record(tmp_path: Path) -> None:
    facts = (
        OPENED,
        ADDED,
        f.CustomerExempted(SALE, "TX-99-1", date(2027, 1, 1), CASHIER),
        f.OnPrescription(SALE, LineId(1), on_rx=True, by=PHARMACIST),
        f.ExemptionLifted(SALE),
        f.OnPrescription(SALE, LineId(1), on_rx=False, by=PHARMACIST),
    )
    rows = register_rows(tmp_path, "untaxed", facts)
    told = [list(row.values())[3:] for row in reversed(rows)]
    ticket, box = "01-000482", "Ibuprofen 200 mg 100 ct"
    assert told == [
        [ticket, "certificate shown", "TX-99-1", "01/01/2027", "A. Rivera"],
        [ticket, "for a prescription", box, "", "M. Lindqvist"],
        [ticket, "certificate taken back", "", "", ""],
        [ticket, "for no prescription any more", box, "", "M. Lindqvist"],
    ]

"""The registers page in its states."""

from dataclasses import replace
from datetime import date

from terminal.app import iias_archive
from terminal.app import inputs as i
from terminal.app.audit_list import AuditPaper
from terminal.app.inputs import Do
from terminal.app.records import RegisterPage, RegisterRow
from terminal.app.state import RecordsPage
from terminal.domain.controlled import ControlledIdTerms
from terminal.domain.rules import Rule, RuleBook
from terminal.presentation.samples import stock
from terminal.presentation.samples.lane import SampleLane

COLUMNS = (
    *("date and time", "lane", "by"),
    *("prescriptions", "patient", "for", "signed by", "text", "bound to"),
)


def _row(number: int) -> RegisterRow:
    return RegisterRow(
        48_200 + number,
        f"{number:02x}" * 32,
        (
            f"11/{20 - number // 4:02}/2026 {1 + number % 8:02}:{number * 7 % 60:02} PM",
            "2",
            "A. Rivera",
            f"60{12_300 + number * 11}-{number % 4:02}",
            "Rosenthal, Miriam" if number % 3 else "Abbott-Oyelaran, Bartholomew",
            "third party",
            "spouse" if number % 2 else "patient",
            "third-party 2026-11",
            "5e" * 32,
        ),
    )


ELIGIBLE = (
    "Rx 6012345-02 of 11/18/2026, patient pay 15.00, tax 0.00, RX\n"
    "00300450122059 Pain relief 500 mg 100 ct, 1 x 4.99 = 4.99, less 1.00 = 3.99, tax 0.30,"
    " HEALTHCARE_OTC, EPL 2026-11"
)
IIAS = RegisterRow(
    48_377,
    "9c" * 32,
    (
        *("11/20/2026 04:41 PM", "2", "A. Rivera"),
        *("02261120000017", "23.54", "19.29", "15.00", "partial", "15.00", "", "15.00"),
        *("2-000482", "Elm Street Pharmacy", "999000111", "12345678", "1240338"),
        *("11/20/2026 10:41 PM", "****0014", "VISA", "A12345", "632416440017", "17", "4"),
        ELIGIBLE,
        "00040000000013 Chocolate bar, 1 x 3.99 = 3.99, tax 0.26, NONE, NOT_LISTED",
    ),
)
ROWS = RegisterPage("Signature log", COLUMNS, tuple(map(_row, range(40))), more=False)


_DECONGESTANT = ("Decongestant 30 mg 24 ct", "sold", "1", "Testa, Rosalind")
_SALE = "5a1e0000-0000-4000-8000-000000000482"
_BUYER = ("100 Sample Street, Anytown TX 75001", "03/12/1984", "driver licence S881234567, TX")
_PSE_ROWS = (
    (
        *("Decongestant 30 mg 24 ct", "all of it came back", "1", "Testa, Rosalind"),
        *(*_BUYER, "A. Rivera", "taken back 11/20/2026 03:20 PM", "r31 (X31)", _SALE, ""),
    ),
    (*_DECONGESTANT, *_BUYER, "A. Rivera", "approved", "r31 (X31)", _SALE, "ab" * 32),
    (
        *(*_DECONGESTANT, *_BUYER, "A. Rivera", "down: sold without submission"),
        *("r29", _SALE, "cd" * 32),
    ),
)
PSE = (
    *("products", "what", "packages", "buyer", "address", "born", "document", "seller"),
    *("exchange", "exchange reference", "sale", "signature"),
)
_SYRUP = ("120 cc", "Sampleton, Orville", "1", "1 Elm Street, Austin TX 78701", "07/21/1967")
_BOOK_ROWS = tuple(
    (
        *("Codeine and guaifenesin syrup", became, *_SYRUP, "12345678", "id scanned"),
        *("M. Lindqvist", f"2-00048{number}, line 1", "us-schedule-v@1997-04-24"),
    )
    for number, became in enumerate(("open", "taken back", "sold"))
)
BOOK = (
    *("drug", "became", "amount", "buyer", "packages", "address", "born", "ID number"),
    *("known by", "pharmacist", "ticket", "rules"),
)
_ID_ROWS = (
    (
        *("6012345-02", "Rosenthal, Miriam", "C-II", "Sampleton, Orville; spouse"),
        *("driver licence", "NC D12345678", "1 Elm Street; scanned", ""),
        "us-nc-controlled-id@2012-03-01",
    ),
)
IDS = (
    *("prescriptions", "patient", "schedule", "picked up by", "document", "number"),
    *("also written down", "without an ID", "rules"),
)


def _page(title: str, columns: tuple[str, ...], cells: tuple[tuple[str, ...], ...]) -> RegisterPage:
    rows = tuple(
        RegisterRow(
            48_300 - place,
            f"{place + 1:02x}" * 32,
            (*_row(len(cells) - 1 - place).cells[:3], *each),
        )
        for place, each in enumerate(cells)
    )
    return RegisterPage(title, (*COLUMNS[:3], *columns), rows, more=False)


def _chosen(lane: SampleLane, key: str, told: RegisterPage) -> SampleLane:
    asked = lane.then(i.Intent(Do.CHOOSE_REGISTER, key))
    page = asked.state.page
    assert isinstance(page, RecordsPage)
    assert page.question is not None
    return asked.then(i.RegisterRead(page.question, told))


def _in_carolina(lane: SampleLane) -> SampleLane:
    """Where a row asks how soon the register of IDs is produced."""
    terms = ControlledIdTerms(
        frozenset({2, 3}), produce_within_hours=72, satisfied_by_pdmp_report=True
    )
    law = ("US-NC", date(2012, 3, 1), None, "N.C.G.S. 90-106.1", "Ask.", True)
    rules = RuleBook.of((Rule("us-nc-controlled-id", *law, terms),), "US-NC")
    policy = replace(lane.state.policy, rules=rules)
    return replace(lane, state=replace(lane.state, policy=policy))


def record_samples(lane: SampleLane) -> dict[str, SampleLane]:
    """`lane`: nobody is signed in yet."""
    asked = lane.sign_in(stock.PHARMACIST).then(i.Intent(Do.RECORDS))
    page = asked.state.page
    assert isinstance(page, RecordsPage)
    assert page.question is not None
    read = asked.then(i.RegisterRead(page.question, ROWS))
    written = i.RegisterWritten(page.question, "Documents/Rxlane/signatures 2026-11-20.pdf")
    none = RegisterPage("Signature log", COLUMNS, (), more=False)
    audit = read.then(i.Intent(Do.CHOOSE_REGISTER, "audit"))
    listed = audit.then(i.FieldSubmitted("list", "6012345 6012301-02, 6012346-00;Rx?"))
    made = AuditPaper(
        ("Documents/Rxlane/audit 2026-11-20.pdf", "Documents/Rxlane/audit 2026-11-20.csv"),
        3,
        (
            ("6012346-00", "never handed out at this lane, or its record is gone"),
            ("Rx?", "this is no prescription number"),
        ),
    )
    making = listed.press(Do.WRITE_AUDIT)
    archive = asked.then(i.Intent(Do.CHOOSE_REGISTER, "iias"))
    archive_page = archive.state.page
    assert isinstance(archive_page, RecordsPage)
    assert archive_page.question is not None
    return {
        "audit": audit,
        "audit-list": listed,
        "audit-making": making.then(i.AuditProgress(1, 20, 61)),
        "audit-written": making.then(i.AuditWritten(1, made)),
        "audit-broken": making.then(
            i.AuditWritten(1, replace(made, broken="its hash does not follow from the row before"))
        ),
        "rules": audit.then(i.Intent(Do.CHOOSE_REGISTER, "rules")),
        "rules-sought": audit.then(i.Intent(Do.CHOOSE_REGISTER, "rules")).then(
            i.FieldEdited("rules", "counselling")
        ),
        "registers": read,
        "registers-row": read.press(Do.LINE_DOWN).press(Do.LINE_DOWN),
        "registers-book": _chosen(
            read, "schedule-v", _page("Schedule V record book", BOOK, _BOOK_ROWS)
        ),
        "registers-pse": _chosen(read, "pse", _page("PSE log", PSE, _PSE_ROWS)),
        "registers-ids": _chosen(_in_carolina(read), "controlled", _page("IDs", IDS, _ID_ROWS)),
        "registers-iias": archive.then(
            i.RegisterRead(
                archive_page.question,
                RegisterPage("IIAS archive", (*COLUMNS[:3], *iias_archive.COLUMNS), (IIAS,), False),
            )
        ),
        "registers-reading": asked,
        "registers-empty": asked.then(i.RegisterRead(page.question, none)),
        "registers-written": read.press(Do.WRITE_REGISTER, "pdf").then(written),
        "registers-trouble": asked.then(
            i.RegisterRead(page.question, None, "The store does not answer. Restart the program.")
        ),
    }

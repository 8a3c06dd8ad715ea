"""The reports page in its states, with the sums of an invented store."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from terminal.app import inputs as i
from terminal.app.inputs import Do
from terminal.app.reports import REPORTS, Span
from terminal.app.state import ReportsPage
from terminal.domain.money import ZERO, Money
from terminal.domain.report import Entry, Figure, Report, Slot, Sum, Waiting, added_up
from terminal.presentation.samples import stock
from terminal.presentation.samples.lane import SampleLane

RULE: Final = "070000 Tennessee and county, sample rate"
HOURS: Final = (0, 0, 0, 0, 0, 0, 0, 0, 9, 21, 26, 24, 17, 15, 19, 28, 34, 29, 12, 4, 0, 0, 0, 0)
SHELVES: Final = {
    "RX_DRUG": (128, 184_250),
    "OTC_DRUG": (143, 128_460),
    "MEDICAL_DEVICE": (17, 41_830),
    "SUPPLEMENT": (29, 38_915),
    "CANDY": (61, 15_239),
    "BEVERAGE": (40, 9_960),
    "GENERAL": (33, 27_767),
}
"""Items and cents of a day."""


def report_samples(lane: SampleLane) -> dict[str, SampleLane]:
    """`lane`: nobody is signed in yet."""
    cashiers = lane.sign_in(stock.CASHIER).press(Do.LOCK).press(Do.BACK)
    asked = cashiers.sign_in(stock.MANAGER).press(Do.REPORTS)
    may_count = cashiers.sign_in(stock.PHARMACIST).press(Do.REPORTS)
    own = lane.sign_in(stock.MANAGER).press(Do.REPORTS)
    today = stock.NOW.date()
    day = _answered(asked, _report(today, today))
    week = _answered(
        asked.press(Do.CHOOSE_DAYS, Span.WEEK.value),
        _report(today - timedelta(days=6), today, compared=True),
    )
    year = _answered(
        asked.enter("01/01/2026 - 11/20/2026"), _report(date(2026, 1, 1), date(2026, 11, 20))
    )
    each = {f"report-{kind}": day.choose(Do.CHOOSE_REPORT, kind) for kind in REPORTS}
    empty = _answered(asked, Report(today, today))
    return {
        **each,
        "report-week": week,
        "report-week-departments": week.choose(Do.CHOOSE_REPORT, "departments"),
        "report-year": year,
        "report-year-hours": year.choose(Do.CHOOSE_REPORT, "hours"),
        "report-own-till": _answered(own, _report(today, today)),
        "report-anothers-till": _answered(may_count, _report(today, today)),
        "report-empty": empty.choose(Do.CHOOSE_REPORT, "departments"),
        "report-reading": asked,
        "report-counting": asked.then(i.ReportProgress(1, 415_000, 1_236_000)),
        "report-no-days": asked.enter("02/30/2026"),
        "report-writing": day.press(Do.WRITE_REPORT, "pdf"),
        "report-written": day.press(Do.WRITE_REPORT, "pdf").then(
            i.ReportWritten(1, "Documents/Rxlane/report overview 2026-11-20 180512.pdf")
        ),
        "report-trouble": asked.then(
            i.ReportRead(1, None, "The store does not answer. Restart the program.")
        ),
    }


def _answered(lane: SampleLane, report: Report) -> SampleLane:
    page = lane.state.page
    assert isinstance(page, ReportsPage)
    assert page.question is not None
    return lane.then(i.ReportRead(page.question.number, report))


def _report(since: date, until: date, *, compared: bool = False) -> Report:
    days = (until - since).days + 1
    slots = tuple(
        Slot(since + timedelta(days=n), 210 + n % 40, Money(_of_day(since + timedelta(days=n))))
        for n in range(days)
    )
    sums = _sums(slots)
    total = sum(each.total.cents for each in slots)
    everybody = sum(HOURS)
    hours = tuple(
        Slot(hour, share * days, Money(total * share // everybody))
        for hour, share in enumerate(HOURS)
        if share
    )
    before = added_up((*_less(sums), Entry(Figure.SALES, "TOBACCO", "", 3, Money(2_997))))
    waiting = tuple(
        Waiting(age, bags, Money(copays))
        for age, bags, copays in ((0, 84, 96_120), (2, 41, 52_300), (7, 12, 18_450),
                                  (10, 7, 9_020), (14, 3, 4_500))
    )  # fmt: skip
    return Report(since, until, sums, hours, slots, before if compared else None, waiting)


def _of_day(day: date) -> int:
    """A store that is quiet on Sundays and busy on Mondays."""
    share = (115, 104, 98, 101, 109, 72, 38)[day.weekday()]
    return _taken() * share // 100 + day.toordinal() % 97


def _taken() -> int:
    return sum(cents for _, cents in SHELVES.values()) + TAX


TAX: Final = 22_641


def _sums(slots: tuple[Slot, ...]) -> tuple[Sum, ...]:
    total = sum(each.total.cents for each in slots)
    tickets = sum(each.tickets for each in slots)
    return added_up(_entries(total, tickets))


def _entries(total: int, tickets: int) -> Iterator[Entry]:
    """The shares of the day's shelves, with what is left over on the prescriptions."""

    def share(cents: int) -> Money:
        return Money(total * cents // _taken())

    tax = share(TAX)
    rest = Money(total) - tax
    for category, (items, cents) in SHELVES.items():
        amount = share(cents)
        rest = rest - amount
        pieces = tickets * items // 222
        yield Entry(Figure.SALES, category, "", pieces, amount)
        taxed = category not in {"RX_DRUG", "OTC_DRUG"}
        key = RULE if taxed else "000000 exempt by the state's own list"
        yield Entry(Figure.TAXED, key, category, pieces, amount)
        part = Money(tax.cents * cents // 133_711) if taxed else ZERO
        yield Entry(Figure.TAX, key, category, pieces, part)
    yield Entry(Figure.SALES, "RX_DRUG", "", 0, rest)
    yield Entry(Figure.TICKETS, "", "", tickets, Money(total))
    for kind, percent in (("CASH", 22), ("CREDIT", 55), ("FSA_HSA", 14), ("CHECK", 4)):
        paid = Money(total * percent // 100)
        yield Entry(Figure.TENDERS, kind, "", tickets * percent // 100, paid)
    for programme, percent in (("Sample OTC Network", 3), ("Sample Plan Plus", 2)):
        paid = Money(total * percent // 100)
        count = tickets * percent // 100
        yield Entry(Figure.TENDERS, "EXTERNAL_BENEFIT", programme, count, paid)
    yield Entry(Figure.ROUNDING, "CASH", "", tickets // 6, Money(-7))
    yield Entry(Figure.ELIGIBLE, "all", "", tickets * 3 // 4, share(318_900))
    yield Entry(Figure.ELIGIBLE, "rx", "", tickets // 2, share(184_250))
    yield Entry(Figure.FSA_PAID, "FSA_HSA", "", tickets // 9, share(58_020))
    yield Entry(Figure.FSA_PAID, "CREDIT", "", tickets // 50, share(6_040))
    yield Entry(Figure.FSA_SENT, "FSA_HSA", "", tickets // 9, share(58_020))
    yield Entry(Figure.FSA_SENT, "CREDIT", "", tickets // 3, share(144_300))
    yield Entry(Figure.DISCOUNTS, "price", "GENERAL", 3, share(1_250))
    yield Entry(Figure.DISCOUNTS, "line", "OTC_DRUG", 14, share(4_180))
    yield Entry(Figure.DISCOUNTS, "ticket", "CANDY", 5, share(395))
    yield Entry(Figure.DISCOUNTS, "manufacturer coupon", "OTC_DRUG", 6, share(600))
    yield Entry(Figure.REASONS, "shelf label says less", "price", 3, share(1_250))
    yield Entry(Figure.REASONS, "short date", "line", 14, share(4_180))
    yield Entry(Figure.REASONS, "customer care", "ticket", 2, share(395))
    for key, percent in (("01", 31), ("02", 26), ("03", 17), ("04", 10), ("05", 7), ("06", 6),
                         ("11", 2), ("21", 1)):  # fmt: skip
        yield Entry(
            *(Figure.BASKETS, key, "", tickets * percent // 100, Money(total * percent // 100))
        )
    yield Entry(Figure.GIVEN_BACK, "CASH", "", 3, share(4_512))
    yield Entry(Figure.GIVEN_BACK, "CREDIT", "", 2, share(6_170))
    yield Entry(Figure.LOST, "CREDIT", "", 1, share(2_899))
    yield Entry(Figure.UNDONE, "line", "", 11, share(8_430))
    yield Entry(Figure.UNDONE, "ticket", "", 4, share(12_660))
    for key, payer, fills, cents in (
        ("paid", "commercial", 88, 141_250),
        ("paid", "medicare", 31, 43_000),
        ("owed", "medicaid", 6, 1_800),
        ("waived", "commercial", 1, 1_500),
    ):
        yield Entry(Figure.COPAYS, key, payer, fills, share(cents))
    for reason, times in (("cash", 58), ("no sale", 4), ("opened unasked", 1)):
        yield Entry(Figure.DRAWER, reason, "", times, ZERO)
    yield Entry(Figure.ON_ACCOUNT, "account", "", 2, share(8_000))
    yield Entry(Figure.CHANGE, "CHECK", "", 1, Money(3_20))
    yield from _of_tills()


def _of_tills() -> Iterator[Entry]:
    for done, times, cents in (
        ("opened", 2, 300_00),
        ("paid out", 1, 12_50),
        ("dropped", 3, 600_00),
        ("counted", 1, 0),
        ("closed", 2, 871_40),
        ("deposited", 2, 571_40),
    ):
        yield Entry(Figure.TILL, done, "", times, Money(cents))
    yield Entry(Figure.VARIANCE, "agreed", "close", 1, ZERO)
    yield Entry(Figure.VARIANCE, "short", "close", 1, Money(-5_25))


def _less(sums: tuple[Sum, ...]) -> Iterator[Sum]:
    """The week before was a little quieter, but not everywhere."""
    for place, each in enumerate(sums):
        percent = 88 + place % 5 * 5
        cents = each.amount.cents * percent // 100
        yield Sum(each.figure, each.key, each.part, each.count * percent // 100, Money(cents))

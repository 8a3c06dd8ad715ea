"""What reports say: the same figures as bars, as lines, on paper and for a program."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report_support.tickets import entries_of_ticket, random_ticket
from terminal.app.reports import OVERVIEW, REPORTS
from terminal.domain.money import Money, total
from terminal.domain.report import Entry, Figure, Report, Slot, added_up
from terminal.presentation import report_words as words
from terminal.presentation.chart import MARKS, Bar, Chart, marks_of
from terminal.presentation.paper import Heading, Table
from terminal.presentation.report_paper import paper_of, table_for_file
from terminal.presentation.report_sections import section, sections
from terminal.presentation.samples import sample_states

DAY = date(2026, 11, 20)


def a_report() -> Report:
    entries = [each for seed in range(60) for each in entries_of_ticket(random_ticket(seed))]
    sums = added_up(entries)
    tickets = [each for each in sums if each.figure is Figure.TICKETS]
    slot = Slot(15, tickets[0].count, tickets[0].amount)
    return Report(DAY, DAY, sums, (slot,), (replace(slot, at=DAY),))


REPORT = a_report()


def test_departments_and_tax_sum_to_what_was_paid() -> None:
    def amounts(kind: str) -> Money:
        return total(each.amount or Money(0) for each in section(REPORT, kind).lines)

    _, tickets = REPORT.all_of(Figure.TICKETS)
    _, areas = REPORT.all_of(Figure.AREA_TAX)
    assert amounts("departments") + amounts("tax") - areas == tickets
    paid = total(each.amount for each in REPORT.of(Figure.TENDERS))
    assert paid == tickets + REPORT.all_of(Figure.ON_ACCOUNT)[1]
    beside = (Figure.ROUNDING, Figure.CHANGE, Figure.ON_ACCOUNT)
    assert amounts("tenders") == paid + total(REPORT.all_of(each)[1] for each in beside)


def test_a_bar_is_as_long_as_its_line_says() -> None:
    for kind in ("departments", "tenders"):
        shown = section(REPORT, kind)
        assert shown.chart is not None
        for bar, line in zip(shown.chart.bars, shown.lines, strict=False):
            assert (bar.label, bar.value) == (line.name, (line.amount or Money(0)).cents)


@pytest.mark.parametrize("kind", REPORTS)
def test_a_day_without_anything_says_so_instead_of_zeros(kind: str) -> None:
    nothing = section(Report(DAY, DAY), kind)
    assert nothing.title == REPORTS[kind]
    assert nothing.chart is None
    assert bool(nothing.lines) is (kind == OVERVIEW)
    assert nothing.lines or nothing.empty


def test_a_week_tells_what_was_before_and_what_is_sold_no_more() -> None:
    before = added_up((
        Entry(Figure.TICKETS, "", "", 4, Money(4_000)),
        Entry(Figure.SALES, "TOBACCO", "", 4, Money(4_000)),
    ))  # fmt: skip
    now = (
        Entry(Figure.TICKETS, "", "", 2, Money(5_000)),
        Entry(Figure.SALES, "CANDY", "", 3, Money(5_000)),
    )
    week = Report(DAY - timedelta(days=6), DAY, now, before=before)
    tiles = section(week, OVERVIEW).tiles
    assert [each.note for each in tiles] == [
        *("before 40.00 (+25 %)", "before 4 (-50 %)", "before 10.00", "before 1.0"),
    ]
    lines = [(each.name, each.amount, each.before) for each in section(week, "departments").lines]
    assert lines == [("Candy", Money(5_000), Money(0)), ("Tobacco", Money(0), Money(4_000))]


def on_account(**cents: int) -> tuple[Entry, ...]:
    keys = {"account": "account", "card": "gift card"}
    return tuple(
        Entry(Figure.ON_ACCOUNT, keys[key], "", 1, Money(much)) for key, much in cents.items()
    )


def test_what_is_put_on_gift_cards_is_not_paid_on_house_accounts() -> None:
    lines = section(Report(DAY, DAY, on_account(account=2_000, card=2_500)), OVERVIEW).lines
    told = {line.name: (line.count, line.amount) for line in lines}
    assert told["Paid on house accounts"] == (1, Money(2_000))
    assert told["Put on gift cards"] == (1, Money(2_500))


def test_gift_cards_have_a_row_when_there_is_something_on_them() -> None:
    def rows(report: Report) -> list[tuple[Money | None, Money | None]]:
        lines = section(report, OVERVIEW).lines
        return [(each.amount, each.before) for each in lines if each.name == "Put on gift cards"]

    assert rows(Report(DAY, DAY, on_account(account=2_000))) == []
    assert rows(Report(DAY, DAY, before=on_account(account=2_000))) == []
    gone = Report(DAY, DAY, before=on_account(card=2_500))
    assert rows(gone) == [(Money(0), Money(2_500))]


def test_a_load_of_a_gift_card_is_no_kind_of_payment() -> None:
    cash = Entry(Figure.TENDERS, "CASH", "", 2, Money(4_500))
    paid = section(Report(DAY, DAY, (cash, *on_account(account=2_000, card=2_500))), "tenders")
    assert [line.name for line in paid.lines] == [
        "Cash",
        "of it paid on a house account",
        "of it put on a gift card",
    ]
    assert paid.chart is not None
    assert [bar.label for bar in paid.chart.bars] == ["Cash"]
    assert "gift card is in the payments above and in no sales" in paid.note
    loads = section(Report(DAY, DAY, (cash, *on_account(card=4_500))), "tenders")
    assert "house account" not in loads.note


def test_the_overview_says_what_each_figure_counts() -> None:
    sums = (
        Entry(Figure.TICKETS, "", "", 7, Money(5_000)),
        Entry(Figure.SALES, "CANDY", "", 14, Money(4_500)),
    )
    table = table_for_file(Report(DAY, DAY, sums), OVERVIEW)
    rows = {row[1]: row[2:4] for row in table.rows}
    assert rows["Sales with tax"] == ("tickets", "7")
    assert rows["Sales without tax"] == ("items", "14")
    assert rows["Sales tax"] == ("", "")
    lines = section(Report(DAY, DAY, sums), OVERVIEW).lines
    assert all(bool(line.detail) is (line.count is not None) for line in lines)


def test_many_days_are_put_together_by_month() -> None:
    days = tuple(Slot(date(2026, 1, 1) + timedelta(days=n), 1, Money(100)) for n in range(59))
    chart = section(Report(date(2026, 1, 1), date(2026, 2, 28), days=days), OVERVIEW).chart
    assert chart is not None
    assert [(bar.label, bar.value) for bar in chart.bars] == [
        ("01/2026", 3_100),
        ("02/2026", 2_800),
    ]


def test_the_overview_on_paper_holds_every_report_with_its_chart() -> None:
    paper = paper_of(REPORT, OVERVIEW, "Elm Street", "today, Mary Quinn")
    titles = [each.text for each in paper.blocks if isinstance(each, Heading)]
    assert titles == list(REPORTS.values())
    charts = [each for each in paper.blocks if isinstance(each, Chart)]
    assert len(charts) == sum(each.chart is not None for each in sections(REPORT))
    assert paper.title == "Sales report"
    assert paper_of(REPORT, "tax", "Elm Street", "").title == "Sales tax"


def test_a_program_reads_plain_numbers() -> None:
    rows = table_for_file(REPORT, OVERVIEW).rows
    assert len(rows) == sum(len(each.lines) for each in sections(REPORT))
    assert not any("," in cell for row in rows for cell in row[3:])
    tenders = table_for_file(REPORT, "tenders")
    assert tenders.columns == ("Paid with", "Payments", "Amount")
    assert not any("," in row[2] for row in tenders.rows)


def test_a_kind_that_nobody_has_named_reads_as_it_is() -> None:
    assert words.tender("STORE_VOUCHER") == "Store voucher"
    assert words.department("PET_CARE") == "Pet care"


@pytest.mark.parametrize(
    ("cents", "text"), [(0, "0.00"), (-5, "-0.05"), (123_456_789, "1,234,567.89")]
)
def test_sums_are_written_with_separators(cents: int, text: str) -> None:
    assert words.dollars(Money(cents)) == text


@pytest.mark.parametrize(("ppm", "text"), [(0, "0 %"), (70_000, "7 %"), (72_500, "7.25 %")])
def test_rates_are_percents(ppm: int, text: str) -> None:
    assert words.rate(ppm) == text


def test_averages_are_rounded_half_up() -> None:
    assert words.average(Money(1_001), 2) == Money(501)
    assert words.average(Money(0), 0) == Money(0)
    assert (words.tenths(5, 2), words.tenths(1, 3), words.tenths(1, 0)) == ("2.5", "0.3", "0.0")


@given(st.integers(0, 10**13), st.sampled_from([1, 100]))
def test_the_marks_of_an_axis_are_few_round_and_reach_the_longest_bar(most: int, unit: int) -> None:
    marks = marks_of(Chart("", (Bar("a", most, ""),), unit=unit))
    values = [each.value for each in marks]
    assert values[0] == 0
    assert 2 <= len(values) <= MARKS + 1
    assert values[-1] >= most
    step = values[1] // unit
    assert str(step)[0] in "125"
    assert set(str(step)[1:]) <= {"0"}


def test_no_report_names_a_person() -> None:
    for name, state in sample_states().items():
        if name.startswith("report"):
            assert state.said is None


def test_a_table_has_only_the_columns_that_its_lines_have() -> None:
    table = table_for_file(REPORT, "tax")
    assert isinstance(table, Table)
    assert table.columns == ("Rate and rule", "Category", "Lines", "Taxed", "Sales tax")


def test_each_benefit_programme_is_told_by_itself() -> None:
    """As its stand-alone device tells it at the end of the day (money-tax-iias.md section 8)."""
    first = Entry(Figure.TENDERS, "EXTERNAL_BENEFIT", "Plan Plus", 2, Money(12_00))
    second = replace(first, part="OTC Network", count=1, amount=Money(30_00))
    report = Report(DAY, DAY, (first, second), before=(replace(first, amount=Money(5_00)),))
    lines = section(report, "tenders").lines
    assert [(each.name, each.count, each.amount, each.before) for each in lines] == [
        ("Benefit card · OTC Network", 1, Money(30_00), Money(0)),
        ("Benefit card · Plan Plus", 2, Money(12_00), Money(5_00)),
    ]
    file = table_for_file(report, "tenders")
    assert [row[0] for row in file.rows] == [each.name for each in lines]

"""The registers page: which register, which days, its rows, and the chosen row in full."""

from typing import Final

from terminal.app.dates import day_of
from terminal.app.inputs import Do, Intent
from terminal.app.record_terms import record_terms
from terminal.app.records import PAGES, REGISTERS, RegisterPage, shortened
from terminal.app.state import RecordsPage, TerminalState
from terminal.app.step_records import SPANS
from terminal.presentation.actions import press
from terminal.presentation.record_words import words_of
from terminal.presentation.text import counted, tr
from terminal.presentation.views import Action, Field, Figure, Notice, RecordsView, Row, Tone

SHOWN: Final = 200
"""Rows on the screen; a file holds them all."""
BEFORE: Final = 3
"""The day, the lane and the person go before a register's own columns."""
BESIDE: Final = 44
"""Letters that fit beside the name of their field."""
_SPANS: Final = {1: "Today", 7: "7 days", 30: "30 days", 366: "A year"}
assert set(_SPANS) == set(SPANS)


def records_view(state: TerminalState, page: RecordsPage) -> RecordsView:
    shown = page.shown
    return RecordsView(
        tr("Registers"),
        register_rows(page.register),
        tr(REGISTERS[page.register]),
        _explain(page, state),
        tuple(_span(page, days, number) for number, days in enumerate(SPANS, 1)),
        Field(
            "register", tr("Search: prescription, name, pharmacist …"), page.typed, state.revision
        ),
        () if shown is None else _rows(page, shown),
        _empty(page),
        "" if shown is None or not shown.rows else tr("The chosen row"),
        _detail(page),
        _notices(page),
        tuple(
            press(
                Do.WRITE_REGISTER,
                tr("Write {kind}", kind=ending.upper()),
                key,
                ending,
                unless=_nothing_to_write(page),
            )
            for ending, key in (("pdf", "F9"), ("csv", "F10"))
        ),
        _words(page),
    )


def _nothing_to_write(page: RecordsPage) -> str:
    if page.writing:
        return tr("It is being written")
    return "" if page.shown is not None and page.shown.rows else tr("There are no rows")


def register_rows(chosen: str) -> tuple[Row, ...]:
    """The registers, and below them what goes with them."""
    return tuple(
        Row(
            key,
            tr(name),
            "",
            selected=key == chosen,
            choose=Intent(Do.CHOOSE_REGISTER, key),
        )
        for key, name in PAGES.items()
    )


def register_keys(chosen: str) -> tuple[Action, ...]:
    """To the one above or below, for who has no mouse."""
    keys = tuple(PAGES)
    place = keys.index(chosen)
    above, below = keys[place - 1], keys[(place + 1) % len(keys)]
    return (
        press(Do.CHOOSE_REGISTER, tr("the register above"), "Ctrl+Up", above),
        press(Do.CHOOSE_REGISTER, tr("the register below"), "Ctrl+Down", below),
    )


def _span(page: RecordsPage, days: int, number: int) -> Action:
    chosen = Tone.GOOD if page.days == days else Tone.PLAIN
    return press(Do.CHOOSE_SPAN, tr(_SPANS[days]), f"Ctrl+{number}", str(days), tone=chosen)


def _explain(page: RecordsPage, state: TerminalState) -> str:
    """Which days, and what the rules in force ask of this register."""
    question = page.question
    if question is None:
        return ""
    said = tr("{since} to {until}", since=day_of(question.since), until=day_of(question.until))
    if page.sought:
        said = tr('{days}, with "{sought}"', days=said, sought=page.sought)
    terms = record_terms(page.register, state.policy.rules, state.day)
    return "\n".join((said, *words_of(terms)))


def _rows(page: RecordsPage, shown: RegisterPage) -> tuple[Row, ...]:
    return tuple(
        Row(
            str(row.seq),
            row.cells[BEFORE],
            " · ".join(cell for cell in row.cells[BEFORE + 1 : BEFORE + 4] if cell),
            (),
            row.cells[0],
            selected=place == page.highlighted,
        )
        for place, row in enumerate(shown.rows[:SHOWN])
    )


def _empty(page: RecordsPage) -> str:
    if page.reading:
        return tr("Reading …")
    if page.shown is None or page.shown.rows:
        return ""
    return tr("Nothing was recorded on these days.")


def _chosen(page: RecordsPage) -> tuple[tuple[str, str], ...]:
    """Each field of the chosen row with its name."""
    shown = page.shown
    if shown is None or not 0 <= page.highlighted < len(shown.rows):
        return ()
    row = shown.rows[page.highlighted]
    cells = (
        *zip(shown.columns, row.cells, strict=True),
        ("journal row", str(row.seq)),
        ("hash", row.hash),
    )
    return tuple((tr(name), shortened(cell)) for name, cell in cells if cell)


def _detail(page: RecordsPage) -> tuple[Figure, ...]:
    return tuple(Figure(name, cell) for name, cell in _chosen(page) if _is_short(cell))


def _words(page: RecordsPage) -> tuple[str, ...]:
    """What fits no line beside its name has lines of its own."""
    return tuple(f"{name}:\n{cell}" for name, cell in _chosen(page) if not _is_short(cell))


def _is_short(cell: str) -> bool:
    return len(cell) <= BESIDE and "\n" not in cell


def _notices(page: RecordsPage) -> tuple[Notice, ...]:
    if page.trouble:
        return (Notice(tr("It could not be done"), page.trouble, Tone.DANGER),)
    if page.writing:
        return (Notice(tr("Writing …"), "", Tone.INFO),)
    if page.written:
        keep = tr("It names patients: keep it safe, and delete it when it was handed over.")
        return (Notice(tr("Written: {place}", place=page.written), keep, Tone.GOOD),)
    shown = page.shown
    if shown is not None and (shown.more or len(shown.rows) > SHOWN):
        n = len(shown.rows)
        count = tr("more than {n} rows", n=n) if shown.more else counted(n, "1 row", "{n} rows")
        text = tr("The newest {n} are shown. A file holds {count}.", n=SHOWN, count=count)
        return (Notice(tr("There are {count}", count=count), text, Tone.INFO),)
    return ()

"""`rxlane receipt`: the paper of a ticket once more, on the console, as PDF or as PNG.

Rules that hold here: whoever asks shows own number and PIN, and it is recorded that a copy was
made; it says that it is one.
"""

from dataclasses import replace
from pathlib import Path

import typer

from terminal.app.faults import KnownFault
from terminal.app.permissions import Right
from terminal.app.receipt import Receipt, Style, TextRow, ticket_number
from terminal.app.receipt_forms import gift_lines, paper_of
from terminal.app.receipt_words import Words
from terminal.app.tickets import sought_of
from terminal.commands.desk import Asking, Desk, desk_of
from terminal.devices.paper_sheet import sheet_of
from terminal.domain.facts import RecordsRead
from terminal.domain.language import Language
from terminal.domain.receipt_wish import Form, RxWords, Wish
from terminal.domain.sale import Sale
from terminal.paper_files import write_sheet
from terminal.store import tickets


def show_receipt(
    folder: Path | None,
    by: Asking,
    ticket: str,
    wish: Wish,
    files: tuple[Path, ...],
    *,
    demo: bool,
) -> None:
    with desk_of(folder, by, Right.SELL, demo=demo) as desk:
        sale, paper = _paper(desk, ticket, wish)
        number = ticket_number(sale)
        desk.connection.rollback()
        desk.record(RecordsRead(f"receipt {number}", 1))
        sheet = sheet_of(paper, desk.settings.receipt_columns)
    for path in files:
        write_sheet(sheet, path, number)
        typer.echo(str(path))
    if not files:
        typer.echo(sheet.text, nl=False)


def _paper(desk: Desk, ticket: str, wish: Wish) -> tuple[Sale, Receipt]:
    today = desk.now().date()
    sought = sought_of(ticket, desk.settings.lane, today, desk.zone)
    if sought is None or sought.number is None:
        raise KnownFault(f"{ticket} is no ticket number", "", "It stands at the receipt's foot.")
    rows = tickets.over(desk.connection, sought)
    found = tickets.completed(desk.connection, rows[0].sale) if rows else None
    if found is None:
        voided = "It was voided: there is no receipt." if rows else "Is it a ticket of this store?"
        raise KnownFault(f"There is no receipt of ticket {ticket}", "", voided)
    sale, at = found
    if wish.form is Form.GIFT:
        wish = replace(wish, lines=tuple(line.id for line in gift_lines(sale)))
    cashier = desk.people.get(sale.staff, "")
    local, known = at.astimezone(desk.zone), desk.settings
    paper = paper_of(sale, known.store, cashier, local, wish, known.fsa)
    heading = TextRow(Words(wish.language)("*** COPY ***"), style=Style.LARGE)
    return sale, replace(paper, rows=(heading, *paper.rows))


def wish_of(language: Language, *, gift: bool, medicines: bool) -> Wish:
    rx = RxWords.NAME if medicines else RxWords.NUMBER
    return Wish(language, rx, Form.GIFT if gift else Form.RECEIPT)

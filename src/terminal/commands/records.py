"""`rxlane records`: registers, audit packs, holds; each by a person with own number and PIN.

Rules that hold here: reading a register is itself recorded; a file is written whole or not at all,
readable by its owner alone. What removes is in purge.py.
"""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table as Grid

from terminal import audit_pack, registers
from terminal.app.audit_list import MAX_BYTES, ListTooLong, read_list, text_of
from terminal.app.counted import form_of, rows_in
from terminal.app.dates import on_paper
from terminal.app.faults import KnownFault
from terminal.app.permissions import Right
from terminal.app.record_terms import record_terms
from terminal.app.records import RegisterPage
from terminal.commands.desk import Asking, desk_of
from terminal.commands.rule_book import book_of
from terminal.domain.barcode import RxLabel, RxNumber, rx_label
from terminal.domain.facts import HoldLifted, HoldPlaced, RecordsRead
from terminal.domain.rx_mask import DEFAULT_RX_MASKS
from terminal.paper_files import writer_for
from terminal.presentation.record_words import words_of
from terminal.registers import REGISTERS, register_of
from terminal.registers.row import Register
from terminal.store import fills, journal
from terminal.store.database import Connection
from terminal.store.due_rows import holds
from terminal.store.registry import sales_of_prescription

SHOWN: Final = 50
"""Rows of a register on a console; a file holds them all."""
_ANY_WIDTH: Final = 100_000


def list_registers() -> None:
    for each in REGISTERS:
        typer.echo(f"{each.key:<14}{each.title}")


def show(
    folder: Path | None,
    by: Asking,
    key: str,
    since: date | None,
    until: date | None,
    sought: str,
    files: tuple[Path, ...],
    *,
    demo: bool = False,
) -> None:
    """Print the newest rows of a register, or write all of them to files (.pdf, .csv)."""
    register = _register(key)
    writers = [writer_for(path) for path in files]
    with desk_of(folder, by, Right.READ_RECORDS, demo=demo) as desk:
        until = until or desk.now().date()
        since = since or until - timedelta(days=30)
        if since > until:
            raise KnownFault("The days are the wrong way round", f"{since} is after {until}.", "")
        first, end = _midnight(since, desk.zone), _midnight(until + timedelta(days=1), desk.zone)
        page = registers.read(desk.connection, register, first, end, desk.people, sought)
        desk.connection.rollback()
        desk.record(RecordsRead(register.key, len(page.rows)))
        book = book_of(folder, desk.settings, demo=demo)
        terms = record_terms(register.key, book, desk.now().date())
        paper = registers.paper_of(
            page, (since, until), desk.settings.store.name, desk.person.name, desk.now(), terms
        )
    for write, path in zip(writers, files, strict=True):
        write(paper, registers.table_of(page), path)
        typer.echo(f"{path}: {rows_in(page.rows)}")
    if not files:
        _print(page)
        for words in words_of(terms):
            typer.echo(words)
    if page.more:
        typer.echo(f"There are more than {len(page.rows)}: choose fewer days, or search.", err=True)


def audit(
    folder: Path | None,
    by: Asking,
    source: Path | None,
    files: tuple[Path, ...],
    *,
    demo: bool = False,
) -> int:
    """Write the proof for a list of prescriptions; 2 when any of them cannot be proved."""
    writers = [writer_for(path) for path in files]
    if not files:
        raise KnownFault("Where to?", "No file was named.", "Add --pdf pack.pdf or --csv pack.csv.")
    text = text_of(_list_bytes(source))
    if text is None:
        remedy = "Save the list as text, one prescription number a line, and name that file."
        raise KnownFault("This file is not text", "", remedy)
    try:
        wanted = read_list(text)
    except ListTooLong as error:
        raise KnownFault("The list is too long", f"{error}.", "Split it.") from error
    if not wanted:
        raise KnownFault("The list is empty", "", "Paste one prescription number a line.")
    with desk_of(folder, by, Right.READ_RECORDS, demo=demo) as desk:
        verdict = journal.verify(desk.connection, desk.meta.store_id, desk.public_key)
        head = journal.head(desk.connection, desk.meta.store_id, desk.meta.epoch)
        pack = audit_pack.collect(desk.connection, wanted, desk.people, desk.zone)
        desk.connection.rollback()
        desk.record(RecordsRead("audit pack", len(pack.evidence)))
        made = f"{on_paper(desk.now())}, {desk.person.name}"
        chain = audit_pack.chain_words(verdict, head, desk.public_key)
        paper = audit_pack.paper_of(pack, desk.settings.store.name, made, chain)
    proved = len(pack.evidence)
    pickups = form_of(proved, "1 pickup", f"{proved} pickups")
    for write, path in zip(writers, files, strict=True):
        write(paper, audit_pack.table_of(pack), path)
        typer.echo(f"{path}: {pickups}, {len(pack.missing)} not proved")
    return 2 if pack.missing else 0


def _list_bytes(source: Path | None) -> bytes:
    if source is None:
        return typer.get_binary_stream("stdin").read(MAX_BYTES)
    with source.open("rb") as file:
        return file.read(MAX_BYTES)


def hold(
    folder: Path | None,
    by: Asking,
    typed: str,
    reason: str,
    *,
    lift: bool,
    yes: bool = False,
    demo: bool = False,
) -> None:
    """Keep a prescription's records, or with no number all records, whatever their age."""
    if not reason.strip():
        raise KnownFault("A hold needs a reason", "", 'Add --reason "audit of March".')
    label = rx_label(typed, DEFAULT_RX_MASKS)
    if typed and not lift and not isinstance(label, RxLabel):
        raise _no_prescription(typed)
    rx = label.rx if isinstance(label, RxLabel) else typed
    with desk_of(folder, by, Right.REMOVE_RECORDS, demo=demo) as desk:
        held = holds(desk.connection).prescriptions
        known = not rx or _knows(desk.connection, RxNumber(rx))
        desk.connection.rollback()
        if lift and typed in held:
            rx = typed  # as an earlier version took it, whatever it is
        elif lift and rx and rx not in held:
            raise KnownFault(f"There is no hold on {rx}", "", "Look at: rxlane records purge")
        if not lift and not known and not yes and not typer.confirm(_UNKNOWN.format(rx=rx)):
            typer.echo("Nothing was held.")
            return
        fact = HoldLifted(rx, reason.strip()) if lift else HoldPlaced(rx, reason.strip())
        desk.record(fact)
    what = f"prescription {rx}" if rx else "everything"
    typer.echo(f"The hold on {what} was {'lifted' if lift else 'placed'}.")


_UNKNOWN: Final = "This store knows no prescription {rx}. Hold it all the same?"


def _no_prescription(typed: str) -> KnownFault:
    return KnownFault(f"{typed} is no prescription number", "", "Type it like 6012345.")


def _knows(connection: Connection, rx: RxNumber) -> bool:
    return bool(
        sales_of_prescription(connection, rx, None) or fills.of_prescription(connection, rx)
    )


# --- what is written


def _register(key: str) -> Register:
    found = register_of(key)
    if found is None:
        keys = ", ".join(each.key for each in REGISTERS)
        raise KnownFault(f"There is no register {key}", "", f"Choose one of: {keys}.")
    return found


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _width(console: Console, grid: Grid) -> int:
    """What it needs so that nothing is wrapped."""
    wide = console.options.update(max_width=_ANY_WIDTH)
    return console.measure(grid, options=wide).maximum


def _print_lines(page: RegisterPage) -> None:
    """Each record as lines of its own, where its row does not fit."""
    typer.echo(page.title)
    for row in page.rows[:SHOWN]:
        typer.echo("")
        for name, cell in zip(page.columns, row.cells, strict=True):
            if cell:
                typer.echo(f"{name}: {cell}")


def _print(page: RegisterPage) -> None:
    grid = Grid(*page.columns, title=page.title)
    for row in page.rows[:SHOWN]:
        grid.add_row(*(cell.replace("[", r"\[") for cell in row.cells))
    console = Console()
    if _width(console, grid) <= console.width:
        console.print(grid)
    else:
        _print_lines(page)
    left = len(page.rows) - SHOWN
    if left > 0:
        typer.echo(f"and {left} more; write them to a file with --csv or --pdf")

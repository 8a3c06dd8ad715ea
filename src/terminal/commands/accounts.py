"""`rxlane accounts`: open and change house accounts, list them by age, write statements.

Rules that hold here: whoever keeps accounts shows own number and PIN, and every change is a fact
with its reason; a statement names amounts and tickets, never what was bought.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from terminal.app.counted import rows_in
from terminal.app.dates import day_of
from terminal.app.faults import KnownFault
from terminal.app.permissions import Right
from terminal.commands.desk import Asking, Desk, desk_of
from terminal.domain import facts as f
from terminal.domain.account import Account, AccountId, account_id, aging, balance_of, unpaid
from terminal.domain.money import Money
from terminal.paper_files import writer_for
from terminal.presentation.statement import statement_paper, statement_table
from terminal.store import accounts

STATEMENT_DAYS: Final = 31


def open_account(
    folder: Path | None,
    by: Asking,
    number: str,
    name: str,
    limit: str,
    buyers: tuple[str, ...],
    master: str,
    *,
    demo: bool = False,
) -> None:
    """A new account has no credit until a limit is given."""
    with desk_of(folder, by, Right.KEEP_ACCOUNTS, demo=demo) as desk:
        new = _number(number)
        if accounts.find(desk.connection, new) is not None:
            raise KnownFault(f"There is an account {new}", "", "Choose another number.")
        payer = None
        if master:
            payer = _known(desk, master).id
            if _known(desk, master).master is not None:
                raise KnownFault(f"{payer} is a sub-account itself", "", "Name its master.")
        account = _made(lambda: Account(new, name.strip(), _amount(limit), _names(buyers), payer))
        desk.connection.rollback()
        desk.record(f.AccountOpened(account))
    typer.echo(f"Account {new} is open, with a limit of {account.limit}.")


def change(
    folder: Path | None,
    by: Asking,
    number: str,
    reason: str,
    *,
    limit: str | None,
    buyers: tuple[str, ...] | None,
    held: bool | None,
    demo: bool = False,
) -> None:
    """The terms that are named change; the others stay."""
    if not reason.strip():
        raise KnownFault("A change needs a reason", "", 'Add --reason "asked for by phone".')
    with desk_of(folder, by, Right.KEEP_ACCOUNTS, demo=demo) as desk:
        before = _known(desk, number)
        after = _made(
            lambda: replace(
                before,
                limit=before.limit if limit is None else _amount(limit),
                buyers=before.buyers if buyers is None else _names(buyers),
                held=before.held if held is None else held,
            )
        )
        desk.connection.rollback()
        if after == before:
            typer.echo("Nothing was changed.")
            return
        desk.record(f.AccountChanged(after, reason.strip()))
    state = ", on hold" if after.held else ""
    typer.echo(f"Account {after.id}: limit {after.limit}{state}.")


def list_accounts(folder: Path | None, by: Asking, *, demo: bool = False) -> None:
    """Every account that pays, with what it owes by age."""
    with desk_of(folder, by, Right.KEEP_ACCOUNTS, demo=demo) as desk:
        today = desk.now().date()
        grid = Grid("account", "name", "limit", "owes", "0-29", "30-59", "60-89", "90+", "")
        for each in accounts.every(desk.connection):
            if each.master is not None:
                mark = "on hold" if each.held else ""
                grid.add_row(each.id, escape(each.name), f"of {each.master}", *("",) * 5, mark)
                continue
            rows = accounts.postings(desk.connection, each.id, desk.zone)
            owes = balance_of(rows)
            ages = aging(unpaid(rows), today)
            by_age = (ages.current, ages.over_30, ages.over_60, ages.over_90)
            over = "over its limit" if owes > each.limit else ""
            mark = "on hold" if each.held else over
            cells = (each.limit, owes, *by_age)
            grid.add_row(each.id, escape(each.name), *(str(cell) for cell in cells), mark)
        desk.connection.rollback()
        desk.record(f.RecordsRead("house accounts", grid.row_count))
    Console().print(grid)


def statement(
    folder: Path | None,
    by: Asking,
    number: str,
    since: date | None,
    until: date | None,
    files: tuple[Path, ...],
    *,
    demo: bool = False,
) -> None:
    """What was bought and paid in a period, with what is owed by age at its end."""
    writers = [writer_for(path) for path in files]
    if not files:
        raise KnownFault("Where to?", "No file was named.", "Add --pdf statement.pdf.")
    with desk_of(folder, by, Right.KEEP_ACCOUNTS, demo=demo) as desk:
        account = _known(desk, number)
        if account.master is not None:
            raise KnownFault(
                f"{account.id} is a sub-account", f"{account.master} pays.", "Name that account."
            )
        until = until or desk.now().date()
        since = since or until - timedelta(days=STATEMENT_DAYS - 1)
        if since > until:
            raise KnownFault(
                "The days are the wrong way round", f"{day_of(since)} is after {day_of(until)}.", ""
            )
        rows = accounts.postings(desk.connection, account.id, desk.zone)
        desk.connection.rollback()
        desk.record(f.RecordsRead(f"statement {account.id}", len(rows)))
        paper = statement_paper(account, rows, (since, until), desk.settings.store)
    table = statement_table(rows, (since, until))
    for write, path in zip(writers, files, strict=True):
        write(paper, table, path)
        typer.echo(f"{path}: {rows_in(table.rows)}")


def _number(text: str) -> AccountId:
    number = account_id(text)
    if number is None:
        raise KnownFault(
            "That is no account number", "", "1 to 12 letters, digits and dashes, such as 1001."
        )
    return number


def _known(desk: Desk, text: str) -> Account:
    found = accounts.find(desk.connection, _number(text))
    if found is None:
        raise KnownFault(f"There is no account {_number(text)}", "", "See rxlane accounts list.")
    return found


def _amount(text: str) -> Money:
    try:
        return Money.parse(text)
    except ValueError as error:
        raise KnownFault("That is not an amount", "", "Write it like 250 or 250.00.") from error


def _names(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.strip() for name in names)


def _made(make: Callable[[], Account]) -> Account:
    try:
        return make()
    except ValueError as error:
        raise KnownFault("The account cannot be like that", f"{error}.", "") from error

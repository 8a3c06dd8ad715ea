"""The commands that ask for number and PIN, with their options: they tell of money and of people.

What they do is in modules of their own, each imported when it runs.
"""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from terminal.commands.opening import day_typed, faults_in_words
from terminal.commands.options import (
    DAY,
    EXAMPLE,
    WRITTEN,
    By,
    Csv,
    Day,
    Demo,
    Folder,
    FromDay,
    Pdf,
    PinStdin,
    ToDay,
    asking_by,
    dates_of,
)

staff_app: Final = typer.Typer(help="Who may sign in.", no_args_is_help=True)
pse_app: Final = typer.Typer(help="Sales of pseudoephedrine and its like.", no_args_is_help=True)
accounts_app: Final = typer.Typer(help="House accounts and their statements.", no_args_is_help=True)
records_app: Final = typer.Typer(help="Registers, audit packs and retention.", no_args_is_help=True)
report_app: Final = typer.Typer(help="What is read from this lane's store.", no_args_is_help=True)


@staff_app.command("add", epilog=EXAMPLE + 'staff add 14 "J. Doe" --role cashier --by 31')
def staff_add(
    number: Annotated[str, typer.Argument(help="The number the person signs in with.")],
    name: Annotated[str, typer.Argument(help="As it stands on the screen and the receipt.")],
    role: Annotated[str, typer.Option(help="cashier, window clerk, pharmacist or manager")],
    born: Annotated[
        str,
        typer.Option(
            metavar=DAY, help=f"For goods whose seller has to be of an age, as alcohol. {WRITTEN}"
        ),
    ] = "",
    by: Annotated[
        str, typer.Option(help="A manager's number, once there is one; the PIN is asked for.")
    ] = "",
    pin_stdin: PinStdin = False,
    folder: Folder = None,
    demo: Demo = False,
) -> None:
    """Add a person, or change name, role and PIN; the new PIN is asked for."""
    from terminal.commands.staff import add_person  # noqa: PLC0415  see cli.py

    with faults_in_words():
        asking = asking_by(by, pin_stdin=pin_stdin) if by else None
        add_person(number, name, role, born, asking, folder, demo=demo)


@staff_app.command("remove", epilog=EXAMPLE + "staff remove 14 --by 31")
def staff_remove(
    number: Annotated[str, typer.Argument(help="Whoever left.")],
    by: By,
    pin_stdin: PinStdin = False,
    folder: Folder = None,
    demo: Demo = False,
) -> None:
    """Let a person sign in no more; what they did stays under their number."""
    from terminal.commands.staff import remove_person  # noqa: PLC0415

    with faults_in_words():
        remove_person(number, asking_by(by, pin_stdin=pin_stdin), folder, demo=demo)


@staff_app.command("list", epilog=EXAMPLE + "staff list --by 31")
def staff_list(
    by: By, pin_stdin: PinStdin = False, folder: Folder = None, demo: Demo = False
) -> None:
    """Who may sign in, in which role, and trained until when."""
    from terminal.commands.staff import list_people  # noqa: PLC0415

    with faults_in_words():
        list_people(asking_by(by, pin_stdin=pin_stdin), folder, demo=demo)


@report_app.command("waivers", epilog=EXAMPLE + "report waivers --by 31 --since 2026-11-01")
def report_waivers(
    by: By,
    since: Day = None,
    until: Day = None,
    pin_stdin: PinStdin = False,
    folder: Folder = None,
    demo: Demo = False,
) -> None:
    """How often copays were waived: by whom, why, for which payers; the last 30 days."""
    from terminal.commands.report import report_waivers as run  # noqa: PLC0415

    with faults_in_words():
        run(folder, asking_by(by, pin_stdin=pin_stdin), since, until, demo=demo)


@report_app.command(
    "sales", epilog=EXAMPLE + "report sales --by 31 --since 2026-11-01 --pdf nov.pdf"
)
def report_sales(
    by: By,
    since: Day = None,
    until: Day = None,
    csv: Annotated[Path | None, typer.Option(help="Write every line to this file.")] = None,
    pdf: Annotated[Path | None, typer.Option(help="Write all reports with their charts.")] = None,
    takings: Annotated[
        bool,
        typer.Option("--takings", help="Also of a till that is open: you may not count it then."),
    ] = False,
    pin_stdin: PinStdin = False,
    *,
    folder: Folder = None,
    demo: Demo = False,
) -> None:
    """What some days brought: sales, payments, tax, FSA/HSA, copays; today when none are given."""
    from terminal.commands.report_sales import report_sales as run  # noqa: PLC0415

    with faults_in_words():
        files = [each for each in (csv, pdf) if each is not None]
        run(
            folder,
            asking_by(by, pin_stdin=pin_stdin),
            since,
            until,
            files,
            takings=takings,
            demo=demo,
        )


@staff_app.command("train", epilog=EXAMPLE + "staff train 14 --until 2027-06-30 --by 31")
def staff_train(
    number: Annotated[str, typer.Argument(help="The number the person signs in with.")],
    until: Annotated[
        datetime,
        typer.Option(
            parser=day_typed, metavar=DAY, help=f"The last day of the training. {WRITTEN}"
        ),
    ],
    by: By,
    pin_stdin: PinStdin = False,
    folder: Folder = None,
    demo: Demo = False,
) -> None:
    """Record that a person is trained to sell pseudoephedrine; without it nobody sells any."""
    from terminal.commands.staff import train_person  # noqa: PLC0415

    with faults_in_words():
        asking = asking_by(by, pin_stdin=pin_stdin)
        train_person(number, until.date(), asking, folder, demo=demo)


@pse_app.command("duress", epilog=EXAMPLE + "pse duress --by 31")
def pse_duress(
    by: By, pin_stdin: PinStdin = False, folder: Folder = None, demo: Demo = False
) -> None:
    """Print every stop of the exchange that was passed over under duress."""
    from terminal.commands.pse import list_overridden  # noqa: PLC0415

    with faults_in_words():
        list_overridden(folder, asking_by(by, pin_stdin=pin_stdin), demo=demo)


@records_app.command("list", epilog=EXAMPLE + "records list")
def records_list() -> None:
    """Print the names of the registers."""
    from terminal.commands.records import list_registers  # noqa: PLC0415

    list_registers()


@records_app.command("show", epilog=EXAMPLE + "records show signatures --by 31 --pdf log.pdf")
def records_show(
    register: Annotated[str, typer.Argument(help="A name of `records list`.")],
    by: By,
    since: FromDay = None,
    until: ToDay = None,
    search: Annotated[str, typer.Option(help="Only rows that hold each of these words.")] = "",
    pdf: Pdf = None,
    csv: Csv = None,
    pin_stdin: PinStdin = False,
    *,
    folder: Folder = None,
    demo: Demo = False,
) -> None:
    """Show a register, newest first, or write it to files."""
    from terminal.commands.records import show  # noqa: PLC0415

    first, last = dates_of(since, until)
    files = tuple(each for each in (pdf, csv) if each is not None)
    with faults_in_words():
        show(
            folder,
            asking_by(by, pin_stdin=pin_stdin),
            register,
            first,
            last,
            search,
            files,
            demo=demo,
        )


@records_app.command("audit", epilog=EXAMPLE + "records audit list.txt --by 31 --pdf pack.pdf")
def records_audit(
    by: By,
    numbers: Annotated[
        Path | None, typer.Argument(help="A file with prescription numbers; else the input.")
    ] = None,
    pdf: Pdf = None,
    csv: Csv = None,
    pin_stdin: PinStdin = False,
    folder: Folder = None,
    demo: Demo = False,
) -> None:
    """Write what proves the pickup of each prescription of a payer's list."""
    from terminal.commands.records import audit  # noqa: PLC0415

    files = tuple(each for each in (pdf, csv) if each is not None)
    with faults_in_words():
        status = audit(folder, asking_by(by, pin_stdin=pin_stdin), numbers, files, demo=demo)
    raise typer.Exit(status)


@records_app.command("purge", epilog=EXAMPLE + "records purge --by 31 --dry-run")
def records_purge(
    by: By,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what is due.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Remove without asking.")] = False,
    pin_stdin: PinStdin = False,
    folder: Folder = None,
    demo: Demo = False,
) -> None:
    """Remove the content of records that were kept long enough; the journal still verifies."""
    from terminal.commands.purge import purge  # noqa: PLC0415

    with faults_in_words():
        purge(folder, asking_by(by, pin_stdin=pin_stdin), dry_run=dry_run, yes=yes, demo=demo)


@records_app.command("hold", epilog=EXAMPLE + 'records hold 6012345 --by 31 --reason "audit"')
def records_hold(
    by: By,
    reason: Annotated[str, typer.Option(help="Why; it is recorded.")],
    rx: Annotated[str, typer.Argument(help="A prescription number; all records without.")] = "",
    lift: Annotated[bool, typer.Option("--lift", help="End the hold.")] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Hold a number that this store does not know, too.")
    ] = False,
    pin_stdin: PinStdin = False,
    folder: Folder = None,
    demo: Demo = False,
) -> None:
    """Keep records whatever their age: a legal hold."""
    from terminal.commands.records import hold  # noqa: PLC0415

    with faults_in_words():
        hold(folder, asking_by(by, pin_stdin=pin_stdin), rx, reason, lift=lift, yes=yes, demo=demo)


@accounts_app.command(
    "open", epilog=EXAMPLE + 'accounts open 1001 "Sample Care Home" --limit 500 --by 31'
)
def accounts_open(
    number: Annotated[str, typer.Argument(help="1 to 12 letters, digits and dashes.")],
    name: Annotated[str, typer.Argument(help="Who pays.")],
    by: By,
    limit: Annotated[str, typer.Option(help="The most that may be owed.")] = "0",
    buyer: Annotated[list[str] | None, typer.Option(help="Who may buy on it; repeat.")] = None,
    master: Annotated[str, typer.Option(help="The account that pays for this one.")] = "",
    pin_stdin: PinStdin = False,
    *,
    folder: Folder = None,
    demo: Demo = False,
) -> None:
    """Open a house account."""
    from terminal.commands.accounts import open_account  # noqa: PLC0415

    with faults_in_words():
        open_account(
            folder,
            asking_by(by, pin_stdin=pin_stdin),
            number,
            name,
            limit,
            tuple(buyer or ()),
            master,
            demo=demo,
        )


@accounts_app.command(
    "change", epilog=EXAMPLE + 'accounts change 1001 --limit 300 --reason "asked" --by 31'
)
def accounts_change(
    number: Annotated[str, typer.Argument(help="A number of `accounts list`.")],
    by: By,
    reason: Annotated[str, typer.Option(help="Why; it is recorded.")],
    limit: Annotated[str | None, typer.Option(help="The most that may be owed.")] = None,
    buyer: Annotated[list[str] | None, typer.Option(help="All who may buy; repeat.")] = None,
    hold: Annotated[
        bool | None, typer.Option("--hold/--release", help="Sell nothing on it, or again.")
    ] = None,
    pin_stdin: PinStdin = False,
    *,
    folder: Folder = None,
    demo: Demo = False,
) -> None:
    """Change what a house account may do."""
    from terminal.commands.accounts import change  # noqa: PLC0415

    with faults_in_words():
        buyers = None if buyer is None else tuple(buyer)
        change(
            folder,
            asking_by(by, pin_stdin=pin_stdin),
            number,
            reason,
            limit=limit,
            buyers=buyers,
            held=hold,
            demo=demo,
        )


@accounts_app.command("list", epilog=EXAMPLE + "accounts list --by 31")
def accounts_list(
    by: By, pin_stdin: PinStdin = False, folder: Folder = None, demo: Demo = False
) -> None:
    """Every house account, with what it owes by age."""
    from terminal.commands.accounts import list_accounts  # noqa: PLC0415

    with faults_in_words():
        list_accounts(folder, asking_by(by, pin_stdin=pin_stdin), demo=demo)


@accounts_app.command(
    "statement", epilog=EXAMPLE + "accounts statement 1001 --by 31 --pdf 1001.pdf"
)
def accounts_statement(
    number: Annotated[str, typer.Argument(help="A number of `accounts list`.")],
    by: By,
    since: FromDay = None,
    until: ToDay = None,
    pdf: Pdf = None,
    csv: Csv = None,
    pin_stdin: PinStdin = False,
    *,
    folder: Folder = None,
    demo: Demo = False,
) -> None:
    """Write the statement of a house account to files."""
    from terminal.commands.accounts import statement  # noqa: PLC0415

    first, last = dates_of(since, until)
    files = tuple(each for each in (pdf, csv) if each is not None)
    with faults_in_words():
        asking = asking_by(by, pin_stdin=pin_stdin)
        statement(folder, asking, number, first, last, files, demo=demo)

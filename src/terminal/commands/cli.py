"""The commands and their options. Each imports what it needs when it runs, so that none waits for
another's libraries.
"""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from terminal.app.faults import KnownFault
from terminal.commands.hub_cli import hub_app
from terminal.commands.opening import day_typed, faults_in_words
from terminal.domain.language import Language
from terminal.domain.prescription import Therapy
from terminal.paths import program_version

if TYPE_CHECKING:
    from terminal.commands.desk import Asking

app = typer.Typer(
    name="rxlane",
    help="The counter of an independent pharmacy: prescriptions and goods on one ticket.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
catalogue_app = typer.Typer(help="The catalogue of over-the-counter goods.", no_args_is_help=True)
journal_app = typer.Typer(help="The tamper-evident journal.", no_args_is_help=True)
staff_app = typer.Typer(help="Who may sign in.", no_args_is_help=True)
key_app = typer.Typer(help="The key of the encrypted store.", no_args_is_help=True)
devices_app = typer.Typer(help="The devices of this lane.", no_args_is_help=True)
pse_app = typer.Typer(help="Sales of pseudoephedrine and its like.", no_args_is_help=True)
rules_app = typer.Typer(help="The rules of the pickup counter.", no_args_is_help=True)
app.add_typer(rules_app, name="rules")
promotions_app = typer.Typer(help="The store's promotions.", no_args_is_help=True)
app.add_typer(promotions_app, name="promotions")
app.add_typer(pse_app, name="pse")
accounts_app = typer.Typer(help="House accounts and their statements.", no_args_is_help=True)
app.add_typer(accounts_app, name="accounts")
records_app = typer.Typer(help="Registers, audit packs and retention.", no_args_is_help=True)
app.add_typer(records_app, name="records")
app.add_typer(devices_app, name="devices")
app.add_typer(key_app, name="key")
app.add_typer(catalogue_app, name="catalogue")
app.add_typer(journal_app, name="journal")
app.add_typer(staff_app, name="staff")
report_app = typer.Typer(help="What is read from this lane's store.", no_args_is_help=True)
app.add_typer(report_app, name="report")
app.add_typer(hub_app, name="hub")

Folder = Annotated[
    Path | None,
    typer.Option(help="Folder of the store and its settings; the user's own when left out."),
]
Demo = Annotated[bool, typer.Option("--demo", help="The demo with invented people and devices.")]
By = Annotated[str, typer.Option(help="Your staff number; the PIN is asked for.")]
PinStdin = Annotated[
    bool,
    typer.Option("--pin-stdin", help="For scripts: the PIN is the first line of the input."),
]
EXAMPLE: Final = "Example:  rxlane "
DAY: Final = "DAY"
WRITTEN: Final = "Like 2026-01-31 or 01/31/2026."


def _asking(by: str, *, pin_stdin: bool) -> "Asking":
    from terminal.commands.desk import asking  # noqa: PLC0415  see the first sentence

    return asking(by, pin_stdin=pin_stdin)


@app.command(epilog=EXAMPLE + "counter --demo")
def counter(
    demo: Demo = False,
    scripted: Annotated[
        bool, typer.Option("--scripted", help="Play one ticket by itself and prove it.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(help="Where the scripted ticket leaves its pictures.")
    ] = None,
    folder: Folder = None,
    windows: Annotated[
        bool, typer.Option("--windows", help="With --demo: each device in a window of its own.")
    ] = False,
) -> None:
    """Open the counter."""
    from terminal.commands.counter import run_counter, run_demo, run_scripted  # noqa: PLC0415  see the first sentence
    from terminal.ui.application import has_display  # noqa: PLC0415

    with faults_in_words(in_window=not scripted):
        if windows and not demo:
            raise KnownFault(
                "Only the demo's devices have windows",
                "--windows was given without --demo.",
                "Add --demo, or leave --windows out.",
            )
        plays = scripted or (demo and not has_display())
        if plays and folder is not None:
            raise KnownFault(
                "The scripted ticket plays in a new store of its own",
                "--folder was given" + ("." if scripted else ", and there is no display here."),
                "Leave --folder out; --out names the folder of its pictures.",
            )
        if plays:
            if not scripted:
                typer.echo("There is no display here: playing the scripted ticket instead.")
            status = run_scripted(out)
        elif demo:
            status = run_demo(folder, windows=windows)
        else:
            status = run_counter(folder)
    raise typer.Exit(status)


@catalogue_app.command("import", epilog=EXAMPLE + "catalogue import prices.csv")
def catalogue_import(
    file: Annotated[Path, typer.Argument(help="CSV or CSV.GZ with a header row.")],
    folder: Folder = None,
    demo: Demo = False,
) -> None:
    """Import items; rows with a mistake are listed and left out."""
    from terminal.commands.catalogue import import_file  # noqa: PLC0415

    with faults_in_words():
        status = import_file(file, folder, demo=demo)
    raise typer.Exit(status)


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
    from terminal.commands.staff import add_person  # noqa: PLC0415

    with faults_in_words():
        asking = _asking(by, pin_stdin=pin_stdin) if by else None
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
        remove_person(number, _asking(by, pin_stdin=pin_stdin), folder, demo=demo)


@staff_app.command("list", epilog=EXAMPLE + "staff list --by 31")
def staff_list(
    by: By, pin_stdin: PinStdin = False, folder: Folder = None, demo: Demo = False
) -> None:
    """Who may sign in, in which role, and trained until when."""
    from terminal.commands.staff import list_people  # noqa: PLC0415

    with faults_in_words():
        list_people(_asking(by, pin_stdin=pin_stdin), folder, demo=demo)


@app.command("book", epilog=EXAMPLE + "book --by 31 --since 2026-01-01 > book.csv")
def book(
    by: By,
    since: Annotated[
        datetime | None, typer.Option(parser=day_typed, metavar=DAY, help=f"First day. {WRITTEN}")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(parser=day_typed, metavar=DAY, help=f"Last day. {WRITTEN}")
    ] = None,
    pin_stdin: PinStdin = False,
    folder: Folder = None,
    demo: Demo = False,
) -> None:
    """Print the record book of Schedule V sold without a prescription, as a table (CSV)."""
    from terminal.commands.book import print_book  # noqa: PLC0415

    first, last = (None if each is None else each.date() for each in (since, until))
    with faults_in_words():
        print_book(folder, _asking(by, pin_stdin=pin_stdin), first, last, demo=demo)


Day = Annotated[datetime | None, typer.Option(parser=day_typed, metavar=DAY, help=WRITTEN)]


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
        run(folder, _asking(by, pin_stdin=pin_stdin), since, until, demo=demo)


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
            _asking(by, pin_stdin=pin_stdin),
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
        asking = _asking(by, pin_stdin=pin_stdin)
        train_person(number, until.date(), asking, folder, demo=demo)


@pse_app.command("duress", epilog=EXAMPLE + "pse duress --by 31")
def pse_duress(
    by: By, pin_stdin: PinStdin = False, folder: Folder = None, demo: Demo = False
) -> None:
    """Print every stop of the exchange that was passed over under duress."""
    from terminal.commands.pse import list_overridden  # noqa: PLC0415

    with faults_in_words():
        list_overridden(folder, _asking(by, pin_stdin=pin_stdin), demo=demo)


@app.command("receipt", epilog=EXAMPLE + "receipt 2-000482 --by 301 --pdf copy.pdf --lang es")
def receipt(
    ticket: Annotated[str, typer.Argument(help="Its number, as at the receipt's foot.")],
    by: By,
    pdf: Annotated[Path | None, typer.Option(help="A file to write.")] = None,
    png: Annotated[Path | None, typer.Option(help="A file to write.")] = None,
    lang: Annotated[Language, typer.Option(help="The language of the paper.")] = Language.ENGLISH,
    gift: Annotated[bool, typer.Option("--gift", help="The goods, without prices.")] = False,
    medicines: Annotated[
        bool, typer.Option("--medicines", help="Name them: the patient asks for it.")
    ] = False,
    pin_stdin: PinStdin = False,
    *,
    folder: Folder = None,
    demo: Demo = False,
) -> None:
    """Print a copy of a receipt here, or write it as it lies on paper."""
    from terminal.commands.receipt import show_receipt, wish_of  # noqa: PLC0415

    with faults_in_words():
        files = tuple(each for each in (pdf, png) if each is not None)
        show_receipt(
            folder,
            _asking(by, pin_stdin=pin_stdin),
            ticket,
            wish_of(lang, gift=gift, medicines=medicines),
            files,
            demo=demo,
        )


@journal_app.command("verify", epilog=EXAMPLE + "journal verify --demo")
def journal_verify(folder: Folder = None, demo: Demo = False) -> None:
    """Check every row of the journal: the hash chain, the bodies, the signed checkpoints."""
    from terminal.commands.journal import verify_journal  # noqa: PLC0415

    with faults_in_words():
        status = verify_journal(folder, demo=demo)
    raise typer.Exit(status)


State = Annotated[
    str, typer.Option(help="Such as US-NC or nc; that of the lane's settings when left out.")
]
OnDay = Annotated[
    datetime | None,
    typer.Option("--on", parser=day_typed, metavar=DAY, help=f"Today when left out. {WRITTEN}"),
]


@rules_app.command("list", epilog=EXAMPLE + "rules list --state US-NC")
def rules_list(
    state: State = "", on: OnDay = None, folder: Folder = None, demo: Demo = False
) -> None:
    """Print the rows that hold in this store, each with its source."""
    from terminal.commands.rules import list_rules  # noqa: PLC0415

    with faults_in_words():
        list_rules(folder, state, None if on is None else on.date(), demo=demo)


@rules_app.command("explain", epilog=EXAMPLE + "rules explain --state US-NC --schedule 2")
def rules_explain(
    rx: Annotated[
        str, typer.Argument(help="A fill of this store, like 6012345-00; or describe one.")
    ] = "",
    state: State = "",
    on: OnDay = None,
    refill: Annotated[bool, typer.Option("--refill", help="Not the first fill.")] = False,
    schedule: Annotated[int | None, typer.Option(min=2, max=5, help="DEA schedule.")] = None,
    cash: Annotated[bool, typer.Option("--cash", help="No third party pays.")] = False,
    therapy: Annotated[
        Therapy, typer.Option(help="What the medicine is to the patient.")
    ] = Therapy.UNKNOWN,
    *,
    folder: Folder = None,
    demo: Demo = False,
) -> None:
    """Say which rules apply to a fill on a day, and why."""
    from terminal.commands.rules import Described, explain, fill_key  # noqa: PLC0415

    with faults_in_words():
        what = fill_key(rx) if rx else Described(refill, schedule, not cash, therapy)
        explain(folder, state, None if on is None else on.date(), what, demo=demo)


@rules_app.command("check", epilog=EXAMPLE + "rules check rules/own.toml")
def rules_check(
    files: Annotated[
        list[Path] | None, typer.Argument(help="The lane's own files when left out.")
    ] = None,
    folder: Folder = None,
    demo: Demo = False,
) -> None:
    """Read rule files and name every mistake with its line; nothing is changed."""
    from terminal.commands.rules import check  # noqa: PLC0415

    with faults_in_words():
        status = check(files or [], folder, demo=demo)
    raise typer.Exit(status)


@promotions_app.command("list", epilog=EXAMPLE + "promotions list --on 2026-12-01")
def promotions_list(on: OnDay = None, folder: Folder = None, demo: Demo = False) -> None:
    """Print what the store has declared, and what of it holds today."""
    from terminal.commands.promotions import list_promotions  # noqa: PLC0415

    with faults_in_words():
        list_promotions(folder, None if on is None else on.date(), demo=demo)


@promotions_app.command("check", epilog=EXAMPLE + "promotions check promotions.toml")
def promotions_check(
    file: Annotated[Path | None, typer.Argument(help="The lane's own file when left out.")] = None,
    folder: Folder = None,
    demo: Demo = False,
) -> None:
    """Read a file of promotions and name every mistake with its line; nothing is changed."""
    from terminal.commands.promotions import check_promotions  # noqa: PLC0415

    with faults_in_words():
        status = check_promotions(file, folder, demo=demo)
    raise typer.Exit(status)


Pdf = Annotated[Path | None, typer.Option(help="Write a PDF there.")]
Csv = Annotated[Path | None, typer.Option(help="Write a CSV there.")]


@records_app.command("list", epilog=EXAMPLE + "records list")
def records_list() -> None:
    """Print the names of the registers."""
    from terminal.commands.records import list_registers  # noqa: PLC0415

    list_registers()


@records_app.command("show", epilog=EXAMPLE + "records show signatures --by 31 --pdf log.pdf")
def records_show(
    register: Annotated[str, typer.Argument(help="A name of `records list`.")],
    by: By,
    since: Annotated[
        datetime | None,
        typer.Option(parser=day_typed, metavar=DAY, help=f"30 days before the last day. {WRITTEN}"),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option(parser=day_typed, metavar=DAY, help=f"The last day; today. {WRITTEN}"),
    ] = None,
    search: Annotated[str, typer.Option(help="Only rows that hold this text.")] = "",
    pdf: Pdf = None,
    csv: Csv = None,
    pin_stdin: PinStdin = False,
    *,
    folder: Folder = None,
    demo: Demo = False,
) -> None:
    """Show a register, newest first, or write it to files."""
    from terminal.commands.records import show  # noqa: PLC0415

    first, last = (None if each is None else each.date() for each in (since, until))
    files = tuple(each for each in (pdf, csv) if each is not None)
    with faults_in_words():
        show(
            folder,
            _asking(by, pin_stdin=pin_stdin),
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
        status = audit(folder, _asking(by, pin_stdin=pin_stdin), numbers, files, demo=demo)
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
    from terminal.commands.records import purge  # noqa: PLC0415

    with faults_in_words():
        purge(folder, _asking(by, pin_stdin=pin_stdin), dry_run=dry_run, yes=yes, demo=demo)


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
        hold(folder, _asking(by, pin_stdin=pin_stdin), rx, reason, lift=lift, yes=yes, demo=demo)


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
            _asking(by, pin_stdin=pin_stdin),
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
            _asking(by, pin_stdin=pin_stdin),
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
        list_accounts(folder, _asking(by, pin_stdin=pin_stdin), demo=demo)


@accounts_app.command(
    "statement", epilog=EXAMPLE + "accounts statement 1001 --by 31 --pdf 1001.pdf"
)
def accounts_statement(
    number: Annotated[str, typer.Argument(help="A number of `accounts list`.")],
    by: By,
    since: Annotated[
        datetime | None,
        typer.Option(parser=day_typed, metavar=DAY, help=f"30 days before the last day. {WRITTEN}"),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option(parser=day_typed, metavar=DAY, help=f"The last day; today. {WRITTEN}"),
    ] = None,
    pdf: Pdf = None,
    csv: Csv = None,
    pin_stdin: PinStdin = False,
    *,
    folder: Folder = None,
    demo: Demo = False,
) -> None:
    """Write the statement of a house account to files."""
    from terminal.commands.accounts import statement  # noqa: PLC0415

    first, last = (None if each is None else each.date() for each in (since, until))
    files = tuple(each for each in (pdf, csv) if each is not None)
    with faults_in_words():
        asking = _asking(by, pin_stdin=pin_stdin)
        statement(folder, asking, number, first, last, files, demo=demo)


@key_app.command("code", epilog=EXAMPLE + "key code")
def key_code(folder: Folder = None, demo: Demo = False) -> None:
    """Make the recovery code to print; an earlier one opens nothing any more."""
    from terminal.commands.key import print_code  # noqa: PLC0415

    with faults_in_words():
        print_code(folder, demo=demo)


@key_app.command("recover", epilog=EXAMPLE + "key recover")
def key_recover(folder: Folder = None, demo: Demo = False) -> None:
    """Open a store whose keyring or passphrase is lost, with the printed code."""
    from terminal.commands.key import recover  # noqa: PLC0415

    with faults_in_words():
        recover(folder, demo=demo)


@devices_app.command("list", epilog=EXAMPLE + "devices list")
def devices_list(folder: Folder = None) -> None:
    """Show the devices of the lane and everything that is plugged in; nothing is written to it."""
    from terminal.commands.devices import list_devices  # noqa: PLC0415

    with faults_in_words():
        list_devices(folder)


@devices_app.command("assign", epilog=EXAMPLE + "devices assign printer 192.168.1.20")
def devices_assign(
    device: Annotated[str, typer.Argument(help="scanner, printer, display or card-terminal")],
    address: Annotated[
        str, typer.Argument(help="From `devices list`, or a network address; '' takes it off.")
    ],
    kind: Annotated[str, typer.Option(help="What no wire tells, for example honeywell.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Keep it without asking.")] = False,
    folder: Folder = None,
) -> None:
    """Try a device in its place, and keep it when you say that it is the right one."""
    from terminal.commands.devices import assign_device  # noqa: PLC0415

    with faults_in_words():
        status = assign_device(device, address, kind, folder, yes=yes)
    raise typer.Exit(status)


@devices_app.command("test", epilog=EXAMPLE + "devices test printer")
def devices_test(
    device: Annotated[str, typer.Argument(help="scanner, printer, display or card-terminal")],
    folder: Folder = None,
) -> None:
    """Let a device show that it works, while the counter is closed."""
    from terminal.commands.devices import test_device  # noqa: PLC0415

    with faults_in_words():
        status = test_device(device, folder)
    raise typer.Exit(status)


@devices_app.command("drawer", epilog=EXAMPLE + "devices drawer")
def devices_drawer(folder: Folder = None) -> None:
    """Learn what the drawer's sensor means: open and close it, step by step, and keep it."""
    from terminal.commands.drawer import learn_drawer  # noqa: PLC0415

    with faults_in_words():
        status = learn_drawer(folder)
    raise typer.Exit(status)


@devices_app.command("logo", epilog=EXAMPLE + "devices logo logo.png")
def devices_logo(
    file: Annotated[Path, typer.Argument(help="A picture in black and white.")],
    folder: Folder = None,
) -> None:
    """Store the picture in the printer, under the key that the settings name."""
    from terminal.commands.logo import store_logo  # noqa: PLC0415

    with faults_in_words():
        store_logo(file, folder)


@key_app.command("terminal", epilog=EXAMPLE + "key terminal")
def key_terminal(folder: Folder = None) -> None:
    """Set the passphrase of a nexo card terminal; it is asked for and not shown."""
    from terminal.commands.key import set_terminal_passphrase  # noqa: PLC0415

    with faults_in_words():
        set_terminal_passphrase(folder)


@key_app.command("phms", epilog=EXAMPLE + "key phms")
def key_phms(folder: Folder = None) -> None:
    """Set the key that the PhMS lets this lane in with; it is asked for and not shown."""
    from terminal.commands.key import set_phms_key  # noqa: PLC0415

    with faults_in_words():
        set_phms_key(folder)


@key_app.command("mail", epilog=EXAMPLE + "key mail")
def key_mail(folder: Folder = None) -> None:
    """Set the password of the mail server that sends receipts; it is asked for and not shown."""
    from terminal.commands.key import set_line_password  # noqa: PLC0415
    from terminal.vault.sealed_word import MAIL  # noqa: PLC0415

    with faults_in_words():
        set_line_password(folder, MAIL)


@key_app.command("texts", epilog=EXAMPLE + "key texts")
def key_texts(folder: Folder = None) -> None:
    """Set the key of the gateway for text messages; it is asked for and not shown."""
    from terminal.commands.key import set_line_password  # noqa: PLC0415
    from terminal.vault.sealed_word import TEXTS  # noqa: PLC0415

    with faults_in_words():
        set_line_password(folder, TEXTS)


@app.command(epilog=EXAMPLE + "backup /media/backup")
def backup(
    target: Annotated[Path, typer.Argument(help="A folder, or the name of the copy.")],
    folder: Folder = None,
    demo: Demo = False,
) -> None:
    """Copy the store of a closed counter, encrypted, and prove the copy."""
    from terminal.commands.key import make_backup  # noqa: PLC0415

    with faults_in_words():
        make_backup(target, folder, demo=demo)


@app.command(epilog=EXAMPLE + "simulate printer --listen tcp://127.0.0.1:9100")
def simulate(
    device: Annotated[
        str, typer.Argument(help="printer, card-terminal, nexo, scanner, display, phms")
    ],
    listen: Annotated[
        str,
        typer.Option(
            help="pty:, pty:/path/of/link, tcp://127.0.0.1:PORT; nexo: https://127.0.0.1:PORT. "
            "Left out, a pty or a port of its own."
        ),
    ] = "",
    kind: Annotated[
        str,
        typer.Option(
            help="In the words of settings.toml. scanner: honeywell, zebra ssi, hid; "
            "display: epson, logic controls; card-terminal: pax, nexo."
        ),
    ] = "",
    state: Annotated[Path | None, typer.Option(help="File that keeps its state.")] = None,
    script: Annotated[
        Path | None, typer.Option(help="File of commands that are carried out first.")
    ] = None,
    window: Annotated[bool, typer.Option("--window", help="Show it in a window.")] = False,
    dark: Annotated[bool, typer.Option("--dark", help="A dark window.")] = False,
) -> None:
    """Run one simulated device or PhMS until Ctrl+C.

    A device takes commands on the console: type `help`. The PhMS takes none.
    """
    from terminal.commands.simulate import simulate_device  # noqa: PLC0415

    with faults_in_words():
        simulate_device(device, listen, state, script, kind=kind, window=window, dark=dark)


@app.command(epilog=EXAMPLE + "gallery pictures/")
def gallery(
    folder: Annotated[Path, typer.Argument(help="Where the pictures go.")],
) -> None:
    """Render every page in all its states and both themes as PNG."""
    from terminal.commands.gallery import render  # noqa: PLC0415

    with faults_in_words():
        render(folder)


@app.command(epilog=EXAMPLE + "doctor")
def doctor(folder: Folder = None, demo: Demo = False) -> None:
    """Look at everything the counter needs, and say what is missing."""
    from terminal.commands.doctor import examine  # noqa: PLC0415

    with faults_in_words():
        status = examine(folder, demo=demo)
    raise typer.Exit(status)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"rxlane {program_version()}")
        raise typer.Exit


@app.callback()
def _root(
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """The counter of an independent pharmacy."""


def main() -> None:
    app()

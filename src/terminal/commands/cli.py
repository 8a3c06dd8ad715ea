"""The commands and their options. Each imports what it needs when it runs, so that none waits for
another's libraries.
"""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from terminal.app.faults import KnownFault
from terminal.commands.desk_cli import accounts_app, pse_app, records_app, report_app, staff_app
from terminal.commands.hub_cli import hub_app
from terminal.commands.opening import day_typed, faults_in_words
from terminal.commands.options import (
    DAY,
    EXAMPLE,
    WRITTEN,
    By,
    Demo,
    Folder,
    OnDay,
    PinStdin,
    asking_by,
    dates_of,
)
from terminal.domain.language import Language
from terminal.domain.prescription import Therapy
from terminal.paths import program_version

app = typer.Typer(
    name="rxlane",
    help="The counter of an independent pharmacy: prescriptions and goods on one ticket.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
catalogue_app = typer.Typer(help="The catalogue of over-the-counter goods.", no_args_is_help=True)
journal_app = typer.Typer(help="The tamper-evident journal.", no_args_is_help=True)
key_app = typer.Typer(help="The key of the encrypted store.", no_args_is_help=True)
devices_app = typer.Typer(help="The devices of this lane.", no_args_is_help=True)
rules_app = typer.Typer(help="The rules of the pickup counter.", no_args_is_help=True)
app.add_typer(rules_app, name="rules")
promotions_app = typer.Typer(help="The store's promotions.", no_args_is_help=True)
app.add_typer(promotions_app, name="promotions")
app.add_typer(pse_app, name="pse")
app.add_typer(accounts_app, name="accounts")
app.add_typer(records_app, name="records")
app.add_typer(devices_app, name="devices")
app.add_typer(key_app, name="key")
app.add_typer(catalogue_app, name="catalogue")
app.add_typer(journal_app, name="journal")
app.add_typer(staff_app, name="staff")
app.add_typer(report_app, name="report")
app.add_typer(hub_app, name="hub")


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

    first, last = dates_of(since, until)
    with faults_in_words():
        print_book(folder, asking_by(by, pin_stdin=pin_stdin), first, last, demo=demo)


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
            asking_by(by, pin_stdin=pin_stdin),
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

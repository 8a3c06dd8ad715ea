"""`rxlane staff`: people with a number, a role, a PIN that only they know, and their training.

Rules that hold here: before there is a manager whoever sets the store up lets people in; from then
on a manager does, with own PIN, and it is a fact. There is always a manager.
"""

from datetime import date, datetime
from pathlib import Path
from typing import Final

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from terminal.app.faults import KnownFault
from terminal.app.permissions import Right
from terminal.commands.desk import Asking, Desk, desk_of
from terminal.commands.opening import DAY_FORMATS, open_secret, store_path
from terminal.domain.age import is_birth_date
from terminal.domain.facts import StaffAdmitted, StaffDismissed, StaffTrained
from terminal.domain.identity import StaffId
from terminal.domain.staff import Role, StaffMember
from terminal.store import tills
from terminal.store.staff import all_staff, has_manager, put_staff, retire, train
from terminal.store.store import Store
from terminal.vault.pins import hash_pin, is_pin

MAX_NAME: Final = 40
"""What stands on a receipt beside the lane."""


def add_person(
    number: str,
    name: str,
    role: str,
    born: str,
    by: Asking | None,
    folder: Path | None,
    *,
    demo: bool,
) -> None:
    """Ask for the new PIN twice and store its hash; a manager lets in all who come after one."""
    member = _member(number, name, role, born)
    if by is None:
        _first(member, folder, demo=demo)
    else:
        with desk_of(folder, by, Right.KEEP_STAFF, demo=demo) as desk:
            _stay_a_manager(desk, member.id, member.role)
            pin_hash = _new_pin(member)
            admitted = StaffAdmitted(member.id, member.name, member.role)
            desk.change(lambda each: put_staff(each, member, pin_hash), admitted)
    typer.echo(f"{member.name} may sign in with number {member.id} as {member.role.value}")


def _first(member: StaffMember, folder: Path | None, *, demo: bool) -> None:
    """Before there is a manager; the store is made when there is none yet."""
    path = store_path(folder, demo=demo)
    secret = open_secret(path, demo=demo)
    with Store.open(path, secret.database_key(), demo=demo, bug=_raise) as store:
        if store.reader.wait(has_manager):
            raise KnownFault(
                "A manager lets people in",
                "This store has one, or more.",
                "Give a manager's number with --by; the PIN is asked for.",
            )
        pin_hash = _new_pin(member)
        store.writer.wait(lambda connection: put_staff(connection, member, pin_hash))


def _new_pin(member: StaffMember) -> str:
    asked = f"New PIN of {member.id}, 4 to 12 digits"
    pin = typer.prompt(asked, hide_input=True, confirmation_prompt=True)
    if not is_pin(pin):
        raise KnownFault("That is no PIN", "A PIN has 4 to 12 digits.", "Choose another one.")
    return hash_pin(pin)


def train_person(number: str, until: date, by: Asking, folder: Path | None, *, demo: bool) -> None:
    """Record that a person is trained to sell pseudoephedrine and its like, to that day."""
    if until < _today():
        raise KnownFault("That day is over", "", "Give the last day of the training, to come.")
    with desk_of(folder, by, Right.KEEP_STAFF, demo=demo) as desk:
        person = _known(desk, number)
        trained = StaffTrained(person.id, until)
        desk.change(lambda each: train(each, person.id, until), trained)
    typer.echo(f"{person.name} is trained until {until.isoformat()}")


def remove_person(number: str, by: Asking, folder: Path | None, *, demo: bool) -> None:
    """Who left signs in no more. What they did stays, under their number."""
    with desk_of(folder, by, Right.KEEP_STAFF, demo=demo) as desk:
        person = _known(desk, number)
        _stay_a_manager(desk, person.id, None)
        held = _till_of(desk, person.id)
        desk.change(lambda each: retire(each, person.id), StaffDismissed(person.id))
    typer.echo(f"{person.name} ({person.id}) signs in no more")
    if held:
        typer.echo("Their till is open: take it over or close it at the counter.")


def list_people(by: Asking, folder: Path | None, *, demo: bool) -> None:
    """Who may sign in."""
    with desk_of(folder, by, Right.KEEP_STAFF, demo=demo) as desk:
        grid = Grid("number", "name", "role", "trained until")
        for each in all_staff(desk.connection):
            until = each.pse_trained_until
            trained = until.isoformat() if until else ""
            grid.add_row(each.id, escape(each.name), each.role.value, trained)
    Console().print(grid)


def _known(desk: Desk, number: str) -> StaffMember:
    found = next((each for each in all_staff(desk.connection) if each.id == number), None)
    desk.connection.rollback()
    if found is None:
        raise KnownFault(f"Nobody has the number {number}", "", "`rxlane staff list` shows all.")
    return found


def _stay_a_manager(desk: Desk, number: StaffId, role: Role | None) -> None:
    """The last manager stays one: nobody else could let anybody in."""
    people = all_staff(desk.connection)
    desk.connection.rollback()
    managers = {each.id for each in people if each.role is Role.MANAGER}
    if managers == {number} and role is not Role.MANAGER:
        raise KnownFault(
            "The last manager stays",
            "Nobody could let people in any more.",
            "Add another manager first.",
        )


def _till_of(desk: Desk, number: StaffId) -> bool:
    book = tills.load_book(desk.connection, desk.settings.lane)
    desk.connection.rollback()
    return book.open is not None and book.open.staff == number


def _member(number: str, name: str, role: str, born: str) -> StaffMember:
    try:
        known = Role(role)
    except ValueError:
        roles = ", ".join(each.value for each in Role)
        raise KnownFault(f"There is no role {role}", "", f"Choose one of: {roles}.") from None
    if not (number.isascii() and number.isdigit() and 1 < len(number) <= 6):
        raise KnownFault("That is no staff number", "", "Use 2 to 6 digits.")
    if not name.strip() or len(name) > MAX_NAME:
        raise KnownFault("That is no name", "", f"Use 1 to {MAX_NAME} characters.")
    return StaffMember(StaffId(number), name.strip(), known, _birth_date(born))


def _birth_date(text: str) -> date | None:
    """None when none was given: then the one that is known stays."""
    if not text:
        return None
    born = next((day for each in DAY_FORMATS if (day := _read(text, each)) is not None), date.max)
    if not is_birth_date(born, _today()):
        raise KnownFault("That is no birth date", "", "Type it like 07/14/1990 or 1990-07-14.")
    return born


def _read(text: str, written: str) -> date | None:
    try:
        return datetime.strptime(text, written).astimezone().date()
    except ValueError:
        return None


def _today() -> date:
    return datetime.now().astimezone().date()


def _raise(error: BaseException) -> None:
    raise error

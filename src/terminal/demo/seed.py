"""What a new demo store begins with: invented staff and the sample catalogue."""

from datetime import date
from functools import partial
from typing import Final

from terminal.domain.identity import StaffId
from terminal.domain.staff import Role, StaffMember
from terminal.paths import resource_root
from terminal.store import catalog
from terminal.store.catalogue_file import import_catalogue
from terminal.store.staff import all_staff, put_staff
from terminal.store.store import Store
from terminal.vault.pins import hash_pin

STAFF: Final = (
    StaffMember(StaffId("11"), "A. Rivera", Role.CASHIER, date(1990, 7, 14), date.max),
    StaffMember(StaffId("12"), "K. Osei", Role.WINDOW_CLERK, date(1984, 3, 2)),
    StaffMember(StaffId("21"), "M. Lindqvist", Role.PHARMACIST, date(1979, 11, 30), date.max),
    StaffMember(StaffId("31"), "T. Abara", Role.MANAGER, date(1975, 5, 9)),
)


def demo_pin(person: StaffId) -> str:
    """The number twice: 11 signs in with 1111."""
    return person * 2


def seed(store: Store) -> None:
    """Fill an empty demo store; one that has people is left as it is."""
    if store.reader.wait(all_staff):
        return
    for person in STAFF:
        pin = hash_pin(demo_pin(person.id))
        store.writer.wait(partial(put_staff, member=person, pin_hash=pin))
    import_catalogue(
        resource_root() / "resources" / "catalogue" / "sample.csv",
        lambda rows: store.writer.wait(lambda each: catalog.take(each, rows)),
    )

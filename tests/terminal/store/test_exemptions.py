"""Certificates of exempt customers are remembered from the tickets on which they were recorded."""

from datetime import date

from store_support.stores import CASHIER, commit
from store_support.tickets import ADDED, OPENED, SALE
from terminal.domain.facts import CustomerExempted
from terminal.domain.sale import Exemption
from terminal.recovered import recovered_from
from terminal.store import exemptions
from terminal.store.store import Store


def shown(number: str, last: date) -> CustomerExempted:
    return CustomerExempted(SALE, number, last, CASHIER)


def test_the_newest_day_of_each_certificate_is_known_after_a_start(store: Store) -> None:
    assert store.reader.wait(exemptions.recorded) == ()
    commit(store, OPENED, ADDED, shown("EX 1", date(2026, 12, 31)), shown("EX 2", date(2027, 1, 1)))
    commit(store, shown("EX 1", date(2028, 12, 31)))
    known = (Exemption("EX 1", date(2028, 12, 31)), Exemption("EX 2", date(2027, 1, 1)))
    assert store.reader.wait(exemptions.recorded) == known
    assert store.reader.wait(recovered_from).certificates == known

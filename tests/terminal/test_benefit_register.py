"""The register of benefit cards has each programme's codes, and what went back (section 8)."""

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from store_support.stores import AT, KEY, commit, open_store
from store_support.tickets import ADDED, OPENED, SALE
from terminal.domain import facts as f
from terminal.domain.identity import SaleId, TenderId
from terminal.domain.iias import NOTHING, Buckets
from terminal.domain.keyed import Entries, Entry
from terminal.domain.money import ZERO, Money
from terminal.domain.refund import RefundWay, Source, SourceShare
from terminal.domain.tender_kind import TenderKind
from terminal.registers import read, register_of
from terminal.store.store import alone

BENEFIT, PLAN = TenderKind.EXTERNAL_BENEFIT, "Sample Plan Plus"
READ = ((Entry.PROGRAMME, PLAN), (Entry.AUTHORISATION, "A123"), (Entry.SLIP, "77"))


def paid(tender: int, kind: TenderKind, cents: int, entries: Entries) -> f.KeyedTenderTaken:
    amount = Money(cents)
    return f.KeyedTenderTaken(SALE, TenderId(tender), kind, amount, amount, ZERO, NOTHING, entries)


def told(tmp_path: Path, *facts: f.Fact, sought: str = "") -> list[tuple[str, ...]]:
    path, register = tmp_path / "store.db", register_of("benefits")
    assert register is not None
    with open_store(path) as store:
        commit(store, OPENED, ADDED, *facts)
    first = AT.astimezone(ZoneInfo("America/New_York")) - timedelta(days=1)
    with alone(path, KEY, demo=False) as (_, connection):
        page = read(connection, register, first, first + timedelta(days=2), {}, sought)
    return [row.cells[3:] for row in reversed(page.rows)]


def test_a_benefit_has_its_programme_its_code_and_its_slip(tmp_path: Path) -> None:
    check = paid(2, TenderKind.CHECK, 100, ((Entry.NUMBER, "1042"),))
    assert told(tmp_path, paid(1, BENEFIT, 500, READ), check) == [
        (PLAN, "A123", "5.00", "paid", "77", "01-000482")
    ]


def test_what_its_device_took_back_stands_there_with_the_devices_word(tmp_path: Path) -> None:
    back = f.KeyedTenderReturned(SALE, TenderId(1), "REV 9", BENEFIT, Money(500), PLAN)
    _, returned = told(tmp_path, paid(1, BENEFIT, 500, READ), back)
    assert returned == (PLAN, "A123", "-5.00", "given back, REV 9", "", "01-000482")


def test_what_went_back_of_an_earlier_ticket_stands_there_too(tmp_path: Path) -> None:
    source = Source(SaleId("earlier"), TenderId(1), BENEFIT, "", PLAN)
    share = SourceShare(source, Buckets(otc=Money(300)))
    refund = f.RefundGiven(
        SALE, TenderId(1), RefundWay.REFERENCE, (share,), Money(300), ZERO, BENEFIT, "REV 10"
    )
    assert told(tmp_path, refund) == [(PLAN, "", "-3.00", "refund, REV 10", "", "01-000482")]


def test_a_programmes_codes_are_found_by_its_name(tmp_path: Path) -> None:
    other = ((Entry.PROGRAMME, "Sample OTC Network"), (Entry.AUTHORISATION, "B9"))
    facts = (paid(1, BENEFIT, 500, READ), paid(2, BENEFIT, 200, other))
    (row,) = told(tmp_path, *facts, sought="otc network")
    assert row[:3] == ("Sample OTC Network", "B9", "2.00")

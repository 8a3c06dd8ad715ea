"""Engine and store without the window: a whole sale, its last commit, its cipher, its history."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from bench.bare import BareTable, plain_engine
from bench.goods import on_the_shelf
from bench.lane import Lane, Loop
from bench.plan import LINES_OF_A_SALE, Place
from bench.rows import Row, beside, timed_ms
from bench.shops import KEY, open_shop, raise_bug
from terminal.store.database import driver_of, engine_for
from terminal.store.store import Store
from terminal.store.worker import Reader, Writer

SALE_AT_MOST = 2.0
TENDER_AT_MOST = 3.0
CIPHER_AT_MOST = 2.0
HISTORY_AT_MOST = 1.2
FEW = 5
"""One bare commit alone is chance."""


class Till:
    """A lane that sells, and the goods it sells."""

    def __init__(self, reader: Reader, writer: Writer, items: int) -> None:
        self.lane = Lane(reader, writer, Loop())
        self.commits_to_pay = 0
        self._goods = iter(on_the_shelf(items, min(items // 2, 4_000), seed=9_000_000))

    def ring_up(self) -> float:
        """Twenty lines, each durable before the next; milliseconds."""
        gtins = [next(self._goods) for _ in range(LINES_OF_A_SALE)]
        return timed_ms(lambda: self.lane.ring_up(gtins))

    def pay(self) -> float:
        """From the tender to the durable sale; milliseconds. The next customer comes untimed."""
        self.lane.open_payment()
        before = self.lane.journal.commits
        took = timed_ms(self.lane.pay_cash)
        self.commits_to_pay = self.lane.journal.commits - before
        self.lane.next_customer()
        return took

    def sell(self) -> float:
        return self.ring_up() + self.pay()


def _till(store: Store, place: Place) -> Till:
    return Till(store.reader, store.writer, place.plan.shop.items)


def measure(place: Place) -> Iterator[Row]:
    yield from _against_bare(place)
    yield _cipher(place)
    yield _history(place)


def _against_bare(place: Place) -> Iterator[Row]:
    """Twenty lines, twenty bare commits, one tender, a few bare commits, and again."""
    bare = BareTable(place.scratch / "bare.db", KEY)
    sales: list[float] = []
    tenders: list[float] = []
    bare_sales: list[float] = []
    bare_tenders: list[float] = []
    commits: set[int] = set()
    with open_shop(place.long_shop) as store:
        till = _till(store, place)
        till.sell()
        bare.commit(LINES_OF_A_SALE)
        for _ in range(place.plan.rounds):
            sales.append(till.ring_up())
            bare_sales.append(timed_ms(lambda: bare.commit(LINES_OF_A_SALE)))
            tenders.append(till.pay())
            commits.add(till.commits_to_pay)
            bare_tenders.append(timed_ms(lambda: bare.commit(FEW)) / FEW)
    bare.close()
    yield beside("sale of 20 lines, engine and store", sales, bare_sales, SALE_AT_MOST)
    yield beside("tender to durable sale", tenders, bare_tenders, TENDER_AT_MOST)
    yield Row("tender to durable sale: commits", max(commits), "commits", 1)


def _cipher(place: Place) -> Row:
    plain_path = place.scratch / "plain.db"
    _decrypt(place.small_shop, plain_path)
    items = place.plan.small_shop.items
    with ExitStack() as stack:
        store = stack.enter_context(open_shop(place.small_shop))
        writer = Writer(plain_engine(plain_path, KEY), store.meta.store_id, 1, raise_bug)
        stack.callback(writer.stop)
        reader = Reader(plain_engine(plain_path, KEY), raise_bug)
        stack.callback(reader.stop)
        plain = Till(reader, writer, items)
        encrypted = Till(store.reader, store.writer, items)
        return _compared(
            "encrypted against plain SQLite, the same sale", encrypted, plain, place, CIPHER_AT_MOST
        )


def _decrypt(source: Path, target: Path) -> None:
    with engine_for(source, KEY).connect() as connection:
        execute = driver_of(connection).execute
        execute("ATTACH DATABASE ? AS plain KEY ''", (str(target),))
        execute("SELECT sqlcipher_export('plain')").fetchall()
        execute("DETACH DATABASE plain")


def _history(place: Place) -> Row:
    rows = place.plan.shop.journal, place.plan.long_shop.journal
    with open_shop(place.shop) as young, open_shop(place.long_shop) as old:
        return _compared(
            f"the same sale after {rows[1]:,} journal rows against {rows[0]:,}",
            _till(old, place),
            _till(young, place),
            place,
            HISTORY_AT_MOST,
        )


def _compared(name: str, ours: Till, yardstick: Till, place: Place, at_most: float) -> Row:
    """The two sell in turns, and take turns in going first."""
    ours.sell()
    yardstick.sell()
    measured: list[float] = []
    bare: list[float] = []
    for turn in range(place.plan.rounds):
        order = ((ours, measured), (yardstick, bare))
        for till, times in order if turn % 2 else reversed(order):
            times.append(till.sell())
    return beside(name, measured, bare, at_most)

"""Prompts that ask the store before they are shown: with ten times the log nobody notices it.

Only two prompts read what earlier buyers left: that of pseudoephedrine, and the record book. What
the others ask for stands on the ticket.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final

from sqlalchemy import Connection

from bench.painted import Painted
from bench.plan import Place
from bench.rows import Row, beside, timed_ms
from bench.shops import open_shop
from terminal.app.state import TerminalState
from terminal.domain.identity import Digest
from terminal.presentation.samples import sample_states
from terminal.store import pse, record_book
from terminal.store.database import driver_of
from terminal.store.store import Store
from terminal.store.times import utc_text

TODAY: Final = date(2026, 11, 20)
DAYS: Final = 730
"""How far the log goes back."""
SALES_OF_A_BUYER: Final = 8
AT_MOST: Final = 1.2
TURNS: Final = 5
"""Questions for each of the plan's rounds, each about another buyer."""
CHUNK: Final = 20_000

_Ask = Callable[[Connection, int], object]


@dataclass(frozen=True, slots=True)
class _Prompt:
    name: str
    ask: _Ask
    before: str
    shown: str
    """States of the samples: what stands there before, and the prompt with the answer."""


def measure(place: Place) -> Iterator[Row]:
    short, long = (_logged(place, place.plan.log_rows * times) for times in (1, 10))
    painted, states = Painted(), sample_states()
    with open_shop(short) as few, open_shop(long) as many:
        for prompt in _PROMPTS:
            few_ms, many_ms = [], []
            for turn in range(place.plan.rounds * TURNS):
                buyer = turn * 7919 % (place.plan.log_rows // SALES_OF_A_BUYER)
                for store, times in ((few, few_ms), (many, many_ms)):
                    painted.show(states[prompt.before])
                    painted.until_painted()
                    times.append(_asked(store, painted, prompt, buyer, states[prompt.shown]))
            yield beside(f"{prompt.name}, ten times the log", many_ms, few_ms, AT_MOST)
    painted.close()


def _asked(
    store: Store, painted: Painted, prompt: _Prompt, buyer: int, shown: TerminalState
) -> float:
    def ask_and_show() -> None:
        store.reader.wait(lambda each: prompt.ask(each, buyer))
        painted.show(shown)
        painted.until_painted()

    return timed_ms(ask_and_show)


def _pse(connection: Connection, buyer: int) -> object:
    since = TODAY - timedelta(days=30)
    return pse.bought(connection, _document(buyer), _person(buyer), since)


def _book(connection: Connection, buyer: int) -> object:
    since = datetime(2026, 11, 18, 15, tzinfo=UTC)
    return record_book.earlier_sales(connection, _person(buyer), _document(buyer), since)


_PROMPTS: Final = (
    _Prompt("prompt of pseudoephedrine to painted", _pse, "log-reading", "log-compare"),
    _Prompt("prompt of the record book to painted", _book, "book-looking", "book-before"),
)


def _logged(place: Place, rows: int) -> Path:
    path = place.scratch / f"log-{rows}.db"
    with open_shop(path) as store:
        for first in range(0, rows, CHUNK):
            numbers = range(first, min(first + CHUNK, rows))
            store.writer.wait(lambda each, numbers=numbers: _write(each, numbers))
    return path


def _write(connection: Connection, numbers: range) -> None:
    execute = driver_of(connection)
    execute.executemany(
        "INSERT INTO pse_purchase(sale, line, day, document, person, chemical, base_e5, packages,"
        " pieces) VALUES (?, 1, ?, marked(?), marked(?), 'pseudoephedrine', 2457, 1, 20)",
        [(_sale(n), _day(n).isoformat(), *_digests(n)) for n in numbers],
    )
    execute.executemany(
        "INSERT INTO book_entry(sale, line, at, item_class, measure, amount, document, person)"
        " VALUES (?, 1, ?, 'schedule v', 'cc', 120, marked(?), marked(?))",
        [(_sale(n), utc_text(_at(n)), *_digests(n)) for n in numbers],
    )


def _sale(number: int) -> str:
    return f"9-{number:07}"


def _day(number: int) -> date:
    return TODAY - timedelta(days=number * 31 % DAYS)


def _at(number: int) -> datetime:
    return datetime(2026, 11, 20, 15, tzinfo=UTC) - timedelta(days=number * 31 % DAYS)


def _digests(number: int) -> tuple[Digest, Digest]:
    buyer = number // SALES_OF_A_BUYER
    return _document(buyer), _person(buyer)


def _document(buyer: int) -> Digest:
    return Digest(sha256(b"document %d" % buyer).hexdigest())


def _person(buyer: int) -> Digest:
    return Digest(sha256(b"person %d" % buyer).hexdigest())

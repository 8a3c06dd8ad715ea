"""Small changes of a ticket that keep its totals right; `evolve` is made of them."""

from collections.abc import Iterable
from dataclasses import replace

from terminal.domain.identity import LineId
from terminal.domain.lines import ItemLine, Line, RxLine
from terminal.domain.refund import ReturnLine
from terminal.domain.sale import Sale
from terminal.domain.tender import (
    Tender,
)


def replace_lines(sale: Sale, changed: Iterable[Line]) -> Sale:
    """All in one pass: a ticket of hundreds of lines is changed as fast as it is read."""
    lines = list(sale.lines)
    owed, tax, saved = sale.owed, sale.tax, sale.saved
    for new in changed:
        old = lines[new.id - 1]
        assert not old.voided, "only what is sold has a price and a tax"
        lines[new.id - 1] = new
        owed = owed - old.buckets + new.buckets
        tax = tax - old.tax.amount + new.tax.amount
        saved = saved - old.saved + new.saved
    return replace(sale, lines=tuple(lines), owed=owed, tax=tax, saved=saved)


def with_line(sale: Sale, line: Line) -> Sale:
    return replace(
        sale,
        lines=(*sale.lines, line),
        fills=(*sale.fills, line.id) if isinstance(line, RxLine) else sale.fills,
        returns=(*sale.returns, line.id) if isinstance(line, ReturnLine) else sale.returns,
        owed=sale.owed + line.buckets,
        tax=sale.tax + line.tax.amount,
        saved=sale.saved + line.saved,
    )


def replace_line(sale: Sale, old: Line, new: Line) -> Sale:
    index = old.id - 1
    owed, tax, saved = sale.owed, sale.tax, sale.saved
    if not old.voided:
        owed, tax, saved = owed - old.buckets, tax - old.tax.amount, saved - old.saved
    if not new.voided:
        owed, tax, saved = owed + new.buckets, tax + new.tax.amount, saved + new.saved
    lines = (*sale.lines[:index], new, *sale.lines[index + 1 :])
    return replace(sale, lines=lines, owed=owed, tax=tax, saved=saved)


def replace_rx(sale: Sale, line_id: LineId, **changes: object) -> Sale:
    line = sale.line(line_id)
    assert isinstance(line, RxLine)
    return replace_line(sale, line, replace(line, **changes))  # type: ignore[arg-type]


def replace_rxs(sale: Sale, line_ids: Iterable[LineId], **changes: object) -> Sale:
    for line_id in line_ids:
        sale = replace_rx(sale, line_id, **changes)
    return sale


def replace_items(sale: Sale, line_ids: Iterable[LineId], **changes: object) -> Sale:
    for line_id in line_ids:
        line = sale.line(line_id)
        assert isinstance(line, ItemLine)
        sale = replace_line(sale, line, replace(line, **changes))  # type: ignore[arg-type]
    return sale


def replace_tender(sale: Sale, tender: Tender) -> Sale:
    index = tender.id - 1
    return replace(sale, tenders=(*sale.tenders[:index], tender, *sale.tenders[index + 1 :]))

"""Goods that come back, as rows: on the ticket, and on the pages of returns."""

from typing import Final

from terminal.domain.refund import GoodsFate, ReturnLine
from terminal.presentation.text import tr
from terminal.presentation.views import Badge, Tone

_FATES: Final = {
    GoodsFate.SHELF: "back to the shelf",
    GoodsFate.WRITTEN_OFF: "written off",
    GoodsFate.VENDOR: "goes to the maker",
    GoodsFate.QUARANTINE: "set it aside for the pharmacist",
    GoodsFate.DESTROYED: "never sold again: to be destroyed",
}


def fate_words(fate: GoodsFate) -> str:
    return tr(_FATES[fate])


def return_words(line: ReturnLine) -> tuple[str, str, tuple[Badge, ...]]:
    """Title, detail and badges of its row on the ticket."""
    back = line.returned
    if back.item is not None:
        title = back.item.name
    else:
        title = tr("Rx {rx} · fill {n}", rx=back.fill.rx, n=back.fill.fill) if back.fill else ""
    many = tr("{n} of ticket {ticket}", n=back.quantity, ticket=back.ticket)
    if not back.sold_on:
        many = tr("{n} without a receipt", n=back.quantity)
    detail = f"{many} · {tr(back.reason.value)} · {fate_words(back.fate)}"
    return title, detail, (Badge(tr("return"), Tone.ATTENTION),)

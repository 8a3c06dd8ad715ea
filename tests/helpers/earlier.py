"""Earlier tickets for a counter in memory: what the store would answer, from the facts alone."""

from collections.abc import Iterable
from datetime import date, datetime

from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.receipt import ticket_number
from terminal.app.sale_search import SaleQuestion, SaleSummary
from terminal.domain import facts as f
from terminal.domain.evolve import replay
from terminal.domain.identity import Digest, SaleId
from terminal.domain.lines import ItemLine
from terminal.domain.money import Money
from terminal.domain.original import Original, original_of
from terminal.domain.refund import ReturnLine
from terminal.domain.sale import Sale, SaleStatus
from terminal.domain.tender_kind import TenderKind

Asked = e.FindSale | e.FindSales | e.LookUpReturner


def answer_about(
    asked: Asked, facts: Iterable[f.Fact], day: date, at: datetime
) -> i.SaleFound | i.SalesFound | i.ReturnerFound:
    known = by_sale(facts)
    match asked:
        case e.FindSale(ticket):
            return i.SaleFound(ticket, original(known, ticket, day))
        case e.FindSales(question):
            return i.SalesFound(question, search(known, question, at))
        case e.LookUpReturner(person=person):
            mark = marked(person)
            return i.ReturnerFound(person, mark, without_receipts(known, mark))


def marked(digest: Digest) -> Digest:
    """As a store would, under a key of its own: marking it again changes nothing."""
    return digest if digest.startswith("m") else Digest(f"m{digest[1:]}")


Known = dict[SaleId, tuple[f.SaleFact, ...]]


def by_sale(facts: Iterable[f.Fact]) -> Known:
    known: dict[SaleId, list[f.SaleFact]] = {}
    for fact in facts:
        if isinstance(fact, f.SaleFact):
            known.setdefault(fact.sale, []).append(fact)
    return {sale: tuple(told) for sale, told in known.items()}


def original(known: Known, ticket: str, day: date) -> Original | None:
    sales = {sale: replay(facts) for sale, facts in known.items()}
    sold = next((each for each in sales.values() if ticket_number(each) == ticket), None)
    if sold is None:
        return None
    back = [
        (each, line)
        for each in sales.values()
        for line in each.lines
        if isinstance(line, ReturnLine) and line.returned.sold_on == sold.id
    ]
    return original_of(sold, ticket, day, known[sold.id], back)


def search(known: Known, question: SaleQuestion, at: datetime) -> tuple[SaleSummary, ...]:
    closed = [
        sale
        for sale in map(replay, known.values())
        if sale.status is SaleStatus.COMPLETED
        and question.amount in (None, sale.total)
        and question.ticket in ("", ticket_number(sale))
        and question.words.casefold() in _goods(sale).casefold()
    ]
    return tuple(
        SaleSummary(ticket_number(each), at, each.total, _goods(each), (TenderKind.CASH,))
        for each in reversed(closed)
    )


def _goods(sale: Sale) -> str:
    return ", ".join(line.item.name for line in sale.lines if isinstance(line, ItemLine))


def without_receipts(known: Known, person: str) -> Money:
    sales = [sale for sale in map(replay, known.values()) if sale.returner is not None]
    lines = (
        line
        for sale in sales
        if sale.returner is not None and sale.returner.person == person
        for line in sale.return_lines
    )
    return Money(-sum((line.net + line.tax.amount).cents for line in lines))

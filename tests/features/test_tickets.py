"""The tickets page at the whole counter (tickets.feature)."""

from pytest_bdd import parsers, scenarios, then, when

from features.clerk import Clerk
from features.stand import Stand, words_of
from terminal.app.sheet import Sheet, SheetLine
from terminal.app.state import SalePage, TenderPage, TerminalState
from terminal.app.step_tickets import marked
from terminal.app.tickets import TicketRow
from terminal.app.tickets_page import AsidePage, TicketsPage
from terminal.presentation.views import SaleView

scenarios("tickets.feature")


@when(parsers.parse("the cashier presses {key}"))
def press(clerk: Clerk, key: str) -> None:
    clerk.press(key)


@when("the cashier opens the tickets")
def opens(stand: Stand, clerk: Clerk) -> None:
    clerk.press("Ctrl+S")
    stand.until("the tickets are read", _all_read)


def _all_read(state: TerminalState) -> bool:
    """The list, and the paper of the marked ticket when it has one: before that no key prints."""
    page = state.page
    if not isinstance(page, TicketsPage) or page.rows is None:
        return False
    chosen = marked(state, page)
    return page.drawn is not None or not isinstance(chosen, TicketRow) or chosen.voided


@when(parsers.parse("the cashier types {words}"))
def types(stand: Stand, clerk: Clerk, words: str) -> None:
    clerk.enter(words)
    stand.until("the name is taken", lambda s: getattr(s.page, "name", None) == words)
    assert isinstance(stand.state.page, AsidePage)


@when(parsers.parse("the cashier searches {words}"))
def searches(clerk: Clerk, words: str) -> None:
    clerk.enter(words)


@when("the first receipt is out")
def first_out(stand: Stand) -> None:
    stand.until_true("the receipt is out", lambda: len(stand.receipts()) == 1)


@then("the ticket is taken up")
def taken_up(stand: Stand) -> None:
    stand.until("it is open", lambda s: isinstance(s.page, SalePage) and s.sale is not None)


@then(parsers.parse('the list says "{words}"'))
def listed(stand: Stand, words: str) -> None:
    stand.until_true(
        f"the list says {words}", lambda: words in " ".join(words_of(stand.screen.page))
    )


@then(parsers.parse("a ticket waits with {amount} left to pay"))
def waits_with(stand: Stand, amount: str) -> None:
    stand.until("the sale's page", lambda s: isinstance(s.page, SalePage) and s.sale is None)
    view = stand.screen.page
    assert isinstance(view, SaleView)
    (row,) = view.results
    assert (row.amount, [badge.text for badge in row.badges]) == (amount, ["left to pay"])


@when(parsers.parse("the customer gives {amount} and no more"))
def gives(stand: Stand, clerk: Clerk, amount: str) -> None:
    stand.until("payment is open", lambda s: isinstance(s.page, TenderPage))
    clerk.enter(amount)
    stand.until("it is taken", lambda s: s.sale is not None and s.sale.anything_taken)
    clerk.press("Esc")
    stand.until("the ticket's page", lambda s: isinstance(s.page, SalePage))


def picture(stand: Stand) -> Sheet | None:
    page = stand.state.page
    drawn = page.drawn if isinstance(page, TicketsPage) else None
    return None if drawn is None else drawn.sheet


@then(parsers.parse('the picture says "{words}"'))
def pictured(stand: Stand, words: str) -> None:
    def says() -> bool:
        sheet = picture(stand)
        return sheet is not None and words in sheet.text

    stand.until_true(f"the picture says {words}", says)


@then(parsers.parse('paper {number:d} says "{words}"'))
def on_paper(stand: Stand, number: int, words: str) -> None:
    stand.until_true(f"paper {number} is out", lambda: len(stand.receipts()) == number)
    assert words in stand.receipts()[number - 1]


@then(parsers.parse('paper {number:d} does not say "{words}"'))
def not_on_paper(stand: Stand, number: int, words: str) -> None:
    assert words not in stand.receipts()[number - 1]


@then(parsers.parse("paper {number:d} has the lines of the picture"))
def as_pictured(stand: Stand, number: int) -> None:
    sheet = picture(stand)
    assert sheet is not None
    paper = [" ".join(line.split()) for line in stand.receipts()[number - 1].splitlines()]
    lines = [" ".join(row.text.split()) for row in sheet.rows if isinstance(row, SheetLine)]
    assert [line for line in lines if line not in paper] == []

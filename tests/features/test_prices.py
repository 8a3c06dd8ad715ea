"""Discounts and other prices at the whole counter (prices.feature)."""

from pytest_bdd import parsers, scenarios, then, when

from features.clerk import GOODS, MANAGER, Clerk
from features.stand import Stand
from terminal.app.state import ExemptPage, PharmacistPage, PriceCheckPage, PricePage, SalePage
from terminal.app.step_done import SEEN_AFTER_S
from terminal.demo.seed import demo_pin
from terminal.domain import facts as f
from terminal.domain.evolve import replay
from terminal.domain.money import Money
from terminal.promotion_files import FILE_NAME
from terminal.store.journal import all_facts

scenarios("prices.feature")

PERCENT_KEYS = {"line": "Ctrl+1", "ticket": "Ctrl+4"}


@when(
    parsers.parse("the cashier takes {percent:d} percent off the {what} for reason {reason:d}"),
)
def take_off(stand: Stand, clerk: Clerk, percent: int, what: str, reason: int) -> None:
    clerk.press("Ctrl+O")
    stand.until("the price is asked about", lambda s: isinstance(s.page, PricePage))
    clerk.press(PERCENT_KEYS[what])
    clerk.enter(str(percent))
    stand.until("the reasons are shown", lambda s: getattr(s.page, "value", None) is not None)
    clerk.press(f"Ctrl+{reason}")
    stand.until("it was taken", lambda s: isinstance(s.page, SalePage | PharmacistPage))


@when(parsers.parse("the cashier asks for {percent:d} percent off the line"))
def ask_off(stand: Stand, clerk: Clerk, percent: int) -> None:
    clerk.press("Ctrl+O")
    stand.until("the price is asked about", lambda s: isinstance(s.page, PricePage))
    clerk.press(PERCENT_KEYS["line"])
    clerk.enter(str(percent))


@when("the cashier goes back to the ticket")
def back_to_ticket(stand: Stand, clerk: Clerk) -> None:
    clerk.press("Esc")
    clerk.press("Esc")
    stand.until("the ticket is there", lambda s: isinstance(s.page, SalePage))


@when("the next customer comes")
def next_customer(stand: Stand, clerk: Clerk) -> None:
    stand.pass_time(SEEN_AFTER_S)
    clerk.press("Enter")
    stand.until("the ticket is empty", lambda s: isinstance(s.page, SalePage))


@then("a manager is asked for")
def manager_asked(stand: Stand) -> None:
    stand.until_said("Manager: own number")


@when("the manager signs")
def manager_signs(stand: Stand, clerk: Clerk) -> None:
    clerk.enter(MANAGER)
    stand.until_said("Manager: own PIN")
    clerk.enter(demo_pin(MANAGER))
    stand.until("the ticket is back", lambda s: isinstance(s.page, SalePage))


@then(parsers.parse("{amount} is saved"))
def saved(stand: Stand, amount: str) -> None:
    stand.until(
        f"{amount} is saved", lambda s: s.sale is not None and s.sale.saved == Money.parse(amount)
    )


@then(parsers.parse("the receipt tells of {amount} saved"))
def on_paper(stand: Stand, amount: str) -> None:
    stand.until_true("the receipt is out", lambda: len(stand.receipts()) == 1)
    (paper,) = stand.receipts()
    assert f"YOU SAVED{amount:>33}" in paper
    assert "10 % OFF, DAMAGED OR OPENED" in paper


@then(parsers.parse("the journal replays the saving of {amount}"))
def replayed(stand: Stand, amount: str) -> None:
    rows = stand.counter.store.reader.wait(lambda c: list(all_facts(c)))
    (opened,) = (row.fact for row in rows if isinstance(row.fact, f.SaleOpened))
    of_sale = [
        row.fact
        for row in rows
        if isinstance(row.fact, f.SaleFact) and row.fact.sale == opened.sale
    ]
    assert replay(of_sale).saved == Money.parse(amount)


@when("the counter starts again")
def again(stand: Stand) -> None:
    stand.close()
    stand.open()
    stand.ready()


@when("A. Rivera signs in again")
def signs_in_again(stand: Stand, clerk: Clerk) -> None:
    clerk.back_at(stand.fingers)
    clerk.sign_in()


@when(parsers.re(r"the cashier enters the certificate (?P<number>\S+) good until (?P<last>\d+)"))
def certificate(stand: Stand, clerk: Clerk, number: str, last: str) -> None:
    clerk.press("Ctrl+O")
    stand.until_said("Tax exempt")
    clerk.press("Ctrl+6")
    stand.until("the number is asked", lambda s: isinstance(s.page, ExemptPage))
    clerk.enter(number)
    stand.until_said("What is its last day?")
    clerk.enter(last)


@then(parsers.parse('the receipt says "{text}"'))
def receipt_says(stand: Stand, text: str) -> None:
    stand.until_true("the receipt is out", lambda: len(stand.receipts()) == 1)
    (paper,) = stand.receipts()
    assert text in paper


DEAL = """\
[[promotion]]
name = "candy-3-for-3"
text = "Candy 3 for $3"
since = 2020-01-01
categories = ["CANDY"]
units = 3
price = "3.00"
"""


@when("the manager declares three candies for 3.00")
def declared(stand: Stand) -> None:
    (stand.folder / FILE_NAME).write_text(DEAL, encoding="utf-8")


@when("the manager writes a mistake into the promotions")
def mistaken(stand: Stand) -> None:
    (stand.folder / FILE_NAME).write_text(DEAL.replace("3.00", "three"), encoding="utf-8")


@when("the cashier checks the price of a chocolate bar")
def checked(stand: Stand, clerk: Clerk) -> None:
    clerk.press("Ctrl+Shift+P")
    stand.until("a price is asked", lambda s: isinstance(s.page, PriceCheckPage))
    stand.world.scan("]E0", GOODS["a chocolate bar"])
    stand.until("it is shown", lambda s: getattr(s.page, "item", None) is not None)


@when("the cashier adds what was checked")
def added(stand: Stand, clerk: Clerk) -> None:
    clerk.press("Ctrl+1")
    stand.until("it is on the ticket", lambda s: s.sale is not None)


@then("nothing is on the ticket")
def nothing(stand: Stand) -> None:
    assert stand.state.sale is None

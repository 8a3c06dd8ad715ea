"""Reports through the window, the engine and the store (reports.feature)."""

from pytest_bdd import scenarios, then, when

from features.clerk import MANAGER, Clerk
from features.stand import Stand
from terminal.app.state import ReportsPage, SalePage
from terminal.domain.facts import SaleCompleted
from terminal.domain.money import total
from terminal.domain.report import Figure
from terminal.presentation.views import actions_of
from terminal.store.journal import all_facts

scenarios("reports.feature")


@when("a manager takes the place of the cashier")
def takes_over(stand: Stand, clerk: Clerk) -> None:
    clerk.press("Ctrl+L")
    stand.until("it is locked", lambda s: s.locked)
    clerk.press("Esc")
    clerk.sign_in(MANAGER)


@when("the manager opens the reports")
def opens(stand: Stand, clerk: Clerk) -> None:
    clerk.press("Ctrl+H")
    stand.until(
        "the report", lambda s: isinstance(s.page, ReportsPage) and s.page.shown is not None
    )


@then("the reports say what was sold")
def says(stand: Stand) -> None:
    rows = stand.counter.store.reader.wait(lambda connection: list(all_facts(connection)))
    sold = [row.fact.total for row in rows if isinstance(row.fact, SaleCompleted)]
    page = stand.state.page
    assert isinstance(page, ReportsPage)
    assert page.shown is not None
    assert page.shown.all_of(Figure.TICKETS) == (len(sold), total(sold))
    assert page.shown.all_of(Figure.TENDERS, "CASH") == (len(sold), total(sold))


@then("the reports do not say what was sold")
def blind(stand: Stand) -> None:
    page = stand.state.page
    assert isinstance(page, ReportsPage)
    assert page.shown is not None
    assert page.shown.of(Figure.TICKETS) == page.shown.of(Figure.TENDERS) == ()


@then("no key opens the reports")
def no_key(stand: Stand) -> None:
    """It is grey and says why."""
    (key,) = (each for each in actions_of(stand.screen) if each.key == "Ctrl+H")
    assert not key.enabled
    assert key.why
    stand.fingers.press("Ctrl+H")
    assert isinstance(stand.state.page, SalePage)

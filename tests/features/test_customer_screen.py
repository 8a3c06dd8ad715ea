"""The customer's screen on a machine with one screen (customer_screen.feature)."""

from dataclasses import replace

from pytest_bdd import given, scenarios, then

from features.stand import Stand
from terminal.ui.customer_window import SECOND

scenarios("customer_screen.feature")


@given("the lane has a customer's screen that is unplugged")
def unplugged(stand: Stand) -> None:
    stand.close()
    assert stand.settings is not None
    stand.settings = replace(stand.settings, customer_screen=SECOND)
    stand.open()


@then("no window lies over the counter")
def nothing_over_it(stand: Stand) -> None:
    assert stand._application is not None
    customer = stand._application.customer
    assert customer is not None
    assert not customer.window.isVisible()
    assert customer.window.view is not None

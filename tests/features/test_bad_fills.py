"""Fills that may not be handed out (bad_fills.feature)."""

from pytest_bdd import given, parsers, scenarios, then, when

from features.clerk import BIRTHDAYS, Clerk
from features.stand import Stand
from sync.messages import FillKey
from terminal.app.state import SalePage, TenderPage
from terminal.domain.money import Money

scenarios("bad_fills.feature")


def key_of(text: str) -> FillKey:
    rx, _, fill = text.partition("-")
    return FillKey(rx, int(fill))


@given(parsers.parse("the PhMS has made the fill {key} {status}"))
def fill_status(stand: Stand, key: str, status: str) -> None:
    phms = stand.world.phms
    match status:
        case "sold":
            phms.edit(key_of(key), {"status": "completed"})
        case "on hold":
            phms.hold(key_of(key))
        case "cancelled":
            phms.cancel(key_of(key))
        case _:
            raise ValueError(status)


@given(parsers.parse("the payer now wants {amount} for the fill {key}"))
def copay(stand: Stand, amount: str, key: str) -> None:
    stand.world.phms.edit_copay(key_of(key), Money.parse(amount).cents)


@when("the clerk identifies the customer")
def identifies(stand: Stand, clerk: Clerk) -> None:
    stand.until("the person is found", lambda s: bool(getattr(s.page, "patient", None)))
    clerk.identify(BIRTHDAYS["6012345-00"])


@when("the clerk adds what is ready")
def adds(stand: Stand, clerk: Clerk) -> None:
    clerk.press("Ctrl+1")
    clerk.press("Enter")
    stand.until("the ticket is shown", lambda s: isinstance(s.page, SalePage))


@then("only the fills that may be handed out are on the ticket")
def others_only(stand: Stand) -> None:
    assert stand.state.sale is not None
    assert [str(line.fill.key) for line in stand.state.sale.rx_lines] == ["6010077-02"]


@when("the clerk opens payment")
def opens(clerk: Clerk) -> None:
    clerk.press("F9")


@then("the ticket is shown without the fill")
def without_the_fill(stand: Stand) -> None:
    stand.until("the ticket is shown", lambda s: isinstance(s.page, SalePage))
    assert stand.state.sale is not None
    assert stand.state.sale.rx_lines == ()


@when("the clerk accepts the new copay")
def accepts(stand: Stand, clerk: Clerk) -> None:
    stand.until("it was read", lambda s: isinstance(s.page, TenderPage) and not s.page.reading)
    clerk.press("F6")


@then(parsers.parse("the PhMS holds no pickup of {key}"))
def no_pickup(stand: Stand, key: str) -> None:
    assert stand.world.phms.picked_up(key_of(key)) is None

"""What stops a bag at pickup, and bags nobody picked up (pickup_stops.feature)."""

from datetime import date, timedelta

from pytest_bdd import given, parsers, scenarios, then, when

from features.clerk import BIRTHDAYS, Clerk
from features.stand import Stand
from sync.messages import FillKey
from sync.phms import profile
from terminal.app.state import CopayPage, PickupPage, SalePage, SignPage, UnclaimedPage

scenarios("pickup_stops.feature")

LABEL = "6012345-00"
GIDEON = "08141943"


def key_of(text: str) -> FillKey:
    rx, _, fill = text.partition("-")
    return FillKey(rx, int(fill))


def billed(stand: Stand, key: str, day: date) -> None:
    said = {"url": profile.ADJUDICATED_ON, "valueDate": day.isoformat()}
    stand.world.phms.tell(key_of(key), said)


@given(parsers.parse("the payer accepted the claim of {key} {days:d} days ago"))
def billed_long_ago(stand: Stand, key: str, days: int) -> None:
    billed(stand, key, stand.state.day - timedelta(days=days))


@given(parsers.parse("the payer has taken back the claim of {key}"))
def reversed_claim(stand: Stand, key: str) -> None:
    stand.world.phms.tell(key_of(key), {"url": profile.CLAIM_STATE, "valueCode": "reversed"})


@given(parsers.parse("{key} may not be dispensed after yesterday"))
def last_day_over(stand: Stand, key: str) -> None:
    yesterday = stand.state.day - timedelta(days=1)
    said = {"url": profile.DO_NOT_DISPENSE_AFTER, "valueDate": yesterday.isoformat()}
    stand.world.phms.tell(key_of(key), said)


@given(parsers.parse("the copay of {key} cannot be paid by its Medicaid patient"))
def on_the_ticket(stand: Stand, clerk: Clerk, key: str) -> None:
    rx, _, number = key.partition("-")
    clerk.find_bag(f"{rx}-{int(number):02}")
    clerk.identify(GIDEON)
    clerk.press("Ctrl+1")
    clerk.press("Enter")
    stand.until("only the signature is left", lambda s: isinstance(s.page, SignPage))
    clerk.press("Esc")
    stand.until("the ticket is shown", lambda s: isinstance(s.page, SalePage))


@when("the clerk identifies the customer")
def identifies(stand: Stand, clerk: Clerk) -> None:
    stand.until("the person is found", lambda s: bool(getattr(s.page, "patient", None)))
    clerk.identify(BIRTHDAYS[LABEL])


@when(parsers.parse("the pharmacist bills {key} again"))
def bills_again(stand: Stand, key: str) -> None:
    billed(stand, key, stand.state.day)


@when(parsers.parse("the clerk scans the other bag, {label}, of the same patient"))
def looks_again(stand: Stand, clerk: Clerk, label: str) -> None:
    clerk.press("Esc")
    stand.until("the list is shown", lambda s: getattr(s.page, "patient", "") is None)
    clerk.find_bag(label)
    clerk.identify(BIRTHDAYS[LABEL])


@when("the clerk adds what is ready")
def adds(stand: Stand, clerk: Clerk) -> None:
    assert isinstance(stand.state.page, PickupPage)
    clerk.press("Ctrl+1")
    clerk.press("Enter")
    stand.until("the ticket is shown", lambda s: isinstance(s.page, SalePage))


@when("the clerk leaves the copay owed and closes the ticket")
def leaves_owed(stand: Stand, clerk: Clerk) -> None:
    clerk.press("Ctrl+W")
    stand.until("the copay is asked about", lambda s: isinstance(s.page, CopayPage))
    clerk.press("Ctrl+1")
    clerk.press("Ctrl+1")
    stand.until("nothing is due", lambda s: s.sale is not None and not s.sale.due.cents)
    clerk.press("F8")
    clerk.press("F4")  # the bag holds an easy-open container: the patient asks for it here
    clerk.press("Ctrl+1")
    clerk.let_sign()
    clerk.press("F9")
    stand.until("the fills were read", lambda s: not getattr(s.page, "reading", ()))
    clerk.press("F9")
    stand.until("the ticket is closed", lambda s: s.finished is not None)


@when("the clerk opens the list of bags nobody picked up")
def opens_list(stand: Stand, clerk: Clerk) -> None:
    clerk.press("Ctrl+U")
    stand.until(
        "the bags are read", lambda s: isinstance(s.page, UnclaimedPage) and bool(s.page.bags)
    )


@when("calls about the first and nobody answers")
def calls(stand: Stand, clerk: Clerk) -> None:
    clerk.press("Enter")
    stand.until("a bag is chosen", lambda s: getattr(s.page, "chosen", None) is not None)
    clerk.press("Ctrl+3")


@then(parsers.parse("the fill {label} is on the ticket"))
def on_ticket(stand: Stand, label: str) -> None:
    assert stand.state.sale is not None
    assert label in [str(line.fill.key) for line in stand.state.sale.rx_lines]


@then(parsers.parse("the PhMS holds no pickup of {key}"))
def no_pickup(stand: Stand, key: str) -> None:
    assert stand.world.phms.picked_up(key_of(key)) is None


@then(parsers.parse("the PhMS is told that {amount} of {key} is owed"))
def told_owed(stand: Stand, amount: str, key: str) -> None:
    stand.until("the PhMS has it", lambda _s: stand.world.phms.picked_up(key_of(key)) is not None)
    pickup = stand.world.phms.picked_up(key_of(key))
    assert pickup is not None
    (record,) = pickup.records
    said = {each["url"]: each for each in record["extension"]}
    assert str(said[profile.COPAY_OWED]["valueMoney"]["value"]) == amount
    assert str(said[profile.COPAY_PAID]["valueMoney"]["value"]) == "0.00"

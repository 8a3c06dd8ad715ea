"""A controlled fill, and a second claim of one that was sold (controlled.feature)."""

from pytest_bdd import parsers, scenarios, then, when

from features.clerk import Clerk
from features.stand import Stand
from sync.messages import FillKey
from terminal.app.state import DonePage, IdPage, PickupPage, SalePage, TerminalState
from terminal.domain.work_item import SECOND_PICKUP
from terminal.store import work_items

scenarios("controlled.feature")

NUMBER = "DL99990000"


@when(parsers.parse("the spouse on the list picks up the bag {label}"))
def spouse(clerk: Clerk, label: str) -> None:
    clerk.pick_up(label, "Ctrl+6")


@when(parsers.parse("the patient collects the bag {label}"))
def patient(clerk: Clerk, label: str) -> None:
    clerk.pick_up(label, "Ctrl+1")
    clerk.meet_obligations()


@then("payment is closed until the ID is settled")
def closed(stand: Stand, clerk: Clerk) -> None:
    clerk.press("F9")
    stand.until_said("Controlled: an ID is asked for")
    assert isinstance(stand.state.page, SalePage)


@when(parsers.re(r"the cashier enters a licence that end(s|ed) on (?P<day>[0-9/]+)"))
def licence(stand: Stand, clerk: Clerk, day: str) -> None:
    if isinstance(stand.state.page, SalePage):
        clerk.press("Ctrl+I")
    stand.until("the ID is asked for", lambda s: isinstance(s.page, IdPage))
    clerk.press("Ctrl+1")
    clerk.enter(day.replace("/", ""))
    if day.endswith("2099"):
        clerk.enter(NUMBER)
        clerk.enter("TX")


@when("the rest of the list is done")
def rest(clerk: Clerk) -> None:
    clerk.meet_obligations()


@when(parsers.parse("the next customer holds out the bag {label}"))
def again(stand: Stand, clerk: Clerk, label: str) -> None:
    """Once the change was in sight for its time, Enter begins with the next customer."""
    stand.until("the ticket is closed", lambda s: isinstance(s.page, DonePage))

    def begun(state: TerminalState) -> bool:
        if isinstance(state.page, DonePage):
            clerk.press("Enter")
        return isinstance(state.page, SalePage)

    stand.until("it is the next customer's turn", begun)
    stand.world.scan("]C0", label)
    stand.until("the person is found", lambda s: isinstance(s.page, PickupPage))


@then(parsers.parse("the PhMS is told who took {key}, what was shown and when it was sold"))
def told(stand: Stand, key: str) -> None:
    rx, _, number = key.partition("-")
    held = stand.world.phms.picked_up(FillKey(rx, int(number)))
    assert held is not None
    said = {
        one["url"].rpartition("/")[2]: list(one.values())[1] for one in held.records[0]["extension"]
    }
    assert (said["picker-relation"], said["picker-family"], said["picker-given"]) == (
        "03", "Trialby", "Maud",
    )  # fmt: skip
    assert (said["id-qualifier"], said["id-number"], said["id-jurisdiction"]) == (
        "06", NUMBER, "TX",
    )  # fmt: skip
    assert said["sold-on"] == stand.state.day.isoformat()
    assert said["pharmacist"] == "ML"


@then("the ID is neither on the receipt nor in the technical log")
def nowhere(stand: Stand, clerk: Clerk) -> None:
    clerk.see_receipt()
    (paper,) = stand.receipts()
    assert NUMBER not in paper
    assert "Trialby" not in paper
    assert NUMBER not in repr(stand.state)


@then(parsers.parse("a work item is open for {label}"))
def work_item(stand: Stand, label: str) -> None:
    items = stand.counter.store.reader.wait(work_items.open_items)
    assert [(each.kind, each.subject) for each in items] == [(SECOND_PICKUP, label)]

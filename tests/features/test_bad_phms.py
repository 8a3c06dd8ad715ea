"""A PhMS that answers badly, or not at all (bad_phms.feature)."""

from pytest_bdd import given, parsers, scenarios, then, when

from features.clerk import Clerk
from features.stand import Stand
from sync.messages import FillKey
from sync.simulator.faults import Fault, FaultKind
from terminal.app.inputs import Condition

scenarios("bad_phms.feature")
FOR_LONG = 10_000
ANSWERS = {
    "500": FaultKind.STATUS,
    "an HTML page": FaultKind.HTML,
    "half a page": FaultKind.HALF,
    "an empty page": FaultKind.EMPTY,
    "a connection cut": FaultKind.CUT,
    "no connection": FaultKind.REFUSE,
    "nothing": FaultKind.SILENT,
}


@given(parsers.parse("the PhMS from now on answers {answer}"))
def fails(stand: Stand, answer: str) -> None:
    stand.world.phms.faults.add(Fault(ANSWERS[answer]), FOR_LONG)


@when(parsers.parse("the answer to the next message is lost: {answer}"))
def loses(stand: Stand, answer: str) -> None:
    stand.world.phms.faults.add(Fault(ANSWERS[answer], method="POST"))


@when("the patient picks up the bag 6012345-00 with the copay known before")
def picks_up(clerk: Clerk) -> None:
    clerk.pick_up("6012345-00", "Ctrl+1")


@when("the pharmacist counsels and the customer signs")
def met(clerk: Clerk) -> None:
    clerk.meet_obligations()


@given("the pharmacist has cancelled the fill 6012345-0 at the PhMS")
def cancelled(stand: Stand) -> None:
    stand.world.phms.cancel(FillKey("6012345", 0))


@then("the status strip says that the PhMS is in trouble")
def in_trouble(stand: Stand) -> None:
    stand.until("it is noticed", lambda s: s.phms.condition is not Condition.GOOD)
    (phms, *_) = stand.screen.status.items
    assert phms.text.startswith("PhMS not reached since")


@when("the PhMS is well again")
def well(stand: Stand) -> None:
    stand.world.phms.faults.clear()


@then("nothing waits to be sent")
def nothing_waits(stand: Stand) -> None:
    stand.until("the outbox is empty", lambda s: s.phms.waiting == 0 and s.phms.stuck == 0)

"""The cash drawer through the whole counter (drawer.feature)."""

from pytest_bdd import given, parsers, scenarios, then, when

from features.stand import Stand
from terminal.app.inputs import Condition, DeviceRole, DrawerPosition
from terminal.domain.facts import DrawerSeen
from terminal.store.journal import all_facts

scenarios("drawer.feature")


@given("the drawer is closed")
def closed(stand: Stand) -> None:
    """The demo's own cashier, who pushes it in after some seconds, stays away."""
    printer = stand.world.printer
    stand.world.plugged.printer.call(lambda: setattr(printer, "pushed_in_after_s", None))
    stand.until("the drawer is seen", lambda s: s.drawer is DrawerPosition.CLOSED)


@given("the drawer is locked")
def locked(stand: Stand) -> None:
    """No pulse moves it: for the printer the same as a printer that lets none out."""
    printer = stand.world.printer
    stand.world.plugged.printer.call(lambda: printer.real_time_pulse_allowed(allowed=False))


@given("the printer of the drawer is unplugged")
def unplugged(stand: Stand) -> None:
    stand.world.plugged.printer.unplug()
    stand.until(
        "the printer is gone",
        lambda s: s.device[DeviceRole.PRINTER].condition is Condition.DOWN,
    )


@when("the drawer is opened with its key")
def by_key(stand: Stand) -> None:
    stand.world.plugged.printer.call(stand.world.printer.open_drawer)


@when("the drawer is pushed in")
def pushed_in(stand: Stand) -> None:
    stand.world.plugged.printer.call(stand.world.printer.close_drawer)


@then(parsers.re(r'the journal tells "(?P<sight>[a-z ]+)"$'))
def tells(stand: Stand, sight: str) -> None:
    stand.until_true(f"the journal tells {sight}", lambda: (sight, "", "") in seen(stand))


@then(parsers.parse('the journal tells "{sight}" for "{reason}" of ticket {sale}'))
def tells_why(stand: Stand, sight: str, reason: str, sale: str) -> None:
    told = (sight, reason, sale)
    stand.until_true(f"the journal tells {told}", lambda: told in seen(stand))


def seen(stand: Stand) -> list[tuple[str, str, str]]:
    facts = stand.counter.store.reader.wait(lambda connection: list(all_facts(connection)))
    return [
        (fact.sight.value, fact.reason.value if fact.reason else "", fact.sale or "")
        for fact in (row.fact for row in facts)
        if isinstance(fact, DrawerSeen)
    ]

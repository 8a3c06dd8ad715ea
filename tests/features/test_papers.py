"""Counselling and signing, in the pharmacy's words (papers.feature)."""

from pytest_bdd import parsers, scenarios, then, when

from features.clerk import PHARMACIST, Clerk
from features.stand import Stand
from sync.messages import FillKey as PhmsKey
from sync.phms import profile
from terminal.app.state import (
    CounselPage,
    DonePage,
    PharmacistPage,
    PickupPage,
    SalePage,
    SignPage,
    TerminalState,
    UnsignedPage,
)
from terminal.demo.seed import demo_pin
from terminal.domain.facts import CounsellingRecorded, Fact, LeftUnsigned, SignatureTaken
from terminal.domain.pickup import Counselling, SignatureKind, Unsigned
from terminal.presentation.views import SignView
from terminal.store.journal import all_facts

scenarios("papers.feature")

NOTICE = "2026-01"


def facts(stand: Stand) -> list[Fact]:
    rows = stand.counter.store.reader.wait(lambda connection: list(all_facts(connection)))
    return [row.fact for row in rows]


# --- signing


@when(parsers.parse("the spouse picks up the bag {label}"))
def spouse_takes(clerk: Clerk, label: str) -> None:
    clerk.pick_up(label, "Ctrl+3")


@then(parsers.parse('the signing page shows "{first}" and "{second}"'))
def shows_both(stand: Stand, first: str, second: str) -> None:
    assert titles(stand) == [first, second]


@then(parsers.parse('the signing page shows "{only}" alone'))
def shows_one(stand: Stand, only: str) -> None:
    assert titles(stand) == [only]


def titles(stand: Stand) -> list[str]:
    stand.until("the signing page", lambda s: isinstance(s.page, SignPage))
    view = stand.screen.page
    assert isinstance(view, SignView)
    return [each.title for each in view.texts]


@when("the customer signs once")
def signs(stand: Stand, clerk: Clerk) -> None:
    before = len(signed(stand))
    stand.fingers.sign()
    clerk.press("Enter")
    stand.until_true("it is signed", lambda: len(signed(stand)) > before)


def signed(stand: Stand) -> list[SignatureTaken]:
    return [each for each in facts(stand) if isinstance(each, SignatureTaken)]


@then(parsers.parse("one drawing is bound to {count:d} texts, each in its own way"))
def bound_apart(stand: Stand, count: int) -> None:
    found = signed(stand)
    assert len(found) == count
    assert len({each.strokes for each in found}) == 1
    assert len({each.bound for each in found}) == count
    assert len({each.text for each in found}) == count


@then("the PhMS was told of the notice")
def phms_knows(stand: Stand) -> None:
    held = stand.world.phms.picked_up(PhmsKey("6012151", 1))
    assert held is not None
    (record,) = held.records
    assert {"url": profile.NOTICE, "valueString": NOTICE} in record["extension"]


@then("the patient is known to have acknowledged it")
def register_knows(stand: Stand, clerk: Clerk) -> None:
    def gone(state: TerminalState) -> bool:
        """A key that comes with the page itself is not taken: nobody has read it yet."""
        if isinstance(state.page, DonePage):
            clerk.press("Esc")
        return isinstance(state.page, SalePage)

    stand.until("the next customer", gone)
    clerk.press("F2")
    stand.until("the list", lambda s: isinstance(s.page, PickupPage))
    stand.fingers.type("Fakenham")
    stand.until("the patient is found", lambda s: NOTICE in acknowledged(s.page))


def acknowledged(page: object) -> set[str]:
    found = page.fills if isinstance(page, PickupPage) else ()
    return {each for fill in found for each in fill.patient.acknowledged}


@then("payment stays closed")
def closed(stand: Stand) -> None:
    assert stand.state.open_obligations


@when("the clerk says that the patient is not there, and what was done")
def not_there(stand: Stand, clerk: Clerk) -> None:
    clerk.press("Alt+1")
    stand.until("why is asked", lambda s: isinstance(s.page, UnsignedPage))
    clerk.press("Ctrl+2")
    stand.until("what was done is asked", lambda s: getattr(s.page, "why", None) is not None)
    clerk.press("Ctrl+1")
    stand.until("nothing is left to sign", lambda s: isinstance(s.page, SalePage))


@then("the effort is in the journal")
def effort(stand: Stand) -> None:
    (left,) = (each for each in facts(stand) if isinstance(each, LeftUnsigned))
    assert (left.kind, left.why, left.notice) == (
        SignatureKind.NOTICE,
        Unsigned.NOT_PRESENT,
        NOTICE,
    )
    assert left.note == "notice given to who picks up"


# --- counselling


@when("the pharmacist explains the first medicine")
def explains_one(stand: Stand, clerk: Clerk) -> None:
    clerk.press("F7")
    stand.until("the counselling prompt", lambda s: isinstance(s.page, CounselPage))
    clerk.press("Alt+2")
    clerk.press("Ctrl+1")
    pharmacist_signs(stand, clerk)
    stand.until("the other one waits", lambda s: isinstance(s.page, CounselPage))


@when("the parent refuses the second")
def refuses_other(stand: Stand, clerk: Clerk) -> None:
    clerk.press("Ctrl+2")
    clerk.press("Ctrl+2")
    pharmacist_signs(stand, clerk)
    stand.until("counselling is recorded", lambda s: isinstance(s.page, SalePage))


def pharmacist_signs(stand: Stand, clerk: Clerk) -> None:
    stand.until("a pharmacist is asked", lambda s: isinstance(s.page, PharmacistPage))
    clerk.enter(PHARMACIST)
    clerk.enter(demo_pin(PHARMACIST))


@then("each medicine has its own answer")
def answers(stand: Stand) -> None:
    told = [each for each in facts(stand) if isinstance(each, CounsellingRecorded)]
    assert [(each.lines, each.result, each.note) for each in told] == [
        ((1,), Counselling.ACCEPTED, ""),
        ((2,), Counselling.REFUSED, "representative"),
    ]
    assert {each.by for each in told} == {PHARMACIST}
    assert all(each.rules for each in told)

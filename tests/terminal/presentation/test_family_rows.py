"""The will-call list tells who is of one family, and keeps them together."""

from dataclasses import replace

from helpers.counter import PLAIN, a_counter
from helpers.sales import a_fill, patient
from terminal.app import inputs as i
from terminal.app.inputs import Do
from terminal.app.state import PickupPage
from terminal.domain.prescription import Fill, PatientId
from terminal.presentation.views import PickupView

HOME = PLAIN.patient.household


def of(given: str, household: str = HOME, **more: object) -> Fill:
    who = replace(patient(PatientId(given)), given=given, household=household, **more)  # type: ignore[arg-type]
    rx = str(int.from_bytes(given.encode()))
    return replace(a_fill(rx), patient=who)


def titles(*fills: Fill) -> list[str]:
    counter = a_counter(*fills)
    counter.press("F2")
    page = counter.screen.page
    assert isinstance(page, PickupView)
    return [row.title for row in page.people]


def masked() -> str:
    (title,) = titles(PLAIN)
    return title


def test_two_of_one_household_are_said_to_be_a_family() -> None:
    known = masked().rpartition(", ")[0]
    assert titles(PLAIN, of("Leo")) == [f"{masked()} · family of L.", f"{known}, L. · family of M."]


def test_another_family_name_is_shown_as_the_list_masks_it() -> None:
    spouse = of("Zoe", family="Longfellow")
    assert titles(PLAIN, spouse)[0] == f"{masked()} · family of LONG•••, Z."
    assert "Longfellow" not in " ".join(titles(PLAIN, spouse))


def test_of_a_large_family_two_are_named_and_the_rest_counted() -> None:
    found = titles(PLAIN, of("Abe"), of("Bea"), of("Cal"), of("Dan"))
    assert found[0] == f"{masked()} · family of A., B. and 2 more"


def test_a_namesake_of_another_household_is_no_family() -> None:
    assert titles(PLAIN, of("Max", household="h9"))[0] == masked()


def test_two_of_whom_no_household_is_known_are_no_family() -> None:
    alone = replace(PLAIN, patient=replace(PLAIN.patient, household=""))
    assert titles(alone, of("Leo", household="")) == [masked(), titles(of("Leo", household=""))[0]]


def test_a_family_stands_together_and_the_arrows_follow_what_is_seen() -> None:
    between = of("Zed", household="h9", family="Quigley")
    counter = a_counter(PLAIN, between, of("Leo"))
    counter.press("F2")
    people = [each.id for each in counter.on(PickupPage).people]
    assert people == [PLAIN.patient.id, PatientId("Leo"), between.patient.id]
    counter.do(Do.LINE_DOWN)
    counter.send(i.FieldSubmitted("search", ""))
    assert counter.on(PickupPage).patient == PatientId("Leo")

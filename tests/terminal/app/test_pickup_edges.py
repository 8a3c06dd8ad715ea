"""Odd people, odd days and odd documents at the counter: what the rules make of them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from helpers.cards import an_id_card
from helpers.counter import DATE_OF_BIRTH, PLAIN, SETTINGS, SIGNATURE, Counter, a_counter
from helpers.pse import BOX, BUYER
from helpers.pse_counter import CARD, counter, pay, show_card, started
from helpers.restricted import CODEINE, OTC
from helpers.sales import a_fill, patient
from helpers.screens import texts
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.identity_challenge import TRIES, choices
from terminal.app.inputs import Do
from terminal.app.pse_page import PsePage, PseSignPage
from terminal.app.state import BookPage, Challenge, Msg, PharmacistPage, PickupPage, Release
from terminal.domain import facts as f
from terminal.domain import pse_ticket as t
from terminal.domain.age import age_on
from terminal.domain.id_card import IdCard
from terminal.domain.likeness import person_key
from terminal.domain.pickup import IdentityMethod
from terminal.domain.prescription import Fill, PatientId
from terminal.domain.pse import demand_of
from terminal.domain.pse_buyer import MAX_NAME
from terminal.domain.refusal import Why
from terminal.domain.signature import Point, Strokes

HOME, AWAY = "12 Elm St", "9 Oak Ave"


def living_at(fill: Fill, street: str, who: str = "") -> Fill:
    address = f"{street}, Nashville TN 37201" if street else ""
    person = replace(fill.patient, address=address, household=who)
    return replace(fill, patient=replace(person, id=PatientId(who)) if who else person)


def namesakes(own: str, other: str) -> Counter:
    """Two people with one name and one birth date, a bag each; the first is asked."""
    mine = living_at(PLAIN, own)
    theirs = living_at(replace(a_fill("8000001"), patient=PLAIN.patient), other, "namesake")
    at_counter = a_counter(mine, theirs)
    at_counter.press("F2")
    at_counter.do(Do.CHOOSE_PATIENT, mine.patient.id)
    return at_counter


def pick(at_counter: Counter, answer: str) -> None:
    offered = choices(at_counter.on(PickupPage))
    at_counter.press(f"Alt+{'ABCD'[offered.index(answer)]}")


# --- two people with one name and one birth date (sections 3 and 1: never guess)


def test_of_two_with_one_name_and_one_birth_date_the_address_tells() -> None:
    lane = namesakes(HOME, AWAY)
    lane.enter(DATE_OF_BIRTH)
    page = lane.on(PickupPage)
    assert (page.identified, page.asking) == (False, Challenge.ADDRESS)
    pick(lane, HOME)
    assert lane.on(PickupPage).identified
    lane.press("Ctrl+1")
    lane.do(Do.ADD_FILLS)
    (confirmed,) = lane.recorded(f.IdentityConfirmed)
    assert isinstance(confirmed, f.IdentityConfirmed)
    assert confirmed.method is IdentityMethod.ADDRESS


def test_the_other_one_s_address_is_a_miss() -> None:
    lane = namesakes(HOME, AWAY)
    lane.enter(DATE_OF_BIRTH)
    wrong = next(n for n, each in enumerate(choices(lane.on(PickupPage))) if each != HOME)
    lane.do(Do.ANSWER, str(wrong))
    assert lane.told() is Msg.IDENTITY_MISSED
    lane.enter(DATE_OF_BIRTH)
    assert not lane.on(PickupPage).identified, "the same date again is no second answer"


def test_a_card_of_that_name_and_date_is_not_enough_either() -> None:
    lane = namesakes(HOME, AWAY)
    lane.send(i.CodeScanned(an_id_card()))
    page = lane.on(PickupPage)
    assert (page.identified, page.asking) == (False, Challenge.ADDRESS)
    pick(lane, HOME)
    assert lane.on(PickupPage).identified


@pytest.mark.parametrize(("own", "other"), [("", AWAY), (HOME, HOME), (HOME, "12 ELM ST.")])
def test_whom_nothing_on_record_tells_apart_the_pharmacist_does(own: str, other: str) -> None:
    lane = namesakes(own, other)
    lane.enter(DATE_OF_BIRTH)
    page = lane.on(PickupPage)
    assert (page.identified, page.tries) == (False, TRIES)
    assert lane.told() is Msg.IDENTITY_OF_TWO
    assert "Two people have this name and this birth date" in " ".join(texts(lane.screen))
    assert lane.recorded(f.IdentityMissed) == (), "nobody said anything wrong"
    lane.do(Do.PHARMACIST)
    assert lane.on(PharmacistPage).release is Release.IDENTITY


def test_whom_the_shared_address_was_asked_first_is_not_told_by_it() -> None:
    lane = namesakes(HOME, HOME)
    lane.press("F4")
    pick(lane, HOME)
    assert not lane.on(PickupPage).identified
    assert lane.told() is Msg.IDENTITY_OF_TWO


# --- what is drawn (section 5)


@pytest.mark.parametrize(
    "strokes",
    [
        Strokes(),
        Strokes(((Point(5000, 5000, 0),),)),
        Strokes(((Point(5000, 5000, 0), Point(5040, 5100, 8), Point(5000, 5000, 16)),)),
        Strokes(tuple((Point(n * 900, 100, 0),) for n in range(9))),
    ],
    ids=["nothing", "one dot", "a dot that trembled", "nine dots"],
)
def test_a_dot_is_no_signature_of_a_logged_sale(strokes: Strokes) -> None:
    lane = started()
    show_card(lane)
    lane.press("Ctrl+1")
    lane.on(PseSignPage)
    lane.send(i.SignatureDrawn(strokes))
    lane.do(Do.SIGN)
    assert lane.recorded(t.PseSigned) == ()
    lane.send(i.SignatureDrawn(SIGNATURE))
    lane.do(Do.SIGN)
    assert lane.recorded(t.PseSigned) != ()


# --- documents (sections 9.4 and 11)


def scanned(card: IdCard) -> Counter:
    lane = started()
    show_card(lane, card)
    return lane


@pytest.mark.parametrize("born", [date(2090, 1, 1), date(1901, 1, 1)], ids=["to come", "too old"])
def test_a_card_of_somebody_who_cannot_stand_here_is_no_buyer_s(born: date) -> None:
    lane = scanned(replace(CARD, birth_date=born, expires=None))
    assert lane.told() is Msg.DATE_NOT_UNDERSTOOD
    assert lane.on(PsePage).buyer is None


@pytest.mark.parametrize(("days", "sold"), [(0, True), (-1, False)], ids=["today", "yesterday"])
def test_a_document_is_good_on_its_last_day_and_not_after_it(days: int, *, sold: bool) -> None:
    today = Counter(SETTINGS).at.astimezone(ZoneInfo(SETTINGS.time_zone)).date()
    lane = scanned(replace(CARD, expires=today + timedelta(days=days)))
    assert lane.can_press("Ctrl+1") is sold
    if sold:
        lane.press("Ctrl+1")
    assert isinstance(lane.page, PseSignPage) is sold
    assert bool(lane.recorded(t.PseBuyerChecked)) is sold


def test_a_document_of_a_country_that_writes_no_last_day_is_good() -> None:
    lane = scanned(replace(CARD, expires=None))
    lane.press("Ctrl+1")
    lane.on(PseSignPage)


def test_the_longest_names_of_a_card_are_in_the_log_as_they_stand_there() -> None:
    lane = scanned(replace(CARD, family="F" * 40, given="G" * 40, middle="M" * 40))
    buyer = lane.on(PsePage).buyer
    assert buyer is not None
    assert buyer.given == f"{'G' * 40} {'M' * 40}"


def test_a_name_that_no_log_holds_is_asked_again_and_raises_nothing() -> None:
    lane = scanned(replace(CARD, family="F" * 200))
    assert lane.told() is Msg.PSE_BUYER_NOT_UNDERSTOOD
    assert lane.on(PsePage).buyer is None
    lane = started()
    lane.press("Ctrl+1")
    for text in ("S88-1234567", "TX"):
        lane.enter(text)
    for wrong in ("F" * (MAX_NAME + 1), "😀", "\u202eatseT", "a\u200bb", "\u0000"):
        lane.enter(wrong)
        assert lane.told() is Msg.PSE_ANSWER_WRONG
    for name in ("כהן", "Łukasiewicz-O’Brien", "小龙"):
        lane.enter(name)
        assert lane.on(PsePage).draft.family == name
        lane.do(Do.BACK)


def test_a_sign_in_front_of_a_name_makes_nobody_somebody_else() -> None:
    born = date(1984, 3, 12)
    own = person_key("Testa", "Rosalind", born)
    for given in ("- Rosalind", "😀 Rosalind", " . Rosalind M."):
        assert person_key("Testa", given, born) == own
    assert person_key("Testa", "Robert", born) != own


def test_a_card_with_signs_that_cannot_be_printed_is_no_end_of_the_program() -> None:
    lane = a_counter(items=(CODEINE,), policy=OTC)
    lane.scan_item(CODEINE)
    bad = replace(
        an_id_card("07211967", "SAMP\x07LETON", "OR\x85VILLE"),
        number="12\x07345",
        street="1 \x9fELM STREET " + "1" * 200,
    )
    lane.send(i.CodeScanned(bad))
    draft = lane.on(BookPage).draft
    assert (draft.family, draft.given, draft.id_number) == ("SAMPLETON", "ORVILLE", "12345")
    assert lane.on(BookPage).earlier == ()
    numbers = replace(bad, street="1" * 200, city="ANYTOWN", family="\x07", given="7")
    lane.do(Do.BACK)
    lane.send(i.CodeScanned(numbers))
    assert lane.on(BookPage).draft.family == ""


# --- days


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("07 / 14 / 2099", Msg.DATE_NOT_UNDERSTOOD),
        ("02 / 29 / 2023", Msg.DATE_NOT_UNDERSTOOD),
        ("02 / 30 / 1980", Msg.DATE_NOT_UNDERSTOOD),
        ("14 / 07 / 1961", Msg.DATE_NOT_UNDERSTOOD),
        ("٠٢٢٩١٩٨٠", Msg.DATE_NOT_UNDERSTOOD),
        ("02 / 28 / 1980", Msg.IDENTITY_MISSED),
        ("03 / 01 / 1980", Msg.IDENTITY_MISSED),
    ],
)
def test_what_is_no_birth_date_is_no_miss_and_a_neighbour_of_29_february_is(
    typed: str, why: Msg
) -> None:
    lane = a_counter(PLAIN)
    lane.press("F2")
    lane.do(Do.CHOOSE_PATIENT, patient().id)
    lane.enter(typed)
    assert lane.told() is why
    assert len(lane.recorded(f.IdentityMissed)) == (why is Msg.IDENTITY_MISSED)
    lane.enter("02 / 29 / 1980")
    assert lane.on(PickupPage).identified


def minor(born: date, at: datetime) -> Counter:
    """The patient, born on that day, comes alone."""
    fill = replace(PLAIN, patient=replace(PLAIN.patient, birth_date=born))
    lane = a_counter(fill)
    lane.at = at
    lane.press("F2")
    lane.do(Do.CHOOSE_PATIENT, fill.patient.id)
    lane.enter(born.strftime("%m%d%Y"))
    lane.press("Ctrl+1")
    lane.do(Do.ADD_FILLS)
    return lane


@pytest.mark.parametrize(
    ("born", "day", "alone"),
    [
        (date(2008, 11, 22), date(2026, 11, 21), False),
        (date(2008, 11, 22), date(2026, 11, 22), True),
        (date(2008, 2, 29), date(2026, 2, 28), False),
        (date(2008, 2, 29), date(2026, 3, 1), True),
        (date(2008, 12, 31), date(2026, 12, 30), False),
        (date(2009, 1, 1), date(2026, 12, 31), False),
        (date(2009, 1, 1), date(2027, 1, 1), True),
    ],
)
@pytest.mark.parametrize("hour", [(0, 0), (23, 59)])
def test_a_patient_collects_alone_from_the_store_s_own_midnight_of_the_18th_birthday(
    born: date, day: date, hour: tuple[int, int], *, alone: bool
) -> None:
    zone = ZoneInfo(SETTINGS.time_zone)
    lane = minor(born, datetime(day.year, day.month, day.day, *hour, tzinfo=zone).astimezone(UTC))
    assert (age_on(born, day) >= 18) is alone
    assert bool(lane.recorded(f.FillAdded)) is alone
    if not alone:
        assert lane.told() is Why.MINOR_ALONE
        lane.do(Do.PHARMACIST)
        assert lane.on(PharmacistPage).release is Release.MINOR


@pytest.mark.parametrize(
    ("now", "first"),
    [
        ("2026-03-08T00:30:00-06:00", date(2026, 2, 7)),
        ("2026-03-08T23:30:00-05:00", date(2026, 2, 7)),
        ("2026-11-01T00:30:00-05:00", date(2026, 10, 3)),
        ("2026-11-01T23:30:00-06:00", date(2026, 10, 3)),
        ("2026-12-31T23:59:59-06:00", date(2026, 12, 2)),
        ("2027-01-01T00:00:00-06:00", date(2026, 12, 3)),
        ("2024-03-01T12:00:00-06:00", date(2024, 2, 1)),
    ],
)
def test_the_30_days_are_days_of_the_store_whatever_the_clock_does(now: str, first: date) -> None:
    lane = counter()
    lane.at = datetime.fromisoformat(now).astimezone(UTC)
    lane.scan_item(BOX)
    show_card(lane)
    (asked,) = lane.did(e.ReadPseLedger)
    assert isinstance(asked, e.ReadPseLedger)
    demand = demand_of(lane.state.policy.rules, lane.state.day)
    assert demand is not None
    assert demand.window_days == 30
    assert asked.since == first
    assert asked.document == BUYER.document_key


def test_the_log_s_day_is_the_store_s_not_that_of_greenwich() -> None:
    lane = counter()
    lane.at = datetime(2026, 11, 2, 5, 30, tzinfo=UTC)  # half past eleven, the evening before
    lane = signed_at(lane)
    (logged,) = lane.recorded(t.PseLogged)
    assert isinstance(logged, t.PseLogged)
    assert logged.day == date(2026, 11, 1)


def signed_at(lane: Counter) -> Counter:
    lane.scan_item(BOX)
    show_card(lane)
    lane.press("Ctrl+1")
    lane.send(i.SignatureDrawn(SIGNATURE))
    lane.press("Enter")
    pay(lane)
    return lane

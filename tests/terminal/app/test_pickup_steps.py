"""Pickup: the second identifier is entered, each bag is scanned, each fill is read again."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from helpers.counter import ANA, BORN_LUIS, DATE_OF_BIRTH, PHIL, PLAIN, Counter, a_counter
from helpers.sales import CANDY, LUIS, MARIA, NOW, a_fill, patient
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.inputs import Do, ReadFrom
from terminal.app.state import Msg, PharmacistPage, PickupPage, SalePage
from terminal.app.step_pickup import read_date
from terminal.devices.gs1 import read_gs1
from terminal.domain import facts as f
from terminal.domain.barcode import EntryMethod, NotUnderstood
from terminal.domain.money import Money
from terminal.domain.pickup import IdentityMethod, Relationship
from terminal.domain.prescription import Fill, FillKey, FillStatus, Patient, PatientId
from terminal.domain.refusal import Why
from terminal.presentation.pickup_page import pickup_view
from terminal.presentation.views import Tone

SECOND = a_fill("6012346", 0, counselling=False)
LUIS_FILL = replace(a_fill("7000001", who=LUIS), patient=patient(LUIS))
STRANGER = replace(
    a_fill("8000001", who=PatientId("other")),
    patient=Patient(PatientId("other"), "Tanaka", "Z.", date(1961, 4, 9), "h2"),
)


@pytest.fixture
def counter() -> Counter:
    return a_counter(PLAIN, SECOND, LUIS_FILL, STRANGER)


def identified(counter: Counter, fill: Fill = PLAIN) -> Counter:
    counter.scan_label(fill)
    counter.enter("02/29/1980")
    return counter


# --- finding the person


def test_a_bag_label_opens_the_pickup_of_its_patient(counter: Counter) -> None:
    counter.scan_label(PLAIN)
    page = counter.on(PickupPage)
    assert page.patient == MARIA
    assert page.scanned == (PLAIN.key,)
    assert counter.recorded(f.PatientViewed) == (f.PatientViewed(MARIA),)
    assert set(counter.did(e.ReadFill)) == {e.ReadFill(PLAIN.key), e.ReadFill(SECOND.key)}


def test_a_plain_refill_takes_three_presses_beyond_the_scan_and_the_date() -> None:
    counter = a_counter(PLAIN)
    counter.scan_label(PLAIN)
    counter.enter(DATE_OF_BIRTH)
    counter.press("Ctrl+1")
    counter.press("Enter")
    assert counter.on(SalePage) == SalePage()
    assert counter.can_press("F9"), "nothing else is asked"


def test_a_label_without_the_fill_number_finds_the_patient_too(counter: Counter) -> None:
    counter.scan("6012345", "]C0")
    assert counter.on(PickupPage).patient == MARIA


def test_everybody_who_waits_is_listed_on_f2(counter: Counter) -> None:
    counter.press("F2")
    assert {who.id for who in counter.on(PickupPage).people} == {
        MARIA, LUIS, STRANGER.patient.id,
    }  # fmt: skip


def test_a_typed_name_narrows_the_list_and_enter_chooses_the_highlighted(
    counter: Counter,
) -> None:
    counter.press("F2")
    counter.key_in("ros")
    assert [who.id for who in counter.on(PickupPage).people] == [MARIA, LUIS]
    for key in ("Up", "Down", "Down"):
        counter.press(key)
    counter.enter()
    assert counter.on(PickupPage).patient == LUIS


def test_one_letter_waits_for_the_next_and_no_letter_shows_all(counter: Counter) -> None:
    counter.press("F2")
    asked = len(counter.did(e.LoadWillCall))
    counter.key_in("r")
    assert len(counter.did(e.LoadWillCall)) == asked
    counter.key_in("")
    assert len(counter.did(e.LoadWillCall)) == asked + 1


def test_enter_with_nobody_found_does_nothing(counter: Counter) -> None:
    counter.press("F2")
    counter.key_in("zzz")
    counter.enter()
    assert counter.on(PickupPage).patient is None


def test_a_late_answer_to_an_older_name_is_not_shown(counter: Counter) -> None:
    counter.press("F2")
    counter.hold = {e.LoadWillCall}
    counter.key_in("ro")
    counter.key_in("ross")
    counter.send(i.WillCallLoaded("ro", (STRANGER,)))
    assert counter.on(PickupPage).fills == ()


def test_an_answer_after_the_page_was_left_changes_nothing(counter: Counter) -> None:
    counter.send(i.WillCallLoaded("", (PLAIN,)), counter.read(PLAIN.key))
    assert counter.on(SalePage) == SalePage()


def test_a_label_that_nobody_knows_is_told(counter: Counter) -> None:
    counter.scan("9999999-00", "]C0")
    assert counter.told() is Msg.LABEL_NOT_FOUND


def test_a_fill_that_only_the_phms_knows_is_found_by_its_label(counter: Counter) -> None:
    counter.cache.clear()
    counter.scan_label(PLAIN)
    assert counter.on(PickupPage).patient == MARIA


def test_a_fill_that_is_not_known_is_said_also_beside_others_of_its_number(
    counter: Counter,
) -> None:
    counter.hold = {e.LoadWillCall, e.ReadFill}
    counter.scan("9999999-00", "]C0")
    counter.send(i.WillCallLoaded("9999999", (STRANGER,)))
    counter.send(i.FillRead(FillKey(counter.on(PickupPage).look_for.rx, 0), None, ReadFrom.PHMS))  # type: ignore[union-attr]
    assert counter.told() is Msg.LABEL_NOT_FOUND
    assert counter.on(PickupPage).patient is None


def test_the_next_label_looks_for_the_next_person(counter: Counter) -> None:
    counter.press("F2")
    counter.scan_label(STRANGER)
    assert counter.on(PickupPage).patient == STRANGER.patient.id
    counter.press("Esc")
    counter.scan("7000001", "]C0")
    assert counter.on(PickupPage).patient == LUIS


def test_goods_are_not_scanned_at_pickup(counter: Counter) -> None:
    counter.press("F2")
    counter.scan_item(CANDY)
    assert counter.told() is Msg.SCAN_AT_PICKUP


def test_a_web_address_at_pickup_gets_the_advice_of_the_pickup(counter: Counter) -> None:
    counter.press("F2")
    counter.send(i.CodeScanned(read_gs1("]Q1", b"https://example.com/", typed=False)))
    assert counter.screen.notice is not None
    assert counter.screen.notice.title == "This code holds no item number"
    assert counter.screen.notice.detail == "Scan the label on a bag, or the patient's ID card."


def test_a_label_that_reads_in_two_ways_keeps_its_own_advice(counter: Counter) -> None:
    counter.press("F2")
    two_ways = NotUnderstood("This label can be read in two ways", "Type the number.")
    counter.send(i.CodeScanned(two_ways))
    assert counter.screen.notice is not None
    assert counter.screen.notice.detail == "Type the number."


def test_escape_goes_back_to_the_list_and_then_to_the_ticket(counter: Counter) -> None:
    counter.scan_label(PLAIN)
    counter.press("Esc")
    assert counter.on(PickupPage).patient is None
    counter.press("Esc")
    assert counter.on(SalePage) == SalePage()


# --- the second identifier


def test_the_date_of_birth_is_entered_and_compared(counter: Counter) -> None:
    identified(counter)
    assert counter.on(PickupPage).identified


@pytest.mark.parametrize("typed", ["02291980", "02/29/1980", " 02 - 29 - 1980 "])
def test_a_date_is_read_with_or_without_separators(typed: str) -> None:
    assert read_date(typed) == PLAIN.patient.birth_date


@pytest.mark.parametrize("typed", ["", "2291980", "13/01/1980", "02/30/1980", "٠٢٢٩١٩٨٠", "1980"])
def test_what_is_no_date_is_asked_again_and_counts_as_no_miss(counter: Counter, typed: str) -> None:
    counter.scan_label(PLAIN)
    counter.enter(typed)
    assert counter.told() is Msg.DATE_NOT_UNDERSTOOD
    assert counter.recorded(f.IdentityMissed) == ()


def test_a_miss_is_recorded_without_what_was_entered(counter: Counter) -> None:
    counter.scan_label(PLAIN)
    counter.enter("01011970")
    assert counter.told() is Msg.IDENTITY_MISSED
    assert counter.recorded(f.IdentityMissed) == (f.IdentityMissed(MARIA, 1),)
    assert counter.on(PickupPage).answer == ""


def test_two_misses_call_the_pharmacist_and_no_third_answer_is_taken(counter: Counter) -> None:
    counter.scan_label(PLAIN)
    counter.enter("01011970")
    counter.enter("01011971")
    assert counter.told() is Msg.IDENTITY_NEEDS_PHARMACIST
    counter.send(i.FieldSubmitted("answer", "02291980"))
    assert not counter.on(PickupPage).identified

    counter.press("F3")
    counter.press("Ctrl+1")
    counter.pharmacist_signs()
    assert counter.on(PickupPage).identified
    counter.do(Do.PICKED_BY, "01")
    counter.do(Do.ADD_FILLS)
    assert counter.recorded(f.IdentityConfirmed) == (
        f.IdentityConfirmed(
            counter.sale.id, MARIA, IdentityMethod.PHARMACIST, PHIL.id, "ID was checked"
        ),
    )


def test_leaving_the_page_does_not_forgive_a_miss(counter: Counter) -> None:
    counter.scan_label(PLAIN)
    counter.enter("01011970")
    counter.press("Esc")
    counter.press("Esc")
    counter.scan_label(PLAIN)
    counter.enter("01011971")
    assert counter.told() is Msg.IDENTITY_NEEDS_PHARMACIST
    assert counter.field.name == "search"


def test_the_right_answer_forgives_the_miss_before(counter: Counter) -> None:
    counter.scan_label(PLAIN)
    counter.enter("01011970")
    counter.enter("02291980")
    counter.do(Do.CHOOSE_PATIENT, LUIS)
    assert counter.on(PickupPage).tries == 0
    counter.do(Do.CHOOSE_PATIENT, MARIA)
    assert counter.on(PickupPage).tries == 0


def test_a_record_without_a_date_of_birth_is_confirmed_by_a_pharmacist_only() -> None:
    unknown = replace(PLAIN, patient=replace(PLAIN.patient, birth_date=None))
    counter = a_counter(unknown)
    counter.scan_label(unknown)
    counter.enter("02291980")
    assert counter.told() is Msg.IDENTITY_MISSED


def test_a_pharmacist_who_confirmed_one_person_did_not_confirm_the_next(counter: Counter) -> None:
    counter.scan_label(PLAIN)
    counter.press("F3")
    counter.press("Ctrl+1")
    counter.pharmacist_signs()
    counter.do(Do.CHOOSE_PATIENT, LUIS)
    assert not counter.on(PickupPage).identified
    counter.enter(BORN_LUIS)
    counter.do(Do.PICKED_BY, "04")
    counter.do(Do.ADD_FILLS)
    confirmed = counter.recorded(f.IdentityConfirmed)
    assert confirmed == (
        f.IdentityConfirmed(counter.sale.id, LUIS, IdentityMethod.DATE_OF_BIRTH, ANA.id),
    )


def test_fills_that_are_read_while_the_pharmacist_confirms_are_taken(counter: Counter) -> None:
    counter.hold = {e.ReadFill}
    counter.press("F2")
    counter.do(Do.CHOOSE_PATIENT, MARIA)
    counter.press("F3")
    counter.send(counter.read(PLAIN.key), counter.read(SECOND.key))
    counter.press("Ctrl+1")
    counter.pharmacist_signs()
    assert counter.on(PickupPage).reading == frozenset()


def test_fills_that_are_read_behind_the_lock_are_taken(counter: Counter) -> None:
    counter.hold = {e.ReadFill}
    counter.press("F2")
    counter.do(Do.CHOOSE_PATIENT, MARIA)
    counter.do(Do.LOCK)
    counter.send(counter.read(PLAIN.key), counter.read(SECOND.key))
    assert counter.locked()
    counter.sign_in()
    assert counter.on(PickupPage).reading == frozenset()


def test_each_patient_of_a_family_is_identified_and_each_only_once(counter: Counter) -> None:
    counter.pick_up(PLAIN)
    counter.press("F6")
    assert counter.on(PickupPage).patient == LUIS
    assert not counter.on(PickupPage).identified
    counter.enter(BORN_LUIS)
    counter.do(Do.PICKED_BY, "02")
    counter.do(Do.ADD_FILLS)
    assert {who for who, _ in counter.sale.identities} == {MARIA, LUIS}

    third = a_fill("6012399")
    counter.phms[third.key] = counter.cache[third.key] = third
    counter.scan_label(third)
    assert counter.on(PickupPage).identified
    assert counter.on(PickupPage).relationship is Relationship.PATIENT
    counter.do(Do.ADD_FILLS)
    assert len(counter.recorded(f.IdentityConfirmed)) == 2
    assert len(counter.recorded(f.PickerNamed)) == 2


# --- what can be added


def test_what_is_missing_is_said_in_order(counter: Counter) -> None:
    counter.scan_label(PLAIN)
    counter.do(Do.ADD_FILLS)
    assert counter.told() is Why.IDENTITY_OPEN
    counter.enter("02291980")
    counter.do(Do.ADD_FILLS)
    assert counter.told() is Why.PICKER_OPEN
    counter.do(Do.PICKED_BY, "01")
    for fill in (PLAIN, SECOND):
        counter.do(Do.TOGGLE_FILL, str(fill.key))
    counter.do(Do.ADD_FILLS)
    assert counter.told() is Why.FILL_UNKNOWN
    counter.do(Do.TOGGLE_FILL, str(PLAIN.key))
    counter.do(Do.ADD_FILLS)
    assert [line.fill.key for line in counter.sale.rx_lines] == [PLAIN.key]


def test_nothing_is_added_before_every_fill_was_read_again(counter: Counter) -> None:
    counter.hold = {e.ReadFill}
    counter.press("F2")
    counter.do(Do.CHOOSE_PATIENT, MARIA)
    counter.enter("02291980")
    counter.do(Do.PICKED_BY, "01")
    counter.do(Do.ADD_FILLS)
    assert counter.told() is Why.FILL_BEING_READ
    counter.send(counter.read(PLAIN.key), counter.read(SECOND.key))
    counter.do(Do.ADD_FILLS)
    assert len(counter.sale.rx_lines) == 2


def test_the_ticket_holds_what_was_read_again(counter: Counter) -> None:
    counter.phms[PLAIN.key] = replace(PLAIN, copay=Money(12_34), version="2")
    counter.pick_up(PLAIN)
    assert counter.sale.rx_lines[0].copay == Money(12_34)
    assert counter.sale.rx_lines[0].fill.version == "2"


def test_offline_the_copay_of_the_cache_is_shown_with_its_age(counter: Counter) -> None:
    counter.phms_answers = False
    counter.at += timedelta(hours=3)
    identified(counter)
    assert dict(counter.on(PickupPage).read_from)[PLAIN.key] is ReadFrom.CACHE
    words = [notice.title for notice in counter.screen.page.notices]  # type: ignore[union-attr]
    assert "The pharmacy system did not answer." in words
    assert "as of 10:00" in counter.screen.page.fills[0].detail  # type: ignore[union-attr]
    counter.do(Do.PICKED_BY, "01")
    counter.do(Do.ADD_FILLS)
    assert counter.sale.rx_lines[0].fill.read_at == NOW


def test_an_older_answer_does_not_replace_a_newer_one(counter: Counter) -> None:
    identified(counter)
    older = replace(PLAIN, copay=Money(1), read_at=NOW - timedelta(days=1))
    counter.send(i.FillRead(PLAIN.key, older, ReadFrom.CACHE))
    fills = {fill.key: fill.copay for fill in counter.on(PickupPage).fills}
    assert fills[PLAIN.key] == PLAIN.copay


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (FillStatus.SOLD, Why.FILL_SOLD),
        (FillStatus.ON_HOLD, Why.FILL_ON_HOLD),
        (FillStatus.CANCELLED, Why.FILL_CANCELLED),
        (FillStatus.PREPARING, Why.FILL_NOT_READY),
    ],
)
def test_a_fill_that_is_not_ready_any_more_is_not_added(status: FillStatus, why: Why) -> None:
    counter = a_counter(PLAIN, SECOND)
    counter.phms[PLAIN.key] = replace(PLAIN, status=status)
    identified(counter)
    counter.do(Do.TOGGLE_FILL, str(PLAIN.key))
    assert counter.told() is why
    counter.do(Do.PICKED_BY, "01")
    counter.do(Do.ADD_FILLS)
    assert [line.fill.key for line in counter.sale.rx_lines] == [SECOND.key]


def test_a_fill_that_the_phms_no_longer_has_is_not_added(counter: Counter) -> None:
    del counter.phms[PLAIN.key]
    identified(counter)
    assert [fill.key for fill in counter.chosen()] == [SECOND.key]
    counter.do(Do.TOGGLE_FILL, str(PLAIN.key))
    assert counter.told() is Why.FILL_CANCELLED


def test_a_fill_that_nobody_lists_is_not_toggled(counter: Counter) -> None:
    identified(counter)
    counter.do(Do.TOGGLE_FILL, "9999999-00")
    assert counter.on(PickupPage).left_out == frozenset()


def test_a_fill_on_another_ticket_is_neither_chosen_nor_checked(counter: Counter) -> None:
    counter.pick_up(PLAIN)
    counter.press("F5")
    counter.press("F2")
    counter.do(Do.CHOOSE_PATIENT, MARIA)
    counter.enter("02291980")
    assert counter.chosen() == ()
    counter.do(Do.TOGGLE_FILL, str(PLAIN.key))
    assert counter.told() is Why.FILL_ON_OTHER_TICKET
    counter.scan_label(PLAIN)
    assert counter.told() is Why.FILL_ON_OTHER_TICKET
    assert counter.on(PickupPage).scanned == ()


def test_adding_is_all_or_nothing(counter: Counter) -> None:
    identified(counter)
    counter.do(Do.PICKED_BY, "01")
    counter.engine._state = replace(
        counter.state, policy=replace(counter.policy, tax=type(counter.policy.tax)(()))
    )
    counter.do(Do.ADD_FILLS)
    assert counter.told() is Why.NO_TAX_RULE
    assert counter.state.sale is None
    assert counter.recorded(f.SaleOpened) == ()


# --- bags


def test_every_bag_is_counted_once() -> None:
    big = a_fill(bags=2)
    counter = a_counter(big)
    counter.scan_label(big)
    counter.scan_label(big)
    assert counter.told() is Msg.BAG_CHECKED
    counter.scan_label(big)
    assert counter.told() is Why.ALL_BAGS_SCANNED
    counter.enter("02291980")
    counter.do(Do.PICKED_BY, "01")
    counter.do(Do.ADD_FILLS)
    assert counter.sale.rx_lines[0].bags_scanned == 2
    assert counter.sale.rx_lines[0].entry is EntryMethod.SCANNED


def test_the_bag_of_somebody_else_is_refused(counter: Counter) -> None:
    counter.scan_label(PLAIN)
    counter.scan_label(STRANGER)
    assert counter.told() is Msg.LABEL_OTHER_PATIENT
    assert counter.effects[-1] == e.AnswerScan(good=False)
    assert counter.on(PickupPage).scanned == (PLAIN.key,)


def test_the_bag_of_somebody_on_the_ticket_is_said_to_be_that(counter: Counter) -> None:
    counter.pick_up(PLAIN)
    counter.press("F2")
    counter.do(Do.CHOOSE_PATIENT, LUIS)
    for bag in (PLAIN, SECOND):
        counter.scan_label(bag)
        assert counter.told() is Msg.LABEL_OF_TICKET
        assert counter.effects[-1] == e.AnswerScan(good=False)
    assert counter.on(PickupPage).patient == LUIS
    counter.scan_label(STRANGER)
    assert counter.told() is Msg.LABEL_OTHER_PATIENT


def test_the_number_of_a_bag_on_the_ticket_shows_it_calmly(counter: Counter) -> None:
    counter.pick_up(PLAIN)
    counter.press("F2")
    counter.send(i.FieldEdited("search", PLAIN.key.rx))
    counter.settle()
    counter.do(Do.CHOOSE_PATIENT, MARIA)
    page = counter.on(PickupPage)
    on_it = {line.fill.key for line in counter.sale.rx_lines}
    view = pickup_view(counter.state, page)
    (person,) = (each for each in view.people if each.id == MARIA)
    badges = [badge.text for badge in person.badges]
    assert f"{len(on_it)} on this ticket" in badges
    assert not any(text.endswith("not ready") for text in badges)
    rows = [row for row in view.fills if row.id in {str(key) for key in on_it}]
    assert rows
    for row in rows:
        assert [(each.text, each.tone) for each in row.badges] == [("on this ticket", Tone.PLAIN)]
        assert "already" not in row.detail
        assert not row.selected


def test_a_bag_that_was_not_scanned_keeps_payment_closed(counter: Counter) -> None:
    counter.press("F2")
    counter.do(Do.CHOOSE_PATIENT, MARIA)
    counter.enter("02291980")
    counter.do(Do.PICKED_BY, "01")
    counter.do(Do.ADD_FILLS)
    assert counter.sale.rx_lines[0].entry is EntryMethod.KEYED
    counter.do(Do.MEET, "bags")
    assert counter.told() is Msg.SCAN_BAGS
    assert not counter.can_press("F9")
    counter.scan_label(PLAIN)
    assert counter.told() is Msg.BAG_CHECKED
    counter.scan("6012346", "]C0")
    assert counter.can_press("F9")
    counter.scan_label(PLAIN)
    assert counter.told() is Why.ALL_BAGS_SCANNED


# --- the family


def test_the_rest_of_the_family_is_offered_by_its_bin(counter: Counter) -> None:
    counter.pick_up(PLAIN)
    assert {fill.key for fill in counter.state.family} == {LUIS_FILL.key}
    assert counter.can_press("F6")


def test_nobody_is_offered_when_no_family_is_known() -> None:
    alone = replace(PLAIN, patient=replace(PLAIN.patient, household=""))
    counter = a_counter(alone, STRANGER)
    counter.pick_up(alone)
    assert counter.state.family == ()
    counter.do(Do.FAMILY)
    assert counter.on(SalePage) == SalePage()


def test_a_key_of_another_page_does_nothing_here(counter: Counter) -> None:
    counter.scan_label(PLAIN)
    page = counter.on(PickupPage)
    counter.do(Do.CASH)
    assert counter.on(PickupPage) == page


def test_the_open_identity_of_a_recovered_line_can_still_be_met(counter: Counter) -> None:
    counter.pick_up(PLAIN)
    sale = replace(counter.sale, identities=())
    counter.engine._state = replace(counter.state, sale=sale)
    counter.do(Do.MEET, "identity")
    assert counter.on(PickupPage).patient == MARIA


def test_escape_from_the_pharmacist_goes_back_to_the_pickup(counter: Counter) -> None:
    counter.scan_label(PLAIN)
    counter.press("F3")
    assert counter.on(PharmacistPage).number is None
    counter.press("Esc")
    assert counter.on(PickupPage).patient == MARIA


def test_enter_adds_what_is_chosen(counter: Counter) -> None:
    identified(counter)
    counter.do(Do.PICKED_BY, "01")
    counter.send(i.FieldSubmitted("search", ""))
    assert len(counter.sale.rx_lines) == 2


def test_a_fill_that_the_cache_never_saw_stays_as_the_list_told_it(counter: Counter) -> None:
    identified(counter)
    before = counter.on(PickupPage).fills
    counter.send(i.FillRead(PLAIN.key, None, ReadFrom.CACHE))
    assert counter.on(PickupPage).fills == before


def test_nothing_is_chosen_before_a_person_is(counter: Counter) -> None:
    counter.press("F2")
    assert counter.chosen() == ()
    counter.do(Do.ADD_FILLS)
    assert counter.told() is Why.IDENTITY_OPEN


# --- what a first trial by strangers found


@pytest.mark.parametrize("typed", ["09099999", "01010077", "12312099"])
def test_a_year_in_which_nobody_was_born_is_no_answer(typed: str) -> None:
    counter = a_counter(PLAIN)
    counter.find(PLAIN)
    counter.enter(typed)
    assert counter.told() is Msg.DATE_NOT_UNDERSTOOD
    assert counter.on(PickupPage).tries == 0


def test_a_mistyped_label_keeps_the_person() -> None:
    counter = a_counter(PLAIN)
    counter.find(PLAIN)
    counter.enter(DATE_OF_BIRTH)
    counter.enter("99")
    assert counter.told() is Msg.LABEL_NOT_FOUND
    assert counter.on(PickupPage).identified


def test_why_the_bag_in_hand_stays_is_said_before_anything_is_asked() -> None:
    held = a_fill("6012349", status=FillStatus.ON_HOLD)
    counter = a_counter(held)
    counter.scan_label(held)
    assert counter.told() is Why.FILL_ON_HOLD


def test_a_wrong_date_leaves_the_field_and_the_next_one_is_taken() -> None:
    counter = a_counter(PLAIN)
    counter.find(PLAIN)
    before = counter.field.revision
    counter.enter("13451984")
    assert counter.told() is Msg.DATE_NOT_UNDERSTOOD
    assert (counter.field.text, counter.field.revision) == ("", before + 1)
    counter.enter(DATE_OF_BIRTH)
    assert counter.on(PickupPage).identified


@pytest.mark.parametrize("fill", ["00", "99"])
@pytest.mark.parametrize("at_pickup", [False, True])
def test_a_label_whose_fill_is_not_known_is_said_and_leaves_the_field(
    fill: str, *, at_pickup: bool
) -> None:
    counter = a_counter(PLAIN)
    if at_pickup:
        counter.press("F2")
    counter.enter(f"{PLAIN.key.rx}-{fill}")
    assert counter.told() is Msg.LABEL_NOT_FOUND
    page = counter.on(PickupPage)
    assert (page.patient, page.typed, counter.field.text) == (None, "", "")


@pytest.mark.parametrize("misses", [0, 2])
def test_a_date_in_the_field_of_bags_is_no_label_of_a_bag(misses: int) -> None:
    counter = a_counter(PLAIN)
    counter.find(PLAIN)
    for _ in range(misses):
        counter.enter("01011970")
    if not misses:
        counter.enter(DATE_OF_BIRTH)
    counter.enter("07141961")
    assert counter.told() is Msg.NO_BAG_LABEL
    assert counter.on(PickupPage).typed == ""


def test_a_reason_of_the_pharmacist_has_letters() -> None:
    counter = a_counter(PLAIN)
    counter.find(PLAIN)
    counter.press("F3")
    counter.enter("11")
    assert counter.told() is Why.REASON_IN_WORDS
    assert counter.on(PharmacistPage).reason == ""
    assert counter.field.text == ""

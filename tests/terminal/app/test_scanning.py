"""Scans: which page takes them, the one answer of each, packs that expired, cards that answer."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from helpers.cards import an_id_card
from helpers.counter import ANA, DISK_FULL, PLAIN, SETTINGS, SIGNATURE, Counter, a_counter, rung_up
from helpers.sales import CANDY, LUIS, MARIA, a_fill, an_item, patient
from helpers.screens import texts
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.inputs import Do, ReadFrom
from terminal.app.scanning import Takes, policy_of_page, taken_here
from terminal.app.settings import ScannerKind
from terminal.app.state import Msg, PickupPage, SalePage
from terminal.domain import facts as f
from terminal.domain.barcode import EntryMethod, GtinCode, RxLabel, RxNumber, gtin
from terminal.domain.id_card import IdCard
from terminal.domain.pickup import IdentityMethod, Relationship

GOOD, BAD = e.AnswerScan(good=True), e.AnswerScan(good=False)
THIRD_PARTY = a_fill(third_party=True, counselling=True)


def answers(counter: Counter) -> list[bool]:
    return [each.good for each in counter.effects if isinstance(each, e.AnswerScan)]


# --- which page takes scans


def at_payment() -> Counter:
    counter = rung_up(PLAIN)
    counter.press("F9")
    return counter


def at_card() -> Counter:
    counter = at_payment()
    counter.press("F11")
    return counter


def at_prompt(key: str, *, counselled: bool = False, begun: bool = False) -> Counter:
    counter = a_counter(THIRD_PARTY)
    counter.pick_up(THIRD_PARTY)
    if counselled:
        counter.counsel()
    counter.press(key)
    if begun:
        counter.send(i.SignatureDrawn(SIGNATURE))
    return counter


def at_pharmacist() -> Counter:
    counter = at_prompt("F7")
    counter.press("Ctrl+1")
    return counter


def at_choice() -> Counter:
    first = replace(an_item(), gtin=gtin("10000052"), name="Soap")
    second = replace(an_item(), gtin=gtin("100000000052"), name="Salts")
    counter = a_counter(items=(first, second, CANDY))
    counter.enter("10000052")
    return counter


NOT_HERE: list[tuple[Callable[[], Counter], Msg]] = [
    (at_payment, Msg.SCAN_PAY_FIRST),
    (at_card, Msg.SCAN_CARD_FIRST),
    (lambda: at_prompt("F7"), Msg.SCAN_COUNSEL_FIRST),
    (lambda: at_prompt("F8", counselled=True, begun=True), Msg.SCAN_SIGN_FIRST),
    (at_pharmacist, Msg.SCAN_PIN_FIRST),
    (at_choice, Msg.SCAN_CHOOSE_FIRST),
]


@pytest.mark.parametrize(("begin", "words"), NOT_HERE)
@pytest.mark.parametrize(
    "scan", [i.CodeScanned(GtinCode((CANDY.gtin,))), i.ScanTurnedAway()], ids=["seen", "dropped"]
)
def test_where_something_else_is_open_a_scan_is_dropped_with_words_and_a_sound(
    begin: Callable[[], Counter], words: Msg, scan: i.Input
) -> None:
    counter = begin()
    assert taken_here(counter.state) is Takes.NOTHING
    assert not counter.armed
    page, sale = counter.page, counter.state.sale
    counter.send(scan)
    assert counter.told() is words
    assert answers(counter)[-1] is False
    assert (counter.page, counter.state.sale) == (page, sale)


def test_the_scanner_is_armed_with_the_page_and_disarmed_with_the_lock() -> None:
    counter = a_counter()
    armed = [counter.armed]
    for do in (Do.PICKUP, Do.LOCK):
        counter.do(do)
        armed.append(counter.armed)
    counter.sign_in()
    assert [*armed, counter.armed] == [True, True, False, True]


def test_the_scanner_is_disarmed_only_once_the_lock_is_recorded() -> None:
    counter = a_counter()
    counter.journal.slow = True
    counter.do(Do.LOCK)
    assert counter.armed
    counter.commit_now()
    assert not counter.armed


def test_a_locked_screen_answers_with_the_sound_alone() -> None:
    counter = Counter()
    for scan in (i.CodeScanned(GtinCode((CANDY.gtin,))), i.ScanTurnedAway(), i.ScanRefused("x")):
        counter.send(scan)
        assert counter.told() is None
    assert answers(counter) == [False] * 3


def test_a_scan_that_was_dropped_as_the_page_changed_is_scanned_again() -> None:
    counter = a_counter()
    counter.send(i.ScanTurnedAway())
    assert counter.told() is Msg.SCAN_NOT_NOW


def test_every_page_has_its_words() -> None:
    words = {policy_of_page(begin().state.page)[1] for begin, _ in NOT_HERE}
    assert len(words) == len(NOT_HERE)


def test_what_was_scanned_behind_a_choice_comes_in_and_the_choice_stays() -> None:
    counter = at_choice()
    page = counter.on(SalePage)
    counter.send(i.ItemsFound(CANDY.gtin, (CANDY,)))
    assert counter.on(SalePage) == page
    assert len(counter.sale.lines) == 1
    counter.send(i.ItemsFound("=1", page.items))
    assert counter.told() is Msg.SCAN_CHOOSE_FIRST
    assert counter.on(SalePage) == page


# --- one answer for each scan


def test_a_scan_is_answered_when_its_line_is_durable() -> None:
    counter = a_counter()
    counter.journal.slow = True
    counter.scan_item(CANDY)
    assert answers(counter) == []
    counter.commit_now()
    assert answers(counter) == [True]


def test_a_scan_that_could_not_be_stored_is_answered_badly_once() -> None:
    counter = a_counter()
    with counter.full_disk():
        counter.scan_item(CANDY)
    assert answers(counter) == [False]
    counter.check_scanner()


def test_a_bag_that_could_not_be_stored_is_answered_badly_once() -> None:
    two = a_fill(bags=2)
    counter = a_counter(two)
    counter.scan_label(two)
    counter.enter("02/29/1980")
    counter.do(Do.PICKED_BY, "01")
    counter.do(Do.ADD_FILLS)
    heard = answers(counter)
    with counter.full_disk():
        counter.scan_label(two)
    assert answers(counter)[len(heard) :] == [False]


def test_a_catalogue_that_does_not_answer_is_answered_badly() -> None:
    counter = a_counter()
    counter.hold = {e.LookUpItem}
    counter.scan_item(CANDY)
    assert answers(counter) == []
    counter.send(i.CommitFailed(DISK_FULL.title, DISK_FULL.remedy))
    assert answers(counter) == [False]
    counter.send(i.ItemsFound(CANDY.gtin, (CANDY,)))
    assert answers(counter) == [False]


def test_the_error_of_a_key_between_a_scan_and_its_answer_is_no_answer() -> None:
    counter = a_counter()
    counter.hold = {e.LookUpItem}
    counter.scan_item(CANDY)
    counter.do(Do.VOID_LINE)
    assert counter.effects[-1] == e.Beep(good=False)
    assert answers(counter) == []
    counter.send(i.ItemsFound(CANDY.gtin, (CANDY,)))
    assert answers(counter) == [True]


def test_what_is_typed_is_no_scan() -> None:
    counter = a_counter()
    counter.enter(CANDY.gtin[1:])
    counter.enter("012345678905")
    assert answers(counter) == []


def test_a_label_is_answered_when_its_patient_is_found() -> None:
    counter = a_counter(PLAIN)
    counter.hold = {e.LoadWillCall, e.ReadFill}
    counter.scan_label(PLAIN)
    assert answers(counter) == []
    counter.send(i.WillCallLoaded("6012345", (PLAIN,)))
    assert answers(counter) == [True]


@pytest.mark.parametrize("label", ["9999999-00", "9999999"])
def test_a_label_that_nobody_knows_is_answered_badly(label: str) -> None:
    counter = a_counter(PLAIN)
    counter.scan(label, "]C0")
    assert answers(counter) == [False]


def test_a_label_of_a_bag_that_stays_here_is_answered_badly() -> None:
    sold = replace(PLAIN, copay=None)
    counter = a_counter(sold)
    counter.scan_label(sold)
    assert answers(counter) == [False]


def test_a_label_whose_search_is_given_up_is_answered_badly() -> None:
    for leave in ("Esc", "lock", "type", "scan"):
        counter = a_counter(PLAIN)
        counter.hold = {e.LoadWillCall, e.ReadFill}
        counter.scan_label(PLAIN)
        match leave:
            case "Esc":
                counter.press("Esc")
            case "lock":
                counter.do(Do.LOCK)
            case "type":
                counter.key_in("ros")
            case "scan":
                counter.scan_item(CANDY)
        assert answers(counter)[0] is False
        counter.send(i.WillCallLoaded("6012345", (PLAIN,)), counter.read(PLAIN.key))
        counter.check_scanner()


def test_a_label_waits_for_the_phms_when_the_cache_has_nothing() -> None:
    counter = a_counter(PLAIN)
    counter.hold = {e.LoadWillCall, e.ReadFill}
    counter.scan_label(PLAIN)
    counter.send(i.WillCallLoaded("6012345", ()), i.FillRead(THIRD_PARTY.key, None, ReadFrom.PHMS))
    counter.send(i.WillCallLoaded("older", ()))
    counter.check_scanner()


def test_a_scan_that_finds_the_queue_full_is_answered_badly() -> None:
    counter = a_counter()
    counter.journal.slow = True
    counter.scan_item(CANDY)
    for _ in range(300):
        counter.do(Do.SWITCH_THEME)
    counter.scan_item(CANDY)
    assert answers(counter) == [False]


# --- by which scanner


def test_a_line_says_that_a_scanner_typed_it() -> None:
    typing = replace(SETTINGS, scanner_kind=ScannerKind.KEYBOARD)
    counter = a_counter(PLAIN, settings=typing)
    counter.scan_item(CANDY)
    counter.pick_up(PLAIN)
    counter.enter(CANDY.gtin[1:])
    assert [line.entry for line in counter.sale.lines] == [
        EntryMethod.WEDGE,
        EntryMethod.WEDGE,
        EntryMethod.KEYED,
    ]


def test_a_prefix_that_was_taught_is_kept_and_said() -> None:
    counter = a_counter()
    counter.send(i.PrefixTaught("F13"))
    assert counter.did(e.KeepScannerPrefix) == (e.KeepScannerPrefix("F13"),)
    assert "F13" in " ".join(texts(counter.screen))
    counter.send(i.PrefixTaught(""))
    assert counter.told() is Msg.SCANNER_SENDS_NO_PREFIX
    assert counter.did(e.KeepScannerPrefix) == (e.KeepScannerPrefix("F13"),)


def test_the_last_code_is_held_for_the_diagnostics_alone() -> None:
    counter = a_counter()
    seen = i.ScanSeen(EntryMethod.SCANNED, "]C0", "60#####-##", "a prescription label")
    counter.send(seen)
    assert counter.state.last_scan == seen
    assert counter.told() is None
    assert answers(counter) == []


# --- what a code says besides the item


def test_a_pack_that_expired_is_not_sold() -> None:
    counter = a_counter()
    counter.send(i.CodeScanned(GtinCode((CANDY.gtin,), date(2026, 6, 30))))
    assert counter.screen.notice is not None
    assert counter.screen.notice.title == "This pack expired 06/30/2026: do not sell it"
    assert answers(counter) == [False]
    assert counter.did(e.LookUpItem) == ()


@pytest.mark.parametrize("last_day", [date(2026, 7, 1), date(2026, 7, 31), None])
def test_a_pack_that_is_good_today_is_sold_without_a_word(last_day: date | None) -> None:
    counter = a_counter()
    counter.send(i.CodeScanned(GtinCode((CANDY.gtin,), last_day)))
    assert counter.told() is None
    assert len(counter.sale.lines) == 1


def test_a_number_without_symbology_that_is_no_item_is_looked_for_as_a_label() -> None:
    number = "01234565"
    fill = a_fill(number)
    label = RxLabel(RxNumber(number), None)
    code = GtinCode((gtin(number),), label=label)
    counter = a_counter(fill)
    counter.send(i.CodeScanned(code))
    assert counter.on(PickupPage).patient == MARIA
    assert answers(counter) == [True]

    on_the_shelf = a_counter(fill, items=(replace(an_item(), gtin=gtin(number)),))
    on_the_shelf.send(i.CodeScanned(code))
    assert [line.entry for line in on_the_shelf.sale.lines] == [EntryMethod.SCANNED]

    nowhere = a_counter()
    nowhere.send(i.CodeScanned(code))
    nowhere.check_scanner()


# --- ID cards at pickup


@pytest.fixture
def pickup() -> Counter:
    counter = a_counter(PLAIN)
    counter.scan_label(PLAIN)
    return counter


def show(counter: Counter, card: IdCard) -> None:
    counter.send(i.CodeScanned(card))


def test_the_patients_card_answers_the_second_identifier(pickup: Counter) -> None:
    show(pickup, an_id_card())
    page = pickup.on(PickupPage)
    assert page.identified
    assert page.relationship is Relationship.PATIENT
    assert pickup.told() is Msg.ID_CARD_CONFIRMS
    assert answers(pickup)[-1] is True
    pickup.do(Do.ADD_FILLS)
    assert pickup.recorded(f.IdentityConfirmed) == (
        f.IdentityConfirmed(pickup.sale.id, MARIA, IdentityMethod.ID_CARD, ANA.id),
    )
    assert "ID card read" in " ".join(texts(pickup.screen))


@pytest.mark.parametrize(
    ("given", "family"), [("Maria Elena", "Rossi"), ("MARIA", "ROSSI-MEYER"), ("Mar", "Róssi")]
)
def test_a_card_writes_the_same_name_in_its_own_way(
    pickup: Counter, given: str, family: str
) -> None:
    show(pickup, an_id_card(given=given, family=family))
    assert pickup.on(PickupPage).identified


@pytest.mark.parametrize(
    ("born", "limit"),
    [("07022008", "18"), ("07012008", "21"), ("07022005", "21"), ("07012005", "")],
)
def test_an_age_under_a_limit_is_said(born: str, limit: str) -> None:
    card = an_id_card(born)
    young = replace(PLAIN, patient=replace(PLAIN.patient, birth_date=card.birth_date))
    counter = a_counter(young)
    counter.scan_label(young)
    show(counter, card)
    assert counter.on(PickupPage).identified
    assert counter.state.said is not None
    assert counter.state.said.detail == limit


def test_an_expired_card_says_when_and_answers_nothing(pickup: Counter) -> None:
    show(pickup, an_id_card(expires=date(2026, 6, 30)))
    assert pickup.screen.notice is not None
    assert pickup.screen.notice.title == "The ID card expired on 06/30/2026"
    assert not pickup.on(PickupPage).identified
    assert pickup.recorded(f.IdentityMissed) == ()


def test_the_card_of_another_person_is_a_miss(pickup: Counter) -> None:
    show(pickup, an_id_card("01311970"))
    assert pickup.told() is Msg.ID_CARD_NOT_PATIENTS
    assert pickup.recorded(f.IdentityMissed) == (f.IdentityMissed(MARIA, 1),)
    show(pickup, an_id_card("01311971"))
    assert pickup.told() is Msg.IDENTITY_NEEDS_PHARMACIST
    show(pickup, an_id_card())
    assert pickup.told() is Msg.ID_CARD_NOT_ASKED
    assert not pickup.on(PickupPage).identified


@pytest.mark.parametrize(("given", "family"), [("LUIS", "ROSSI"), ("MARIA", "TANAKA"), ("", "")])
def test_a_twin_is_asked_and_counts_as_no_miss(pickup: Counter, given: str, family: str) -> None:
    show(pickup, an_id_card(given=given, family=family))
    assert pickup.told() is Msg.ID_CARD_OTHER_NAME
    assert not pickup.on(PickupPage).identified
    assert pickup.recorded(f.IdentityMissed) == ()


def test_a_card_answers_nothing_for_somebody_else_who_picks_up(pickup: Counter) -> None:
    pickup.do(Do.PICKED_BY, "03")
    show(pickup, an_id_card())
    assert pickup.told() is Msg.ID_CARD_OF_PICKER
    assert not pickup.on(PickupPage).identified


def test_a_card_is_not_asked_for_before_there_is_a_patient_or_after_the_answer(
    pickup: Counter,
) -> None:
    pickup.enter("02/29/1980")
    show(pickup, an_id_card("01311970"))
    assert pickup.told() is Msg.ID_CARD_NOT_ASKED
    pickup.press("Esc")
    show(pickup, an_id_card())
    assert pickup.told() is Msg.ID_CARD_NOT_ASKED


def test_the_next_patient_is_asked_anew() -> None:
    luis = replace(a_fill("7000001", who=LUIS), patient=patient(LUIS))
    counter = a_counter(PLAIN, luis)
    counter.scan_label(PLAIN)
    show(counter, an_id_card())
    counter.do(Do.CHOOSE_PATIENT, LUIS)
    assert not counter.on(PickupPage).identified
    assert not counter.on(PickupPage).by_card


def test_nothing_of_a_card_is_kept_or_shown(pickup: Counter) -> None:
    show(pickup, an_id_card("01311970", family="ZZYZX", given="QUENTIN"))
    show(pickup, an_id_card())
    pickup.do(Do.ADD_FILLS)
    left = f"{pickup.state!r} {pickup.facts!r} {pickup.effects!r} {texts(pickup.screen)!r}"
    for word in ("D12345678", "ZZYZX", "QUENTIN", "1970"):
        assert word not in left

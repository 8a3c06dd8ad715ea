"""What the screens say of a state: names shortened, no drug, one main action, words for trouble."""

from dataclasses import replace
from datetime import timedelta

import pytest

from helpers.counter import ANA, PLAIN, SETTINGS, Counter, a_counter, approval, rung_up
from helpers.sales import CANDY, IBUPROFEN, LUIS, NOW, ROUNDED, a_fill, an_item, patient, usd
from helpers.screens import actions, texts
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.inputs import Condition, DeviceRole, Do, DrawerPosition
from terminal.app.settings import Devices, DrawerPulse, Profile, ScannerKind
from terminal.app.state import CardPage, TenderPage
from terminal.domain.attempt import Outcome
from terminal.domain.payer import Payer, PayerKind
from terminal.domain.prescription import FillStatus, Part, PatientId
from terminal.presentation.views import (
    CardView,
    CheckState,
    DevicesView,
    DoneView,
    Emphasis,
    PickupView,
    PromptView,
    SaleView,
    SignInView,
    SignView,
    TenderView,
    TicketsView,
    Tone,
)

NEW = a_fill("6012346", 0, counselling=True, third_party=True)
COLD = replace(a_fill("7000001", who=LUIS, schedule=3, bags=2), refrigerated=True, bin="")


def sale_view(counter: Counter) -> SaleView:
    view = counter.screen.page
    assert isinstance(view, SaleView)
    return view


def pickup_view(counter: Counter) -> PickupView:
    view = counter.screen.page
    assert isinstance(view, PickupView)
    return view


def tender_view(counter: Counter) -> TenderView:
    view = counter.screen.page
    assert isinstance(view, TenderView)
    return view


def strip(counter: Counter) -> dict[str, Tone]:
    return {item.text: item.tone for item in counter.screen.status.items}


# --- the status strip


def test_the_strip_names_the_lane_the_person_and_the_time() -> None:
    status = a_counter().screen.status
    assert (status.lane, status.person, status.clock) == (
        "Lane 2 · Counter", "Ana Rivera · cashier", "10:00",
    )  # fmt: skip


def test_a_drive_through_lane_says_so_on_every_page() -> None:
    counter = Counter(settings=replace(SETTINGS, profile=Profile.DRIVE_THROUGH), demo=True)
    view = counter.screen.page
    assert isinstance(view, SignInView)
    assert view.lane == counter.screen.status.lane == "Lane 2 · Drive-through"
    assert view.hint.startswith("Demo")
    assert counter.screen.status.demo


def test_nothing_attached_is_said_of_what_every_lane_needs() -> None:
    words = strip(Counter())
    assert words == {
        "PhMS: not set up": Tone.ATTENTION,
        "Card: none": Tone.ATTENTION,
        "Printer: none": Tone.ATTENTION,
        "0 waiting to sync": Tone.GOOD,
    }


def test_each_dependency_says_how_it_is() -> None:
    counter = a_counter()
    counter.send(
        i.DeviceHealthChanged(DeviceRole.PRINTER, Condition.ATTENTION, "paper low"),
        i.DeviceHealthChanged(DeviceRole.SCANNER, Condition.DOWN, "unplugged"),
        i.DeviceHealthChanged(DeviceRole.DISPLAY, Condition.GOOD),
        i.DeviceHealthChanged(DeviceRole.DRAWER, Condition.ABSENT),
        i.PhmsHealthChanged(Condition.GOOD, "", NOW - timedelta(seconds=12)),
        i.OutboxCounted(3, 0),
    )
    assert strip(counter) == {
        "PhMS 12 s ago": Tone.GOOD,
        "Card": Tone.GOOD,
        "Printer: paper low": Tone.ATTENTION,
        "Scanner: unplugged": Tone.DANGER,
        "3 waiting to sync": Tone.ATTENTION,
    }


def test_a_silent_phms_says_since_when() -> None:
    counter = a_counter()
    counter.send(i.PhmsHealthChanged(Condition.DOWN))
    assert strip(counter)["PhMS not reached"] is Tone.DANGER
    counter.send(i.PhmsHealthChanged(Condition.ATTENTION, "", NOW))
    assert strip(counter)["PhMS not reached since 10:00"] is Tone.ATTENTION


def test_pickups_that_need_a_person_are_counted() -> None:
    counter = a_counter()
    counter.send(i.OutboxCounted(3, 2, to_settle=2))
    assert strip(counter)["2 to settle (Ctrl+Shift+W)"] is Tone.DANGER


# --- sign-in


def test_the_people_of_the_store_can_be_touched() -> None:
    view = Counter().screen.page
    assert isinstance(view, SignInView)
    assert [each.label for each in view.people] == [
        "Ana Rivera", "Ben Ortiz", "Phil Stone", "Mary Quinn",
    ]  # fmt: skip
    assert len(view.keypad) == 12
    assert not view.field.secret


def test_a_pin_is_asked_in_secret_and_the_wait_is_counted_down() -> None:
    counter = Counter()
    for _ in range(3):
        counter.enter(ANA.id)
        counter.enter("0000")
    view = counter.screen.page
    assert isinstance(view, SignInView)
    assert view.notice is not None
    assert view.notice.detail == "Next try in 3 s."
    counter.enter("4711")
    view = counter.screen.page
    assert isinstance(view, SignInView)
    assert (view.prompt, view.field.secret) == ("PIN of number 4711", True)


def test_a_check_under_way_is_said() -> None:
    counter = Counter()
    counter.hold = {e.CheckPin}
    counter.enter(ANA.id)
    counter.enter("1111")
    view = counter.screen.page
    assert isinstance(view, SignInView)
    assert view.notice is not None
    assert view.notice.title == "One moment …"


def test_a_lock_without_a_ticket_names_only_the_person() -> None:
    counter = a_counter()
    counter.do(Do.LOCK)
    view = counter.screen.page
    assert isinstance(view, SignInView)
    assert view.heading == "Locked by Ana Rivera."


# --- the ticket


def test_an_empty_ticket_says_how_to_begin() -> None:
    view = sale_view(a_counter())
    assert view.ticket.title == "New ticket 2-000001"
    assert view.ticket.empty == "Scan the first item, or press F2 for a pickup."
    assert view.ticket.total.amount == "0.00"
    assert view.footnote == ""


def test_the_worked_ticket_on_the_screen() -> None:
    view = sale_view(rung_up(PLAIN))
    rows = [(row.title, row.amount, len(row.badges)) for row in view.ticket.lines]
    assert rows == [
        ("Rx 6012345 · fill 2", "15.00", 2),
        ("Ibuprofen 200 mg", "3.99", 1),
        ("Candy bar", "3.99", 0),
    ]
    assert view.ticket.lines[0].detail == "R••• M. · bin C14 · copay as of 10:00"
    figures = {figure.label: figure.amount for figure in view.ticket.figures}
    assert figures == {"Subtotal": "22.98", "Tax": "0.56", "FSA/HSA eligible (Rx 15.00)": "19.29"}
    assert view.footnote == "Ready for payment."


def test_a_line_that_did_not_change_keeps_its_row() -> None:
    counter = rung_up(PLAIN)
    before = sale_view(counter).ticket.lines
    counter.scan_item(CANDY)
    after = sale_view(counter).ticket.lines
    assert after[0] is before[0]
    assert after[1] is before[1]


def test_a_copay_of_another_day_shows_its_date() -> None:
    counter = a_counter(PLAIN)
    counter.phms_answers = False
    counter.at += timedelta(days=1)
    counter.pick_up(PLAIN)
    assert "copay as of 07/01 10:00" in sale_view(counter).ticket.lines[0].detail


def test_help_with_a_copay_hides_neither_its_age_nor_the_bin() -> None:
    counter = rung_up(replace(PLAIN, assistance=usd("20.00")))
    detail = sale_view(counter).ticket.lines[0].detail
    assert detail == "R••• M. · bin C14 · copay as of 10:00, aid 20.00"


def test_a_copay_that_is_not_paid_keeps_its_age_and_bin() -> None:
    medicaid = replace(PLAIN, payer=Payer(PayerKind.MEDICAID))
    counter = a_counter(medicaid)
    counter.pick_up(medicaid)
    counter.press("Ctrl+W")
    counter.press("Ctrl+1")
    counter.press("Ctrl+1")
    (row,) = sale_view(counter).ticket.lines
    assert row.detail == "R••• M. · bin C14 · copay as of 10:00"
    assert [badge.text for badge in row.badges] == ["Rx", "owed 15.00"]
    assert row.amount == "0.00"


def test_the_checklist_says_what_is_open_and_why() -> None:
    counter = a_counter(NEW, COLD)
    counter.pick_up(NEW)
    view = sale_view(counter)
    states = {item.title: item.state for item in view.checklist}
    assert states == {
        "Identity confirmed": CheckState.MET,
        "Every bag scanned": CheckState.MET,
        "Counselling": CheckState.OPEN,
        "Signature": CheckState.OPEN,
    }
    assert all(item.why for item in view.checklist)
    assert view.footnote == "Payment opens when the 2 items above are done."
    assert view.more_ready is not None
    assert view.more_ready.detail == "for R••• L., bin –, 0 days"
    counter.counsel()
    assert sale_view(counter).footnote == "Payment opens when the item above is done."


def test_bags_and_a_controlled_fill_and_several_signatures_are_spelt_out() -> None:
    fills = (replace(NEW, bags=2), a_fill("6012347", third_party=True, schedule=2))
    counter = a_counter(*fills)
    counter.scan_label(fills[0])
    counter.enter("02291980")
    counter.do(Do.PICKED_BY, "01")
    counter.do(Do.ADD_FILLS)
    details = {item.title: item.detail for item in sale_view(counter).checklist}
    assert details["Scan every bag"] == "1 of 3 bags"
    assert details["Signature"] == "Third-party payer · one signature covers 2 fills"
    assert details["Controlled: an ID is asked for"] == ""


def test_a_ticket_without_lines_says_how_it_ends() -> None:
    counter = a_counter(PLAIN)
    counter.scan_item(CANDY)
    counter.press("F9")
    counter.enter("1")
    counter.press("Ctrl+B")
    counter.press("Esc")
    counter.press("Del")
    assert counter.state.sale is not None
    assert not counter.state.sale.live_lines
    words = "The ticket is empty: scan goods, or void it with Ctrl+S, Del."
    assert sale_view(counter).footnote == words


def test_a_free_ticket_says_how_it_is_closed() -> None:
    free = a_fill(copay=usd("0.00"))
    counter = a_counter(free)
    counter.pick_up(free)
    assert sale_view(counter).footnote == "Nothing to pay: press Cash to close the ticket."
    counter.press("F9")
    (main,) = tender_view(counter).main
    assert (main.label, main.key) == ("Close the ticket", "F9")
    assert tender_view(counter).quick == ()


def test_what_is_found_shows_price_bin_and_wait_but_no_drug() -> None:
    counter = a_counter(PLAIN, items=(an_item(price=None), IBUPROFEN))
    counter.key_in("so")
    (row,) = sale_view(counter).results
    assert (row.title, row.amount) == ("Something", "no price")
    counter.key_in("ros")
    (person,) = sale_view(counter).results
    assert (person.title, person.detail) == ("ROSS•••, M.", "bin C14 · 0 days")
    assert sale_view(counter).results_title == "Found"


def test_the_quantity_is_asked_for_the_chosen_line() -> None:
    counter = a_counter()
    counter.scan_item(CANDY)
    counter.press("F4")
    assert sale_view(counter).field.placeholder == "New quantity; it is 1 now"
    assert {key.key for key in counter.screen.keys} == {"F1", "Esc", "Ctrl+L"}


def test_tickets_put_aside_are_offered_with_their_open_payments() -> None:
    counter = rung_up(PLAIN)
    counter.press("F9")
    counter.press("F10")
    counter.card_says(Outcome.UNKNOWN)
    counter.press("F5")
    view = sale_view(counter)
    assert view.results_title == "Tickets put aside: 1 · 1 with a payment that is not confirmed"
    (row,) = view.results
    assert (row.title, row.detail) == ("R••• M.", "just now · Ticket 1")
    assert [badge.text for badge in row.badges] == ["not confirmed"]
    assert row.action is not None
    assert row.action.key == "Ctrl+1"
    assert row.choose == row.action.intent


def test_a_waiting_ticket_shows_its_name_why_since_when_and_what_is_left_to_pay() -> None:
    counter = a_counter()
    counter.scan_item(CANDY)
    counter.press("F9")
    counter.enter("1")
    counter.press("Esc")
    counter.press("F5")
    counter.press("Ctrl+S")
    counter.press("F4")
    counter.enter("Blue cap")
    counter.press("Ctrl+2")
    counter.press("Esc")
    counter.wait(150)
    counter.sign_in()
    (row,) = sale_view(counter).results
    assert (row.title, row.amount) == ("Blue cap", "3.25")
    assert row.detail == "2 min · forgot something · Ticket 1"
    assert [badge.text for badge in row.badges] == ["left to pay"]
    counter.press("Ctrl+S")
    view = counter.screen.page
    assert isinstance(view, TicketsView)
    assert view.tickets[0].amount == "3.25"


def test_what_was_typed_stands_before_the_tickets_that_wait() -> None:
    counter = a_counter()
    counter.scan_item(CANDY)
    counter.press("F5")
    counter.key_in("ibu")
    assert sale_view(counter).results_title == "Found"
    counter.scan_item(CANDY)
    assert sale_view(counter).results == ()


# --- pickup


def test_the_record_is_not_shown_before_identity_is_confirmed() -> None:
    counter = a_counter(NEW, COLD)
    counter.scan_label(NEW)
    view = pickup_view(counter)
    assert view.fills == ()
    assert view.heading == "ROSS•••, M."
    assert view.answer is not None
    assert view.answer.date
    assert "1980" not in " ".join(texts(view))


def test_a_patients_fills_show_what_their_bags_need() -> None:
    counter = a_counter(NEW, COLD)
    counter.scan_label(COLD)
    counter.enter("07151975")
    view = pickup_view(counter)
    (row,) = view.fills
    assert [badge.text for badge in row.badges] == ["fridge", "C-III", "bag 1 of 2"]
    assert row.detail == "bin – · copay read at 10:00"
    person = next(each for each in view.people if each.id == LUIS)
    assert person.detail == "bin – · 0 days · 2 bags · 1 in the fridge"
    assert [each.key for each in view.pickers] == [f"Ctrl+{n}" for n in range(1, 6)]


def test_a_chosen_picker_is_marked_and_add_opens() -> None:
    counter = a_counter(NEW)
    counter.scan_label(NEW)
    counter.enter("02291980")
    assert not pickup_view(counter).buttons[0].enabled
    counter.press("Ctrl+3")
    view = pickup_view(counter)
    assert [each.emphasis for each in view.pickers].count(Emphasis.CHOSEN) == 1
    assert view.buttons[0].label == "Add to ticket · 1 of 1 bag"
    assert view.buttons[0].enabled


def test_a_fill_being_read_says_so() -> None:
    counter = a_counter(NEW)
    counter.hold = {e.ReadFill}
    counter.press("F2")
    counter.do(Do.CHOOSE_PATIENT, NEW.patient.id)
    counter.enter("02291980")
    assert "reading …" in texts(pickup_view(counter).fills)


def test_a_fill_that_goes_back_to_stock_soon_says_in_how_many_days() -> None:
    old = replace(PLAIN, ready_since=NOW - timedelta(days=9))
    counter = a_counter(old)
    counter.scan_label(old)
    counter.enter("02291980")
    assert "back to stock in 1 day" in texts(pickup_view(counter).fills)


@pytest.mark.parametrize(
    ("minutes", "words", "tone"),
    [
        (14, "2 waiting to sync", Tone.ATTENTION),
        (15, "2 waiting to sync for 15 min", Tone.ATTENTION),
        (240, "2 waiting to sync for 4 h", Tone.DANGER),
        (3000, "2 waiting to sync for 2 days", Tone.DANGER),
    ],
)
def test_what_waits_for_the_phms_gets_louder(minutes: int, words: str, tone: Tone) -> None:
    counter = a_counter()
    counter.send(i.OutboxCounted(2, 0, NOW - timedelta(minutes=minutes)))
    status = counter.screen.status
    assert (words, tone) in [(item.text, item.tone) for item in status.items]


def test_where_a_bag_lies_what_part_it_is_and_what_assistance_paid() -> None:
    fill = replace(
        a_fill(),
        oversize=True,
        cabinet=True,
        part=Part.PARTIAL,
        owed="15 TAB",
        assistance=usd("25.00"),
    )
    counter = a_counter(fill)
    counter.scan_label(fill)
    counter.enter("02291980")
    (row,) = pickup_view(counter).fills
    assert row.detail.startswith(
        "bin C14 · oversize · cabinet · part, 15 TAB owed · assistance paid 25.00 · copay read"
    )
    (person,) = pickup_view(counter).people
    assert person.detail.endswith("1 bag · 1 oversize · 1 in the cabinet")


def test_what_cannot_be_picked_up_says_why() -> None:
    held = a_fill("6012349", status=FillStatus.ON_HOLD)
    counter = a_counter(PLAIN, held)
    counter.pick_up(PLAIN)
    counter.press("F2")
    counter.do(Do.CHOOSE_PATIENT, PLAIN.patient.id)
    fills = {row.id: row for row in pickup_view(counter).fills}
    assert fills["6012349-02"].detail == "6012349-02 is on hold"
    assert [each.text for each in fills["6012345-02"].badges] == ["on this ticket"]
    assert any("not ready" in text for text in texts(pickup_view(counter).people))


def test_a_look_alike_is_warned_about() -> None:
    twin = replace(
        a_fill("8000001", who=PatientId("twin")),
        patient=replace(patient(PatientId("twin")), household="h9", given="Max"),
    )
    counter = a_counter(PLAIN, twin)
    counter.press("F2")
    assert texts(pickup_view(counter).people).count("look-alike") == 2
    counter.do(Do.CHOOSE_PATIENT, PLAIN.patient.id)
    assert pickup_view(counter).notices[0].title == "Look-alike:"


def test_a_look_alike_is_warned_about_when_a_label_opened_the_page() -> None:
    twin = replace(
        a_fill("8000001", who=PatientId("twin")),
        patient=replace(patient(PatientId("twin")), household="h9", given="Max"),
    )
    counter = a_counter(PLAIN)
    counter.press("F2")
    counter.send(i.WillCallLoaded("", (PLAIN,), similar=(twin,)))
    counter.do(Do.CHOOSE_PATIENT, PLAIN.patient.id)
    view = pickup_view(counter)
    assert view.notices[0].title == "Look-alike:"
    assert twin.bin in view.notices[0].detail
    assert len(view.people) == 1


def test_what_is_done_folds_when_the_checklist_is_long() -> None:
    demanding = a_fill("6012346", 0, counselling=True, third_party=True, schedule=3)
    counter = a_counter(demanding)
    counter.pick_up(demanding)
    titles = [row.title for row in sale_view(counter).checklist]
    assert titles[0] == "2 done"
    assert len(titles) == 5
    assert all(row.state is not CheckState.MET for row in sale_view(counter).checklist[1:])


def test_f1_lists_every_key_of_the_page_once() -> None:
    counter = rung_up(PLAIN)
    counter.press("F1")
    lines = counter.screen.overlay
    assert any(line.startswith("F9  ") for line in lines)
    assert any(line.startswith("Up  ") for line in lines)
    assert len(lines) == len({line.split("  ")[0] for line in lines})


def test_the_list_says_who_waits_and_how_fresh_it_is() -> None:
    counter = a_counter(PLAIN, COLD)
    counter.press("F2")
    assert pickup_view(counter).people_title == "Ready for pickup · 2 people"
    counter.send(i.PhmsHealthChanged(Condition.GOOD, "", NOW))
    figures = {figure.label: figure.amount for figure in pickup_view(counter).figures}
    assert figures == {"Oldest unclaimed here": "0 days", "PhMS read": "0 s ago"}
    counter.key_in("zzz")
    assert pickup_view(counter).people_title == "Nobody found"
    empty = a_counter()
    empty.press("F2")
    assert pickup_view(empty).people_title == "Nothing is ready"
    one = a_counter(PLAIN)
    one.press("F2")
    assert pickup_view(one).people_title == "Ready for pickup · 1 person"


def test_two_misses_leave_only_the_pharmacist() -> None:
    counter = a_counter(PLAIN)
    counter.scan_label(PLAIN)
    counter.enter("01011970")
    counter.enter("01011970")
    view = pickup_view(counter)
    assert (view.ask, view.answer) == ("Call the pharmacist", None)
    assert [each.label for each in view.buttons] == ["Pharmacist confirms"]


def test_somebody_far_down_the_list_is_still_named_when_chosen() -> None:
    many = tuple(
        replace(
            a_fill(f"90{n:05}", who=PatientId(f"p{n}")),
            patient=replace(patient(PatientId(f"p{n}")), family=f"Zed{n}", household=f"z{n}"),
        )
        for n in range(60)
    )
    counter = a_counter(*many)
    counter.press("F2")
    assert len(pickup_view(counter).people) == 50
    counter.do(Do.CHOOSE_PATIENT, "p59")
    assert pickup_view(counter).heading == "ZED5•••, M."


# --- prompts


def test_counselling_has_no_default_and_cites_its_rule() -> None:
    counter = a_counter(NEW)
    counter.pick_up(NEW)
    counter.press("F7")
    view = counter.screen.page
    assert isinstance(view, PromptView)
    assert [each.label for each in view.choices] == [
        "Accepted, counselled", "Offer refused", "Not practicable",
    ]  # fmt: skip
    assert all(each.emphasis is Emphasis.PLAIN for each in view.choices)
    assert "OBRA-90" in view.why
    assert (view.field, len(view.rows)) == (None, 1)


@pytest.mark.parametrize(
    ("key", "ask", "title"),
    [
        ("Ctrl+2", "Who refused the offer?", "Who"),
        ("Ctrl+3", "Why was it not practicable?", "Reason"),
    ],
)
def test_what_was_not_accepted_asks_whom_or_why(key: str, ask: str, title: str) -> None:
    counter = a_counter(NEW)
    counter.pick_up(NEW)
    counter.press("F7")
    counter.press(key)
    view = counter.screen.page
    assert isinstance(view, PromptView)
    assert (view.ask, view.field_title) == (ask, title)
    assert view.field is not None
    assert view.choices


def test_the_pharmacist_is_asked_for_number_and_pin() -> None:
    controlled = a_fill(schedule=2)
    counter = a_counter(controlled)
    counter.pick_up(controlled)
    counter.press("Ctrl+I")
    counter.press("F3")
    view = counter.screen.page
    assert isinstance(view, PromptView)
    assert (view.heading, view.ask) == ("Controlled substance", "Pharmacist: own number")
    assert [row.title for row in view.rows] == ["Rx 6012345 · fill 2"]
    counter.hold = {e.CheckPin}
    counter.enter("22")
    counter.enter("2222")
    view = counter.screen.page
    assert isinstance(view, PromptView)
    assert (view.field, view.notices[0].title) == (None, "One moment …")


def test_the_signature_names_the_signer_and_what_it_covers() -> None:
    counter = a_counter(NEW)
    counter.pick_up(NEW)
    counter.press("F8")
    view = counter.screen.page
    assert isinstance(view, SignView)
    assert (view.signer, view.signed) == ("The patient signs", False)
    assert [each.title for each in view.texts] == ["Third-party payer"]
    assert view.texts[0].covers.startswith("Rx 6012346 · fill 0")
    assert not view.clear.enabled


# --- payment


def test_payment_shows_what_is_left_and_what_is_eligible() -> None:
    counter = rung_up(PLAIN)
    counter.press("F9")
    view = tender_view(counter)
    assert view.due.amount == "23.54"
    assert view.eligible is not None
    assert view.eligible.amount == "19.29"
    assert [each.label for each in view.main] == ["Cash 23.54", "Card 23.54", "FSA/HSA 19.29"]
    assert [each.label for each in view.quick] == ["24.00", "50.00", "100.00"]
    assert view.footnote == ""


def test_a_payment_that_the_bank_has_not_seen_is_marked_until_the_next_customer() -> None:
    counter = rung_up(PLAIN)
    counter.press("F9")
    counter.press("F10")
    counter.card_says(replace(approval("10.00", partial=True), offline=True, auth=""))
    (row,) = tender_view(counter).taken
    assert row.detail == "Asked 23.54, approved 10.00 · offline, subject to approval"
    counter.enter("20")
    view = counter.screen.page
    assert isinstance(view, DoneView)
    assert "offline, subject to approval" in [row.detail for row in view.rows]


def test_payments_taken_are_listed_with_their_outcome() -> None:
    counter = rung_up(PLAIN)
    counter.press("F9")
    counter.press("F10")
    counter.card_says(Outcome.DECLINED)
    counter.press("F11")
    counter.card_approves("10.00", partial=True, fsa=True)
    counter.do(Do.GIVE_BACK, "2")
    counter.card_approves("10.00")
    counter.enter("5")
    rows = [(row.title, row.amount, row.struck) for row in tender_view(counter).taken]
    assert rows == [
        ("Card · declined", "", True),
        ("FSA/HSA card •••• 0014 · given back", "", True),
        ("Cash", "5.00", False),
    ]


def test_rounding_is_explained_before_the_cash_is_counted() -> None:
    counter = a_counter(policy=ROUNDED)
    counter.scan_item(CANDY)
    counter.scan_item(IBUPROFEN)
    counter.press("F9")
    view = tender_view(counter)
    assert "(+0.01)" in view.footnote
    assert view.main[0].label == "Cash 8.55"


def test_without_a_card_terminal_and_nothing_eligible_the_buttons_say_so() -> None:
    counter = a_counter()
    counter.scan_item(CANDY)
    counter.card_terminal(Condition.DOWN)
    counter.press("F9")
    labels = [(each.label, each.enabled) for each in tender_view(counter).main]
    assert labels == [
        ("Cash 4.25", True), ("Card: no terminal", False), ("FSA/HSA: none", False),
    ]  # fmt: skip


def test_a_changed_copay_shows_old_and_new() -> None:
    counter = rung_up(PLAIN)
    counter.phms[PLAIN.key] = replace(PLAIN, copay=usd("18.00"), version="2")
    counter.press("F9")
    view = tender_view(counter)
    assert view.notices[0].detail.startswith("15.00 → 18.00")
    assert view.quick == ()


def test_the_card_page_says_what_was_sent_and_since_when() -> None:
    counter = rung_up(PLAIN)
    counter.press("F9")
    counter.press("F11")
    counter.send(i.ChargeAcknowledged(counter.ref))
    counter.wait(65)
    view = counter.screen.page
    assert isinstance(view, CardView)
    assert view.heading == "Card terminal"
    assert view.amount.amount == "19.29"
    sent, waiting = view.steps
    assert (sent.state, sent.detail) == (
        CheckState.MET, "with FSA/HSA amounts: 19.29, of it Rx 15.00",
    )  # fmt: skip
    assert waiting.detail.endswith("Asked 1 min ago")
    counter.press("Esc")
    view = counter.screen.page
    assert isinstance(view, CardView)
    assert view.notices[0].title == "Cancelling …"


def test_a_payment_that_is_not_confirmed_forbids_a_second_charge() -> None:
    counter = rung_up(PLAIN)
    counter.press("F9")
    counter.press("F10")
    counter.card_says(Outcome.UNKNOWN)
    view = counter.screen.page
    assert isinstance(view, CardView)
    assert view.notices[0].title == "Do not charge the card again."
    assert view.steps[1].state is CheckState.BLOCKED
    assert "The terminal gave no certain answer." in view.steps[1].detail
    assert {each.key for each in view.buttons} == {"F9", "F5", "F12"}


def test_a_card_page_whose_payment_is_settled_shows_no_amount() -> None:
    counter = rung_up(PLAIN)
    state = replace(counter.state, page=CardPage(counter.sale.id, since=0.0))  # type: ignore[arg-type]
    view = counter.presenter.screen(state).page
    assert isinstance(view, CardView)
    assert view.amount.amount == "0.00"


# --- done


def test_the_change_is_the_largest_thing_on_the_last_page() -> None:
    counter = rung_up(PLAIN)
    counter.press("F9")
    counter.enter("40")
    view = counter.screen.page
    assert isinstance(view, DoneView)
    assert (view.heading, view.figure.amount) == ("Hand out the change", "16.46")
    assert ("Total", "23.54") in [(row.title, row.amount) for row in view.rows]
    assert "1 pickup" in [row.title for row in view.rows]


def test_exact_payment_says_paid_and_pickups_on_their_way() -> None:
    counter = a_counter(PLAIN, NEW)
    counter.pick_up(PLAIN)
    counter.counsel()
    counter.sign()
    counter.press("F9")
    counter.press("F11")
    counter.card_approves("30.00", fsa=True)
    counter.send(i.OutboxCounted(2, 0))
    view = counter.screen.page
    assert isinstance(view, DoneView)
    assert (view.heading, view.figure.label) == ("Done", "Paid")
    rows = {row.title: row.detail for row in view.rows}
    assert rows["2 pickups"] == "recorded; 2 on the way to the PhMS"
    assert "FSA/HSA card •••• 0014" in rows


def test_every_page_can_be_locked_and_explains_its_keys() -> None:
    counter = rung_up(PLAIN)
    for page in (SaleView, TenderView, DoneView):
        assert isinstance(counter.screen.page, page)
        assert {"F1", "Ctrl+L"} <= {each.key for each in actions(counter.screen) if each.enabled}
        if page is not DoneView:
            counter.press("F9")


def test_a_payment_without_a_word_is_listed_as_not_confirmed() -> None:
    counter = rung_up(PLAIN)
    counter.press("F9")
    counter.press("F10")
    view = counter.presenter.screen(replace(counter.state, page=TenderPage())).page
    assert isinstance(view, TenderView)
    assert [(row.title, row.detail, row.amount) for row in view.taken] == [
        ("Card", "not confirmed", "23.54")
    ]


def test_a_store_without_people_says_how_to_add_them() -> None:
    counter = Counter()
    view = counter.presenter.screen(replace(counter.state, people=())).page
    assert isinstance(view, SignInView)
    assert view.hint.startswith("Nobody may sign in yet")


def test_a_scanner_that_types_is_connected_somewhere() -> None:
    counter = a_counter(settings=replace(SETTINGS, scanner_kind=ScannerKind.KEYBOARD))
    counter.do(Do.DEVICES)
    assert shown_figures(counter)["Connected at"] == "a keyboard of this computer"


def test_a_nexo_terminal_is_shown_as_its_label_names_it() -> None:
    counter = a_counter()
    counter.send(i.CardTerminalMet("V400m-123456789/LANE01"))
    counter.do(Do.DEVICES)
    counter.do(Do.CHOOSE_DEVICE, DeviceRole.CARD_TERMINAL.value)
    assert shown_figures(counter)["Serial number"] == "V400m-123456789"
    assert counter.state.card_terminal == "V400m-123456789/LANE01", "it is recorded whole"


@pytest.mark.parametrize(
    ("pulse", "answers", "badge"),
    [
        (DrawerPulse.REAL_TIME, True, "Good"),
        (DrawerPulse.BUFFERED, True, "Down"),
        (DrawerPulse.REAL_TIME, False, "Down"),
    ],
)
def test_the_drawer_works_without_paper_where_its_pulse_does(
    pulse: DrawerPulse, answers: bool, badge: str
) -> None:
    counter = a_counter(settings=replace(SETTINGS, drawer_pulse=pulse))
    down = i.DeviceHealthChanged(DeviceRole.PRINTER, Condition.DOWN, "paper out", reachable=answers)
    counter.send(down, i.DrawerMoved(DrawerPosition.CLOSED))
    counter.do(Do.DEVICES)
    page = counter.screen.page
    assert isinstance(page, DevicesView)
    (drawer,) = [row for row in page.devices if row.id == DeviceRole.DRAWER.value]
    assert [each.text for each in drawer.badges] == [badge]


def shown_figures(counter: Counter) -> dict[str, str]:
    page = counter.screen.page
    assert isinstance(page, DevicesView)
    return {each.label: each.amount for each in page.figures}


def test_a_deep_path_is_shown_by_its_end_and_any_other_address_whole() -> None:
    deep = "serial:/srv/lane/ports/scanner?baud=115200"
    for address, shown in (
        (deep, "serial:…/scanner?baud=115200"),
        ("serial:/dev/ttyACM0?baud=115200", "serial:/dev/ttyACM0?baud=115200"),
        ("usb-serial:0C2E:0B6A:18102B4A3C?baud=115200",) * 2,
        ("tcp://192.0.2.7:9100",) * 2,
        ("", "nowhere"),
    ):
        settings = replace(SETTINGS, devices=Devices(scanner=address))
        counter = a_counter(settings=settings)
        counter.do(Do.DEVICES)
        page = counter.screen.page
        assert isinstance(page, DevicesView)
        assert page.figures[0].amount == shown

"""Signing: one drawing for all that one person may sign for, bound to what stood on the page."""

from dataclasses import replace

import pytest

from helpers.counter import ANA, BORN_LUIS, SIGNATURE, Counter, a_counter
from helpers.sales import CANDY, LUIS, NOTICE, POLICY, a_fill, patient
from terminal.app import inputs as i
from terminal.app.drawing import STROKES_MEDIA_TYPE
from terminal.app.inputs import CardAbility, Do
from terminal.app.signing import sheet_of
from terminal.app.state import SalePage, SignMorePage, SignPage, UnsignedPage
from terminal.domain import facts as f
from terminal.domain.counselling import CounsellingTerms, Trigger
from terminal.domain.identity import LaneId, LineId
from terminal.domain.pickup import (
    CapScope,
    Counselling,
    Relationship,
    SignatureKind,
    SignedOn,
    Unsigned,
)
from terminal.domain.policy import Policy
from terminal.domain.prescription import Fill, PatientId
from terminal.domain.refusal import Why
from terminal.domain.rules import STORE, Rule, RuleBook
from terminal.domain.signature import Point, Strokes, digest_of
from terminal.domain.signature_picture import png_of
from terminal.presentation.views import PromptView, SignView

PAYER, PRIVACY = SignatureKind.THIRD_PARTY, SignatureKind.NOTICE
PAID = a_fill(third_party=True)
ONE, TWO = LineId(1), LineId(2)


def stranger(fill: Fill, who: PatientId | None = None) -> Fill:
    """A patient who has acknowledged no notice yet."""
    person = fill.patient if who is None else patient(who)
    return replace(fill, patient=replace(person, acknowledged=()))


NEWCOMER = stranger(PAID)
CASH = stranger(a_fill())
CAPS = replace(a_fill(third_party=True), caps_unsigned=True)


def signed_refusals() -> Policy:
    terms = CounsellingTerms(frozenset({Trigger.NEW}), refusal_signed=True)
    since = POLICY.rules.rules[0].since
    own = Rule("own", STORE, since, None, "the owner", "Sign.", True, terms)
    return replace(POLICY, rules=RuleBook.of((*POLICY.rules.rules, own), "US-TX"))


def at_the_pad(*fills: Fill, picker: Relationship = Relationship.PATIENT) -> Counter:
    counter = a_counter(*fills)
    counter.find(fills[0])
    counter.enter("02291980")
    counter.do(Do.PICKED_BY, picker.value)
    for each in counter.chosen():
        for _ in range(each.bags - (1 if each.key == fills[0].key else 0)):
            counter.scan_label(each)
    counter.do(Do.ADD_FILLS)
    return counter


def view(counter: Counter) -> SignView:
    page = counter.screen.page
    assert isinstance(page, SignView)
    return page


def choices(counter: Counter) -> list[str]:
    page = counter.screen.page
    assert isinstance(page, PromptView)
    return [each.label for each in page.choices]


def draw(counter: Counter) -> None:
    counter.send(i.SignatureDrawn(SIGNATURE))
    counter.press("Enter")


def signed(counter: Counter) -> list[f.SignatureTaken]:
    return [each for each in counter.facts if isinstance(each, f.SignatureTaken)]


def kinds(counter: Counter) -> list[SignatureKind]:
    return [each.kind for each in signed(counter)]


def left(counter: Counter) -> list[f.LeftUnsigned]:
    return [each for each in counter.facts if isinstance(each, f.LeftUnsigned)]


# --- the plain path


def test_a_plain_refill_of_a_known_patient_is_three_keys_beyond_the_scan() -> None:
    counter = a_counter(PAID)
    counter.scan_label(PAID)
    counter.enter("02291980")  # what the person says; an ID card that is scanned is no key at all
    counter.press("Ctrl+1")
    counter.press("Enter")
    assert counter.on(SignPage) == SignPage()
    draw(counter)
    assert counter.on(SalePage) == SalePage()
    assert counter.can_press("F9")


def test_goods_are_scanned_on_although_the_signature_is_offered() -> None:
    counter = at_the_pad(PAID)
    counter.scan_item(CANDY)
    assert len(counter.sale.lines) == 2
    assert counter.on(SalePage) == SalePage()
    counter.press("F8")
    counter.send(i.SignatureDrawn(SIGNATURE))
    counter.scan_item(CANDY)
    assert len(counter.sale.lines) == 2


# --- one signing, several texts


def test_one_signing_covers_the_payer_and_the_notice_each_bound_on_its_own() -> None:
    counter = at_the_pad(NEWCOMER)
    assert [text.title for text in view(counter).texts] == [
        "Third-party payer",
        "Notice of privacy practices",
    ]
    draw(counter)
    payer, notice = signed(counter)
    assert (payer.kind, payer.lines, payer.patient, payer.notice) == (PAYER, (ONE,), None, "")
    assert (notice.kind, notice.lines, notice.notice) == (PRIVACY, (), NOTICE)
    assert notice.patient == NEWCOMER.patient.id
    assert payer.strokes == notice.strokes
    assert payer.bound != notice.bound
    assert payer.text != notice.text
    assert (payer.rules, notice.rules) == (
        ("us-third-party-log@2020-01-01",),
        ("us-privacy-notice@2003-04-14",),
    )
    assert counter.can_press("F9")


def test_all_texts_of_one_signing_are_one_commit_with_one_drawing() -> None:
    counter = at_the_pad(NEWCOMER)
    draw(counter)
    batch = counter.journal.batches[-1]
    assert [type(each) for each in batch.facts] == [f.SignatureTaken, f.SignatureTaken]
    strokes, picture = batch.attachments
    assert strokes.content == SIGNATURE.canonical()
    assert strokes.digest == digest_of(strokes.content)
    assert strokes.media_type == STROKES_MEDIA_TYPE
    assert (picture.media_type, picture.content) == ("image/png", png_of(SIGNATURE))
    assert {(each.strokes, each.picture) for each in signed(counter)} == {
        (strokes.digest, picture.digest)
    }


def test_the_signature_that_the_phms_is_told_is_the_one_for_the_payer() -> None:
    counter = at_the_pad(NEWCOMER)
    draw(counter)
    payer = signed(counter)[0]
    counter.press("F9")
    counter.press("F9")
    (handed,) = counter.recorded(f.FillHandedOver)
    assert isinstance(handed, f.FillHandedOver)
    assert (handed.signature, handed.notice) == (payer.bound, NOTICE)


def test_a_refusal_of_counselling_is_signed_where_a_row_says_so() -> None:
    new = replace(a_fill(number=0, counselling=None, third_party=True))
    counter = a_counter(new, policy=signed_refusals())
    counter.pick_up(new)
    counter.press("F7")
    counter.press("Ctrl+2")
    counter.press("Ctrl+1")
    counter.pharmacist_signs()
    counter.press("F8")
    draw(counter)
    assert set(kinds(counter)) == {PAYER, SignatureKind.COUNSELLING_REFUSAL}
    assert counter.can_press("F9")


def test_counselling_that_was_accepted_is_signed_by_nobody() -> None:
    new = replace(a_fill(number=0, counselling=None))
    counter = a_counter(new, policy=signed_refusals())
    counter.pick_up(new)
    counter.counsel()
    assert counter.can_press("F9")


def test_whose_notice_is_acknowledged_is_not_asked_again() -> None:
    again = replace(CASH, patient=replace(CASH.patient, acknowledged=("2020-01", NOTICE)))
    counter = at_the_pad(again)
    assert counter.on(SalePage) == SalePage()
    assert counter.can_press("F9")
    older = replace(CASH, patient=replace(CASH.patient, acknowledged=("2020-01",)))
    assert at_the_pad(older).on(SignPage) == SignPage()


# --- who signs what


def test_a_representative_signs_for_the_payer_and_not_for_the_patient() -> None:
    counter = at_the_pad(NEWCOMER, picker=Relationship.SPOUSE)
    assert view(counter).signer == "The spouse signs"
    assert [text.title for text in view(counter).texts] == ["Third-party payer"]
    assert "signs: Notice of privacy practices" in view(counter).later
    draw(counter)
    assert [(each.kind, each.signer) for each in signed(counter)] == [(PAYER, Relationship.SPOUSE)]
    assert "signs in person" in view(counter).signer
    draw(counter)
    assert [(each.kind, each.signer) for each in signed(counter)][1:] == [
        (PRIVACY, Relationship.PATIENT)
    ]
    assert counter.can_press("F9")


def test_a_parent_signs_for_the_child() -> None:
    counter = at_the_pad(NEWCOMER, picker=Relationship.PARENT_OR_GUARDIAN)
    draw(counter)
    assert kinds(counter) == [PAYER, PRIVACY]
    assert {each.signer for each in signed(counter)} == {Relationship.PARENT_OR_GUARDIAN}


def test_two_patients_who_pick_up_their_own_sign_one_after_the_other() -> None:
    other = replace(a_fill("7000001", who=LUIS, third_party=True), patient=patient(LUIS))
    counter = at_the_pad(PAID, other)
    counter.on(SalePage)  # the family has more ready, so the page does not open by itself
    counter.press("F6")
    counter.enter(BORN_LUIS)
    counter.do(Do.PICKED_BY, "01")
    counter.scan_label(other)
    counter.do(Do.ADD_FILLS)
    counter.do(Do.MEET, "signature")
    draw(counter)
    draw(counter)
    assert [(each.lines, each.signer) for each in signed(counter)] == [
        ((ONE,), Relationship.PATIENT),
        ((TWO,), Relationship.PATIENT),
    ]
    first, second = signed(counter)
    assert counter.journal.batches[-1].facts == (second,)
    assert first.bound != second.bound


def test_a_patient_and_her_child_are_one_person_at_the_counter() -> None:
    child = replace(a_fill("7000001", who=LUIS, third_party=True), patient=patient(LUIS))
    counter = at_the_pad(PAID, child)
    counter.press("F6")
    counter.enter(BORN_LUIS)
    counter.do(Do.PICKED_BY, "02")
    counter.scan_label(child)
    counter.do(Do.ADD_FILLS)
    counter.do(Do.MEET, "signature")
    assert len(view(counter).texts) == 1
    assert "7000001" in view(counter).texts[0].covers
    draw(counter)
    assert [(each.lines, each.signer) for each in signed(counter)] == [
        ((ONE,), Relationship.PATIENT),
        ((TWO,), Relationship.PARENT_OR_GUARDIAN),
    ]
    assert len(counter.journal.batches[-1].attachments) == 2
    assert counter.can_press("F9")


# --- left unsigned


def test_a_refusal_needs_its_reason_and_is_not_asked_again_on_this_ticket() -> None:
    counter = at_the_pad(CASH)
    counter.press("Alt+1")
    assert counter.on(UnsignedPage).why is Unsigned.REFUSED
    counter.enter("  ")
    assert counter.told() is Why.NOTE_MISSING
    assert left(counter) == []
    counter.press("Ctrl+1")
    (fact,) = left(counter)
    assert (fact.kind, fact.why, fact.note) == (PRIVACY, Unsigned.REFUSED, "does not want to sign")
    assert (fact.by, fact.patient, fact.notice) == (ANA.id, CASH.patient.id, NOTICE)
    assert fact.rules == ("us-privacy-notice@2003-04-14",)
    assert counter.on(SalePage) == SalePage()
    assert counter.can_press("F9")


def test_for_a_patient_who_is_not_there_the_effort_is_kept() -> None:
    counter = at_the_pad(CASH, picker=Relationship.CAREGIVER)
    counter.press("Alt+1")
    assert choices(counter) == ["Refused to sign", "The patient is not here"]
    counter.press("Ctrl+2")
    counter.enter("called, no answer")
    (fact,) = left(counter)
    assert (fact.why, fact.note) == (Unsigned.NOT_PRESENT, "called, no answer")
    assert counter.can_press("F9")


def test_what_was_tried_once_is_not_tried_again_at_somebody_else() -> None:
    tried = replace(CASH, patient=replace(CASH.patient, tried=(NOTICE,)))
    assert at_the_pad(tried, picker=Relationship.SPOUSE).on(SalePage) == SalePage()
    assert at_the_pad(tried).on(SignPage) == SignPage()


def test_nobody_who_stands_there_is_not_present() -> None:
    counter = at_the_pad(CASH)
    counter.press("Alt+1")
    page = counter.on(UnsignedPage)
    counter.engine._state = replace(
        counter.state, page=replace(page, why=Unsigned.NOT_PRESENT, note="x")
    )
    counter.enter("gone")
    assert counter.told() is Why.MUST_BE_SIGNED
    assert left(counter) == []


def test_the_payers_log_cannot_stay_unsigned() -> None:
    counter = at_the_pad(PAID)
    assert view(counter).texts[0].action is None
    paper = sheet_of(counter.state).papers[0]
    counter.do(Do.LEAVE_UNSIGNED, f"{paper.rule.ref}||1")
    assert counter.told() is Why.MUST_BE_SIGNED
    counter.do(Do.LEAVE_UNSIGNED, "something else")
    assert counter.on(SignPage) == SignPage()


def test_going_back_from_the_question_leaves_it_open() -> None:
    counter = at_the_pad(NEWCOMER, picker=Relationship.SPOUSE)
    draw(counter)
    counter.press("Alt+1")
    counter.press("Esc")
    assert counter.on(SignPage) == SignPage()
    counter.do(Do.ANSWER, "refused")
    counter.send(i.FieldSubmitted("note", "x"))
    assert left(counter) == []


# --- easy-open caps and delivery


def test_a_patient_asks_for_easy_open_caps_of_all_prescriptions() -> None:
    counter = at_the_pad(PAID)
    counter.press("F4")
    assert all(each.startswith("R••• M. · Easy") for each in choices(counter)[:2])
    counter.do(Do.ANSWER, names(counter)["Easy-open caps, all prescriptions"])
    assert [text.title for text in view(counter).texts] == [
        "Third-party payer",
        "Easy-open caps, all prescriptions",
    ]
    draw(counter)
    caps = signed(counter)[1]
    assert (caps.kind, caps.scope, caps.patient) == (
        SignatureKind.EASY_OPEN,
        CapScope.ALL,
        PAID.patient.id,
    )
    counter.press("F9")
    counter.press("F9")
    (handed,) = counter.recorded(f.FillHandedOver)
    assert isinstance(handed, f.FillHandedOver)
    assert handed.caps is CapScope.ALL


def names(counter: Counter) -> dict[str, str]:
    """What each request on the page sends."""
    page = counter.screen.page
    assert isinstance(page, PromptView)
    return {each.label.split("· ")[-1]: each.intent.argument for each in page.choices}


def test_of_one_patients_requests_for_caps_there_is_one_and_it_can_be_taken_back() -> None:
    counter = at_the_pad(PAID)
    for title, count in (
        ("Easy-open caps, all prescriptions", 2),
        ("Easy-open caps, these prescriptions", 2),
        ("Easy-open caps, these prescriptions", 1),
        ("Delivery", 2),
    ):
        counter.press("F4")
        counter.do(Do.ANSWER, names(counter)[title])
        assert len(view(counter).texts) == count
    draw(counter)
    assert kinds(counter) == [PAYER, SignatureKind.DELIVERY]


def test_an_easy_open_container_without_a_request_waits_for_the_patients_choice() -> None:
    counter = at_the_pad(CAPS)
    assert "without a signed request" in view(counter).texts[1].title
    draw(counter)
    assert not counter.can_press("F9")
    assert not counter.can_press("Enter")
    counter.press("F4")
    counter.do(Do.ANSWER, names(counter)["Easy-open caps, these prescriptions"])
    draw(counter)
    caps = signed(counter)[1]
    assert (caps.scope, caps.lines) == (CapScope.THESE, (ONE,))
    assert counter.can_press("F9")


def test_another_cap_instead_is_an_answer_too() -> None:
    counter = at_the_pad(CAPS)
    draw(counter)
    counter.press("Alt+1")
    counter.press("Ctrl+1")
    (fact,) = left(counter)
    assert (fact.kind, fact.note) == (SignatureKind.EASY_OPEN, "child-resistant cap put on")
    assert counter.can_press("F9")


def test_caps_are_not_a_representatives_to_ask_for() -> None:
    counter = at_the_pad(CAPS, picker=Relationship.SPOUSE)
    counter.press("F4")
    counter.do(Do.ANSWER, names(counter)["Easy-open caps, all prescriptions"])
    draw(counter)
    assert kinds(counter) == [PAYER]
    assert "signs in person" in view(counter).signer
    draw(counter)
    assert [(each.kind, each.signer) for each in signed(counter)][1:] == [
        (SignatureKind.EASY_OPEN, Relationship.PATIENT)
    ]


def test_something_can_be_signed_although_nothing_is_due() -> None:
    counter = a_counter(a_fill())
    counter.pick_up(a_fill())
    counter.press("F8")
    counter.on(SignMorePage)
    counter.press("Esc")
    assert counter.on(SalePage) == SalePage()
    counter.press("F8")
    counter.do(Do.ANSWER, names(counter)["Delivery"])
    draw(counter)
    assert kinds(counter) == [SignatureKind.DELIVERY]
    assert counter.on(SalePage) == SalePage()
    counter.press("F8")
    counter.do(Do.ANSWER, "nothing of the kind")
    assert counter.on(SignMorePage) == SignMorePage()


def test_without_a_prescription_there_is_nothing_to_sign() -> None:
    counter = a_counter()
    counter.do(Do.MEET, "signature")
    assert counter.on(SalePage) == SalePage()
    counter.scan_item(CANDY)
    assert not counter.can_press("F8")


# --- bound to what was seen


def test_a_text_that_comes_while_somebody_signs_is_read_before_it_is_signed() -> None:
    new = replace(a_fill(number=0, counselling=None, third_party=True))
    counter = a_counter(new, policy=signed_refusals())
    counter.pick_up(new)
    counter.press("F8")
    counter.send(i.SignatureDrawn(SIGNATURE))
    refused = i.CounsellingAnswered(
        counter.sale.id, (new.key,), Counselling.REFUSED, ANA.id, "patient", LaneId("3")
    )
    counter.send(refused)
    counter.press("Enter")
    assert counter.told() is Why.PAPERS_CHANGED
    assert signed(counter) == []
    assert counter.on(SignPage) == SignPage()
    draw(counter)
    assert set(kinds(counter)) == {PAYER, SignatureKind.COUNSELLING_REFUSAL}


def test_another_request_begins_the_signature_again() -> None:
    counter = at_the_pad(PAID)
    counter.send(i.SignatureDrawn(SIGNATURE))
    counter.press("F4")
    counter.do(Do.ANSWER, names(counter)["Delivery"])
    assert counter.on(SignPage).strokes == Strokes()


def test_a_signature_of_the_card_terminal_says_so_and_covers_the_same_texts() -> None:
    counter = at_the_pad(NEWCOMER)
    counter.send(i.CardTerminalMet("53012345", frozenset(CardAbility)))
    assert [title for title, _ in counter.customer.texts] == [
        "Third-party payer · 1 prescription",
        "Notice of privacy practices",
    ]
    counter.press("F10")
    counter.send(i.SignatureCaptured(1, SIGNATURE))
    counter.press("Enter")
    assert kinds(counter) == [PAYER, PRIVACY]
    assert {each.place for each in signed(counter)} == {SignedOn.CARD_TERMINAL}
    here = at_the_pad(NEWCOMER)
    draw(here)
    assert {each.place for each in signed(here)} == {SignedOn.PAD}
    pairs = zip(signed(here), signed(counter), strict=True)
    assert all(one.strokes == other.strokes and one.bound != other.bound for one, other in pairs)


def test_the_customer_reads_every_word_and_nobodys_name() -> None:
    counter = at_the_pad(NEWCOMER)
    words = [words for _, words in counter.customer.texts]
    assert words == [text.words for text in view(counter).texts]
    draw(counter)
    assert [each.text for each in signed(counter)] == words


def test_a_dot_is_no_signature_and_clearing_begins_again() -> None:
    counter = at_the_pad(PAID)
    assert not counter.can_press("Enter")
    counter.send(i.SignatureDrawn(Strokes(((Point(1, 1, 0),),))))
    counter.do(Do.SIGN)
    assert counter.told() is Why.SIGNATURE_EMPTY
    counter.send(i.SignatureDrawn(SIGNATURE))
    counter.press("Del")
    assert counter.on(SignPage).strokes == Strokes()
    counter.do(Do.CASH)
    counter.press("Esc")
    assert counter.on(SalePage) == SalePage()
    assert signed(counter) == []


def test_a_signature_for_nothing_is_refused() -> None:
    counter = at_the_pad(PAID)
    draw(counter)
    counter.engine._state = replace(counter.state, page=SignPage(SIGNATURE))
    counter.do(Do.SIGN)
    assert counter.told() is Why.NOTHING_TO_SIGN


def test_strokes_are_in_no_repr() -> None:
    counter = at_the_pad(PAID)
    counter.send(i.SignatureDrawn(SIGNATURE))
    assert "Point" not in repr(counter.page)


@pytest.mark.parametrize("relation", Relationship)
def test_whoever_picks_up_may_sign_for_the_payer(relation: Relationship) -> None:
    counter = at_the_pad(PAID, picker=relation)
    draw(counter)
    assert [(each.kind, each.signer) for each in signed(counter)] == [(PAYER, relation)]
    assert counter.can_press("F9")

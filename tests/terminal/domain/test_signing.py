"""What is signed at pickup: section 5's texts, who may sign each, and what a store can add."""

from dataclasses import replace

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from helpers.sales import (
    DAY,
    LUIS,
    MARIA,
    NOTICE,
    POLICY,
    THIRD_PARTY,
    Ticket,
    a_fill,
    counsel,
    given,
    patient,
    sign_all,
)
from terminal.domain import commands as c
from terminal.domain import facts as f
from terminal.domain.barcode import EntryMethod
from terminal.domain.counselling import CounsellingTerms, Trigger
from terminal.domain.identity import Digest, LineId, StaffId
from terminal.domain.obligation import Kind
from terminal.domain.pickup import (
    CapScope,
    Counselling,
    IdentityMethod,
    Relationship,
    SignatureKind,
    Unsigned,
)
from terminal.domain.policy import Policy
from terminal.domain.prescription import Fill
from terminal.domain.refusal import Why
from terminal.domain.rules import STORE, Rule, RuleBook
from terminal.domain.signing import (
    DuePaper,
    SignatureTerms,
    Signer,
    caps_without_request,
    due_papers,
    papers_on_request,
)
from terminal.rules_files import packaged_rules

ONE, TWO = LineId(1), LineId(2)
CLERK = StaffId("101")
SINCE = POLICY.rules.rules[0].since


def row(name: str, terms: object) -> Rule[object]:
    return Rule(name, STORE, SINCE, None, "the owner", "Sign.", True, terms)


def with_rows(*rows: Rule[object], state: str = "US-TX") -> Policy:
    return replace(POLICY, rules=RuleBook.of((*packaged_rules(), *rows), state))


SIGNED_REFUSALS = with_rows(
    row("own", CounsellingTerms(frozenset({Trigger.NEW}), refusal_signed=True))
)


def stranger(fill: Fill) -> Fill:
    return replace(fill, patient=replace(fill.patient, acknowledged=()))


def picked(
    *fills: tuple[Fill, Relationship], policy: Policy = POLICY, done: tuple[c.Command, ...] = ()
) -> Ticket:
    ticket = given(policy=policy)
    for fill, relation in fills:
        who = fill.patient.id
        ticket.do(c.ConfirmIdentity(who, IdentityMethod.DATE_OF_BIRTH, CLERK))
        ticket.do(c.NamePicker(who, relation), c.AddFill(fill, EntryMethod.SCANNED))
    ticket.do(*done)
    return ticket


def due(ticket: Ticket) -> tuple[DuePaper, ...]:
    return due_papers(ticket.sale, ticket.policy.rules, DAY)


def covers(ticket: Ticket) -> list[SignatureKind]:
    return [each.terms.covers for each in due(ticket)]


MINE = (a_fill(third_party=True), Relationship.PATIENT)


# --- the table of section 5


@pytest.mark.parametrize(
    ("kind", "signer", "unsigned"),
    [
        (SignatureKind.THIRD_PARTY, Signer.PICKER, set()),
        (SignatureKind.NOTICE, Signer.PATIENT, {Unsigned.REFUSED, Unsigned.NOT_PRESENT}),
        (SignatureKind.COUNSELLING_REFUSAL, Signer.PICKER, {Unsigned.REFUSED}),
        (SignatureKind.EASY_OPEN, Signer.PATIENT, {Unsigned.REFUSED, Unsigned.NOT_PRESENT}),
        (SignatureKind.DELIVERY, Signer.PICKER, set()),
    ],
)
def test_each_text_of_section_5(
    kind: SignatureKind, signer: Signer, unsigned: set[Unsigned]
) -> None:
    rows = [
        each for each in POLICY.rules.in_force(SignatureTerms, DAY) if each.terms.covers is kind
    ]
    assert len(rows) == (2 if kind is SignatureKind.EASY_OPEN else 1)
    assert {each.terms.signer for each in rows} == {signer}
    assert {each.terms.unsigned for each in rows} == {frozenset(unsigned)}
    assert len({each.terms.version for each in rows}) == len(rows)


def test_every_kind_of_signature_has_its_text() -> None:
    rows = POLICY.rules.in_force(SignatureTerms, DAY)
    assert {each.terms.covers for each in rows} == set(SignatureKind)
    assert {each.terms.scope for each in rows} == {None, *CapScope}


def test_only_the_notice_cites_hipaa() -> None:
    for each in POLICY.rules.in_force(SignatureTerms, DAY):
        words = each.source + each.text + each.terms.words
        assert ("HIPAA" in words) is (each.terms.covers is SignatureKind.NOTICE)


# --- when


def test_the_payers_log_is_for_each_fill_that_a_payer_pays() -> None:
    ticket = picked(MINE, (a_fill("6012346"), Relationship.PATIENT))
    (paper,) = due(ticket)
    assert (paper.rule.ref, paper.lines, paper.signer) == (
        THIRD_PARTY,
        (ONE,),
        Relationship.PATIENT,
    )


def test_the_notice_is_due_once_per_patient_and_version() -> None:
    first = (stranger(a_fill()), Relationship.PATIENT)
    second = (stranger(a_fill("6012346")), Relationship.PATIENT)
    ticket = picked(first, second)
    (paper,) = due(ticket)
    assert (paper.patient, paper.lines, paper.terms.notice) == (MARIA, (), NOTICE)
    ticket.do(*sign_all(ticket.sale))
    ticket.do(c.AddFill(stranger(a_fill("6012347")), EntryMethod.SCANNED))
    assert due(ticket) == ()


def test_one_fill_that_knows_of_the_acknowledgement_is_enough() -> None:
    known = (a_fill("6012346"), Relationship.PATIENT)
    assert due(picked((stranger(a_fill()), Relationship.PATIENT), known)) == ()


def test_a_new_notice_is_asked_for_again_and_an_old_one_is_not() -> None:
    newer = replace(
        next(
            each.terms
            for each in POLICY.rules.in_force(SignatureTerms, DAY)
            if each.terms.covers is SignatureKind.NOTICE
        ),
        notice="2026-07",
    )
    ticket = picked((a_fill(), Relationship.PATIENT), policy=with_rows(row("our-notice", newer)))
    assert [each.terms.notice for each in due(ticket)] == ["2026-07"]


def test_a_refusal_is_signed_where_the_counselling_row_says_so_and_nowhere_else() -> None:
    new = (a_fill(number=0, counselling=None), Relationship.PATIENT)
    refused = (counsel(Counselling.REFUSED, "patient"),)
    assert covers(picked(new, policy=SIGNED_REFUSALS, done=refused)) == [
        SignatureKind.COUNSELLING_REFUSAL
    ]
    assert covers(picked(new, done=refused)) == []
    assert covers(picked(new, policy=SIGNED_REFUSALS, done=(counsel(),))) == []


def test_easy_open_caps_wait_for_the_patients_choice() -> None:
    easy = (replace(a_fill(), caps_unsigned=True), Relationship.PATIENT)
    ticket = picked(easy, (a_fill("6012346"), Relationship.PATIENT))
    rules = ticket.policy.rules
    assert caps_without_request(ticket.sale, rules, DAY) == (ONE,)
    assert Kind.SIGNATURE in ticket.open_kinds()
    requests = papers_on_request(ticket.sale, rules, DAY)
    these = next(each for each in requests if each.terms.scope is CapScope.THESE)
    assert these.lines == (ONE, TWO)
    (fact,) = ticket.do(c.TakeSignature(these.id, Digest("a" * 64), Digest("b" * 64)))
    assert isinstance(fact, f.SignatureTaken)
    assert (fact.scope, fact.patient, fact.lines) == (CapScope.THESE, MARIA, (ONE, TWO))
    assert caps_without_request(ticket.sale, rules, DAY) == ()
    assert Kind.SIGNATURE not in ticket.open_kinds()


def test_a_request_for_all_prescriptions_holds_for_a_fill_that_is_added_later() -> None:
    easy = replace(a_fill(), caps_unsigned=True)
    ticket = picked((easy, Relationship.PATIENT))
    requests = papers_on_request(ticket.sale, ticket.policy.rules, DAY)
    blanket = next(each for each in requests if each.terms.scope is CapScope.ALL)
    ticket.do(c.TakeSignature(blanket.id, Digest("a" * 64), Digest("b" * 64)))
    later = replace(a_fill("6012346"), caps_unsigned=True)
    ticket.do(c.AddFill(later, EntryMethod.SCANNED))
    assert caps_without_request(ticket.sale, ticket.policy.rules, DAY) == ()


def test_without_a_text_for_caps_nothing_waits_that_nobody_could_sign() -> None:
    easy = (replace(a_fill(), caps_unsigned=True), Relationship.PATIENT)
    none = tuple(
        each
        for each in packaged_rules()
        if not (
            isinstance(each.terms, SignatureTerms) and each.terms.covers is SignatureKind.EASY_OPEN
        )
    )
    ticket = picked(easy, policy=replace(POLICY, rules=RuleBook.of(none, "US-TX")))
    assert caps_without_request(ticket.sale, ticket.policy.rules, DAY) == ()


# --- by whom


@pytest.mark.parametrize("relation", Relationship)
def test_a_consent_is_the_patients_or_for_a_child_the_parents(relation: Relationship) -> None:
    ticket = picked((stranger(a_fill(third_party=True)), relation))
    payer, notice = due(ticket)
    assert (payer.signer, payer.hand) == (relation, None)
    may = relation in (Relationship.PATIENT, Relationship.PARENT_OR_GUARDIAN)
    assert (notice.signer, notice.hand) == (
        (relation, None) if may else (Relationship.PATIENT, MARIA)
    )


def test_who_collects_own_and_a_spouses_signs_once_and_each_relation_is_kept() -> None:
    other = replace(a_fill("7000001", who=LUIS, third_party=True), patient=patient(LUIS))
    ticket = picked(MINE, (other, Relationship.SPOUSE))
    assert [(each.lines, each.signer, each.hand) for each in due(ticket)] == [
        ((ONE,), Relationship.PATIENT, None),
        ((TWO,), Relationship.SPOUSE, None),
    ]


def test_two_people_who_collect_their_own_have_two_hands() -> None:
    other = replace(a_fill("7000001", who=LUIS, third_party=True), patient=patient(LUIS))
    ticket = picked(MINE, (other, Relationship.PATIENT))
    assert [each.hand for each in due(ticket)] == [None, LUIS]


# --- left unsigned


def leave(paper: DuePaper, why: Unsigned, note: str = "said so") -> c.LeaveUnsigned:
    return c.LeaveUnsigned(paper.id, why, note, CLERK)


def test_a_text_stays_unsigned_only_for_a_reason_that_its_row_allows() -> None:
    ticket = picked((stranger(a_fill(third_party=True)), Relationship.SPOUSE))
    payer, notice = due(ticket)
    for why in Unsigned:
        assert ticket.why(leave(payer, why)) is Why.MUST_BE_SIGNED
    assert ticket.why(leave(notice, Unsigned.NOT_PRESENT, "  ")) is Why.NOTE_MISSING
    (fact,) = ticket.do(leave(notice, Unsigned.NOT_PRESENT))
    assert isinstance(fact, f.LeftUnsigned)
    assert (fact.patient, fact.notice, fact.note, fact.by) == (MARIA, NOTICE, "said so", CLERK)
    assert covers(ticket) == [SignatureKind.THIRD_PARTY]
    assert ticket.why(leave(notice, Unsigned.REFUSED)) is Why.NOTHING_TO_SIGN


def test_a_patient_who_stands_there_is_present() -> None:
    for relation in (Relationship.PATIENT, Relationship.PARENT_OR_GUARDIAN):
        ticket = picked((stranger(a_fill()), relation))
        (notice,) = due(ticket)
        assert ticket.why(leave(notice, Unsigned.NOT_PRESENT)) is Why.MUST_BE_SIGNED
        ticket.do(leave(notice, Unsigned.REFUSED))
        assert due(ticket) == ()


# --- what a store can do


texts = st.builds(
    SignatureTerms,
    st.sampled_from([SignatureKind.THIRD_PARTY, SignatureKind.COUNSELLING_REFUSAL]),
    st.just("A title"),
    st.text("abc", min_size=1),
    st.just("own 1"),
    st.just(Signer.PICKER),
    st.frozensets(st.sampled_from(Unsigned)),
) | st.builds(
    SignatureTerms,
    st.just(SignatureKind.NOTICE),
    st.just("A title"),
    st.text("abc", min_size=1),
    st.just("own 1"),
    st.just(Signer.PATIENT),
    st.frozensets(st.sampled_from(Unsigned)),
    st.sampled_from([NOTICE, "2027-01"]),
)


@for_all(
    st.lists(texts, max_size=4),
    texts,
    st.sampled_from(Relationship),
    st.booleans(),
    st.booleans(),
)
def test_one_more_row_of_the_store_only_adds(
    own: list[SignatureTerms],
    more: SignatureTerms,
    relation: Relationship,
    payer: bool,
    known: bool,
) -> None:
    rows = [row(f"own-{n}", terms) for n, terms in enumerate((*own, more))]
    fill = a_fill(number=0, third_party=payer, counselling=None)
    ticket = picked(
        (fill if known else stranger(fill), relation),
        policy=SIGNED_REFUSALS,
        done=(counsel(Counselling.REFUSED, "patient"),),
    )
    base = SIGNED_REFUSALS.rules.rules
    without = due_papers(ticket.sale, RuleBook.of((*base, *rows[:-1]), "US-TX"), DAY)
    with_it = due_papers(ticket.sale, RuleBook.of((*base, *rows), "US-TX"), DAY)
    assert set(without) <= set(with_it)


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ({"covers": SignatureKind.THIRD_PARTY, "words": " "}, "title, words and a version"),
        ({"covers": SignatureKind.NOTICE, "signer": Signer.PATIENT}, "names its version"),
        ({"covers": SignatureKind.THIRD_PARTY, "notice": "1"}, "names its version"),
        ({"covers": SignatureKind.EASY_OPEN, "signer": Signer.PATIENT}, "has a scope"),
        ({"covers": SignatureKind.NOTICE, "notice": "1"}, "the patient signs"),
    ],
)
def test_a_text_that_says_too_little_is_refused(broken: dict[str, object], words: str) -> None:
    terms = {"title": "A title", "words": "I did", "version": "1"} | broken
    with pytest.raises(ValueError, match=words):
        SignatureTerms(**terms)  # type: ignore[arg-type]

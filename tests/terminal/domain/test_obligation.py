"""The checklist before payment: which fills ask for what, in which order, and what meets it."""

from dataclasses import replace

import pytest

from helpers.pse import BOX
from helpers.restricted import CODEINE, OTC, SYRUP, born, check
from helpers.sales import (
    CANDY,
    DAY,
    LUIS,
    MARIA,
    PHARMACIST,
    RULES,
    a_fill,
    add,
    counsel,
    given,
    known,
    opened_bag,
    pick,
    sign,
)
from terminal.domain import commands as c
from terminal.domain.barcode import EntryMethod
from terminal.domain.counselling import counselling_for
from terminal.domain.evolve import evolve
from terminal.domain.identity import LineId
from terminal.domain.obligation import SOURCES, Kind, obligations
from terminal.domain.pickup import Counselling, WhyTyped
from terminal.domain.sale import Sale
from terminal.domain.sale_decider import decide

DEMANDING = replace(
    a_fill(third_party=True, counselling=True, schedule=2, bags=2), rejects=("569",)
)
RELEASE = c.ReleaseControlled(PHARMACIST)
NOTICE = c.HandOverNotice(PHARMACIST)


def filled(*fills: object) -> tuple[c.Command, ...]:
    return tuple(c.AddFill(each, EntryMethod.SCANNED) for each in fills)  # type: ignore[arg-type]


def test_goods_of_the_shelf_ask_for_nothing() -> None:
    assert obligations(given(add(CANDY)).sale, RULES, DAY) == ()


def test_every_obligation_has_its_source() -> None:
    goods = (add(SYRUP), check(born(17)), add(SYRUP), add(CODEINE), add(BOX))
    asked = tuple(given(*pick(DEMANDING), *goods, policy=replace(OTC, pse_exchange=True)).todo())
    assert {each.kind for each in asked} == set(Kind)
    assert all(each.rules or SOURCES[each.kind] for each in asked)
    assert all(SOURCES.values())


def test_obligations_stand_in_the_order_in_which_they_are_met() -> None:
    ticket = given(*known(), *filled(DEMANDING))
    assert [each.kind for each in ticket.todo()] == [
        Kind.IDENTITY,
        Kind.BAGS,
        Kind.CONTROLLED,
        Kind.QUESTIONS,
        Kind.COUNSELLING,
        Kind.SIGNATURE,
        Kind.NOTICE,
    ]
    assert ticket.open_kinds() == [
        Kind.BAGS,
        Kind.CONTROLLED,
        Kind.QUESTIONS,
        Kind.COUNSELLING,
        Kind.SIGNATURE,
        Kind.NOTICE,
    ]


@pytest.mark.parametrize(
    ("command", "kind"),
    [
        (RELEASE, Kind.CONTROLLED),
        (opened_bag(), Kind.QUESTIONS),
        (counsel(), Kind.COUNSELLING),
        (sign(), Kind.SIGNATURE),
    ],
)
def test_each_act_meets_its_own_obligation_only(command: c.Command, kind: Kind) -> None:
    ticket = given(*known(), *filled(DEMANDING))
    before = ticket.open_kinds()
    ticket.do(command)
    assert set(before) - set(ticket.open_kinds()) == {kind}


def test_all_obligations_can_be_met() -> None:
    ticket = given(*pick(DEMANDING), RELEASE, opened_bag(), counsel(), sign(), NOTICE)
    assert ticket.open_kinds() == []
    assert all(each.met for each in ticket.todo())


def test_the_bags_are_counted() -> None:
    ticket = given(*known(), *filled(DEMANDING), c.ScanBag(DEMANDING.key, EntryMethod.SCANNED))
    bags = next(each for each in ticket.todo() if each.kind is Kind.BAGS)
    assert (bags.done, bags.wanted, bags.met) == (1, 2, False)
    ticket.do(c.ScanBag(DEMANDING.key, EntryMethod.SCANNED))
    assert Kind.BAGS not in ticket.open_kinds()


def test_identity_is_asked_per_patient() -> None:
    ticket = given(*pick(a_fill()), *pick(a_fill("7000001", who=LUIS)))
    asked = [each for each in ticket.todo() if each.kind is Kind.IDENTITY]
    assert [(each.patient, each.lines) for each in asked] == [
        (MARIA, (LineId(1),)),
        (LUIS, (LineId(2),)),
    ]


def test_a_fill_added_later_asks_again() -> None:
    ticket = given(*pick(DEMANDING), RELEASE, counsel(), sign())
    ticket.do(*pick(a_fill("7000001", third_party=True)))
    (signature,) = (each for each in ticket.todo() if each.kind is Kind.SIGNATURE)
    assert (signature.met, signature.lines, signature.wanted) == (False, (LineId(2),), 2)


def test_a_voided_fill_asks_for_nothing() -> None:
    ticket = given(*known(), *filled(DEMANDING), c.VoidLine(LineId(1)))
    assert ticket.open_kinds() == []


@pytest.mark.parametrize(
    ("word", "number", "needed"),
    [(True, 3, True), (False, 0, False), (None, 0, True), (None, 1, False)],
)
def test_counselling_is_the_word_of_the_phms_else_new_means_needed(
    word: bool | None, number: int, *, needed: bool
) -> None:
    asked = counselling_for(a_fill(number=number, counselling=word), RULES, DAY)
    assert (asked is not None) is needed


@pytest.mark.parametrize("result", Counselling)
def test_each_answer_to_the_offer_is_an_answer(result: Counselling) -> None:
    ticket = given(*pick(a_fill(counselling=True)), counsel(result, "the patient said so"))
    (line,) = ticket.sale.rx_lines
    assert line.counselling is result
    assert Kind.COUNSELLING not in ticket.open_kinds()


def test_counselling_is_never_answered_by_default() -> None:
    ticket = given(*pick(a_fill(counselling=True)))
    (line,) = ticket.sale.rx_lines
    assert line.counselling is None
    assert ticket.open_kinds() == [Kind.COUNSELLING]


def test_an_offer_once_due_stays_due_when_the_phms_changes_its_mind() -> None:
    asked = a_fill(counselling=True)
    ticket = given(*pick(asked), c.RefreshFill(replace(asked, counselling=False), None))
    assert ticket.open_kinds() == [Kind.COUNSELLING]


def test_a_refreshed_fill_may_ask_for_more() -> None:
    ticket = given(*pick(a_fill()))
    ticket.do(c.RefreshFill(a_fill(third_party=True, bags=2, schedule=3, counselling=True), None))
    assert ticket.open_kinds() == [
        Kind.BAGS, Kind.CONTROLLED, Kind.QUESTIONS, Kind.COUNSELLING, Kind.SIGNATURE,
    ]  # fmt: skip


def test_fewer_bags_than_were_scanned_are_still_all_bags() -> None:
    two = a_fill(bags=2)
    ticket = given(*pick(two), c.RefreshFill(a_fill(bags=1), None))
    bags = next(each for each in ticket.todo() if each.kind is Kind.BAGS)
    assert (bags.done, bags.wanted, bags.met) == (1, 1, True)


def test_a_ticket_without_a_picker_keeps_its_identity_obligation_open() -> None:
    """A journal may hold what today's decider would not add: it is asked for, not assumed."""
    ticket = given(*known(), *filled(a_fill()))
    orphan: Sale = replace(ticket.sale, pickers=())
    assert next(iter(obligations(orphan, RULES, DAY))).met is False
    named = decide(orphan, known()[1], ticket.policy, DAY)
    assert isinstance(named, tuple)
    assert next(iter(obligations(evolve(orphan, named[0]), RULES, DAY))).met is True


def test_a_typed_bag_is_counted_as_typed() -> None:
    ticket = given(*known(), *filled(DEMANDING), c.ScanBag(DEMANDING.key, EntryMethod.SCANNED))
    ticket.do(c.ScanBag(DEMANDING.key, EntryMethod.KEYED, WhyTyped.UNREADABLE))
    bags = next(each for each in ticket.todo() if each.kind is Kind.BAGS)
    assert (bags.done, bags.typed, bags.met) == (2, 1, True)

"""What the customer reads on the second screen: the purchase, and nobody's name or medicine."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.counter import PLAIN, SIGNATURE, Counter, a_counter, rung_up
from helpers.sales import CANDY, IBUPROFEN, MARIA, a_fill, an_item, patient
from helpers.screens import check_for_customer, texts
from terminal.app import effects as e
from terminal.app import inputs as i
from terminal.app.inputs import Do
from terminal.domain.attempt import Outcome
from terminal.domain.barcode import RxNumber
from terminal.domain.lines import ItemLine
from terminal.domain.prescription import Fill, FillKey
from terminal.presentation.customer import SHOWN_ROWS, CustomerView, Stage, customer_view
from terminal.presentation.samples import long_ticket, sample_states


@pytest.fixture
def counter() -> Counter:
    return a_counter(PLAIN)


def words(view: CustomerView) -> str:
    return " | ".join(texts(view))


def figures(view: CustomerView) -> dict[str, str]:
    return {each.label: each.amount for each in view.figures}


def hero(view: CustomerView) -> tuple[str, str]:
    assert view.hero is not None
    return view.hero.label, view.hero.amount


def test_an_idle_counter_says_welcome_with_the_name_of_the_store(counter: Counter) -> None:
    assert counter.customer == CustomerView("Elm Street Pharmacy", Stage.WELCOME, "Welcome")


def test_each_item_is_shown_with_its_price_the_newest_last_and_the_total(counter: Counter) -> None:
    counter.scan_item(IBUPROFEN)
    counter.scan_item(CANDY)
    counter.press("F4")
    counter.enter("2")
    shown = [(row.title, row.detail, row.amount) for row in counter.customer.rows]
    assert shown == [("Ibuprofen 200 mg", "", "3.99"), ("Candy bar", "2 × 3.99", "7.98")]
    assert hero(counter.customer) == ("Total", f"${counter.total}")


def test_a_struck_line_is_gone_and_a_ticket_without_lines_is_welcome(counter: Counter) -> None:
    counter.scan_item(CANDY)
    counter.do(Do.VOID_LINE)
    assert counter.customer.stage is Stage.WELCOME


def test_a_fill_is_a_prescription_and_its_copay(counter: Counter) -> None:
    counter.pick_up(PLAIN)
    (row,) = counter.customer.rows
    assert (row.title, row.detail, row.amount) == ("Prescription", "", "15.00")
    assert figures(counter.customer)["FSA/HSA eligible"] == "15.00"


def test_while_a_patient_is_looked_up_the_customer_sees_the_ticket_alone(counter: Counter) -> None:
    counter.scan_item(CANDY)
    before = counter.customer
    counter.find(PLAIN)
    assert counter.customer == before


def test_a_signature_is_asked_for_with_its_words_and_without_a_name() -> None:
    fill = a_fill(third_party=True)
    counter = a_counter(fill)
    counter.pick_up(fill)
    assert counter.customer.note == "Please sign"
    assert [title for title, _ in counter.customer.texts] == ["Third-party payer · 1 prescription"]
    counter.send(i.SignatureDrawn(SIGNATURE))
    counter.press("Enter")
    assert (counter.customer.note, counter.customer.texts) == ("", ())


def test_payment_shows_what_is_to_pay_what_was_paid_and_then_the_change() -> None:
    counter = rung_up(PLAIN)
    counter.press("F9")
    assert hero(counter.customer) == ("To pay", "$23.54")
    counter.enter("20")
    assert hero(counter.customer) == ("Left to pay", "$3.54")
    assert figures(counter.customer)["Cash"] == "20.00"
    counter.wait(1)
    counter.enter("10")
    assert counter.customer.stage is Stage.THANKS
    assert hero(counter.customer) == ("Change", "$6.46")
    assert counter.customer.heading == "Thank you"


def test_thanks_without_change_has_no_number_to_wonder_about() -> None:
    counter = rung_up(PLAIN)
    counter.press("F9")
    counter.press("F9")
    assert counter.customer.hero is None
    assert figures(counter.customer) == {"Total": "23.54", "Cash": "23.54"}


def test_the_card_terminal_is_pointed_at_and_an_unsure_payment_worries_nobody() -> None:
    counter = rung_up(PLAIN)
    counter.press("F9")
    counter.press("F11")
    assert hero(counter.customer) == ("On this card", "$19.29")
    assert counter.customer.note == "Please tap, insert or swipe your card"
    counter.card_says(Outcome.UNKNOWN)
    assert counter.customer.note == "One moment, please"


def test_a_card_that_paid_a_part_is_shown_beside_the_rest() -> None:
    counter = rung_up(PLAIN)
    counter.press("F9")
    counter.press("F11")
    counter.card_approves("15.00", partial=True, fsa=True)
    assert figures(counter.customer)["FSA/HSA card"] == "15.00"
    assert hero(counter.customer) == ("Left to pay", "$8.54")


def test_a_locked_counter_shows_nothing_of_the_ticket(counter: Counter) -> None:
    counter.scan_item(CANDY)
    counter.do(Do.LOCK)
    assert counter.customer.stage is Stage.WELCOME
    counter.sign_in()
    assert counter.customer.rows


def test_a_long_ticket_shows_its_end_and_that_there_is_more() -> None:
    view = customer_view(long_ticket(40))
    assert len(view.rows) == SHOWN_ROWS
    assert view.earlier
    assert view.rows[-1].title.startswith("Item 040")
    assert not customer_view(long_ticket(SHOWN_ROWS)).earlier


def test_what_did_not_change_for_the_customer_is_the_same_view(counter: Counter) -> None:
    """So the second screen is not painted again."""
    counter.scan_item(CANDY)
    before = counter.customer
    counter.do(Do.HELP)
    counter.wait(1)
    assert counter.customer == before


@pytest.mark.parametrize("name", sorted(sample_states()))
def test_no_page_in_any_state_tells_the_customer_of_a_person_or_a_drug(name: str) -> None:
    state = sample_states()[name]
    check_for_customer(customer_view(state), state)


# --- any people and any drugs

letters = st.characters(codec="utf-8", categories=("Lu", "Ll", "Lo"))
names = st.text(letters, min_size=3, max_size=12).map(lambda name: f"Zq{name}")
"""Names that no honest word of the screen contains."""
demo_fills = st.builds(
    lambda family, given, drug, rx, copay: replace(
        a_fill(f"69{rx:06}", 0, counselling=False, third_party=True),
        patient=replace(patient(MARIA), family=family, given=given),
        drug=f"{drug} 20 MG",
        copay=replace(CANDY.price, cents=copay) if CANDY.price else None,
    ),
    names, names, names, st.integers(0, 999_999), st.integers(1, 99_999),
)  # fmt: skip


def everywhere(fill: Fill) -> list[tuple[CustomerView, str]]:
    """Each page that a ticket with this fill passes, and what the line display showed."""
    counter = a_counter(fill)
    seen: list[CustomerView] = []
    publish = counter.publish

    def kept(state: object) -> None:
        publish(state)  # type: ignore[arg-type]
        seen.append(counter.customer)

    counter.publish = kept  # type: ignore[method-assign]
    counter.pick_up(fill)
    counter.scan_item(IBUPROFEN)
    counter.sign()
    counter.press("F9")
    counter.press("F11")
    counter.card_approves("0.01", partial=True, fsa=True)
    counter.press("F9")
    counter.do(Do.PRINT_COPY)
    counter.do(Do.LOCK)
    line = repr(counter.did(e.ShowOnDisplay))
    return [(view, line) for view in seen]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(demo_fills)
def test_no_name_no_drug_and_no_number_of_a_fill_on_any_page(fill: Fill) -> None:
    secrets = {fill.patient.family, fill.patient.given, fill.drug, fill.drug[:6], fill.key.rx}
    stages = set()
    for view, line in everywhere(fill):
        stages.add(view.stage)
        shown = f"{words(view)} {line}"
        assert not [secret for secret in secrets if secret in shown]
    assert stages == set(Stage)


def test_the_check_finds_a_name_that_is_shown() -> None:
    fill = replace(PLAIN, key=FillKey(RxNumber("6012345"), 2))
    counter = a_counter(fill)
    counter.pick_up(fill)
    item = replace(an_item(), name=f"a gift for {fill.patient.family}")
    line = counter.sale.lines[0]
    told = ItemLine(line.id, item, 1, line.net, line.tax, line.entry)
    leaking = replace(counter.state, sale=replace(counter.sale, lines=(line, told)))
    with pytest.raises(AssertionError, match="no patient"):
        check_for_customer(customer_view(leaking), leaking)

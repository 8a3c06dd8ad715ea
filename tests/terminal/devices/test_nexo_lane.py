"""A nexo terminal at the counter: what may be missing or wrong, and what is never guessed."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from card_support import stages
from card_support.stages import APPROVED, LANE, NEXO_WAITS, REF, VOID_REF, Ear, NexoStage
from drivers.simulator import nexo_script as nexo
from drivers.simulator.nexo_certificates import Chain, make_chain
from nexo_support.lane import CARD_PASSPHRASE, with_nexo
from terminal.app.effects import Secret
from terminal.app.faults import KnownFault
from terminal.app.settings import Nexo, Settings
from terminal.devices.card_terminal import CardTerminal
from terminal.devices.nexo_lane import NexoLane
from terminal.domain.attempt import Outcome, QueryVerdict

LONG_AGO = datetime.now(UTC) - timedelta(hours=1)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[NexoStage]:
    made = NexoStage(tmp_path)
    with made.host:
        yield made
    made.terminal.store.close()


def changed(settings: Settings, **values: object) -> Settings:
    """The lane with another value in its table [nexo]."""
    assert settings.nexo is not None
    return with_nexo(settings, replace(settings.nexo, **values))  # type: ignore[arg-type]


def down(settings: Settings, passphrase: Secret | None = CARD_PASSPHRASE) -> tuple[str, Ear]:
    """What the status strip says of a terminal that cannot be used; a charge is tried on it."""
    ear = Ear()
    card = CardTerminal(settings, ear, passphrase, NEXO_WAITS)
    card.start()
    try:
        said = ear.until_down()
        card.charge(stages.charge())
        assert ear.answer().outcome in {Outcome.ABORTED, Outcome.UNKNOWN}
        return said, ear
    finally:
        card.stop()


# --- what may be missing


def test_without_a_passphrase_nothing_is_sent_and_the_strip_says_what_to_do(
    stage: NexoStage,
) -> None:
    said, ear = down(stage.settings, None)
    assert said == "no passphrase: rxlane key terminal"
    assert ear.answer().outcome is Outcome.ABORTED
    assert stage.charges_asked() == 0


def test_an_older_payment_is_not_settled_while_the_terminal_cannot_be_asked(
    stage: NexoStage,
) -> None:
    ear = Ear()
    card = CardTerminal(stage.settings, ear, None, NEXO_WAITS)
    card.start()
    card.query(stages.query(stage.identity, LONG_AGO))
    answer = ear.query_answer()
    assert answer.verdict is QueryVerdict.UNRESOLVED
    assert answer.reason == "no passphrase: rxlane key terminal"
    card.query(stages.void_again(replace(APPROVED, terminal_txn="260701000001")))
    assert ear.query_answer(VOID_REF).verdict is QueryVerdict.UNRESOLVED
    card.cancel()
    card.stop()


def put(stage: NexoStage, content: str | bytes | None) -> Settings:
    """The lane after somebody put this where its certificate belongs."""
    settings = stage.settings
    assert settings.nexo is not None
    file = Path(settings.nexo.certificate)
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return settings


Content = str | bytes | Callable[[NexoStage], str] | None


def own_certificate(stage: NexoStage) -> str:
    chain: Chain = stage.host.chain
    return chain.certificate_pem


def out_of_date(stage: NexoStage) -> str:
    made = datetime.now(UTC) - timedelta(days=30)
    return make_chain(stage.host.certificate_name, made).authority_pem


@pytest.mark.parametrize(
    ("content", "title", "why"),
    [
        (None, "is missing", "There is no file"),
        ("", "cannot be used", "no certificate as text"),
        ("not one", "cannot be used", "no certificate as text"),
        (b"\x30\x82\xff\x00", "cannot be used", "no certificate as text"),
        (own_certificate, "cannot be used", "a terminal's own certificate"),
        (out_of_date, "cannot be used", "out of date"),
    ],
    ids=["none", "empty", "text", "DER", "the terminal's own", "out of date"],
)
def test_a_certificate_of_no_use_says_so(
    stage: NexoStage, content: Content, title: str, why: str
) -> None:
    made = content(stage) if callable(content) else content
    settings = put(stage, made)
    with pytest.raises(KnownFault, match=why) as refused:
        NexoLane.of(settings).where(datetime.now(UTC))
    assert title in refused.value.title
    assert "docs/for-installers.md" in refused.value.remedy
    said, ear = down(settings)
    assert (title in said, said.endswith(": rxlane doctor")) == (True, True)
    assert ear.answer().outcome is Outcome.ABORTED


# --- what may be wrong


def test_another_authoritys_terminal_is_not_sent_a_byte(stage: NexoStage) -> None:
    said, ear = down(put(stage, make_chain(stage.host.certificate_name).authority_pem))
    assert "the certificate is not the one that belongs to this device" in said
    assert ear.answer().outcome is Outcome.ABORTED
    assert stage.call(lambda: list(stage.terminal.requests)) == []


def test_another_terminals_certificate_is_not_taken_for_ours(stage: NexoStage) -> None:
    """The terminals of two lanes were swapped: the name in the certificate tells them apart."""
    said, _ = down(changed(stage.settings, poi_id="V400m-000000001", certificate_name=""))
    assert "the certificate is not the one" in said
    assert stage.charges_asked() == 0


def test_a_wrong_passphrase_charges_nothing_and_says_what_to_check(stage: NexoStage) -> None:
    stage.present_soon()
    said, _ = down(stage.settings, Secret("not this one"))
    assert "check the passphrase, the key and the POIID" in said
    assert "not this one" not in said
    assert stage.standing() == []


def test_another_terminal_that_answers_is_told(stage: NexoStage) -> None:
    stage.present_soon()
    faults = nexo.Faults(other_poi_id="V400m-000000001")
    stage.call(lambda: stage.terminal.script(nexo.Approve(), faults))
    with stage.adapter() as (card, ear):
        card.charge(stages.charge())
        assert "another terminal answers" in ear.until_down()
        assert ear.answer().outcome is Outcome.APPROVED, "the confirming question found it"
    assert stage.charges_asked() == 1


@pytest.mark.parametrize("values", [{"sale_id": "LANE07"}, {"poi_id": "V400m-000000001"}])
def test_a_till_with_other_ids_does_not_ask_about_older_payments(
    stage: NexoStage, values: dict[str, object]
) -> None:
    """The terminal would say "not found", and the customer would be charged again."""
    stage.present_soon()
    with stage.adapter() as (card, ear):
        card.charge(stages.charge())
        ear.answer()
    with stage.started(changed(stage.settings, **values)) as (card, ear):
        card.query(stages.query(stage.identity, LONG_AGO))
        answer = ear.query_answer()
    assert answer.verdict is QueryVerdict.UNRESOLVED
    assert stage.identity in answer.reason
    assert len(stage.standing()) == 1


# --- voids that are asked again


def test_a_void_whose_repetition_was_lost_in_a_crash_too_is_done_once(stage: NexoStage) -> None:
    """After the crash the first repetition carries a ServiceID that the terminal had already."""
    stage.present_soon()
    with stage.adapter() as (card, ear):
        card.charge(stages.charge())
        paid = ear.answer()
        stage.loses_its_answer()
        card.void(stages.void(paid))
        ear.answer(VOID_REF)
        stage.loses_its_answer()
        card.query(stages.void_again(paid))
        assert ear.query_answer(VOID_REF).verdict is QueryVerdict.UNRESOLVED
    with stage.adapter() as (card, ear):
        card.query(stages.void_again(paid))
        assert ear.query_answer(VOID_REF).verdict is QueryVerdict.UNRESOLVED
        card.query(stages.void_again(paid))
        answer = ear.query_answer(VOID_REF)
    assert answer.result is not None
    assert answer.result.outcome is Outcome.APPROVED
    assert stage.standing() == []


def test_healthcare_amounts_never_reach_a_terminal_that_cannot_be_told(stage: NexoStage) -> None:
    """The counter refuses before; should it not, the driver does."""
    stage.present_soon()
    with stage.adapter() as (card, ear):
        card.charge(stages.charge(healthcare=stages.AMOUNT))
        assert ear.answer().outcome is Outcome.CONFIG_ERROR
    assert stage.charges_asked() == 0


def test_the_names_follow_from_the_lane() -> None:
    nexo_table = Nexo("https://192.0.2.12/nexo", "V400m-1", "key", 1, "terminal.pem")
    lane = NexoLane.of(with_nexo(LANE, nexo_table))
    assert (lane.identity, lane.port) == ("V400m-1/LANE02", 8443)
    assert NexoLane.of(with_nexo(LANE, replace(nexo_table, sale_id="TILL-7"))).identity == (
        "V400m-1/TILL-7"
    )


def test_no_secret_is_in_the_repr_of_what_is_made(stage: NexoStage) -> None:
    lane = NexoLane.of(stage.settings)
    shown = repr((lane, lane.key(CARD_PASSPHRASE), CARD_PASSPHRASE, REF))
    assert CARD_PASSPHRASE.text not in shown
    assert lane.key(CARD_PASSPHRASE).hmac_key.hex() not in shown

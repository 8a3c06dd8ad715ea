"""A lane's settings are taken as written, or refused with the place and the reason."""

import dataclasses
import re
from pathlib import Path

import pytest

from drivers.card_terminal.messages import OfflineMode, StoreAndForward
from terminal.app.faults import KnownFault
from terminal.app.settings import Nexo
from terminal.devices.nexo_lane import NexoLane
from terminal.devices.store_and_forward import offline_rules
from terminal.domain.policy import FsaOnCards
from terminal.paths import resource_root
from terminal.setup_files import load_settings, load_tax_table, policy_of

EXAMPLE = (resource_root() / "resources" / "settings" / "example.toml").read_text(encoding="utf-8")


def written(folder: Path, text: str) -> Path:
    path = folder / "settings.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_example_is_a_lane(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, EXAMPLE))
    assert (settings.lane, settings.store.name) == ("1", "Your Pharmacy")


def test_a_lane_without_a_file_is_told_how_to_begin(tmp_path: Path) -> None:
    with pytest.raises(KnownFault, match="not set up yet"):
        load_settings(tmp_path / "settings.toml")


@pytest.mark.parametrize(
    ("right", "wrong", "reason"),
    [
        ('lane = "1"', 'lain = "1"', "no setting lain"),
        ('card_terminal = ""', 'card_termnal = ""', "no setting devices.card_termnal"),
        ('scanner = ""', 'scanner = "serial:/dev/ttyACM0?baud=12345"', "baud"),
        ('lane = "1"', 'lane = "123"', "one or two letters or digits"),
        ('time_zone = "America/Chicago"', 'time_zone = "Mars/Base"', "Mars/Base"),
        ('theme = "light"', "theme = 7", "theme"),
        ('rounding = "off"', 'rounding = "up"', "up"),
        ('scanner_prefix = ""', 'scanner_prefix = "~"', 'for scanner_kind = "keyboard" alone'),
        ("rx_masks = []", "rx_masks = ['(?P<rx>\\d{6']", "is no pattern"),
        ("rx_masks = []", "rx_masks = ['(?P<rx>(\\d+)+)']", "could take too long"),
        ("rx_masks = []", "rx_masks = ['\\d{6}']", "has no group"),
        ('lane = "1"', 'lane = "1', "line 3"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, right: str, wrong: str, reason: str) -> None:
    assert right in EXAMPLE
    with pytest.raises(KnownFault, match=r"settings.toml has a mistake") as refused:
        load_settings(written(tmp_path, EXAMPLE.replace(right, wrong)))
    assert reason in refused.value.message


def test_a_state_without_tax_rules_is_refused() -> None:
    with pytest.raises(KnownFault, match="No sales tax rules for US-ZZ"):
        load_tax_table(("US-ZZ",))


def test_a_tax_file_with_a_mistake_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "tax.toml"
    path.write_text('[[rule]]\njurisdiction = "US-TX"\nrate_ppm = "many"\n', encoding="utf-8")
    with pytest.raises(KnownFault, match=r"tax.toml has a mistake"):
        load_tax_table(("US-TX",), path)


# --- approvals without the bank

OFFLINE = """\
[store_and_forward]
mode = "automatic"
floor_cents = 5000
card_ceiling_cents = 20000
total_ceiling_cents = 50000
max_count = 20
max_age_days = 3
"""


def test_nothing_is_approved_without_the_bank_unless_the_store_says_so(tmp_path: Path) -> None:
    assert offline_rules(load_settings(written(tmp_path, EXAMPLE))) is None


def test_what_may_be_approved_without_the_bank_is_taken_as_written(tmp_path: Path) -> None:
    rules = offline_rules(load_settings(written(tmp_path, EXAMPLE + OFFLINE)))
    assert rules == StoreAndForward(OfflineMode.AUTOMATIC, 5000, 20000, 50000, 20, 3)


def test_the_examples_own_table_is_the_same(tmp_path: Path) -> None:
    text = EXAMPLE[EXAMPLE.index("# [store_and_forward]") : EXAMPLE.index("# Only with card")]
    shown = "\n".join(line.removeprefix("# ") for line in text.splitlines())
    settings = load_settings(written(tmp_path, EXAMPLE + shown))
    assert settings == load_settings(written(tmp_path, EXAMPLE + OFFLINE))


def test_never_is_told_to_the_terminal(tmp_path: Path) -> None:
    text = EXAMPLE + '[store_and_forward]\nmode = "never"\n'
    assert offline_rules(load_settings(written(tmp_path, text))) == StoreAndForward()


@pytest.mark.parametrize(
    ("right", "wrong", "reason"),
    [
        ('mode = "automatic"\n', "", "mode"),
        ('"automatic"', '"sometimes"', "sometimes"),
        ('"automatic"', '"never"', "stores nothing: leave limits out"),
        ("floor_cents = 5000\n", "", "needs every limit"),
        ("floor_cents = 5000", "floor = 5000", "no setting store_and_forward.floor"),
        ("floor_cents = 5000", 'floor_cents = "50.00"', "floor_cents"),
        ("floor_cents = 5000", "floor_cents = -5000", "needs every limit"),
        ("floor_cents = 5000", "floor_cents = 30000", "floor <= card ceiling <= total ceiling"),
        ("max_count = 20", "max_count = 4001", "at most 4000 sales"),
        ("max_age_days = 3", "max_age_days = 31", "30 days"),
    ],
)
def test_limits_that_cannot_hold_are_refused_in_words(
    tmp_path: Path, right: str, wrong: str, reason: str
) -> None:
    assert right in OFFLINE
    with pytest.raises(KnownFault, match=r"settings.toml has a mistake") as refused:
        load_settings(written(tmp_path, EXAMPLE + OFFLINE.replace(right, wrong)))
    assert reason in refused.value.message


def test_a_nexo_lane_approves_nothing_without_the_bank(tmp_path: Path) -> None:
    with pytest.raises(KnownFault) as refused:
        load_settings(written(tmp_path, NEXO_LANE + OFFLINE))
    assert "a nexo terminal approves nothing without the bank" in refused.value.message


# --- a nexo terminal

NEXO = """\
[nexo]
address = "https://192.0.2.12:8443/nexo"
poi_id = "V400m-123456789"
key_identifier = "lane-key"
key_version = 1
certificate = "terminal.pem"
"""
NEXO_LANE = EXAMPLE.replace('card_terminal_kind = "pax"', 'card_terminal_kind = "nexo"') + NEXO


def shown_as_comment(text: str) -> str:
    """The lines of the example that somebody with a nexo terminal uncovers."""
    lines = text[text.index("# [nexo]") :].splitlines()
    return "\n".join(line.removeprefix("# ") for line in lines)


def test_a_nexo_lane_is_taken_as_written(tmp_path: Path) -> None:
    settings = load_settings(written(tmp_path, NEXO_LANE))
    lane = NexoLane.of(settings)
    assert (lane.host, lane.port) == ("192.0.2.12", 8443)
    assert (lane.party.poi_id, lane.party.sale_id) == ("V400m-123456789", "LANE01")
    assert lane.certificate == tmp_path / "terminal.pem"
    assert lane.certificate_name == "V400m-123456789.live.terminal.adyen.com"
    assert settings.has_card_terminal


def test_the_examples_own_nexo_table_is_right(tmp_path: Path) -> None:
    text = EXAMPLE.replace('card_terminal_kind = "pax"', 'card_terminal_kind = "nexo"')
    settings = load_settings(written(tmp_path, text + shown_as_comment(EXAMPLE)))
    assert settings.nexo is not None
    assert {each.name for each in dataclasses.fields(Nexo)} <= set(
        re.findall(r"^# (\w+) =", EXAMPLE, re.MULTILINE)
    )


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://192.0.2.12/nexo", "192.0.2.12"),
        ("https://terminal.store.example:8443", "terminal.store.example"),
        ("https://[2001:db8::7]:8443/nexo/", "2001:db8::7"),
    ],
)
def test_a_port_and_a_path_may_be_left_out(tmp_path: Path, address: str, host: str) -> None:
    text = NEXO_LANE.replace("https://192.0.2.12:8443/nexo", address)
    lane = NexoLane.of(load_settings(written(tmp_path, text)))
    assert (lane.host, lane.port) == (host, 8443)


@pytest.mark.parametrize(
    ("right", "wrong", "reason"),
    [
        ('kind = "nexo"', 'kind = "next"', "next"),
        (NEXO, "", "needs a table [nexo]"),
        ('card_terminal = ""', 'card_terminal = "tcp://192.0.2.9:10009"', "nexo.address"),
        ("https://192", "http://192", "nexo.address begins with https://"),
        ("8443/nexo", "8443/sync", "nexo.address is a host, a port and /nexo"),
        ("8443/nexo", "8443/nexo?pos=1", "nexo.address is a host, a port and /nexo"),
        ("https://192.0.2.12:8443", "https://", "nexo.address is a host"),
        ("https://192", "https://me@192", "nexo.address is a host"),
        (":8443", ":84430", "nexo.address has a port"),
        (":8443", ":0", "nexo.address has a port"),
        ("V400m-123456789", "V400m", "nexo.poi_id is the terminal's model, a dash"),
        ("V400m-123456789", "V400m-1234567890123456789012345", "characters together"),
        ("lane-key", "", "nexo.key_identifier"),
        ("key_version = 1", "key_version = -1", "nexo.key_version"),
        ("key_version = 1", 'key_version = "one"', "nexo.key_version"),
        ('"terminal.pem"', '""', "nexo.certificate names the file"),
        ("key_version = 1\n", "", "key_version"),
        ('.pem"\n', '.pem"\npassphrase = "x"\n', "no setting nexo.passphrase"),
        ('.pem"\n', '.pem"\nsale_id = "\u00e9"\n', "nexo.sale_id"),
        ('.pem"\n', '.pem"\ncertificate_name = "a b"\n', "certificate_name"),
    ],
)
def test_a_mistake_in_it_is_named(tmp_path: Path, right: str, wrong: str, reason: str) -> None:
    assert right in NEXO_LANE
    with pytest.raises(KnownFault, match=r"settings.toml has a mistake") as refused:
        load_settings(written(tmp_path, NEXO_LANE.replace(right, wrong)))
    assert reason in refused.value.message


def test_what_such_a_terminal_cannot_be_told_is_the_stores_choice(tmp_path: Path) -> None:
    assert load_settings(written(tmp_path, EXAMPLE)).fsa_on_cards is FsaOnCards.SENT
    refused = load_settings(written(tmp_path, NEXO_LANE))
    assert refused.fsa_on_cards is FsaOnCards.REFUSED
    assert policy_of(refused, "device", ()).fsa_on_cards is FsaOnCards.REFUSED
    left_out = load_settings(written(tmp_path, NEXO_LANE + "leave_out_fsa = true\n"))
    assert left_out.fsa_on_cards is FsaOnCards.LEFT_OUT


# --- sales tax

OWN_TAX = """\
[[rule]]
jurisdiction = "US-TX"
has_rx = false
rate_ppm = 62500
effective_from = 2020-01-01
source = "Texas without its local part"

[[rule]]
jurisdiction = "US-TX-DALLAS"
has_rx = false
rate_ppm = 20000
effective_from = 2020-01-01
rounding = "per ticket"
source = "invented"
"""


def own_tax(folder: Path, text: str = OWN_TAX) -> Path:
    path = folder / "rules" / "tax.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_store_lies_in_several_tax_areas(tmp_path: Path) -> None:
    own_tax(tmp_path)
    text = EXAMPLE.replace("tax_areas = []", 'tax_areas = ["US-TX-DALLAS"]')
    settings = load_settings(written(tmp_path, text))
    table = policy_of(settings, "device", (), tmp_path).tax
    assert table.areas == ("US-TX", "US-TX-DALLAS")
    general = [rule.rate_ppm for rule in table.rules if not rule.has_rx and rule.category is None]
    assert general == [62_500, 20_000]
    assert table.per_ticket
    with pytest.raises(KnownFault, match="US-TX-DALLAS"):
        policy_of(settings, "device", (), None)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("rate_ppm = 62500", "rate_ppm = 900000"),
        ("per ticket", "per customer"),
        ("has_rx = false", "has_rcx = false"),
        ("[[rule]]", "[rule"),
    ],
)
def test_a_mistake_in_the_stores_own_tax_file_is_told(
    tmp_path: Path, right: str, wrong: str
) -> None:
    path = own_tax(tmp_path, OWN_TAX.replace(right, wrong))
    with pytest.raises(KnownFault, match=r"tax.toml has a mistake"):
        load_tax_table(("US-TX",), path)


def test_tax_areas_are_few_and_named_once(tmp_path: Path) -> None:
    for areas in ('["US-TX"]', str([f"area {n}" for n in range(9)]).replace("'", '"')):
        text = EXAMPLE.replace("tax_areas = []", f"tax_areas = {areas}")
        with pytest.raises(KnownFault, match=r"settings.toml has a mistake"):
            load_settings(written(tmp_path, text))

"""A counter at which something with pseudoephedrine is sold, as far as a test wants it."""

from datetime import date

from helpers.counter import SETTINGS, SIGNATURE, Counter
from helpers.pse import BOX, EXCHANGED
from helpers.sales import CANDY, IBUPROFEN
from helpers.screens import texts
from terminal.app import inputs as i
from terminal.domain.id_card import IdCard
from terminal.domain.policy import Policy

CARD = IdCard(
    "S881234567",
    "TESTA",
    "ROSALIND",
    date(1984, 3, 12),
    expires=date(2029, 3, 12),
    street="100 SAMPLE ST",
    city="ANYTOWN",
    jurisdiction="TX",
    postal_code="75001",
    country="USA",
)


def counter(policy: Policy = EXCHANGED) -> Counter:
    return Counter(SETTINGS, policy, (IBUPROFEN, CANDY, BOX)).sign_in()


def started(policy: Policy = EXCHANGED) -> Counter:
    """The box on the ticket, and the page of the log open."""
    lane = counter(policy)
    lane.scan_item(BOX)
    lane.press("Ctrl+P")
    return lane


def show_card(lane: Counter, card: IdCard = CARD) -> None:
    lane.send(i.CodeScanned(card))


def approved(policy: Policy = EXCHANGED) -> Counter:
    lane = started(policy)
    show_card(lane)
    lane.press("Ctrl+1")
    return lane


def signed(policy: Policy = EXCHANGED) -> Counter:
    lane = approved(policy)
    lane.send(i.SignatureDrawn(SIGNATURE))
    lane.press("Enter")
    return lane


def pay(lane: Counter) -> None:
    lane.press("F9")
    lane.press("F9")


def words(lane: Counter) -> str:
    return " ".join(texts(lane.screen))

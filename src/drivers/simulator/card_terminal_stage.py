"""What a simulated card terminal is at, how long that may take, and what the customer reads."""

from enum import Enum, auto

from drivers.simulator.card_terminal_screen import WELCOME, Screen


class Stage(Enum):
    """One thing at a time."""

    IDLE = auto()
    WAITING_FOR_CARD = auto()
    WAITING_FOR_PIN = auto()
    SIGNING = auto()
    AT_HOST = auto()
    ANSWERING = auto()


_WITH_CUSTOMER = {Stage.WAITING_FOR_CARD, Stage.WAITING_FOR_PIN, Stage.SIGNING}


class Course:
    """How far an exchange has come. Who acts when its time is up, is the terminal's to say."""

    def __init__(self) -> None:
        self.stage = Stage.IDLE
        self._screen = Screen()
        self._until = 0.0
        self._customer_at: float | None = None

    @property
    def with_customer(self) -> bool:
        """Whether the customer has to do something."""
        return self.stage in _WITH_CUSTOMER

    @property
    def busy(self) -> bool:
        """Whether nothing but a cancel is heard."""
        return self.with_customer or self.stage is Stage.AT_HOST

    @property
    def words(self) -> str:
        """What the customer reads."""
        return self._screen.text

    def ask_customer(self, stage: Stage, words: str, limit_s: float, now: float) -> None:
        """The customer has so much time."""
        self.stage, self._until = stage, now + limit_s
        self._screen.show(words)

    def customer_acts(self, at: float | None) -> None:
        """When a customer does the next thing by himself; None: a person does it."""
        self._customer_at = at

    def go_to_host(self, delay_s: float, now: float) -> None:
        """The host has so much time."""
        self.stage, self._until = Stage.AT_HOST, now + delay_s
        self._screen.show("Processing")

    def answer(self, wait_s: float | None, now: float) -> None:
        """An answer leaves, and its ACK is awaited for so long; None: it is not."""
        self.stage = Stage.IDLE if wait_s is None else Stage.ANSWERING
        self._until = now + (wait_s or 0.0)
        self._customer_at = None

    def wait_again(self, wait_s: float, now: float) -> None:
        """The answer was said once more."""
        self._until = now + wait_s

    def rest(self) -> None:
        """Nothing is under way; what the customer reads stays."""
        self.stage = Stage.IDLE

    def welcome(self) -> None:
        """The customer reads that nothing is asked."""
        self._screen.show(WELCOME)

    def flash(self, words: str, now: float) -> None:
        """The customer reads a result for a moment."""
        self._screen.flash(words, now)

    def customer_is_due(self, now: float) -> bool:
        """Whether the customer acts by himself now; once."""
        self._screen.tick(now)
        if self._customer_at is None or now < self._customer_at:
            return False
        self._customer_at = None
        return True

    def is_over(self, now: float) -> bool:
        """Whether the time of this stage is up."""
        return now >= self._until
